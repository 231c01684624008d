//! Objects that a client sends: an answer, a grade, a command.

use serde_json::{Map, Value};

use crate::domain::grade::Grade;
use crate::engine::prompt::{Prompt, Reply, SessionCommand};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// An answer in text.
    Answer,
    /// A program.
    Program,
    /// A grade.
    Grade,
}

/// Keys that an object may have.
const KEYS: [&str; 5] = ["answer", "grade", "command", "seconds", "note"];

/// Longest time an answer may be said to have taken, in seconds: a day.
const LONGEST: f64 = 86_400.0;

impl Expected {
    /// What a prompt asks for.
    pub(super) const fn at(prompt: &Prompt) -> Self {
        if matches!(prompt, Prompt::Grade(_)) {
            Self::Grade
        } else if matches!(prompt, Prompt::Program(_)) {
            Self::Program
        } else {
            Self::Answer
        }
    }

    /// What to send.
    pub(super) const fn hint(self) -> &'static str {
        match self {
            Self::Answer => r#"send {"answer": "text"}, {"answer": null}, or a command"#,
            Self::Program => r#"send {"answer": "program"}, {"answer": null}, or a command"#,
            Self::Grade => r#"send {"grade": "again"}, hard, good, easy, null, or a command"#,
        }
    }
}

/// Reads a line: the reply, and the milliseconds it is said to have taken.
pub(super) fn read_input(line: &str, ask: Expected) -> Result<(Reply, Option<i64>), String> {
    let value: Value =
        serde_json::from_str(line).map_err(|error| format!("not a JSON object: {error}"))?;
    let Value::Object(fields) = value else {
        return Err("not a JSON object".to_owned());
    };
    if let Some(key) = fields.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(format!("unknown key '{key}'"));
    }
    let millis = seconds(&fields)?;
    let replies = ["answer", "grade", "command"];
    let given = replies.iter().filter(|key| fields.contains_key(**key));
    if given.count() > 1 {
        return Err("one of answer, grade and command at a time".to_owned());
    }
    Ok((reply(&fields, ask)?, millis))
}

fn reply(fields: &Map<String, Value>, ask: Expected) -> Result<Reply, String> {
    if let Some(command) = fields.get("command") {
        return Ok(Reply::Command(read_command(command, fields)?));
    }
    match (ask, fields.get("answer"), fields.get("grade")) {
        (Expected::Grade, _, Some(grade)) => read_grade(grade),
        (Expected::Grade, ..) => Err("a grade is expected".to_owned()),
        (_, None, _) => Err("an answer is expected".to_owned()),
        // Null means no answer in either case; an empty text is a program, and is run.
        (Expected::Answer, Some(Value::Null), _) => Ok(Reply::Text(String::new())),
        (Expected::Program, Some(Value::Null), _) => Ok(Reply::GiveUp),
        (Expected::Answer, Some(Value::String(text)), _) => Ok(Reply::Text(text.clone())),
        (Expected::Program, Some(Value::String(text)), _) => Ok(Reply::Submitted(text.clone())),
        (_, Some(_), _) => Err("an answer is a text or null".to_owned()),
    }
}

fn read_grade(grade: &Value) -> Result<Reply, String> {
    if grade.is_null() {
        return Ok(Reply::Grade(None));
    }
    let word = grade.as_str().ok_or("a grade is a word or null")?;
    let grade = match word {
        "again" => Grade::AGAIN,
        "hard" => Grade::HARD,
        "good" => Grade::GOOD,
        "easy" => Grade::EASY,
        other => return Err(format!("'{other}' is not a grade")),
    };
    Ok(Reply::Grade(Some(grade)))
}

fn read_command(command: &Value, fields: &Map<String, Value>) -> Result<SessionCommand, String> {
    let word = command.as_str().unwrap_or_default();
    let note = fields.get("note").and_then(Value::as_str);
    Ok(match word {
        "undo" => SessionCommand::Undo,
        "skip" => SessionCommand::Skip,
        "bury" => SessionCommand::Bury,
        "suspend" => SessionCommand::Suspend,
        "hint" => SessionCommand::Hint,
        "why" => SessionCommand::Why,
        "info" => SessionCommand::Info,
        "media" => SessionCommand::Open,
        "language" => SessionCommand::Language,
        "flag" => SessionCommand::Flag(note.unwrap_or_default().to_owned()),
        "quit" => SessionCommand::Quit,
        _ => return Err(format!("{command} is not a command")),
    })
}

fn seconds(fields: &Map<String, Value>) -> Result<Option<i64>, String> {
    let Some(value) = fields.get("seconds") else {
        return Ok(None);
    };
    let seconds = value
        .as_f64()
        .filter(|seconds| (0.0..=LONGEST).contains(seconds))
        .ok_or_else(|| format!("seconds are a number from 0 to {LONGEST}"))?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "at most a day, in milliseconds"
    )]
    let millis = (seconds * 1_000.0).round() as i64;
    Ok(Some(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_may_say_how_long_it_took() {
        let read = read_input(r#"{"answer": "x", "seconds": 12.5}"#, Expected::Answer);
        assert_eq!(read, Ok((Reply::Text("x".to_owned()), Some(12_500))));
        let read = read_input(r#"{"answer": null}"#, Expected::Answer);
        assert_eq!(read, Ok((Reply::Text(String::new()), None)));
    }

    #[test]
    fn what_does_not_fit_the_prompt_is_an_error() {
        for (line, ask) in [
            (r#"{"grade": "good"}"#, Expected::Answer),
            (r#"{"answer": "x"}"#, Expected::Grade),
            (r#"{"grade": "fine"}"#, Expected::Grade),
            (r#"{"grade": 3}"#, Expected::Grade),
            (r#"{"answer": 3}"#, Expected::Answer),
            (r#"{"answer": "x", "grade": "good"}"#, Expected::Answer),
            (r#"{"answer": "x", "seconds": -1}"#, Expected::Answer),
            (r#"{"command": "edit"}"#, Expected::Answer),
            (r#"{"ansver": "x"}"#, Expected::Answer),
            ("[1]", Expected::Answer),
            ("x", Expected::Answer),
            ("{}", Expected::Answer),
        ] {
            assert!(read_input(line, ask).is_err(), "{line}");
        }
    }
}
