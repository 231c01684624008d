//! What `interview` and `questions` take.

use std::path::PathBuf;

use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser};
use clap::{Args, Subcommand};

use super::ScopeArgs;
use crate::domain::lang::Lang;

/// What `interview` keeps and prints, for `interview --help`.
pub const INTERVIEW_HELP: &str = "\
Of 45 minutes, one or two problems, one discussion and one talk; short questions only fill what is
missing. Cards are drawn by weakness and by how often interviews ask them. Nothing is rescheduled.
Design questions take 25 minutes and more: `interview --part design --minutes 40`.

The verdict has four dimensions (communication, problem solving, code, testing), each from strong no
hire to strong hire, with the sentence of the rubric that decided. The rules: docs/interviews.md.

`interview --with Ana > ana.txt` prints a sheet for a friend, `interview marks ana.txt` reads it back.

JSON:
  interview list --json
    interviews[]  number, at, study_day, minutes, took_minutes, planned, asked, scored, passed,
                  met, total, unrated, rate (met of total, 0..1 or null), roadmap, areas, style,
                  parts, seed, verdict, interviewer (a name or null)
    unfinished[]  those that broke off: letter, at, minutes, planned, asked, roadmap, areas, style,
                  parts, seed
    sheets[]      those that a friend has not sent back: interviewer, and the keys of unfinished[]
    verdict       band and weakest, dimensions[] (dimension, band, sentence, met), or null if nothing
                  was rated
  interview show --json
    the same keys, and
    before   interviews, last, best (rates), or null without an earlier interview
    trend    for each dimension its bands in the last six interviews, oldest first
    rounds[], phases[], topics[]
             round | roadmap and phase | topic, with scored, passed, met, total, unrated, rate, and
             before (the same six of earlier interviews, or null)
    turns[]  card, rev, topic, area, roadmap, phase, round, kind, prompt, given, seconds (planned),
             ms, verdict (right, near, wrong, blank, ticked, skipped, unrated), rule, met, total,
             points[] (text, must, met), program (text, tests (passed, total, broke) or null) or null,
             clarified (what was asked before the answer), follow_up (question, given) or null";

/// `interview`.
#[derive(Debug, Clone, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct InterviewArgs {
    /// What to do with interviews that were held; a new one is held if left out.
    #[command(subcommand)]
    pub what: Option<InterviewWhat>,
    /// Topics of this roadmap only
    #[arg(long, short, value_name = "R")]
    pub roadmap: Option<String>,
    /// Length in minutes
    #[arg(long, short, value_name = "M", default_value_t = 45, value_parser = clap::value_parser!(u32).range(1..=480))]
    pub minutes: u32,
    /// Cards of this area only; again for more
    #[arg(long, short, value_name = "A")]
    pub area: Vec<String>,
    /// This part of a loop only; again for more
    #[arg(long, short, value_name = "PART", value_parser = ["warm-up", "language", "coding", "design", "behavioural"])]
    pub part: Vec<String>,
    /// The flavour of a company, such as amazon
    #[arg(long, value_name = "COMPANY")]
    pub style: Option<String>,
    /// Ask in this language, whatever the cards are in otherwise
    #[arg(long, value_name = "LANG", value_parser = language_tags())]
    pub language: Option<String>,
    /// Print the sheet for a friend who interviews you; `interview marks FILE` reads it back
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub with: Option<String>,
    /// Draw the questions with this seed again
    #[arg(long, value_name = "S")]
    pub seed: Option<u32>,
}

/// What to do with interviews that were held.
#[derive(Debug, Clone, Subcommand)]
pub enum InterviewWhat {
    /// List the interviews
    List {
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Show an interview: questions, answers, rubrics and scorecard
    Show {
        /// Its number; the last if left out
        #[arg(value_name = "N")]
        number: Option<usize>,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Read the marks of a sheet that a friend filled in
    Marks {
        /// The sheet
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Go on with an interview that broke off
    Resume {
        /// Its letter in `interview list`; the last if left out
        #[arg(value_name = "LETTER")]
        which: Option<String>,
    },
    /// Forget an interview that broke off, or a sheet that will not come back
    Drop {
        /// Its letter in `interview list`; may be left out if there is only one
        #[arg(value_name = "LETTER")]
        which: Option<String>,
    },
    /// Review its weak cards that are new or due, then drill the rest, which stay as scheduled
    Send {
        /// Its number; the last if left out
        #[arg(value_name = "N")]
        number: Option<usize>,
    },
}

/// What `questions --json` prints, for `questions --help`.
pub const QUESTIONS_HELP: &str = "\
JSON:
  questions[]  roadmap, phase, line, text, topics, cards (ids of those that answer it)
  cards[]      id, topic, kind, level, interview, asks (\"ROADMAP:LINE\"), prompt";

/// `questions`.
#[derive(Debug, Clone, Args)]
pub struct QuestionsArgs {
    /// Which cards.
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Drill them; nothing is rescheduled
    #[arg(long, conflicts_with = "json")]
    pub drill: bool,
    /// How many cards to drill
    #[arg(
        long,
        short,
        value_name = "N",
        default_value_t = 20,
        requires = "drill"
    )]
    pub count: u32,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// The languages that cards may be asked in.
fn language_tags() -> PossibleValuesParser {
    PossibleValuesParser::new(Lang::all().map(Lang::tag))
}
