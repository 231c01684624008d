//! Settings: `config.toml`, read strictly and written with its comments kept.

mod travelling;

use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, value};

use crate::domain::card::Lang;
use crate::domain::day::Rollover;
use crate::domain::plain::{io_reason, nearest};
use crate::domain::schedule::fsrs6::{DesiredRetention, Weights};
use crate::domain::schedule::{Fsrs6, Scheduler, Switch};
use crate::domain::wording::{Wording, problems};
use crate::error::AppError;
use crate::files;
use crate::sync::is_address;
use crate::ui::messages::messages;

/// What a learner may set.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The scheduler with its settings.
    pub scheduler: Scheduler,
    /// The settings of FSRS-6, also while another scheduler is in use.
    pub fsrs6: Fsrs6,
    /// First reviews a study day.
    pub new_per_day: u32,
    /// Scheduled reviews a study day, first ones not counted.
    pub reviews_per_day: u32,
    /// Minutes the learner wants to study a day.
    pub minutes_per_day: u32,
    /// When a study day begins.
    pub rollover: Rollover,
    /// Language of interface and cards; the environment's if not set.
    pub language: Option<Lang>,
    /// Language of the cards; the interface's if not set.
    pub cards: Option<Lang>,
    /// When to colour.
    pub color: Color,
    /// The folder that `sync` uses.
    pub sync_folder: Option<PathBuf>,
    /// What other machines call this one; the machine's own name if not set.
    pub device_name: Option<String>,
    /// What prints the passphrase of an encrypted `sync_folder`.
    pub sync_passphrase_command: Option<String>,
    /// Whether a session ends with a sync.
    pub sync_after_review: SyncAfterReview,
}

/// Whether a session ends with a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncAfterReview {
    /// The learner runs `sync`.
    Never,
    /// With `sync_folder`, whatever the session was.
    Always,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            scheduler: Scheduler::default(),
            fsrs6: Fsrs6::default(),
            new_per_day: 10,
            reviews_per_day: 200,
            minutes_per_day: 30,
            rollover: Rollover::DEFAULT,
            language: None,
            cards: None,
            color: Color::Auto,
            sync_folder: None,
            device_name: None,
            sync_passphrase_command: None,
            sync_after_review: SyncAfterReview::Never,
        }
    }
}

/// Most cards a day that a setting may ask for.
const MOST_A_DAY: i64 = 9_999;

/// Minutes of a whole day.
const MOST_MINUTES: u32 = 1_440;

/// Every key, in the order of `config`.
pub const KEYS: [&str; 15] = [
    "scheduler",
    "fuzz",
    "desired_retention",
    "fsrs_weights",
    "new_per_day",
    "reviews_per_day",
    "minutes_per_day",
    "rollover",
    "language",
    "cards",
    "color",
    "sync_folder",
    "device_name",
    "sync_after_review",
    "sync_passphrase_command",
];

/// The value of a setting that stands for the published one.
const DEFAULT: &str = "default";

/// The value that stands for no folder and no command.
const NONE: &str = "none";

/// Longest name of a device, in characters.
const LONGEST_NAME: usize = 40;

/// Largest file of settings, in bytes.
const LARGEST: u64 = 1 << 20;

/// The roadmaps that are followed are part of the log, but shown and set with the others.
pub const ROADMAPS: &str = "roadmaps";

impl Settings {
    /// Reads a file; one that does not exist holds the defaults.
    pub fn read(path: &Path) -> Result<Self, AppError> {
        let text = match files::read_text(path, LARGEST) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(unusable(problems::cannot_read, path, &error)),
        };
        let document = parse(&text, path)?;
        let mut settings = Self::default();
        // The preset first: fuzz changes it.
        if let Some(item) = document.get("scheduler") {
            settings
                .put("scheduler", &plain(item))
                .map_err(|error| in_file(error, path))?;
        }
        for (key, item) in document.iter().filter(|(key, _)| *key != "scheduler") {
            if !KEYS.contains(&key) {
                return Err(strange(key, path));
            }
            settings
                .put(key, &plain(item))
                .map_err(|error| in_file(error, path))?;
        }
        Ok(settings)
    }

    /// The value of a key, as it would be typed.
    pub fn value_of(&self, key: &str) -> Result<String, AppError> {
        Ok(match known(key)? {
            "scheduler" => self.scheduler.name().to_owned(),
            "fuzz" => self.scheduler.fuzz().is_on().to_string(),
            "desired_retention" => self.fsrs6.retention.share().to_string(),
            "fsrs_weights" if self.fsrs6.weights == Weights::default() => DEFAULT.to_owned(),
            "fsrs_weights" => self.fsrs6.weights.text(),
            "new_per_day" => self.new_per_day.to_string(),
            "reviews_per_day" => self.reviews_per_day.to_string(),
            "minutes_per_day" => self.minutes_per_day.to_string(),
            "rollover" => self.rollover.hour().to_string(),
            "language" => self.language.map_or("auto", Lang::tag).to_owned(),
            "cards" => self.cards.map_or("auto", Lang::tag).to_owned(),
            "sync_folder" => match &self.sync_folder {
                Some(folder) => folder.display().to_string(),
                None => NONE.to_owned(),
            },
            "sync_passphrase_command" => {
                let command = self.sync_passphrase_command.as_deref();
                command.unwrap_or(NONE).to_owned()
            }
            "device_name" => self.device_name.as_deref().unwrap_or("auto").to_owned(),
            "sync_after_review" => (self.sync_after_review == SyncAfterReview::Always).to_string(),
            _ => match self.color {
                Color::Auto => "auto",
                Color::Always => "always",
                Color::Never => "never",
            }
            .to_owned(),
        })
    }

    /// Takes a new value for a key.
    pub fn put(&mut self, key: &str, text: &str) -> Result<(), AppError> {
        let key = known(key)?;
        let bad = || {
            let meaning = Wording::made(|lang| messages(lang).changes.setting(key).into_owned());
            AppError::user(problems::setting_cannot_be(key, text))
                .hint(problems::setting_is(key, meaning))
        };
        match key {
            "scheduler" => {
                self.scheduler = Scheduler::named(text).ok_or_else(bad)?;
                self.pass_on_fsrs6();
            }
            "fuzz" => {
                let fuzz = switch(text).ok_or_else(bad)?;
                self.fsrs6.fuzz = fuzz;
                self.scheduler.set_fuzz(fuzz);
            }
            "desired_retention" => {
                self.fsrs6.retention = DesiredRetention::from_text(text).ok_or_else(bad)?;
                self.pass_on_fsrs6();
            }
            "fsrs_weights" => {
                self.fsrs6.weights = match text {
                    DEFAULT => Weights::default(),
                    _ => Weights::from_text(text).ok_or_else(bad)?,
                };
                self.pass_on_fsrs6();
            }
            "new_per_day" => self.new_per_day = a_day(text).ok_or_else(bad)?,
            "reviews_per_day" => self.reviews_per_day = a_day(text).ok_or_else(bad)?,
            "minutes_per_day" => self.minutes_per_day = minutes(text).ok_or_else(bad)?,
            "rollover" => {
                self.rollover = text
                    .parse()
                    .ok()
                    .and_then(Rollover::at_hour)
                    .ok_or_else(bad)?;
            }
            "language" if text == "auto" => self.language = None,
            "language" => self.language = Some(Lang::from_tag(text).ok_or_else(bad)?),
            "cards" if text == "auto" => self.cards = None,
            "cards" => self.cards = Some(Lang::from_tag(text).ok_or_else(bad)?),
            "sync_folder" if text == NONE => self.sync_folder = None,
            "sync_folder" => {
                // A relative path would mean another folder in each directory.
                let folder = Path::new(text);
                self.sync_folder = Some(
                    (folder.is_absolute() || is_address(text))
                        .then(|| folder.to_owned())
                        .ok_or_else(bad)?,
                );
            }
            "sync_passphrase_command" if text == NONE => self.sync_passphrase_command = None,
            "sync_passphrase_command" => {
                let can_run = shlex::split(text).is_some_and(|words| !words.is_empty());
                self.sync_passphrase_command =
                    Some(can_run.then(|| text.to_owned()).ok_or_else(bad)?);
            }
            "device_name" if text == "auto" => self.device_name = None,
            "device_name" => self.device_name = Some(device_name(text).ok_or_else(bad)?),
            "sync_after_review" => {
                self.sync_after_review = match text {
                    "true" => SyncAfterReview::Always,
                    "false" => SyncAfterReview::Never,
                    _ => return Err(bad()),
                };
            }
            _ => {
                self.color = match text {
                    "auto" => Color::Auto,
                    "always" => Color::Always,
                    "never" => Color::Never,
                    _ => return Err(bad()),
                };
            }
        }
        Ok(())
    }

    /// Gives the settings of FSRS-6 to the scheduler, if it is the one in use.
    const fn pass_on_fsrs6(&mut self) {
        if let Scheduler::Fsrs6(in_use) = &mut self.scheduler {
            *in_use = self.fsrs6;
        }
    }

    /// Checks a new value and writes it to the file; comments and order are kept.
    pub fn write(&mut self, path: &Path, key: &str, text: &str) -> Result<(), AppError> {
        self.put(key, text)?;
        let text = self.value_of(key)?;
        let written = match files::read_text(path, LARGEST) {
            Ok(written) => written,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(unusable(problems::cannot_read, path, &error)),
        };
        let mut document = parse(&written, path)?;
        document[key] = match key {
            // A machine may be called `1e3` or `nan`.
            "device_name" | "sync_folder" | "sync_passphrase_command" => value(text),
            // In the type it has as TOML; whole numbers first, since every one is a float too.
            _ => text
                .parse::<i64>()
                .map(value)
                .or_else(|_| text.parse::<bool>().map(value))
                .or_else(|_| text.parse::<f64>().map(value))
                .unwrap_or_else(|_| value(text)),
        };
        replace(path, &document.to_string())
            .map_err(|error| unusable(problems::cannot_write, path, &error))
    }
}

fn parse(text: &str, path: &Path) -> Result<DocumentMut, AppError> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        let line = error.span().map_or(1, |span| {
            text[..span.start.min(text.len())].matches('\n').count() + 1
        });
        let place = format!("{}:{line}", path.display());
        AppError::user(problems::io_at(place, error.message())).hint(problems::fix_line_or_delete())
    })
}

/// The file of settings, when the system refuses it.
fn unusable(
    refusal: fn(String, Wording) -> Wording,
    path: &Path,
    error: &std::io::Error,
) -> AppError {
    AppError::user(refusal(path.display().to_string(), io_reason(error)))
        .hint(problems::make_settings_usable())
}

/// The new text in place of the old in one step, so that a cut leaves one of the two whole.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    path.parent().map_or(Ok(()), files::make_folder)?;
    let path = &files::replaceable(path)?;
    files::replace(path, text)
}

/// A setting of the file that there is none of.
fn strange(key: &str, path: &Path) -> AppError {
    AppError::user(problems::no_setting_in(
        path.display(),
        crate::ui::clean::clean_line(key),
    ))
    .hint(match nearest(key, KEYS) {
        Some(name) => problems::did_you_mean_then(name, problems::fix_line_or_delete()),
        None => problems::fix_line_or_delete(),
    })
}

fn in_file(error: AppError, path: &Path) -> AppError {
    AppError {
        message: problems::io_at(path.display(), error.message),
        ..error
    }
}

/// The key as it is known, or an error with the nearest name.
fn known(key: &str) -> Result<&'static str, AppError> {
    let known = KEYS.iter().find(|name| **name == key);
    known.copied().ok_or_else(|| unknown(key))
}

fn unknown(key: &str) -> AppError {
    let names = || KEYS.into_iter().chain([ROADMAPS]);
    let all = problems::settings_are(names().collect::<Vec<_>>().join(", "));
    AppError::user(problems::no_setting(crate::ui::clean::clean_line(key))).hint(
        match nearest(key, names()) {
            Some(name) => problems::did_you_mean_setting(name, all),
            None => all,
        },
    )
}

fn plain(item: &Item) -> String {
    match item.as_value() {
        Some(value) => value.as_str().map_or_else(
            || value.clone().decorated("", "").to_string(),
            str::to_owned,
        ),
        None => item.to_string(),
    }
}

fn switch(text: &str) -> Option<Switch> {
    match text {
        "true" | "on" => Some(Switch::On),
        "false" | "off" => Some(Switch::Off),
        _ => None,
    }
}

fn a_day(text: &str) -> Option<u32> {
    let number: i64 = text.parse().ok()?;
    if (0..=MOST_A_DAY).contains(&number) {
        u32::try_from(number).ok()
    } else {
        None
    }
}

/// A name that fits in a line and shows what it is.
fn device_name(text: &str) -> Option<String> {
    let fits = (1..=LONGEST_NAME).contains(&text.chars().count());
    let shows = text.trim() == text && !text.chars().any(char::is_control);
    (fits && shows).then(|| text.to_owned())
}

fn minutes(text: &str) -> Option<u32> {
    let number: u32 = text.parse().ok()?;
    (1..=MOST_MINUTES).contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_holds_the_defaults() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(
            Settings::read(&folder.path().join("none.toml")).unwrap(),
            Settings::default()
        );
    }

    #[test]
    fn a_written_value_is_read_back_and_comments_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        std::fs::write(&path, "# mine\nrollover = 3 # early\n").unwrap();
        let mut settings = Settings::read(&path).unwrap();
        settings.write(&path, "new_per_day", "25").unwrap();
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            "# mine\nrollover = 3 # early\nnew_per_day = 25\n"
        );
        let read = Settings::read(&path).unwrap();
        assert_eq!((read.new_per_day, read.rollover.hour()), (25, 3));
    }

    #[test]
    fn a_wrong_key_names_the_nearest_and_a_wrong_value_its_meaning() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        let mut settings = Settings::default();
        let error = settings.write(&path, "new_per_dya", "3").unwrap_err();
        assert!(
            error
                .to_string()
                .contains("did you mean `milepost config new_per_day`"),
            "{error}"
        );
        let error = settings.write(&path, "rollover", "24").unwrap_err();
        assert_eq!(
            error.to_string(),
            "rollover cannot be '24'\nhint: rollover is hour at which a study day begins, 0 to 23"
        );
        assert!(!path.exists());
    }
}
