//! Gathering figures: from sums that are kept where every card or whole topics are meant, from the log where
//! a query chose cards.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::cli::app::App;
use crate::cli::scope::{self, Chosen};
use crate::domain::card::CardKind;
use crate::domain::day::StudyDay;
use crate::domain::id::TopicId;
use crate::domain::memory::CardMark;
use crate::domain::stats::series::Series;
use crate::domain::stats::{DaySpan, Figures, Habit, Period, Retention, StatsContext, stretches};
use crate::domain::tally::{DayTally, GradeTally, PassCount, StateBefore};
use crate::error::AppError;
use crate::store::CardScope;

/// Figures by group, and those of cards without one.
pub(crate) struct StatsGroups<K> {
    /// The groups.
    pub by: HashMap<K, Figures>,
    /// Answers to cards whose topic or kind no deck has named.
    pub rest: Figures,
}

impl<K: Hash + Eq> StatsGroups<K> {
    fn new() -> Self {
        Self {
            by: HashMap::new(),
            rest: Figures::default(),
        }
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

/// Answers by the topics of their cards and by what they met.
type TopicSums = Vec<(Option<TopicId>, StateBefore, PassCount)>;

/// The cards of a choice that the log knows, looked at once.
struct Cards {
    /// Their figures.
    figures: HashMap<(TopicId, CardKind), Figures>,
    /// What plots show of them.
    series: Series,
}

/// A choice of cards, and how it is looked at.
pub(crate) struct StatsSource<'a> {
    app: &'a App,
    /// The choice.
    pub chosen: &'a Chosen,
    /// How cards and answers are looked at.
    pub lens: StatsContext,
    /// Every answer by topic, in stretches of days that count alike.
    answers: Vec<(DaySpan, TopicSums)>,
    tallies: OnceCell<Vec<DayTally>>,
    cards: OnceCell<Cards>,
    topics: OnceCell<StatsGroups<TopicId>>,
}

impl<'a> StatsSource<'a> {
    /// Measures the learner's habit over the whole log, and readies to look at a choice.
    pub(crate) fn read(
        app: &'a App,
        chosen: &'a Chosen,
        since: Option<StudyDay>,
    ) -> Result<Self, AppError> {
        let today = app.today();
        let mut retention = Retention::default();
        let mut answers = Vec::new();
        for span in stretches(today, since) {
            let sums = app.store.progress().sums_by_topic(span)?;
            for (_, met, outcome) in &sums {
                retention.add(*met, *outcome);
            }
            answers.push((span, sums));
        }
        let lens = StatsContext {
            today,
            since,
            habit: Habit::of(retention),
        };
        let (tallies, cards, topics) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Ok(Self {
            app,
            chosen,
            lens,
            answers,
            tallies,
            cards,
            topics,
        })
    }

    /// Every total of the choice, oldest first.
    pub(crate) fn tallies(&self) -> Result<&[DayTally], AppError> {
        once(&self.tallies, || {
            let days = || {
                self.app
                    .store
                    .progress()
                    .tallies(StudyDay::from_number(i32::MIN), self.lens.today)
            };
            let wanted = self.wanted();
            Ok(match &self.chosen.scope {
                CardScope::All => days()?,
                CardScope::Topics(_) => {
                    let inside = |row: &DayTally| {
                        row.topic
                            .as_ref()
                            .is_some_and(|topic| has(wanted.as_ref(), topic))
                    };
                    days()?.into_iter().filter(inside).collect()
                }
                CardScope::Cards(cards) => self.app.store.progress().tallies_of(cards)?,
            })
        })
        .map(Vec::as_slice)
    }

    /// The figures of each topic.
    pub(crate) fn by_topic(&self) -> Result<&StatsGroups<TopicId>, AppError> {
        once(&self.topics, || {
            let mut groups = self.of_cards(|topic, _| topic.clone())?;
            if matches!(self.chosen.scope, CardScope::Cards(_)) {
                self.add_tallies(&mut groups, |row| row.topic.clone())?;
                return Ok(groups);
            }
            let wanted = self.wanted();
            for (span, sums) in &self.answers {
                let inside = |topic: &TopicId| has(wanted.as_ref(), topic);
                for (topic, met, outcome) in sums {
                    // An answer to a card that no deck names belongs to everything, and to no
                    // choice of topics.
                    if topic.as_ref().map_or(wanted.is_none(), inside) {
                        groups
                            .at_or_rest(topic.clone())
                            // Any day of the stretch would do: all of them lie in the same periods.
                            .add_answers(span.to, *met, *outcome, &self.lens);
                    }
                }
            }
            for topic in self.app.store.progress().topic_summaries()? {
                if has(wanted.as_ref(), &topic.topic) && topic.cards > 0 {
                    let group = groups.at(topic.topic);
                    // Only cards that the log knows were counted so far; the rest of the topic was
                    // never answered.
                    group.add_unmet(u64::from(topic.cards).saturating_sub(group.cards));
                }
            }
            Ok(groups)
        })
    }

    /// The figures of each kind of card.
    pub(crate) fn by_kind(&self) -> Result<StatsGroups<CardKind>, AppError> {
        let mut groups = self.of_cards(|_, kind| kind)?;
        if self.chosen.scope == CardScope::All {
            for (span, _) in &self.answers {
                for (kind, met, outcome) in self.app.store.progress().sums_by_kind(*span)? {
                    groups
                        .at_or_rest(kind)
                        .add_answers(span.to, met, outcome, &self.lens);
                }
            }
        } else {
            self.add_tallies(&mut groups, |row| row.kind)?;
        }
        if matches!(self.chosen.scope, CardScope::Cards(_)) {
            return Ok(groups);
        }
        let wanted = self.wanted();
        let mut cards: HashMap<CardKind, u64> = HashMap::new();
        for count in self.app.store.content().card_counts()? {
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
    pub(crate) fn by_day(&self) -> Result<Vec<(StudyDay, StateBefore, GradeTally)>, AppError> {
        let span = Period::All.span(self.lens.today, self.lens.since);
        if self.chosen.scope == CardScope::All {
            return Ok(self.app.store.progress().sums_by_day(span)?);
        }
        let rows = self.tallies()?.iter().filter(|row| span.has(row.day));
        Ok(rows.map(|row| (row.day, row.met, row.tally)).collect())
    }

    /// What plots are drawn from.
    pub(crate) fn series(&self) -> Result<Series, AppError> {
        let mut series = self.cards()?.series.clone();
        if self.chosen.scope == CardScope::All {
            let span = series.span();
            for (day, met, tally) in self.app.store.progress().sums_by_day(span)? {
                series.add_day(day, met, &tally);
            }
            for (hour, met, outcome) in self.app.store.progress().sums_by_hour(span)? {
                series.add_hour(hour, met, outcome);
            }
            for (kind, _, outcome) in self.app.store.progress().sums_by_kind(span)? {
                series.add_kind(kind, outcome);
            }
        } else {
            self.tallies()?.iter().for_each(|row| series.add(row));
        }
        Ok(series)
    }

    /// First answers of each topic in some days.
    pub(crate) fn firsts(&self, span: DaySpan) -> Result<Vec<(TopicId, i64)>, AppError> {
        let new = |met| met == StateBefore::New;
        if matches!(self.chosen.scope, CardScope::Cards(_)) {
            let rows = self
                .tallies()?
                .iter()
                .filter(|row| span.has(row.day) && new(row.met));
            return Ok(rows
                .filter_map(|row| Some((row.topic.clone()?, row.tally.count())))
                .collect());
        }
        let rows = self.app.store.progress().sums_by_topic(span)?.into_iter();
        Ok(rows
            .filter(|(_, met, _)| new(*met))
            .filter_map(|(topic, _, outcome)| Some((topic?, outcome.n)))
            .collect())
    }

    /// The topics of the choice; nothing means all of them.
    fn wanted(&self) -> Option<HashSet<&TopicId>> {
        if let CardScope::Topics(topics) = &self.chosen.scope {
            Some(topics.iter().collect())
        } else {
            None
        }
    }

    /// Adds the answers of the totals, row by row.
    fn add_tallies<K: Hash + Eq>(
        &self,
        groups: &mut StatsGroups<K>,
        key: impl Fn(&DayTally) -> Option<K>,
    ) -> Result<(), AppError> {
        for row in self.tallies()? {
            groups.at_or_rest(key(row)).add_answers(
                row.day,
                row.met,
                row.tally.outcome(),
                &self.lens,
            );
        }
        Ok(())
    }

    /// The figures of the cards alone, in groups.
    fn of_cards<K: Hash + Eq>(
        &self,
        key: impl Fn(&TopicId, CardKind) -> K,
    ) -> Result<StatsGroups<K>, AppError> {
        let mut groups = StatsGroups::new();
        for ((topic, kind), figures) in &self.cards()?.figures {
            groups.at(key(topic, *kind)).merge(figures);
        }
        Ok(groups)
    }

    fn cards(&self) -> Result<&Cards, AppError> {
        once(&self.cards, || match self.chosen.scope {
            CardScope::Cards(_) => self.asked_cards(),
            CardScope::All | CardScope::Topics(_) => self.known_cards(),
        })
    }

    /// The cards a query chose, those never answered among them.
    fn asked_cards(&self) -> Result<Cards, AppError> {
        let mut cards = Cards {
            figures: HashMap::new(),
            series: Series::new(self.lens),
        };
        scope::each(self.app, self.chosen, None, |facts| {
            let figures = cards
                .figures
                .entry((facts.topic.clone(), facts.kind))
                .or_default();
            figures.add_card(&facts.state, facts.leech, &self.lens);
            cards.series.add_card(&facts.state);
        })?;
        Ok(cards)
    }

    fn known_cards(&self) -> Result<Cards, AppError> {
        let spots = self.app.store.progress().spots()?;
        let wanted = self.wanted();
        let inside: Vec<bool> = spots
            .names
            .iter()
            .map(|(topic, _)| has(wanted.as_ref(), topic))
            .collect();
        // Boxed, since there is a place for each topic and kind, and most of them stay empty.
        let mut figures: Vec<Option<Box<Figures>>> = vec![None; spots.names.len()];
        let mut series = Series::new(self.lens);
        let scheduler = &self.app.settings.scheduler;
        self.app
            .store
            .progress()
            .each_known(&spots, |place, state| {
                if inside[place] {
                    let leech = if scheduler.is_leech(&state.memory) {
                        CardMark::On
                    } else {
                        CardMark::Off
                    };
                    figures[place]
                        .get_or_insert_default()
                        .add_card(state, leech, &self.lens);
                    series.add_card(state);
                }
            })?;
        let met = spots.names.into_iter().zip(figures);
        let figures = met
            .filter_map(|(spot, figures)| Some((spot, *figures?)))
            .collect();
        Ok(Cards { figures, series })
    }
}

/// What a cell holds, made now if it holds nothing yet.
fn once<T>(cell: &OnceCell<T>, make: impl FnOnce() -> Result<T, AppError>) -> Result<&T, AppError> {
    // What `get_or_try_init` will do once the standard library has it.
    match cell.get() {
        Some(held) => Ok(held),
        None => make().map(|found| cell.get_or_init(|| found)),
    }
}

/// Whether a topic is one of those wanted; nothing wants all.
fn has(wanted: Option<&HashSet<&TopicId>>, topic: &TopicId) -> bool {
    wanted.is_none_or(|wanted| wanted.contains(topic))
}
