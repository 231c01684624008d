//! The query language: one small language for choosing cards, everywhere.
//!
//! Words search text; `field:value` and `field>=number` ask facts; space is and, `or`, `-` negates,
//! parentheses group, quotes hold spaces.

mod aliases;
mod fault;
mod parse;
mod plan;

pub use aliases::QueryAliases;
pub use fault::{QueryFault, QueryProblem};
pub use plan::Candidates;

use crate::domain::card::{CardKind, Interview, Level, Origin};
use crate::domain::day::StudyDay;
use crate::domain::grade::Grade;
use crate::domain::id::{AreaId, CardId, RoadmapId, TopicId};
use crate::domain::memory::{CardMark, CardStage, CardState, Ease};
use crate::domain::plain::plain;
use crate::domain::wording::problems;

/// Longest query, in bytes.
pub const MAX_BYTES: usize = 4_000;
/// Deepest nesting of parentheses.
pub const MAX_DEPTH: usize = 32;
/// Every field, which an operator and a value follow.
pub const FIELDS: [&str; 14] = parse::FIELDS;
/// What may stand between the name of a field that is a number and its value; `:` and `=` also between any other.
pub const OPERATORS: [&str; 7] = [":", "=", "<", "<=", ">", ">=", "!="];

/// A choice of cards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query(Expr);

/// What a query may ask of a card.
#[derive(Debug, Clone, Copy)]
pub struct CardFacts<'a> {
    /// Its id.
    pub id: &'a CardId,
    /// Its topic.
    pub topic: &'a TopicId,
    /// The area of its topic.
    pub area: &'a AreaId,
    /// Its kind.
    pub kind: CardKind,
    /// Its difficulty.
    pub level: Level,
    /// How often interviews ask it.
    pub interview: Interview,
    /// Its tags.
    pub tags: &'a [String],
    /// Whose card it is.
    pub origin: &'a Origin,
    /// Its words, as [`plain`] makes them.
    pub text: &'a str,
    /// The roadmaps that list its topic, each with the topic's home phase there.
    pub roadmaps: &'a [(RoadmapId, u32)],
    /// What the log says of it.
    pub state: CardState,
    /// Whether it lapsed so often that it is a leech.
    pub leech: CardMark,
    /// Its graded answers of the last days, as many as [`Query::needs_ratings`] asks for.
    pub ratings: &'a [(StudyDay, Grade)],
    /// Whether it can be read in the language of the cards.
    pub translated: CardMark,
    /// The day a learner's own card was added.
    pub added: Option<StudyDay>,
}

/// Every name a query may mention, to find misspelt ones.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// All topics.
    pub topics: Vec<String>,
    /// All areas.
    pub areas: Vec<String>,
    /// All roadmaps.
    pub roadmaps: Vec<String>,
    /// All tags.
    pub tags: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Expr {
    /// All of them; none at all holds for every card.
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    Term(QueryTerm),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum QueryTerm {
    Text(String),
    /// A name and its column.
    Name(Named, String, usize),
    Kind(CardKind),
    Interview(Interview),
    Is(Is),
    Number(Field, NumberTest, u32),
    Rated {
        days: u32,
        button: Option<u8>,
    },
    Added(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Topic,
    Roadmap,
    Area,
    Tag,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    Due,
    New,
    Learning,
    Young,
    Mature,
    Suspended,
    Buried,
    Leech,
    Mine,
    Flagged,
    Translated,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Level,
    Phase,
    Lapses,
    /// In hundredths.
    Ease,
    Interval,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct NumberTest {
    order: Order,
    equal: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Less,
    Greater,
    Either,
    Neither,
}

impl NumberTest {
    fn holds(self, left: u32, right: u32) -> bool {
        let ordered = match self.order {
            Order::Less => left < right,
            Order::Greater => left > right,
            Order::Either => left != right,
            Order::Neither => false,
        };
        ordered || (self.equal && left == right)
    }
}

/// Every word that may follow `is:`.
pub fn states() -> impl Iterator<Item = &'static str> {
    parse::STATES.iter().map(|(word, _)| *word)
}

impl Query {
    /// Reads a query; an empty text chooses every card.
    pub fn parse(text: &str) -> Result<Self, QueryFault> {
        Self::parse_with(text, &QueryAliases::default())
    }

    /// Reads a query in which also stands what screens print.
    pub fn parse_with(text: &str, aliases: &QueryAliases) -> Result<Self, QueryFault> {
        parse::parse(text, aliases).map(Self)
    }

    /// Whether a card is chosen. A phase is the topic's home phase in the roadmaps that are asked
    /// for next to it, or in any of the card's roadmaps.
    pub fn matches(&self, card: &CardFacts<'_>, today: StudyDay) -> bool {
        self.0.holds(card, today, &[])
    }

    /// Whether every card is chosen.
    pub fn is_empty(&self) -> bool {
        matches!(&self.0, Expr::And(terms) if terms.is_empty())
    }

    /// For how many days back, today included, the query needs a card's graded answers, if it needs them.
    pub fn needs_ratings(&self) -> Option<u32> {
        let mut most = None;
        self.0.visit(&mut |term| {
            if let QueryTerm::Rated { days, .. } = term {
                most = most.max(Some(*days));
            }
        });
        most
    }

    /// Whether the query asks which cards are translated.
    pub fn needs_translations(&self) -> bool {
        let mut needs = false;
        self.0
            .visit(&mut |term| needs |= matches!(term, QueryTerm::Is(Is::Translated)));
        needs
    }

    /// Finds the first name that is unknown.
    pub fn check(&self, names: &Names) -> Result<(), QueryFault> {
        let mut found = Ok(());
        self.0.visit(&mut |term| {
            if let (QueryTerm::Name(named, name, column), Ok(())) = (term, &found) {
                found = named.check(name, *column, names);
            }
        });
        found
    }
}

impl Named {
    fn check(self, name: &str, column: usize, names: &Names) -> Result<(), QueryFault> {
        let (what, known) = match self {
            Self::Topic => (problems::query_topic(), &names.topics),
            Self::Roadmap => (problems::query_roadmap(), &names.roadmaps),
            Self::Area => (problems::query_area(), &names.areas),
            Self::Tag => (problems::query_tag(), &names.tags),
        };
        if known.iter().any(|known| plain(known) == plain(name)) {
            return Ok(());
        }
        Err(QueryFault::unknown(column, what, name, known))
    }
}

impl Expr {
    /// `roads` are the roadmaps asked for next to this expression; none of them means any.
    fn holds(&self, card: &CardFacts<'_>, today: StudyDay, roads: &[&str]) -> bool {
        match self {
            Self::And(all) => {
                // `roadmap:a phase:2` means phase 2 of that roadmap: elsewhere the topic may have
                // another.
                let own: Vec<&str> = all.iter().filter_map(Self::roadmap).collect();
                let roads = if own.is_empty() { roads } else { &own };
                all.iter().all(|expr| expr.holds(card, today, roads))
            }
            Self::Or(any) => any.iter().any(|expr| expr.holds(card, today, roads)),
            Self::Not(expr) => !expr.holds(card, today, roads),
            Self::Term(term) => term.holds(card, today, roads),
        }
    }

    fn roadmap(&self) -> Option<&str> {
        if let Self::Term(QueryTerm::Name(Named::Roadmap, name, _)) = self {
            Some(name)
        } else {
            None
        }
    }

    fn visit<'e>(&'e self, see: &mut dyn FnMut(&'e QueryTerm)) {
        match self {
            Self::And(exprs) | Self::Or(exprs) => exprs.iter().for_each(|expr| expr.visit(see)),
            Self::Not(expr) => expr.visit(see),
            Self::Term(term) => see(term),
        }
    }
}

impl QueryTerm {
    fn holds(&self, card: &CardFacts<'_>, today: StudyDay, roads: &[&str]) -> bool {
        match self {
            Self::Text(words) => card.text.contains(words) || card.id.as_str().contains(words),
            Self::Name(Named::Topic, name, _) => card.topic.as_str() == name,
            Self::Name(Named::Area, name, _) => card.area.as_str() == name,
            Self::Name(Named::Roadmap, name, _) => {
                card.roadmaps.iter().any(|(road, _)| road.as_str() == name)
            }
            Self::Name(Named::Tag, name, _) => {
                card.tags.iter().any(|tag| plain(tag) == plain(name))
            }
            Self::Kind(kind) => card.kind == *kind,
            Self::Interview(interview) => card.interview == *interview,
            Self::Is(state) => state.holds(card, today),
            // A card without a value holds for no comparison, not even `!=`.
            Self::Number(field, comparison, number) => field
                .values(card, roads)
                .into_iter()
                .any(|value| comparison.holds(value, *number)),
            Self::Rated { days, button } => card.ratings.iter().any(|(day, grade)| {
                is_within(*day, *days, today) && button.is_none_or(|b| b == button_of(*grade))
            }),
            Self::Added(days) => card.added.is_some_and(|day| is_within(day, *days, today)),
        }
    }
}

impl Field {
    /// The card's values of a field: none where it has no meaning, several for phases.
    fn values(self, card: &CardFacts<'_>, roads: &[&str]) -> Vec<u32> {
        let seen = card.state.memory.seen();
        match self {
            Self::Level => vec![u32::from(card.level.number())],
            Self::Lapses => vec![seen.map_or(0, |seen| seen.lapses)],
            Self::Ease => seen
                .and_then(|seen| seen.strength.ease())
                .map(Ease::hundredths)
                .into_iter()
                .collect(),
            Self::Interval => seen.map(|seen| seen.interval.days()).into_iter().collect(),
            Self::Phase => {
                let asked = |road: &RoadmapId| roads.is_empty() || roads.contains(&road.as_str());
                card.roadmaps
                    .iter()
                    .filter(|(road, _)| asked(road))
                    .map(|(_, phase)| *phase)
                    .collect()
            }
        }
    }
}

impl Is {
    /// Suspended and buried take precedence over the states of learning.
    fn holds(self, card: &CardFacts<'_>, today: StudyDay) -> bool {
        let open = card.state.is_open_on(today);
        let stage = card.state.memory.stage();
        let suspended = card.state.marks.suspended.is_on();
        match self {
            Self::Due => {
                open && card
                    .state
                    .memory
                    .seen()
                    .is_some_and(|seen| seen.due <= today)
            }
            Self::New => open && stage == CardStage::New,
            Self::Learning => open && stage == CardStage::Learning,
            Self::Young => open && stage == CardStage::Young,
            Self::Mature => open && stage == CardStage::Mature,
            Self::Suspended => suspended,
            Self::Buried => !suspended && !open,
            Self::Leech => card.leech.is_on(),
            Self::Mine => *card.origin == Origin::Mine,
            Self::Translated => card.translated.is_on(),
            Self::Flagged => card.state.marks.flagged.is_on(),
        }
    }
}

/// Whether a day is one of the last `days` days, today included.
fn is_within(day: StudyDay, days: u32, today: StudyDay) -> bool {
    u32::try_from(today.since(day)).is_ok_and(|ago| ago < days)
}

/// The button of a grade: 1 Again, 2 Hard, 3 Good, 4 Easy.
fn button_of(grade: Grade) -> u8 {
    grade.q().saturating_sub(1).max(1)
}
