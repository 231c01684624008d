//! What the reports of many learners say together.
//!
//! One report at a time is added and then forgotten: of each learner a row stays, and of phases, topics, cards and
//! mistakes sums, so that a class of any size needs memory for its rows alone.

use std::collections::{BTreeMap, HashMap};

use crate::domain::day::StudyDay;
use crate::domain::id::{CardId, RoadmapId, TopicId};
use crate::domain::report::{LearnerReport, PlanStanding, ReportFigures, ReportLine};
use crate::domain::stats::{ENOUGH, Rate};

/// Topics that are named for each learner.
const WEAKEST: usize = 3;

/// Learners who must fail a card before it is more than one person's.
pub const SEVERAL: u64 = 2;

/// A learner of the class.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassLearner {
    /// What tells the learner from others of the same name.
    pub id: String,
    /// What the learner wants to be called.
    pub name: String,
    /// The day of the report.
    pub reported: StudyDay,
    /// The last day with study.
    pub last_day: Option<StudyDay>,
    /// Days with study.
    pub days: u64,
    /// All cards.
    pub total: ReportFigures,
    /// The topics with the lowest retention, of those with enough reviews and a fail; the weakest first.
    pub weakest: Vec<(TopicId, Rate)>,
    /// Whether the learner keeps up, and with what date.
    pub plan: Option<(StudyDay, PlanStanding)>,
    /// Mock interviews.
    pub interviews: u64,
}

/// Figures of several learners together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PooledFigures {
    /// Learners whose report has them.
    pub learners: u64,
    /// Of these, those with a fail.
    pub failed_by: u64,
    /// Cards, once for each learner.
    pub cards: u64,
    /// Of these, seen.
    pub seen: u64,
    /// True retention of all their reviews.
    pub retention: Rate,
}

impl PooledFigures {
    fn add(&mut self, cards: u64, seen: u64, retention: Rate) {
        self.learners += 1;
        self.failed_by += u64::from(retention.passed < retention.n);
        self.cards += cards;
        self.seen += seen;
        self.retention.merge(retention);
    }

    fn add_figures(&mut self, figures: &ReportFigures) {
        self.add(figures.cards, figures.seen, figures.retention());
    }
}

/// A known mistake in the programs of several learners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClassMistake {
    /// Learners who came back to it.
    pub learners: u64,
    /// In how many answers.
    pub times: u64,
}

/// A class.
#[derive(Debug, Default)]
pub struct ClassSummary {
    /// Its learners.
    pub learners: Vec<ClassLearner>,
    /// Phases of the roadmaps that they follow.
    pub phases: BTreeMap<(RoadmapId, u32), PooledFigures>,
    /// Topics that they began.
    pub topics: BTreeMap<TopicId, PooledFigures>,
    /// Cards with reviews that test retention.
    pub cards: HashMap<CardId, PooledFigures>,
    /// Known mistakes by card.
    pub mistakes: BTreeMap<(CardId, String), ClassMistake>,
}

impl ClassSummary {
    /// Adds the report of a learner who is not in it yet.
    pub fn add(&mut self, report: LearnerReport) {
        let mut learner = ClassLearner {
            id: report.head.learner,
            name: report.head.name,
            reported: report.head.day,
            last_day: None,
            days: 0,
            total: ReportFigures::default(),
            weakest: Vec::new(),
            plan: None,
            interviews: 0,
        };
        for line in report.lines {
            self.add_line(&mut learner, line);
        }
        learner.keep_weakest();
        self.learners.push(learner);
    }

    fn add_line(&mut self, learner: &mut ClassLearner, line: ReportLine) {
        match line {
            ReportLine::Total(figures) => learner.total = figures,
            ReportLine::Phase {
                roadmap,
                phase,
                figures,
            } => self
                .phases
                .entry((roadmap, phase))
                .or_default()
                .add_figures(&figures),
            ReportLine::Topic { topic, figures } => {
                let pooled = self.topics.entry(topic.clone()).or_default();
                pooled.add_figures(&figures);
                learner.weakest.push((topic, figures.retention()));
            }
            ReportLine::Card {
                card, n, passed, ..
            } => self
                .cards
                .entry(card)
                .or_default()
                .add(1, 1, Rate { passed, n }),
            ReportLine::Mistake {
                card,
                mistake,
                times,
                ..
            } => {
                let known = self.mistakes.entry((card, mistake)).or_default();
                known.learners += 1;
                known.times += u64::from(times);
            }
            ReportLine::Interview(_) => learner.interviews += 1,
            ReportLine::Plan { date, status } => learner.plan = Some((date, status)),
            ReportLine::Days { days } => {
                learner.last_day = days.iter().max().copied();
                learner.days = days.len() as u64;
            }
            ReportLine::Own(_) | ReportLine::Roadmap { .. } | ReportLine::Unknown => {}
        }
    }

    /// By name, so that a mentor finds everyone; those of one name by the rest.
    pub fn sort_learners(&mut self) {
        self.learners
            .sort_by_cached_key(|learner| (learner.name.to_lowercase(), learner.id.clone()));
    }

    /// Cards from the hardest to the easiest. By the upper end of the interval: a card that was failed once by the
    /// only one who met it is not known to be hard.
    pub fn hardest_cards(&self) -> Vec<(&CardId, &PooledFigures)> {
        let mut cards: Vec<_> = self.cards.iter().collect();
        let high = |figures: &PooledFigures| figures.retention.wilson().map_or(1.0, |of| of.1);
        cards.sort_by(|a, b| high(a.1).total_cmp(&high(b.1)).then_with(|| a.0.cmp(b.0)));
        cards
    }

    /// Cards that several learners failed, the most of them first, then the hardest.
    pub fn failed_by_several(&self) -> Vec<(&CardId, &PooledFigures)> {
        let mut cards = self.hardest_cards();
        cards.retain(|(_, figures)| figures.failed_by >= SEVERAL);
        cards.sort_by_key(|(_, figures)| std::cmp::Reverse(figures.failed_by));
        cards
    }

    /// Mistakes, those of the most learners first.
    pub fn common_mistakes(&self) -> Vec<(&(CardId, String), &ClassMistake)> {
        let mut mistakes: Vec<_> = self.mistakes.iter().collect();
        mistakes.sort_by_key(|(_, mistake)| std::cmp::Reverse((mistake.learners, mistake.times)));
        mistakes
    }
}

impl ClassLearner {
    /// Keeps the topics that are weakest. Few reviews say nothing.
    fn keep_weakest(&mut self) {
        self.weakest
            .retain(|(_, rate)| rate.n >= ENOUGH && rate.passed < rate.n);
        let share = |rate: &Rate| rate.value().unwrap_or(1.0);
        self.weakest.sort_by(|a, b| {
            share(&a.1)
                .total_cmp(&share(&b.1))
                .then_with(|| a.0.cmp(&b.0))
        });
        self.weakest.truncate(WEAKEST);
        self.weakest.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests;
