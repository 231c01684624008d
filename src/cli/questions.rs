//! `questions`: what interviews ask, as roadmaps list it and as cards are marked.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Value, json};

use crate::cli::app::App;
use crate::cli::args::QuestionsArgs;
use crate::cli::list::ListedState;
use crate::cli::{review, scope};
use crate::domain::card::{Body, Card, CardKind, Interview, QuestionRef};
use crate::domain::id::{CardId, RoadmapId, TopicId};
use crate::domain::roadmap::{Roadmap, RoadmapLine};
use crate::error::AppError;
use crate::store::CardScope;
use crate::ui::card::{Renderer, cut};
use crate::ui::clean::clean_line;
use crate::ui::markup::{columns, wrap};
use crate::ui::palette::TextRole;
use crate::ui::table::pad;
use crate::ui::terminal::Terminal;

/// Columns of a card's state.
const STATE: usize = 10;
/// Widest line of a card, in columns.
const WIDEST: usize = 100;

/// Interview questions and the cards behind them.
struct Questions {
    roadmaps: Vec<Roadmap>,
    /// Cards that answer a listed question or are asked in many interviews, in the order of the decks.
    cards: Vec<AskedCard>,
    /// Titles of topics.
    titles: HashMap<TopicId, String>,
    /// Whether a query narrows the listed questions to those with a card.
    listed: Listed,
}

/// A card that interviews ask.
struct AskedCard {
    card: Card,
    shown_state: ListedState,
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
        chosen.scope =
            CardScope::Cards(found.cards.into_iter().map(|asked| asked.card.id).collect());
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

/// The roadmaps whose questions are listed: those that were named or are followed; where a query or a topic
/// was named, all of them, the followed ones first.
fn asked_roads(
    app: &App,
    args: &QuestionsArgs,
    chosen: &scope::Chosen,
) -> Result<Vec<RoadmapId>, AppError> {
    let known = app.roadmap_names()?;
    let named = chosen.roads.iter().map(|road| &road.name);
    let mut roads: Vec<RoadmapId> = named.filter(|name| known.contains(name)).cloned().collect();
    let narrowed = !args.scope.query.is_empty() || args.scope.topic.is_some();
    if args.scope.roadmap.is_none() && narrowed {
        roads = app.store.progress().followed()?;
        roads.retain(|name| known.contains(name));
        let others: Vec<RoadmapId> = known
            .iter()
            .filter(|name| !roads.contains(name))
            .cloned()
            .collect();
        roads.extend(others);
    }
    Ok(roads)
}

impl Questions {
    fn of(app: &App, args: &QuestionsArgs, chosen: &scope::Chosen) -> Result<Self, AppError> {
        let mut ids = Vec::new();
        scope::each(app, chosen, None, |facts| {
            let state = ListedState::of(&facts.state, app.today());
            ids.push((facts.id.clone(), facts.interview, state));
        })?;
        let mut cards = Vec::new();
        for (id, interview, shown_state) in ids {
            let card = app.store.content().card(&id, app.cards_lang.get())?;
            let asked = card.filter(|card| interview == Interview::Common || !card.asks.is_empty());
            cards.extend(asked.map(|card| AskedCard { card, shown_state }));
        }
        let mut roadmaps = Vec::new();
        for name in asked_roads(app, args, chosen)? {
            let roadmap = app.store.content().roadmap(&name)?;
            roadmaps.extend(roadmap.map(|roadmap| roadmap.in_language(app.lang)));
        }
        let topics = app.store.content().topics()?.into_iter();
        let titles = topics.map(|topic| {
            let title = clean_line(topic.title.text(app.lang));
            (topic.id, title)
        });
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
            titles: titles.collect(),
            listed,
        })
    }

    /// For each listed question, the cards that answer it.
    fn answers(&self) -> BTreeMap<QuestionRef, Vec<&CardId>> {
        let mut answers: BTreeMap<QuestionRef, Vec<&CardId>> = BTreeMap::new();
        for AskedCard { card, .. } in &self.cards {
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

    /// Cards that stand under no listed question of the roadmaps that are shown.
    fn common(&self) -> Vec<&AskedCard> {
        let mut answering: HashSet<&CardId> = HashSet::new();
        let answers = self.answers();
        let shown = self.roadmaps.iter().flat_map(|roadmap| {
            let questions = roadmap.phases.iter().flat_map(|phase| &phase.questions);
            questions.map(|question| QuestionRef {
                roadmap: roadmap.id.clone(),
                line: question.line,
            })
        });
        for question in shown {
            answering.extend(answers.get(&question).into_iter().flatten());
        }
        let stands_nowhere = |asked: &&AskedCard| !answering.contains(&asked.card.id);
        self.cards.iter().filter(stands_nowhere).collect()
    }

    fn topic_heading(&self, look: Renderer, topic: &TopicId) -> String {
        let title = self
            .titles
            .get(topic)
            .map_or(topic.as_str(), String::as_str);
        look.remark(TextRole::Strong, title)
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
        let common = self.common();
        if !common.is_empty() {
            text.push_str(&look.remark(TextRole::Title, look.words.questions.common()));
        }
        let mut topic = None;
        for asked in &common {
            if topic != Some(&asked.card.topic) {
                topic = Some(&asked.card.topic);
                text.push_str(&self.topic_heading(look, &asked.card.topic));
            }
            text.push_str(&card_line(look, asked));
        }
        let count = look.words.questions.count(listed, self.cards.len());
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

fn card_line(look: Renderer, asked: &AskedCard) -> String {
    let id = asked.card.id.as_str();
    let state = pad(asked.shown_state.name(look.words.cards), STATE);
    let space = look
        .width
        .min(WIDEST)
        .saturating_sub(columns(id) + columns(&state) + 6);
    let line = cut(&first_line(&asked.card), space, look.palette.more());
    format!(
        "  {} {id}  {}\n",
        look.palette.paint(TextRole::Faint, &state),
        look.palette.paint(TextRole::Faint, &line)
    )
}

/// What tells a card from the others: many ask what a program prints, so that the program says more.
pub(in crate::cli) fn first_line(card: &Card) -> String {
    let body = &card.body;
    if let Body::Cloze(cloze) = body {
        return clean_line(cloze.with_blank("[...]").trim());
    }
    let code = body.code().filter(|_| body.kind() == CardKind::Output);
    let first = code.and_then(|code| code.lines().find(|line| !line.trim().is_empty()));
    clean_line(first.unwrap_or(body.prompt()).trim())
}

fn card_json(asked: &AskedCard) -> Value {
    let card = &asked.card;
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
        "state": asked.shown_state.word(),
    })
}
