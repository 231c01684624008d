//! Whether a typed answer can stand in a card's check without changing what is around it.

/// What a bracket is closed by.
const BRACKETS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];

/// Whether a text is a whole piece of code on one line: its brackets and quotes close, no comment swallows what
/// follows it, and no backslash joins it to the next line.
pub fn is_whole(text: &str) -> bool {
    let chars: Vec<char> = text.trim().chars().collect();
    let mut open: Vec<char> = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        match c {
            '#' | '\n' | '\r' => return false,
            '\'' | '"' => match quoted_end(&chars, at) {
                Some(end) => at = end,
                None => return false,
            },
            _ if BRACKETS.iter().any(|(opening, _)| *opening == c) => open.push(c),
            _ if BRACKETS.iter().any(|(_, closing)| *closing == c) => {
                let opening = open.pop();
                if !BRACKETS
                    .iter()
                    .any(|pair| Some(pair.0) == opening && pair.1 == c)
                {
                    return false;
                }
            }
            _ => {}
        }
        at += 1;
    }
    !chars.is_empty() && open.is_empty() && chars.last() != Some(&'\\')
}

/// The place of the last closing quote.
fn quoted_end(chars: &[char], start: usize) -> Option<usize> {
    let quote = chars[start];
    let triple = chars.get(start + 1) == Some(&quote) && chars.get(start + 2) == Some(&quote);
    let length = if triple { 3 } else { 1 };
    let mut at = start + length;
    while at < chars.len() {
        if chars[at] == '\\' {
            at += 2;
            continue;
        }
        if (0..length).all(|ahead| chars.get(at + ahead) == Some(&quote)) {
            return Some(at + length - 1);
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::is_whole;

    #[test]
    fn whole_pieces_of_code_are_told_from_parts() {
        for whole in [
            "f(x)",
            "a[1:2]",
            "'# no comment'",
            "\"\"\"a'b\"\"\"",
            "x = {'a': (1, 2)}",
            r"'it\'s'",
        ] {
            assert!(is_whole(whole), "{whole}");
        }
        for part in [
            "",
            "f(x",
            "x)",
            "1) or (True",
            "(1]",
            "x # why",
            "'a",
            "x \\",
            "a\nb",
        ] {
            assert!(!is_whole(part), "{part}");
        }
    }
}
