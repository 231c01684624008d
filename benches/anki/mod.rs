//! Packages of Anki of any size, always the same for a size: cards with years of answers, in decks of a tree.

use std::fs::File;
use std::path::{Path, PathBuf};

use milepost::domain::anki::{AnkiExportNote, AnkiReview, AnkiReviewKind, AnkiSchedule};
use milepost::domain::day::StudyDay;
use milepost::domain::schedule::Interval;
use milepost::store::{AnkiExportClock, write_package};

/// 2026-11-20, 12:00 UTC, in seconds.
const NOW: i64 = 1_795_176_000;

/// Decks that the cards are spread over.
const DECKS: usize = 20;

/// Cards and answers of a package.
#[derive(Clone, Copy)]
pub(crate) struct PackageSize {
    pub(crate) cards: usize,
    /// Answers of each card.
    pub(crate) answers: u32,
    /// Of so many cards one has a picture.
    pub(crate) cards_a_picture: Option<usize>,
}

/// Writes a package. The pictures are made in `folder`.
pub(crate) fn write(size: PackageSize, folder: &Path, to: &Path) {
    let first_day = StudyDay::parse("2018-01-01").expect("a day");
    let notes: Vec<AnkiExportNote> = (0..size.cards)
        .map(|number| note(size, number, first_day))
        .collect();
    let clock = AnkiExportClock {
        now: NOW,
        began: began(),
        first_day,
        minutes_west: 0,
    };
    let media = pictures(size, folder);
    let mut file = File::create(to).expect("a file");
    write_package(&mut file, &notes, &media, clock).expect("a package");
}

/// 2018-01-01, 04:00 UTC, in seconds.
const fn began() -> i64 {
    1_514_779_200
}

fn picture_of(size: PackageSize, number: usize) -> Option<String> {
    let every = size.cards_a_picture?;
    number
        .is_multiple_of(every)
        .then(|| format!("picture-{number}.png"))
}

fn pictures(size: PackageSize, folder: &Path) -> Vec<(String, PathBuf)> {
    let names = (0..size.cards).filter_map(|number| picture_of(size, number));
    let made = names.map(|name| {
        let file = folder.join(&name);
        std::fs::write(&file, format!("a picture called {name}")).expect("a file");
        (name, file)
    });
    made.collect()
}

fn note(size: PackageSize, number: usize, first_day: StudyDay) -> AnkiExportNote {
    let picture = picture_of(size, number);
    let picture = picture.map_or_else(String::new, |name| format!("<img src=\"{name}\">"));
    let part = number % DECKS;
    let reviews = reviews(size, number);
    let schedule = reviews.last().map(|last| AnkiSchedule {
        due: first_day.plus(day_of(last) + last.interval),
        interval: Interval::from_days(last.interval.unsigned_abs()).expect("a day or more"),
        factor: 2500,
        reps: size.answers,
        lapses: 0,
    });
    AnkiExportNote {
        guid: format!("bench-{number}"),
        deck: format!("Field {}::Part {}", part / 4, part % 4),
        tags: vec![format!("t{}", number % 50)],
        sides: [
            format!("What is the meaning of the word w{number}?{picture}"),
            format!(
                "It means <code>m{number}</code>, which is used in lists &amp; tables, and in other places."
            ),
        ],
        schedule,
        strength: None,
        is_suspended: number % 100 == 7,
        is_flagged: false,
        reviews,
    }
}

/// The days from the first one to an answer.
fn day_of(answer: &AnkiReview) -> i32 {
    i32::try_from((answer.at / 1000 - began()) / 86_400).expect("a few years")
}

/// Answers on days further and further apart; no two cards were answered at the same moment.
fn reviews(size: PackageSize, number: usize) -> Vec<AnkiReview> {
    let number = i64::try_from(number).expect("a number of a card");
    let (mut day, mut interval) = (number % 700, 1_i32);
    let answers = (0..size.answers).map(|answer| {
        let seconds = began() + day * 86_400 + 7_200 + (number * 7 + i64::from(answer)) % 40_000;
        let is_failure = (number + i64::from(answer)) % 9 == 8;
        interval = if is_failure {
            1
        } else {
            interval + interval / 2 + 1
        };
        day += i64::from(interval);
        AnkiReview {
            // Milliseconds tell the cards of one second apart.
            at: seconds * 1000 + number % 1000,
            button: if is_failure { 1 } else { 3 },
            interval,
            factor: 2500,
            millis: 5_000,
            kind: if answer == 0 {
                AnkiReviewKind::Learn
            } else {
                AnkiReviewKind::Review
            },
        }
    });
    answers.collect()
}
