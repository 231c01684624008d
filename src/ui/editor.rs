//! The terminal's body for a real screen, over rustyline: lines with history, completion and hints,
//! and single keys.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::{Hinter, HistoryHinter};
use rustyline::history::FileHistory;
use rustyline::{
    Cmd, ColorMode, CompletionType, ConditionalEventHandler, Config, Context, Editor, Event,
    EventContext, EventHandler, Helper, KeyCode, KeyEvent, Modifiers, RepeatCount, Validator,
};

use crate::domain::day::Instant;
use crate::domain::event::pause;
use crate::ui::palette::{Colour, Palette, Role};
use crate::ui::terminal::{Ask, Manner, Reply, Terminal, TerminalError};

/// Lines of commands that are kept.
const HISTORY_LINES: usize = 2_000;

/// What may stand at the cursor: where the word begins, in bytes, and what it may become.
pub type Complete = Box<dyn Fn(&str, usize) -> (usize, Vec<String>)>;

/// What time it is.
pub type Now = Box<dyn Fn() -> Instant + Send + Sync>;

/// A real screen.
pub struct Screen {
    // One for lines and keys: what was typed ahead of one is there for the other.
    editor: Editor<(), FileHistory>,
    keys: Arc<Mutex<Keys>>,
    pace: Arc<Pace>,
    palette: Palette,
    asked: u64,
}

/// The prompt for commands, with history, completion and hints.
pub struct CommandLine {
    editor: Editor<CommandHelper, FileHistory>,
    history: Option<PathBuf>,
    palette: Palette,
}

fn config(palette: Palette) -> rustyline::config::Builder {
    let colour = match palette.colour {
        Colour::On => ColorMode::Forced,
        Colour::Off => ColorMode::Disabled,
    };
    Config::builder()
        .color_mode(colour)
        .auto_add_history(false)
        .completion_type(CompletionType::List)
}

impl Screen {
    /// Takes the terminal; keys are timed by a clock.
    pub fn open(palette: Palette, now: Now) -> Result<Self, TerminalError> {
        let pace = Arc::new(Pace::new(now));
        let mut editor = Editor::with_config(config(palette).build()).map_err(failure)?;
        let keys = Arc::new(Mutex::new(Keys {
            ask: Ask::Line,
            pressed: None,
        }));
        let handler = EveryKey {
            keys: Arc::clone(&keys),
            pace: Arc::clone(&pace),
        };
        editor.bind_sequence(Event::Any, EventHandler::Conditional(Box::new(handler)));
        Ok(Self {
            editor,
            keys,
            pace,
            palette,
            asked: 0,
        })
    }
}

impl Terminal for Screen {
    fn say(&mut self, text: &str) -> Result<(), TerminalError> {
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes())?;
        Ok(out.flush()?)
    }

    fn ask(&mut self, prompt: &str, ask: Ask) -> Result<Reply, TerminalError> {
        self.asked += 1;
        self.pace.begin();
        *locked(&self.keys) = Keys { ask, pressed: None };
        let reply = reply(self.editor.readline(&(plain(prompt), prompt.to_owned())))?;
        Ok(match (reply, locked(&self.keys).pressed.take()) {
            (Reply::Text(_), Some(key)) => Reply::Text(key),
            (reply, _) => reply,
        })
    }

    fn thought_ms(&self) -> Option<i64> {
        Some(self.pace.counted())
    }

    fn width(&self) -> usize {
        textwrap::termwidth()
    }

    fn palette(&self) -> Palette {
        self.palette
    }

    fn manner(&self) -> Manner {
        Manner::Interactive
    }

    fn line_number(&self) -> u64 {
        self.asked
    }
}

impl CommandLine {
    /// Takes the terminal; history is read from and added to a file, if one is given.
    pub fn open(
        palette: Palette,
        history: Option<&Path>,
        complete: Complete,
    ) -> Result<Self, TerminalError> {
        let config = config(palette)
            .max_history_size(HISTORY_LINES)
            .map_err(failure)?;
        let mut editor =
            Editor::with_config(config.history_ignore_space(true).build()).map_err(failure)?;
        editor.set_helper(Some(CommandHelper {
            complete,
            hints: HistoryHinter::new(),
            palette,
        }));
        if let Some(path) = history {
            // A history that cannot be read is an empty one: it is a comfort, not a record.
            let _ = editor.load_history(path);
        }
        Ok(Self {
            editor,
            history: history.map(Path::to_path_buf),
            palette,
        })
    }

    /// Asks for a command.
    pub fn ask(&mut self, prompt: &str) -> Result<Reply, TerminalError> {
        let styled = self.palette.paint(Role::Key, prompt);
        let said = reply(self.editor.readline(&(prompt.to_owned(), styled)))?;
        if let Reply::Text(line) = &said
            && !line.trim().is_empty()
            && self
                .editor
                .add_history_entry(line.as_str())
                .map_err(failure)?
            && let Some(path) = &self.history
        {
            let _ = self.editor.append_history(path);
        }
        Ok(said)
    }
}

fn plain(prompt: &str) -> String {
    anstream::adapter::strip_str(prompt).to_string()
}

fn failure(error: ReadlineError) -> TerminalError {
    if let ReadlineError::Io(error) = error {
        return TerminalError::from(error);
    }
    TerminalError::Io(std::io::Error::other(error.to_string()))
}

fn reply(read: Result<String, ReadlineError>) -> Result<Reply, TerminalError> {
    match read {
        Ok(line) => Ok(Reply::Text(line)),
        Err(ReadlineError::Interrupted) => Ok(Reply::Interrupt),
        Err(ReadlineError::Eof) => Ok(Reply::End),
        Err(error) => Err(failure(error)),
    }
}

/// How long a learner took over a reply: the time between keys, each pause capped.
struct Pace {
    now: Now,
    /// The last key, or the prompt; and what counts so far, in milliseconds.
    so_far: Mutex<(Instant, i64)>,
}

impl Pace {
    fn new(now: Now) -> Self {
        let so_far = Mutex::new((now(), 0));
        Self { now, so_far }
    }

    fn begin(&self) {
        *self.so_far.lock().unwrap_or_else(PoisonError::into_inner) = ((self.now)(), 0);
    }

    fn key(&self) {
        let now = (self.now)();
        let mut so_far = self.so_far.lock().unwrap_or_else(PoisonError::into_inner);
        *so_far = (now, so_far.1 + pause(so_far.0, now));
    }

    fn counted(&self) -> i64 {
        self.so_far.lock().unwrap_or_else(PoisonError::into_inner).1
    }
}

/// What is asked for, and the key that was pressed if that is all.
struct Keys {
    ask: Ask,
    pressed: Option<String>,
}

fn locked(keys: &Mutex<Keys>) -> MutexGuard<'_, Keys> {
    keys.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Times a key. Where a line is asked for it does what it does; where a key is, it ends the line.
struct EveryKey {
    keys: Arc<Mutex<Keys>>,
    pace: Arc<Pace>,
}

impl ConditionalEventHandler for EveryKey {
    fn handle(&self, event: &Event, _: RepeatCount, _: bool, _: &EventContext) -> Option<Cmd> {
        self.pace.key();
        let mut keys = locked(&self.keys);
        if keys.ask == Ask::Line {
            return None;
        }
        let key = match event.get(0)? {
            KeyEvent(KeyCode::Char('c' | 'C'), Modifiers::CTRL) => return Some(Cmd::Interrupt),
            KeyEvent(KeyCode::Char('d' | 'D'), Modifiers::CTRL) => return Some(Cmd::EndOfFile),
            KeyEvent(KeyCode::Enter, _)
            | KeyEvent(KeyCode::Char('j' | 'm' | 'J' | 'M'), Modifiers::CTRL) => String::new(),
            KeyEvent(KeyCode::Char(c), Modifiers::NONE | Modifiers::SHIFT) => c.to_string(),
            _ => return Some(Cmd::Noop),
        };
        keys.pressed = Some(key);
        Some(Cmd::AcceptLine)
    }
}

#[derive(Validator)]
struct CommandHelper {
    complete: Complete,
    hints: HistoryHinter,
    palette: Palette,
}

impl Helper for CommandHelper {}

impl Completer for CommandHelper {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        pos: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let (start, words) = (self.complete)(line, pos);
        Ok((
            start,
            words
                .into_iter()
                .map(|word| Pair {
                    replacement: spaced(&word),
                    display: word,
                })
                .collect(),
        ))
    }
}

/// A finished word is followed by a space; a term such as `topic:` waits for its value.
fn spaced(word: &str) -> String {
    if word.ends_with([':', '=']) {
        word.to_owned()
    } else {
        format!("{word} ")
    }
}

impl Hinter for CommandHelper {
    type Hint = String;

    fn hint(&self, line: &str, pos: usize, context: &Context<'_>) -> Option<String> {
        if line.is_empty() {
            None
        } else {
            self.hints.hint(line, pos, context)
        }
    }
}

impl Highlighter for CommandHelper {
    fn highlight_hint<'h>(&self, hint: &'h str) -> std::borrow::Cow<'h, str> {
        std::borrow::Cow::Owned(self.palette.paint(Role::Faint, hint))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    #[test]
    fn time_counts_to_the_last_key_and_a_terminal_left_alone_counts_a_minute() {
        let clock = Arc::new(AtomicI64::new(0));
        let read = Arc::clone(&clock);
        let pace = Pace::new(Box::new(move || {
            Instant::from_millis(read.load(Ordering::Relaxed))
        }));
        let at = |seconds: i64| clock.store(seconds * 1_000, Ordering::Relaxed);
        pace.begin();
        for seconds in [10, 12, 500, 501] {
            at(seconds);
            pace.key();
        }
        at(900);
        assert_eq!(pace.counted(), 10_000 + 2_000 + 60_000 + 1_000);
        pace.begin();
        at(800);
        pace.key();
        assert_eq!(pace.counted(), 0, "a clock set back takes nothing away");
    }
}
