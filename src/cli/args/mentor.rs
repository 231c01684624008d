//! Arguments of `report` and `class`.

use std::path::PathBuf;

use clap::Args;

/// `report`.
#[derive(Debug, Clone, Args)]
pub struct ReportArgs {
    /// The file; an older report there is replaced
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// What the mentor calls you
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Write the report without asking
    #[arg(long)]
    pub yes: bool,
}

/// `class`.
#[derive(Debug, Clone, Args)]
#[command(group(clap::ArgGroup::new("written").args(["html", "csv", "json"])))]
pub struct ClassArgs {
    /// The folder with the reports
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Write one page for a browser
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Print the learners as comma-separated values
    #[arg(long)]
    pub csv: bool,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}
