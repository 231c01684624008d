//! A process killed at any moment loses nothing that was acknowledged.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use milepost::domain::event::EventBody;

use crate::home::TestEnv;
use crate::kit::{Chance, assert_no_event_twice, events, faults, rounds, store, tell};

/// Cards a session asks at most.
const CARDS: usize = 40;

/// Starts a command with its input and kills it: when it has shown so many turns, and a moment later. Says what
/// it had printed.
fn killed_after(
    env: &TestEnv,
    words: &[&str],
    input: &str,
    turns: usize,
    moment: Duration,
) -> String {
    let mut command = env.command(words);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The process may be gone before it has read everything.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let shown = Arc::new(AtomicUsize::new(0));
    let printed = printed_by(&mut child, Arc::clone(&shown));
    while shown.load(Ordering::Relaxed) < turns && !printed.is_finished() {
        std::thread::sleep(Duration::from_micros(100));
    }
    std::thread::sleep(moment);
    child.kill().unwrap();
    child.wait().unwrap();
    printed.join().unwrap()
}

fn killed(env: &TestEnv, words: &[&str], input: &str, moment: Duration) -> String {
    killed_after(env, words, input, 0, moment)
}

/// Reads all that a process prints, and counts the turns in it.
fn printed_by(child: &mut Child, shown: Arc<AtomicUsize>) -> std::thread::JoinHandle<String> {
    let mut stdout = child.stdout.take().unwrap();
    std::thread::spawn(move || {
        let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
        loop {
            let read = stdout.read(&mut piece).unwrap();
            if read == 0 {
                return String::from_utf8_lossy(&bytes).into_owned();
            }
            bytes.extend_from_slice(&piece[..read]);
            shown.store(
                bytes.windows(2).filter(|pair| pair == b"\n[").count(),
                Ordering::Relaxed,
            );
        }
    })
}

/// How long a command takes when nobody kills it.
fn whole(env: &TestEnv, words: &[&str], input: &str) -> Duration {
    let began = Instant::now();
    env.run_with(words, input);
    began.elapsed()
}

/// A moment within so many tenths of what a command usually takes.
fn moment(chance: &mut Chance, usual: Duration, tenths: u32) -> Duration {
    let longest = u64::try_from((usual * tenths / 10).as_micros()).unwrap();
    Duration::from_micros(chance.below(longest.max(1)))
}

/// Reveal, ask for the card's name, grade: for so many cards, the grades drawn.
fn replies(chance: &mut Chance) -> String {
    let mut input = String::new();
    for _ in 0..CARDS * 3 {
        let _ = write!(input, "\n:i\n{}\n", 1 + chance.below(4));
    }
    input
}

/// The names of the cards that a session acknowledged: those after which another prompt was shown.
fn acknowledged(printed: &str) -> Vec<String> {
    let turns: Vec<&str> = printed.split("\n[").skip(1).collect();
    let acknowledged = turns.len().saturating_sub(1);
    let name = |turn: &str| {
        let said = turn
            .lines()
            .position(|line| line.starts_with("never reviewed") || line.starts_with("ease "));
        let line = said.and_then(|at| turn.lines().nth(at - 1));
        line.expect("an answered turn has shown the card's name")
            .trim()
            .to_owned()
    };
    turns[..acknowledged]
        .iter()
        .map(|turn| name(turn))
        .collect()
}

#[test]
fn a_session_killed_at_any_moment_keeps_every_acknowledged_answer_once() {
    let mut env = TestEnv::new();
    let words = ["review", "kind:basic", "--new", "40"];
    let mut chance = Chance::new(1);
    let first = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let mut before = events(env.path()).len();
    let (mut all, mut unacknowledged) = (0, 0);
    for round in 0..rounds(25, 500) {
        let day = first + chrono::Days::new(u64::try_from(round).unwrap());
        env.at(&format!("{day}T18:30:00-03:00"));
        let (turns, moment) = (
            chance.below(30),
            Duration::from_micros(chance.below(20_000)),
        );
        let turns = usize::try_from(turns).unwrap();
        let acknowledged = acknowledged(&killed_after(
            &env,
            &words,
            &replies(&mut chance),
            turns,
            moment,
        ));
        let now = events(env.path());
        let of = |body: &EventBody| body.answer().map(|answer| answer.card.to_string());
        let written: Vec<String> = now[before..]
            .iter()
            .filter_map(|event| of(&event.body))
            .collect();
        assert!(
            written.starts_with(&acknowledged),
            "round {round}: {acknowledged:?} were shown, {written:?} are there"
        );
        assert!(
            written.len() <= acknowledged.len() + 1,
            "round {round}: more is there than was asked"
        );
        unacknowledged += written.len() - acknowledged.len();
        all += acknowledged.len();
        before = now.len();
        if round % 20 == 0 {
            assert_eq!(faults(env.path()), Vec::<String>::new(), "round {round}");
        }
    }
    let now = events(env.path());
    assert_no_event_twice(&now);
    let mut scheduled: Vec<_> = now
        .iter()
        .filter_map(|event| {
            Some((
                event.body.review()?.answer.card.to_string(),
                event.stamp.day,
            ))
        })
        .collect();
    let reviews = scheduled.len();
    scheduled.sort();
    scheduled.dedup();
    assert_eq!(
        scheduled.len(),
        reviews,
        "a card was scheduled twice on one day"
    );
    assert_eq!(faults(env.path()), Vec::<String>::new());
    assert!(
        all > rounds(25, 500),
        "the sessions were killed too early to prove anything: {all} answers"
    );
    tell(&format!(
        "{} sessions killed: {all} acknowledged answers are there, {unacknowledged} more were written just before",
        rounds(25, 500)
    ));
}

#[test]
fn adding_cards_killed_at_any_moment_leaves_a_deck_that_is_whole() {
    let env = TestEnv::new();
    let words = |number: usize| {
        ["add", "--topic", "notes", "--prompt"]
            .map(str::to_owned)
            .into_iter()
            .chain([
                format!("Question number {number} of many?"),
                "--answer".to_owned(),
                format!("Answer {number}."),
            ])
            .chain(["--why".to_owned(), "Because it is so.".to_owned()])
            .collect::<Vec<_>>()
    };
    let run = |number: usize, after: Option<Duration>| {
        let words = words(number);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match after {
            Some(after) => killed(&env, &words, "", after),
            None => env.run(&words).stdout,
        }
    };
    let began = Instant::now();
    assert!(run(0, None).contains("added"));
    let usual = began.elapsed();
    let mut chance = Chance::new(2);
    let mut told = vec![0];
    for number in 1..=rounds(8, 120) {
        let after = moment(&mut chance, usual, 12);
        if run(number, Some(after)).contains("added") {
            told.push(number);
        }
        let deck = env.read("decks/topics/notes.toml");
        deck.parse::<toml_edit::DocumentMut>().unwrap();
        for number in &told {
            assert_eq!(
                deck.matches(&format!("\"Question number {number} of many?\""))
                    .count(),
                1,
                "{number}: {deck}"
            );
        }
    }
    let checked = env.run(&["check", env.path().join("decks").to_str().unwrap()]);
    assert_eq!(checked.code, 0, "{}", checked.all());
    let kept = env.json(&["list", "topic:notes", "--json"])["cards"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(
        kept,
        env.read("decks/topics/notes.toml")
            .matches("[[card]]")
            .count()
    );
    tell(&format!(
        "{} adds killed: {} were told to be done, {kept} are there",
        rounds(8, 120),
        told.len() - 1
    ));
}

#[test]
fn editing_killed_at_any_moment_leaves_the_old_text_or_the_new() {
    let mut env = TestEnv::with_every_kind();
    env.ok(&["list", "topic:kinds"]);
    let mut chance = Chance::new(3);
    env.set("EDITOR", "sed -i 's/^level = [0-9]/level = 2/'");
    let usual = whole(&env, &["edit", "kinds.basic"], "");
    for round in 0..rounds(6, 100) {
        env.set(
            "EDITOR",
            &format!("sed -i 's/^level = [0-9]/level = {}/'", 1 + round % 5),
        );
        let before = env.read("decks/topics/kinds.toml");
        let after = moment(&mut chance, usual, 12);
        killed(&env, &["edit", "kinds.basic"], "", after);
        let now = env.read("decks/topics/kinds.toml");
        assert_eq!(now.matches("[[card]]").count(), 8);
        assert!(
            now == before || now.lines().count() == before.lines().count(),
            "{now}"
        );
        now.parse::<toml_edit::DocumentMut>().unwrap();
    }
    assert_eq!(
        env.json(&["list", "topic:kinds", "--json"])["cards"]
            .as_array()
            .unwrap()
            .len(),
        8
    );
}

#[test]
fn a_sync_killed_at_any_moment_is_done_by_the_next_one() {
    let (one, two) = (TestEnv::new(), TestEnv::new());
    let shared = tempfile::tempdir().unwrap();
    let words = ["sync", shared.path().to_str().unwrap()];
    let answer = |env: &TestEnv| {
        let one_card = ["review", "kind:basic", "--new", "1", "--limit", "1"];
        env.run_with(&one_card, "\n3\n");
    };
    let mut chance = Chance::new(6);
    answer(&one);
    let usual = whole(&one, &words, "");
    let mut cut_off = 0;
    for _ in 0..rounds(8, 120) {
        answer(&one);
        answer(&two);
        two.run(&words);
        let after = moment(&mut chance, usual, 12);
        let printed = killed(&one, &words, "", after);
        cut_off += usize::from(printed.is_empty());
    }
    for env in [&one, &two, &one] {
        env.ok(&words);
    }
    assert_eq!(events(one.path()), events(two.path()));
    assert_no_event_twice(&events(one.path()));
    for env in [&one, &two] {
        assert_eq!(faults(env.path()), Vec::<String>::new());
    }
    let names = std::fs::read_dir(shared.path()).unwrap();
    let hidden = names.filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().starts_with('.')
    });
    assert_eq!(hidden.count(), 0, "unfinished files are removed");
    tell(&format!(
        "{} syncs killed, {cut_off} before they said what they did: both homes have all {} events",
        rounds(8, 120),
        events(one.path()).len()
    ));
}

#[test]
fn a_backup_killed_at_any_moment_is_whole_or_absent() {
    let env = TestEnv::new();
    let mut chance = Chance::new(4);
    env.run_with(
        &["review", "kind:basic", "--new", "40"],
        &replies(&mut chance),
    );
    let all = events(env.path()).len();
    let whole = whole(
        &env,
        &["backup", env.path().join("whole.db").to_str().unwrap()],
        "",
    );
    let mut there = 0;
    for round in 0..rounds(8, 120) {
        let file = env.path().join(format!("copy-{round}.db"));
        let after = moment(&mut chance, whole, 12);
        let printed = killed(&env, &["backup", file.to_str().unwrap()], "", after);
        assert!(!printed.contains("written") || file.exists());
        if file.exists() {
            there += 1;
            let other = TestEnv::new();
            std::fs::copy(&file, other.path().join("milepost.db")).unwrap();
            assert_eq!(events(other.path()).len(), all);
        }
    }
    assert_eq!(faults(env.path()), Vec::<String>::new());
    tell(&format!(
        "{} backups killed: {there} are there, all of them whole",
        rounds(8, 120)
    ));
}

#[test]
fn a_restore_killed_at_any_moment_leaves_the_old_progress_or_the_new() {
    let env = TestEnv::new();
    let mut chance = Chance::new(5);
    env.run_with(&["review", "kind:basic", "--new", "10"], &"\n\n".repeat(10));
    let small = env.path().join("small.db");
    env.ok(&["backup", small.to_str().unwrap()]);
    env.run_with(&["review", "kind:basic", "--new", "20"], &"\n\n".repeat(20));
    let large = env.path().join("large.db");
    env.ok(&["backup", large.to_str().unwrap()]);
    let counts = [events(env.path()).len(), 10];
    let usual = whole(&env, &["restore", small.to_str().unwrap()], "");
    let mut seen = [0, 0];
    for round in 0..rounds(8, 120) {
        let file = if round % 2 == 0 { &large } else { &small };
        let after = moment(&mut chance, usual, 12);
        killed(&env, &["restore", file.to_str().unwrap()], "", after);
        let now = events(env.path()).len();
        let which = counts.iter().position(|count| *count == now);
        seen[which.unwrap_or_else(|| panic!("round {round}: {now} events, neither {counts:?}"))] +=
            1;
        assert_eq!(
            store(env.path())
                .doctor()
                .iter()
                .map(|check| check.faults.len())
                .sum::<usize>(),
            0,
            "round {round}"
        );
    }
    tell(&format!(
        "{} restores killed: {} times the larger progress stood, {} times the smaller",
        rounds(8, 120),
        seen[0],
        seen[1]
    ));
}

#[test]
fn building_the_index_killed_at_any_moment_is_done_again() {
    let env = TestEnv::new();
    let usual = whole(&env, &["due"], "");
    let mut chance = Chance::new(6);
    for _ in 0..rounds(6, 100) {
        let _ = std::fs::remove_dir_all(env.path().join("cache"));
        killed(&env, &["due"], "", moment(&mut chance, usual, 10));
        // A home in its first moments may have no database yet.
        assert_eq!(env.run(&["due"]).code, 0);
    }
    assert_eq!(faults(env.path()), Vec::<String>::new());
}

#[test]
fn a_home_killed_while_it_is_made_is_made_by_the_next_run() {
    let usual = whole(&TestEnv::empty(), &["due"], "");
    let mut chance = Chance::new(7);
    for _ in 0..rounds(5, 80) {
        let env = TestEnv::empty();
        killed(&env, &["due"], "", moment(&mut chance, usual, 10));
        let ran = env.run(&["due"]);
        assert_eq!(ran.code, 0, "{}", ran.all());
        assert_eq!(faults(env.path()), Vec::<String>::new());
    }
}
