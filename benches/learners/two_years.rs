//! Two years without a plan: minutes a day and cards remembered, by scheduler.

use milepost::domain::day::StudyDay;
use milepost::domain::grade::Grade;
use milepost::domain::id::CardId;
use milepost::domain::memory::Memory;
use milepost::domain::plan::MemoryCurve;
use milepost::domain::schedule::Scheduler;
use milepost::domain::schedule::fsrs6::Rating;

use super::memory::{Chance, FIRST_ANSWERS, Hidden, HiddenState};

const CARDS: usize = 1_500;
const DAYS: i32 = 730;
const NEW_A_DAY: usize = 10;
/// Seconds of a first answer, of a review, of a repeat on the same day.
const FIRST: f64 = 30.0;
const REVIEW: f64 = 12.0;
const REPEAT: f64 = 8.0;

#[derive(Clone, Copy)]
struct CardNow {
    state: HiddenState,
    last: i32,
    due: i32,
    memory: Memory,
}

struct Cost {
    minutes: f64,
    remembered: f64,
}

/// Prints the comparison.
pub(crate) fn print() {
    println!("\ntwo years, {CARDS} cards, {NEW_A_DAY} new a day, no plan");
    println!("| memory | scheduler | minutes a day | remembered | minutes a day for 1,000 |");
    println!("| --- | --- | ---: | ---: | ---: |");
    for hidden in [Hidden::other_weights(), Hidden::SquareRoot] {
        for scheduler in Scheduler::NAMES {
            let cost = two_years(&hidden, scheduler);
            println!(
                "| {} | {scheduler} | {:.2} | {:.0} | {:.2} |",
                hidden.name(),
                cost.minutes,
                cost.remembered,
                cost.minutes / cost.remembered * 1_000.0
            );
        }
    }
}

fn two_years(hidden: &Hidden, scheduler: &str) -> Cost {
    let scheduler = Scheduler::named(scheduler).expect("a scheduler of the program");
    let mut chance = Chance::new(7);
    let mut cards: Vec<Option<CardNow>> = vec![None; CARDS];
    let mut seconds = 0.0;
    for day in 0..DAYS {
        let mut new = NEW_A_DAY;
        for (place, slot) in cards.iter_mut().enumerate() {
            match slot {
                Some(card) if card.due <= day => {
                    let rating = review(hidden, card, day, &mut chance);
                    (card.memory, card.due) =
                        scheduled(&scheduler, &card.memory, rating, day, place);
                    seconds += REVIEW + repeats(rating);
                }
                None if new > 0 => {
                    new -= 1;
                    let rating = first_rating(&mut chance);
                    let (memory, due) = scheduled(&scheduler, &Memory::New, rating, day, place);
                    seconds += FIRST + repeats(rating);
                    *slot = Some(CardNow {
                        state: hidden.first(rating),
                        last: day,
                        due,
                        memory,
                    });
                }
                _ => {}
            }
        }
    }
    Cost {
        minutes: seconds / 60.0 / f64::from(DAYS),
        remembered: cards.iter().flatten().map(|card| card.recall(hidden)).sum(),
    }
}

impl CardNow {
    fn recall(&self, hidden: &Hidden) -> f64 {
        hidden.recall(self.state, u32::try_from(DAYS - self.last).unwrap_or(0))
    }
}

fn repeats(rating: Rating) -> f64 {
    if rating == Rating::Again { REPEAT } else { 0.0 }
}

fn first_rating(chance: &mut Chance) -> Rating {
    let draw = chance.share();
    let [again, hard, good, _] = FIRST_ANSWERS;
    if draw < again {
        Rating::Again
    } else if draw < again + hard {
        Rating::Hard
    } else if draw < again + hard + good {
        Rating::Good
    } else {
        Rating::Easy
    }
}

fn review(hidden: &Hidden, card: &mut CardNow, day: i32, chance: &mut Chance) -> Rating {
    let days = u32::try_from(day - card.last).unwrap_or(0);
    let rating = if chance.share() < hidden.recall(card.state, days) {
        Rating::Good
    } else {
        Rating::Again
    };
    card.state = hidden.after(card.state, rating, days);
    card.last = day;
    rating
}

fn scheduled(
    scheduler: &Scheduler,
    before: &Memory,
    rating: Rating,
    day: i32,
    place: usize,
) -> (Memory, i32) {
    let card = CardId::parse(&format!("sim.c{place}")).expect("a slug");
    let grade = [Grade::AGAIN, Grade::HARD, Grade::GOOD, Grade::EASY][rating as usize - 1];
    let step = scheduler.review(before, grade, StudyDay::from_number(day), &card, &|_| 0);
    (step.memory, step.due.number())
}
