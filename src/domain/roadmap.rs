//! A roadmap: phases in order, each with items that topics serve. And the curriculum: areas and topics.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::card::{Lang, Origin};
use crate::domain::id::{AreaId, RoadmapId, TopicId};

/// A text in English and in the languages it was translated to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// English.
    pub en: String,
    /// Translations.
    pub translations: Vec<(Lang, String)>,
}

impl Title {
    /// The text in a language, or in English.
    pub fn text(&self, lang: Lang) -> &str {
        let translation = self.translations.iter().find(|(other, _)| *other == lang);
        translation.map_or(&self.en, |(_, text)| text)
    }
}

/// How widely a topic is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Tier {
    /// Asked almost everywhere.
    Core = 1,
    /// Asked in some roles.
    Role = 2,
    /// For completeness.
    Rest = 3,
}

impl TryFrom<u8> for Tier {
    type Error = String;
    fn try_from(tier: u8) -> Result<Self, String> {
        match tier {
            1 => Ok(Self::Core),
            2 => Ok(Self::Role),
            3 => Ok(Self::Rest),
            _ => Err(format!("{tier} is not a tier from 1 to 3")),
        }
    }
}

impl From<Tier> for u8 {
    fn from(tier: Tier) -> u8 {
        match tier {
            Tier::Core => 1,
            Tier::Role => 2,
            Tier::Rest => 3,
        }
    }
}

/// How much of a topic can be executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Auto {
    /// Most of it runs on a bare Python.
    Run,
    /// It runs with a library or a stand-in.
    Lib,
    /// It is text.
    Text,
}

/// A shelf of topics.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Its name.
    pub id: AreaId,
    /// Its title.
    pub title: Title,
}

/// A topic: the cards of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// Its name.
    pub id: TopicId,
    /// Its shelf.
    pub area: AreaId,
    /// Its title.
    pub title: Title,
    /// What it covers, a sentence.
    pub description: Option<String>,
    /// Topics that come first.
    pub prerequisites: Vec<TopicId>,
    /// How widely it is asked.
    pub tier: Tier,
    /// How much of it can be executed.
    pub auto: Option<Auto>,
    /// The page to read.
    pub reference: Option<String>,
    /// Tools that its cards must mention.
    pub must_mention: Vec<String>,
    /// Whose topic it is.
    pub origin: Origin,
}

/// A roadmap: phases in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roadmap {
    /// Its name.
    pub id: RoadmapId,
    /// Language of its texts.
    pub lang: Lang,
    /// Its title, in its language.
    pub title: String,
    /// Its title in English, if it is written in another language.
    pub title_en: Option<String>,
    /// What it says of itself.
    pub intro: Vec<RoadmapLine>,
    /// Its phases, in order.
    pub phases: Vec<Phase>,
    /// Resources for the whole road.
    pub resources: Vec<RoadmapLine>,
    /// Projects for the whole road.
    pub projects: Vec<RoadmapLine>,
    /// Tools.
    pub tools: Vec<RoadmapLine>,
    /// Tips.
    pub tips: Vec<RoadmapLine>,
    /// Whom it is for.
    pub audience: Vec<RoadmapLine>,
    /// Ways to use it.
    pub uses: Vec<RoadmapLine>,
    /// What it wants kept in a repository.
    pub repository_plan: Vec<RoadmapLine>,
    /// Its own summary.
    pub summary: Vec<RoadmapLine>,
    /// Its time plan.
    pub timeline: Vec<TimelineSpan>,
    /// The project that ends it.
    pub final_project: Option<FinalProject>,
    /// Whose roadmap it is.
    pub origin: Origin,
}

/// A stage of a roadmap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// From 1.
    pub number: u32,
    /// Its title, in the roadmap's language.
    pub title: String,
    /// What one can do after it.
    pub goal: Option<String>,
    /// How long it takes, in the roadmap's words.
    pub duration: Option<String>,
    /// Whether it may be left out.
    pub need: Need,
    /// What is to be learnt, in order.
    pub items: Vec<RoadmapLine>,
    /// Interview questions it lists.
    pub questions: Vec<RoadmapLine>,
    /// Resources.
    pub resources: Vec<RoadmapLine>,
    /// Projects.
    pub projects: Vec<RoadmapLine>,
    /// Hands-on tasks.
    pub tasks: Vec<RoadmapLine>,
}

/// Whether a phase or item may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Need {
    /// Part of the road.
    #[default]
    Required,
    /// May be left out.
    Optional,
}

/// One line of a roadmap, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoadmapLine {
    /// Its line in the roadmap's text: its identity.
    pub line: u32,
    /// Heading above it.
    pub section: Option<String>,
    /// Group it stands in.
    pub group: Option<String>,
    /// Its words.
    pub text: String,
    /// Topics that serve it.
    pub topics: Vec<TopicId>,
    /// Whether it may be left out.
    pub need: Need,
    /// Difficulty of a project, in the roadmap's words.
    pub level: Option<String>,
}

/// An entry of a time plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineSpan {
    /// Its line in the roadmap's text.
    pub line: u32,
    /// What is done.
    pub text: String,
    /// How long it takes, in the roadmap's words.
    pub duration: Option<String>,
    /// The phase or phases it speaks of, in the roadmap's words.
    pub phase: Option<String>,
}

/// The project that ends a roadmap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinalProject {
    /// Its line in the roadmap's text.
    pub line: u32,
    /// Its title.
    pub title: String,
    /// What it is built with.
    pub stack: Vec<RoadmapLine>,
    /// Ideas for it.
    pub ideas: Vec<RoadmapLine>,
}

impl Roadmap {
    /// Every topic with its home phase, the first that lists it, in the order of the road.
    pub fn topics(&self) -> Vec<(TopicId, u32)> {
        let mut homes = BTreeMap::new();
        let mut order = Vec::new();
        for phase in &self.phases {
            for topic in phase.items.iter().flat_map(|item| &item.topics) {
                if homes.insert(topic.clone(), phase.number).is_none() {
                    order.push((topic.clone(), phase.number));
                }
            }
        }
        order
    }

    /// The phase with a number.
    pub fn phase(&self, number: u32) -> Option<&Phase> {
        self.phases.iter().find(|phase| phase.number == number)
    }
}
