//! The command line: what may be typed, at the shell and at the prompt.

mod deck;
mod exchange;
mod interview;
mod maintenance;
mod mentor;
mod plan;
mod session;
mod stats;

use std::path::PathBuf;

use crate::domain::schedule::Scheduler;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub use deck::{ADDED_DECK, DECK_HELP, DeckArgs, DeckRemoveArgs, DeckUpdateArgs, DeckWhat};
pub use exchange::{ExportArgs, ImportArgs, ImportWrites};
pub use interview::{INTERVIEW_HELP, InterviewArgs, InterviewWhat, QUESTIONS_HELP, QuestionsArgs};
pub use maintenance::{
    BackupArgs, ConfigArgs, DoctorArgs, LogArgs, LogWhat, RestoreArgs, SyncArgs,
};
pub use mentor::{ClassArgs, ReportArgs};
pub use plan::{PLAN_HELP, PlaceArgs, PlanArgs, PlanWhat};
pub use session::{DrillArgs, ReviewArgs};
pub use stats::{PlotName, StatsArgs, StatsBy, StatsDraw, StatsSort};

/// Learn a roadmap and remember it: spaced repetition in the terminal.
#[derive(Debug, Parser)]
#[command(
    name = "milepost",
    version,
    about,
    max_term_width = 100,
    after_help = "Without a command the interactive prompt opens.\n\
                  QUERY is words and terms such as topic:lists is:due kind:code level>=3 -is:suspended; \
                  see `milepost help list`.\n\
                  Algorithm SM-2, (C) Copyright SuperMemo World, 1991, supermemo.com."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<CliCommand>,
    /// How to draw.
    #[command(flatten)]
    pub look: LookArgs,
}

/// How to draw.
#[derive(Debug, Clone, Default, Args)]
pub struct LookArgs {
    /// When to colour.
    #[arg(long, value_name = "WHEN", global = true)]
    pub color: Option<ColorWhen>,
    /// Draw with ASCII signs only.
    #[arg(long, global = true)]
    pub ascii: bool,
}

impl LookArgs {
    /// What words that are no command line say of colours all the same.
    pub(super) fn of(words: &[String]) -> Self {
        let after = |word: &String| word.strip_prefix("--color=").map(str::to_owned);
        let parted = || {
            words
                .windows(2)
                .find(|pair| pair[0] == "--color")
                .map(|pair| pair[1].clone())
        };
        let when = words.iter().find_map(after).or_else(parted);
        Self {
            color: when.and_then(|when| ColorWhen::from_str(&when, false).ok()),
            ..Self::default()
        }
    }
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum CliCommand {
    /// Review what is due, with the day's new cards among it
    Review(ReviewArgs),
    /// Practise without rescheduling anything
    Drill(DrillArgs),
    /// Sit a mock interview: no answers until the end, then a scorecard
    #[command(after_long_help = INTERVIEW_HELP)]
    Interview(InterviewArgs),
    /// Show interview questions: the roadmaps' own, and cards that interviews often ask
    #[command(after_long_help = QUESTIONS_HELP)]
    Questions(QuestionsArgs),
    /// Aim at a date: what to learn each day, and what to leave out
    #[command(after_long_help = PLAN_HELP)]
    Plan(PlanArgs),
    /// Take a placement test: topics that you know open at once
    Place(PlaceArgs),
    /// Show how much waits; exit code 0 when something does, 3 when nothing
    Due(DueArgs),
    /// List cards
    #[command(after_long_help = QUERY_HELP)]
    List(ListArgs),
    /// Show a card whole, with its history
    Show(ShowArgs),
    /// Add a card of your own
    Add(Box<AddArgs>),
    /// Import cards: an Anki package, a text export, CSV, TSV, Markdown, or a deck
    Import(ImportArgs),
    /// Write cards to a file: an Anki package with history, CSV, Markdown, or a deck
    Export(ExportArgs),
    /// Edit a card in $EDITOR; a built-in card gets a copy of yours
    Edit(EditArgs),
    /// Take back the last answer, also one of an earlier session
    Undo,
    /// Put cards aside
    Suspend(CardsArgs),
    /// Take suspended or buried cards back
    Resume(CardsArgs),
    /// Hide cards until tomorrow
    Bury(CardsArgs),
    /// Take the flag off cards that were marked for a second look
    Unflag(CardsArgs),
    /// Delete a card of your own; its history stays in the log
    Delete(DeleteArgs),
    /// Show what you know least: topics by retention, cards by lapses
    Weakest(WeakestArgs),
    /// Make cards new again; their history stays
    Reset(ResetArgs),
    /// Roadmaps: list, show, follow, unlock, tick
    Roadmap(RoadmapArgs),
    /// Retention and counts per phase
    Stats(StatsArgs),
    /// The event log: show, export, import
    Log(LogArgs),
    /// Exchange progress, cards and settings with your other machines through a folder
    Sync(SyncArgs),
    /// Write a report of your figures for a mentor: no answers, and nothing that you typed
    Report(ReportArgs),
    /// Show what the reports in a folder say together
    Class(ClassArgs),
    /// Decks of other people: add, update, list, remove, or begin one
    #[command(after_long_help = DECK_HELP)]
    Deck(DeckArgs),
    /// Find faults in decks
    Check(CheckArgs),
    /// Write what is not translated to a language yet, for a translator to fill in
    Translate(TranslateArgs),
    /// Check the database and fold the log again
    Doctor(DoctorArgs),
    /// Write a verified copy of the database
    Backup(BackupArgs),
    /// Put a backup back; the present database is kept next to it
    Restore(RestoreArgs),
    /// Let the programs of a deck's cards run on this machine
    Trust {
        /// A deck of other people, a topic with cards of yours, or built-in
        deck: String,
    },
    /// Take that back
    Untrust {
        /// A deck of other people, a topic with cards of yours, or built-in
        deck: String,
    },
    /// List schedulers, switch, or compare memory models on your own log
    Scheduler(SchedulerArgs),
    /// Show or change settings
    Config(ConfigArgs),
    /// Print a completion script
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Say what the last word of a command line may become; completion scripts ask this
    #[command(hide = true)]
    Complete {
        /// The command line up to the cursor
        line: String,
    },
    /// Print the manual page
    Man,
}

/// What the query language knows, for `list --help`.
pub const QUERY_HELP: &str = "\
QUERY:
  words                 search text        \"two words\"     as they stand
  topic:lists  area:core  roadmap:big-tech  phase:2  kind:code  tag:lru
  level>=3  interview:common  lapses>3  ease<2  interval>=21
  numbers take : = != < <= > >=, everything else : or =
  is:due is:new is:learning is:young is:mature is:suspended is:buried
  is:leech is:flagged is:mine is:translated  rated:7:1 (answered in 7 days with button 1)  added:7
  space is and; `or`; - negates; parentheses group. A QUERY that begins
  with - is written after --.";

/// Which cards.
#[derive(Debug, Clone, Default, Args)]
pub struct ScopeArgs {
    /// Words and terms; see `milepost help list`
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Cards of this roadmap only
    #[arg(long, short, value_name = "R")]
    pub roadmap: Option<String>,
    /// Cards of this phase of the roadmap only
    #[arg(long, short, value_name = "N")]
    pub phase: Option<u32>,
    /// Cards of this topic only
    #[arg(long, short, value_name = "T")]
    pub topic: Option<String>,
}

impl ScopeArgs {
    /// Whether nothing was named.
    pub const fn is_empty(&self) -> bool {
        self.query.is_empty()
            && self.roadmap.is_none()
            && self.phase.is_none()
            && self.topic.is_none()
    }
}

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// One JSON object.
    Json,
}

impl Format {
    /// JSON if the flag was given.
    pub const fn of(json: &bool) -> Self {
        if *json { Self::Json } else { Self::Text }
    }
}

/// `due`.
#[derive(Debug, Clone, Args)]
pub struct DueArgs {
    /// Cards of this roadmap only
    #[arg(long, short, value_name = "R")]
    pub roadmap: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// `list`.
#[derive(Debug, Clone, Args)]
pub struct ListArgs {
    /// Which cards.
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// `show`.
#[derive(Debug, Clone, Args)]
pub struct ShowArgs {
    /// The card
    #[arg(value_name = "ID")]
    pub card: String,
    /// Print one JSON object
    #[arg(long, conflicts_with = "toml")]
    pub json: bool,
    /// Print the card as it stands in a deck
    #[arg(long)]
    pub toml: bool,
    /// Open its pictures and sounds
    #[arg(long, conflicts_with_all = ["json", "toml"])]
    pub open: bool,
}

/// `add`.
#[derive(Debug, Clone, Default, Args)]
pub struct AddArgs {
    /// The topic; a new one is begun if it does not exist
    #[arg(long, short, value_name = "T")]
    pub topic: Option<String>,
    /// The id, such as lists.my-card; made from the question if left out
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// The kind: basic, cloze, choice, type, output
    #[arg(long, short, value_name = "KIND")]
    pub kind: Option<String>,
    /// The question (for cloze, the sentence with <1> for its blank)
    #[arg(long, short = 'q', value_name = "TEXT")]
    pub prompt: Option<String>,
    /// The answer; for cloze once for each blank, in order
    #[arg(long, short, value_name = "TEXT")]
    pub answer: Vec<String>,
    /// The question the other way round, for a sibling
    #[arg(long, value_name = "TEXT", requires = "reverse_answer")]
    pub reverse_prompt: Option<String>,
    /// The answer of that sibling
    #[arg(long, value_name = "TEXT", requires = "reverse_prompt")]
    pub reverse_answer: Option<String>,
    /// The right option of a choice; again for several
    #[arg(long, value_name = "TEXT")]
    pub right: Vec<String>,
    /// Why it is right; again for each --right, in order
    #[arg(long, value_name = "TEXT")]
    pub right_why: Vec<String>,
    /// A wrong option of a choice; again for more
    #[arg(long, value_name = "TEXT")]
    pub wrong: Vec<String>,
    /// Why it is wrong; again for each --wrong, in order
    #[arg(long, value_name = "TEXT")]
    pub wrong_why: Vec<String>,
    /// Code that belongs to the question
    #[arg(long, value_name = "TEXT")]
    pub code: Option<String>,
    /// How a typed answer is compared: text, code, number, sql, regex, complexity
    #[arg(long, value_name = "HOW")]
    pub compare: Option<String>,
    /// Another right answer; again for more
    #[arg(long, value_name = "TEXT")]
    pub accept: Vec<String>,
    /// The explanation
    #[arg(long, short, value_name = "TEXT")]
    pub why: Option<String>,
    /// A hint; again for more
    #[arg(long, value_name = "TEXT")]
    pub hint: Vec<String>,
    /// A search word; again for up to four
    #[arg(long, value_name = "WORD")]
    pub tag: Vec<String>,
    /// From 1, a basic, to 5, expert
    #[arg(long, value_name = "1-5")]
    pub level: Option<u8>,
    /// How often interviews ask it: common, sometimes, rare, no
    #[arg(long, value_name = "HOW")]
    pub interview: Option<String>,
    /// A page to read; again for more
    #[arg(long = "ref", value_name = "URL")]
    pub refs: Vec<String>,
    /// Where you found it
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
    /// Import every card of a file: the same as `milepost import FILE`
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
}

/// `edit`.
#[derive(Debug, Clone, Args)]
pub struct EditArgs {
    /// The card
    #[arg(value_name = "ID")]
    pub card: String,
    /// Drop your copy of a built-in card, so that the original shows again
    #[arg(long)]
    pub restore: bool,
}

/// `suspend`, `resume`, `bury`.
#[derive(Debug, Clone, Args)]
pub struct CardsArgs {
    /// Card ids or a QUERY; an id without its sibling mark means all siblings
    #[arg(value_name = "ID", required_unless_present = "matching")]
    pub cards: Vec<String>,
    /// Every card that matches a query
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub matching: Option<String>,
}

/// `delete`.
#[derive(Debug, Clone, Args)]
pub struct DeleteArgs {
    /// The card
    #[arg(value_name = "ID")]
    pub card: String,
    /// Delete without asking
    #[arg(long)]
    pub yes: bool,
}

/// `weakest`.
#[derive(Debug, Clone, Args)]
pub struct WeakestArgs {
    /// Which cards.
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Topics and cards to show
    #[arg(long, short, value_name = "N", default_value_t = 10)]
    pub count: usize,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// `reset`.
#[derive(Debug, Clone, Args)]
pub struct ResetArgs {
    /// Which cards.
    #[command(flatten)]
    pub which: CardsArgs,
    /// Reset more than one card without asking
    #[arg(long)]
    pub yes: bool,
}

/// `roadmap`.
#[derive(Debug, Clone, Args)]
pub struct RoadmapArgs {
    /// What of it; the list if left out.
    #[command(subcommand)]
    pub what: Option<RoadmapWhat>,
}

/// What of the roads.
#[derive(Debug, Clone, Subcommand)]
pub enum RoadmapWhat {
    /// List the roadmaps
    List {
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Show a road: phases, items, projects, and how far you are
    Show {
        /// The roadmap; those followed if left out
        roadmap: Option<String>,
        /// One phase, with its items
        #[arg(long, short, value_name = "N")]
        phase: Option<u32>,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Follow roadmaps
    Use {
        /// The roadmaps
        #[arg(required = true)]
        roadmaps: Vec<String>,
    },
    /// Stop following roadmaps; progress stays
    Drop {
        /// The roadmaps
        #[arg(required = true)]
        roadmaps: Vec<String>,
    },
    /// Say why a topic gives no new cards yet, or that it does
    Why {
        /// The topic
        topic: String,
    },
    /// Open a topic although its prerequisites are not done
    Unlock {
        /// The topic
        topic: String,
    },
    /// Tick a project, task or item
    Done {
        /// ROADMAP:LINE, such as big-tech:12; `roadmap show ROADMAP --phase N` prints each LINE before its item
        #[arg(value_name = "ITEM")]
        item: String,
        /// Untick it
        #[arg(long)]
        undo: bool,
    },
}

/// `check`.
#[derive(Debug, Clone, Args)]
#[command(group(clap::ArgGroup::new("executed").args(["run", "mutate"]).multiple(true)))]
pub struct CheckArgs {
    /// A deck file or a folder laid out like decks/; the built-in decks and yours if left out
    pub path: Option<PathBuf>,
    /// Execute everything that can be executed
    #[arg(long)]
    pub run: bool,
    /// Change the solution of each exercise in one place at a time: some test must notice
    #[arg(long)]
    pub mutate: bool,
    /// Take this interpreter before those found; again for more
    #[arg(long, value_name = "PATH", requires = "executed")]
    pub python: Vec<PathBuf>,
    /// Run them with this command too: a Python that the sandbox cannot start
    #[arg(long, value_name = "CMD", requires = "run")]
    pub runner: Option<String>,
    /// Programs to run at once (default: one for each processor)
    #[arg(long, value_name = "N", requires = "executed")]
    pub jobs: Option<usize>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// What `translate` takes.
#[derive(Debug, Clone, Args)]
pub struct TranslateArgs {
    /// The language, such as pt-BR
    #[arg(value_name = "LANG")]
    pub language: String,
    /// A folder laid out like decks/; your own decks if left out
    pub path: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// What `scheduler` takes.
#[derive(Debug, Clone, Args)]
pub struct SchedulerArgs {
    /// What to do; without it the schedulers are listed.
    #[command(subcommand)]
    pub what: Option<SchedulerCommand>,
}

/// What `scheduler` does besides listing.
#[derive(Debug, Clone, Subcommand)]
pub enum SchedulerCommand {
    /// Schedule with another scheduler from now on; nothing recorded is changed
    Use {
        /// sm2, sm2-1990 or fsrs6
        #[arg(value_name = "NAME", value_parser = Scheduler::NAMES)]
        name: String,
        /// Move every due day to the one that it would have chosen at the last review
        #[arg(long)]
        reschedule: bool,
    },
    /// Fit the weights of FSRS-6 to your own reviews, and keep them if they predict better
    Fit {
        /// Read the reviews from a CSV file instead, and only show the weights: card,rating,time
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Predict every review of your log with each memory model, and say how well it went
    Try {
        /// Read the reviews from a CSV file instead: card,rating,time (rating 1 to 4, time as RFC 3339)
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
}
