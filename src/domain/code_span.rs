//! Code within Markdown: ticks enough to hold whatever the code says.

/// A text as a code span, in which markup reads nothing: the underscores of `__new__` stay.
pub fn code_span(text: &str) -> String {
    let longest = longest_backticks(text);
    let ticks = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{ticks}{space}{text}{space}{ticks}")
}

/// The length of the longest run of backticks.
pub fn longest_backticks(text: &str) -> usize {
    let runs = text.split(|c| c != '`').map(str::len);
    runs.max().unwrap_or_default()
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
