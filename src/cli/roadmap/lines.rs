//! The lines of a road on a screen: headings, groups, ticks, and how far the cards behind a line are known.

use super::draw::Drawn;
use super::line_progress::progress_of;
use crate::domain::roadmap::{FinalProject, Need, RoadmapLine, TimelineSpan};
use crate::ui::card::Renderer;
use crate::ui::clean::clean_line;
use crate::ui::markup::wrap;
use crate::ui::palette::TextRole;

/// How a list of lines stands on a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineStyle {
    /// With a box to tick.
    Boxes,
    /// With a box, and how far its cards are known under it.
    Items,
    /// As text.
    Prose,
}

impl Drawn {
    /// What the road says of itself, above its phases.
    pub(super) fn introduction(&self, look: Renderer) -> String {
        let mut parts = [self.roadmap.intro.clone(), self.roadmap.audience.clone()].concat();
        // Both are parts of one text.
        parts.sort_by_key(|line| line.line);
        let mut text = self.prose(look, "", &parts);
        if let Some(heading) = &self.roadmap.phases_heading {
            text.push_str(&section_heading(look, heading));
        }
        text
    }

    /// What belongs to the whole road, under its phases.
    pub(super) fn whole_road(&self, look: Renderer) -> String {
        let (road, words) = (&self.roadmap, look.words.roadmaps);
        let mut text = String::new();
        text.push_str(&self.boxes(look, words.projects(), &road.projects));
        text.push_str(&self.boxes(look, words.tools(), &road.tools));
        text.push_str(&self.boxes(look, words.resources(), &road.resources));
        text.push_str(&self.boxes(look, words.tips(), &road.tips));
        if let Some(project) = &road.final_project {
            text.push_str(&self.final_project(look, project));
        }
        text.push_str(&timeline(look, &road.timeline));
        text.push_str(&self.prose(look, words.summary(), &road.summary));
        text.push_str(&self.prose(look, words.uses(), &road.uses));
        text.push_str(&self.prose(look, words.repository_plan(), &road.repository_plan));
        text.push_str(&self.prose(look, words.closing(), &road.closing));
        text
    }

    fn final_project(&self, look: Renderer, project: &FinalProject) -> String {
        let mut text = section_heading(look, &project.title);
        text.push_str(&self.boxes(look, look.words.roadmaps.tools(), &project.stack));
        text.push_str(&self.boxes(look, look.words.roadmaps.projects(), &project.ideas));
        text
    }

    pub(super) fn items(&self, look: Renderer, heading: &str, lines: &[RoadmapLine]) -> String {
        self.list(look, heading, lines, LineStyle::Items)
    }

    pub(super) fn boxes(&self, look: Renderer, heading: &str, lines: &[RoadmapLine]) -> String {
        self.list(look, heading, lines, LineStyle::Boxes)
    }

    fn prose(&self, look: Renderer, heading: &str, lines: &[RoadmapLine]) -> String {
        self.list(look, heading, lines, LineStyle::Prose)
    }

    /// Some lines under their headings. A section of the road's own takes the place of the usual heading.
    fn list(
        &self,
        look: Renderer,
        heading: &str,
        lines: &[RoadmapLine],
        style: LineStyle,
    ) -> String {
        let mut text = String::new();
        let mut above = None;
        for line in lines {
            let section = line.section.as_deref().unwrap_or(heading);
            let headings = (section, line.group.as_deref());
            if above.map(|(section, _)| section) != Some(section) && !section.is_empty() {
                text.push_str(&section_heading(look, section));
            }
            if above != Some(headings) {
                text.push_str(&group_heading(look, line));
            }
            above = Some(headings);
            text.push_str(&self.line(look, line, style));
        }
        text
    }

    fn line(&self, look: Renderer, line: &RoadmapLine, style: LineStyle) -> String {
        let optional = if line.need == Need::Optional {
            look.words.roadmaps.optional()
        } else {
            ""
        };
        let level = line
            .level
            .as_ref()
            .map_or_else(String::new, |level| format!(" [{}]", clean_line(level)));
        let item = format!("{}{level}{optional}", clean_line(&line.text));
        if style == LineStyle::Prose {
            return wrap(&item, look.width, "   ", "   ");
        }
        let tick = if self.is_done(line) {
            look.palette.tick()
        } else {
            " "
        };
        let lead = format!("   [{tick}] {:>3} ", line.line);
        let mut text = wrap(&item, look.width, &lead, "           ");
        if style == LineStyle::Items {
            text.push_str(&self.behind(look, line));
        }
        text
    }

    /// The topics behind an item, and how far their cards are known.
    fn behind(&self, look: Renderer, line: &RoadmapLine) -> String {
        let progress = progress_of(line, &self.behind);
        if progress.cards == 0 {
            return String::new();
        }
        let topics: Vec<&str> = line.topics.iter().map(|topic| self.title(topic)).collect();
        let known =
            look.words
                .roadmaps
                .item_progress(progress.seen, progress.cards, progress.known);
        let mut parts = vec![topics.join(", "), known];
        if progress.translated < progress.cards {
            let translated = look
                .words
                .roadmaps
                .translated_of(progress.translated, progress.cards);
            parts.push(translated);
        }
        let line = parts.join(look.palette.dot());
        let indent = "           ";
        look.palette
            .paint(TextRole::Faint, &wrap(&line, look.width, indent, indent))
    }
}

/// The group of a line, unless the line begins with it.
fn group_heading(look: Renderer, line: &RoadmapLine) -> String {
    match &line.group {
        Some(group) if !line.text.starts_with(group.as_str()) => {
            wrap(&clean_line(group), look.width, "   ", "   ")
        }
        _ => String::new(),
    }
}

fn section_heading(look: Renderer, heading: &str) -> String {
    let heading = wrap(&clean_line(heading), look.width, "   ", "   ");
    look.palette.paint(TextRole::Strong, &heading)
}

fn timeline(look: Renderer, spans: &[TimelineSpan]) -> String {
    let words = look.words.roadmaps;
    if spans.is_empty() {
        return String::new();
    }
    let mut text = section_heading(look, words.timeline());
    text.push_str(&look.head("  ", words.phase(), words.duration()));
    for span in spans {
        let duration = clean_line(span.duration.as_deref().unwrap_or_default());
        text.push_str(&look.head("  ", &span.text, &duration));
    }
    text
}
