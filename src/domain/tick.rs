//! Ticks on the lines of roadmaps.

use crate::domain::event::{EventBody, RoadEvent};
use crate::domain::id::RoadmapId;

/// A line that a learner ticked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// The roadmap.
    pub roadmap: RoadmapId,
    /// The number of the line when it was ticked.
    pub line: u32,
    /// What it said; early events do not have it.
    pub text: Option<String>,
}

impl Tick {
    /// Whether both mean one line: by what it says, or by its number where that is not known.
    fn means_same(&self, other: &Self) -> bool {
        let same_line = match (&self.text, &other.text) {
            (Some(text), Some(other)) => text == other,
            _ => self.line == other.line,
        };
        self.roadmap == other.roadmap && same_line
    }
}

/// The ticks that stand after some events, which are in order and none of which was taken back.
pub fn standing_ticks<'e>(events: impl IntoIterator<Item = &'e EventBody>) -> Vec<Tick> {
    let mut ticks: Vec<Tick> = Vec::new();
    for body in events {
        let EventBody::Road(road) = body else {
            continue;
        };
        let (RoadEvent::Done {
            roadmap,
            line,
            text,
        }
        | RoadEvent::Undone {
            roadmap,
            line,
            text,
        }) = road
        else {
            continue;
        };
        let tick = Tick {
            roadmap: roadmap.clone(),
            line: *line,
            text: text.clone(),
        };
        ticks.retain(|other| !other.means_same(&tick));
        if matches!(road, RoadEvent::Done { .. }) {
            ticks.push(tick);
        }
    }
    ticks
}
