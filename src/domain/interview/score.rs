//! What interviews came to, by part, phase and topic, and how one compares with those before it.

use std::collections::BTreeMap;

use crate::domain::id::TopicId;
use crate::domain::interview::{InterviewAnswer, QuestionResult, Record, RoadmapPlace, Round};

/// What some questions came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScoreTally {
    /// Questions that were judged, ticked or passed on.
    pub scored: u32,
    /// Of these, passed.
    pub passed: u32,
    /// Points made in them.
    pub met: u32,
    /// Points there were to make in them.
    pub total: u32,
    /// Questions that were answered and never rated; they count nowhere else.
    pub unrated: u32,
}

impl ScoreTally {
    fn add(&mut self, turn: &InterviewAnswer) {
        match turn.standing() {
            QuestionResult::Unrated => {
                self.unrated += 1;
                return;
            }
            QuestionResult::Passed => self.passed += 1,
            QuestionResult::Weak => {}
        }
        self.scored += 1;
        self.met += turn.met();
        self.total += turn.total();
    }

    /// Points made of those there were, in hundredths, rounded half up; nothing without points.
    pub fn percent(&self) -> Option<u32> {
        // In half hundredths first, rounded down, then halved and rounded up: that rounds half up
        // without fractions.
        let halves = (u64::from(self.met) * 200).checked_div(u64::from(self.total))?;
        u32::try_from(halves.div_ceil(2)).ok()
    }
}

/// What an interview came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scorecard {
    /// Everything.
    pub all: ScoreTally,
    /// By part of the interview.
    pub rounds: BTreeMap<Round, ScoreTally>,
    /// By phase, for topics that a road lists.
    pub phases: BTreeMap<RoadmapPlace, ScoreTally>,
    /// By topic.
    pub topics: BTreeMap<TopicId, ScoreTally>,
}

impl Scorecard {
    fn add(&mut self, turn: &InterviewAnswer) {
        self.all.add(turn);
        self.rounds.entry(turn.round).or_default().add(turn);
        self.topics.entry(turn.topic.clone()).or_default().add(turn);
        if let Some(place) = &turn.place {
            self.phases.entry(place.clone()).or_default().add(turn);
        }
    }
}

/// What an interview came to.
pub fn scorecard(record: &Record) -> Scorecard {
    let mut card = Scorecard::default();
    record.turns.iter().for_each(|turn| card.add(turn));
    card
}

/// What the interviews before one came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EarlierResults {
    /// How many there were with points.
    pub interviews: u32,
    /// Points made in the last of them, in hundredths.
    pub last: u32,
    /// The best of them, in hundredths.
    pub best: u32,
    /// Everything asked in them, together.
    pub sum: Scorecard,
}

/// What some interviews came to, oldest first; nothing if none of them has points.
pub fn before<'r>(records: impl IntoIterator<Item = &'r Record>) -> Option<EarlierResults> {
    let mut before = EarlierResults::default();
    for record in records {
        let Some(percent) = scorecard(record).all.percent() else {
            continue;
        };
        before.interviews += 1;
        before.last = percent;
        before.best = before.best.max(percent);
        record.turns.iter().for_each(|turn| before.sum.add(turn));
    }
    (before.interviews > 0).then_some(before)
}
