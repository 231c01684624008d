//! The languages that the interface and the cards may be written in.
//!
//! The list is made at build time from the message files, so a new language is a new file and no code.

mod format;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// What the build knows of a language.
struct KnownLang {
    tag: &'static str,
    name: &'static str,
    is_draft: bool,
    title_key: &'static str,
    primer_key: &'static str,
    description_key: &'static str,
    decimal: &'static str,
    thousands: &'static str,
    date: &'static str,
    month: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// A language of prose: an index into the languages known to this build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang(u8);

impl Lang {
    /// English, the canonical language of every deck and the fallback of every message.
    pub const EN: Self = Self(0);

    /// All languages of this build, English first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0_u8..).take(LANGUAGES.len()).map(Self)
    }

    /// Its place among the languages of this build. It may change between builds: never store it
    /// where a later build reads it.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The same as a small number.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The tag, such as `en` or `pt-BR`.
    pub const fn tag(self) -> &'static str {
        LANGUAGES[self.index()].tag
    }

    /// The name of the language in the language itself.
    pub const fn name(self) -> &'static str {
        LANGUAGES[self.index()].name
    }

    /// Whether some messages are still missing; English stands in for them.
    pub const fn is_draft(self) -> bool {
        LANGUAGES[self.index()].is_draft
    }

    /// The key under which a deck file holds a title in this language, such as `title-pt-BR`.
    pub const fn title_key(self) -> &'static str {
        LANGUAGES[self.index()].title_key
    }

    /// The key under which a deck file holds a primer in this language, such as `primer-pt-BR`.
    pub const fn primer_key(self) -> &'static str {
        LANGUAGES[self.index()].primer_key
    }

    /// The key under which a roadmap holds its description in this language, such as `description-pt-BR`.
    pub const fn description_key(self) -> &'static str {
        LANGUAGES[self.index()].description_key
    }

    /// The language with a tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::all().find(|lang| lang.tag() == tag)
    }

    /// The language that a locale such as `pt_PT.UTF-8` asks for: the one with the same tag, else the first
    /// with the same primary language.
    pub fn from_locale(locale: &str) -> Option<Self> {
        let tag = locale
            .split(['.', '@'])
            .next()
            .unwrap_or_default()
            .replace('_', "-");
        let primary = primary_subtag(&tag);
        Self::all()
            .find(|lang| lang.tag().eq_ignore_ascii_case(&tag))
            .or_else(|| {
                Self::all().find(|lang| primary_subtag(lang.tag()).eq_ignore_ascii_case(primary))
            })
    }

    /// The tags a learner may write, separated by commas.
    pub fn list() -> String {
        Self::all().map(Self::tag).collect::<Vec<_>>().join(", ")
    }
}

impl Default for Lang {
    fn default() -> Self {
        Self::EN
    }
}

fn primary_subtag(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

impl Serialize for Lang {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.tag())
    }
}

impl<'de> Deserialize<'de> for Lang {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tag = String::deserialize(deserializer)?;
        Self::from_tag(&tag).ok_or_else(|| de::Error::custom(format!("unknown language '{tag}'")))
    }
}

/// The plural category of a whole number, as CLDR names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PluralCategory {
    /// The form for one, and for whatever else the language counts as one.
    One,
    /// The form for a few.
    Few,
    /// The form for many.
    Many,
    /// Every other number.
    Other,
}

impl PluralCategory {
    /// The category of a number in a language, by CLDR's rules for whole numbers.
    ///
    /// Portuguese departs from CLDR in one point: CLDR counts 0 as `one`, but Brazilians write "0 cartões".
    pub fn of(lang: Lang, n: u64) -> Self {
        let last_two = n % 100;
        let is_teen = (11..=14).contains(&last_two);
        match primary_subtag(lang.tag()) {
            "ja" | "ko" | "zh" | "vi" | "th" | "id" => Self::Other,
            "fr" if n == 0 => Self::One,
            "cs" | "sk" if (2..=4).contains(&n) => Self::Few,
            "pl" if n != 1 && (2..=4).contains(&(n % 10)) && !is_teen => Self::Few,
            "pl" if n != 1 => Self::Many,
            "ru" | "uk" if n % 10 == 1 && last_two != 11 => Self::One,
            "ru" | "uk" if (2..=4).contains(&(n % 10)) && !is_teen => Self::Few,
            "ru" | "uk" => Self::Many,
            _ if n == 1 => Self::One,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_comes_first() {
        assert_eq!(Lang::EN.tag(), "en");
        assert_eq!(Lang::from_tag("en"), Some(Lang::EN));
        assert_eq!(Lang::from_tag("tlh"), None);
    }

    #[test]
    fn a_locale_finds_the_nearest_language() {
        let found = |locale| Lang::from_locale(locale).map(Lang::tag);
        assert_eq!(found("pt_BR.UTF-8"), Some("pt-BR"));
        assert_eq!(found("pt_PT"), Some("pt-BR"));
        assert_eq!(found("en_GB.UTF-8@euro"), Some("en"));
        assert_eq!(found("C"), None);
    }

    #[test]
    fn one_is_singular_and_zero_is_not() {
        let portuguese = Lang::from_tag("pt-BR").unwrap();
        for lang in [Lang::EN, portuguese] {
            assert_eq!(PluralCategory::of(lang, 0), PluralCategory::Other);
            assert_eq!(PluralCategory::of(lang, 1), PluralCategory::One);
            assert_eq!(PluralCategory::of(lang, 2), PluralCategory::Other);
        }
    }
}
