//! What the log, its copies, the doctor and the settings take.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Format;

/// `log`.
#[derive(Debug, Clone, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct LogArgs {
    /// Export or import.
    #[command(subcommand)]
    pub what: Option<LogWhat>,
    /// Events of the cards that match
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    /// Show at most this many lines, the last ones
    #[arg(long, short, value_name = "N")]
    pub limit: Option<usize>,
}

/// Export or import.
#[derive(Debug, Clone, Subcommand)]
pub enum LogWhat {
    /// Write every event to a file, a line each; - is standard output
    Export {
        /// The file
        file: PathBuf,
        /// Leave out what you typed: answers, interviews and notes. Such a file cannot be imported
        #[arg(long)]
        figures: bool,
    },
    /// Merge the events of a file into this log; again does no harm. - is standard input
    Import {
        /// The file
        file: PathBuf,
        /// Keep the events of both homes where they share numbers
        #[arg(long)]
        keep_both: bool,
        /// Import a log that shares no device with this one: it is yours, not another person's
        #[arg(long)]
        as_mine: bool,
    },
}

/// `sync`.
#[derive(Debug, Clone, Args)]
pub struct SyncArgs {
    /// The folder, or an address such as `s3://BUCKET` (default: `config sync_folder`)
    pub folder: Option<PathBuf>,
    /// Fill a folder again that held files at the last sync and is empty now
    #[arg(long)]
    pub refill: bool,
    /// Encrypt a new folder with a passphrase
    #[arg(long)]
    pub encrypt: bool,
    /// What is done about conflicts instead.
    #[command(flatten)]
    pub settle: ConflictArgs,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// What `sync` does about texts that two machines changed in different ways.
#[derive(Debug, Clone, Args)]
pub struct ConflictArgs {
    /// Show what was changed in different ways on two machines, and exchange nothing
    #[arg(long, conflicts_with_all = ["refill", "folder", "encrypt"])]
    pub conflicts: bool,
    /// Keep the text in place of this card, file or setting, and drop the other one
    #[arg(long, value_name = "NAME", conflicts_with_all = ["refill", "folder", "encrypt", "conflicts", "take"])]
    pub keep: Option<String>,
    /// Put the other text of this card, file or setting in place, and drop the one that is there
    #[arg(long, value_name = "NAME", conflicts_with_all = ["refill", "folder", "encrypt", "conflicts"])]
    pub take: Option<String>,
}

/// `doctor`.
#[derive(Debug, Clone, Args)]
pub struct DoctorArgs {
    /// Rebuild everything that is derived from the log, and save what a damaged file holds
    #[arg(long)]
    pub repair: bool,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// `backup`.
#[derive(Debug, Clone, Args)]
pub struct BackupArgs {
    /// Where to; a dated file in the backup folder if left out
    pub file: Option<PathBuf>,
    /// Only if there is none of today; seven daily and four weekly ones stay. Each session does this
    #[arg(long, conflicts_with = "file")]
    pub daily: bool,
}

/// `restore`.
#[derive(Debug, Clone, Args)]
pub struct RestoreArgs {
    /// The backup; the copies there are are listed if it is left out
    pub file: Option<PathBuf>,
}

/// `config`.
#[derive(Debug, Clone, Args)]
pub struct ConfigArgs {
    /// The setting; all of them if left out
    pub key: Option<String>,
    /// Its new value
    pub value: Option<String>,
    /// What is guessed: `config set KEY VALUE`
    #[arg(hide = true)]
    pub rest: Vec<String>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

impl ConfigArgs {
    /// How it is printed.
    pub const fn format(&self) -> Format {
        Format::of(&self.json)
    }
}
