//! What differs between sessions in the way a card is asked.

use crate::engine::FrontKind;
use crate::engine::prompt::ProgramStyle;

/// What differs between a review and an interview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TurnStyle {
    /// When a verdict is shown.
    pub feedback: Feedback,
    /// How programs count.
    pub programs: ProgramStyle,
    /// What happens to an answer that cannot be judged.
    pub faults: Faults,
}

/// When a verdict is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feedback {
    /// At once; a near miss may try again.
    AtOnce,
    /// When everything was asked.
    AtTheEnd,
}

/// What happens to an answer that cannot be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Faults {
    /// The question is asked again.
    AskAgain,
    /// It is wrong: on a pipe the next line already answers the next prompt.
    CountAsWrong,
}

impl TurnStyle {
    /// Of a review or a drill.
    pub fn of_review(front: FrontKind) -> Self {
        Self {
            feedback: Feedback::AtOnce,
            programs: match front {
                FrontKind::Screen => ProgramStyle::UntilPassed,
                FrontKind::Objects => ProgramStyle::Once,
                FrontKind::Lines => ProgramStyle::Never,
            },
            faults: Faults::of(front),
        }
    }

    /// Of an interview.
    pub fn of_interview(front: FrontKind) -> Self {
        Self {
            feedback: Feedback::AtTheEnd,
            programs: match front {
                FrontKind::Screen => ProgramStyle::HandIn,
                FrontKind::Objects | FrontKind::Lines => ProgramStyle::Never,
            },
            faults: Faults::of(front),
        }
    }

    /// Whether a faulty program may be repaired once its line was named.
    pub(super) fn repairs(self) -> bool {
        matches!(
            self.programs,
            ProgramStyle::UntilPassed | ProgramStyle::HandIn
        )
    }
}

impl Faults {
    const fn of(front: FrontKind) -> Self {
        match front {
            FrontKind::Screen | FrontKind::Objects => Self::AskAgain,
            FrontKind::Lines => Self::CountAsWrong,
        }
    }
}
