//! Arguments of `import` and `export`.

use std::path::PathBuf;

use clap::Args;

use super::ScopeArgs;

/// `export`.
#[derive(Debug, Clone, Args)]
pub struct ExportArgs {
    /// The new file: .apkg, .csv, .md or .toml
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Which cards.
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// What to import, and how.
#[derive(Debug, Clone, Default, Args)]
pub struct ImportArgs {
    /// An .apkg, .colpkg, .txt, .csv, .tsv, .md or .toml file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The topic of the cards; without it each deck of the file is a topic
    #[arg(long, short, value_name = "T")]
    pub topic: Option<String>,
    /// Which columns to take, such as 2,3: question, answer, others
    #[arg(long, value_name = "N,N", value_delimiter = ',')]
    pub columns: Vec<usize>,
    /// What is written.
    #[command(flatten)]
    pub writes: ImportWrites,
    /// Refuse the file if any of its rows gives no card
    #[arg(long)]
    pub strict: bool,
    /// Write the list of rows that were left out to a new file
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// What `import` writes.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct ImportWrites {
    /// Show what would come, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write the ids of its cards into a Markdown deck, so that they are known when their text changes
    #[arg(long)]
    pub write_ids: bool,
}
