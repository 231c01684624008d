//! Regular expressions that a whole answer must match, of limited size.

use regex::RegexBuilder;

use super::JudgeFault;

/// Memory that a compiled pattern may take, in bytes.
const MAX_COMPILED: usize = 1 << 20;
/// Deepest nesting of a pattern.
const MAX_NESTING: u32 = 50;

/// Whether the whole of an answer, outer spaces aside, matches a pattern.
pub(super) fn matches(pattern: &str, given: &str) -> Result<bool, JudgeFault> {
    // Compiled alone first, so that no pattern can close the group around it.
    compile(pattern)?;
    compile(&format!(r"\A(?:{pattern})\z")).map(|regex| regex.is_match(given.trim()))
}

fn compile(pattern: &str) -> Result<regex::Regex, JudgeFault> {
    let mut builder = RegexBuilder::new(pattern);
    builder
        .size_limit(MAX_COMPILED)
        .dfa_size_limit(MAX_COMPILED)
        .nest_limit(MAX_NESTING);
    builder
        .build()
        .map_err(|error| JudgeFault::BadPattern(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_answer_must_match() {
        assert_eq!(matches("a|ab", " ab "), Ok(true));
        assert_eq!(matches("a|ab", "abc"), Ok(false));
        assert_eq!(matches(r"\d+", "1\n2"), Ok(false));
        assert!(matches("(a", "a").is_err() && matches("a)(b", "ab").is_err());
        assert!(matches(r"(\w{500}){500}", "a").is_err());
    }
}
