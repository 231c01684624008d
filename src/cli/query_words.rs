//! What screens print, as words of a query.

use crate::cli::app::App;
use crate::domain::card::CardKind;
use crate::domain::query::QueryAliases;
use crate::error::AppError;

/// What screens print in the learner's language, and titles of topics and areas, with the words of queries.
pub(crate) fn query_aliases(app: &App) -> Result<QueryAliases, AppError> {
    let words = app.words().cards;
    let mut aliases = QueryAliases::default();
    aliases.add_field(words.kind_head(), "kind");
    aliases.add_field(words.level(), "level");
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
