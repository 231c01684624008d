//! A roadmap's texts in another language than its own.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::domain::lang::Lang;
use crate::domain::roadmap::{Phase, Roadmap, RoadmapLine};

/// What a roadmap says, in one other language. What is missing stays in the roadmap's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoadmapTexts {
    /// The language.
    pub lang: Lang,
    /// Its title.
    pub title: String,
    /// Its phases by number.
    pub phases: BTreeMap<u32, PhaseTexts>,
    /// What stands above lines or next to them and repeats: sections, groups, levels, durations.
    pub headings: BTreeMap<String, String>,
    /// Its lines by number.
    pub lines: BTreeMap<u32, String>,
}

/// What a phase says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PhaseTexts {
    /// Its title.
    pub title: Option<String>,
    /// What one can do after it.
    pub goal: Option<String>,
    /// How long it takes.
    pub duration: Option<String>,
}

impl Roadmap {
    /// The roadmap as a reader of a language sees it.
    #[must_use]
    pub fn in_language(mut self, lang: Lang) -> Self {
        if self.lang == lang {
            return self;
        }
        let found = self
            .translations
            .iter()
            .position(|texts| texts.lang == lang);
        let Some(texts) = found.map(|at| self.translations.swap_remove(at)) else {
            return self;
        };
        self.title.clone_from(&texts.title);
        for phase in &mut self.phases {
            texts.say_phase(phase);
        }
        for line in self.lines_mut() {
            texts.say_line(line);
        }
        for span in &mut self.timeline {
            texts.say(span.line, &mut span.text);
            texts.say_heading(&mut span.duration);
        }
        if let Some(project) = &mut self.final_project {
            texts.say(project.line, &mut project.title);
        }
        texts.say_heading(&mut self.phases_heading);
        self
    }

    /// Every line of the roadmap, those of its phases first.
    fn lines_mut(&mut self) -> impl Iterator<Item = &mut RoadmapLine> {
        let of_phases = self.phases.iter_mut().flat_map(Phase::lines_mut);
        let of_project = self
            .final_project
            .iter_mut()
            .flat_map(|project| project.stack.iter_mut().chain(project.ideas.iter_mut()));
        of_phases
            .chain(self.intro.iter_mut())
            .chain(self.resources.iter_mut())
            .chain(self.projects.iter_mut())
            .chain(self.tools.iter_mut())
            .chain(self.tips.iter_mut())
            .chain(self.audience.iter_mut())
            .chain(self.uses.iter_mut())
            .chain(self.repository_plan.iter_mut())
            .chain(self.summary.iter_mut())
            .chain(self.closing.iter_mut())
            .chain(of_project)
    }
}

impl Phase {
    fn lines_mut(&mut self) -> impl Iterator<Item = &mut RoadmapLine> {
        self.items
            .iter_mut()
            .chain(self.questions.iter_mut())
            .chain(self.resources.iter_mut())
            .chain(self.projects.iter_mut())
            .chain(self.tasks.iter_mut())
    }
}

impl RoadmapTexts {
    /// Texts with nothing but a title.
    pub fn titled(lang: Lang, title: String) -> Self {
        Self {
            lang,
            title,
            phases: BTreeMap::new(),
            headings: BTreeMap::new(),
            lines: BTreeMap::new(),
        }
    }

    fn say_phase(&self, phase: &mut Phase) {
        let Some(texts) = self.phases.get(&phase.number) else {
            return;
        };
        if let Some(title) = &texts.title {
            phase.title.clone_from(title);
        }
        if texts.goal.is_some() {
            phase.goal.clone_from(&texts.goal);
        }
        if texts.duration.is_some() {
            phase.duration.clone_from(&texts.duration);
        }
    }

    fn say_line(&self, line: &mut RoadmapLine) {
        self.say(line.line, &mut line.text);
        self.say_heading(&mut line.section);
        self.say_heading(&mut line.group);
        self.say_heading(&mut line.level);
    }

    fn say(&self, line: u32, text: &mut String) {
        if let Some(translated) = self.lines.get(&line) {
            text.clone_from(translated);
        }
    }

    fn say_heading(&self, heading: &mut Option<String>) {
        if let Some(text) = heading
            && let Some(translated) = self.headings.get(text.as_str())
        {
            text.clone_from(translated);
        }
    }
}

impl Roadmap {
    /// Every line with its number, in the order of the numbers.
    pub fn texts_by_line(&self) -> BTreeMap<u32, &str> {
        let lines = self.lines().map(|line| (line.line, line.text.as_str()));
        let spans = self.timeline.iter();
        let spans = spans.map(|span| (span.line, span.text.as_str()));
        let project = self.final_project.iter();
        let project = project.map(|project| (project.line, project.title.as_str()));
        lines.chain(spans).chain(project).collect()
    }

    /// Every heading, each once.
    pub fn headings(&self) -> BTreeSet<&str> {
        let of_lines = self
            .lines()
            .flat_map(|line| [&line.section, &line.group, &line.level]);
        let durations = self.timeline.iter().map(|span| &span.duration);
        of_lines
            .chain(durations)
            .chain([&self.phases_heading])
            .filter_map(Option::as_deref)
            .collect()
    }
}
