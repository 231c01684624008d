//! What screens print, as words of a query.

use std::collections::HashSet;

use crate::cli::app::App;
use crate::domain::card::CardKind;
use crate::domain::id::CardId;
use crate::domain::query::{Query, QueryAliases};
use crate::error::AppError;
use crate::ui::messages::QueryMessages;

/// What screens print in the learner's language, and titles of topics and areas, with the words of queries.
pub(crate) fn query_aliases(app: &App) -> Result<QueryAliases, AppError> {
    let words = app.words().cards;
    let mut aliases = QueryAliases::default();
    add_fields(&mut aliases, app.words().query);
    add_values(&mut aliases, app.words().query);
    aliases.add_field(words.kind_head(), "kind");
    aliases.add_field(words.state(), "is");
    aliases.add_field(words.interval(), "interval");
    for kind in CardKind::ALL {
        aliases.add_value("kind", words.kind(kind), kind.word());
    }
    for (printed, state) in [
        (words.new(), "new"),
        (words.learning(), "learning"),
        (words.young(), "young"),
        (words.mature(), "mature"),
        (words.suspended(), "suspended"),
        (words.buried(), "buried"),
    ] {
        aliases.add_value("is", printed, state);
    }
    for topic in app.store.content().topics()? {
        aliases.add_value("topic", topic.title.text(app.lang), topic.id.as_str());
    }
    for area in app.store.content().areas()? {
        aliases.add_value("area", area.title.text(app.lang), area.id.as_str());
    }
    Ok(aliases)
}

fn add_fields(aliases: &mut QueryAliases, words: QueryMessages) {
    aliases.add_field(words.topic(), "topic");
    aliases.add_field(words.roadmap(), "roadmap");
    aliases.add_field(words.phase(), "phase");
    aliases.add_field(words.kind(), "kind");
    aliases.add_field(words.tag(), "tag");
    aliases.add_field(words.area(), "area");
    aliases.add_field(words.level(), "level");
    aliases.add_field(words.interview(), "interview");
    aliases.add_field(words.is(), "is");
    aliases.add_field(words.lapses(), "lapses");
    aliases.add_field(words.ease(), "ease");
    aliases.add_field(words.interval(), "interval");
    aliases.add_field(words.rated(), "rated");
    aliases.add_field(words.added(), "added");
}

/// States and frequencies that no screen prints as a word of their own.
fn add_values(aliases: &mut QueryAliases, words: QueryMessages) {
    aliases.add_value("is", words.due(), "due");
    aliases.add_value("is", words.leech(), "leech");
    aliases.add_value("is", words.mine(), "mine");
    aliases.add_value("is", words.flagged(), "flagged");
    aliases.add_value("is", words.translated(), "translated");
    aliases.add_value("interview", words.common(), "common");
    aliases.add_value("interview", words.sometimes(), "sometimes");
    aliases.add_value("interview", words.rare(), "rare");
    aliases.add_value("interview", words.no(), "no");
}

/// The cards that can be read in the language of the cards, if a query asks for them.
pub(crate) fn translated(app: &App, query: &Query) -> Result<HashSet<CardId>, AppError> {
    if !query.needs_translations() {
        return Ok(HashSet::new());
    }
    Ok(app.store.content().translated_cards(app.cards_lang.get())?)
}
