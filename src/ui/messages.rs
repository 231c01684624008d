//! All prose of the interface: a file of messages for each language, and a typed accessor for each message.
//!
//! The accessors are generated from `src/ui/messages/*.toml` by `build/messages.rs`. A message without
//! placeholders is a `&'static str`; one with placeholders is a method that takes them in the order in which
//! English uses them; one that depends on a number takes that number first.

#![deny(
    dead_code,
    reason = "a message that nobody shows is removed from the files"
)]

use crate::ui::clean::clean_line;
use std::borrow::Cow;

use crate::domain::card::{CardKind, Lang};
use crate::domain::event::{EventBody, MarkEvent, RoadEvent};
use crate::domain::grade::Grade;

pub use generated::*;

/// The accessors, as the build made them.
#[allow(
    clippy::all,
    clippy::pedantic,
    reason = "the names and the number of arguments are those of the messages"
)]
mod generated {
    use crate::domain::card::Lang;
    use crate::domain::lang::PluralCategory;
    use crate::domain::wording::Argument;

    use super::Count;

    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

/// The messages of a language.
pub const fn messages(lang: Lang) -> Messages {
    Messages::in_language(lang)
}

impl Messages {
    /// The language they are in.
    pub(crate) const fn language(self) -> Lang {
        self.language
    }

    /// Whether a reply means yes in this language.
    pub fn is_yes(self, reply: &str) -> bool {
        is_one_of(self.yes_words(), reply)
    }

    /// Whether a reply means no in this language.
    pub fn is_no(self, reply: &str) -> bool {
        is_one_of(self.no_words(), reply)
    }

    /// A list of points with this language's words for "all", "none" and "and" as the signs that every
    /// language shares: `1 e 3` is `1 3`.
    pub fn points_typed(self, line: &str) -> String {
        let sign = |word| {
            if is_one_of(self.all_points_words(), word) {
                "a"
            } else if is_one_of(self.no_points_words(), word) {
                "0"
            } else {
                word
            }
        };
        let words = line.split_whitespace();
        let words = words.filter(|word| !is_one_of(self.and_words(), word));
        words.map(sign).collect::<Vec<_>>().join(" ")
    }

    /// The button of a grade, as the grade line shows it. The lowest three grades are all Again.
    pub(crate) fn button(self, grade: Grade) -> String {
        let names = [self.again(), self.hard(), self.good(), self.easy()];
        let place = usize::from(grade.q().saturating_sub(Grade::AGAIN.q()));
        format!("{} {}", place + 1, names[place])
    }
}

/// Whether a reply is one of some words, in capitals or not.
fn is_one_of(words: &str, reply: &str) -> bool {
    let reply = reply.trim().to_lowercase();
    words.split(' ').any(|word| word == reply)
}

/// The texts that are looked up by key, as the build made them.
mod phrases {
    include!(concat!(env!("OUT_DIR"), "/phrases.rs"));

    /// The pairs of `--help` in a language, sorted by key.
    pub(super) fn help(lang: super::Lang) -> &'static [(&'static str, &'static str)] {
        HELP[lang.index()]
    }

    /// The pairs of clap's own words.
    pub(super) fn clap(lang: super::Lang) -> &'static [(&'static str, &'static str)] {
        CLAP[lang.index()]
    }
}

/// What `--help` says of a command, an option or an argument; nothing where English stands in for it.
pub(crate) fn help_text(lang: Lang, key: &str) -> Option<&'static str> {
    let texts = phrases::help(lang);
    let found = texts.binary_search_by_key(&key, |(key, _)| *key).ok()?;
    Some(texts[found].1)
}

/// Every key under which `--help` has a text in a language.
pub fn help_keys(lang: Lang) -> impl Iterator<Item = &'static str> {
    phrases::help(lang).iter().map(|(key, _)| *key)
}

/// What clap says itself, and how a language says it.
pub(crate) fn clap_words(lang: Lang) -> &'static [(&'static str, &'static str)] {
    phrases::clap(lang)
}

/// A whole number that chooses a plural form.
pub(crate) trait Count: Copy {
    /// The number, for the choice.
    fn as_u64(self) -> u64;
}

macro_rules! count {
    ($($number:ty),*) => {
        $(impl Count for $number {
            fn as_u64(self) -> u64 {
                u64::try_from(self).unwrap_or(u64::MAX)
            }
        })*
    };
}

count!(i64, u32, u64, usize);

impl CardsMessages {
    /// The name of a kind of card.
    pub(crate) const fn kind(self, kind: CardKind) -> &'static str {
        match kind {
            CardKind::Basic => self.basic(),
            CardKind::Cloze => self.cloze(),
            CardKind::Choice => self.choice(),
            CardKind::Type => self.typed(),
            CardKind::Output => self.output(),
            CardKind::Bug => self.bug(),
            CardKind::Code => self.code(),
            CardKind::Open => self.open(),
        }
    }

    /// The name of what happened; a kind that only a later build knows keeps its own name.
    pub(crate) fn event(self, body: &EventBody) -> Cow<'_, str> {
        Cow::Borrowed(match body {
            EventBody::Review(_) => self.review(),
            EventBody::Repeat(_) => self.repeat(),
            EventBody::Cram(_) => self.cram(),
            EventBody::Undo { .. } => self.undo(),
            EventBody::Mark { mark, .. } => self.mark(mark),
            EventBody::Road(road) => self.road(road),
            EventBody::Placed(_) => self.placed(),
            EventBody::Interview { .. } => self.interview(),
            // It may come from anybody's log.
            EventBody::Unknown { .. } => return Cow::Owned(clean_line(body.kind())),
        })
    }

    const fn mark(self, mark: &MarkEvent) -> &'static str {
        match mark {
            MarkEvent::Suspend => self.suspend(),
            MarkEvent::Resume => self.resume(),
            MarkEvent::Bury { .. } => self.bury(),
            MarkEvent::Reset => self.reset(),
            MarkEvent::Reschedule { .. } => self.reschedule(),
            MarkEvent::Flag { .. } => self.flag(),
            MarkEvent::Unflag => self.unflag(),
            MarkEvent::Note { .. } => self.note(),
            MarkEvent::Strength { .. } => self.strength(),
        }
    }

    const fn road(self, road: &RoadEvent) -> &'static str {
        match road {
            RoadEvent::Follow { .. } => self.follow(),
            RoadEvent::Unfollow { .. } => self.unfollow(),
            RoadEvent::Unlock { .. } => self.unlock(),
            RoadEvent::Done { .. } => self.done(),
            RoadEvent::Undone { .. } => self.undone(),
            RoadEvent::Plan(_) => self.plan(),
            RoadEvent::PlanDropped => self.plan_dropped(),
        }
    }
}

impl ChangesMessages {
    /// What a setting means, by its key.
    pub(crate) fn setting(self, key: &str) -> Cow<'static, str> {
        let fixed = match key {
            "scheduler" => self.scheduler(),
            "fuzz" => self.fuzz(),
            "desired_retention" => self.desired_retention(),
            "fsrs_weights" => self.fsrs_weights(),
            "new_per_day" => self.new_per_day(),
            "reviews_per_day" => self.reviews_per_day(),
            "minutes_per_day" => self.minutes_per_day(),
            "rollover" => self.rollover(),
            "language" => return self.language(Lang::list()).into(),
            "cards" => return self.cards_language(Lang::list()).into(),
            "color" => self.color(),
            "sync_folder" => self.sync_folder(),
            "device_name" => self.device_name(),
            "sync_after_review" => self.sync_after_review(),
            "sync_passphrase_command" => self.sync_passphrase_command(),
            "roadmaps" => self.roadmaps(),
            _ => "",
        };
        fixed.into()
    }
}

impl CareMessages {
    /// The name of what was looked at, by the store's word for it.
    pub(crate) fn check(self, name: &str) -> &str {
        match name {
            "database" => self.database(),
            "checksums" => self.checksums(),
            "order" => self.order(),
            "memory" => self.memory(),
            "roads" => self.roads(),
            "numbers" => self.numbers(),
            "index" => self.index(),
            "clock" => self.clock(),
            "decks" => self.decks(),
            other => other,
        }
    }
}

impl PlotsMessages {
    /// The short name of a day of the week, 0 for Monday.
    pub(crate) fn weekday(self, day: usize) -> &'static str {
        self.weekdays().split(' ').nth(day).unwrap_or_default()
    }

    /// The short name of a month, 0 for January.
    pub(crate) fn month(self, month: usize) -> &'static str {
        self.months().split(' ').nth(month).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_is_filled_in_every_language() {
        for lang in Lang::all() {
            let text = messages(lang).changes.suspended("lists.slice");
            assert!(text.contains("lists.slice"), "{text}");
        }
    }

    #[test]
    fn a_number_chooses_the_form() {
        let cards = |n: usize| messages(Lang::EN).cards.count(n);
        assert_eq!(
            [cards(0), cards(1), cards(2)],
            ["0 cards", "1 card", "2 cards"]
        );
    }

    #[test]
    fn points_are_ticked_in_words_of_the_language() {
        let portuguese = messages(Lang::from_tag("pt-BR").unwrap());
        let typed = |line| portuguese.points_typed(line);
        assert_eq!(typed("1 e 2"), "1 2");
        assert_eq!(
            [typed("Todos"), typed("nenhum"), typed("1-3, 5")],
            ["a", "0", "1-3, 5"]
        );
        assert_eq!(messages(Lang::EN).points_typed("1, 2 and 4"), "1, 2 4");
    }

    #[test]
    fn yes_is_a_word_of_the_language() {
        let english = messages(Lang::EN);
        assert!(english.is_yes("y") && english.is_yes(" YES "));
        // In English `s` suspends a card; a slip must not agree to anything.
        assert!(!english.is_yes("s") && !english.is_yes("") && !english.is_yes("n"));
        let portuguese = messages(Lang::from_tag("pt-BR").unwrap());
        assert!(portuguese.is_yes("s") && portuguese.is_yes("Sim"));
        assert!(!portuguese.is_yes("n") && portuguese.is_no("NÃO"));
    }
}
