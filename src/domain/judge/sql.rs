//! SQL, compared by what it says: case, spacing, comments, a final semicolon and redundant parentheses do not
//! matter; what stands in quotes does.

/// A piece of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
enum SqlToken {
    /// A keyword, an unquoted name or a number, in lower case.
    Word(String),
    /// Text in quotes, with them.
    Quoted(String),
    /// An operator or a separator.
    Symbol(String),
}

/// A statement with its parentheses as a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
enum SqlNode {
    Token(SqlToken),
    Group(Vec<SqlNode>),
}

/// How strongly an operator binds; what begins or ends an expression binds least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Edge,
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Operand,
}

/// Deepest nesting of parentheses that is looked into; deeper answers are compared as they stand.
const MAX_NESTING: usize = 64;

/// Operators of two characters.
const OPERATORS: [&str; 7] = ["<=", ">=", "<>", "!=", "==", "||", "::"];

/// Words after which a parenthesis opens an expression and not the arguments of a call or a list of columns.
const BEFORE_EXPRESSION: [&str; 16] = [
    "and", "between", "by", "case", "distinct", "else", "having", "limit", "not", "on", "or",
    "select", "set", "then", "when", "where",
];

/// Words of SQL that end an operand.
const AFTER_EXPRESSION: [&str; 20] = [
    "and", "as", "asc", "between", "desc", "else", "end", "from", "group", "having", "in", "is",
    "like", "limit", "nulls", "offset", "or", "order", "then", "when",
];

/// Whether two statements, or parts of them, say the same.
pub(super) fn same(right: &str, given: &str) -> bool {
    right.trim() == given.trim() || canonical(right) == canonical(given)
}

fn canonical(text: &str) -> Vec<SqlNode> {
    let mut tokens = tokens(text);
    while tokens.last() == Some(&SqlToken::Symbol(";".to_owned())) {
        tokens.pop();
    }
    // The functions below recurse as deep as the parentheses go.
    if nesting(&tokens) > MAX_NESTING {
        return tokens.into_iter().map(SqlNode::Token).collect();
    }
    simplified(tree(tokens))
}

fn tokens(text: &str) -> Vec<SqlToken> {
    let chars: Vec<char> = text.trim().chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let next = chars.get(at + 1).copied();
        let from = at;
        match c {
            _ if c.is_whitespace() => at += 1,
            '-' if next == Some('-') => at = position(&chars, at, "\n"),
            '/' if next == Some('*') => at = position(&chars, at + 2, "*/"),
            '\'' | '"' | '`' => {
                at = quoted_end(&chars, at);
                push(&mut tokens, quoted(&chars[from..at]));
            }
            _ if is_word(c) => {
                while chars.get(at).copied().is_some_and(is_word) {
                    at += 1;
                }
                let word: String = chars[from..at].iter().collect();
                push(&mut tokens, SqlToken::Word(word.to_lowercase()));
            }
            _ => {
                let pair: String = chars[at..].iter().take(2).collect();
                let symbol = if OPERATORS.contains(&pair.as_str()) {
                    pair
                } else {
                    c.to_string()
                };
                at += symbol.chars().count();
                tokens.push(SqlToken::Symbol(one_spelling(symbol)));
            }
        }
    }
    tokens
}

/// What stands in quotes. A name that means the same without them is a word: `"price"`, but neither `"Price"` nor
/// `"unit price"`.
fn quoted(chars: &[char]) -> SqlToken {
    if let ['"', name @ .., '"'] = chars {
        let is_plain = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '_';
        let begins_plain = name.first().is_some_and(|c| !c.is_ascii_digit());
        let name: String = name.iter().collect();
        if begins_plain && name.chars().all(|c| is_plain(&c)) && !is_keyword(&name) {
            return SqlToken::Word(name);
        }
    }
    SqlToken::Quoted(chars.iter().collect())
}

fn is_keyword(name: &str) -> bool {
    BEFORE_EXPRESSION.contains(&name) || AFTER_EXPRESSION.contains(&name)
}

/// Adds a token; the parts of a name such as `excluded."v"` are one word.
fn push(tokens: &mut Vec<SqlToken>, token: SqlToken) {
    if let (Some(SqlToken::Word(last)), SqlToken::Word(next)) = (tokens.last_mut(), &token)
        && (last.ends_with('.') || next.starts_with('.'))
    {
        last.push_str(next);
    } else {
        tokens.push(token);
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '.')
}

/// Two operators have a second spelling.
fn one_spelling(symbol: String) -> String {
    match symbol.as_str() {
        "!=" => "<>".to_owned(),
        "==" => "=".to_owned(),
        _ => symbol,
    }
}

fn nesting(tokens: &[SqlToken]) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    for token in tokens {
        match token {
            SqlToken::Symbol(symbol) if symbol == "(" => open += 1,
            SqlToken::Symbol(symbol) if symbol == ")" => open = open.saturating_sub(1),
            SqlToken::Symbol(_) | SqlToken::Word(_) | SqlToken::Quoted(_) => {}
        }
        deepest = deepest.max(open);
    }
    deepest
}

/// The place after the next occurrence of a short text, or the end.
fn position(chars: &[char], from: usize, wanted: &str) -> usize {
    let wanted: Vec<char> = wanted.chars().collect();
    (from..chars.len())
        .find(|&at| chars[at..].starts_with(&wanted))
        .map_or(chars.len(), |at| at + wanted.len())
}

/// The place after a quoted text; a doubled quote stands for itself.
fn quoted_end(chars: &[char], start: usize) -> usize {
    let quote = chars[start];
    let mut at = start + 1;
    while at < chars.len() {
        if chars[at] == quote {
            if chars.get(at + 1) != Some(&quote) {
                return at + 1;
            }
            at += 1;
        }
        at += 1;
    }
    chars.len()
}

/// Parentheses become groups; what closes nothing stays a symbol, and what is never closed ends with the text.
fn tree(tokens: Vec<SqlToken>) -> Vec<SqlNode> {
    let mut open: Vec<Vec<SqlNode>> = vec![Vec::new()];
    for token in tokens {
        let symbol = match &token {
            SqlToken::Symbol(symbol) => symbol.as_str(),
            SqlToken::Word(_) | SqlToken::Quoted(_) => "",
        };
        match symbol {
            "(" => open.push(Vec::new()),
            ")" if open.len() > 1 => close(&mut open),
            _ => add(&mut open, SqlNode::Token(token)),
        }
    }
    while open.len() > 1 {
        // An answer without its closing parenthesis is not the same as one with it.
        add(&mut open, SqlNode::Token(SqlToken::Symbol("…".to_owned())));
        close(&mut open);
    }
    open.pop().unwrap_or_default()
}

fn close(open: &mut Vec<Vec<SqlNode>>) {
    if let Some(group) = open.pop() {
        add(open, SqlNode::Group(group));
    }
}

fn add(open: &mut [Vec<SqlNode>], node: SqlNode) {
    if let Some(last) = open.last_mut() {
        last.push(node);
    }
}

/// The same without parentheses that change nothing.
fn simplified(nodes: Vec<SqlNode>) -> Vec<SqlNode> {
    let mut kept: Vec<SqlNode> = Vec::with_capacity(nodes.len());
    let mut rest = nodes.into_iter().peekable();
    while let Some(node) = rest.next() {
        match node {
            SqlNode::Group(inside) => {
                let inside = simplified(inside);
                if is_redundant(kept.last(), &inside, rest.peek()) {
                    kept.extend(inside);
                } else {
                    kept.push(SqlNode::Group(inside));
                }
            }
            SqlNode::Token(token) => kept.push(SqlNode::Token(token)),
        }
    }
    kept
}

fn is_redundant(before: Option<&SqlNode>, inside: &[SqlNode], after: Option<&SqlNode>) -> bool {
    if !is_expression(inside) {
        return false;
    }
    let (Some(left), Some(right)) = (left_binding(before), right_binding(after)) else {
        return false;
    };
    let weakest = inside
        .iter()
        .filter_map(operator_binding)
        .min()
        .unwrap_or(Binding::Operand);
    // Operators group to the left: `(a - b) - c` needs no parentheses, `a - (b - c)` does. Only
    // `and` and `or` may be regrouped.
    let joins = matches!(left, Binding::Or | Binding::And) && weakest == left;
    (weakest > left || joins) && weakest >= right
}

/// Whether a group holds one expression: no list, no query.
fn is_expression(nodes: &[SqlNode]) -> bool {
    let is_other = |node: &SqlNode| match node {
        SqlNode::Token(SqlToken::Symbol(symbol)) => matches!(symbol.as_str(), "," | ";" | "…"),
        SqlNode::Token(SqlToken::Word(word)) => matches!(
            word.as_str(),
            "select" | "values" | "with" | "partition" | "order" | "rows" | "range"
        ),
        SqlNode::Token(SqlToken::Quoted(_)) | SqlNode::Group(_) => false,
    };
    !nodes.is_empty() && !nodes.iter().any(is_other)
}

/// What stands before an expression; nothing if a parenthesis there belongs to a call or a list.
fn left_binding(before: Option<&SqlNode>) -> Option<Binding> {
    match before {
        None => Some(Binding::Edge),
        Some(SqlNode::Token(SqlToken::Word(word))) => {
            let begins = BEFORE_EXPRESSION.contains(&word.as_str());
            begins.then(|| binding_of(word).unwrap_or(Binding::Edge))
        }
        Some(SqlNode::Token(SqlToken::Symbol(symbol))) => {
            Some(binding_of(symbol).unwrap_or(Binding::Edge))
        }
        Some(SqlNode::Token(SqlToken::Quoted(_)) | SqlNode::Group(_)) => None,
    }
}

/// What stands after an expression; nothing if the expression goes on in another way.
fn right_binding(after: Option<&SqlNode>) -> Option<Binding> {
    match after {
        None => Some(Binding::Edge),
        Some(SqlNode::Token(SqlToken::Word(word))) => {
            let ends = AFTER_EXPRESSION.contains(&word.as_str());
            ends.then(|| binding_of(word).unwrap_or(Binding::Edge))
        }
        Some(SqlNode::Token(SqlToken::Symbol(symbol))) => {
            Some(binding_of(symbol).unwrap_or(Binding::Edge))
        }
        Some(SqlNode::Token(SqlToken::Quoted(_)) | SqlNode::Group(_)) => None,
    }
}

fn operator_binding(node: &SqlNode) -> Option<Binding> {
    match node {
        SqlNode::Token(SqlToken::Word(text) | SqlToken::Symbol(text)) => binding_of(text),
        SqlNode::Token(SqlToken::Quoted(_)) | SqlNode::Group(_) => None,
    }
}

fn binding_of(text: &str) -> Option<Binding> {
    Some(match text {
        "or" => Binding::Or,
        "and" => Binding::And,
        "not" => Binding::Not,
        "=" | "<" | ">" | "<=" | ">=" | "<>" | "is" | "in" | "like" | "between" => {
            Binding::Comparison
        }
        "+" | "-" | "||" => Binding::Sum,
        "*" | "/" | "%" => Binding::Product,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_matter() {
        for (right, given) in [
            ("v = excluded.v", "V=EXCLUDED.V ;"),
            ("o.id IS NULL", "(o.id is null)"),
            ("o.id IS NULL", "((o.id IS NULL));"),
            ("CHECK (price > 0)", "check(price>0)"),
            ("CHECK (price > 0)", "CHECK ((price > 0))"),
            (
                "PARTITION BY product ORDER BY day DESC",
                "partition by (product) order by (day) desc",
            ),
            ("a = 1 AND b = 2", "(a = 1) AND (b = 2)"),
            ("a = 1 AND b = 2 AND c", "a = 1 AND (b = 2 AND c)"),
            ("a <> 1", "a != 1 -- not one"),
            (
                "SELECT a FROM t WHERE b IN (1, 2)",
                "select a\nfrom t where (b in (1,2));",
            ),
            ("a + b * 2", "a + (b * 2)"),
            ("NOT price <= 0", "NOT (price <= 0)"),
            ("'it''s'", "'it''s'"),
            ("v = excluded.v", "\"v\" = excluded.\"v\""),
            ("v = excluded.v", "v = \"excluded\".\"v\""),
            ("CHECK (price > 0)", "CHECK (\"price\" > 0)"),
        ] {
            assert!(same(right, given), "{right} | {given}");
        }
    }

    #[test]
    fn meaning_matters() {
        for (right, given) in [
            ("name = 'Ana'", "name = 'ana'"),
            ("name = 'a  b'", "name = 'a b'"),
            ("(a OR b) AND c", "a OR b AND c"),
            ("(a + b) * 2", "a + b * 2"),
            ("a - (b - c)", "a - b - c"),
            ("COUNT(x)", "COUNT x"),
            ("b IN (1)", "b IN 1"),
            ("CHECK (price > 0)", "CHECK price > 0"),
            ("(SELECT 1)", "SELECT 1"),
            ("v = (1, 2)", "v = 1, 2"),
            ("a b", "ab"),
            ("f(a)", "f(a"),
            ("a)", "a"),
            ("\"Name\"", "\"name\""),
            ("\"Name\"", "name"),
            ("\"order\"", "order"),
            ("'ana'", "\"ana\""),
        ] {
            assert!(!same(right, given), "{right} | {given}");
        }
    }
}
