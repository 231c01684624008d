//! `questions`: what interviews ask, as roadmaps list it and as cards are marked.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::cli::app::App;
use crate::cli::args::QuestionsArgs;
use crate::cli::{review, scope};
use crate::domain::card::{Card, Interview, QuestionRef};
use crate::domain::id::CardId;
use crate::domain::roadmap::{Roadmap, RoadmapLine};
use crate::error::AppError;
use crate::store::CardScope;
use crate::ui::card::{Renderer, cut};
use crate::ui::clean::clean_line;
use crate::ui::markup::{columns, wrap};
use crate::ui::palette::TextRole;
use crate::ui::terminal::Terminal;

/// Widest line of a card, in columns.
const WIDEST: usize = 100;

/// Interview questions and the cards behind them.
struct Questions {
    roadmaps: Vec<Roadmap>,
    /// Cards that answer a listed question or are asked in many interviews, in the order of the decks.
    cards: Vec<Card>,
    /// Whether a query narrows the listed questions to those with a card.
    listed: Listed,
}

/// Which listed questions are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listed {
    /// All of them.
    All,
    /// Those that a card of the choice answers.
    Answered,
}

/// Lists interview questions, or drills their cards.
pub(crate) fn questions(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &QuestionsArgs,
) -> Result<(), AppError> {
    let mut chosen = scope::resolve(app, &args.scope)?;
    let found = Questions::of(app, args, &chosen)?;
    if args.drill {
        chosen.scope = CardScope::Cards(found.cards.into_iter().map(|card| card.id).collect());
        return review::drill_chosen(app, terminal, &chosen, args.count);
    }
    if args.json {
        return Ok(terminal.say(&format!("{}\n", found.json()))?);
    }
    let look = Renderer {
        width: terminal.width(),
        palette: terminal.palette(),
        words: app.words(),
    };
    Ok(terminal.say(&found.page(look))?)
}

impl Questions {
    fn of(app: &App, args: &QuestionsArgs, chosen: &scope::Chosen) -> Result<Self, AppError> {
        let mut ids = Vec::new();
        scope::each(app, chosen, None, |facts| {
            ids.push((facts.id.clone(), facts.interview));
        })?;
        let mut cards = Vec::new();
        for (id, interview) in ids {
            let card = app.store.content().card(&id, app.lang)?;
            cards.extend(
                card.filter(|card| interview == Interview::Common || !card.asks.is_empty()),
            );
        }
        let named: Vec<_> = chosen.roads.iter().map(|road| &road.name).collect();
        let every = args.scope.roadmap.is_none() && !args.scope.is_empty();
        let mut roadmaps = Vec::new();
        for name in app
            .roadmap_names()?
            .iter()
            .filter(|name| every || named.contains(name))
        {
            roadmaps.extend(app.store.content().roadmap(name)?);
        }
        let narrowed = !args.scope.query.is_empty()
            || args.scope.topic.is_some()
            || args.scope.phase.is_some();
        let listed = if narrowed {
            Listed::Answered
        } else {
            Listed::All
        };
        Ok(Self {
            roadmaps,
            cards,
            listed,
        })
    }

    /// For each listed question, the cards that answer it.
    fn answers(&self) -> BTreeMap<QuestionRef, Vec<&CardId>> {
        let mut answers: BTreeMap<QuestionRef, Vec<&CardId>> = BTreeMap::new();
        for card in &self.cards {
            for asked in &card.asks {
                answers.entry(asked.clone()).or_default().push(&card.id);
            }
        }
        answers
    }

    /// Calls `take` with each listed question that is shown: roadmap, phase, question, cards.
    fn each_listed(&self, mut take: impl FnMut(&Roadmap, u32, &RoadmapLine, &[&CardId])) {
        let answers = self.answers();
        for roadmap in &self.roadmaps {
            for phase in &roadmap.phases {
                for question in &phase.questions {
                    let asked = QuestionRef {
                        roadmap: roadmap.id.clone(),
                        line: question.line,
                    };
                    let cards = answers.get(&asked).map_or(&[][..], Vec::as_slice);
                    if self.listed == Listed::All || !cards.is_empty() {
                        take(roadmap, phase.number, question, cards);
                    }
                }
            }
        }
    }

    fn json(&self) -> Value {
        let mut questions = Vec::new();
        self.each_listed(|roadmap, phase, question, cards| {
            questions.push(json!({
                "roadmap": roadmap.id,
                "phase": phase,
                "line": question.line,
                "text": question.text,
                "topics": question.topics,
                "cards": cards,
            }));
        });
        let cards: Vec<Value> = self.cards.iter().map(card_json).collect();
        json!({ "schema": 1, "questions": questions, "cards": cards })
    }

    fn page(&self, look: Renderer) -> String {
        let mut text = String::new();
        let mut place = None;
        let mut listed = 0;
        self.each_listed(|roadmap, phase, question, cards| {
            listed += 1;
            if place != Some((roadmap.id.clone(), phase)) {
                place = Some((roadmap.id.clone(), phase));
                let title = roadmap.phase(phase).map_or("", |phase| &phase.title);
                text.push_str(
                    &look.remark(TextRole::Title, &format!("{} {phase} {title}", roadmap.id)),
                );
            }
            text.push_str(&listed_question(look, question, cards));
        });
        let common: Vec<&Card> = self
            .cards
            .iter()
            .filter(|card| card.asks.is_empty())
            .collect();
        if !common.is_empty() {
            text.push_str(&look.remark(TextRole::Title, look.words.questions.common()));
        }
        for card in common {
            text.push_str(&card_line(look, card));
        }
        let (listed, cards) = (listed.to_string(), self.cards.len().to_string());
        let count = look.words.questions.count(listed, cards);
        text.push_str(&look.remark(TextRole::Faint, &count));
        text
    }
}

fn listed_question(look: Renderer, question: &RoadmapLine, cards: &[&CardId]) -> String {
    let mut text = wrap(
        &clean_line(&question.text),
        look.width,
        &format!("{:>4} ", question.line),
        "     ",
    );
    let ids: Vec<&str> = cards.iter().map(|card| card.as_str()).collect();
    let answered = if ids.is_empty() {
        look.words.questions.no_card().to_owned()
    } else {
        ids.join(" ")
    };
    for line in wrap(&answered, look.width, "     ", "     ").lines() {
        text.push_str(&format!("{}\n", look.palette.paint(TextRole::Faint, line)));
    }
    text
}

fn card_line(look: Renderer, card: &Card) -> String {
    let space = look
        .width
        .min(WIDEST)
        .saturating_sub(columns(card.id.as_str()) + 4);
    let prompt = cut(&first_line(card), space, look.palette.more());
    format!(
        "  {}  {}\n",
        card.id,
        look.palette.paint(TextRole::Faint, &prompt)
    )
}

fn first_line(card: &Card) -> String {
    clean_line(card.body.prompt().trim())
}

fn card_json(card: &Card) -> Value {
    let asks: Vec<String> = card
        .asks
        .iter()
        .map(|asked| format!("{}:{}", asked.roadmap, asked.line))
        .collect();
    json!({
        "id": card.id,
        "topic": card.topic,
        "kind": card.body.kind().word(),
        "level": card.level.number(),
        "interview": card.interview.word(),
        "asks": asks,
        "prompt": card.body.prompt(),
    })
}
