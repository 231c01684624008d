//! A card: one decision to be learnt, of one of eight kinds.

mod cloze;
mod origin;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::day::StudyDay;
use crate::domain::id::{AreaId, CardId, RoadmapId, TopicId};

pub use crate::domain::lang::Lang;
pub use cloze::{Blank, Cloze};
pub use origin::Origin;

/// Revision of a card's meaning, from 1. It rises when what is tested changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rev(pub u32);

/// Hash of a card's content: 16 lower case hexadecimal digits of SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContentHash(String);

impl ContentHash {
    /// The hash of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(hex16(bytes))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The first eight bytes of SHA-256 as hexadecimal digits.
pub(crate) fn hex16(bytes: &[u8]) -> String {
    first_bytes(bytes, 8)
}

/// The first 16 bytes of SHA-256 as hexadecimal digits, for what nobody may make a second one of.
pub(crate) fn hex32(bytes: &[u8]) -> String {
    first_bytes(bytes, 16)
}

fn first_bytes(bytes: &[u8], count: usize) -> String {
    let mut hex = String::with_capacity(2 * count);
    for byte in Sha256::digest(bytes).iter().take(count) {
        hex.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        hex.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
    }
    hex
}

/// Whether a card's prose is the original or a translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Translation {
    /// The canonical text.
    #[default]
    Original,
    /// A translation of the card's current revision.
    Current,
    /// The translation is of an older revision, so the canonical text is shown.
    Stale,
}

/// How often interviews ask it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Interview {
    /// Never or hardly ever.
    No,
    /// Rarely.
    Rare,
    /// Now and then.
    Sometimes,
    /// In many interviews.
    Common,
}

impl Interview {
    /// The word used in decks.
    pub const fn word(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Rare => "rare",
            Self::Sometimes => "sometimes",
            Self::Common => "common",
        }
    }
}

/// From 1, recall of a basic, to 5, expert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Level(u8);

impl Level {
    /// From 1 to 5, else nothing.
    pub const fn new(level: u8) -> Option<Self> {
        if level >= 1 && level <= 5 {
            Some(Self(level))
        } else {
            None
        }
    }

    /// 1 to 5.
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Level {
    type Error = String;
    fn try_from(level: u8) -> Result<Self, String> {
        Self::new(level).ok_or_else(|| format!("{level} is not a level from 1 to 5"))
    }
}

impl From<Level> for u8 {
    fn from(level: Level) -> u8 {
        level.0
    }
}

/// The eight kinds of card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CardKind {
    /// Question and answer, graded by the learner.
    Basic,
    /// A sentence with a blank.
    Cloze,
    /// Options to choose from.
    Choice,
    /// An answer to be typed.
    Type,
    /// Predict what a program prints.
    Output,
    /// Find and repair a defect.
    Bug,
    /// Write a program that passes tests.
    Code,
    /// An interview question with a rubric.
    Open,
}

impl CardKind {
    /// All kinds, in the order of the documentation.
    pub const ALL: [Self; 8] = [
        Self::Basic,
        Self::Cloze,
        Self::Choice,
        Self::Type,
        Self::Output,
        Self::Bug,
        Self::Code,
        Self::Open,
    ];

    /// The word used in decks.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Cloze => "cloze",
            Self::Choice => "choice",
            Self::Type => "type",
            Self::Output => "output",
            Self::Bug => "bug",
            Self::Code => "code",
            Self::Open => "open",
        }
    }
}

/// A listed interview question of a roadmap: `mastering-python:104`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct QuestionRef {
    /// The roadmap.
    pub roadmap: RoadmapId,
    /// The line of the question in it.
    pub line: u32,
}

/// A card as it is scheduled: siblings are cards of their own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Key of the learner's progress.
    pub id: CardId,
    /// The topic it belongs to.
    pub topic: TopicId,
    /// The area of the topic.
    pub area: AreaId,
    /// Revision of its meaning.
    pub rev: Rev,
    /// Author's estimate of difficulty.
    pub level: Level,
    /// How often interviews ask it.
    pub interview: Interview,
    /// One to four search words.
    pub tags: Vec<String>,
    /// Ids (without sibling mark: all siblings) that must have passed once before this card is new.
    pub needs: Vec<CardId>,
    /// Pages that confirm it, `https` addresses.
    pub refs: Vec<String>,
    /// Versions of Python on which it is true, such as `>=3.10,<3.14`.
    pub python: String,
    /// Scope of claims that cannot be executed.
    pub valid: Option<String>,
    /// Packages, with versions, that its programs need.
    pub requires: Vec<String>,
    /// Listed interview questions it answers.
    pub asks: Vec<QuestionRef>,
    /// Expected minutes, for long kinds.
    pub minutes: Option<u32>,
    /// Company flavours, lower case.
    pub style: Vec<String>,
    /// Hints, one shown at a time.
    pub hints: Vec<String>,
    /// Where the learner found it.
    pub source: Option<String>,
    /// The explanation.
    pub why: Option<String>,
    /// The day a learner's own card was added.
    pub added: Option<StudyDay>,
    /// Whose card it is.
    pub origin: Origin,
    /// Language of the prose below.
    pub lang: Lang,
    /// Whether that prose is a translation.
    pub translation: Translation,
    /// Hash of the canonical content; a translation keeps it.
    pub content: ContentHash,
    /// What is asked and answered.
    pub body: Body,
}

impl Card {
    /// The language of its text: where a translation is out of date, the English text is shown.
    pub fn text_language(&self) -> Lang {
        if self.translation == Translation::Stale {
            Lang::EN
        } else {
            self.lang
        }
    }
}

/// What is asked and answered, by kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Body {
    /// Question and answer; a reverse is a card of its own.
    Basic(Basic),
    /// A sentence with one blank asked; the other blanks are shown filled.
    Cloze(Cloze),
    /// Options to choose from.
    Choice(Choice),
    /// An answer to be typed.
    Type(TypedCard),
    /// Predict what a program prints.
    Output(Output),
    /// Find and repair a defect.
    Bug(Bug),
    /// Write a program that passes tests.
    Code(Code),
    /// An interview question with a rubric.
    Open(Open),
}

/// Question and answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basic {
    /// The question, markdown.
    pub prompt: String,
    /// The answer, markdown.
    pub answer: String,
}

/// Options to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The question.
    pub prompt: String,
    /// Code it speaks of.
    pub code: Option<String>,
    /// Whether one or several options are right.
    pub answers: Answers,
    /// The options in file order; the session shuffles them.
    pub options: Vec<ChoiceOption>,
    /// A program that asserts the claim.
    pub check: Option<String>,
}

/// Whether one or several options are to be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answers {
    /// Exactly one option is right.
    One,
    /// One or more options are right, and all of them must be chosen.
    Several,
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceOption {
    /// What it says.
    pub text: String,
    /// Why it is right or wrong.
    pub why: String,
    /// Whether it is right.
    pub truth: Truth,
}

/// Whether an option is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Truth {
    /// To be chosen.
    Right,
    /// Not to be chosen.
    Wrong,
}

/// An answer to be typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedCard {
    /// The question.
    pub prompt: String,
    /// Code it speaks of.
    pub code: Option<String>,
    /// The answer that is shown.
    pub answer: String,
    /// How answers are compared.
    pub compare: Compare,
    /// Other right answers.
    pub accept: Vec<String>,
    /// Near misses with the reason they are wrong.
    pub reject: Vec<Reject>,
    /// A program in which `{answer}` stands for the answer under test.
    pub check: Option<String>,
    /// Extra space, for complexity: shown with the answer.
    pub space: Option<String>,
    /// A function `ops(n)` that counts basic operations, for complexity.
    pub ops: Option<String>,
    /// The sizes to count at.
    pub sizes: Vec<u32>,
}

/// How a typed answer is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compare {
    /// Words: case, spaces, accents, outer quotes and a final full stop do not matter.
    Text,
    /// Python tokens.
    Code,
    /// A number, with or without the unit that the question names.
    Number,
    /// SQL: case, spaces, a final semicolon and redundant parentheses do not matter.
    Sql,
    /// The answer is a regular expression that the whole text must match.
    Regex,
    /// A class of growth such as `O(n log n)`.
    Complexity,
}

/// A near miss.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// What was typed.
    pub answer: String,
    /// Why it is wrong.
    pub why: String,
}

/// Predict what a program prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// The question.
    pub prompt: String,
    /// The program.
    pub code: String,
    /// What it prints, exactly.
    pub stdout: String,
    /// Class of the exception that ends it, if one does.
    pub raises: Option<String>,
}

/// Find and repair a defect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bug {
    /// The question.
    pub prompt: String,
    /// What users report.
    pub symptom: Option<String>,
    /// The broken program.
    pub code: String,
    /// Lines, from 1, any of which names the defect.
    pub bug_lines: Vec<u32>,
    /// The repaired program.
    pub fix: String,
    /// Asserts that the broken program fails and the repaired one passes.
    pub tests: String,
}

/// Write a program that passes tests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// Contract and edge cases.
    pub prompt: String,
    /// Visible examples.
    pub examples: Vec<String>,
    /// What the editor opens with.
    pub starter: String,
    /// The reference.
    pub solution: String,
    /// Hidden tests.
    pub tests: String,
    /// Plausible wrong solutions, all rejected by the tests.
    pub wrong: Vec<WrongSolution>,
    /// Changes to the reference that no test can notice, each with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub equivalent: Vec<EquivalentChange>,
    /// What an interviewer asks next.
    pub follow_ups: Vec<FollowUp>,
    /// Running time of the reference.
    pub time: Option<String>,
    /// Extra space of the reference.
    pub space: Option<String>,
    /// Seconds a run may take.
    pub limit_s: Option<u32>,
}

/// A change to a line of the reference after which it still does what is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EquivalentChange {
    /// The line, without its indentation.
    pub from: String,
    /// The line after the change.
    pub to: String,
    /// Why it changes nothing that the contract speaks of.
    pub why: String,
}

/// A plausible wrong solution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrongSolution {
    /// The mistake it makes.
    pub label: String,
    /// The program.
    pub code: String,
}

/// What an interviewer asks next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// The question.
    pub question: String,
    /// A short answer.
    pub answer: Option<String>,
}

/// An interview question with a rubric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// The question.
    pub prompt: String,
    /// Checkable claims of a good answer.
    pub points: Vec<Point>,
    /// What weak answers do.
    pub mistakes: Vec<String>,
    /// What an interviewer asks next.
    pub follow_ups: Vec<FollowUp>,
    /// A model answer.
    pub model: Option<String>,
    /// What a strong candidate asks first, for designs.
    pub clarify: Vec<Clarify>,
    /// Arithmetic of the load, for designs.
    pub estimates: Vec<String>,
    /// What separates seniorities: (`junior`, text) and so on, junior first.
    pub levels: Vec<(String, String)>,
    /// What is judged, for behavioural stories.
    pub signals: Vec<String>,
    /// One line of guidance for situation, task, action and result.
    pub star: Option<Star>,
}

/// One checkable claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// The claim.
    pub text: String,
    /// Whether a good answer needs it.
    pub weight: Weight,
    /// The part of a design it belongs to.
    pub area: Option<String>,
}

/// Whether a point is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// A good answer needs it.
    Must,
    /// It makes a good answer better.
    Extra,
}

/// A question to ask first, and what to assume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clarify {
    /// The question.
    pub question: String,
    /// The assumption to go on with.
    pub assume: String,
}

/// Guidance for a behavioural story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Star {
    /// Where and who.
    pub situation: String,
    /// What was to be done.
    pub task: String,
    /// What the teller did.
    pub action: String,
    /// What came of it.
    pub result: String,
}

impl Body {
    /// The kind.
    pub const fn kind(&self) -> CardKind {
        match self {
            Self::Basic(_) => CardKind::Basic,
            Self::Cloze(_) => CardKind::Cloze,
            Self::Choice(_) => CardKind::Choice,
            Self::Type(_) => CardKind::Type,
            Self::Output(_) => CardKind::Output,
            Self::Bug(_) => CardKind::Bug,
            Self::Code(_) => CardKind::Code,
            Self::Open(_) => CardKind::Open,
        }
    }

    /// The question: the prompt, or the sentence of a cloze.
    pub fn prompt(&self) -> &str {
        match self {
            Self::Basic(body) => &body.prompt,
            Self::Cloze(body) => &body.text,
            Self::Choice(body) => &body.prompt,
            Self::Type(body) => &body.prompt,
            Self::Output(body) => &body.prompt,
            Self::Bug(body) => &body.prompt,
            Self::Code(body) => &body.prompt,
            Self::Open(body) => &body.prompt,
        }
    }

    /// Whether another one asks the same and has the same answer; what else they hold does not matter.
    pub fn is_twin_of(&self, other: &Self) -> bool {
        let options = |choice: &Choice| {
            let mut options: Vec<_> = choice
                .options
                .iter()
                .map(|o| (o.text.clone(), o.truth == Truth::Right))
                .collect();
            options.sort_unstable();
            options
        };
        let answered = match (self, other) {
            (Self::Basic(one), Self::Basic(two)) => one.answer.trim() == two.answer.trim(),
            (Self::Cloze(one), Self::Cloze(two)) => {
                let answers = |cloze: &Cloze| {
                    cloze
                        .blanks
                        .iter()
                        .map(|blank| blank.answer.clone())
                        .collect::<Vec<_>>()
                };
                one.asked == two.asked && answers(one) == answers(two)
            }
            (Self::Choice(one), Self::Choice(two)) => options(one) == options(two),
            (Self::Type(one), Self::Type(two)) => one.answer.trim() == two.answer.trim(),
            (Self::Output(one), Self::Output(two)) => one.stdout.trim() == two.stdout.trim(),
            _ => false,
        };
        let code = |body: &Self| body.code().map(|code| code.trim().to_owned());
        answered && self.prompt().trim() == other.prompt().trim() && code(self) == code(other)
    }

    /// Whether a session may run programs for it.
    pub const fn runs(&self) -> bool {
        match self {
            Self::Bug(_) | Self::Code(_) => true,
            Self::Type(body) => body.check.is_some(),
            Self::Basic(_) | Self::Cloze(_) | Self::Choice(_) | Self::Output(_) | Self::Open(_) => {
                false
            }
        }
    }

    /// The program shown with the question, if there is one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Choice(body) => body.code.as_deref(),
            Self::Type(body) => body.code.as_deref(),
            Self::Output(body) => Some(&body.code),
            Self::Bug(body) => Some(&body.code),
            Self::Basic(_) | Self::Cloze(_) | Self::Code(_) | Self::Open(_) => None,
        }
    }
}
