//! The terminal's body for a real screen, over rustyline: lines with history, completion and hints,
//! and single keys.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::{Hinter, HistoryHinter};
use rustyline::history::FileHistory;
use rustyline::{
    Cmd, ColorMode, CompletionType, ConditionalEventHandler, Config, Context, Editor, Event, EventContext,
    EventHandler, Helper, KeyCode, KeyEvent, Modifiers, RepeatCount, Validator,
};

use crate::ui::palette::{Colour, Palette, Role};
use crate::ui::terminal::{Ask, Manner, Reply, Terminal, TerminalError};

/// Lines of commands that are kept.
const HISTORY_LINES: usize = 2_000;

/// What may stand at the cursor: where the word begins, in bytes, and what it may become.
pub type Complete = Box<dyn Fn(&str, usize) -> (usize, Vec<String>)>;

/// A real screen.
pub struct Screen {
    lines: Editor<(), FileHistory>,
    keys: Editor<(), FileHistory>,
    pressed: Arc<Mutex<Option<String>>>,
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
    Config::builder().color_mode(colour).auto_add_history(false).completion_type(CompletionType::List)
}

impl Screen {
    /// Takes the terminal.
    pub fn open(palette: Palette) -> Result<Self, TerminalError> {
        let lines = Editor::with_config(config(palette).build()).map_err(failure)?;
        let mut keys = Editor::with_config(config(palette).build()).map_err(failure)?;
        let pressed = Arc::new(Mutex::new(None));
        keys.bind_sequence(Event::Any, EventHandler::Conditional(Box::new(OneKey(Arc::clone(&pressed)))));
        Ok(Self { lines, keys, pressed, palette, asked: 0 })
    }

    fn key(&mut self, prompt: &str) -> Result<Reply, TerminalError> {
        self.set_pressed(None);
        let read = self.keys.readline(&(plain(prompt), prompt.to_owned()));
        match reply(read)? {
            Reply::Text(line) => Ok(Reply::Text(self.take_pressed().unwrap_or(line))),
            ended @ (Reply::Interrupt | Reply::End) => Ok(ended),
        }
    }

    fn set_pressed(&self, key: Option<String>) {
        *self.pressed.lock().unwrap_or_else(PoisonError::into_inner) = key;
    }

    fn take_pressed(&self) -> Option<String> {
        self.pressed.lock().unwrap_or_else(PoisonError::into_inner).take()
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
        match ask {
            Ask::Key => self.key(prompt),
            Ask::Line => reply(self.lines.readline(&(plain(prompt), prompt.to_owned()))),
        }
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
    pub fn open(palette: Palette, history: Option<&Path>, complete: Complete) -> Result<Self, TerminalError> {
        let config = config(palette).max_history_size(HISTORY_LINES).map_err(failure)?;
        let mut editor = Editor::with_config(config.history_ignore_space(true).build()).map_err(failure)?;
        editor.set_helper(Some(CommandHelper { complete, hints: HistoryHinter::new(), palette }));
        if let Some(path) = history {
            // A history that cannot be read is an empty one: it is a comfort, not a record.
            let _ = editor.load_history(path);
        }
        Ok(Self { editor, history: history.map(Path::to_path_buf), palette })
    }

    /// Asks for a command.
    pub fn ask(&mut self, prompt: &str) -> Result<Reply, TerminalError> {
        let styled = self.palette.paint(Role::Key, prompt);
        let said = reply(self.editor.readline(&(prompt.to_owned(), styled)))?;
        if let Reply::Text(line) = &said
            && !line.trim().is_empty()
            && self.editor.add_history_entry(line.as_str()).map_err(failure)?
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

/// Stores the key that was pressed and ends the line with it.
struct OneKey(Arc<Mutex<Option<String>>>);

impl ConditionalEventHandler for OneKey {
    fn handle(&self, event: &Event, _: RepeatCount, _: bool, _: &EventContext) -> Option<Cmd> {
        let key = match event.get(0)? {
            KeyEvent(KeyCode::Char('c' | 'C'), Modifiers::CTRL) => return Some(Cmd::Interrupt),
            KeyEvent(KeyCode::Char('d' | 'D'), Modifiers::CTRL) => return Some(Cmd::EndOfFile),
            KeyEvent(KeyCode::Enter, _) | KeyEvent(KeyCode::Char('j' | 'm' | 'J' | 'M'), Modifiers::CTRL) => {
                String::new()
            }
            KeyEvent(KeyCode::Char(c), Modifiers::NONE | Modifiers::SHIFT) => c.to_string(),
            _ => return Some(Cmd::Noop),
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(key);
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

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let (start, words) = (self.complete)(line, pos);
        Ok((start, words.into_iter().map(|word| Pair { replacement: spaced(&word), display: word }).collect()))
    }
}

/// A finished word is followed by a space; a term such as `topic:` waits for its value.
fn spaced(word: &str) -> String {
    if word.ends_with([':', '=']) { word.to_owned() } else { format!("{word} ") }
}

impl Hinter for CommandHelper {
    type Hint = String;

    fn hint(&self, line: &str, pos: usize, context: &Context<'_>) -> Option<String> {
        if line.is_empty() { None } else { self.hints.hint(line, pos, context) }
    }
}

impl Highlighter for CommandHelper {
    fn highlight_hint<'h>(&self, hint: &'h str) -> std::borrow::Cow<'h, str> {
        std::borrow::Cow::Owned(self.palette.paint(Role::Faint, hint))
    }
}
