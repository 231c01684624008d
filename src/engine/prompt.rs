//! What is asked of a learner, and what a learner can reply.

use crate::domain::card::{Answers, Lang, Origin};
use crate::domain::grade::Grade;
use crate::domain::id::{CardId, TopicId};
use crate::domain::wording::Wording;
use crate::engine::bench::BenchOffer;
use crate::error::{AppError, ErrorKind};
use crate::store::StoreError;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prompt {
    /// Whether to show the answer, which was thought or said; a text may be given too.
    Reveal,
    /// One line.
    Line,
    /// One line around the answer: questions about the problem before it, or the answer to a follow-up.
    Aside,
    /// An answer that may have several lines.
    Lines(LinesExpected),
    /// Letters of options.
    Letters {
        /// Whether one letter is asked, or several may be.
        answers: Answers,
    },
    /// The number of a line of the program.
    LineNumber,
    /// A program.
    Program(ProgramPrompt),
    /// Whether to begin with the long cards that fit today.
    Bench(BenchOffer),
    /// Whether to repair the program, once its faulty line was named.
    Repair,
    /// The points of the rubric that the answer met, by number.
    Rubric {
        /// How many there are.
        points: usize,
        /// Which of them are asked about.
        asked: RubricAsked,
    },
    /// An answer of an interview was shown; the next one waits until it was read.
    NextAnswer,
    /// The grade.
    Grade(GradeOffer),
    /// Whether the programs of a deck may run here.
    Consent {
        /// Where the deck is from.
        origin: Origin,
        /// The topic of the card that is asked.
        topic: TopicId,
    },
    /// The card is to be edited, in the language that it is shown in.
    EditCard(CardId, Lang),
    /// The disk refused; whether to try again.
    Retry(Trouble),
    /// The summary was shown; the last answer can still be taken back.
    Ended,
}

/// How many lines an answer has, as far as a learner may know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinesExpected {
    /// One.
    One,
    /// Several, none of them empty.
    Several,
    /// Several, and some of them are empty.
    WithEmpty,
}

/// Which points of a rubric are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RubricAsked {
    /// All of them.
    All,
    /// What the tests of a program have not shown.
    Rest,
}

/// A program that is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramPrompt {
    /// The card it answers.
    pub card: CardId,
    /// The text to begin with: the starter, or an earlier draft.
    pub text: String,
    /// What it began with before any draft.
    pub start: String,
    /// How a program counts.
    pub style: ProgramStyle,
    /// Visits to the editor so far.
    pub visits: u32,
    /// Most milliseconds that one visit counts for.
    pub visit_ms: i64,
}

impl ProgramPrompt {
    /// Whether nothing was written yet.
    pub fn is_blank(&self) -> bool {
        self.text == self.start
    }
}

/// How a program counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProgramStyle {
    /// It is run as often as wanted, until its tests pass or the reference is asked for.
    UntilPassed,
    /// It is run once, and what its tests say decides.
    Once,
    /// It is handed in: run once, and nothing is said of it yet.
    HandIn,
    /// Programs cannot be written here: the answer is revealed.
    Never,
}

/// The grades that may be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeOffer {
    /// Days until the card comes again, by grade from 0 to 5; nothing where grades reschedule nothing.
    pub days: Option<[u32; 6]>,
    /// The grade that is taken when none is given.
    pub default: Grade,
    /// Who suggests it.
    pub suggested: Suggested,
}

/// Whether a judge stands behind a suggested grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suggested {
    /// A judge saw the answer.
    ByJudge,
    /// Nobody did: it is only what most answers get.
    ByHabit,
}

/// A write that the disk refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What went wrong.
    pub message: Wording,
    /// What to do about it.
    pub hint: Option<Wording>,
}

impl Trouble {
    pub(super) fn of(error: StoreError) -> Self {
        let error = AppError::from(error);
        Self {
            message: error.message,
            hint: error.hint,
        }
    }

    pub(super) fn into_error(self) -> AppError {
        AppError {
            kind: ErrorKind::User,
            message: self.message,
            hint: self.hint,
        }
    }
}

/// What came, and how long it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// What came.
    pub reply: Reply,
    /// Milliseconds the learner took over it, each pause capped.
    pub millis: i64,
}

/// What a learner replies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// An answer; empty for none.
    Text(String),
    /// A grade; nothing takes the suggestion.
    Grade(Option<Grade>),
    /// A command, at any prompt.
    Command(SessionCommand),
    /// The program as it came back from the editor.
    Edited(String),
    /// The program as it stands is to be run or handed in.
    Submitted(String),
    /// The program is given up: the reference is to be shown.
    GiveUp,
    /// The editor could not be used.
    EditorFailed,
    /// The card was edited and stands in its file.
    CardSaved,
    /// The card is as it was.
    CardUnchanged,
    /// Agreed.
    Yes,
    /// Not agreed.
    No,
    /// The input is over.
    End,
}

/// A command in the middle of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionCommand {
    /// Take the last step back.
    Undo,
    /// Show a hint.
    Hint,
    /// Show the explanation.
    Why,
    /// Show history and arithmetic.
    Info,
    /// Open the card's pictures and sounds.
    Open,
    /// Edit the card.
    Edit,
    /// Hide the card until tomorrow.
    Bury,
    /// Put the card aside.
    Suspend,
    /// Go on without an answer.
    Skip,
    /// Show the card in its other language, and back.
    Language,
    /// Mark the card for a second look.
    Flag(String),
    /// End the session.
    Quit,
    /// List the commands.
    Help,
}
