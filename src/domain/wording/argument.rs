//! What stands at the placeholder of a message.

use std::borrow::Cow;
use std::process::ExitStatus;
use std::str::EscapeDebug;
use std::sync::Arc;

use super::Wording;
use crate::domain::day::StudyDay;
use crate::domain::lang::Lang;

/// What stands at a placeholder. Numbers and dates wait for the language too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// The same in every language.
    Text(String),
    /// A whole number.
    Number(i128),
    /// A date.
    Day(StudyDay),
    /// To be worded.
    Part(Wording),
}

impl Argument {
    /// As a sentence in this language has it.
    pub(crate) fn in_prose(&self, lang: Lang) -> String {
        match self {
            Self::Number(number) => lang.whole(number),
            Self::Day(day) => lang.date(*day),
            Self::Text(_) | Self::Part(_) => self.as_typed(lang),
        }
    }

    /// As it is typed as part of a command.
    pub(crate) fn as_typed(&self, lang: Lang) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => day.iso(),
            Self::Part(part) => part.text(lang),
        }
    }
}

macro_rules! texts {
    ($($text:ty),* $(,)?) => {
        $(impl From<$text> for Argument {
            fn from(text: $text) -> Self {
                Self::Text(text.to_string())
            }
        })*
    };
}

texts!(
    &str,
    &&str,
    String,
    &String,
    Arc<str>,
    Cow<'_, str>,
    char,
    &char,
    EscapeDebug<'_>,
    std::path::Display<'_>,
    std::io::Error,
    ExitStatus,
);

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl From<$number> for Argument {
            fn from(number: $number) -> Self {
                Self::Number(i128::from(number))
            }
        }

        impl From<&$number> for Argument {
            fn from(number: &$number) -> Self {
                Self::from(*number)
            }
        })*
    };
}

numbers!(u8, u16, u32, u64, i32, i64);

impl From<usize> for Argument {
    fn from(number: usize) -> Self {
        Self::Number(i128::try_from(number).unwrap_or(i128::MAX))
    }
}

impl From<&usize> for Argument {
    fn from(number: &usize) -> Self {
        Self::from(*number)
    }
}

impl From<StudyDay> for Argument {
    fn from(day: StudyDay) -> Self {
        Self::Day(day)
    }
}

impl From<&StudyDay> for Argument {
    fn from(day: &StudyDay) -> Self {
        Self::Day(*day)
    }
}

impl From<Wording> for Argument {
    fn from(part: Wording) -> Self {
        Self::Part(part)
    }
}
