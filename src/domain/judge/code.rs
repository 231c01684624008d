//! Python code, compared by tokens.

use super::tokens::{FStringPart, Token, tokens};

/// Words after which a parenthesis opens a display, not a call.
const KEYWORDS: [&str; 24] = [
    "and", "as", "assert", "async", "await", "del", "elif", "else", "except", "finally", "for",
    "from", "global", "if", "in", "is", "lambda", "not", "or", "raise", "return", "while", "with",
    "yield",
];
/// Words that are keywords only where a line begins; anywhere else they are names.
const SOFT_KEYWORDS: [&str; 2] = ["case", "match"];

/// Whether two pieces of code are the same tokens. Comments, spacing, simple quote style and trailing commas that
/// change nothing do not matter.
pub(super) fn same(right: &str, given: &str) -> bool {
    let given = without_backticks(right, given);
    right.trim() == given.trim() || canonical(right) == canonical(given)
}

/// A text without the backticks that mark code in prose, unless the right answer has them itself.
fn without_backticks<'a>(right: &str, given: &'a str) -> &'a str {
    let inside = given
        .trim()
        .strip_prefix('`')
        .and_then(|rest| rest.strip_suffix('`'));
    inside
        .filter(|inside| !inside.trim().is_empty() && !right.contains('`'))
        .unwrap_or(given)
}

fn canonical(code: &str) -> Vec<Token> {
    without_idle_commas(tokens(code))
}

/// What a bracket holds decides what a trailing comma in it means.
struct Bracket {
    kind: TokenKind,
    commas: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TokenKind {
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
                "(" | "[" | "{" => open.push(Bracket {
                    kind: kind(op, &kept),
                    commas: 0,
                }),
                ")" | "]" | "}" => close(&mut kept, open.pop()),
                "," => open
                    .last_mut()
                    .into_iter()
                    .for_each(|bracket| bracket.commas += 1),
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
    // A second comma has made it a tuple already.
    let idle = bracket.is_some_and(|bracket| bracket.kind == TokenKind::Idle || bracket.commas > 1);
    // A comma alone, as in `[,]`, is not a trailing one.
    let after_item = !matches!(kept.get(kept.len().wrapping_sub(2)), Some(Token::Op(op)) if "([{,".contains(op.as_str()));
    if trails && idle && after_item {
        kept.pop();
    }
}

fn kind(bracket: &str, before: &[Token]) -> TokenKind {
    let begins_line = matches!(
        before
            .len()
            .checked_sub(2)
            .and_then(|place| before.get(place)),
        None | Some(Token::Newline | Token::Indent | Token::Dedent)
    );
    let after_operand = match before.last() {
        // `match (a, b):` begins a statement, `match(a, b)` in an expression is a call.
        Some(Token::Name(name)) if SOFT_KEYWORDS.contains(&name.as_str()) => !begins_line,
        // After `import` a parenthesis holds names, and a trailing comma among them changes nothing.
        Some(Token::Name(name)) => !KEYWORDS.contains(&name.as_str()),
        Some(Token::Op(op)) => matches!(op.as_str(), ")" | "]" | "}"),
        Some(Token::Str(..) | Token::Format(..) | Token::Number(_)) => true,
        Some(Token::Newline | Token::Indent | Token::Dedent) | None => false,
    };
    // `f(x,)`, `[x,]` and `{x,}` are the same without the comma; `(x,)` and `a[x,]` are tuples.
    match (bracket, after_operand) {
        ("(", true) | ("[", false) | ("{", _) => TokenKind::Idle,
        _ => TokenKind::Tuple,
    }
}

/// The same token with idle commas dropped inside the fields of an f-string.
fn deepened(token: Token) -> Token {
    if let Token::Format(prefix, parts) = token {
        return Token::Format(prefix, parts.into_iter().map(deepened_part).collect());
    }
    token
}

fn deepened_part(part: FStringPart) -> FStringPart {
    match part {
        FStringPart::Field(tokens, format) => FStringPart::Field(
            without_idle_commas(tokens),
            format.into_iter().map(deepened_part).collect(),
        ),
        FStringPart::Text(text) => FStringPart::Text(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backticks_around_code_do_not_matter() {
        assert!(same("len(x)", " `len(x)` "));
        assert!(!same("len(x)", "`len(y)`"));
        assert!(!same("`ls`", "ls"));
    }

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
            ("print(1)", "print(1)\\\r\n"),
            ("if (n := f(x)) > 1: ...", "if (n:=f(x,))>1:..."),
            ("@cache\ndef f(): ...", "@ cache # fast\n\ndef f( ) : ..."),
            (
                "@lru_cache(maxsize=None)\ndef f(): ...",
                "@lru_cache(\n    maxsize = None,\n)\ndef f(): ...",
            ),
            ("m = p.match(s)", "m = p.match(s,)"),
            ("match = f(x)\nmatch.case(1)", "match=f(x,)\nmatch.case(1,)"),
            (
                "match x:\n    case [1, 2]: ...",
                "match x:\n  case [1,2,]: ...",
            ),
            ("from a import (b)", "from a import (b,)"),
            ("f(*a, **k)", "f(*a, **k,)"),
            ("x = [\n    1,  # one\n    2,\n]", "x = [1, 2]"),
            ("x = (1 +\n     2)", "x = (1 + 2)"),
            ("a = lambda x: (x, 1)", "a = lambda x:(x,1,)"),
            ("x[1:2, ::3]", "x[ 1:2,::3, ]"),
            ("f'{x!r:>{w}.{p}f}'", "f\"{x!r:>{w}.{p}f}\""),
            ("f'{d['k']}'", "f\"{d['k']}\""),
            ("f'{x:%Y-%m-%d}'", "f\"{ x :%Y-%m-%d}\""),
            ("f'{{{x}}}'", "f\"{{{ x }}}\""),
            ("f'''{\n  x\n}'''", "f'{x}'"),
            ("f'{(lambda y: y)(1)}'", "f\"{ (lambda y:y)(1) }\""),
            ("rf'{x}\\d'", "fr\"{x}\\d\""),
            ("1E5 + 0B1 + 1_0j", "1e5+0b1+10J"),
            ("ﬁ = 1", "fi = 1"),
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
            (
                "match (x,):\n    case (1,): ...",
                "match (x):\n    case (1): ...",
            ),
            ("for x in (1,): ...", "for x in (1): ..."),
            ("'%s' % (x,)", "'%s' % (x)"),
            ("f((1,))", "f((1))"),
            ("x: tuple[int,]", "x: tuple[int]"),
            ("f'{x:{w}}'", "f'{x:w}'"),
            ("f'{x!r}'", "f'{x}'"),
            ("f'{x}'", "f'{y}'"),
            ("f'{x=!s}'", "f'{x!s}'"),
            ("(n := 1)", "(n == 1)"),
            ("x = 1 if y else 2", "x = 1 if y else2"),
            ("'a' 'b'", "'a', 'b'"),
            ("if x:\n    pass", "if x:\npass"),
            (
                "def f():\n    if x:\n        y\n    z",
                "def f():\n    if x:\n        y\n        z",
            ),
            ("'''a\n'''", "'''a'''"),
            ("b'a'", "rb'a'"),
            ("1.0", "10"),
            ("x = f'{a'", "x = f'{b'"),
        ] {
            assert!(!same(right, given), "{right} | {given}");
        }
    }
}
