//! A question that is answered by yes or no.

use crate::cli::app::App;
use crate::error::AppError;
use crate::ui::card::Renderer;
use crate::ui::clean::clean_line;
use crate::ui::palette::TextRole;
use crate::ui::terminal::{Ask, InputMode, Terminal, TerminalReply};

/// What was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum YesOrNo {
    /// Yes.
    Yes,
    /// No.
    No,
    /// The learner wants to leave.
    End,
}

/// Asks for a key until it means yes, no or the end: a stray key and a paste agree to nothing and refuse nothing.
/// Enter is `enter`. On a pipe anything else is a no.
pub(super) fn ask_yes_or_no(
    app: &App,
    terminal: &mut dyn Terminal,
    prompt: &str,
    enter: YesOrNo,
) -> Result<YesOrNo, AppError> {
    let words = app.words();
    loop {
        let remark = match terminal.ask(prompt, Ask::Key)? {
            TerminalReply::Interrupt | TerminalReply::End => return Ok(YesOrNo::End),
            TerminalReply::Text(key) if key.trim().is_empty() => return Ok(enter),
            TerminalReply::Text(key) if words.is_yes(&key) => return Ok(YesOrNo::Yes),
            TerminalReply::Text(key) if words.is_no(&key) => return Ok(YesOrNo::No),
            TerminalReply::Text(_) | TerminalReply::Paste
                if terminal.input_mode() == InputMode::Lines =>
            {
                return Ok(YesOrNo::No);
            }
            TerminalReply::Text(key) => words.yes_or_no(clean_line(&key)),
            TerminalReply::Paste => words.paste_ignored().to_owned(),
        };
        let look = Renderer {
            width: terminal.width(),
            palette: terminal.palette(),
            words,
        };
        terminal.say(&look.remark(TextRole::Near, &remark))?;
    }
}
