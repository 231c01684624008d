//! Python cut into tokens, so far as comparing needs it: comments, spacing and quote style are dropped, string
//! contents and indentation are kept. Any text can be cut.

use unicode_normalization::UnicodeNormalization;

use super::strings::{
    Delimiter, Escapes, MAX_NESTING, field_end, format_start, plain_content, string_end,
};

/// A piece of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A name or keyword.
    Name(String),
    /// A number, lower case, without underscores.
    Number(String),
    /// An operator or any other character.
    Op(String),
    /// A string: its prefix, without `u` and in order, and its content.
    Str(String, String),
    /// An f-string or t-string: its prefix and its parts.
    Format(String, Vec<FStringPart>),
    /// The end of a logical line.
    Newline,
    /// A deeper block begins.
    Indent,
    /// A block ends.
    Dedent,
}

/// A part of an f-string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FStringPart {
    /// Literal text.
    Text(String),
    /// A replacement field: its expression and its format, whose own fields are parts again.
    Field(Vec<Token>, Vec<FStringPart>),
}

/// Operators of more than one character, longest first.
const OPERATORS: [&str; 24] = [
    "**=", "//=", ">>=", "<<=", "...", "!=", "->", ":=", "+=", "-=", "*=", "/=", "%=", "@=", "&=",
    "|=", "^=", "==", "<=", ">=", "**", "//", "<<", ">>",
];

/// Cuts a program.
pub(super) fn tokens(code: &str) -> Vec<Token> {
    let normal = code.replace("\r\n", "\n").replace('\r', "\n");
    let chars: Vec<char> = normal.chars().collect();
    Cutter {
        chars: &chars,
        at: 0,
        nesting: 0,
        brackets: 0,
        indents: Vec::new(),
        tokens: Vec::new(),
    }
    .program()
}

/// Cuts an expression inside an f-string, where newlines are spaces.
fn expression(chars: &[char], nesting: usize) -> Vec<Token> {
    let mut cutter = Cutter {
        chars,
        at: 0,
        nesting,
        brackets: 1,
        indents: Vec::new(),
        tokens: Vec::new(),
    };
    while cutter.at < chars.len() {
        cutter.token();
    }
    cutter.tokens
}

struct Cutter<'a> {
    chars: &'a [char],
    at: usize,
    nesting: usize,
    brackets: usize,
    indents: Vec<usize>,
    tokens: Vec<Token>,
}

impl Cutter<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn text(&self, from: usize) -> String {
        self.chars[from..self.at].iter().collect()
    }

    fn skip_while(&mut self, wanted: impl Fn(char) -> bool) {
        while self.peek(0).is_some_and(&wanted) {
            self.at += 1;
        }
    }

    fn program(mut self) -> Vec<Token> {
        while self.at < self.chars.len() {
            if self.brackets == 0 && self.is_at_line_start() {
                self.indentation();
            }
            if self.at < self.chars.len() {
                self.token();
            }
        }
        self.end_line();
        // The outermost block is not a block.
        while self.indents.len() > 1 {
            self.indents.pop();
            self.tokens.push(Token::Dedent);
        }
        self.tokens
    }

    fn is_at_line_start(&self) -> bool {
        matches!(
            self.tokens.last(),
            None | Some(Token::Newline | Token::Dedent)
        ) && (self.at == 0 || self.chars.get(self.at - 1) == Some(&'\n'))
    }

    /// Reads the spaces before a line; blank and comment lines have no depth.
    fn indentation(&mut self) {
        let mut column = 0;
        while let Some(c @ (' ' | '\t' | '\u{c}')) = self.peek(0) {
            // Tab stops of 8, as Python counts them.
            column = if c == '\t' {
                (column / 8 + 1) * 8
            } else {
                column + 1
            };
            self.at += 1;
        }
        if matches!(self.peek(0), None | Some('\n' | '#')) {
            return;
        }
        while self.indents.last().is_some_and(|deepest| *deepest > column) && self.indents.len() > 1
        {
            self.indents.pop();
            self.tokens.push(Token::Dedent);
        }
        if self.indents.last().is_none_or(|deepest| *deepest < column) {
            if !self.indents.is_empty() {
                self.tokens.push(Token::Indent);
            }
            self.indents.push(column);
        }
    }

    fn end_line(&mut self) {
        if !matches!(
            self.tokens.last(),
            None | Some(Token::Newline | Token::Indent | Token::Dedent)
        ) {
            self.tokens.push(Token::Newline);
        }
    }

    /// Reads one token, or skips what is not one.
    fn token(&mut self) {
        match (self.peek(0), self.peek(1)) {
            (Some('\n'), _) if self.brackets == 0 => {
                self.at += 1;
                self.end_line();
            }
            (Some('\\'), Some('\n')) => self.at += 2,
            (Some('#'), _) => self.skip_while(|c| c != '\n'),
            (Some(c), _) if c.is_whitespace() => self.at += 1,
            (Some('"' | '\''), _) => self.string(String::new()),
            (Some(c), _) if c.is_alphabetic() || c == '_' => self.name(),
            (Some(c), next)
                if c.is_ascii_digit() || (c == '.' && next.is_some_and(|n| n.is_ascii_digit())) =>
            {
                self.number();
            }
            _ => self.operator(),
        }
    }

    fn name(&mut self) {
        let start = self.at;
        self.skip_while(|c| c.is_alphanumeric() || c == '_' || is_mark(c));
        // Python compares names in this form (PEP 3131).
        let name: String = self.text(start).nfkc().collect();
        let prefix = name.to_ascii_lowercase();
        let is_prefix = matches!(
            prefix.as_str(),
            "r" | "u" | "b" | "f" | "t" | "br" | "rb" | "fr" | "rf" | "tr" | "rt"
        );
        if is_prefix && matches!(self.peek(0), Some('"' | '\'')) {
            let mut letters: Vec<char> = prefix.chars().filter(|c| *c != 'u').collect();
            letters.sort_unstable();
            self.string(letters.into_iter().collect());
        } else {
            self.tokens.push(Token::Name(name));
        }
    }

    fn number(&mut self) {
        let start = self.at;
        while let Some(c) = self.peek(0) {
            // `1e-5` is one number, `0xe-5` a subtraction.
            let exponent = matches!(c, '+' | '-')
                && matches!(self.chars[self.at - 1], 'e' | 'E')
                && self.at > start
                && !matches!(self.chars.get(start + 1), Some('x' | 'X'));
            if !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_') || exponent) {
                break;
            }
            self.at += 1;
        }
        self.tokens.push(Token::Number(
            self.text(start).replace('_', "").to_ascii_lowercase(),
        ));
    }

    fn operator(&mut self) {
        let rest = &self.chars[self.at..];
        let long = OPERATORS.iter().find(|op| {
            op.chars()
                .enumerate()
                .all(|(place, c)| rest.get(place) == Some(&c))
        });
        let start = self.at;
        self.at += long.map_or(1, |op| op.len());
        let text = self.text(start);
        match text.as_str() {
            "(" | "[" | "{" => self.brackets += 1,
            ")" | "]" | "}" => self.brackets = self.brackets.saturating_sub(1),
            _ => {}
        }
        self.tokens.push(Token::Op(text));
    }

    fn string(&mut self, prefix: String) {
        let quote = self.chars[self.at];
        let triple = self.peek(1) == Some(quote) && self.peek(2) == Some(quote);
        self.at += if triple { 3 } else { 1 };
        let start = self.at;
        let delimiter = Delimiter { quote, triple };
        let is_format = prefix.contains(['f', 't']) && self.nesting < MAX_NESTING;
        let end = string_end(
            self.chars,
            start,
            delimiter,
            if is_format { self.nesting } else { MAX_NESTING },
        );
        let closed = delimiter.closes(self.chars, end);
        self.at = if closed { end + delimiter.len() } else { end };
        let content = &self.chars[start..end];
        let escapes = if prefix.contains('r') {
            Escapes::Raw
        } else {
            Escapes::Read
        };
        self.tokens.push(match (closed, is_format) {
            // An operator, so that a string that never closes equals none that does.
            (false, _) => Token::Op(format!("{quote}{}", content.iter().collect::<String>())),
            (true, true) => {
                let parts = parts(content, escapes, self.nesting + 1);
                Token::Format(prefix, parts)
            }
            (true, false) => {
                let content = plain_content(content, escapes);
                Token::Str(prefix, content)
            }
        });
    }
}

/// The parts of an f-string or of a field's format.
fn parts(content: &[char], escapes: Escapes, nesting: usize) -> Vec<FStringPart> {
    let mut all = Vec::new();
    let mut text = Vec::new();
    let mut at = 0;
    let mut fields = nesting <= MAX_NESTING;
    while let Some(c) = content.get(at) {
        let doubled = content.get(at + 1) == Some(c) && matches!(c, '{' | '}');
        let opens = fields && *c == '{' && !doubled;
        let end = if opens {
            field_end(content, at + 1, nesting)
        } else {
            None
        };
        // After a field that stays open there are no more.
        fields &= !opens || end.is_some();
        if let Some(end) = end {
            push_text(&mut all, &mut text, escapes);
            all.push(field(&content[at + 1..end], escapes, nesting));
            at = end;
        } else {
            text.push(*c);
            if doubled || (*c == '\\' && at + 1 < content.len()) {
                text.push(content[at + 1]);
                at += 1;
            }
        }
        at += 1;
    }
    push_text(&mut all, &mut text, escapes);
    all
}

fn push_text(all: &mut Vec<FStringPart>, text: &mut Vec<char>, escapes: Escapes) {
    if !text.is_empty() {
        all.push(FStringPart::Text(plain_content(text, escapes)));
        text.clear();
    }
}

/// A field: its expression, with any `!r` after it, and the format after a colon.
fn field(content: &[char], escapes: Escapes, nesting: usize) -> FStringPart {
    let colon = format_start(content);
    let (inside, format) = (&content[..colon], content.get(colon + 1..));
    let mut format = format.map_or_else(Vec::new, |format| {
        let mut own = vec![FStringPart::Text(":".to_owned())];
        own.extend(parts(format, escapes, nesting + 1));
        own
    });
    let text: String = inside.iter().collect();
    // `{x = }` prints its own source, spaces included.
    let source = text
        .trim_end()
        .strip_suffix('=')
        .filter(|rest| !rest.ends_with(['=', '!', '<', '>']));
    if source.is_some() {
        format.insert(0, FStringPart::Text(text.clone()));
    }
    FStringPart::Field(expression(inside, nesting), format)
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}
