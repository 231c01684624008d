//! The only reader of time, environment and the machine's randomness.

use std::ffi::OsString;
use std::path::PathBuf;

use chrono::{DateTime, FixedOffset};
use etcetera::BaseStrategy;
use rand::TryRngCore;
use rand::rngs::OsRng;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::domain::card::Lang;
use crate::domain::day::{Instant, Rollover, Zone};
use crate::domain::event::Stamp;
use crate::domain::id::DeviceId;
use crate::domain::plain::io_reason;
use crate::domain::wording::problems;
use crate::error::AppError;

/// The world outside: where things lie, what time it is, what chance says.
#[derive(Debug)]
pub struct World {
    /// Where things lie.
    pub home: Home,
    /// What time it is.
    pub clock: Clock,
    /// Language of the interface, if the environment names one.
    pub lang: Lang,
    seed: Option<u64>,
}

/// Where a learner's things lie.
#[derive(Debug, Clone)]
pub struct Home {
    /// `milepost.db`, `decks/`, `backups/`, `history`.
    pub data: PathBuf,
    /// `config.toml`.
    pub config: PathBuf,
    /// `index.db`.
    pub cache: PathBuf,
}

/// What time it is, and where.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    fixed: Option<Instant>,
    zone: Zone,
}

impl Clock {
    /// The instant, or the fixed one.
    pub fn now(&self) -> Instant {
        self.fixed.unwrap_or_else(system_now)
    }

    /// Where the learner is.
    pub const fn zone(&self) -> Zone {
        self.zone
    }

    /// When and where this happens, with the study day.
    pub fn stamp(&self, rollover: Rollover) -> Stamp {
        let at = self.now();
        let day = self.zone.study_day(at, rollover);
        Stamp {
            at,
            offset: self.zone.offset_at(at),
            zone: self.zone.to_string(),
            day,
        }
    }
}

/// The machine's own name, where the system tells it in a file.
pub fn machine_name() -> Option<String> {
    let files = ["/proc/sys/kernel/hostname", "/etc/hostname"];
    let texts = files
        .iter()
        .filter_map(|file| std::fs::read_to_string(file).ok());
    texts
        .map(|text| text.trim().to_owned())
        .find(|name| !name.is_empty())
}

impl World {
    /// Reads the environment.
    pub fn real() -> Result<Self, AppError> {
        Ok(Self {
            home: home()?,
            clock: clock()?,
            lang: language(),
            seed: seed()?,
        })
    }

    /// A world whose time and chance are fixed, with everything in one folder.
    pub fn fixed(folder: &std::path::Path, now: DateTime<FixedOffset>, seed: u64) -> Self {
        let data = folder.to_path_buf();
        let home = Home {
            config: data.join("config.toml"),
            cache: data.join("cache"),
            data,
        };
        let (at, zone) = (
            Instant::from_millis(now.timestamp_millis()),
            Zone::Fixed(*now.offset()),
        );
        Self {
            home,
            clock: Clock {
                fixed: Some(at),
                zone,
            },
            lang: Lang::EN,
            seed: Some(seed),
        }
    }

    /// A source of chance: fixed by `MILEPOST_SEED`, else from the machine.
    pub fn chance(&self) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(self.seed.unwrap_or_else(machine_random))
    }

    /// A new device id; never from the seed, for two homes must not share one.
    pub fn new_device() -> DeviceId {
        let (first, second) = (machine_random(), machine_random());
        DeviceId::parse(&format!("{first:016x}{second:016x}"))
            .expect("32 hexadecimal digits are a device id")
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the environment"
)]
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// A variable of the environment as text, if it is set and not empty.
pub fn text_variable(name: &str) -> Option<String> {
    variable(name).and_then(|value| value.into_string().ok())
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the clock"
)]
fn system_now() -> Instant {
    Instant::from_millis(chrono::Utc::now().timestamp_millis())
}

/// Whether this machine gives random numbers. To be asked first of all: even a table in memory needs them.
pub fn must_have_randomness() -> Result<(), AppError> {
    let Err(error) = OsRng.try_next_u64() else {
        return Ok(());
    };
    Err(AppError::user(problems::no_randomness(error.to_string()))
        .hint(problems::allow_randomness()))
}

fn machine_random() -> u64 {
    OsRng
        .try_next_u64()
        .expect("the machine has a source of randomness, as was asked at the start")
}

fn home() -> Result<Home, AppError> {
    if let Some(folder) = variable("MILEPOST_HOME") {
        let data = std::path::absolute(PathBuf::from(folder)).map_err(|error| {
            AppError::user(problems::no_home_folder(io_reason(&error))).hint(problems::set_home())
        })?;
        return Ok(Home {
            config: data.join("config.toml"),
            cache: data.join("cache"),
            data,
        });
    }
    let base = etcetera::choose_base_strategy()
        .map_err(|_| AppError::user(problems::no_home()).hint(problems::set_milepost_home()))?;
    Ok(Home {
        data: base.data_dir().join("milepost"),
        config: base.config_dir().join("milepost").join("config.toml"),
        cache: base.cache_dir().join("milepost"),
    })
}

fn clock() -> Result<Clock, AppError> {
    let Some(text) = text_variable("MILEPOST_NOW") else {
        return Ok(Clock {
            fixed: None,
            zone: local_zone(),
        });
    };
    let now: DateTime<FixedOffset> = DateTime::parse_from_rfc3339(&text)
        .map_err(|_| AppError::user(problems::no_time(&text)).hint(problems::write_time()))?;
    Ok(Clock {
        fixed: Some(Instant::from_millis(now.timestamp_millis())),
        zone: Zone::Fixed(*now.offset()),
    })
}

fn local_zone() -> Zone {
    // POSIX allows a colon before the name.
    let named = text_variable("TZ").and_then(|name| name.trim_start_matches(':').parse().ok());
    let named = named.or_else(|| {
        iana_time_zone::get_timezone()
            .ok()
            .and_then(|name| name.parse().ok())
    });
    Zone::Named(named.unwrap_or(chrono_tz::UTC))
}

fn seed() -> Result<Option<u64>, AppError> {
    text_variable("MILEPOST_SEED")
        .map(|text| {
            text.parse()
                .map_err(|_| AppError::user(problems::no_seed(text)).hint(problems::write_seed()))
        })
        .transpose()
}

/// The language that the environment names, or English.
pub fn language() -> Lang {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(text_variable);
    named
        .and_then(|locale| Lang::from_locale(&locale))
        // A draft is chosen, never found: much of it is in English.
        .filter(|lang| !lang.is_draft())
        .unwrap_or_default()
}
