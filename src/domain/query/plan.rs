//! Which cards a query can choose at most, said so that indexes can answer it.
//!
//! The query itself stays the only judge of a card. This only keeps cards from being looked at that it
//! cannot choose: every card a query matches is a candidate, but not the other way round.

use std::ops::RangeInclusive;

use super::{Expr, Field, Is, Named, NumberTest, Order, Query, QueryTerm};
use crate::domain::card::CardKind;
use crate::domain::id::CardId;
use crate::domain::memory::Interval;

/// Cards that a query can choose at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Candidates<'q> {
    /// Any card: no index narrows the query.
    All,
    /// Cards of a topic.
    Topic(&'q str),
    /// Cards of an area's topics.
    Area(&'q str),
    /// Cards of the topics that a roadmap lists.
    Roadmap(&'q str),
    /// Cards of topics whose home phase in some roadmap is one of these.
    Phases(RangeInclusive<u32>),
    /// Cards of a kind.
    Kind(CardKind),
    /// Cards of these levels.
    Levels(RangeInclusive<u32>),
    /// Cards with a tag.
    Tag(&'q str),
    /// Cards with a piece of text, as [`crate::domain::plain::plain`] makes it.
    Text(&'q str),
    /// These cards.
    Cards(&'q [CardId]),
    /// The learner's own cards.
    Mine,
    /// Cards that are due.
    Due,
    /// Cards that were never reviewed, or are set aside.
    Unseen,
    /// Cards not set aside whose interval is one of these.
    Intervals(RangeInclusive<u32>),
    /// Cards with a mark: suspended, buried or flagged.
    Marked,
    /// All but these.
    Without(Box<Self>),
    /// Cards that are in all of these.
    Every(Vec<Self>),
    /// Cards that are in any of these.
    Any(Vec<Self>),
}

impl Query {
    /// The cards that can match.
    pub fn candidates(&self) -> Candidates<'_> {
        of_expr(&self.0)
    }

    /// Whether a card's text must be known to judge it.
    pub fn needs_text(&self) -> bool {
        let mut needs = false;
        self.0
            .visit(&mut |term| needs |= matches!(term, QueryTerm::Text(_)));
        needs
    }
}

fn of_expr(expr: &Expr) -> Candidates<'_> {
    match expr {
        Expr::And(all) => {
            let narrow = all.iter().map(of_expr);
            let mut narrow: Vec<_> = narrow.filter(|set| *set != Candidates::All).collect();
            match narrow.len() {
                0 => Candidates::All,
                1 => narrow.remove(0),
                _ => Candidates::Every(narrow),
            }
        }
        // One branch that can hold for any card makes the whole hold for any.
        Expr::Or(any) => {
            let sets: Vec<_> = any.iter().map(of_expr).collect();
            if sets.contains(&Candidates::All) {
                Candidates::All
            } else {
                Candidates::Any(sets)
            }
        }
        // Only the complement of an exact set leaves out no card.
        Expr::Not(expr) => {
            if let Expr::Term(term) = &**expr
                && is_exact(term)
                && of_term(term) != Candidates::All
            {
                Candidates::Without(Box::new(of_term(term)))
            } else {
                Candidates::All
            }
        }
        Expr::Term(term) => of_term(term),
    }
}

/// Whether the candidates of a term are just the cards for which it holds.
fn is_exact(term: &QueryTerm) -> bool {
    matches!(
        term,
        QueryTerm::Text(_)
            | QueryTerm::Kind(_)
            | QueryTerm::Name(Named::Topic | Named::Area | Named::Tag, ..)
            | QueryTerm::Number(Field::Level, ..)
            | QueryTerm::Is(Is::Mine)
    )
}

fn of_term(term: &QueryTerm) -> Candidates<'_> {
    match term {
        QueryTerm::Text(text) => Candidates::Text(text),
        QueryTerm::Name(Named::Topic, name, _) => Candidates::Topic(name),
        QueryTerm::Name(Named::Area, name, _) => Candidates::Area(name),
        QueryTerm::Name(Named::Roadmap, name, _) => Candidates::Roadmap(name),
        QueryTerm::Name(Named::Tag, name, _) => Candidates::Tag(name),
        QueryTerm::Kind(kind) => Candidates::Kind(*kind),
        QueryTerm::Is(is) => of_state(*is),
        QueryTerm::Number(Field::Level, comparison, number) => {
            range(*comparison, *number).map_or(Candidates::All, Candidates::Levels)
        }
        QueryTerm::Number(Field::Phase, comparison, number) => {
            range(*comparison, *number).map_or(Candidates::All, Candidates::Phases)
        }
        QueryTerm::Number(Field::Lapses | Field::Ease | Field::Interval, ..)
        | QueryTerm::Interview(_)
        | QueryTerm::Rated { .. }
        | QueryTerm::Added(_) => Candidates::All,
    }
}

fn of_state<'q>(is: Is) -> Candidates<'q> {
    let mature = Interval::MATURE.days();
    match is {
        Is::Due => Candidates::Due,
        Is::New => Candidates::Unseen,
        Is::Learning => Candidates::Intervals(0..=1),
        Is::Young => Candidates::Intervals(2..=mature - 1),
        Is::Mature => Candidates::Intervals(mature..=u32::MAX),
        Is::Suspended | Is::Buried | Is::Flagged => Candidates::Marked,
        Is::Mine => Candidates::Mine,
        Is::Leech | Is::Translated => Candidates::All,
    }
}

/// The numbers for which a comparison holds, where they are one range; `None` for `!=`.
fn range(comparison: NumberTest, number: u32) -> Option<RangeInclusive<u32>> {
    let (below, above) = (number.checked_sub(1), number.checked_add(1));
    // An empty range: no number is less than zero or greater than the greatest.
    let none = RangeInclusive::new(1, 0);
    match (comparison.order, comparison.equal) {
        (Order::Less, true) => Some(0..=number),
        (Order::Less, false) => Some(below.map_or(none, |below| 0..=below)),
        (Order::Greater, true) => Some(number..=u32::MAX),
        (Order::Greater, false) => Some(above.map_or(none, |above| above..=u32::MAX)),
        (Order::Neither, true) => Some(number..=number),
        (Order::Neither, false) | (Order::Either, _) => None,
    }
}
