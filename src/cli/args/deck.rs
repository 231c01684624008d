//! Arguments of `deck`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// How the argument is called that names a deck which was added: completion offers those.
pub const ADDED_DECK: &str = "added_deck";

/// What `deck --help` says at its end.
pub const DECK_HELP: &str = "\
A deck of other people lies between the built-in decks and yours. Its files are never changed: what you
edit, add or translate is kept in your own decks and stays after an update.

JSON:
  deck list --json      decks[]  deck, source, commit, pinned, cards, updated
  deck update --json    decks[]  deck, status (updated, unchanged, pinned, failed), commit,
                                 new[], changed[], retired[] (ids), why (or null)";

/// `deck`.
#[derive(Debug, Clone, Args)]
pub struct DeckArgs {
    /// What to do; the list if left out.
    #[command(subcommand)]
    pub what: Option<DeckWhat>,
}

/// What to do with decks of other people.
#[derive(Debug, Clone, Subcommand)]
pub enum DeckWhat {
    /// Add a deck from a folder or a git repository
    Add {
        /// The folder, or the address of the repository
        #[arg(value_name = "SOURCE")]
        source: String,
        /// What to call it; by default what it calls itself
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// Stay at this commit of the repository
        #[arg(long, value_name = "COMMIT")]
        pin: Option<String>,
    },
    /// Take over what has changed since; a broken deck stays as it was
    Update(DeckUpdateArgs),
    /// List the decks of other people
    List {
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Remove a deck; the history of its cards and your own cards stay
    Remove(DeckRemoveArgs),
    /// Begin a deck for other people: sample cards, a README and a check for CI
    New {
        /// The folder; it must not exist, or be empty
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
}

/// `deck update`.
#[derive(Debug, Clone, Args)]
pub struct DeckUpdateArgs {
    /// The deck; all of them if left out
    #[arg(value_name = "DECK", id = ADDED_DECK)]
    pub deck: Option<String>,
    /// Move to this commit and stay there
    #[arg(long, value_name = "COMMIT", requires = ADDED_DECK)]
    pub pin: Option<String>,
    /// Follow the repository again
    #[arg(long, requires = ADDED_DECK, conflicts_with = "pin")]
    pub unpin: bool,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// `deck remove`.
#[derive(Debug, Clone, Args)]
pub struct DeckRemoveArgs {
    /// The deck
    #[arg(value_name = "DECK", id = ADDED_DECK)]
    pub deck: String,
    /// Remove it without asking
    #[arg(long)]
    pub yes: bool,
}
