//! The shape of a program: its tokens, with each name replaced by the order in which it first appears. Programs that
//! differ in names, comments, spacing and quotes have the same shape.

use std::collections::HashMap;

use super::tokens::{FStringPart, Token, tokens};

/// Keywords: they are not names.
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// Whether a name cannot be given to anything.
pub(super) fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// The words of a program's shape.
pub(crate) fn program_shape(code: &str) -> Vec<String> {
    let mut shape = ShapeBuilder::default();
    shape.add(tokens(code));
    shape.words
}

#[derive(Default)]
struct ShapeBuilder {
    words: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl ShapeBuilder {
    fn add(&mut self, tokens: Vec<Token>) {
        for token in tokens {
            match token {
                Token::Name(name) if is_keyword(&name) => self.words.push(name),
                Token::Name(name) => self.add_name(name),
                Token::Number(text) | Token::Op(text) => self.words.push(text),
                Token::Str(prefix, content) => self.words.push(format!("{prefix}\"{content}\"")),
                Token::Format(_, parts) => self.add_parts(parts),
                Token::Newline => self.words.push("\n".to_owned()),
                Token::Indent => self.words.push("\n>".to_owned()),
                Token::Dedent => self.words.push("\n<".to_owned()),
            }
        }
    }

    fn add_name(&mut self, name: String) {
        let next = self.numbers.len();
        let number = *self.numbers.entry(name).or_insert(next);
        self.words.push(format!("name {number}"));
    }

    fn add_parts(&mut self, parts: Vec<FStringPart>) {
        for part in parts {
            match part {
                FStringPart::Text(text) => self.words.push(format!("\"{text}\"")),
                FStringPart::Field(expression, format) => {
                    self.add(expression);
                    self.add_parts(format);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_comments_and_quotes_have_no_part_in_a_shape() {
        let one = "def f(x):\n    return x + 'a'  # one\nprint(f'{f(1)}')";
        let other = "def g(y):\n  return y + \"a\"\n\nshow(f'{g(1)}')";
        assert_eq!(program_shape(one), program_shape(other));
    }

    #[test]
    fn which_name_stands_where_and_what_is_a_keyword_matter() {
        assert_ne!(program_shape("a = b + a"), program_shape("a = b + b"));
        assert_ne!(program_shape("a is b"), program_shape("a in b"));
        assert_ne!(program_shape("f(1)"), program_shape("f(2)"));
    }
}
