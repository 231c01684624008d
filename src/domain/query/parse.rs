//! Reads a query: a recursive descent whose depth is limited, so that no text overflows the stack.

use super::aliases::QueryAliases;
use super::fault::{QueryFault, QueryProblem};
use super::{Expr, Field, Is, MAX_BYTES, MAX_DEPTH, Named, NumberTest, Order, QueryTerm};
use crate::domain::card::{CardKind, Interview};
use crate::domain::plain::plain;
use crate::domain::wording::{Wording, problems};

/// What may stand before an operator.
pub(super) const FIELDS: [&str; 14] = [
    "topic",
    "roadmap",
    "phase",
    "kind",
    "tag",
    "area",
    "level",
    "interview",
    "is",
    "lapses",
    "ease",
    "interval",
    "rated",
    "added",
];
/// What `is:` may ask.
pub(super) const STATES: [(&str, Is); 11] = [
    ("due", Is::Due),
    ("new", Is::New),
    ("learning", Is::Learning),
    ("young", Is::Young),
    ("mature", Is::Mature),
    ("suspended", Is::Suspended),
    ("buried", Is::Buried),
    ("leech", Is::Leech),
    ("mine", Is::Mine),
    ("flagged", Is::Flagged),
    ("translated", Is::Translated),
];
const INTERVIEWS: [Interview; 4] = [
    Interview::Common,
    Interview::Sometimes,
    Interview::Rare,
    Interview::No,
];

/// Reads a whole text.
pub(super) fn parse(text: &str, aliases: &QueryAliases) -> Result<Expr, QueryFault> {
    if text.len() > MAX_BYTES {
        return Err(QueryFault {
            column: 1,
            problem: QueryProblem::TooLong,
        });
    }
    let mut parser = Parser {
        chars: text.chars().collect(),
        at: 0,
        aliases,
    };
    parser.skip_spaces();
    if parser.peek().is_none() {
        return Ok(Expr::And(Vec::new()));
    }
    let expr = parser.any(0)?;
    match parser.peek() {
        None => Ok(expr),
        Some(_) => Err(parser.expected(problems::the_end())),
    }
}

struct Parser<'a> {
    chars: Vec<char>,
    at: usize,
    aliases: &'a QueryAliases,
}

/// A term as written: `field` `operator` `value`, or a value alone.
struct Written {
    column: usize,
    field: Option<(String, String)>,
    value: String,
    value_column: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn column(&self) -> usize {
        self.at + 1
    }

    fn skip_spaces(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// The fault that something else stands here.
    fn expected(&self, expected: Wording) -> QueryFault {
        let found: String = self.chars[self.at..]
            .iter()
            .take_while(|c| !c.is_whitespace())
            .take(20)
            .collect();
        QueryFault::expected(self.column(), expected, &found)
    }

    /// Skips a bare word, if it stands here.
    fn skip_word(&mut self, word: &str) -> bool {
        let end = self.at + word.len();
        let same = self
            .chars
            .get(self.at..end)
            .is_some_and(|chars| chars.iter().collect::<String>().eq_ignore_ascii_case(word));
        let ends = self
            .chars
            .get(end)
            .is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')'));
        if same && ends {
            self.at = end;
            self.skip_spaces();
        }
        same && ends
    }

    /// Alternatives separated by `or`.
    fn any(&mut self, depth: usize) -> Result<Expr, QueryFault> {
        let mut branches = vec![self.all(depth)?];
        while self.skip_word("or") {
            branches.push(self.all(depth)?);
        }
        Ok(if branches.len() == 1 {
            branches.remove(0)
        } else {
            Expr::Or(branches)
        })
    }

    /// Terms side by side, all of which must hold.
    fn all(&mut self, depth: usize) -> Result<Expr, QueryFault> {
        let mut terms = vec![self.one(depth)?];
        loop {
            self.skip_spaces();
            // An `or` is only seen here. It belongs to the caller, which joins the branches.
            let start = self.at;
            if self.peek().is_none_or(|c| c == ')') || self.skip_word("or") {
                self.at = start;
                break;
            }
            self.skip_word("and");
            terms.push(self.one(depth)?);
        }
        Ok(if terms.len() == 1 {
            terms.remove(0)
        } else {
            Expr::And(terms)
        })
    }

    /// One term or group, perhaps negated.
    fn one(&mut self, depth: usize) -> Result<Expr, QueryFault> {
        let mut negated = false;
        while self.peek() == Some('-') {
            negated = !negated;
            self.at += 1;
        }
        let expr = if self.peek() == Some('(') {
            self.group(depth)?
        } else {
            self.term()?
        };
        self.skip_spaces();
        Ok(if negated {
            Expr::Not(Box::new(expr))
        } else {
            expr
        })
    }

    fn group(&mut self, depth: usize) -> Result<Expr, QueryFault> {
        if depth >= MAX_DEPTH {
            return Err(QueryFault {
                column: self.column(),
                problem: QueryProblem::TooDeep,
            });
        }
        self.at += 1;
        self.skip_spaces();
        let expr = self.any(depth + 1)?;
        if self.peek() != Some(')') {
            return Err(self.expected(problems::closing_parenthesis()));
        }
        self.at += 1;
        Ok(expr)
    }

    fn term(&mut self) -> Result<Expr, QueryFault> {
        let start = self.at;
        let keyword = self.skip_word("or") || self.skip_word("and");
        self.at = start;
        if keyword || self.peek().is_none_or(|c| c.is_whitespace() || c == ')') {
            return Err(self.expected(problems::a_term()));
        }
        let column = self.column();
        let field = self.field();
        let value_column = self.column();
        let value = self.value()?;
        if value.is_empty() {
            return Err(self.expected(problems::a_value()));
        }
        let mut written = Written {
            column,
            field,
            value,
            value_column,
        };
        written.resolve(self.aliases);
        read_term(&written).map(Expr::Term)
    }

    /// The letters and the operator before a value, if both are there.
    fn field(&mut self) -> Option<(String, String)> {
        let rest = &self.chars[self.at..];
        let letters = rest.iter().take_while(|c| c.is_alphabetic()).count();
        let name: String = rest[..letters].iter().collect();
        let operator = match (rest.get(letters)?, rest.get(letters + 1)) {
            ('<' | '>' | '!', Some('=')) => 2,
            ('<' | '>' | '=' | ':', _) => 1,
            _ => return None,
        };
        if letters == 0 {
            return None;
        }
        let symbol = rest[letters..letters + operator].iter().collect();
        self.at += letters + operator;
        Some((name.to_lowercase(), symbol))
    }

    /// A value: quoted, or up to a space or parenthesis.
    fn value(&mut self) -> Result<String, QueryFault> {
        if self.peek() == Some('"') {
            return self.quoted();
        }
        // A bare word ends at a parenthesis, so that `(a b)` groups. `O(n)` needs quotes.
        let start = self.at;
        while self
            .peek()
            .is_some_and(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '"'))
        {
            self.at += 1;
        }
        Ok(self.chars[start..self.at].iter().collect())
    }

    fn quoted(&mut self) -> Result<String, QueryFault> {
        self.at += 1;
        let mut value = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                '"' => return Ok(value),
                '\\' if matches!(self.peek(), Some('"' | '\\')) => {
                    value.extend(self.peek());
                    self.at += 1;
                }
                _ => value.push(c),
            }
        }
        Err(self.expected(problems::closing_quote()))
    }
}

fn read_term(written: &Written) -> Result<QueryTerm, QueryFault> {
    let Some((field, operator)) = &written.field else {
        return Ok(QueryTerm::Text(plain(&written.value)));
    };
    let number = |field: Field| {
        Ok(QueryTerm::Number(
            field,
            comparison(operator),
            written.number(field)?,
        ))
    };
    match field.as_str() {
        "level" => return number(Field::Level),
        "phase" => return number(Field::Phase),
        "lapses" => return number(Field::Lapses),
        "ease" => return number(Field::Ease),
        "interval" => return number(Field::Interval),
        known if !FIELDS.contains(&known) => {
            return Err(QueryFault::none_of(
                written.column,
                problems::query_field(),
                known,
                &FIELDS,
            ));
        }
        _ if operator != ":" && operator != "=" => {
            return Err(written.fault(problems::colon_after_field(), operator));
        }
        _ => {}
    }
    let name = |named| {
        Ok(QueryTerm::Name(
            named,
            written.value.to_lowercase(),
            written.value_column,
        ))
    };
    match field.as_str() {
        "topic" => name(Named::Topic),
        "roadmap" => name(Named::Roadmap),
        "area" => name(Named::Area),
        "tag" => name(Named::Tag),
        "kind" => written
            .pick(
                problems::query_kind(),
                &CardKind::ALL.map(|kind| (kind.word(), kind)),
            )
            .map(QueryTerm::Kind),
        "interview" => written
            .pick(
                problems::query_interview(),
                &INTERVIEWS.map(|i| (i.word(), i)),
            )
            .map(QueryTerm::Interview),
        "is" => written
            .pick(problems::query_state(), &STATES)
            .map(QueryTerm::Is),
        "added" => Ok(QueryTerm::Added(
            written.whole(&written.value, problems::number_of_days())?,
        )),
        _ => written.rated(),
    }
}

fn comparison(operator: &str) -> NumberTest {
    match operator {
        "<" => NumberTest {
            order: Order::Less,
            equal: false,
        },
        "<=" => NumberTest {
            order: Order::Less,
            equal: true,
        },
        ">" => NumberTest {
            order: Order::Greater,
            equal: false,
        },
        ">=" => NumberTest {
            order: Order::Greater,
            equal: true,
        },
        "!=" => NumberTest {
            order: Order::Either,
            equal: false,
        },
        _ => NumberTest {
            order: Order::Neither,
            equal: true,
        },
    }
}

impl Written {
    /// Puts the words of the query language in place of what a screen prints.
    fn resolve(&mut self, aliases: &QueryAliases) {
        let Some((field, _)) = &mut self.field else {
            return;
        };
        if let Some(known) = aliases.field(field) {
            known.clone_into(field);
        }
        if let Some(value) = aliases.value(field, &self.value) {
            self.value = value.to_owned();
        }
    }

    fn fault(&self, expected: Wording, found: &str) -> QueryFault {
        QueryFault::expected(self.value_column, expected, found)
    }

    fn pick<T: Copy>(&self, what: Wording, known: &[(&str, T)]) -> Result<T, QueryFault> {
        let wanted = self.value.to_lowercase();
        let found = known
            .iter()
            .find(|(word, _)| *word == wanted)
            .map(|(_, value)| *value);
        let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
        found.ok_or_else(|| QueryFault::none_of(self.value_column, what, &self.value, &words))
    }

    fn whole(&self, digits: &str, expected: Wording) -> Result<u32, QueryFault> {
        // `parse` accepts a leading `+` as well.
        let plain_digits = digits.bytes().all(|b| b.is_ascii_digit());
        digits
            .parse()
            .ok()
            .filter(|_| plain_digits)
            .ok_or_else(|| self.fault(expected, digits))
    }

    /// The number of a comparison; an ease in hundredths, with a point or a comma before its decimals.
    fn number(&self, field: Field) -> Result<u32, QueryFault> {
        if field != Field::Ease {
            return self.whole(&self.value, problems::whole_number());
        }
        let fault = || self.fault(problems::an_ease(), &self.value);
        let text = self.value.as_str();
        let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(part) || part.len() > 2 {
            return Err(fault());
        }
        // 2.5 is 2.50.
        let hundredths: u32 = format!("{part:0<2}").parse().map_err(|_| fault())?;
        let whole: u32 = whole.parse().map_err(|_| fault())?;
        whole
            .checked_mul(100)
            .and_then(|whole| whole.checked_add(hundredths))
            .ok_or_else(fault)
    }

    /// `rated:DAYS` or `rated:DAYS:BUTTON`.
    fn rated(&self) -> Result<QueryTerm, QueryFault> {
        let (days, button) = self
            .value
            .split_once(':')
            .map_or((self.value.as_str(), None), |(d, b)| (d, Some(b)));
        let days = self.whole(days, problems::number_of_days())?;
        let button = match button {
            None => None,
            Some(text) => match text.parse::<u8>() {
                Ok(button @ 1..=4) => Some(button),
                _ => return Err(self.fault(problems::a_button(), text)),
            },
        };
        Ok(QueryTerm::Rated { days, button })
    }
}
