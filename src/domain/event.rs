//! The event log: the only truth about progress. Everything else is folded from it.

mod figures;
mod first_version;

use serde::{Deserialize, Serialize};

use crate::domain::card::{ContentHash, Rev};
use crate::domain::day::{Instant, StudyDay};
use crate::domain::grade::Grade;
use crate::domain::id::{CardId, DeviceId, RoadmapId, TopicId};
use crate::domain::schedule::{Interval, Memory, Strength};

pub use crate::domain::schedule::SettingsHash;
pub use figures::without_texts;

/// Version of the event bodies this build writes. Older ones are always read, newer ones kept and skipped.
pub const BODY_VERSION: u32 = 2;

/// The verdict of an answer that was typed where nobody judges.
pub const UNJUDGED: &str = "typed";

/// Longest pause that counts as thinking, in milliseconds: a terminal left alone is not work.
pub const LONGEST_PAUSE_MS: i64 = 60_000;

/// Milliseconds of a pause that count; none if the clock went back.
pub const fn pause(began: Instant, ended: Instant) -> i64 {
    let whole = ended.millis().saturating_sub(began.millis());
    if whole < 0 {
        0
    } else if whole > LONGEST_PAUSE_MS {
        LONGEST_PAUSE_MS
    } else {
        whole
    }
}

/// Identity of an event: the installation and its own count, 1, 2, 3 without gaps.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EventKey {
    /// The installation that wrote it.
    pub device: DeviceId,
    /// Its number there, from 1.
    pub seq: u64,
}

/// Hybrid logical clock: the order of events across devices. The upper 48 bits are UTC
/// milliseconds, the lower 16 a counter, so that it always grows and stays near the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HybridClock(i64);

impl HybridClock {
    /// Before every event.
    pub const ZERO: Self = Self(0);

    /// From its stored number.
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// The number that is stored.
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The last millisecond that the clock follows, in the year 4199. A wall clock beyond it counts on from there: half
    /// of all numbers stay for counting, so that no wrong date ever brings the clock to its end.
    const LAST_MS: i64 = (1 << 46) - 1;

    /// The clock of an event written at `now` after `last`: the greater of `last + 1` and `now`.
    #[must_use]
    pub const fn tick(last: Self, now: Instant) -> Self {
        let now = if now.millis() > Self::LAST_MS {
            Self::LAST_MS
        } else {
            now.millis()
        };
        let wall = now.saturating_mul(1 << 16);
        let next = last.0.saturating_add(1);
        if wall > next { Self(wall) } else { Self(next) }
    }
}

/// When and where something happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The instant.
    pub at: Instant,
    /// Seconds east of UTC then and there.
    pub offset: i32,
    /// Name of the zone, or the offset as text.
    pub zone: String,
    /// The study day, as computed then.
    pub day: StudyDay,
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Who it is.
    pub key: EventKey,
    /// Its place in the order of all events.
    pub clock: HybridClock,
    /// When and where it happened.
    pub stamp: Stamp,
    /// What happened.
    pub body: EventBody,
}

/// Milliseconds by which a clock must lag to mark an event: two days.
const LAG_MS: i64 = 2 * 86_400_000;

impl Event {
    /// Whether the machine's clock stood more than two days behind an earlier event's: the hybrid clock, which
    /// never goes back, keeps the difference.
    pub const fn is_behind(&self) -> bool {
        (self.clock.number() >> 16).saturating_sub(self.stamp.at.millis()) > LAG_MS
    }
}

/// What happened. The texts of the tags are stored and never change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum EventBody {
    /// A scheduled answer: the only kind of answer that changes a card's memory.
    Review(Review),
    /// A repeat on the same day; changes no memory.
    Repeat(Practice),
    /// A cram answer; changes no memory.
    Cram(Practice),
    /// Takes back another event, as if it had never been written.
    Undo {
        /// The event that is taken back.
        target: EventKey,
    },
    /// What a placement test supports for a card that was never reviewed.
    Placed(Placed),
    /// A mock interview with its transcript; changes no memory.
    Interview {
        /// The record, an object of its own version.
        record: serde_json::Value,
    },
    /// A kind this build does not know: kept as it came, skipped by the fold.
    #[serde(skip)]
    Unknown {
        /// The tag of the kind.
        kind: String,
        /// The whole body.
        body: serde_json::Value,
    },
    /// What a learner decides about one card.
    // Tried by serde only where no tag above fits; their own tags stand at the same level.
    #[serde(untagged)]
    Mark {
        /// What is decided.
        #[serde(flatten)]
        mark: MarkEvent,
        /// The card.
        card: CardId,
        /// Who decided it.
        #[serde(default, skip_serializing_if = "MarkOrigin::is_learner")]
        by: MarkOrigin,
    },
    /// What a learner decides about roadmaps and topics.
    #[serde(untagged)]
    Road(RoadEvent),
}

/// Who decided something about a card. The texts are stored and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MarkOrigin {
    /// The learner, or the program for them.
    #[default]
    Learner,
    /// Another program, whose cards were imported. `undo` does not take it back.
    Import,
}

impl MarkOrigin {
    /// Whether it was decided here.
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde passes a reference"
    )]
    const fn is_learner(&self) -> bool {
        matches!(self, Self::Learner)
    }
}

/// What a learner decides about a card. The texts of the tags are stored and never change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum MarkEvent {
    /// Puts the card aside.
    Suspend,
    /// Takes a suspended or buried card back.
    Resume,
    /// Hides the card until a study day begins.
    Bury {
        /// The first day on which it shows again.
        until: StudyDay,
    },
    /// Makes the card new again; its history stays in the log.
    Reset,
    /// Moves the due day to the one that another scheduler would have chosen at the last review.
    Reschedule {
        /// Reviews the card had; after a merge it may have more, and then its due day is newer than this one.
        reviews: u32,
        /// The interval.
        interval: Interval,
        /// The day the card is due.
        due: StudyDay,
    },
    /// Marks the card for a second look.
    Flag {
        /// What the learner wrote, may be empty.
        note: String,
    },
    /// Removes the flag.
    Unflag,
    /// A remark on the card: a leech's announcement, a change of revision.
    Note {
        /// The remark.
        text: String,
    },
    /// How strong another program's model found the memory of the card. The schedulers here compute their own from
    /// the answers; it is kept for the way back.
    Strength {
        /// The strength.
        strength: Strength,
    },
}

/// What a learner decides about roadmaps and topics. The texts of the tags are stored and never change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RoadEvent {
    /// Follows a roadmap.
    Follow {
        /// The roadmap.
        roadmap: RoadmapId,
    },
    /// Stops following a roadmap.
    Unfollow {
        /// The roadmap.
        roadmap: RoadmapId,
    },
    /// Lifts the hold that prerequisites lay on a topic.
    Unlock {
        /// The topic.
        topic: TopicId,
    },
    /// Ticks an item of a roadmap.
    Done {
        /// The roadmap.
        roadmap: RoadmapId,
        /// The line of the item.
        line: u32,
        /// What the line says, so that a tick survives another number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// Unticks an item of a roadmap.
    Undone {
        /// The roadmap.
        roadmap: RoadmapId,
        /// The line of the item.
        line: u32,
        /// What the line says, so that a tick survives another number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// Aims at a date, instead of any date before.
    Plan(PlanTerms),
    /// Aims at no date.
    PlanDropped,
}

/// What a learner aims at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanTerms {
    /// The day to be ready for.
    pub date: StudyDay,
    /// Minutes a day.
    pub minutes: u32,
    /// The roadmaps.
    pub roadmaps: Vec<RoadmapId>,
}

/// What a placement test supports for a card: it starts as if it had passed once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    /// The card.
    pub card: CardId,
    /// The strength it starts with.
    pub strength: Strength,
    /// The interval it starts with.
    pub interval: Interval,
    /// The day it is due.
    pub due: StudyDay,
    /// The settings of the scheduler that the strength belongs to.
    pub settings: SettingsHash,
}

/// A scheduled answer, with enough in it for any other scheduler to replay it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// The answer itself.
    #[serde(flatten)]
    pub answer: Answer,
    /// Hash of the scheduler's settings; the text stands in a table of its own.
    pub settings: SettingsHash,
    /// The memory the answer met.
    pub before: Memory,
    /// The strength after the answer.
    pub strength: Strength,
    /// The interval chosen, after fuzz.
    pub interval: Interval,
    /// The day the card is due again.
    pub due: StudyDay,
}

/// An answer that changes no memory: a repeat or a cram.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Practice {
    /// The answer itself.
    #[serde(flatten)]
    pub answer: Answer,
}

/// What was asked, what was answered and how it was graded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The card.
    pub card: CardId,
    /// The revision shown.
    pub rev: Rev,
    /// Hash of the content shown.
    pub content: ContentHash,
    /// The raw grade.
    pub grade: Grade,
    /// Who graded.
    pub grader: Grader,
    /// What the judge saw; absent when the learner graded alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// Milliseconds from the question to the keystroke that ends the answer, each pause capped at 60 s; a visit to the
    /// editor counts up to what the card is expected to take.
    pub answer_ms: u32,
    /// The same up to the grade.
    pub total_ms: u32,
}

/// Who graded an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grader {
    /// The learner alone, or against the judge's suggestion.
    Learner,
    /// The judge, confirmed by the learner.
    Judge,
}

/// What a judge saw, kept so that a better rule can be applied to old answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Version of the judging rule.
    pub rule: u32,
    /// The answer given, as typed; for programs the last version.
    pub given: String,
    /// The order in which the options of a choice were shown: without it their letters say nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<usize>,
    /// The verdict, one word: `right`, `wrong`, `near`, `blank`, `gave-up`, `ticked`.
    pub verdict: String,
    /// The grade the rule suggested.
    pub suggested: Grade,
    /// Tries taken, from 1.
    pub attempts: u32,
    /// Hints shown.
    pub hints: u32,
    /// Tests or rubric points passed, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed: Option<u32>,
    /// Tests or rubric points in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u32>,
    /// What the card's check said of an answer that no list contains, if it was run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<CheckResult>,
    /// The card's known wrong solution that a failing run of the program looked like, by its label in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mistake: Option<String>,
}

/// What a card's check says of a typed answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckResult {
    /// The answer is right.
    Passed,
    /// It is not.
    Failed,
}

impl Answer {
    /// Whether the learner gave another grade than a judge suggested. A typed answer that only the learner
    /// can grade has evidence without a judge.
    pub fn is_overruled(&self) -> bool {
        let judged =
            |evidence: &Evidence| evidence.verdict != UNJUDGED && evidence.suggested != self.grade;
        self.grader == Grader::Learner && self.evidence.as_ref().is_some_and(judged)
    }
}

impl MarkEvent {
    /// The event that decides this about a card.
    pub const fn on(self, card: CardId) -> EventBody {
        EventBody::Mark {
            mark: self,
            card,
            by: MarkOrigin::Learner,
        }
    }

    /// The event by which an import decides this about a card.
    pub const fn imported(self, card: CardId) -> EventBody {
        EventBody::Mark {
            mark: self,
            card,
            by: MarkOrigin::Import,
        }
    }

    /// The stored tag of the kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Suspend => "suspend",
            Self::Resume => "resume",
            Self::Bury { .. } => "bury",
            Self::Reset => "reset",
            Self::Reschedule { .. } => "reschedule",
            Self::Flag { .. } => "flag",
            Self::Unflag => "unflag",
            Self::Note { .. } => "note",
            Self::Strength { .. } => "strength",
        }
    }
}

impl RoadEvent {
    /// The stored tag of the kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Follow { .. } => "follow",
            Self::Unfollow { .. } => "unfollow",
            Self::Unlock { .. } => "unlock",
            Self::Done { .. } => "done",
            Self::Undone { .. } => "undone",
            Self::Plan(_) => "plan",
            Self::PlanDropped => "plan_dropped",
        }
    }
}

impl EventBody {
    /// The tags of all kinds this build writes.
    pub const KINDS: [&str; 22] = [
        "review",
        "repeat",
        "cram",
        "undo",
        "placed",
        "interview",
        "suspend",
        "resume",
        "bury",
        "reset",
        "reschedule",
        "flag",
        "unflag",
        "note",
        "strength",
        "follow",
        "unfollow",
        "unlock",
        "done",
        "undone",
        "plan",
        "plan_dropped",
    ];

    /// Reads a stored body; what this build cannot read becomes [`Self::Unknown`].
    pub fn read(kind: &str, version: u32, body: &str) -> Self {
        let known = match (version, kind) {
            // Its memory holds an ease where later versions hold a strength.
            (1, "review") => serde_json::from_str::<first_version::FirstReview>(body)
                .map(|review| Self::Review(review.into()))
                .ok(),
            // A newer version is not even tried: the same fields may mean something else in it.
            (..=BODY_VERSION, _) => serde_json::from_str(body).ok(),
            _ => None,
        };
        known.unwrap_or_else(|| Self::Unknown {
            kind: kind.to_owned(),
            // Kept in any case, so that an export or a newer build loses nothing.
            body: serde_json::from_str(body)
                .unwrap_or_else(|_| serde_json::Value::String(body.to_owned())),
        })
    }

    /// The stored tag of the kind.
    pub fn kind(&self) -> &str {
        match self {
            Self::Review(_) => "review",
            Self::Repeat(_) => "repeat",
            Self::Cram(_) => "cram",
            Self::Undo { .. } => "undo",
            Self::Placed(_) => "placed",
            Self::Interview { .. } => "interview",
            Self::Mark { mark, .. } => mark.kind(),
            Self::Road(road) => road.kind(),
            Self::Unknown { kind, .. } => kind,
        }
    }

    /// The scheduled answer, if it is one.
    pub const fn review(&self) -> Option<&Review> {
        if let Self::Review(review) = self {
            Some(review)
        } else {
            None
        }
    }

    /// The settings of the scheduler that it names, if it names any.
    pub const fn settings(&self) -> Option<&SettingsHash> {
        if let Self::Placed(placed) = self {
            return Some(&placed.settings);
        }
        match self.review() {
            Some(review) => Some(&review.settings),
            None => None,
        }
    }

    /// The record of a mock interview, if it is one.
    pub const fn interview(&self) -> Option<&serde_json::Value> {
        if let Self::Interview { record } = self {
            Some(record)
        } else {
            None
        }
    }

    /// The answer it records, if it records one.
    pub const fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Review(review) => Some(&review.answer),
            Self::Repeat(practice) | Self::Cram(practice) => Some(&practice.answer),
            Self::Undo { .. }
            | Self::Placed(_)
            | Self::Interview { .. }
            | Self::Mark { .. }
            | Self::Road(_)
            | Self::Unknown { .. } => None,
        }
    }

    /// The card it is about, if it is about one.
    pub const fn card(&self) -> Option<&CardId> {
        match self {
            Self::Review(review) => Some(&review.answer.card),
            Self::Repeat(practice) | Self::Cram(practice) => Some(&practice.answer.card),
            Self::Mark { card, .. } => Some(card),
            Self::Placed(placed) => Some(&placed.card),
            Self::Undo { .. } | Self::Interview { .. } | Self::Road(_) | Self::Unknown { .. } => {
                None
            }
        }
    }
}
