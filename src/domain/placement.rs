//! A placement test: which topic to ask next, and what an answer says of the others.
//!
//! A learner who passes a topic knows what it builds on; one who fails it does not know what builds on it. So
//! the next question is the one after which least is unknown, whatever the answer: it halves what is unknown as
//! far as the prerequisites allow.

use crate::domain::grade::Grade;

/// Fewest questions, if there are as many topics.
pub const FEWEST: usize = 12;
/// Most questions.
pub const MOST: usize = 25;

/// A topic of the test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestedTopic {
    /// Topics it builds on, by place; each stands before it.
    pub needs: Vec<usize>,
    /// Cards that would be placed.
    pub cards: u32,
}

/// What is known of a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TopicVerdict {
    /// Nothing yet.
    Unknown,
    /// It was asked and passed.
    Passed(Grade),
    /// A topic that builds on it was passed.
    Implied(Grade),
    /// It was asked and failed, or something it builds on was.
    Failed,
}

/// A placement test under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    topics: Vec<TestedTopic>,
    /// For each topic, all that it builds on, directly or not.
    below: Vec<Vec<usize>>,
    /// For each topic, all that builds on it.
    above: Vec<Vec<usize>>,
    verdicts: Vec<TopicVerdict>,
    asked: Vec<bool>,
}

impl Placement {
    /// A test over topics, each after those it builds on. Topics the learner knows already are not asked.
    pub fn new(topics: Vec<TestedTopic>) -> Self {
        let mut below: Vec<Vec<usize>> = Vec::with_capacity(topics.len());
        for topic in &topics {
            // Every topic stands after those it builds on, so theirs are complete here.
            let mut under: Vec<usize> = topic.needs.clone();
            under.extend(topic.needs.iter().flat_map(|&need| below[need].clone()));
            under.sort_unstable();
            under.dedup();
            below.push(under);
        }
        let mut above = vec![Vec::new(); topics.len()];
        for (place, under) in below.iter().enumerate() {
            for &need in under {
                above[need].push(place);
            }
        }
        Self {
            verdicts: vec![TopicVerdict::Unknown; topics.len()],
            asked: vec![false; topics.len()],
            topics,
            below,
            above,
        }
    }

    /// Questions asked so far.
    pub fn asked(&self) -> usize {
        self.asked.iter().filter(|asked| **asked).count()
    }

    /// What is known of each topic.
    pub fn verdicts(&self) -> &[TopicVerdict] {
        &self.verdicts
    }

    /// The topic to ask next; nothing when enough is known or enough was asked.
    pub fn next_topic(&self) -> Option<usize> {
        if self.asked() >= MOST {
            return None;
        }
        self.halving().or_else(|| {
            if self.asked() < FEWEST {
                self.doubtful()
            } else {
                None
            }
        })
    }

    /// The unknown topic whose answer settles most cards in the worse case; of equal ones the first of the road.
    fn halving(&self) -> Option<usize> {
        // Settling most in the worse case asks in the middle of the prerequisites: a topic near the
        // start settles much only if it is failed, one near the end only if it is passed.
        let unknown = self.places(|verdict| verdict == TopicVerdict::Unknown);
        let score = |place: usize| {
            let if_passed = self.unknown_cards(place, &self.below[place]);
            let if_failed = self.unknown_cards(place, &self.above[place]);
            (if_passed.min(if_failed), if_passed + if_failed)
        };
        // `max_by_key` takes the last of equals; reversed, that is the first of the road.
        unknown.rev().max_by_key(|place| score(*place))
    }

    /// A topic that is only implied: the one with most cards.
    fn doubtful(&self) -> Option<usize> {
        let implied = self.places(|verdict| matches!(verdict, TopicVerdict::Implied(_)));
        implied.rev().max_by_key(|place| self.topics[*place].cards)
    }

    /// Topics with a verdict that were not asked and have cards.
    fn places(
        &self,
        is_meant: impl Fn(TopicVerdict) -> bool,
    ) -> impl DoubleEndedIterator<Item = usize> {
        (0..self.topics.len()).filter(move |&place| {
            !self.asked[place] && self.topics[place].cards > 0 && is_meant(self.verdicts[place])
        })
    }

    fn unknown_cards(&self, place: usize, others: &[usize]) -> u32 {
        let unknown = others
            .iter()
            .chain([&place])
            .filter(|other| self.verdicts[**other] == TopicVerdict::Unknown);
        unknown.map(|other| self.topics[*other].cards).sum()
    }

    /// Takes the answer to a topic's question.
    pub fn answer(&mut self, topic: usize, grade: Grade) {
        self.asked[topic] = true;
        if !grade.is_pass() {
            self.verdicts[topic] = TopicVerdict::Failed;
            for place in self.above[topic].clone() {
                // What was asked and passed is stronger than what follows from another answer.
                if !matches!(self.verdicts[place], TopicVerdict::Passed(_)) {
                    self.verdicts[place] = TopicVerdict::Failed;
                }
            }
            return;
        }
        self.verdicts[topic] = TopicVerdict::Passed(grade);
        for place in self.below[topic].clone() {
            if self.verdicts[place] == TopicVerdict::Unknown {
                self.verdicts[place] = TopicVerdict::Implied(grade);
            }
        }
    }

    /// Takes back the answer to a topic's question, by asking all the others again.
    #[must_use]
    pub fn without(&self, topic: usize, answers: &[(usize, Grade)]) -> Self {
        // Verdicts that followed from the answer cannot be told from others, so they are worked out
        // again.
        let mut again = Self::new(self.topics.clone());
        for (place, grade) in answers.iter().filter(|(place, _)| *place != topic) {
            again.answer(*place, *grade);
        }
        again
    }
}

/// The interval in days that an answer supports for the cards of its topic: half of it where the topic is only
/// implied. `spread` tells cards of one topic apart, so that they do not all come back on one day.
pub fn supported_interval(verdict: TopicVerdict, spread: u32) -> Option<u32> {
    let (grade, part) = match verdict {
        TopicVerdict::Passed(grade) => (grade, 1),
        TopicVerdict::Implied(grade) => (grade, 2),
        TopicVerdict::Unknown | TopicVerdict::Failed => return None,
    };
    let whole: u32 = match grade {
        Grade::HARD => 4,
        Grade::GOOD => 8,
        _ => 16,
    };
    // From `least` to half as much again.
    let least = whole / part;
    Some(least + spread % (least / 2 + 1))
}
