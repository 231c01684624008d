//! Hints that were made from a card, in words.

use crate::domain::code_span::code_span;
use crate::domain::hint::{MadeHint, OutputEnding};
use crate::ui::card::Renderer;

impl Renderer {
    /// A hint in words.
    pub fn made_hint(&self, hint: &MadeHint) -> String {
        let words = self.words.hints;
        match hint {
            MadeHint::Shape { masked, length } => words.shape(*length, code_span(masked)),
            MadeHint::RightOptions(options) => words.right_options(*options),
            MadeHint::WrongOptions(letters) => {
                let letters: Vec<String> = letters.iter().map(char::to_string).collect();
                words.wrong_options(letters.join(", "))
            }
            MadeHint::OutputSize {
                lines,
                ending: OutputEnding::Normal,
            } => words.output_lines(*lines),
            MadeHint::OutputSize {
                lines,
                ending: OutputEnding::Exception,
            } => words.output_raises(*lines),
            MadeHint::BugBetween { first, last } => words.bug_between(first, last),
            MadeHint::Reference { lines, time: None } => words.reference(*lines),
            MadeHint::Reference {
                lines,
                time: Some(time),
            } => words.reference_time(*lines, time),
            MadeHint::FailingTest(test) => words.failing_test(code_span(test)),
            MadeHint::Points { needed, of } => words.points(*needed, of),
            MadeHint::PointBegins(words_of_point) => words.point_begins(words_of_point),
            MadeHint::TopicRule(rule) => rule.clone(),
        }
    }
}
