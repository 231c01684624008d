//! The symbols of a class of growth.

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Symbol {
    Number(String),
    Letter(char),
    Word(&'static str),
    Plus,
    Minus,
    Times,
    Divide,
    Power,
    Factorial,
    Comma,
    Open,
    Close,
    Bar,
}

/// Functions, the longest spelling first; every logarithm is one.
const WORDS: [(&str, &str); 7] =
    [("sqrt", "sqrt"), ("log", "log"), ("lg", "log"), ("ln", "log"), ("min", "min"), ("max", "max"), ("√", "sqrt")];

pub(super) fn symbols(text: &str) -> Option<Vec<Symbol>> {
    let mut all = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((spelling, word)) = WORDS.iter().find(|(spelling, _)| rest.starts_with(spelling)) {
            all.push(Symbol::Word(word));
            rest = &rest[spelling.len()..];
            if *word == "log" {
                rest = without_base(rest);
            }
            continue;
        }
        if let Some(after) = rest.strip_prefix("**") {
            all.push(Symbol::Power);
            rest = after;
            continue;
        }
        if c.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            all.push(Symbol::Number(rest[..end].to_owned()));
            rest = &rest[end..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match symbol(c) {
            Some(symbol) => all.push(symbol),
            None if c.is_whitespace() => {}
            None => {
                all.push(Symbol::Power);
                let (exponent, after) = superscript(c, rest)?;
                all.push(exponent);
                rest = after;
            }
        }
    }
    Some(all)
}

fn symbol(c: char) -> Option<Symbol> {
    Some(match c {
        '+' => Symbol::Plus,
        '-' | '−' => Symbol::Minus,
        '*' | '·' | '×' | '⋅' | '∙' => Symbol::Times,
        '/' => Symbol::Divide,
        '^' => Symbol::Power,
        '!' => Symbol::Factorial,
        ',' => Symbol::Comma,
        '(' | '{' | '[' => Symbol::Open,
        ')' | '}' | ']' => Symbol::Close,
        '|' => Symbol::Bar,
        'ⁿ' => return None,
        c if c.is_alphabetic() => Symbol::Letter(c),
        _ => return None,
    })
}

/// A raised number or letter, as what stands after a power sign.
fn superscript(first: char, rest: &str) -> Option<(Symbol, &str)> {
    if first == 'ⁿ' {
        return Some((Symbol::Letter('n'), rest));
    }
    let digit = |c: char| {
        "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|raised| raised == c).and_then(|d| char::from_digit(u32::try_from(d).ok()?, 10))
    };
    let mut number = digit(first)?.to_string();
    let mut after = rest;
    while let Some(next) = after.chars().next().and_then(digit) {
        number.push(next);
        let mut chars = after.chars();
        chars.next();
        after = chars.as_str();
    }
    Some((Symbol::Number(number), after))
}

/// Skips the base of a logarithm: `2`, `_2`, `_b`, `₂`, `10`.
fn without_base(rest: &str) -> &str {
    if let Some(after) = rest.strip_prefix('_') {
        let trimmed = after.trim_start_matches(|c: char| c.is_ascii_digit());
        return if trimmed.len() < after.len() { trimmed } else { after.get(1..).unwrap_or(after) };
    }
    rest.trim_start_matches(|c: char| c.is_ascii_digit() || ('₀'..='₉').contains(&c))
}
