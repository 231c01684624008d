//! Which constructs of the language a program uses, by its tokens: what a learner must have met before its card.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::shape::is_keyword;
use super::tokens::{FStringPart, Token, tokens};

/// A construct that some topic introduces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Construct {
    /// `async`, `await`.
    Async,
    /// `class`.
    Class,
    /// A list, set or dict comprehension.
    Comprehension,
    /// `@dataclass`.
    Dataclass,
    /// `@` before a definition, other than those that have a construct or a topic of their own.
    Decorator,
    /// `try`, `raise`.
    Exception,
    /// An f-string.
    FString,
    /// A comprehension in parentheses.
    GeneratorExpression,
    /// `lambda`.
    Lambda,
    /// `match`.
    Match,
    /// `global`, `nonlocal`.
    OuterName,
    /// `*args`, `**kwargs` in a definition.
    StarParameter,
    /// Annotations.
    TypeHint,
    /// `:=`.
    Walrus,
    /// `with`.
    With,
    /// `yield`.
    Yield,
}

impl Construct {
    /// Every one, in the order of their words.
    pub const ALL: [Self; 16] = [
        Self::Async,
        Self::Class,
        Self::Comprehension,
        Self::Dataclass,
        Self::Decorator,
        Self::Exception,
        Self::FString,
        Self::GeneratorExpression,
        Self::Lambda,
        Self::Match,
        Self::OuterName,
        Self::StarParameter,
        Self::TypeHint,
        Self::Walrus,
        Self::With,
        Self::Yield,
    ];

    /// The word that decks use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Async => "async",
            Self::Class => "class",
            Self::Comprehension => "comprehension",
            Self::Dataclass => "dataclass",
            Self::Decorator => "decorator",
            Self::Exception => "exception",
            Self::FString => "f-string",
            Self::GeneratorExpression => "generator-expression",
            Self::Lambda => "lambda",
            Self::Match => "match",
            Self::OuterName => "outer-name",
            Self::StarParameter => "star-parameter",
            Self::TypeHint => "type-hint",
            Self::Walrus => "walrus",
            Self::With => "with",
            Self::Yield => "yield",
        }
    }

    /// The one with a word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }
}

/// Decorators that stand for another construct, or are taught with the class.
const METHOD_DECORATORS: [&str; 3] = ["classmethod", "property", "staticmethod"];
/// What follows the name of a property in its other decorators.
const PROPERTY_PARTS: [&str; 2] = ["deleter", "setter"];

/// The constructs that a program uses.
pub(crate) fn constructs(code: &str) -> BTreeSet<Construct> {
    let mut finder = ConstructFinder::default();
    for line in logical_lines(&tokens(code)) {
        finder.read_line(line);
    }
    finder.found
}

/// Tokens between the ends of lines; the depth of blocks does not matter here.
fn logical_lines(tokens: &[Token]) -> impl Iterator<Item = &[Token]> {
    tokens
        .split(|token| matches!(token, Token::Newline | Token::Indent | Token::Dedent))
        .filter(|line| !line.is_empty())
}

#[derive(Default)]
struct ConstructFinder {
    found: BTreeSet<Construct>,
    /// Whether the line before might open a `match`.
    after_match: bool,
}

impl ConstructFinder {
    fn read_line(&mut self, line: &[Token]) {
        self.read_start(line);
        self.read_tokens(line);
        if is_definition(line) {
            self.read_parameters(line);
        }
    }

    fn read_start(&mut self, line: &[Token]) {
        let opens_block = line.last().is_some_and(|token| is_op(token, ":"));
        // `match` and `case` are names anywhere else.
        if self.after_match && opens_block && is_name(&line[0], "case") {
            self.found.insert(Construct::Match);
        }
        self.after_match = opens_block && is_name(&line[0], "match");
        match line {
            [at, decorator @ ..] if is_op(at, "@") => self.found.extend(of_decorator(decorator)),
            [Token::Name(name), colon, _, ..] if is_op(colon, ":") && !is_keyword(name) => {
                self.found.insert(Construct::TypeHint);
            }
            [Token::Name(name), dot, Token::Name(_), colon, _, ..]
                if is_op(dot, ".") && is_op(colon, ":") && !is_keyword(name) =>
            {
                self.found.insert(Construct::TypeHint);
            }
            _ => {}
        }
    }

    fn read_tokens(&mut self, tokens: &[Token]) {
        let mut brackets: Vec<&str> = Vec::new();
        for token in tokens {
            match token {
                Token::Op(op) => match op.as_str() {
                    "(" | "[" | "{" => brackets.push(op),
                    ")" | "]" | "}" => {
                        brackets.pop();
                    }
                    ":=" => {
                        self.found.insert(Construct::Walrus);
                    }
                    _ => {}
                },
                Token::Name(name) => self.read_name(name, brackets.last().copied()),
                Token::Format(_, parts) => {
                    self.found.insert(Construct::FString);
                    self.read_parts(parts);
                }
                Token::Number(_)
                | Token::Str(..)
                | Token::Newline
                | Token::Indent
                | Token::Dedent => {}
            }
        }
    }

    fn read_name(&mut self, name: &str, bracket: Option<&str>) {
        let construct = match (name, bracket) {
            ("async" | "await", _) => Construct::Async,
            ("class", None) => Construct::Class,
            // A `for` inside brackets is never a loop.
            ("for", Some("(")) => Construct::GeneratorExpression,
            ("for", Some(_)) => Construct::Comprehension,
            ("global" | "nonlocal", None) => Construct::OuterName,
            ("lambda", _) => Construct::Lambda,
            ("raise" | "try", None) => Construct::Exception,
            ("with", None) => Construct::With,
            ("yield", _) => Construct::Yield,
            _ => return,
        };
        self.found.insert(construct);
    }

    fn read_parts(&mut self, parts: &[FStringPart]) {
        for part in parts {
            if let FStringPart::Field(expression, format) = part {
                self.read_tokens(expression);
                self.read_parts(format);
            }
        }
    }

    /// Stars and colons between the parentheses of a definition, not those of a default or of a lambda in one.
    fn read_parameters(&mut self, line: &[Token]) {
        let mut depth = 0_usize;
        let mut in_default = false;
        for (place, token) in line.iter().enumerate() {
            let Token::Op(op) = token else { continue };
            match op.as_str() {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                "->" if depth == 0 => {
                    self.found.insert(Construct::TypeHint);
                }
                "," if depth == 1 => in_default = false,
                "=" if depth == 1 => in_default = true,
                ":" if depth == 1 && !in_default => {
                    self.found.insert(Construct::TypeHint);
                }
                "*" | "**" if depth == 1 && !in_default => {
                    // A star alone only marks what follows as keyword parameters.
                    if matches!(line.get(place + 1), Some(Token::Name(_))) {
                        self.found.insert(Construct::StarParameter);
                    }
                }
                _ => {}
            }
        }
    }
}

fn of_decorator(tokens: &[Token]) -> Option<Construct> {
    let names: Vec<&str> = tokens
        .iter()
        .take_while(|token| !is_op(token, "("))
        .filter_map(|token| {
            if let Token::Name(name) = token {
                Some(name.as_str())
            } else {
                None
            }
        })
        .collect();
    match names.as_slice() {
        [.., "dataclass"] => Some(Construct::Dataclass),
        [name] if METHOD_DECORATORS.contains(name) => None,
        [_, part] if PROPERTY_PARTS.contains(part) => None,
        _ => Some(Construct::Decorator),
    }
}

fn is_definition(line: &[Token]) -> bool {
    match line {
        [first, second, ..] if is_name(first, "async") => is_name(second, "def"),
        [first, ..] => is_name(first, "def"),
        [] => false,
    }
}

fn is_op(token: &Token, wanted: &str) -> bool {
    matches!(token, Token::Op(op) if op == wanted)
}

fn is_name(token: &Token, wanted: &str) -> bool {
    matches!(token, Token::Name(name) if name == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(code: &str) -> Vec<&'static str> {
        constructs(code).into_iter().map(Construct::word).collect()
    }

    #[test]
    fn each_construct_is_found() {
        for (code, found) in [
            ("class A:\n    pass", vec!["class"]),
            ("with open(p) as f:\n    f.read()", vec!["with"]),
            ("def f():\n    yield 1", vec!["yield"]),
            ("async def f():\n    await g()", vec!["async"]),
            ("match x:\n    case [a, b]:\n        pass", vec!["match"]),
            ("[x for x in y]", vec!["comprehension"]),
            ("{x: 1 for x in y}", vec!["comprehension"]),
            ("sum(x for x in y)", vec!["generator-expression"]),
            ("sorted(x, key=lambda y: -y)", vec!["lambda"]),
            ("while (line := read()):\n    pass", vec!["walrus"]),
            ("try:\n    f()\nexcept E:\n    pass", vec!["exception"]),
            ("@cache\ndef f(): pass", vec!["decorator"]),
            ("@app.get('/')\ndef f(): pass", vec!["decorator"]),
            (
                "@dataclasses.dataclass(frozen=True)\nclass A: pass",
                vec!["class", "dataclass"],
            ),
            (
                "class A:\n    @property\n    def f(self): pass\n    @f.setter\n    def f(self, x): pass",
                vec!["class"],
            ),
            ("def f(*args, **named): pass", vec!["star-parameter"]),
            ("def f(a: int): pass", vec!["type-hint"]),
            ("def f(a) -> int: pass", vec!["type-hint"]),
            ("a: int = 1", vec!["type-hint"]),
            ("self.a: int = 1", vec!["type-hint"]),
            ("def f():\n    nonlocal x", vec!["outer-name"]),
            (
                "print(f'{[x for x in y]}')",
                vec!["comprehension", "f-string"],
            ),
        ] {
            assert_eq!(words(code), found, "{code}");
        }
    }

    #[test]
    fn what_only_looks_like_a_construct_is_not_one() {
        for code in [
            "for x in y:\n    print(x)",
            "match = re.match(p, s)\nprint(match)",
            "if (a == 1 and\n        b):\n    pass",
            "else_ = {'a': 1}[k]",
            "def f(a, *, b=1): pass",
            "def f(a=b[1:2]): pass",
            "print(*args, **named)",
            "x = a @ b",
            "'class with yield lambda'  # async try",
            "if a: b = 1\nelse: b = 2",
        ] {
            assert_eq!(words(code), [""; 0], "{code}");
        }
    }
}
