//! How far an import is, and how long the rest will take: on standard error, if a person looks at it.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use crate::cli::app::App;
use crate::ui::messages::Messages;
use crate::ui::status_line::StatusLine;
use crate::world::text_variable;

/// Cells of the bar.
const WIDTH: usize = 30;

/// A whole import.
const WHOLE: u64 = 1000;

/// How much of an import is done before each part of it, per mille, as a large collection takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ImportPart {
    /// The package is unpacked and read.
    Read = 0,
    /// Notes become cards.
    Plan = 150,
    /// Deck files are written aside.
    Decks = 350,
    /// Answers are written.
    Answers = 500,
    /// The cards become ones that can be asked.
    Index = 900,
}

/// Until then nobody can say how long the rest takes.
const FIRST_GUESS: Duration = Duration::from_secs(2);

/// The bar of an import; it is gone once this is dropped.
pub(super) struct ImportProgress {
    words: Messages,
    began: Instant,
    /// The line it is drawn on, if a person looks at it.
    line: Option<StatusLine>,
}

impl ImportProgress {
    /// A bar at its beginning.
    pub(super) fn begin(app: &App) -> Self {
        let is_dumb = text_variable("TERM").is_some_and(|term| term == "dumb");
        let is_seen = std::io::stderr().is_terminal() && !is_dumb;
        let progress = Self {
            words: app.words(),
            began: Instant::now(),
            line: is_seen.then(StatusLine::default),
        };
        progress.part(ImportPart::Read);
        progress
    }

    /// Begins a part.
    pub(super) fn part(&self, part: ImportPart) {
        self.show(part as u64);
    }

    /// So many of the answers are done.
    pub(super) fn answers(&self, done: usize, of: usize) {
        let (from, to) = (ImportPart::Answers as u64, ImportPart::Index as u64);
        let done = done as u64 * (to - from);
        self.show(from + done.checked_div(of as u64).unwrap_or_default());
    }

    fn show(&self, done: u64) {
        let Some(line) = &self.line else {
            return;
        };
        let filled = usize::try_from(done).unwrap_or_default() * WIDTH / 1000;
        let bar = format!("[{}{}]", "#".repeat(filled), ".".repeat(WIDTH - filled));
        line.draw(&format!("{bar}{}", self.time_left(done)));
    }

    fn time_left(&self, done: u64) -> String {
        let took = self.began.elapsed();
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let left = millis.saturating_mul(WHOLE.saturating_sub(done));
        match left.checked_div(done) {
            Some(left) if took >= FIRST_GUESS => {
                format!(" {}", self.words.import.time_left(left.div_ceil(1000)))
            }
            _ => String::new(),
        }
    }
}
