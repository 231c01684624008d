//! What `plan` takes.

use clap::{Args, Subcommand};

/// What `plan --help` says below.
pub const PLAN_HELP: &str = "\
With a plan, `review` asks what the plan says: the cards that add most to what you
will remember on the date, within your minutes. It respects prerequisites, your
pace and what you know, and is computed again each morning. On the date it ends,
and everything is as before.

plan --json:
  date, began, days_left, minutes_per_day, roadmaps, cards, planned
  left_out[]   topic, cards, minutes, value, why: minutes, held or too-long
  expected     today, on_date, without_plan: shares of the interview value, 0 to 1
  status       ahead, on or behind; drift_minutes
  today        minutes, cards
  calendar[]   date, minutes, new, refreshed, phase: learn or sweep, mock
  model, value";

/// `plan`.
#[derive(Debug, Clone, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct PlanArgs {
    /// What of it; the plan is shown or made if left out.
    #[command(subcommand)]
    pub what: Option<PlanWhat>,
    /// The day to be ready for, such as 2027-02-08 (default: show the present plan)
    #[arg(value_name = "DATE")]
    pub date: Option<String>,
    /// Minutes a day (default: `config minutes_per_day`)
    #[arg(long, short, value_name = "N", requires = "date")]
    pub minutes: Option<u32>,
    /// A roadmap to plan for; again for more (default: those you follow)
    #[arg(long, short, value_name = "R", requires = "date")]
    pub roadmap: Vec<String>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// `place`.
#[derive(Debug, Clone, Default, Args)]
pub struct PlaceArgs {
    /// Topics of this roadmap only (default: those you follow)
    #[arg(long, short, value_name = "R")]
    pub roadmap: Option<String>,
    /// Read and write one JSON object a line, for other programs
    #[arg(long)]
    pub jsonl: bool,
}

/// What of a plan.
#[derive(Debug, Clone, Subcommand)]
pub enum PlanWhat {
    /// End the plan; reviews are as before
    Drop,
}
