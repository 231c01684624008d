//! Homes to measure on, always the same for a size: cards in two hundred topics, nine in ten of them reviewed once.

#![allow(dead_code, reason = "each bench uses a part of this")]

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant as Stopwatch};

use milepost::decks;
use milepost::domain::card::{
    Basic, Body, Card, ContentHash, Interview, Lang, Level, Open, Origin, Rev, Translation,
};
use milepost::domain::day::{Instant, StudyDay};
use milepost::domain::event::{Answer, EventBody, EventKey, Grader, Review, RoadEvent, Stamp};
use milepost::domain::grade::Grade;
use milepost::domain::id::{AreaId, CardId, DeviceId, RoadmapId, TopicId};
use milepost::domain::memory::{Ease, Interval, Memory, Strength};
use milepost::domain::roadmap::{Roadmap, Tier, Title, Topic};
use milepost::domain::schedule::Scheduler;
use milepost::store::{IndexedContent, Store, StoreFiles, TopicContent};
use tempfile::TempDir;

/// The day the benches happen on.
pub(crate) const TODAY: i32 = 20_777;
/// The same day for a process, in `MILEPOST_NOW`.
pub(crate) const NOW: &str = "2026-11-20T18:30:00+00:00";
/// Topics of a home, about as many as the curriculum has.
const TOPICS: usize = 200;
/// Days over which the log is spread.
const DAYS: usize = 300;
/// Cards come due over so many days, the first five of them past.
const SPREAD: i32 = 365;

/// Where a home is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In memory, where a sync costs nothing.
    Memory,
    /// On the disk that holds the build.
    Disk,
}

impl Place {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Disk => "disk",
        }
    }
}

/// An empty folder in a place.
pub(crate) fn folder(place: Place) -> TempDir {
    let root = match place {
        Place::Memory => PathBuf::from("/dev/shm"),
        Place::Disk => PathBuf::from(env!("CARGO_TARGET_TMPDIR")),
    };
    tempfile::Builder::new()
        .prefix("milepost-bench-")
        .tempdir_in(root)
        .expect("a folder can be made")
}

/// A home with so many cards, in memory, none of them reviewed.
pub(crate) fn fresh(cards: usize) -> TempDir {
    let made = folder(Place::Memory);
    let store = open(made.path());
    fill_index(&store, cards);
    store.close().expect("the store closes");
    made
}

/// A home with so many cards, and a log with nine events for ten of them.
pub(crate) fn home(cards: usize, place: Place) -> TempDir {
    let made = fresh(cards);
    let store = open(made.path());
    store
        .progress()
        .record(
            EventBody::Road(RoadEvent::Follow {
                roadmap: slug("bench"),
            }),
            &stamp(TODAY - 301),
        )
        .expect("a follow is written");
    fill_log(&store, cards);
    store.close().expect("the store closes");
    if place == Place::Memory {
        return made;
    }
    let copy = folder(place);
    std::fs::create_dir_all(copy.path().join("cache")).expect("a folder can be made");
    for file in ["milepost.db", "cache/index.db"] {
        std::fs::copy(made.path().join(file), copy.path().join(file))
            .expect("a file can be copied");
    }
    copy
}

/// Opens the store of a home.
pub(crate) fn open(home: &Path) -> Store {
    let files = StoreFiles {
        db: home.join("milepost.db"),
        index: home.join("cache/index.db"),
        backups: home.join("backups"),
    };
    let device = DeviceId::parse("00000000000000aa").expect("sixteen digits are a device");
    let store = Store::open(&files, device).expect("the store opens");
    store
        .log()
        .register_settings(&Scheduler::default())
        .expect("settings are kept");
    store
}

fn fill_index(store: &Store, cards: usize) {
    let built_in = decks::load(decks::embedded::sources());
    let shelves: Vec<(Topic, Vec<Card>)> = (0..TOPICS)
        .map(|number| {
            (
                topic(number),
                (0..in_topic(cards, number))
                    .map(|place| card(number, place))
                    .collect(),
            )
        })
        .collect();
    let mut topics: Vec<TopicContent<'_>> = built_in
        .topics
        .iter()
        .map(|topic| TopicContent {
            topic,
            cards: &[],
            translated: &[],
        })
        .collect();
    topics.extend(shelves.iter().map(|(topic, cards)| TopicContent {
        topic,
        cards,
        translated: &[],
    }));
    let mut roadmaps = built_in.roadmaps;
    roadmaps.push(road());
    let content = IndexedContent {
        stamp: decks::embedded::stamp(),
        files: &[],
        areas: &built_in.areas,
        topics: &topics,
        roadmaps: &roadmaps,
        retired: &[],
    };
    store.replace_content(&content).expect("the index is built");
}

/// Every topic's first nine tenths are reviewed, in turns, over three hundred days.
fn fill_log(store: &Store, cards: usize) {
    let deepest = in_topic(cards, 0) * 9 / 10;
    for place in 0..deepest {
        let day = TODAY - 300 + i32::try_from(place * DAYS / deepest).expect("a small number");
        for number in (0..TOPICS).filter(|number| place < in_topic(cards, *number) * 9 / 10) {
            let due = TODAY - 5
                + i32::try_from((place * 7 + number * 31) % 365).expect("a small number") % SPREAD;
            let id = card_id(number, place);
            store
                .progress()
                .answer(review(&id, Memory::New, day, due.max(day + 1)), &stamp(day))
                .expect("an answer is written");
        }
        if place % 16 == 0 {
            store.checkpoint().expect("a checkpoint");
        }
    }
}

/// The id of a card by its number among all.
pub(crate) fn nth(number: usize) -> CardId {
    card_id(number % TOPICS, number / TOPICS)
}

fn in_topic(cards: usize, number: usize) -> usize {
    cards / TOPICS + usize::from(number < cards % TOPICS)
}

fn slug(name: &str) -> RoadmapId {
    RoadmapId::parse(name).expect("a slug")
}

fn topic_id(number: usize) -> TopicId {
    TopicId::parse(&format!("bench-{number}")).expect("a slug")
}

/// The id of a card by topic and place.
pub(crate) fn card_id(topic: usize, place: usize) -> CardId {
    CardId::parse(&format!("bench{topic}.card-{place}")).expect("an id")
}

fn topic(number: usize) -> Topic {
    Topic {
        id: topic_id(number),
        area: AreaId::parse("core").expect("a slug"),
        title: Title {
            en: format!("Topic {number}"),
            translations: Vec::new(),
        },
        description: Some("A topic that was made up to be measured.".to_owned()),
        primer: None,
        prerequisites: if number.is_multiple_of(5) {
            vec![]
        } else {
            vec![topic_id(number - 1)]
        },
        tier: Tier::Core,
        auto: None,
        reference: None,
        must_mention: vec![],
        introduces: vec![],
        origin: Origin::BuiltIn,
    }
}

/// What every question ends with, by which it is found in what a process prints.
pub(crate) const QUESTION: &str = "Measured?";

fn card(topic: usize, place: usize) -> Card {
    let rare = place.is_multiple_of(100);
    let prompt = format!("In topic {topic}, what is answered by card number {place}? {QUESTION}");
    let answer = format!(
        "The number {place}, and a sentence that is about as long as sentences on cards are."
    );
    Card {
        id: card_id(topic, place),
        topic: topic_id(topic),
        area: AreaId::parse("core").expect("a slug"),
        rev: Rev(1),
        level: Level::new(2).expect("a level"),
        interview: Interview::Common,
        tags: vec![
            "bench".to_owned(),
            if rare { "rare" } else { "numbers" }.to_owned(),
        ],
        needs: vec![],
        refs: vec!["https://docs.python.org/3/builtins/stdtypes.html".to_owned()],
        python: ">=3.10".to_owned(),
        valid: None,
        requires: vec![],
        asks: vec![],
        minutes: None,
        style: vec![],
        hints: vec!["Count.".to_owned()],
        source: None,
        why: Some(
            "A card is found by its number, whatever else may be said of it in two or three lines."
                .to_owned(),
        ),
        added: None,
        origin: Origin::BuiltIn,
        lang: Lang::EN,
        translation: Translation::Original,
        content: ContentHash::of(b"bench"),
        body: if rare {
            open_question(prompt, answer)
        } else {
            Body::Basic(Basic { prompt, answer })
        },
    }
}

fn open_question(prompt: String, answer: String) -> Body {
    Body::Open(Open {
        prompt,
        points: vec![],
        mistakes: vec![],
        follow_ups: vec![],
        model: Some(answer),
        clarify: vec![],
        estimates: vec![],
        levels: vec![],
        signals: vec![],
        star: None,
    })
}

fn road() -> Roadmap {
    let line = |number: usize| {
        serde_json::json!({"line": number + 1, "section": null, "group": null, "text": format!("Item {number}"),
            "topics": [format!("bench-{number}")], "need": "required", "level": null})
    };
    let phase = |phase: usize| {
        let items: Vec<_> = (phase * TOPICS / 4..(phase + 1) * TOPICS / 4)
            .map(line)
            .collect();
        serde_json::json!({"number": phase + 1, "title": format!("Phase {phase}"), "goal": null, "duration": null,
            "need": "required", "items": items, "questions": [], "resources": [], "projects": [], "tasks": []})
    };
    let phases: Vec<_> = (0..4).map(phase).collect();
    serde_json::from_value(serde_json::json!({
        "id": "bench", "lang": "en", "title": "A road to measure", "intro": [], "phases": phases,
        "resources": [], "projects": [], "tools": [], "tips": [], "audience": [], "uses": [], "repository_plan": [],
        "summary": [], "timeline": [], "final_project": null, "phases_heading": null, "closing": [], "description": null,
        "origin": "builtin"
    }))
    .expect("a roadmap")
}

/// When something happens on a day.
pub(crate) fn stamp(day: i32) -> Stamp {
    let at = Instant::from_millis((i64::from(day) * 86_400 + 10 * 3600) * 1000);
    Stamp {
        at,
        offset: 0,
        zone: "+00:00".to_owned(),
        day: StudyDay::from_number(day),
    }
}

/// A review with a due day of one's choice.
pub(crate) fn review(card: &CardId, before: Memory, day: i32, due: i32) -> Review {
    Review {
        answer: Answer {
            card: card.clone(),
            rev: Rev(1),
            content: ContentHash::of(b"bench"),
            grade: Grade::GOOD,
            grader: Grader::Learner,
            evidence: None,
            answer_ms: 4321,
            total_ms: 6543,
        },
        settings: Scheduler::default().hash(),
        before,
        strength: Strength::Sm2 {
            ease: Ease::START,
            repetitions: 1,
        },
        interval: Interval::from_days((due - day).unsigned_abs()).expect("due after the review"),
        due: StudyDay::from_number(due),
    }
}

/// Answers a card as it stands, due again on a day of one's choice.
pub(crate) fn answer(store: &Store, card: &CardId, due: i32) -> EventKey {
    let before = store
        .progress()
        .state(card)
        .expect("the store answers")
        .memory;
    store
        .progress()
        .answer(review(card, before, TODAY, due), &stamp(TODAY))
        .expect("an answer is written")
        .key
}

/// How long something takes.
pub(crate) fn timed<T>(act: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Stopwatch::now();
    let out = act();
    (begun.elapsed(), out)
}

/// Times of one kind.
#[derive(Debug, Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// The time that so many hundredths of all stay below, in microseconds.
    pub(crate) fn percentile(&self, hundredths: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort();
        sorted[(sorted.len() - 1) * hundredths / 100].as_secs_f64() * 1e6
    }

    pub(crate) fn median(&self) -> f64 {
        self.percentile(50)
    }
}

/// `VmHWM` of a process, in KiB.
pub(crate) fn high_water(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// Prints one line of results.
pub(crate) fn tell(line: &str) {
    writeln!(std::io::stdout(), "{line}").expect("somebody reads");
}

/// Runs a process until it has shown a question; its end is not measured.
pub(crate) fn until_question(mut command: Command) -> Duration {
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let (time, mut child) = timed(|| {
        let mut child = command.spawn().expect("the process starts");
        read_question(&mut child);
        child
    });
    let mut input = child.stdin.take().expect("a pipe");
    // The bare process has ended and reads nothing.
    let _ = input.write_all(b":q\n");
    drop(input);
    let _ = child
        .stdout
        .take()
        .map(|mut rest| rest.read_to_end(&mut Vec::new()));
    child.wait().expect("the process ends");
    time
}

fn read_question(child: &mut Child) {
    let mut out = BufReader::new(child.stdout.as_mut().expect("a pipe"));
    let mut line = String::new();
    while !line.contains(QUESTION) {
        line.clear();
        assert!(
            out.read_line(&mut line).expect("text") > 0,
            "the process ended without a question"
        );
    }
}
