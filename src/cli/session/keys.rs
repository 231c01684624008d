//! What a line or key means at a prompt: a command, or an answer.

use crate::engine::prompt::SessionCommand;

/// What a line is at a prompt.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TypedLine<'t> {
    /// A command.
    Command(SessionCommand),
    /// It begins like a command and is none.
    Unknown(&'t str),
    /// Anything else.
    Text(&'t str),
}

/// Where a line was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colon {
    /// A key or an answer is expected: commands need their colon, so that a slip of the hand ends nothing.
    Needed,
    /// A later line of an answer: the colon is needed, and a word that is not a command is part of the answer.
    Within,
}

/// Reads a line. `?` alone asks for help, which needs no colon. `:` alone is not a command: an output may begin with
/// it. `\:q` and `\?` are the texts `:q` and `?`.
pub(crate) fn read(line: &str, colon: Colon) -> TypedLine<'_> {
    if let Some(text) = line.strip_prefix('\\')
        && (text.starts_with(':') || text.trim() == "?")
    {
        return TypedLine::Text(text);
    }
    let trimmed = line.trim();
    let (name, colon_given) = match trimmed.strip_prefix(':') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '?') => {
            (rest, true)
        }
        _ => (trimmed, false),
    };
    let asks_for_help = colon != Colon::Within && trimmed == "?";
    if !colon_given && !asks_for_help {
        return TypedLine::Text(line);
    }
    match named(name) {
        Some(command) => TypedLine::Command(command),
        None if colon_given && colon != Colon::Within => TypedLine::Unknown(trimmed),
        None => TypedLine::Text(line),
    }
}

fn named(text: &str) -> Option<SessionCommand> {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    if matches!(word, "flag" | "f") {
        return Some(SessionCommand::Flag(rest.trim().to_owned()));
    }
    if !rest.trim().is_empty() {
        return None;
    }
    Some(match word {
        "u" | "undo" => SessionCommand::Undo,
        "h" | "hint" => SessionCommand::Hint,
        "w" | "why" => SessionCommand::Why,
        "i" | "info" => SessionCommand::Info,
        "o" | "open" => SessionCommand::Open,
        "e" | "edit" => SessionCommand::Edit,
        "b" | "bury" => SessionCommand::Bury,
        "s" | "suspend" => SessionCommand::Suspend,
        "l" | "language" => SessionCommand::Language,
        "skip" | "k" => SessionCommand::Skip,
        "q" | "quit" | "exit" => SessionCommand::Quit,
        "?" | "help" => SessionCommand::Help,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_something_needs_its_colon_everywhere() {
        assert_eq!(
            read(":u", Colon::Needed),
            TypedLine::Command(SessionCommand::Undo)
        );
        assert_eq!(read("u", Colon::Needed), TypedLine::Text("u"));
        for key in ["u", "b", "s", "q", "e", "skip"] {
            assert_eq!(read(key, Colon::Needed), TypedLine::Text(key));
        }
        assert_eq!(
            read("?", Colon::Needed),
            TypedLine::Command(SessionCommand::Help)
        );
    }

    #[test]
    fn an_answer_that_begins_with_a_colon_stays_an_answer() {
        assert_eq!(read(": 3", Colon::Needed), TypedLine::Text(": 3"));
        assert_eq!(read(":=", Colon::Needed), TypedLine::Text(":="));
        assert_eq!(read(":undoo", Colon::Within), TypedLine::Text(":undoo"));
        assert_eq!(
            read(" :q", Colon::Within),
            TypedLine::Command(SessionCommand::Quit)
        );
        for colon in [Colon::Needed, Colon::Within] {
            assert_eq!(read("\\:q", colon), TypedLine::Text(":q"));
            assert_eq!(read("\\n", colon), TypedLine::Text("\\n"));
        }
    }

    #[test]
    fn a_flag_takes_its_note_and_an_unknown_command_is_named() {
        assert_eq!(
            read(":flag the answer is stale", Colon::Needed),
            TypedLine::Command(SessionCommand::Flag("the answer is stale".to_owned()))
        );
        assert_eq!(read(":undoo", Colon::Needed), TypedLine::Unknown(":undoo"));
    }
}
