//! What `stats` takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::ScopeArgs;

/// `stats`.
#[derive(Debug, Clone, Args)]
pub struct StatsArgs {
    /// Which cards.
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// The rows
    #[arg(long, value_name = "WHAT", default_value = "phase")]
    pub by: StatsBy,
    /// Put what needs work first
    #[arg(long, value_name = "COLUMN")]
    pub sort: Option<StatsSort>,
    /// Count answers from this day on, such as 2026-11-01
    #[arg(long, value_name = "DAY")]
    pub since: Option<String>,
    /// List the mistakes that recur in your programs
    #[arg(long, conflicts_with_all = ["csv", "plots", "plot", "describe", "explain", "html"])]
    pub mistakes: bool,
    /// Print one JSON object
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    /// Print comma-separated values
    #[arg(long)]
    pub csv: bool,
    /// What is drawn.
    #[command(flatten)]
    pub draw: StatsDraw,
}

/// What rows of `stats` are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StatsSort {
    /// The lowest retention first.
    Retention,
    /// The least ready first.
    Ready,
    /// The least seen first.
    Seen,
    /// The most lapses first.
    Lapses,
    /// The most time first.
    Time,
}

/// What `stats` draws besides the table.
#[derive(Debug, Clone, Default, Args)]
pub struct StatsDraw {
    /// Draw the plots instead of the table
    #[arg(long, conflicts_with_all = ["json", "csv"])]
    pub plots: bool,
    /// Draw this plot only; again for more
    #[arg(long, value_name = "WHICH", conflicts_with_all = ["json", "csv"])]
    pub plot: Vec<PlotName>,
    /// Say the plots in words
    #[arg(long, conflicts_with_all = ["json", "csv"])]
    pub describe: bool,
    /// Show the arithmetic behind readiness
    #[arg(long, conflicts_with_all = ["json", "csv"])]
    pub explain: bool,
    /// Write everything as one page for a browser
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "csv", "plots", "plot", "describe", "explain"])]
    pub html: Option<PathBuf>,
}

/// A plot of `stats`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlotName {
    /// Answers a day over a year.
    Heat,
    /// Cards due in the next 30 days.
    Forecast,
    /// Retention over time.
    Retention,
    /// Progress of each phase over time.
    Progress,
    /// Cards by interval.
    Intervals,
    /// Cards by ease.
    Ease,
    /// Answers by grade.
    Grades,
    /// Answers by hour of day.
    Hours,
    /// Time an answer takes, by kind.
    Time,
}

/// The rows of `stats`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StatsBy {
    /// Phases of a roadmap.
    Phase,
    /// Topics.
    Topic,
    /// Areas.
    Area,
    /// Kinds of card.
    Kind,
    /// Study days.
    Day,
}
