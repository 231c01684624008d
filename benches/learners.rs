//! Simulated learners, whose memories the planner does not know: what is remembered on the date with today's
//! order, with quick cards alone, with the plan, and with a plan by somebody who knows the hidden memory; and
//! what two years cost without a plan. `cargo bench --bench learners`, or some learners on some roads:
//! `cargo bench --bench learners -- 4 big-tech`.
#![expect(clippy::print_stdout, reason = "a measurement says what it found")]

#[path = "learners/memory.rs"]
mod memory;
#[path = "learners/policies.rs"]
mod policies;
#[path = "learners/two_years.rs"]
mod two_years;
#[path = "learners/world.rs"]
mod world;

use memory::Hidden;
use policies::{DAYS, Predictions, RoadCards, by_oracle, by_plan, by_road};
use world::{HUMAN, Habits, Learner, Road, STEADY};

/// Roads on which learners study.
const ROADS: [&str; 4] = [
    "big-tech",
    "mastering-python",
    "python-developer",
    "top-1-percent",
];

/// Learners on each road.
const LEARNERS: u64 = 20;

/// Means over some learners.
#[derive(Debug, Default)]
struct Means {
    road: f64,
    quick: f64,
    plan: f64,
    oracle: f64,
    first_error: f64,
    middle_error: f64,
    last_error: f64,
    most_error: f64,
}

fn main() {
    println!("{DAYS} days of 30 minutes; shares of the interview value recalled on the date");
    println!(
        "| road | memory | learner | today's order | quick only | plan | oracle | plan / today | plan / oracle | error day 1 | day 36 | last day |"
    );
    println!("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let fewer = wanted.iter().find_map(|word| word.parse().ok());
    let is_wanted = |name: &str| {
        let mut names = wanted.iter().filter(|word| word.parse::<u64>().is_err());
        wanted.iter().all(|word| word.parse::<u64>().is_ok()) || names.any(|word| word == name)
    };
    let learners = fewer.unwrap_or(LEARNERS);
    for name in ROADS.into_iter().filter(|name| is_wanted(name)) {
        let road = Road::load(name);
        for hidden in [Hidden::other_weights(), Hidden::SquareRoot] {
            for (habit, habits) in [("steady", STEADY), ("human", HUMAN)] {
                let means = measure(&road, &hidden, habits, learners);
                println!("| {name} | {} | {habit} {}", hidden.name(), means.row());
            }
        }
    }
    if is_wanted("two-years") {
        two_years::print();
    }
}

fn measure(road: &Road, hidden: &Hidden, habits: Habits, learners: u64) -> Means {
    let mut means = Means::default();
    let part = 1.0 / f64::from(u32::try_from(learners).expect("a few learners"));
    for seed in 1..=learners {
        let run = |act: &mut dyn FnMut(&mut Learner<'_>)| {
            let mut learner = Learner::new(road, hidden, habits, seed);
            act(&mut learner);
            learner.recalled(DAYS)
        };
        means.road += part * run(&mut |learner| by_road(learner, RoadCards::All));
        means.quick += part * run(&mut |learner| by_road(learner, RoadCards::Quick));
        means.oracle += part * run(&mut by_oracle);
        let mut predicted = Predictions::default();
        let truth = run(&mut |learner| predicted = by_plan(learner));
        means.plan += part * truth;
        means.first_error += part * (predicted.first - truth).abs();
        means.middle_error += part * (predicted.middle - truth).abs();
        means.last_error += part * (predicted.last - truth).abs();
        means.most_error = means.most_error.max((predicted.last - truth).abs());
    }
    means
}

impl Means {
    fn row(&self) -> String {
        format!(
            "| {:.3} | {:.3} | {:.3} | {:.3} | {:.2} | {:.2} | {:.3} | {:.3} | {:.3} (at most {:.3}) |",
            self.road,
            self.quick,
            self.plan,
            self.oracle,
            self.plan / self.road,
            self.plan / self.oracle,
            self.first_error,
            self.middle_error,
            self.last_error,
            self.most_error,
        )
    }
}
