//! Gathering figures: from sums that are kept where every card or whole topics are meant, from the log where
//! a query chose cards.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::cli::app::App;
use crate::cli::scope::{self, Chosen};
use crate::domain::card::Kind;
use crate::domain::day::StudyDay;
use crate::domain::id::TopicId;
use crate::domain::memory::{CardState, Mark};
use crate::domain::stats::series::Series;
use crate::domain::stats::{Figures, Habit, Lens, Period, Retention, Span};
use crate::domain::tally::{DayTally, Met, Tally};
use crate::error::AppError;
use crate::store::Scope;

/// Figures by group, and those of cards without one.
pub(crate) struct Groups<K> {
    /// The groups.
    pub by: HashMap<K, Figures>,
    /// Answers to cards whose topic or kind no deck told.
    pub rest: Figures,
}

impl<K: Hash + Eq> Groups<K> {
    fn new() -> Self {
        Self { by: HashMap::new(), rest: Figures::default() }
    }

    fn at(&mut self, key: K) -> &mut Figures {
        self.by.entry(key).or_default()
    }

    fn at_or_rest(&mut self, key: Option<K>) -> &mut Figures {
        match key {
            Some(key) => self.at(key),
            None => &mut self.rest,
        }
    }
}

/// A choice of cards, and how it is looked at.
pub(crate) struct Material<'a> {
    app: &'a App,
    chosen: &'a Chosen,
    /// How cards and answers are looked at.
    pub lens: Lens,
    tallies: OnceCell<Vec<DayTally>>,
}

impl<'a> Material<'a> {
    /// Measures the learner's habit over the whole log, and readies to look at a choice.
    pub(crate) fn read(app: &'a App, chosen: &'a Chosen, since: Option<StudyDay>) -> Result<Self, AppError> {
        let today = app.today();
        let mut retention = Retention::default();
        for (_, met, tally) in app.store.sums_by_kind(Span { from: StudyDay::from_number(i32::MIN), to: today })? {
            retention.add(met, &tally);
        }
        let lens = Lens { today, since, habit: Habit { retention } };
        Ok(Self { app, chosen, lens, tallies: OnceCell::new() })
    }

    /// Every total of the choice, oldest first.
    pub(crate) fn tallies(&self) -> Result<&[DayTally], AppError> {
        if let Some(tallies) = self.tallies.get() {
            return Ok(tallies);
        }
        let days = || self.app.store.tallies(StudyDay::from_number(i32::MIN), self.lens.today);
        let wanted = self.wanted();
        let tallies = match &self.chosen.scope {
            Scope::All => days()?,
            Scope::Topics(_) => {
                let inside = |row: &DayTally| row.topic.as_ref().is_some_and(|topic| has(wanted.as_ref(), topic));
                days()?.into_iter().filter(inside).collect()
            }
            Scope::Cards(cards) => self.app.store.tallies_of(cards)?,
        };
        Ok(self.tallies.get_or_init(|| tallies))
    }

    /// The figures of each topic.
    pub(crate) fn by_topic(&self) -> Result<Groups<TopicId>, AppError> {
        let mut groups = Groups::new();
        if matches!(self.chosen.scope, Scope::Cards(_)) {
            self.add_chosen(&mut groups, |topic, _| topic.clone())?;
            return Ok(groups);
        }
        self.add_known(&mut groups, |topic, _| topic.clone())?;
        let wanted = self.wanted();
        for span in self.lens.stretches() {
            for (topic, met, tally) in self.app.store.sums_by_topic(span)? {
                if topic.as_ref().map_or(wanted.is_none(), |topic| has(wanted.as_ref(), topic)) {
                    groups.at_or_rest(topic).add_answers(span.to, met, &tally, &self.lens);
                }
            }
        }
        for topic in self.app.store.topic_summaries()? {
            if has(wanted.as_ref(), &topic.topic) && topic.cards > 0 {
                let group = groups.at(topic.topic);
                group.add_unmet(u64::from(topic.cards).saturating_sub(group.cards));
            }
        }
        Ok(groups)
    }

    /// The figures of each kind of card.
    pub(crate) fn by_kind(&self) -> Result<Groups<Kind>, AppError> {
        let mut groups = Groups::new();
        if matches!(self.chosen.scope, Scope::Cards(_)) {
            self.add_chosen(&mut groups, |_, kind| kind)?;
            return Ok(groups);
        }
        self.add_known(&mut groups, |_, kind| kind)?;
        if self.chosen.scope == Scope::All {
            for span in self.lens.stretches() {
                for (kind, met, tally) in self.app.store.sums_by_kind(span)? {
                    groups.at_or_rest(kind).add_answers(span.to, met, &tally, &self.lens);
                }
            }
        } else {
            for row in self.tallies()? {
                groups.at_or_rest(row.kind).add_answers(row.day, row.met, &row.tally, &self.lens);
            }
        }
        let wanted = self.wanted();
        let mut cards: HashMap<Kind, u64> = HashMap::new();
        for count in self.app.store.card_counts()? {
            if has(wanted.as_ref(), &count.topic) {
                *cards.entry(count.kind).or_default() += u64::from(count.cards);
            }
        }
        for (kind, cards) in cards {
            let group = groups.at(kind);
            group.add_unmet(cards.saturating_sub(group.cards));
        }
        Ok(groups)
    }

    /// The answers of each day that is looked at, in no order.
    pub(crate) fn by_day(&self) -> Result<Vec<(StudyDay, Met, Tally)>, AppError> {
        let span = Period::All.span(self.lens.today, self.lens.since);
        if self.chosen.scope == Scope::All {
            return Ok(self.app.store.sums_by_day(span)?);
        }
        let rows = self.tallies()?.iter().filter(|row| span.has(row.day));
        Ok(rows.map(|row| (row.day, row.met, row.tally)).collect())
    }

    /// What plots are drawn from.
    pub(crate) fn series(&self) -> Result<Series, AppError> {
        let mut series = Series::new(self.lens);
        if self.chosen.scope == Scope::All {
            let span = series.span();
            for (day, met, tally) in self.app.store.sums_by_day(span)? {
                series.add_day(day, met, &tally);
            }
            for (hour, met, tally) in self.app.store.sums_by_hour(span)? {
                series.add_hour(hour, met, &tally);
            }
            for (kind, _, tally) in self.app.store.sums_by_kind(span)? {
                series.add_kind(kind, &tally);
            }
        } else {
            self.tallies()?.iter().for_each(|row| series.add(row));
        }
        self.each_state(|state| series.add_card(state))?;
        Ok(series)
    }

    /// First answers of each topic in some days.
    pub(crate) fn firsts(&self, span: Span) -> Result<Vec<(TopicId, i64)>, AppError> {
        let new = |met| met == Met::New;
        if matches!(self.chosen.scope, Scope::Cards(_)) {
            let rows = self.tallies()?.iter().filter(|row| span.has(row.day) && new(row.met));
            return Ok(rows.filter_map(|row| Some((row.topic.clone()?, row.tally.count()))).collect());
        }
        let rows = self.app.store.sums_by_topic(span)?.into_iter();
        Ok(rows.filter(|(_, met, _)| new(*met)).filter_map(|(topic, _, tally)| Some((topic?, tally.count()))).collect())
    }

    /// Calls `take` with the state of every card of the choice that the log knows.
    fn each_state(&self, mut take: impl FnMut(&CardState)) -> Result<(), AppError> {
        if matches!(self.chosen.scope, Scope::Cards(_)) {
            return scope::each(self.app, self.chosen, None, |facts| take(&facts.state));
        }
        let spots = self.app.store.spots()?;
        let inside = self.inside(&spots.names);
        Ok(self.app.store.each_known(&spots, |place, state| {
            if inside[place] {
                take(state);
            }
        })?)
    }

    /// The topics of the choice; nothing means all of them.
    fn wanted(&self) -> Option<HashSet<&TopicId>> {
        if let Scope::Topics(topics) = &self.chosen.scope { Some(topics.iter().collect()) } else { None }
    }

    /// Which places the choice has.
    fn inside(&self, places: &[(TopicId, Kind)]) -> Vec<bool> {
        let wanted = self.wanted();
        places.iter().map(|(topic, _)| has(wanted.as_ref(), topic)).collect()
    }

    /// Adds cards and answers as a query chose them.
    fn add_chosen<K: Hash + Eq>(
        &self,
        groups: &mut Groups<K>,
        key: impl Fn(&TopicId, Kind) -> K,
    ) -> Result<(), AppError> {
        scope::each(self.app, self.chosen, None, |facts| {
            groups.at(key(facts.topic, facts.kind)).add_card(&facts.state, facts.leech, &self.lens);
        })?;
        for row in self.tallies()? {
            let key = row.topic.as_ref().zip(row.kind).map(|(topic, kind)| key(topic, kind));
            groups.at_or_rest(key).add_answers(row.day, row.met, &row.tally, &self.lens);
        }
        Ok(())
    }

    /// Adds the cards the log knows.
    fn add_known<K: Hash + Eq>(
        &self,
        groups: &mut Groups<K>,
        key: impl Fn(&TopicId, Kind) -> K,
    ) -> Result<(), AppError> {
        let spots = self.app.store.spots()?;
        let inside = self.inside(&spots.names);
        let mut figures = vec![Figures::default(); spots.names.len()];
        let scheduler = &self.app.settings.scheduler;
        self.app.store.each_known(&spots, |place, state| {
            if inside[place] {
                let leech = if scheduler.is_leech(&state.memory) { Mark::On } else { Mark::Off };
                figures[place].add_card(state, leech, &self.lens);
            }
        })?;
        for ((topic, kind), figures) in spots.names.iter().zip(&figures) {
            if figures.cards > 0 {
                groups.at(key(topic, *kind)).merge(figures);
            }
        }
        Ok(())
    }
}

/// Whether a topic is one of those wanted; nothing wants all.
fn has(wanted: Option<&HashSet<&TopicId>>, topic: &TopicId) -> bool {
    wanted.is_none_or(|wanted| wanted.contains(topic))
}
