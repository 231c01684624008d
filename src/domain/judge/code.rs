//! Python code, compared by tokens.

use super::tokens::{Part, Token, tokens};

/// Words after which a parenthesis opens a display, not a call.
const KEYWORDS: [&str; 27] = [
    "and", "as", "assert", "async", "await", "case", "del", "elif", "else", "except", "finally", "for", "from",
    "global", "if", "import", "in", "is", "lambda", "match", "not", "or", "raise", "return", "while", "with", "yield",
];

/// Whether two pieces of code are the same tokens. Comments, spacing, simple quote style and trailing commas that
/// change nothing do not matter.
pub(super) fn same(right: &str, given: &str) -> bool {
    right.trim() == given.trim() || canonical(right) == canonical(given)
}

fn canonical(code: &str) -> Vec<Token> {
    without_idle_commas(tokens(code))
}

/// What a bracket holds decides what a trailing comma in it means.
struct Bracket {
    kind: Kind,
    commas: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A call, a list, a set or a dictionary: a trailing comma changes nothing.
    Idle,
    /// Parentheses or a subscript: after a single item a comma makes a tuple.
    Tuple,
}

fn without_idle_commas(tokens: Vec<Token>) -> Vec<Token> {
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut open: Vec<Bracket> = Vec::new();
    for token in tokens {
        let token = deepened(token);
        if let Token::Op(op) = &token {
            match op.as_str() {
                "(" | "[" | "{" => open.push(Bracket { kind: kind(op, kept.last()), commas: 0 }),
                ")" | "]" | "}" => close(&mut kept, open.pop()),
                "," => open.last_mut().into_iter().for_each(|bracket| bracket.commas += 1),
                _ => {}
            }
        }
        kept.push(token);
    }
    kept
}

/// Drops the comma before a closing bracket if it changes nothing.
fn close(kept: &mut Vec<Token>, bracket: Option<Bracket>) {
    let trails = matches!(kept.last(), Some(Token::Op(op)) if op == ",");
    let idle = bracket.is_some_and(|bracket| bracket.kind == Kind::Idle || bracket.commas > 1);
    // A comma alone, as in `[,]`, is no trailing one.
    let after_item =
        !matches!(kept.get(kept.len().wrapping_sub(2)), Some(Token::Op(op)) if "([{,".contains(op.as_str()));
    if trails && idle && after_item {
        kept.pop();
    }
}

fn kind(bracket: &str, before: Option<&Token>) -> Kind {
    let after_operand = match before {
        Some(Token::Name(name)) => !KEYWORDS.contains(&name.as_str()),
        Some(Token::Op(op)) => matches!(op.as_str(), ")" | "]" | "}"),
        Some(Token::Str(..) | Token::Format(..) | Token::Number(_)) => true,
        Some(Token::Newline | Token::Indent | Token::Dedent) | None => false,
    };
    match (bracket, after_operand) {
        ("(", true) | ("[", false) | ("{", _) => Kind::Idle,
        _ => Kind::Tuple,
    }
}

/// The same token with idle commas dropped inside the fields of an f-string.
fn deepened(token: Token) -> Token {
    if let Token::Format(prefix, parts) = token {
        return Token::Format(prefix, parts.into_iter().map(deepened_part).collect());
    }
    token
}

fn deepened_part(part: Part) -> Part {
    match part {
        Part::Field(tokens, format) => {
            Part::Field(without_idle_commas(tokens), format.into_iter().map(deepened_part).collect())
        }
        Part::Text(text) => Part::Text(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_do_not_matter() {
        for (right, given) in [
            ("f(a, b)", "f( a,b ) # call"),
            ("f(a)", "f(a,)"),
            ("f = g(f)", "f=g (f)\n\n"),
            ("x = 'a'", "x = \"a\""),
            ("x = 'it\\'s'", "x = \"it's\""),
            ("[1, 2]", "[1, 2,]"),
            ("[1]", "[\n  1,\n]"),
            ("{1: 2}", "{1: 2,}"),
            ("(1, 2)", "(1, 2,)"),
            ("x[1, 2]", "x[1, 2,]"),
            ("a + b", "a \\\n + b"),
            ("if x:\n    y\nz", "if x:\n  y # why\n\nz"),
            ("  def f():\n      return 1", "def f():\n  return 1"),
            ("rb'x'", "BR\"x\""),
            ("u'x'", "'x'"),
            ("f'{a + b}'", "F\"{a+b}\""),
            ("f'{d[\"k\"]!r:>{w}}'", "f\"{d['k']!r:>{ w }}\""),
            ("f'{f(1)}'", "f'{f(1,)}'"),
            ("f'{f\"{x}\"}'", "f\"{f'{ x }'}\""),
            ("'''a'''", "'a'"),
            ("1_000 + 0XFF", "1000+0xff"),
            ("x if a else (1, 2)", "x if a else (1, 2,)"),
            ("def f(a, b): ...", "def f(a, b,): ..."),
            ("print(1)", "print(1)\\\n"),
        ] {
            assert!(same(right, given), "{right} | {given}");
        }
    }

    #[test]
    fn meaning_matters() {
        for (right, given) in [
            ("(1,)", "(1)"),
            ("x = 1,", "x = 1"),
            ("return (1,)", "return (1)"),
            ("x[1,]", "x[1]"),
            ("a b", "ab"),
            ("not x", "notx"),
            ("'a b'", "'ab'"),
            ("'# a'", "'# b'"),
            ("f'{a}'", "'{a}'"),
            ("r'\\n'", "'\\n'"),
            ("b'x'", "'x'"),
            ("f'{x = }'", "f'{x=}'"),
            ("f'{{x}}'", "f'{x}'"),
            ("f'{x:>5}'", "f'{x:> 5}'"),
            ("if x:\n    y\n    z", "if x:\n    y\nz"),
            ("x == y", "x = = y"),
            ("None", "none"),
            ("a\nb", "a b"),
            ("'''a\nb'''", "'a b'"),
            ("f(a,,)", "f(a)"),
            ("[,]", "[]"),
        ] {
            assert!(!same(right, given), "{right} | {given}");
        }
    }
}
