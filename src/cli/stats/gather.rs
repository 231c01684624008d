//! Gathering figures: one pass over what the store keeps, into groups that can be merged.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::cli::app::App;
use crate::cli::scope::{self, Chosen};
use crate::domain::card::Kind;
use crate::domain::day::StudyDay;
use crate::domain::id::TopicId;
use crate::domain::memory::{CardState, Mark};
use crate::domain::stats::{Figures, Habit, Lens, Retention};
use crate::domain::tally::DayTally;
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

    /// The figures of everything.
    pub(crate) fn total(&self) -> Figures {
        let mut total = self.rest.clone();
        self.by.values().for_each(|figures| total.merge(figures));
        total
    }
}

/// A choice of cards with the totals of the answers to them.
pub(crate) struct Material<'a> {
    app: &'a App,
    chosen: &'a Chosen,
    /// How cards and answers are looked at.
    pub lens: Lens,
    /// The answers, oldest first.
    pub tallies: Vec<DayTally>,
}

impl<'a> Material<'a> {
    /// Reads the totals of a choice.
    pub(crate) fn read(app: &'a App, chosen: &'a Chosen, since: Option<StudyDay>) -> Result<Self, AppError> {
        let today = app.today();
        let everything = app.store.tallies(StudyDay::from_number(i32::MIN), today)?;
        let mut retention = Retention::default();
        for row in &everything {
            retention.add(row.met, &row.tally);
        }
        let lens = Lens { today, since, habit: Habit { retention } };
        let tallies = match &chosen.scope {
            Scope::All => everything,
            Scope::Topics(topics) => {
                let topics: HashSet<&TopicId> = topics.iter().collect();
                everything.into_iter().filter(|row| row.topic.as_ref().is_some_and(|t| topics.contains(t))).collect()
            }
            Scope::Cards(cards) => app.store.tallies_of(cards)?,
        };
        Ok(Self { app, chosen, lens, tallies })
    }

    /// The figures by a key made from topic and kind.
    pub(crate) fn by<K: Hash + Eq>(&self, key: impl Fn(&TopicId, Kind) -> K) -> Result<Groups<K>, AppError> {
        let mut groups = Groups::new();
        if matches!(self.chosen.scope, Scope::Cards(_)) {
            self.add_chosen(&mut groups, &key)?;
        } else {
            self.add_known(&mut groups, &key)?;
        }
        for row in &self.tallies {
            let group = match (&row.topic, row.kind) {
                (Some(topic), Some(kind)) => groups.at(key(topic, kind)),
                _ => &mut groups.rest,
            };
            group.add_answers(row.day, row.met, &row.tally, &self.lens);
        }
        Ok(groups)
    }

    /// Calls `take` with the state of every card of the choice that the log knows.
    pub(crate) fn each_state(&self, mut take: impl FnMut(&CardState)) -> Result<(), AppError> {
        if matches!(self.chosen.scope, Scope::Cards(_)) {
            return scope::each(self.app, self.chosen, None, |facts| take(&facts.state));
        }
        let wanted = self.wanted();
        Ok(self.app.store.each_known(|topic, _, state| {
            if wanted.as_ref().is_none_or(|wanted| wanted.contains(topic)) {
                take(state);
            }
        })?)
    }

    /// The topics of the choice; nothing means all of them.
    fn wanted(&self) -> Option<HashSet<&TopicId>> {
        if let Scope::Topics(topics) = &self.chosen.scope { Some(topics.iter().collect()) } else { None }
    }

    /// Adds cards one by one, as a query chose them.
    fn add_chosen<K: Hash + Eq>(
        &self,
        groups: &mut Groups<K>,
        key: &impl Fn(&TopicId, Kind) -> K,
    ) -> Result<(), AppError> {
        scope::each(self.app, self.chosen, None, |facts| {
            groups.at(key(facts.topic, facts.kind)).add_card(&facts.state, facts.leech, &self.lens);
        })
    }

    /// Adds the cards the log knows one by one, and the others by their number.
    fn add_known<K: Hash + Eq>(
        &self,
        groups: &mut Groups<K>,
        key: &impl Fn(&TopicId, Kind) -> K,
    ) -> Result<(), AppError> {
        let wanted = self.wanted();
        let outside = |topic: &TopicId| wanted.as_ref().is_some_and(|wanted| !wanted.contains(topic));
        let mut known: HashMap<(TopicId, Kind), u64> = HashMap::new();
        let scheduler = &self.app.settings.scheduler;
        self.app.store.each_known(|topic, kind, state| {
            if outside(topic) {
                return;
            }
            let leech = if scheduler.is_leech(&state.memory) { Mark::On } else { Mark::Off };
            groups.at(key(topic, kind)).add_card(state, leech, &self.lens);
            *known.entry((topic.clone(), kind)).or_default() += 1;
        })?;
        for count in self.app.store.card_counts()? {
            if !outside(&count.topic) {
                let met = known.get(&(count.topic.clone(), count.kind)).copied().unwrap_or_default();
                let unmet = u64::from(count.cards).saturating_sub(met);
                groups.at(key(&count.topic, count.kind)).add_unmet(unmet);
            }
        }
        Ok(())
    }
}
