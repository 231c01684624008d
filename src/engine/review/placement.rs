//! A placement test: questions chosen one by one, asked like a drill, and at the end the cards they support.

use super::{ReviewSession, SessionPhase, SessionSetup};
use crate::domain::card::CardKind;
use crate::domain::cost::{CostFacts, LONG_SECONDS};
use crate::domain::event::Placed;
use crate::domain::grade::Grade;
use crate::domain::id::CardId;
use crate::domain::memory::Interval;
use crate::domain::placement::{MOST, Placement, TestedTopic, TopicVerdict, supported_interval};
use crate::domain::query::Candidates;
use crate::engine::Session;
use crate::engine::agenda;
use crate::engine::choice::Chosen;
use crate::engine::plan::{RoadTopic, topics_of_roads};
use crate::engine::prompt::{Input, Prompt};
use crate::engine::shown::{
    Heading, PlacementResult, SessionHead, SessionRemark, Shown, TurnStatus,
};
use crate::engine::workspace::Workspace;
use crate::error::AppError;
use crate::store::{StoredCardFacts, Texts};

/// A placement test.
pub struct PlacementSession<'a> {
    inner: ReviewSession<'a>,
    home: Workspace<'a>,
    topics: Vec<PlacementTopic>,
    placement: Placement,
    /// The topic that is asked, with its card.
    asking: Option<(usize, CardId)>,
    /// Answers so far, in order: topic, card, grade.
    answers: Vec<(usize, CardId, Grade)>,
}

/// A topic of the test, with its new cards.
struct PlacementTopic {
    /// Cards of the topic in all.
    cards: usize,
    /// New cards, those first that a short answer says most of.
    new: Vec<NewTopicCard>,
}

/// A new card of a topic.
#[derive(Clone)]
struct NewTopicCard {
    id: CardId,
    kind: CardKind,
    level: u8,
    is_long: bool,
}

impl<'a> PlacementSession<'a> {
    /// Begins a test over the roads of a choice.
    pub fn begin(
        home: Workspace<'a>,
        chosen: &Chosen,
        setup: SessionSetup,
    ) -> Result<Self, AppError> {
        let roads: Vec<_> = chosen.roads.iter().map(|road| road.name.clone()).collect();
        let road_topics = topics_of_roads(&home, &roads)?;
        let topics = road_topics
            .iter()
            .map(|topic| placement_topic(&home, topic))
            .collect::<Result<Vec<_>, _>>()?;
        let tested = road_topics
            .iter()
            .zip(&topics)
            .map(|(road, topic)| TestedTopic {
                needs: road.needs.clone(),
                // A topic without a card to ask is never asked, but others may speak for it.
                cards: u32::try_from(topic.new.iter().filter(|card| card.is_askable()).count())
                    .unwrap_or(u32::MAX),
            });
        let placement = Placement::new(tested.collect());
        let askable = topics.iter().filter(|topic| topic.question().is_some());
        let most = askable.count().min(MOST);
        let agenda = agenda::announced(chosen, most);
        let mut inner = ReviewSession::begin(home, agenda, setup)?;
        for shown in &mut inner.shown {
            if let Shown::SessionHead(head) = shown {
                let scope = chosen.title.clone();
                *head = SessionHead::Placement { scope, most };
            }
        }
        Ok(Self {
            inner,
            home,
            topics,
            placement,
            asking: None,
            answers: Vec::new(),
        })
    }

    /// Applies what the last reply came to.
    fn take_answers(&mut self) {
        let mut undone = None;
        // Read off what is shown, since only an answer that is on disk is shown as recorded.
        for shown in &self.inner.shown {
            if let Shown::Recorded(recorded) = shown
                && let Some((topic, card)) = self.asking.take_if(|(_, card)| *card == recorded.card)
            {
                self.placement.answer(topic, recorded.grade);
                self.answers.push((topic, card, recorded.grade));
            }
            if let Shown::Remark(SessionRemark::Undone(card)) = shown {
                undone = Some(card.clone());
            }
        }
        if let Some(card) = undone {
            self.take_back(&card);
        }
    }

    /// Forgets the answer to a card, which is asked again.
    fn take_back(&mut self, card: &CardId) {
        let Some(place) = self.answers.iter().position(|(_, other, _)| other == card) else {
            return;
        };
        let (topic, card, _) = self.answers.remove(place);
        let others = self.answers.iter();
        let given: Vec<(usize, Grade)> = others.map(|(topic, _, grade)| (*topic, *grade)).collect();
        self.placement = self.placement.without(topic, &given);
        self.asking = Some((topic, card));
    }

    /// Feeds the card of the next topic, if another question is worth asking.
    fn feed(&mut self) {
        let is_waiting = self.inner.current.is_some() || self.inner.queue.left() > 0;
        if is_waiting || self.inner.phase != SessionPhase::Running {
            return;
        }
        // A card that was skipped, or that another window dealt with, says nothing: its topic counts as failed.
        if let Some((topic, _)) = self.asking.take() {
            self.placement.answer(topic, Grade::AGAIN);
        }
        if let Some(topic) = self.placement.next_topic()
            && let Some(card) = self.topics[topic].question()
        {
            self.asking = Some((topic, card.clone()));
            self.inner.queue.feed([card]);
        }
    }

    /// Writes what the answers support, all at once.
    fn place(&mut self) -> Result<(), AppError> {
        if self.answers.is_empty() {
            return Ok(());
        }
        // One for all cards: `undo` recognises a test by its stamp.
        let stamp = self.home.stamp();
        let mut placed = Vec::new();
        let mut topics = 0;
        for (topic, verdict) in self.topics.iter().zip(self.placement.verdicts()) {
            let cards = topic.supported(*verdict);
            topics += usize::from(!cards.is_empty());
            for (place, card) in (0..).zip(cards) {
                let Some(interval) =
                    supported_interval(*verdict, place).and_then(Interval::from_days)
                else {
                    continue;
                };
                placed.push(Placed {
                    card: card.id.clone(),
                    strength: self.home.scheduler.placed(interval),
                    interval,
                    due: stamp
                        .day
                        .plus(i32::try_from(interval.days()).unwrap_or(i32::MAX)),
                    settings: self.inner.settings_hash.clone(),
                });
            }
        }
        let cards = self.home.store.progress().place(&placed, &stamp)?;
        let result = PlacementResult {
            asked: self.answers.len(),
            topics,
            cards,
        };
        self.inner.shown.push(Shown::Placed(result));
        // So that `close` has nothing left to place a second time.
        self.answers.clear();
        Ok(())
    }
}

/// The hardest level that a verdict speaks for: an easy answer speaks for harder cards too.
const fn level_supported(verdict: TopicVerdict) -> u8 {
    match verdict {
        TopicVerdict::Passed(Grade::EASY) => 4,
        TopicVerdict::Passed(_) | TopicVerdict::Implied(Grade::EASY) => 3,
        TopicVerdict::Implied(_) | TopicVerdict::Unknown | TopicVerdict::Failed => 2,
    }
}

impl Session for PlacementSession<'_> {
    fn next(&mut self) -> Result<Option<Prompt>, AppError> {
        self.feed();
        let has_more = self.inner.current.is_some() || self.inner.queue.left() > 0;
        let is_running = self.inner.phase == SessionPhase::Running;
        if !has_more || !is_running {
            self.place()?;
            if is_running {
                self.inner.summarise()?;
            }
            // What was placed is taken back as a whole, so there is no last answer to take back here.
            self.inner.phase = SessionPhase::Over;
        }
        self.inner.next()
    }

    fn reply(&mut self, input: Input) -> Result<(), AppError> {
        self.inner.reply(input)?;
        self.take_answers();
        Ok(())
    }

    fn take_shown(&mut self) -> Vec<Shown> {
        let mut shown = self.inner.take_shown();
        for shown in &mut shown {
            if let Shown::Question(question) = shown
                && let Heading::Review(heading) = &mut question.heading
            {
                heading.status = TurnStatus::Placement;
            }
        }
        shown
    }

    fn idle(&mut self) -> Result<(), AppError> {
        self.inner.idle()
    }

    /// A test that ends early places what its answers support.
    fn close(&mut self) -> Result<(), AppError> {
        self.place()
    }
}

impl NewTopicCard {
    /// Whether one short answer can be asked for.
    const fn is_askable(&self) -> bool {
        !self.is_long && !matches!(self.kind, CardKind::Code | CardKind::Open | CardKind::Bug)
    }

    /// Judged kinds that cannot be guessed first, then a middling level: not a corner of the topic.
    fn rank(&self) -> (u8, u8) {
        let kind = match self.kind {
            CardKind::Type | CardKind::Output | CardKind::Cloze => 0,
            CardKind::Choice => 1,
            CardKind::Basic | CardKind::Code | CardKind::Open | CardKind::Bug => 2,
        };
        (kind, self.level.abs_diff(2))
    }
}

impl PlacementTopic {
    /// The card that is asked for the topic.
    fn question(&self) -> Option<CardId> {
        let askable = self.new.iter().filter(|card| card.is_askable());
        askable
            .min_by_key(|card| card.rank())
            .map(|card| card.id.clone())
    }

    /// The cards that a verdict supports: quick ones up to a level, and at least as many as open the topic.
    fn supported(&self, verdict: TopicVerdict) -> &[NewTopicCard] {
        if supported_interval(verdict, 0).is_none() {
            return &[];
        }
        let level = level_supported(verdict);
        let supported = self
            .new
            .iter()
            .filter(|card| !card.is_long && card.level <= level);
        let known = self.cards - self.new.len();
        let to_open = self.cards.div_ceil(2).saturating_sub(known);
        // The cards are sorted by length and level, so those a verdict supports are the first ones.
        &self.new[..supported.count().max(to_open).min(self.new.len())]
    }
}

fn placement_topic(home: &Workspace<'_>, topic: &RoadTopic) -> Result<PlacementTopic, AppError> {
    let mut cards = 0;
    let mut new = Vec::new();
    let wanted = Candidates::Topic(topic.id.as_str());
    let progress = home.store.progress();
    progress.each_card(&wanted, home.today(), Texts::Skipped, |card| {
        cards += 1;
        if card.state.memory.seen().is_none() && card.state.is_open_on(home.today()) {
            new.push(new_card(&card));
        }
    })?;
    new.sort_by_key(|card| (card.is_long, card.level));
    Ok(PlacementTopic { cards, new })
}

fn new_card(card: &StoredCardFacts) -> NewTopicCard {
    let facts = CostFacts {
        declared_minutes: card.facts.minutes,
        ..CostFacts::default()
    };
    NewTopicCard {
        id: card.facts.id.clone(),
        kind: card.facts.kind,
        level: card.facts.level.number(),
        is_long: facts.seconds() > LONG_SECONDS,
    }
}
