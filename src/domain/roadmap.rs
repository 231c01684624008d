//! A roadmap: phases in order, each with items that topics serve. And the curriculum: areas and topics.

mod texts;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::domain::card::{Lang, Origin};
use crate::domain::id::{AreaId, RoadmapId, TopicId};
use crate::domain::judge::Construct;
use crate::domain::tick::Tick;

pub use texts::{PhaseTexts, RoadmapTexts};

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
    /// Taught before its first question: the rule and a worked example.
    pub primer: Option<Title>,
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
    /// Constructs of the language that its cards introduce.
    #[serde(default)]
    pub introduces: Vec<Construct>,
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
    /// Its texts in other languages.
    pub translations: Vec<RoadmapTexts>,
    /// Who it is for, in a sentence.
    pub description: Option<Title>,
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
    /// What stands above its phases.
    pub phases_heading: Option<String>,
    /// How its text ends.
    pub closing: Vec<RoadmapLine>,
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

impl Phase {
    /// Its lines: what is to be learnt first.
    pub fn lines(&self) -> impl Iterator<Item = &RoadmapLine> {
        [
            &self.items,
            &self.questions,
            &self.tasks,
            &self.projects,
            &self.resources,
        ]
        .into_iter()
        .flatten()
    }
}

impl Roadmap {
    /// Every topic with its home phase, the first that names it, in the order of the road. Every line
    /// brings its topics: an interview question is to be answered, a tool to be known.
    pub fn topics(&self) -> Vec<(TopicId, u32)> {
        let mut homes = BTreeMap::new();
        let mut order = Vec::new();
        let mut note = |topic: &TopicId, phase: u32| {
            if homes.insert(topic.clone(), phase).is_none() {
                order.push((topic.clone(), phase));
            }
        };
        for phase in &self.phases {
            for line in phase.lines() {
                for topic in &line.topics {
                    note(topic, phase.number);
                }
            }
        }
        // What the whole road names comes when its phases are through.
        let last_phase = self.phases.last().map_or(1, |phase| phase.number);
        for line in self.own_lines() {
            for topic in &line.topics {
                note(topic, last_phase);
            }
        }
        order
    }

    /// The lines that belong to no phase.
    pub fn own_lines(&self) -> impl Iterator<Item = &RoadmapLine> {
        let project = self.final_project.iter();
        let lists = [
            &self.tools,
            &self.projects,
            &self.resources,
            &self.tips,
            &self.intro,
            &self.audience,
            &self.summary,
            &self.uses,
            &self.repository_plan,
            &self.closing,
        ];
        lists
            .into_iter()
            .flatten()
            .chain(project.flat_map(|project| project.stack.iter().chain(&project.ideas)))
    }

    /// The lines that a learner can do something about: those of the phases, tools, projects, resources and tips.
    pub fn lines_to_do(&self) -> impl Iterator<Item = &RoadmapLine> {
        let own = [&self.tools, &self.projects, &self.resources, &self.tips];
        let project = self.final_project.iter();
        self.phases
            .iter()
            .flat_map(Phase::lines)
            .chain(own.into_iter().flatten())
            .chain(project.flat_map(|project| project.stack.iter().chain(&project.ideas)))
    }

    /// Every line, wherever it stands.
    pub fn lines(&self) -> impl Iterator<Item = &RoadmapLine> {
        self.phases
            .iter()
            .flat_map(Phase::lines)
            .chain(self.own_lines())
    }

    /// The numbers of the lines that ticks stand on. A tick goes with the text it was put on, wherever that
    /// stands now; where the text is gone, the line was reworded and keeps its number.
    pub fn ticked(&self, ticks: &[Tick]) -> BTreeSet<u32> {
        let lines: Vec<&RoadmapLine> = self.lines().collect();
        let place = |tick: &Tick| {
            let has_text = |line: &&&RoadmapLine| Some(&line.text) == tick.text.as_ref();
            let same = lines.iter().filter(has_text);
            // Of two lines with one text, the tick stays on its own.
            same.min_by_key(|line| line.line.abs_diff(tick.line))
                .map_or(tick.line, |line| line.line)
        };
        ticks
            .iter()
            .filter(|tick| tick.roadmap == self.id)
            .map(place)
            .collect()
    }

    /// The phase with a number.
    pub fn phase(&self, number: u32) -> Option<&Phase> {
        self.phases.iter().find(|phase| phase.number == number)
    }
}
