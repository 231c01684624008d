//! What a line or key means at a prompt: a command, or an answer.

use crate::engine::prompt::Command;

/// What a line is at a prompt.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Typed<'t> {
    /// A command.
    Command(Command),
    /// It begins like a command and is none.
    Unknown(&'t str),
    /// Anything else.
    Text(&'t str),
}

/// Where a line was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colon {
    /// An answer is expected: commands need their colon.
    Needed,
    /// A key is asked for: only `?` needs no colon, so that a slip of the hand ends nothing.
    Key,
    /// A later line of an answer: the colon is needed, and a word that is not a command is part of the answer.
    Within,
}

/// Reads a line. `:` alone is not a command: an output may begin with it; and `\:q` is the text `:q`.
pub(crate) fn read(line: &str, colon: Colon) -> Typed<'_> {
    if let (Some(text), Colon::Needed | Colon::Within) = (line.strip_prefix('\\'), colon)
        && text.starts_with(':')
    {
        return Typed::Text(text);
    }
    let trimmed = line.trim();
    let (name, colon_given) = match trimmed.strip_prefix(':') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '?') => {
            (rest, true)
        }
        _ => (trimmed, false),
    };
    let asks_for_help = colon == Colon::Key && trimmed == "?";
    if !colon_given && !asks_for_help {
        return Typed::Text(line);
    }
    match named(name) {
        Some(command) => Typed::Command(command),
        None if colon_given && colon != Colon::Within => Typed::Unknown(trimmed),
        None => Typed::Text(line),
    }
}

fn named(text: &str) -> Option<Command> {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    if matches!(word, "flag" | "f") {
        return Some(Command::Flag(rest.trim().to_owned()));
    }
    if !rest.trim().is_empty() {
        return None;
    }
    Some(match word {
        "u" | "undo" => Command::Undo,
        "h" | "hint" => Command::Hint,
        "w" | "why" => Command::Why,
        "i" | "info" => Command::Info,
        "e" | "edit" => Command::Edit,
        "b" | "bury" => Command::Bury,
        "s" | "suspend" => Command::Suspend,
        "skip" | "k" => Command::Skip,
        "q" | "quit" | "exit" => Command::Quit,
        "?" | "help" => Command::Help,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_something_needs_its_colon_everywhere() {
        assert_eq!(read(":u", Colon::Needed), Typed::Command(Command::Undo));
        assert_eq!(read("u", Colon::Needed), Typed::Text("u"));
        for key in ["u", "b", "s", "q", "e", "skip"] {
            assert_eq!(read(key, Colon::Key), Typed::Text(key));
        }
        assert_eq!(read("?", Colon::Key), Typed::Command(Command::Help));
    }

    #[test]
    fn an_answer_that_begins_with_a_colon_stays_an_answer() {
        assert_eq!(read(": 3", Colon::Needed), Typed::Text(": 3"));
        assert_eq!(read(":=", Colon::Needed), Typed::Text(":="));
        assert_eq!(read(":undoo", Colon::Within), Typed::Text(":undoo"));
        assert_eq!(read(" :q", Colon::Within), Typed::Command(Command::Quit));
        for colon in [Colon::Needed, Colon::Within] {
            assert_eq!(read("\\:q", colon), Typed::Text(":q"));
            assert_eq!(read("\\n", colon), Typed::Text("\\n"));
        }
    }

    #[test]
    fn a_flag_takes_its_note_and_an_unknown_command_is_named() {
        assert_eq!(
            read(":flag the answer is stale", Colon::Key),
            Typed::Command(Command::Flag("the answer is stale".to_owned()))
        );
        assert_eq!(read(":undoo", Colon::Needed), Typed::Unknown(":undoo"));
    }
}
