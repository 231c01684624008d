//! What a session shows, as data: a front decides how it looks and in which language it is worded.

use crate::domain::card::{Card, Clarify, Rev};
use crate::domain::day::StudyDay;
use crate::domain::event::Event;
use crate::domain::grade::Grade;
use crate::domain::hint::MadeHint;
use crate::domain::id::CardId;
use crate::domain::interview::{Record, Round};
use crate::domain::judge::{JudgeFault, Judgement};
use crate::domain::memory::Memory;
use crate::domain::schedule::Scheduler;
use crate::domain::session::SessionTally;
use crate::domain::streak::Streak;
use crate::engine::not_now::NotNow;
use crate::engine::waiting::WaitingCounts;
use crate::python::host::NoHost;
use crate::python::interpreter::Bad;
use crate::python::sandbox::SandboxError;
use crate::python::trial::ProgramTrial;

/// One thing to show.
#[derive(Debug)]
pub enum Shown {
    /// What the session is about.
    SessionHead(SessionHead),
    /// There is nothing to ask.
    Nothing(Nothing),
    /// A question.
    Question(Box<Question>),
    /// What a judge says of the answer.
    Verdict {
        /// The verdict, with what differs.
        judgement: Judgement,
        /// The answer.
        given: String,
    },
    /// The answer of the card.
    Answer(Box<AnswerShown>),
    /// What a topic teaches before its first question.
    Primer(Primer),
    /// A hint.
    Hint(CardHint),
    /// The explanation and references of the card.
    Why(Box<Card>),
    /// The card's history and the arithmetic of its last answer.
    Info(Box<CardInfo>),
    /// Pictures and sounds of the card, by name.
    Media {
        /// The card.
        card: CardId,
        /// Their names.
        names: Vec<String>,
    },
    /// The commands that work here.
    Help(Help),
    /// What the tests say of a program.
    Trial {
        /// The run.
        trial: Box<ProgramTrial>,
        /// The version of Python it ran on.
        version: String,
    },
    /// What a failing program looks like: the label of a known wrong solution that fails the same tests.
    Mistake(String),
    /// A run that the learner ended.
    Interrupted(Box<ProgramTrial>),
    /// Nothing here can run the card's program.
    NoPython {
        /// What is missing.
        why: NoHost,
        /// The versions of Python the card needs.
        scope: String,
        /// Interpreters that were found and do not serve.
        unusable: Vec<Bad>,
    },
    /// The sandbox failed; the program may be run again.
    SandboxFailed(SandboxError),
    /// A remark.
    Remark(SessionRemark),
    /// An answer that is on disk.
    Recorded(Recorded),
    /// What the session came to.
    Summary(Box<Summary>),
    /// The answers of an interview follow.
    AnswersHead,
    /// A question of an interview with the answer that was given.
    Answered {
        /// The interview.
        record: Box<Record>,
        /// Which question, from 0.
        place: usize,
    },
    /// The interview is in the log.
    Interviewed(Box<Record>),
    /// What a placement test came to is in the log.
    Placed(PlacementResult),
}

/// What a placement test came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacementResult {
    /// Questions that were answered.
    pub asked: usize,
    /// Topics of which cards were placed.
    pub topics: usize,
    /// Cards that start with a longer interval.
    pub cards: usize,
}

/// What a topic teaches before its first question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Primer {
    /// The topic's title.
    pub title: String,
    /// The rule and a worked example.
    pub text: String,
}

/// A hint to a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardHint {
    /// Its author wrote it.
    Written(String),
    /// It was made from the card.
    Made(MadeHint),
}

/// What a session is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionHead {
    /// Cards that are due and new.
    Review {
        /// What they are called; nothing means every card.
        scope: Option<String>,
        /// How many wait.
        waits: WaitingCounts,
    },
    /// Practice.
    Drill {
        /// What the cards are called; nothing means every card.
        scope: Option<String>,
        /// How many will be asked.
        cards: usize,
    },
    /// A placement test.
    Placement {
        /// What is tested; nothing means every topic.
        scope: Option<String>,
        /// Most questions.
        most: usize,
    },
}

/// Why there is nothing to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nothing {
    /// Nothing waits today.
    Due,
    /// None of the cards that were named can be asked now, or there is none.
    Now(NotNow),
}

/// A question with what stands above it.
#[derive(Debug, Clone)]
pub struct Question {
    /// The card.
    pub card: Card,
    /// The order in which options are shown.
    pub order: Vec<usize>,
    /// What stands above it.
    pub heading: Heading,
}

/// What stands above a question.
#[derive(Debug, Clone)]
pub enum Heading {
    /// In a review or drill.
    Review(ReviewHeading),
    /// In an interview.
    Interview {
        /// Its number, from 1.
        number: usize,
        /// How many are planned.
        planned: u32,
        /// The part of the interview.
        round: Round,
        /// The topic's title.
        topic: String,
        /// Minutes that were asked for.
        minutes: u32,
        /// Whole minutes that are gone.
        gone: u32,
    },
}

/// What stands above a question of a review.
#[derive(Debug, Clone)]
pub struct ReviewHeading {
    /// Which card of the session it is.
    pub place: QueuePlace,
    /// The topic, and its phase on the road that is reviewed.
    pub title: TopicTitle,
    /// What kind of turn it is.
    pub status: TurnStatus,
    /// What is remarkable about the card.
    pub notes: Vec<CardNote>,
}

/// Which card of a session is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueuePlace {
    /// A card of the queue.
    Queued {
        /// Its number, from 1.
        number: usize,
        /// How many there are.
        of: usize,
    },
    /// A repeat.
    Repeat {
        /// Its number, from 1.
        number: usize,
    },
}

/// A topic as a learner knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicTitle {
    /// Its title.
    pub name: String,
    /// Number and title of its phase, if one road is reviewed.
    pub phase: Option<(u32, String)>,
}

/// What kind of turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TurnStatus {
    /// A question of a placement test.
    Placement,
    /// A card that was never reviewed.
    New,
    /// A card that is due after this many days.
    Review {
        /// The interval.
        days: u32,
    },
    /// A card that failed today.
    Repeat {
        /// Repeats that wait behind it.
        behind: usize,
    },
    /// Practice.
    Drill,
}

/// What is remarkable about a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardNote {
    /// It keeps being forgotten.
    Leech,
    /// Its meaning has changed since it was last seen: Hard at best.
    Changed,
    /// It is not translated to the language of the cards.
    Untranslated,
}

/// The answer of a card.
#[derive(Debug, Clone)]
pub struct AnswerShown {
    /// The card.
    pub card: Card,
    /// The order in which options are shown.
    pub order: Vec<usize>,
    /// What the learner typed where nobody judges it.
    pub given: Option<String>,
    /// The learner's own program, to be seen next to the card's.
    pub program: Option<String>,
    /// The revision that was answered last, if the card has another meaning now.
    pub earlier: Option<Rev>,
}

/// A card's history.
#[derive(Debug, Clone)]
pub struct CardInfo {
    /// The card.
    pub card: Card,
    /// What the log says of it.
    pub memory: Memory,
    /// Its events, oldest first, undone ones left out.
    pub events: Vec<Event>,
    /// The settings its last review was scheduled with.
    pub last_scheduler: Option<Scheduler>,
    /// The scheduler in use.
    pub scheduler: Scheduler,
}

/// What help is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Help {
    /// An answer of one line.
    Line,
    /// An answer of several lines.
    Lines,
    /// A prompt that takes single keys.
    Keys,
}

/// An answer that is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The card.
    pub card: CardId,
    /// The grade.
    pub grade: Grade,
    /// Days until it comes again, and the day; nothing where nothing was rescheduled.
    pub next: Option<(u32, StudyDay)>,
    /// Whether the grade is another one than the judge's.
    pub overruled: Overruled,
}

/// Whether a learner overruled a judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overruled {
    /// The judge suggested another grade.
    Yes,
    /// The grade is the judge's, or nobody judged.
    No,
}

/// What a session came to.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// What happened.
    pub tally: SessionTally,
    /// Topics in which something failed, weakest first: title, passed, asked.
    pub weak: Vec<(String, usize, usize)>,
    /// What comes next; nothing after a drill.
    pub ahead: Option<Ahead>,
}

/// What comes after a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ahead {
    /// Cards that are due tomorrow.
    pub tomorrow: usize,
    /// Days in a row with an answer.
    pub streak: Streak,
    /// Repeats that still wait.
    pub repeats: usize,
    /// Scheduled cards of the session that were not asked.
    pub left: usize,
    /// All that still waits today, whatever the session was about.
    pub waits: WaitingCounts,
}

/// A remark, without its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionRemark {
    /// The card was answered in another window since it was queued.
    MetElsewhere(CardId),
    /// The answer counts as a repeat, because the card was answered in another window.
    AnsweredElsewhere,
    /// There is nothing to take back.
    NothingToUndo,
    /// The last step was taken back.
    Undone(CardId),
    /// The card is hidden until tomorrow.
    Buried,
    /// The card was put aside.
    Suspended(CardId),
    /// The card was left without an answer.
    Skipped,
    /// The card was marked for a second look.
    Flagged,
    /// The card has no hints.
    NoHints,
    /// The card has no pictures or sounds, or none before its answer.
    NoMedia,
    /// The card has no other language.
    OneLanguage,
    /// All hints were shown.
    NoMoreHints,
    /// The explanation comes after the answer.
    WhyLater,
    /// The card has no explanation.
    NoWhy,
    /// A near miss: one more try.
    Near(String),
    /// The answer cannot be judged.
    Fault(JudgeFault),
    /// No list contains the answer, but the card's check accepts it.
    PassedCheck,
    /// The answer was compared with the lists alone, because its deck is not trusted.
    NotChecked,
    /// What the ticks came to.
    Ticked {
        /// Points that were met.
        met: u32,
        /// Points there are.
        total: u32,
        /// Numbers of the needed points that were missed.
        missing: Vec<usize>,
    },
    /// The text is not a list of points.
    NotPoints {
        /// What was typed.
        text: String,
        /// The number of the last point.
        last: usize,
    },
    /// An earlier draft of the program was found.
    DraftFound,
    /// Consent to run programs was refused before an interview: they are handed in alone.
    HandsInOnly,
    /// A program of an interview was not run, and can still be.
    CanStillRun {
        /// The number of its question, from 1.
        number: usize,
    },
    /// The program was not run, because its deck is not trusted.
    NotRun,
    /// The card keeps being forgotten and was marked.
    Leech {
        /// How often it lapsed.
        lapses: u32,
    },
    /// A program was handed in.
    HandedIn,
    /// Questions about the problem come before the answer.
    ClarifyFirst,
    /// What the interviewer says to the questions about a problem.
    Clarified(Vec<Clarify>),
    /// What the interviewer asks after an answer.
    FollowUp(String),
    /// The commands that work in an interview.
    InterviewHelp,
    /// The interview ended before the first answer.
    InterviewEmpty,
}
