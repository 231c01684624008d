//! A plan as it stands this morning: what is expected, what today is for, what is left out, the calendar.

use std::collections::BTreeMap;

use super::gather::{Gathered, gather};
use crate::domain::cost::LONG_SECONDS;
use crate::domain::day::StudyDay;
use crate::domain::id::{CardId, TopicId};
use crate::domain::interview::Dimension;
use crate::domain::plan::{
    Course, DayUse, PlanPhase, PlannedDay, Purpose, ValueScale, mock_seconds, plan_course,
    unplanned_recall,
};
use crate::domain::recall::RecallModel;
use crate::domain::replay::StudyPlan;
use crate::engine::workspace::Workspace;
use crate::error::AppError;

/// A plan as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanView {
    /// What the learner aims at, and since when.
    pub plan: StudyPlan,
    /// Days until the date, today included.
    pub days_left: i32,
    /// Today's number on the way, from 1, and how many days the way has.
    pub day_of: (i32, i32),
    /// Cards of the roads.
    pub cards: usize,
    /// Cards that are known already or will be asked.
    pub planned: usize,
    /// Cards of the roads that the learner put aside.
    pub suspended: usize,
    /// Topics of which cards are left out, the greatest value first.
    pub left_out: Vec<LeftOut>,
    /// The share of the interview value that is recalled.
    pub expected: ValueShares,
    /// Whether the learner keeps up.
    pub status: PlanStatus,
    /// Minutes studied more than promised since the plan began; below zero they are owed.
    pub drift_minutes: i64,
    /// The share of the interview value that one minute adds.
    pub minute_share: f64,
    /// Minutes promised for yesterday that were not studied; nothing on the first day.
    pub missed_yesterday: Option<u32>,
    /// What today is for.
    pub today: Vec<PlannedCard>,
    /// Seconds that today's cards take.
    pub today_seconds: f64,
    /// Every day to the date.
    pub calendar: Vec<CalendarDay>,
    /// The model of memory behind the figures.
    pub model: RecallModel,
    /// What cards are worth.
    pub value: ValueScale,
    /// Dimensions in which the latest interviews were weak, the weakest first; what trains them comes first.
    pub weak: Vec<Dimension>,
}

/// Shares of the interview value that are recalled, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValueShares {
    /// Today.
    pub today: f64,
    /// On the date, with the plan.
    pub on_date: f64,
    /// On the date, with due cards and the day's new cards in the order of the road.
    pub without_plan: f64,
}

/// Whether a learner keeps up with a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanStatus {
    /// More was studied than promised.
    Ahead,
    /// As promised, or nearly.
    On,
    /// Minutes are owed.
    Behind,
}

/// Cards of a topic that the plan leaves out.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOut {
    /// The topic.
    pub topic: TopicId,
    /// How many.
    pub cards: usize,
    /// Minutes they would take once.
    pub minutes: u32,
    /// What they are worth.
    pub value: f64,
    /// Why.
    pub why: LeftOutWhy,
}

/// Why cards are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOutWhy {
    /// The minutes do not reach for them: others are worth more a minute.
    Minutes,
    /// Their topic does not open before the date.
    Held,
    /// One of them takes longer than a whole day has.
    TooLong,
}

/// A card of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedCard {
    /// The card.
    pub card: CardId,
    /// Why it comes up.
    pub purpose: Purpose,
    /// Seconds it takes.
    pub seconds: u32,
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CalendarDay {
    /// The day.
    pub day: StudyDay,
    /// What it is used for.
    pub day_use: DayUse,
    /// Its phase.
    pub phase: PlanPhase,
    /// Minutes, a mock interview included.
    pub minutes: u32,
    /// New cards.
    pub new: usize,
    /// Cards that come back.
    pub refreshed: usize,
}

/// Days' worth of minutes that may be owed or ahead before it counts.
const TOLERATED_DAYS: f64 = 2.0;

/// Computes how a plan stands.
pub fn view(home: &Workspace<'_>, plan: &StudyPlan) -> Result<PlanView, AppError> {
    let gathered = gather(home, plan)?;
    let course = plan_course(&gathered.curve, &gathered.situation);
    let new_per_day = usize::try_from(home.limits.new).unwrap_or(usize::MAX);
    let without = unplanned_recall(&gathered.curve, &gathered.situation, new_per_day);
    let horizon = gathered.situation.horizon;
    let asked = asked(&gathered, &course);
    let drift = drift_seconds(&gathered);
    let share = |recall: &[f64]| share_of_value(&gathered, recall);
    let first = course.days.first();
    Ok(PlanView {
        days_left: horizon.days,
        day_of: (horizon.whole - horizon.days + 1, horizon.whole),
        cards: gathered.ids.len() + gathered.suspended,
        planned: asked.iter().filter(|asked| **asked).count(),
        suspended: gathered.suspended,
        left_out: left_out(&gathered, &course, &asked),
        expected: ValueShares {
            today: share(&recall_today(&gathered)),
            on_date: share(&course.on_date),
            without_plan: share(&without),
        },
        status: status(drift, horizon.seconds_a_day),
        drift_minutes: minutes(drift),
        minute_share: 60.0 * margin(&course) / whole_value(&gathered),
        missed_yesterday: missed_yesterday(&gathered),
        today: first.map_or_else(Vec::new, |day| planned_cards(&gathered, day)),
        today_seconds: first.map_or(0.0, |day| day.seconds),
        calendar: calendar(&gathered, &course, home.today()),
        model: RecallModel::Fsrs6Adapted,
        value: ValueScale::default(),
        weak: gathered.weak,
        plan: plan.clone(),
    })
}

/// Only what today is for: what a session needs.
pub fn today(home: &Workspace<'_>, plan: &StudyPlan) -> Result<Vec<PlannedCard>, AppError> {
    let gathered = gather(home, plan)?;
    let course = plan_course(&gathered.curve, &gathered.situation);
    let first = course.days.first();
    Ok(first.map_or_else(Vec::new, |day| planned_cards(&gathered, day)))
}

fn planned_cards(gathered: &Gathered, day: &PlannedDay) -> Vec<PlannedCard> {
    let planned = day.turns.iter().map(|turn| PlannedCard {
        card: gathered.ids[turn.card].clone(),
        purpose: turn.purpose,
        seconds: gathered.situation.cards[turn.card].seconds,
    });
    planned.collect()
}

fn whole_value(gathered: &Gathered) -> f64 {
    let value: f64 = gathered.situation.cards.iter().map(|card| card.value).sum();
    // A divisor: a plan whose cards are all worth nothing shows 0 %.
    value.max(f64::MIN_POSITIVE)
}

fn share_of_value(gathered: &Gathered, recall: &[f64]) -> f64 {
    let worth = gathered.situation.cards.iter().zip(recall);
    let recalled: f64 = worth.map(|(card, recall)| card.value * recall).sum();
    recalled / whole_value(gathered)
}

fn recall_today(gathered: &Gathered) -> Vec<f64> {
    let curve = &gathered.curve;
    let cards = gathered.situation.cards.iter();
    cards
        .map(|card| card.belief.map_or(0.0, |belief| belief.recall(curve, 0)))
        .collect()
}

/// Which cards are known already or will be asked.
fn asked(gathered: &Gathered, course: &Course) -> Vec<bool> {
    let cards = &gathered.situation.cards;
    let mut asked: Vec<bool> = cards.iter().map(|card| card.belief.is_some()).collect();
    for turn in course.days.iter().flat_map(|day| &day.turns) {
        asked[turn.card] = true;
    }
    asked
}

/// Value that one more second would add: the least that still found a place, on an average day.
fn margin(course: &Course) -> f64 {
    let last = course.days.iter().filter_map(|day| day.turns.last());
    let gains: Vec<f64> = last.map(|turn| turn.gain).collect();
    let days = f64::from(u32::try_from(gains.len().max(1)).unwrap_or(u32::MAX));
    gains.iter().sum::<f64>() / days
}

fn left_out(gathered: &Gathered, course: &Course, asked: &[bool]) -> Vec<LeftOut> {
    let mut topics: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, card) in gathered.situation.cards.iter().enumerate() {
        if !asked[place] {
            topics.entry(card.topic).or_default().push(place);
        }
    }
    let mut left: Vec<LeftOut> = topics
        .into_iter()
        .map(|(topic, places)| {
            let cards = || places.iter().map(|place| &gathered.situation.cards[*place]);
            LeftOut {
                topic: gathered.topics[topic].id.clone(),
                cards: places.len(),
                minutes: cards().map(|card| card.seconds).sum::<u32>().div_ceil(60),
                value: cards().map(|card| card.value).sum(),
                why: why_left_out(gathered, course, topic, &places),
            }
        })
        .collect();
    left.sort_by(|a, b| b.value.total_cmp(&a.value).then(a.topic.cmp(&b.topic)));
    left
}

fn why_left_out(
    gathered: &Gathered,
    course: &Course,
    topic: usize,
    places: &[usize],
) -> LeftOutWhy {
    let cards = &gathered.situation.cards;
    let day = gathered.situation.horizon.seconds_a_day;
    let is_too_long = |place: &usize| f64::from(cards[*place].seconds) > day;
    let of_topic = cards.iter().filter(|card| card.topic == topic).count();
    if places.iter().any(is_too_long) {
        LeftOutWhy::TooLong
    } else if places.len() == of_topic && course.closed_topics.contains(&topic) {
        LeftOutWhy::Held
    } else {
        LeftOutWhy::Minutes
    }
}

/// Seconds studied more than promised before today.
fn drift_seconds(gathered: &Gathered) -> f64 {
    let promised = gathered.situation.horizon.seconds_a_day;
    let before = gathered
        .studied
        .split_last()
        .map_or(&[][..], |(_, days)| days);
    before.iter().map(|studied| studied - promised).sum()
}

fn missed_yesterday(gathered: &Gathered) -> Option<u32> {
    let place = gathered.studied.len().checked_sub(2)?;
    let promised = gathered.situation.horizon.seconds_a_day;
    let missed = (promised - gathered.studied[place]).max(0.0);
    u32::try_from(minutes(missed)).ok()
}

fn status(drift: f64, seconds_a_day: f64) -> PlanStatus {
    let tolerated = TOLERATED_DAYS * seconds_a_day;
    if drift < -tolerated {
        PlanStatus::Behind
    } else if drift > tolerated {
        PlanStatus::Ahead
    } else {
        PlanStatus::On
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "seconds of at most two years, far below the range"
)]
fn minutes(seconds: f64) -> i64 {
    (seconds / 60.0).round() as i64
}

fn calendar(gathered: &Gathered, course: &Course, today: StudyDay) -> Vec<CalendarDay> {
    let horizon = gathered.situation.horizon;
    let days = (0..).zip(&course.days).map(|(place, planned)| {
        let day_use = horizon.day_use(place);
        let mock = match day_use {
            DayUse::Mock => mock_seconds(horizon.seconds_a_day),
            DayUse::Cards => 0.0,
        };
        let count = |purpose: Purpose| {
            let turns = planned.turns.iter();
            turns.filter(|turn| turn.purpose == purpose).count()
        };
        CalendarDay {
            day: today.plus(place),
            day_use,
            phase: horizon.phase(place),
            minutes: u32::try_from(minutes(planned.seconds + mock)).unwrap_or(0),
            new: count(Purpose::Learn),
            refreshed: count(Purpose::Refresh),
        }
    });
    days.collect()
}

impl PlanView {
    /// Minutes that today's cards take.
    pub fn today_minutes(&self) -> i64 {
        minutes(self.today_seconds)
    }

    /// Whether a mock interview is on the calendar today.
    pub fn has_mock_today(&self) -> bool {
        let today = self.calendar.first();
        today.is_some_and(|day| day.day_use == DayUse::Mock)
    }

    /// Minutes of a mock interview.
    pub fn mock_minutes(&self) -> i64 {
        minutes(mock_seconds(f64::from(self.plan.terms.minutes) * 60.0))
    }
}

impl PlannedCard {
    /// Whether the card belongs on the bench of long cards.
    pub const fn is_long(&self) -> bool {
        self.seconds > LONG_SECONDS
    }
}
