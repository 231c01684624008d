//! The terminal's body for a real screen, over rustyline: lines with history, completion and hints,
//! and single keys.

mod completion;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant as Moment};

use rustyline::error::ReadlineError;
use rustyline::hint::HistoryHinter;
use rustyline::history::FileHistory;
use rustyline::{
    Cmd, ColorMode, CompletionType, ConditionalEventHandler, Config, Editor, Event, EventContext,
    EventHandler, KeyCode, KeyEvent, Modifiers, RepeatCount,
};

use crate::domain::day::Instant;
use crate::domain::event::pause;
use crate::ui::palette::{Colour, Palette, TextRole};
use crate::ui::terminal::{
    AnswerEnd, Ask, InputMode, LinesReply, Terminal, TerminalError, TerminalReply,
};
use completion::{AnswerHelper, CommandHelper};

/// Lines of commands that are kept.
const HISTORY_LINES: usize = 2_000;

/// What may stand at the cursor: where the word begins, in bytes, and what it may become.
pub type Complete = Box<dyn Fn(&str, usize) -> (usize, Vec<String>)>;

/// What time it is.
pub type Now = Box<dyn Fn() -> Instant + Send + Sync>;

/// A real screen.
pub struct Screen {
    editor: Editor<AnswerHelper, FileHistory>,
    keys: Arc<Mutex<KeyPrompt>>,
    pace: Arc<TypingTime>,
    palette: Palette,
    asked: u64,
    /// When a key answered a prompt by itself: an Enter right after it belongs to it.
    key_at: Option<Moment>,
    /// When a typed answer was sent: a second Enter right after it must not answer a key prompt that nobody has read yet.
    line_at: Option<Moment>,
}

/// How long after a key an Enter still belongs to it, where another key is asked for. Typing both takes
/// about a fifth of a second.
const ENTER_BELONGS: Duration = Duration::from_millis(300);

/// The same where a line is asked for: a card that nobody can have read yet. Here an Enter would give
/// the card up, so that someone who types slowly needs the longer time.
const ENTER_BELONGS_TO_KEY_BEFORE_LINE: Duration = Duration::from_millis(800);

/// The prompt for commands, with history, completion and hints.
pub struct CommandLine {
    editor: Editor<CommandHelper, FileHistory>,
    history: Option<PathBuf>,
    palette: Palette,
}

fn config(palette: Palette) -> rustyline::config::Builder {
    // Forced, not Enabled: the palette has settled by flag, setting and environment whether there
    // are colours, and rustyline must not settle it a second time.
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
        let pace = Arc::new(TypingTime::new(now));
        let keys = Arc::new(Mutex::new(KeyPrompt::asked(Ask::Line, None)));
        Ok(Self {
            editor: answer_editor(palette, &keys, &pace)?,
            keys,
            pace,
            palette,
            asked: 0,
            key_at: None,
            line_at: None,
        })
    }

    /// What was typed before a prompt appeared does not answer it. The editor keeps what it read
    /// beyond a line, and the terminal what nobody read yet: both are dropped.
    fn forget_typed_ahead(&mut self) -> Result<(), TerminalError> {
        self.editor = answer_editor(self.palette, &self.keys, &self.pace)?;
        // A terminal that cannot be flushed keeps what was typed; nothing else is lost.
        #[cfg(unix)]
        let _ = rustix::termios::tcflush(std::io::stdin(), rustix::termios::QueueSelector::IFlush);
        Ok(())
    }

    fn begin(&mut self, ask: Ask) -> Result<(), TerminalError> {
        self.asked += 1;
        // The rest of a command follows its first key at typing speed, and a pasted command arrives
        // at once: the bytes that the editor read beyond that key are this line.
        if ask != Ask::Rest {
            self.forget_typed_ahead()?;
        }
        self.pace.begin();
        let line_at = self.line_at.take().filter(|_| ask == Ask::Key);
        *locked(&self.keys) = KeyPrompt::asked(ask, self.key_at.take().or(line_at));
        Ok(())
    }

    /// Notes that an answer was sent.
    fn note_line(&mut self, reply: &TerminalReply) {
        let has_text = matches!(reply, TerminalReply::Text(text) if !text.is_empty());
        self.line_at = has_text.then(Moment::now);
    }
}

/// An editor for answers: it has no history and no completion.
fn answer_editor(
    palette: Palette,
    keys: &Arc<Mutex<KeyPrompt>>,
    pace: &Arc<TypingTime>,
) -> Result<Editor<AnswerHelper, FileHistory>, TerminalError> {
    let mut editor = Editor::with_config(config(palette).build()).map_err(failure)?;
    let handler = EveryKey {
        keys: Arc::clone(keys),
        pace: Arc::clone(pace),
    };
    editor.bind_sequence(Event::Any, EventHandler::Conditional(Box::new(handler)));
    Ok(editor)
}

impl Terminal for Screen {
    fn say(&mut self, text: &str) -> Result<(), TerminalError> {
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes())?;
        Ok(out.flush()?)
    }

    fn ask(&mut self, prompt: &str, ask: Ask) -> Result<TerminalReply, TerminalError> {
        self.begin(ask)?;
        let reply = reply(self.editor.readline(&(plain(prompt), prompt.to_owned())))?;
        let pressed = locked(&self.keys).pressed.take();
        Ok(match (reply, pressed) {
            // The key ended the line without being written into it: the reply is the key, not the
            // empty line that the editor returns.
            (TerminalReply::Text(_), Some(Pressed::Key(key))) => {
                // After Enter a second Enter is meant: only another key waits for one to belong to
                // it.
                if !key.is_empty() {
                    self.key_at = Some(Moment::now());
                }
                TerminalReply::Text(key)
            }
            (TerminalReply::Text(_), Some(Pressed::Paste)) => TerminalReply::Paste,
            (reply, _) => {
                self.note_line(&reply);
                reply
            }
        })
    }

    fn ask_lines(
        &mut self,
        prompt: &str,
        so_far: &str,
        end: AnswerEnd,
        is_command: fn(&str) -> bool,
    ) -> Result<LinesReply, TerminalError> {
        self.begin(Ask::Line)?;
        // After `begin`, which makes a new editor: a helper set before would be gone.
        self.editor.set_helper(Some(AnswerHelper {
            end,
            is_command,
            words: Vec::new(),
        }));
        let styled = (plain(prompt), prompt.to_owned());
        let read = self.editor.readline_with_initial(&styled, (so_far, ""));
        let reply = reply(read)?;
        self.note_line(&reply);
        Ok(LinesReply::Whole(reply))
    }

    fn ask_completed(
        &mut self,
        prompt: &str,
        words: &[String],
    ) -> Result<TerminalReply, TerminalError> {
        self.begin(Ask::Line)?;
        self.editor.set_helper(Some(AnswerHelper {
            end: AnswerEnd::Line,
            is_command: |_| false,
            words: words.to_vec(),
        }));
        reply(self.editor.readline(&(plain(prompt), prompt.to_owned())))
    }

    fn thought_ms(&self) -> Option<i64> {
        Some(self.pace.counted())
    }

    fn width(&self) -> usize {
        textwrap::termwidth()
    }

    #[cfg(unix)]
    fn rows(&self) -> Option<usize> {
        let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok()?;
        Some(usize::from(size.ws_row)).filter(|rows| *rows > 0)
    }

    fn palette(&self) -> Palette {
        self.palette
    }

    fn input_mode(&self) -> InputMode {
        InputMode::Interactive
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
    pub fn ask(&mut self, prompt: &str) -> Result<TerminalReply, TerminalError> {
        let styled = self.palette.paint(TextRole::Key, prompt);
        let said = reply(self.editor.readline(&(prompt.to_owned(), styled)))?;
        if let TerminalReply::Text(line) = &said
            && !line.trim().is_empty()
            && self
                .editor
                .add_history_entry(line.as_str())
                .map_err(failure)?
            && let Some(path) = &self.history
        {
            // As when it is loaded: a full disk must not end the prompt.
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

fn reply(read: Result<String, ReadlineError>) -> Result<TerminalReply, TerminalError> {
    match read {
        Ok(line) => Ok(TerminalReply::Text(line)),
        Err(ReadlineError::Interrupted) => Ok(TerminalReply::Interrupt),
        Err(ReadlineError::Eof) => Ok(TerminalReply::End),
        Err(error) => Err(failure(error)),
    }
}

/// How long a learner took over a reply: the time between keys, each pause capped.
struct TypingTime {
    now: Now,
    /// The last key, or the prompt; and what counts so far, in milliseconds.
    so_far: Mutex<(Instant, i64)>,
}

impl TypingTime {
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

/// What is asked for, and what was pressed if a key is all that is.
struct KeyPrompt {
    ask: Ask,
    pressed: Option<Pressed>,
    /// The key before it, whose Enter may still come.
    key_at: Option<Moment>,
    paste: PasteState,
}

/// What ended a prompt for a key.
enum Pressed {
    Key(String),
    Paste,
}

/// Whether a paste is coming in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PasteState {
    Inside,
    Outside,
}

impl KeyPrompt {
    const fn asked(ask: Ask, key_at: Option<Moment>) -> Self {
        Self {
            ask,
            pressed: None,
            key_at,
            paste: PasteState::Outside,
        }
    }

    /// Whether an Enter belongs to the key before it. Only the first event after a key can.
    fn takes_enter(&mut self, key: KeyEvent) -> bool {
        let belongs = match self.ask {
            Ask::Key => ENTER_BELONGS,
            Ask::Line | Ask::Rest => ENTER_BELONGS_TO_KEY_BEFORE_LINE,
        };
        let is_fresh = |at: Moment| at.elapsed() < belongs;
        self.key_at.take().is_some_and(is_fresh) && is_enter(key)
    }

    /// What a key does where one key is asked for.
    fn press(&mut self, key: KeyEvent) -> Cmd {
        // Only the end of a paste ends the prompt. Had its first character done so, the rest would
        // answer the prompts that follow, and a text with digits in it would grade cards.
        if key.0 == KeyCode::BracketedPasteEnd {
            self.pressed = Some(Pressed::Paste);
            return Cmd::AcceptLine;
        }
        if key.0 == KeyCode::BracketedPasteStart {
            self.paste = PasteState::Inside;
        }
        if self.paste == PasteState::Inside {
            return Cmd::Noop;
        }
        let pressed = match key {
            KeyEvent(KeyCode::Char('c' | 'C'), Modifiers::CTRL) => return Cmd::Interrupt,
            KeyEvent(KeyCode::Char('d' | 'D'), Modifiers::CTRL) => return Cmd::EndOfFile,
            key if is_enter(key) => String::new(),
            KeyEvent(KeyCode::Char(c), Modifiers::NONE | Modifiers::SHIFT) => c.to_string(),
            _ => return Cmd::Noop,
        };
        self.pressed = Some(Pressed::Key(pressed));
        Cmd::AcceptLine
    }
}

const fn is_enter(key: KeyEvent) -> bool {
    matches!(
        key,
        KeyEvent(KeyCode::Enter, _)
            | KeyEvent(KeyCode::Char('j' | 'm' | 'J' | 'M'), Modifiers::CTRL)
    )
}

fn locked(keys: &Mutex<KeyPrompt>) -> MutexGuard<'_, KeyPrompt> {
    keys.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Times a key. Where a line is asked for it does what it does; where a key is, it ends the line.
struct EveryKey {
    keys: Arc<Mutex<KeyPrompt>>,
    pace: Arc<TypingTime>,
}

impl ConditionalEventHandler for EveryKey {
    fn handle(
        &self,
        event: &Event,
        _: RepeatCount,
        _: bool,
        context: &EventContext,
    ) -> Option<Cmd> {
        // Every key counts as time spent, also one that does nothing below.
        self.pace.key();
        let mut keys = locked(&self.keys);
        let key = *event.get(0)?;
        // Asked before anything else, since any key uses up the moment in which an Enter belongs to
        // the one before. On a line that has text Enter keeps its meaning.
        if keys.takes_enter(key) && context.line().is_empty() {
            return Some(Cmd::Noop);
        }
        let below = context.line().get(context.pos()..).unwrap_or_default();
        match keys.ask {
            // Enter on a line above the last one goes on to the next: it must not send what is being corrected.
            Ask::Line if is_enter(key) && below.contains('\n') => {
                Some(Cmd::LineDownOrNextHistory(1))
            }
            Ask::Line | Ask::Rest => None,
            Ask::Key => Some(keys.press(key)),
        }
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
        let pace = TypingTime::new(Box::new(move || {
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
