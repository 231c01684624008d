//! One session: whose turn it is, what was answered, and what can be taken back.
//!
//! The session holds no card texts and asks no questions; it hears what happened and says what is
//! next.

use std::collections::{BTreeMap, VecDeque};

use crate::domain::event::EventKey;
use crate::domain::grade::Grade;
use crate::domain::id::{CardId, TopicId};

/// Whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueuedTurn {
    /// A scheduled card, once a day.
    Scheduled {
        /// The card.
        card: CardId,
        /// Its number in this session, from 1.
        number: usize,
    },
    /// A card that failed today and is asked again.
    Repeat {
        /// The card.
        card: CardId,
        /// Number of repeats asked in this session, this one included.
        number: usize,
    },
}

impl QueuedTurn {
    /// The card.
    pub const fn card(&self) -> &CardId {
        match self {
            Self::Scheduled { card, .. } | Self::Repeat { card, .. } => card,
        }
    }
}

/// Whether a card that was answered comes again today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// It waits at the tail.
    Today,
    /// It is done for today.
    No,
}

/// An answer, as the summary needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredTurn {
    /// The turn it was given in.
    pub turn: QueuedTurn,
    /// The event that recorded it.
    pub key: EventKey,
    /// The card's topic.
    pub topic: TopicId,
    /// The grade.
    pub grade: Grade,
    /// Milliseconds from question to grade.
    pub total_ms: u32,
    /// Whether it comes again today.
    pub again: Again,
    /// Whether the card lapsed.
    pub lapse: Lapse,
    /// The grade a judge suggested; nothing where nobody judged.
    pub judged: Option<Grade>,
}

impl AnsweredTurn {
    /// Whether it was right at the first try: a wrong answer does not pass by being graded otherwise.
    fn passed_at_first(&self) -> bool {
        self.grade.is_pass() && self.judged.is_none_or(Grade::is_pass)
    }

    /// Whether the learner gave another grade than the judge.
    pub fn is_overruled(&self) -> bool {
        self.judged.is_some_and(|judged| judged != self.grade)
    }
}

/// Whether a card was forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lapse {
    /// A known card failed.
    Lapsed,
    /// It passed, or was never known.
    Kept,
}

/// Something that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
enum UndoStep {
    Answered(AnsweredTurn),
    SetAside { turn: QueuedTurn, key: EventKey },
}

/// The turns of one session: those to come, those that were answered, those brought back.
#[derive(Debug, Clone, Default)]
pub struct TurnQueue {
    ahead: VecDeque<CardId>,
    repeats: VecDeque<CardId>,
    /// Turns brought back by an undo or an edit; the last is next.
    returned: Vec<QueuedTurn>,
    asked: usize,
    repeated: usize,
    total: usize,
    last: Option<CardId>,
    steps: Vec<UndoStep>,
}

impl TurnQueue {
    /// A session of this many scheduled cards, with the repeats that still wait from earlier today.
    pub fn new(total: usize, repeats: impl IntoIterator<Item = CardId>) -> Self {
        Self {
            total,
            repeats: repeats.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Appends scheduled cards. The total grows if they are more than were announced.
    pub fn feed(&mut self, cards: impl IntoIterator<Item = CardId>) {
        self.ahead.extend(cards);
        self.total = self.total.max(self.asked + self.ahead.len());
    }

    /// Puts scheduled cards before all others.
    pub fn feed_first(&mut self, cards: Vec<CardId>) {
        self.total += cards.len();
        for card in cards.into_iter().rev() {
            self.ahead.push_front(card);
        }
    }

    /// States how many scheduled cards there are in all, once it is known.
    pub fn settle(&mut self) {
        self.total = self.asked + self.ahead.len() + self.returned_scheduled();
    }

    /// Scheduled cards of the session, asked and to come.
    pub const fn total(&self) -> usize {
        self.total
    }

    /// Repeats that wait.
    pub fn waiting(&self) -> usize {
        self.repeats.len()
            + self
                .returned
                .iter()
                .filter(|turn| matches!(turn, QueuedTurn::Repeat { .. }))
                .count()
    }

    /// Scheduled cards that have not been asked.
    pub fn left(&self) -> usize {
        self.ahead.len() + self.returned_scheduled()
    }

    fn returned_scheduled(&self) -> usize {
        self.returned
            .iter()
            .filter(|turn| matches!(turn, QueuedTurn::Scheduled { .. }))
            .count()
    }

    /// The next turn: what was brought back, then scheduled cards, then repeats.
    pub fn next_turn(&mut self) -> Option<QueuedTurn> {
        let turn = self
            .returned
            .pop()
            .or_else(|| self.scheduled())
            .or_else(|| self.repeat())?;
        self.last = Some(turn.card().clone());
        Some(turn)
    }

    fn scheduled(&mut self) -> Option<QueuedTurn> {
        let card = self.ahead.pop_front()?;
        self.asked += 1;
        Some(QueuedTurn::Scheduled {
            card,
            number: self.asked,
        })
    }

    /// A turn for a card that was not announced.
    pub fn extra(&mut self, card: CardId) -> QueuedTurn {
        self.asked += 1;
        self.total += 1;
        QueuedTurn::Scheduled {
            card,
            number: self.asked,
        }
    }

    /// A repeat of a card that was not waiting.
    pub fn extra_repeat(&mut self, card: CardId) -> QueuedTurn {
        self.repeats.retain(|waiting| *waiting != card);
        self.repeated += 1;
        QueuedTurn::Repeat {
            card,
            number: self.repeated,
        }
    }

    /// First in, first out; but the card just shown lets another go first.
    fn repeat(&mut self) -> Option<QueuedTurn> {
        if self.repeats.len() > 1 && self.repeats.front() == self.last.as_ref() {
            self.repeats.rotate_left(1);
        }
        let card = self.repeats.pop_front()?;
        self.repeated += 1;
        Some(QueuedTurn::Repeat {
            card,
            number: self.repeated,
        })
    }

    /// Records an answer that is on disk.
    pub fn answered(&mut self, given: AnsweredTurn) {
        if given.again == Again::Today {
            self.repeats.push_back(given.turn.card().clone());
        }
        self.steps.push(UndoStep::Answered(given));
    }

    /// Records that a card was buried or suspended, by the event with this key.
    pub fn set_aside(&mut self, turn: QueuedTurn, key: EventKey) {
        self.steps.push(UndoStep::SetAside { turn, key });
    }

    /// Shows a turn again, next.
    pub fn bring_back(&mut self, turn: QueuedTurn) {
        self.returned.push(turn);
    }

    /// Leaves out cards that can no longer be shown.
    pub fn drop_cards(&mut self, gone: impl Fn(&CardId) -> bool) {
        self.ahead.retain(|card| !gone(card));
        self.repeats.retain(|card| !gone(card));
    }

    /// The event that an undo would take back.
    pub fn undoable(&self) -> Option<&EventKey> {
        self.steps.last().map(|step| match step {
            UndoStep::Answered(given) => &given.key,
            UndoStep::SetAside { key, .. } => key,
        })
    }

    /// Takes the last step back: `current`, if a card is being asked, is shown after it.
    pub fn undo(&mut self, current: Option<QueuedTurn>) -> Option<CardId> {
        let step = self.steps.pop()?;
        // Before the turn that is taken back, since the last one is next.
        self.returned.extend(current);
        let turn = match step {
            UndoStep::Answered(given) => {
                if given.again == Again::Today
                    && let Some(place) = self
                        .repeats
                        .iter()
                        .rposition(|card| card == given.turn.card())
                {
                    self.repeats.remove(place);
                }
                given.turn
            }
            UndoStep::SetAside { turn, .. } => turn,
        };
        let card = turn.card().clone();
        self.returned.push(turn);
        Some(card)
    }

    /// What happened so far.
    pub fn tally(&self) -> SessionTally {
        let mut tally = SessionTally::default();
        for step in &self.steps {
            match step {
                UndoStep::Answered(given) => tally.add(given),
                UndoStep::SetAside { .. } => tally.set_aside += 1,
            }
        }
        tally
    }
}

/// What happened in a session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionTally {
    /// Scheduled answers.
    pub reviews: usize,
    /// Repeats.
    pub repeats: usize,
    /// Cards that were buried or suspended.
    pub set_aside: usize,
    /// Answers graded otherwise than their judge suggested.
    pub overruled: usize,
    /// Scheduled answers that passed: in the learner's eyes, and in the judge's where there was one.
    pub passed: usize,
    /// All answers by button: again (q below 3), hard, good, easy.
    pub grades: [usize; 4],
    /// Milliseconds from question to grade, all answers.
    pub total_ms: u64,
    /// Cards that lapsed, in the order they did.
    pub lapsed: Vec<CardId>,
    /// Topics with scheduled answers: passed and asked.
    pub topics: BTreeMap<TopicId, (usize, usize)>,
}

impl SessionTally {
    fn add(&mut self, given: &AnsweredTurn) {
        let button = usize::from(given.grade.q().max(2) - 2);
        self.grades[button] += 1;
        self.overruled += usize::from(given.is_overruled());
        self.total_ms += u64::from(given.total_ms);
        if let QueuedTurn::Repeat { .. } = given.turn {
            self.repeats += 1;
            return;
        }
        self.reviews += 1;
        let topic = self.topics.entry(given.topic.clone()).or_default();
        topic.1 += 1;
        if given.passed_at_first() {
            self.passed += 1;
            topic.0 += 1;
        }
        if given.lapse == Lapse::Lapsed {
            self.lapsed.push(given.turn.card().clone());
        }
    }

    /// Topics in which something failed, weakest first.
    pub fn weakest(&self) -> Vec<(&TopicId, usize, usize)> {
        let mut weak: Vec<_> = self
            .topics
            .iter()
            .filter(|(_, (passed, asked))| passed < asked)
            .map(|(topic, (passed, asked))| (topic, *passed, *asked))
            .collect();
        // Shares compared by multiplying crosswise; of equal ones the topic that was asked more
        // comes first.
        weak.sort_by(|a, b| (a.1 * b.2).cmp(&(b.1 * a.2)).then(b.2.cmp(&a.2)));
        weak
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::DeviceId;

    fn id(text: &str) -> CardId {
        CardId::parse(text).unwrap()
    }

    fn given(turn: QueuedTurn, grade: Grade, seq: u64) -> AnsweredTurn {
        let again = if grade.is_pass() {
            Again::No
        } else {
            Again::Today
        };
        AnsweredTurn {
            turn,
            key: EventKey {
                device: DeviceId::parse("00000000000000aa").unwrap(),
                seq,
            },
            topic: TopicId::parse("lists").unwrap(),
            grade,
            total_ms: 10,
            again,
            lapse: Lapse::Kept,
            judged: None,
        }
    }

    fn started(cards: &[&str]) -> TurnQueue {
        let mut session = TurnQueue::new(0, []);
        session.feed(cards.iter().map(|card| id(card)));
        session
    }

    #[test]
    fn a_failed_card_waits_at_the_tail() {
        let mut session = started(&["a.a", "a.b"]);
        let first = session.next_turn().unwrap();
        session.answered(given(first, Grade::AGAIN, 1));
        let second = session.next_turn().unwrap();
        assert_eq!(
            second,
            QueuedTurn::Scheduled {
                card: id("a.b"),
                number: 2
            }
        );
        session.answered(given(second, Grade::GOOD, 2));
        assert_eq!(
            session.next_turn(),
            Some(QueuedTurn::Repeat {
                card: id("a.a"),
                number: 1
            })
        );
        assert_eq!(session.next_turn(), None);
    }

    #[test]
    fn a_card_does_not_come_twice_in_a_row_while_others_wait() {
        let mut session = TurnQueue::new(0, [id("a.a"), id("a.b")]);
        let a = session.next_turn().unwrap();
        session.answered(given(a, Grade::AGAIN, 1));
        let b = session.next_turn().unwrap();
        assert_eq!(b.card(), &id("a.b"));
        session.answered(given(b, Grade::GOOD, 2));
        assert_eq!(session.next_turn().unwrap().card(), &id("a.a"));
    }

    #[test]
    fn undo_brings_the_card_back_and_takes_its_repeat_away() {
        let mut session = started(&["a.a", "a.b"]);
        let first = session.next_turn().unwrap();
        session.answered(given(first.clone(), Grade::AGAIN, 1));
        let second = session.next_turn().unwrap();
        assert_eq!(session.undo(Some(second.clone())), Some(id("a.a")));
        assert_eq!(session.waiting(), 0);
        assert_eq!(session.tally(), SessionTally::default());
        assert_eq!(session.next_turn(), Some(first));
        assert_eq!(session.next_turn(), Some(second));
        assert_eq!(session.next_turn(), None);
    }

    #[test]
    fn undo_goes_back_to_the_start_also_after_the_last_card() {
        let mut session = started(&["a.a", "a.b"]);
        for seq in 1..=2 {
            let turn = session.next_turn().unwrap();
            session.answered(given(turn, Grade::GOOD, seq));
        }
        assert_eq!(session.next_turn(), None);
        assert_eq!(session.undo(None), Some(id("a.b")));
        assert_eq!(session.undo(None), Some(id("a.a")));
        assert_eq!(session.undo(None), None);
        assert_eq!(session.next_turn().unwrap().card(), &id("a.a"));
        assert_eq!(session.next_turn().unwrap().card(), &id("a.b"));
    }
}
