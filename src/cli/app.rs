//! What every command starts from: the world, the settings, the store, and names resolved with suggestions.

use std::cell::{Cell, OnceCell, RefCell};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use crate::cli::args::{ColorWhen, LookArgs};
use crate::cli::copies::Copying;
use crate::cli::errors;
use crate::cli::settings::{Color, Settings};
use crate::domain::card::{Card, Lang};
use crate::domain::day::StudyDay;
use crate::domain::event::Stamp;
use crate::domain::id::{CardId, RoadmapId, TopicId};
use crate::domain::plain::nearest;
use crate::domain::wording::{Wording, problems};
use crate::engine::staged_import::{KilledImport, after_killed_import};
use crate::engine::workspace::{DailyLimits, Workspace};
use crate::error::AppError;
use crate::store::{Repaired, Restored, Store, StoreFiles};
use crate::ui::clean::clean_line;
use crate::ui::messages::{Messages, messages};
use crate::ui::palette::{Charset, Colour, Palette};
use crate::world::{World, text_variable};

/// The open application.
pub struct App {
    /// The world outside.
    pub world: World,
    /// The learner's settings.
    pub settings: Settings,
    /// Progress and content.
    pub store: Store,
    /// Language of the interface.
    pub lang: Lang,
    /// Language of the cards; an interview may be held in another than reviews.
    pub cards_lang: Cell<Lang>,
    /// How text looks on standard output.
    pub palette: Palette,
    roadmap_names: OnceCell<Vec<RoadmapId>>,
    /// The day of the last event as it was found, until the clock was held against it.
    pub(super) found_day: Cell<Option<StudyDay>>,
    /// The day that counted last.
    last_day: Cell<Option<StudyDay>>,
    /// This program's file, for work in a process of its own; none where only the library runs.
    pub(super) program: Option<PathBuf>,
    /// The daily backup, if it was begun.
    pub(super) copying: RefCell<Option<Copying>>,
    /// What was repaired before the store could be opened, until it is reported.
    pub(super) repaired: Option<Repaired>,
    /// What was restored while the store was opened, until it is reported.
    pub(super) restored: Option<Restored>,
}

/// How a home is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HomeAccess<'a> {
    Plain,
    Repaired,
    /// From a backup.
    Restored(&'a Path),
    /// Without a look at the decks.
    Unread,
}

/// Where a home's store lives.
pub(super) fn files(world: &World) -> StoreFiles {
    StoreFiles {
        db: world.home.data.join("milepost.db"),
        index: world.home.cache.join("index.db"),
        backups: world.home.data.join("backups"),
    }
}

impl App {
    /// Opens the home, making it on the first run.
    pub fn open(world: World, look: &LookArgs) -> Result<Self, AppError> {
        Self::open_as(world, look, HomeAccess::Plain)
    }

    /// Opens the home, and repairs what is damaged first.
    pub fn open_repaired(world: World, look: &LookArgs) -> Result<Self, AppError> {
        Self::open_as(world, look, HomeAccess::Repaired)
    }

    /// Opens the home with the content of a backup.
    pub fn open_restored(world: World, look: &LookArgs, from: &Path) -> Result<Self, AppError> {
        Self::open_as(world, look, HomeAccess::Restored(from))
    }

    /// Opens the home as it is, for a command that reads the decks itself and tells their faults.
    pub fn open_unread(world: World, look: &LookArgs) -> Result<Self, AppError> {
        Self::open_as(world, look, HomeAccess::Unread)
    }

    fn open_as(world: World, look: &LookArgs, opening: HomeAccess<'_>) -> Result<Self, AppError> {
        let settings = Settings::read(&world.home.config)?;
        let files = files(&world);
        let device = World::new_device();
        let (mut repaired, mut restored) = (None, None);
        let store = match opening {
            HomeAccess::Plain | HomeAccess::Unread => Store::open(&files, device)?,
            HomeAccess::Repaired => {
                let (store, done) =
                    Store::open_repaired(&files, &device).map_err(errors::of_repair)?;
                repaired = Some(done);
                store
            }
            HomeAccess::Restored(from) => {
                let opened = Store::open_restored(&files, &device, from);
                let (store, done) = opened.map_err(|error| errors::of_restore(error, from))?;
                restored = Some(done);
                store
            }
        };
        let lang = settings.language.unwrap_or(world.lang);
        let cards_lang = settings.cards.unwrap_or(lang);
        errors::speak(lang);
        errors::colour(look, settings.color);
        let palette = palette(look, settings.color);
        let last = store.log().last_event()?.map(|event| event.stamp.day);
        let (found_day, last_day) = (Cell::new(last), Cell::new(last));
        let (roadmap_names, copying) = (OnceCell::new(), RefCell::new(None));
        let program = None;
        let app = Self {
            world,
            settings,
            store,
            lang,
            cards_lang: Cell::new(cards_lang),
            palette,
            roadmap_names,
            found_day,
            last_day,
            program,
            copying,
            repaired,
            restored,
        };
        app.settle_killed_import();
        if opening != HomeAccess::Unread {
            app.refresh_content()?;
        }
        app.store
            .progress()
            .use_scheduler(&app.settings.scheduler)?;
        Ok(app)
    }

    /// Completes or takes back an import that was killed. A failure is reported and stops nothing: the next start
    /// tries again.
    fn settle_killed_import(&self) {
        let message = match after_killed_import(&self.store, &self.world.home.data) {
            Ok(None) => return,
            Ok(Some(KilledImport::Completed)) => problems::import_completed().text(self.lang),
            Ok(Some(KilledImport::TakenBack)) => problems::import_taken_back().text(self.lang),
            Err(error) => error.text(self.lang),
        };
        errors::warn(&message);
    }

    /// Reads the settings again, for a command may have changed them.
    pub fn reread_settings(&mut self) -> Result<(), AppError> {
        self.settings = Settings::read(&self.world.home.config)?;
        self.lang = self.settings.language.unwrap_or(self.world.lang);
        self.cards_lang
            .set(self.settings.cards.unwrap_or(self.lang));
        errors::speak(self.lang);
        Ok(())
    }

    /// The words of the interface.
    pub fn words(&self) -> Messages {
        messages(self.lang)
    }

    /// What the engine works on.
    pub fn workspace(&self) -> Workspace<'_> {
        Workspace {
            store: &self.store,
            clock: self.world.clock,
            rollover: self.settings.rollover,
            scheduler: &self.settings.scheduler,
            fsrs6: &self.settings.fsrs6,
            limits: DailyLimits {
                new: self.settings.new_per_day,
                reviews: self.settings.reviews_per_day,
                minutes: self.settings.minutes_per_day,
            },
            lang: self.cards_lang.get(),
            last_day: &self.last_day,
        }
    }

    /// When and where something happens now. A clock slightly behind the last event does not bring its day back.
    pub fn stamp(&self) -> Stamp {
        self.workspace().stamp()
    }

    /// The study day now.
    pub fn today(&self) -> StudyDay {
        self.stamp().day
    }

    /// The roadmap with a name, or an error with the nearest.
    pub fn roadmap(&self, text: &str) -> Result<RoadmapId, AppError> {
        let names = self.roadmap_names()?;
        if let Some(name) = names.iter().find(|name| name.as_str() == text) {
            return Ok(name.clone());
        }
        let known = names.iter().map(RoadmapId::as_str);
        Err(
            AppError::user(problems::no_roadmap(clean_line(text))).hint(nearest_of(
                text,
                known,
                "roadmap list",
            )),
        )
    }

    /// The names of all roadmaps.
    pub fn roadmap_names(&self) -> Result<&[RoadmapId], AppError> {
        if self.roadmap_names.get().is_none() {
            let names = self.store.content().roadmap_names()?;
            return Ok(self.roadmap_names.get_or_init(|| names));
        }
        Ok(self.roadmap_names.get().map_or(&[], Vec::as_slice))
    }

    /// The topic with a name, or an error with the nearest.
    pub fn topic(&self, text: &str) -> Result<TopicId, AppError> {
        if let Ok(topic) = TopicId::parse(text)
            && self.store.content().topic(&topic)?.is_some()
        {
            return Ok(topic);
        }
        let topics = self.store.content().topics()?;
        let known = topics.iter().map(|topic| topic.id.as_str());
        Err(
            AppError::user(problems::no_topic(clean_line(text))).hint(nearest_of(
                text,
                known,
                "stats --by topic",
            )),
        )
    }

    /// The title of a topic; its name if no deck has it any more.
    pub fn topic_title(&self, topic: &TopicId) -> Result<String, AppError> {
        let found = self.store.content().topic(topic)?;
        Ok(clean_line(&found.map_or_else(
            || topic.to_string(),
            |found| found.title.text(self.lang).to_owned(),
        )))
    }

    /// The card with an id; a retired id leads to its replacement, an unknown one to the nearest.
    pub fn card(&self, text: &str) -> Result<Card, AppError> {
        let parsed = CardId::parse(text).ok();
        if let Some(id) = &parsed
            && let Some(card) = self.store.content().card(id, self.cards_lang.get())?
        {
            return Ok(card);
        }
        let error = AppError::user(problems::no_card(clean_line(text)));
        if let Some(id) = &parsed
            && let Some(retired) = self.store.content().retired(id)?
        {
            return Err(match retired.replaced_by {
                Some(next) => error.hint(problems::retired_for(next)),
                None => error.hint(problems::retired()),
            });
        }
        if let Some(id) = &parsed
            && !self.store.log().card_history(id)?.is_empty()
        {
            return Err(error.hint(problems::log_has_card(id)));
        }
        Err(match self.store.content().near_id(text)? {
            Some(id) => error.hint(problems::did_you_mean_card(id)),
            None => error.hint(problems::every_id()),
        })
    }

    /// The cards that an id means: itself, or every sibling of a bare id.
    pub fn cards(&self, text: &str) -> Result<Vec<CardId>, AppError> {
        if let Ok(id) = CardId::parse(text) {
            let siblings = self.store.content().siblings(&id)?;
            if siblings.contains(&id) && id.side().is_some() {
                return Ok(vec![id]);
            }
            if id.side().is_none() && !siblings.is_empty() {
                return Ok(siblings);
            }
        }
        self.card(text).map(|card| vec![card.id])
    }
}

/// A hint with the nearest of some names, or where to find them.
fn nearest_of<'n>(text: &str, names: impl Iterator<Item = &'n str>, list: &'static str) -> Wording {
    match nearest(text, names) {
        Some(name) => problems::did_you_mean_of(name, list),
        None => problems::all_of(list),
    }
}

/// How text looks: the flag, then the setting, then the environment, then whether a screen is there.
pub fn palette(look: &LookArgs, setting: Color) -> Palette {
    palette_on(&std::io::stdout(), look, setting)
}

/// How text looks at one end, as [`palette`] has it for standard output.
pub(super) fn palette_on(end: &impl IsTerminal, look: &LookArgs, setting: Color) -> Palette {
    let screen = end.is_terminal();
    let dumb = text_variable("TERM").is_some_and(|term| term == "dumb");
    let by_environment = || {
        // Who wants no colour wins over what forces it.
        if text_variable("NO_COLOR").is_some() {
            Colour::Off
        } else if text_variable("CLICOLOR_FORCE").is_some_and(|force| force != "0")
            || (screen && !dumb)
        {
            Colour::On
        } else {
            Colour::Off
        }
    };
    let colour = match (look.color, setting) {
        (Some(ColorWhen::Always), _) | (None, Color::Always) => Colour::On,
        (Some(ColorWhen::Never), _) | (None, Color::Never) => Colour::Off,
        (Some(ColorWhen::Auto), _) | (None, Color::Auto) => by_environment(),
    };
    let charset = if look.ascii || (screen && !speaks_utf8()) {
        Charset::Ascii
    } else {
        Charset::Unicode
    };
    Palette { colour, charset }
}

/// Whether the locale allows more than ASCII; where none is set, it does.
fn speaks_utf8() -> bool {
    // The first that is set counts alone, as in every program that asks the locale.
    let named = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(text_variable);
    named.is_none_or(|name| {
        let name = name.to_ascii_uppercase();
        name.contains("UTF-8") || name.contains("UTF8")
    })
}
