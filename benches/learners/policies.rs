//! What a learner does each day: today's order, quick cards alone, the plan, an oracle.

use milepost::domain::cost::CostFacts;
use milepost::domain::day::StudyDay;
use milepost::domain::grade::Grade;
use milepost::domain::memory::Memory;
use milepost::domain::plan::{
    Belief, Course, Horizon, LONG_DAYS, LastAnswer, PlanCard, PlanTopic, Situation, belief_of,
    kept_share, learnt_curve, long_saved, plan_course,
};
use milepost::domain::queue::{Caps, EarlierToday, Queue, QueueEntry};
use milepost::domain::schedule::Scheduler;
use milepost::domain::schedule::fsrs6::FsrsModel;

use super::world::{Learner, is_long};

/// Days to the date.
pub(crate) const DAYS: i32 = 70;
/// Seconds a day.
pub(crate) const SECONDS: f64 = 1_800.0;
/// The settings of the program.
const NEW_A_DAY: usize = 10;
const REVIEWS_A_DAY: usize = 200;
/// Answers of which a pace is the mean.
const RECENT: usize = 300;

/// Which cards an order by road asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RoadCards {
    All,
    Quick,
}

/// Today's order: due cards by due day and interval, ten new ones in the order of the road among them.
pub(crate) fn by_road(learner: &mut Learner<'_>, cards: RoadCards) {
    let scheduler = Scheduler::default();
    let mut memories = vec![Memory::New; learner.known.len()];
    for day in 0..DAYS {
        if !learner.begin_day() {
            continue;
        }
        for place in queue(learner, &memories, day, cards) {
            let gone = learner.spent() / SECONDS;
            if gone >= 1.0 {
                break;
            }
            let grade = learner.answer(place, day, gone);
            memories[place] = scheduled(&scheduler, learner, &memories[place], place, day, grade);
        }
    }
}

fn scheduled(
    scheduler: &Scheduler,
    learner: &Learner<'_>,
    before: &Memory,
    place: usize,
    day: i32,
    grade: Grade,
) -> Memory {
    let today = StudyDay::from_number(day);
    let step = scheduler.review(before, grade, today, learner.road.id(place), &|_| 0);
    step.memory
}

fn queue(learner: &Learner<'_>, memories: &[Memory], day: i32, wanted: RoadCards) -> Vec<usize> {
    let road = learner.road;
    let is_wanted =
        |place: &usize| wanted == RoadCards::All || !is_long(road.cards[*place].body.kind());
    let entry = |place: usize| QueueEntry {
        card: road.id(place).clone(),
        topic: road.topics[road.topic_of[place]].clone(),
    };
    let mut due: Vec<(i32, u32, usize)> = (0..memories.len())
        .filter(is_wanted)
        .filter_map(|place| {
            let seen = memories[place].seen()?;
            Some((seen.due.number(), seen.interval.days(), place))
        })
        .filter(|(due, ..)| *due <= day)
        .collect();
    due.sort_unstable();
    let open: Vec<bool> = (0..road.topics.len())
        .map(|topic| learner.is_open(topic))
        .collect();
    let new = (0..memories.len())
        .filter(is_wanted)
        .filter(|place| memories[*place] == Memory::New && open[road.topic_of[*place]]);
    let caps = Caps {
        reviews: REVIEWS_A_DAY,
        new: NEW_A_DAY,
    };
    let due: Vec<QueueEntry> = due.into_iter().map(|(.., place)| entry(place)).collect();
    let new: Vec<QueueEntry> = new.map(entry).collect();
    let queue = Queue::new(
        due.into_iter(),
        vec![new.into_iter()],
        caps,
        EarlierToday::default(),
    );
    let place_of = |card| road.cards.iter().position(|other| other.id == card);
    queue.filter_map(|turn| place_of(turn.entry.card)).collect()
}

/// What the plan expected on three mornings: the first, half-way, the last.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Predictions {
    pub(crate) first: f64,
    pub(crate) middle: f64,
    pub(crate) last: f64,
}

/// The plan as the program makes it: from the answers alone.
pub(crate) fn by_plan(learner: &mut Learner<'_>) -> Predictions {
    let mut predictions = Predictions::default();
    for day in 0..DAYS {
        let model = FsrsModel::default();
        let curve = learnt_curve(&learner.log, model.clone());
        let today = StudyDay::from_number(day);
        let beliefs = learner.log.iter().map(|log| belief_of(&model, log, today));
        let course = plan_course(&curve, &situation(learner, beliefs.collect(), day));
        let expected = expected(learner, &course);
        match day {
            0 => predictions.first = expected,
            35 => predictions.middle = expected,
            _ => {}
        }
        predictions.last = expected;
        follow(learner, &course, day);
    }
    predictions
}

/// The same greedy plan by somebody who knows the hidden memory and the state of every card in it.
pub(crate) fn by_oracle(learner: &mut Learner<'_>) {
    let hidden = learner.hidden;
    for day in 0..DAYS {
        let beliefs = learner.known.iter().map(|known| {
            let known = known.as_ref()?;
            let answer = if known.passed {
                LastAnswer::Passed
            } else {
                LastAnswer::Failed
            };
            Some(Belief::known(known.state, known.last - day, answer))
        });
        let course = plan_course(hidden, &situation(learner, beliefs.collect(), day));
        follow(learner, &course, day);
    }
}

fn expected(learner: &Learner<'_>, course: &Course) -> f64 {
    let all: f64 = learner.road.values.iter().sum();
    let worth = course.on_date.iter().zip(&learner.road.values);
    worth.map(|(recall, value)| recall * value).sum::<f64>() / all
}

/// Asks what the plan says for today, until the minutes are gone.
fn follow(learner: &mut Learner<'_>, course: &Course, day: i32) {
    if !learner.begin_day() {
        return;
    }
    for turn in course
        .days
        .first()
        .into_iter()
        .flat_map(|planned| &planned.turns)
    {
        let gone = learner.spent() / SECONDS;
        if gone >= 1.0 {
            break;
        }
        // The program asks the log whether a topic is open when the card comes up.
        let topic = learner.road.topic_of[turn.card];
        if learner.known[turn.card].is_some() || learner.is_open(topic) {
            learner.answer(turn.card, day, gone);
        }
    }
}

fn situation<S: Copy>(
    learner: &Learner<'_>,
    beliefs: Vec<Option<Belief<S>>>,
    day: i32,
) -> Situation<S> {
    let road = learner.road;
    let paces = paces(learner);
    let cards = beliefs.into_iter().enumerate().map(|(place, belief)| {
        let card = &road.cards[place];
        let facts = CostFacts {
            own: median(
                learner.log[place]
                    .iter()
                    .filter_map(|answer| answer.total_ms),
            ),
            kind: paces[card.body.kind() as usize],
            declared_minutes: card.minutes,
        };
        PlanCard {
            topic: road.topic_of[place],
            value: road.values[place],
            seconds: facts.seconds(),
            family: family(learner, place),
            needs: vec![],
            open_from: 0,
            belief,
            due: None,
        }
    });
    let topics = road.needs.iter().map(|needs| PlanTopic {
        needs: needs.clone(),
    });
    let days = learner.studied.len();
    let long = &learner.on_long[days.saturating_sub(LONG_DAYS)..];
    Situation {
        cards: cards.collect(),
        topics: topics.collect(),
        horizon: Horizon {
            days: DAYS - day,
            whole: DAYS,
            seconds_a_day: SECONDS,
            spent_today: 0.0,
            kept: kept_share(&learner.studied, SECONDS),
            long_saved: long_saved(long, SECONDS),
        },
    }
}

/// The place of the first sibling.
fn family(learner: &Learner<'_>, place: usize) -> usize {
    let base = learner.road.id(place).base();
    let from = place.saturating_sub(8);
    (from..place)
        .find(|other| learner.road.id(*other).base() == base)
        .unwrap_or(place)
}

/// The mean of the last answers to each kind, as the program counts it.
fn paces(learner: &Learner<'_>) -> [Option<u32>; 8] {
    let mut answers: Vec<(i32, usize, u32)> = Vec::new();
    for (place, log) in learner.log.iter().enumerate() {
        let kind = learner.road.cards[place].body.kind() as usize;
        let timed = log.iter();
        answers.extend(
            timed.filter_map(|answer| Some((-answer.day.number(), kind, answer.total_ms?))),
        );
    }
    answers.sort_unstable();
    answers.truncate(RECENT);
    let mut paces = [None; 8];
    for (kind, pace) in paces.iter_mut().enumerate() {
        let times: Vec<u32> = answers
            .iter()
            .filter(|(_, other, _)| *other == kind)
            .map(|(.., ms)| *ms)
            .collect();
        let count = u32::try_from(times.len()).unwrap_or(u32::MAX);
        *pace = (times.len() >= 5).then(|| times.iter().sum::<u32>() / count);
    }
    paces
}

fn median(times: impl Iterator<Item = u32>) -> Option<u32> {
    let mut times: Vec<u32> = times.collect();
    times.sort_unstable();
    times.get(times.len() / 2).copied()
}
