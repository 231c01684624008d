//! A program that is being written for a card: its text, its runs, how it ended.

use crate::domain::card::{Body, Bug, Card, Code};
use crate::engine::prompt::ProgramStyle;
use crate::python::trial::{ProgramTrial, ProgramVerdict};

/// A program on its way to a verdict.
#[derive(Debug, Clone)]
pub struct ProgramWork {
    /// What it began with.
    pub(super) start: String,
    /// The text as it was last seen.
    pub(super) text: String,
    /// How often it was run.
    pub(super) runs: u32,
    /// The last run.
    pub(super) last: Option<ProgramTrial>,
    /// The known wrong solution that a run of it looked like, the last one that was recognised.
    pub(super) mistake: Option<String>,
    /// Visits to the editor.
    pub(super) visits: u32,
    /// How it counts.
    pub(super) style: ProgramStyle,
    pub(super) state: WorkState,
}

/// How far a program is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WorkState {
    /// It is being written.
    Open,
    /// It waits for the learner's consent to run.
    AwaitsConsent,
    /// It was run, and the run counts.
    Ran,
    /// It cannot be run here.
    NotRun,
    /// The learner asked for the reference.
    GaveUp,
}

impl ProgramWork {
    /// Begins with a text, or with an earlier draft of it.
    pub(super) fn new(start: String, draft: Option<String>, style: ProgramStyle) -> Self {
        Self {
            text: draft.unwrap_or_else(|| start.clone()),
            start,
            runs: 0,
            last: None,
            mistake: None,
            visits: 0,
            style,
            state: WorkState::Open,
        }
    }

    /// Counts a run, and ends the work if the run decides.
    pub(super) fn ran(&mut self, trial: ProgramTrial) {
        self.runs += 1;
        let passed = trial.verdict == ProgramVerdict::Passed;
        self.last = Some(trial);
        if passed || self.style != ProgramStyle::UntilPassed {
            self.state = WorkState::Ran;
        }
    }

    /// Whether it never ran because it could not.
    pub(super) fn was_not_run(&self) -> bool {
        self.state == WorkState::NotRun && self.last.is_none()
    }

    /// Whether the learner asked for the reference.
    pub(super) fn gave_up(&self) -> bool {
        self.state == WorkState::GaveUp
    }

    /// Whether it is still being written or waits for consent.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.state, WorkState::Open | WorkState::AwaitsConsent)
    }
}

/// The file an editor opens for a card: the question as comments above the starter, or the faulty program.
pub(crate) fn start_of(card: &Card) -> Option<String> {
    match &card.body {
        Body::Code(body) => Some(commented(&task_of_code(body), &body.starter)),
        Body::Bug(body) => Some(commented(&task_of_bug(body), &body.code)),
        Body::Basic(_)
        | Body::Cloze(_)
        | Body::Choice(_)
        | Body::Type(_)
        | Body::Output(_)
        | Body::Open(_) => None,
    }
}

/// The task with its examples, so that nobody needs to look back at the question.
fn task_of_code(body: &Code) -> String {
    let mut task = body.prompt.trim().to_owned();
    for example in &body.examples {
        task.push_str("\n\n    ");
        task.push_str(&example.trim().replace('\n', "\n    "));
    }
    task
}

fn task_of_bug(body: &Bug) -> String {
    match &body.symptom {
        Some(symptom) => format!("{}\n\n{}", body.prompt.trim(), symptom.trim()),
        None => body.prompt.trim().to_owned(),
    }
}

fn commented(prompt: &str, starter: &str) -> String {
    format!("{}\n{}", heading(prompt), starter.trim_start_matches('\n'))
}

/// Columns of a comment: editors on narrow terminals cut longer lines.
const COMMENT_WIDTH: usize = 78;

fn heading(prompt: &str) -> String {
    let mut text = String::new();
    for line in prompt.trim().lines() {
        let line: String = line.chars().filter(|c| !c.is_control()).collect();
        // Of an empty line wrapping leaves nothing, not even the sign of a comment.
        if line.trim().is_empty() {
            text.push_str("#\n");
            continue;
        }
        // Examples are indented; what goes on of one stays under it.
        let indent = &line[..line.len() - line.trim_start().len()];
        let goes_on = format!("# {indent}");
        let options = textwrap::Options::new(COMMENT_WIDTH)
            .initial_indent("# ")
            .subsequent_indent(&goes_on)
            .break_words(false)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        for part in textwrap::wrap(&line, options) {
            text.push_str(part.trim_end());
            text.push('\n');
        }
    }
    text
}

/// A learner's program without the question above it.
pub(super) fn own_lines<'t>(card: &Card, text: &'t str) -> &'t str {
    let task = match &card.body {
        Body::Code(body) => task_of_code(body),
        Body::Bug(body) => task_of_bug(body),
        Body::Basic(_)
        | Body::Cloze(_)
        | Body::Choice(_)
        | Body::Type(_)
        | Body::Output(_)
        | Body::Open(_) => return text,
    };
    text.strip_prefix(&heading(&task))
        .unwrap_or(text)
        .trim_start_matches('\n')
}

#[cfg(test)]
mod tests {
    use super::commented;

    #[test]
    fn the_question_stands_above_the_starter_as_comments() {
        assert_eq!(
            commented("Write `f`.\n\nIt adds.", "\ndef f():\n    ...\n"),
            "# Write `f`.\n#\n# It adds.\n\ndef f():\n    ...\n"
        );
    }

    #[test]
    fn a_long_question_is_wrapped_and_its_words_stay_whole() {
        let prompt = format!("{}\n\n    f({})", "word ".repeat(40), "1, ".repeat(40));
        let text = commented(&prompt, "def f(): ...\n");
        let (comments, program) = text.split_once("\n\n").unwrap();
        assert_eq!(program, "def f(): ...\n");
        assert!(comments.lines().all(|line| line.len() <= 78), "{comments}");
        assert!(comments.contains("\n#     1, 1,"), "{comments}");
        let words = comments
            .lines()
            .flat_map(|line| line[1..].split_whitespace());
        let all: Vec<&str> = words.collect();
        assert_eq!(all, prompt.split_whitespace().collect::<Vec<_>>());
    }
}
