//! Hints that were made from a card, in words.

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

/// Wraps a text in a code span, so that markup does not read the underscores of `__new__` as emphasis.
fn code_span(text: &str) -> String {
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_span_holds_any_text() {
        assert_eq!(code_span("__n··__"), "`__n··__`");
        assert_eq!(code_span("a `b` c"), "`` a `b` c ``");
    }
}
