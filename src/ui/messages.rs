//! All prose of the interface, a table for each screen: every message in English and in Brazilian Portuguese.
//! Errors, their hints and the help of the command line are English alone and stand where they are made.
//!
//! A `{name}` in a message is filled by [`fill`]; a message with a number in it has two forms, and is a [`Plural`].

#[macro_use]
mod table;

mod cards;
mod deeds;
mod interview;
mod keeping;
mod page;
mod plots;
mod prompt;
mod questions;
mod review;
mod roads;
mod stats;

use std::fmt::Display;

use crate::domain::card::Lang;

pub use cards::Cards;
pub use deeds::Deeds;
pub use interview::Interview;
pub use keeping::Keeping;
pub use page::Page;
pub use plots::Plots;
pub use prompt::Prompt;
pub use questions::Questions;
pub use review::Messages;
pub use roads::Roads;
pub use stats::Stats;

/// The messages of a language.
pub const fn messages(lang: Lang) -> &'static Messages {
    match lang {
        Lang::En => &Messages::ENGLISH,
        Lang::PtBr => &Messages::PORTUGUESE,
    }
}

/// A message with its `{name}`s filled.
pub fn fill(message: &str, values: &[(&str, &str)]) -> String {
    let mut filled = message.to_owned();
    for (name, value) in values {
        filled = filled.replace(&format!("{{{name}}}"), value);
    }
    filled
}

/// One of two messages, by number.
pub const fn by_number<'m>(n: usize, one: &'m str, many: &'m str) -> &'m str {
    if n == 1 { one } else { many }
}

/// A message that depends on a number, `{n}` in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plural {
    one: &'static str,
    many: &'static str,
}

impl Plural {
    /// The message for a number, which is filled in.
    pub fn of<N: Copy + Display + PartialEq + From<u8>>(self, n: N) -> String {
        let form = if n == N::from(1) { self.one } else { self.many };
        fill(form, &[("n", &n.to_string())])
    }
}

/// A message's name, and its forms in English and in Portuguese.
#[cfg(test)]
type Row = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

#[cfg(test)]
mod tests;
