//! The symbols of a class of growth.

/// What a logarithm counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Root {
    Natural,
    Number(String),
    Letter(char),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Symbol {
    Number(String),
    Letter(char),
    /// A letter written right behind another, both under the function before them: the `n` of `log mn`.
    Glued(char),
    /// The base of the logarithm that was just read.
    Root(Root),
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
const WORDS: [(&str, &str); 7] = [
    ("sqrt", "sqrt"),
    ("log", "log"),
    ("lg", "log"),
    ("ln", "log"),
    ("min", "min"),
    ("max", "max"),
    ("√", "sqrt"),
];

pub(super) fn symbols(text: &str) -> Option<Vec<Symbol>> {
    let mut all = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((spelling, word)) = WORDS
            .iter()
            .find(|(spelling, _)| rest.starts_with(spelling))
        {
            all.push(Symbol::Word(word));
            rest = &rest[spelling.len()..];
            if *word == "log" {
                let (root, after) = if *spelling == "ln" {
                    (Some(Root::Natural), rest)
                } else {
                    // Only right behind: `log2 n` has the base 2, `log 2n` has none.
                    root(rest)
                };
                all.extend(root.map(Symbol::Root));
                rest = after;
            }
            let (first, after) = glued(rest);
            all.extend(first);
            rest = after;
            continue;
        }
        if let Some(after) = rest.strip_prefix("**") {
            all.push(Symbol::Power);
            rest = after;
            continue;
        }
        if c.is_ascii_digit() {
            let end = rest
                .find(|c: char| !c.is_ascii_digit() && c != '.')
                .unwrap_or(rest.len());
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
        // A class does not see what rounding changes.
        '(' | '{' | '[' | '⌊' | '⌈' => Symbol::Open,
        ')' | '}' | ']' | '⌋' | '⌉' => Symbol::Close,
        '|' => Symbol::Bar,
        // A letter to Unicode, but an exponent to the reader.
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
        "⁰¹²³⁴⁵⁶⁷⁸⁹"
            .chars()
            .position(|raised| raised == c)
            .and_then(|d| char::from_digit(u32::try_from(d).ok()?, 10))
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

/// The base of a logarithm: `2`, `_2`, `_b`, `₂`, `10`; and what follows it.
fn root(rest: &str) -> (Option<Root>, &str) {
    let below = rest.strip_prefix('_').unwrap_or(rest);
    for nought in ['0', '₀'] {
        let digit = |c: char| {
            (c as u32)
                .checked_sub(nought as u32)
                .and_then(|digit| char::from_digit(digit, 10))
        };
        let number: String = below.chars().map_while(digit).collect();
        if !number.is_empty() {
            return (
                Some(Root::Number(number)),
                below.trim_start_matches(|c| digit(c).is_some()),
            );
        }
    }
    match below
        .chars()
        .next()
        // A letter is a base only behind `_`: `logn` is the logarithm of n.
        .filter(|c| below.len() < rest.len() && c.is_alphabetic())
    {
        Some(letter) => (Some(Root::Letter(letter)), &below[letter.len_utf8()..]),
        None => (None, below),
    }
}

/// The letters that stand together behind a function's name and a space, as far as they are not a function's name.
fn glued(rest: &str) -> (Vec<Symbol>, &str) {
    let mut all = Vec::new();
    let mut after = rest.trim_start();
    if after.len() == rest.len() {
        return (all, rest);
    }
    while let Some(letter) = after
        .chars()
        .next()
        .filter(|c| c.is_alphabetic() && symbol(*c).is_some())
    {
        if WORDS
            .iter()
            .any(|(spelling, _)| after.starts_with(spelling))
        {
            break;
        }
        all.push(if all.is_empty() {
            Symbol::Letter(letter)
        } else {
            Symbol::Glued(letter)
        });
        after = &after[letter.len_utf8()..];
    }
    (all, after)
}
