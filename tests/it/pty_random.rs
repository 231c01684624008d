//! Random keys, pastes and resizes on a real terminal: the log holds exactly what the screen confirmed.

use std::time::Duration;

use expectrl::session::OsSession;
use expectrl::{ControlCode, Expect};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::home::TestEnv;
use crate::pty::spawned;

/// What a hand may do: answers, slips, commands, pastes.
const TYPED: [&str; 28] = [
    "\r",
    "\r",
    "\r",
    " ",
    "1",
    "2",
    "3",
    "4",
    "3\r",
    "5\r",
    "x",
    "b",
    "s",
    "q",
    "u",
    "as built\r",
    "immutable\r",
    "a\r",
    "1\r2\r\r",
    ":b\r",
    ":s\r",
    ":u\r",
    ":flag odd\r",
    ":h\r",
    ":?\r",
    "\u{1b}[200~4\rsuspend\r\u{1b}[201~",
    "\u{1b}[A",
    "\u{3}",
];

/// Actions of one session.
const ACTIONS: usize = 70;

/// A terminal that is read without waiting.
struct Screen {
    session: OsSession,
    shown: Vec<u8>,
}

impl Screen {
    fn read(&mut self) {
        let mut bytes = vec![0; 65_536];
        while let Ok(count @ 1..) = self.session.try_read(&mut bytes) {
            self.shown.extend_from_slice(&bytes[..count]);
        }
    }

    fn act(&mut self, rng: &mut ChaCha8Rng) {
        if rng.random_ratio(1, 12) {
            let (columns, rows) = (rng.random_range(30..160), rng.random_range(8..50));
            let process = self.session.get_process_mut();
            process.set_window_size(columns, rows).unwrap();
        } else {
            // A session that has ended takes no more keys.
            let _ = self.session.send(TYPED[rng.random_range(0..TYPED.len())]);
        }
        // Now as fast as a burst, now with a pause to read.
        let pause = [1, 15, 60, 500][rng.random_range(0..4)];
        std::thread::sleep(Duration::from_millis(pause));
        self.read();
    }

    fn leave(&mut self) {
        for attempt in 0..200 {
            self.read();
            if !self.session.get_process().is_alive().unwrap() {
                return;
            }
            // One key at a time: what follows Ctrl-C before the next prompt is dropped.
            let key = if attempt % 4 == 0 {
                ControlCode::EndOfText
            } else {
                ControlCode::EndOfTransmission
            };
            let _ = self.session.send(key);
            std::thread::sleep(Duration::from_millis(150));
        }
        panic!("the session does not end:\n{}", self.lines().join("\n"));
    }

    /// What was shown, a line each, without what moves the cursor.
    fn lines(&self) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.shown);
        let plain = anstream::adapter::strip_str(&text).to_string();
        plain
            .split(['\r', '\n'])
            .map(|line| line.trim().to_owned())
            .collect()
    }
}

/// Whether a line confirms a grade: `› 3 good` with or without the days.
fn is_grade(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("› ") else {
        return false;
    };
    ["1 again", "2 hard", "3 good", "4 easy"]
        .iter()
        .any(|grade| {
            rest.strip_prefix(grade)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(" · "))
        })
}

#[test]
fn the_log_holds_exactly_what_the_screen_confirmed() {
    let mut confirmed = 0;
    for seed in 0..6 {
        let mut env = TestEnv::with_every_kind();
        // A real editor would take the keys for itself and never end.
        env.set("EDITOR", "true");
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let words = ["review", "--topic", "kinds", "--new", "8"];
        let mut screen = Screen {
            session: spawned(&env, &words),
            shown: Vec::new(),
        };
        for _ in 0..ACTIONS {
            screen.act(&mut rng);
        }
        screen.leave();
        screen.read();
        let lines = screen.lines();
        let log = env.json(&["log", "--json"]);
        let logged = |kinds: &[&str]| {
            let events = log["events"].as_array().unwrap().iter();
            events
                .filter(|event| kinds.contains(&event["kind"].as_str().unwrap()))
                .count()
        };
        let shown = |fits: &dyn Fn(&str) -> bool| lines.iter().filter(|line| fits(line)).count();
        let transcript = lines.join("\n");
        let grades = shown(&is_grade);
        assert_eq!(
            logged(&["review", "repeat"]),
            grades,
            "{seed}:\n{transcript}"
        );
        confirmed += grades;
        let undone = shown(&|line| line.starts_with("undone: "));
        assert_eq!(logged(&["undo"]), undone, "{seed}:\n{transcript}");
        let suspended = shown(&|line| line.starts_with("suspended;"));
        assert_eq!(logged(&["suspend"]), suspended, "{seed}:\n{transcript}");
        let buried = shown(&|line| line.starts_with("buried until"));
        assert_eq!(logged(&["bury"]), buried, "{seed}:\n{transcript}");
        let flagged = shown(&|line| line == "flagged");
        assert_eq!(logged(&["flag"]), flagged, "{seed}:\n{transcript}");
        assert_eq!(env.run(&["doctor"]).code, 0, "{seed}");
    }
    // The hands were not idle, or nothing was tested.
    assert!(confirmed >= 12, "{confirmed}");
}
