//! `review` and `drill`.

use clap::Args;

use super::ScopeArgs;

/// `review`.
#[derive(Debug, Clone, Default, Args)]
pub struct ReviewArgs {
    /// Which cards.
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Introduce this many new cards instead of the rest of the day's
    #[arg(long, short, value_name = "N")]
    pub new: Option<u32>,
    /// Ask at most this many cards
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub limit: Option<u32>,
    /// Stop after this many minutes
    #[arg(long, short, value_name = "M", value_parser = clap::value_parser!(u32).range(1..=1_440))]
    pub minutes: Option<u32>,
    /// Take SM-2's own grades 0-5 instead of the four buttons
    #[arg(long)]
    pub raw: bool,
    /// Read and write one JSON object a line, for other programs
    #[arg(long, conflicts_with = "raw")]
    pub jsonl: bool,
}

/// `drill`.
#[derive(Debug, Clone, Args)]
pub struct DrillArgs {
    /// Which cards.
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Cards to practise
    #[arg(long, short, value_name = "N", default_value_t = 20)]
    pub count: u32,
    /// Write this card's exercise to a file and run its tests each time you save it
    #[arg(long, value_name = "CARD", conflicts_with_all = ["query", "roadmap", "phase", "topic", "jsonl"])]
    pub watch: Option<String>,
    /// Read and write one JSON object a line, for other programs
    #[arg(long)]
    pub jsonl: bool,
}
