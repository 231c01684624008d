//! Writes a card as the TOML block a person would write: scalars first, then long texts, then sub-tables.

use std::fmt::Write as _;

use crate::decks::body::COMPARES;
use crate::domain::card::{
    Answers, Body, Bug, Card, Choice, Cloze, Code, FollowUp, Interview, Open, Output, Truth,
    TypedCard, Weight,
};
use crate::domain::card::{Basic, Rev};

/// Longest list that stands on one line, in characters.
const LINE: usize = 100;

/// The block of a card, from its siblings in order; nothing if there are none.
pub fn block(siblings: &[&Card]) -> Option<String> {
    written(siblings, None)
}

/// The block of a copy that shadows a built-in card.
pub fn copy(siblings: &[&Card]) -> Option<String> {
    written(siblings, siblings.first().map(|card| card.rev))
}

fn written(siblings: &[&Card], overrides: Option<Rev>) -> Option<String> {
    let (first, rest) = siblings.split_first()?;
    let mut block = Block("[[card]]\n".to_owned());
    block.head(first, overrides);
    let mut tables = Block(String::new());
    match &first.body {
        Body::Basic(body) => block.basic(body),
        Body::Cloze(body) => block.cloze(body),
        Body::Choice(body) => block.choice(body, &mut tables),
        Body::Type(body) => block.typed(body),
        Body::Output(body) => block.output(body),
        Body::Bug(body) => block.bug(body),
        Body::Code(body) => block.code(body, &mut tables),
        Body::Open(body) => block.open(body, &mut tables),
    }
    block.prose_opt("why", first.why.as_ref());
    // In TOML all that follows a table's head belongs to it, so tables come last; a cloze has its
    // siblings in its own text.
    if let Some(Body::Basic(back)) = rest.first().map(|card| &card.body) {
        tables.0.push_str("\n[card.reverse]\n");
        tables.basic(back);
    }
    block.0.push_str(&tables.0);
    Some(block.0)
}

struct Block(String);

impl Block {
    fn head(&mut self, card: &Card, overrides: Option<Rev>) {
        self.line("id", &quoted(card.id.base()));
        self.line("kind", &quoted(card.body.kind().word()));
        if let Some(rev) = overrides {
            self.line("overrides", &rev.0.to_string());
        }
        self.line("rev", &card.rev.0.to_string());
        self.line("level", &card.level.number().to_string());
        if overrides.is_some() || card.interview != Interview::No {
            self.line("interview", &quoted(card.interview.word()));
        }
        self.number("minutes", card.minutes);
        if let Some(day) = card.added {
            self.line("added", &quoted(&day.iso()));
        }
        self.list("tags", &card.tags);
        self.list("needs", &texts(&card.needs));
        self.list("style", &card.style);
        let asks: Vec<String> = card
            .asks
            .iter()
            .map(|asked| format!("{}:{}", asked.roadmap, asked.line))
            .collect();
        self.list("asks", &asks);
        if card.python != ">=3.10" {
            self.line("python", &quoted(&card.python));
        }
        self.list("refs", &card.refs);
        self.prose_opt("valid", card.valid.as_ref());
        self.list("requires", &card.requires);
        self.prose_opt("source", card.source.as_ref());
        self.list("hints", &card.hints);
    }

    fn basic(&mut self, body: &Basic) {
        self.prose("prompt", &body.prompt);
        self.prose("answer", &body.answer);
    }

    fn cloze(&mut self, body: &Cloze) {
        self.prose("text", &body.text);
        let blanks = body.blanks.iter().map(|blank| {
            let accept = (!blank.accept.is_empty()).then(|| ("accept", array(&blank.accept)));
            let hint = blank.hint.as_deref().map(|hint| ("hint", quoted(hint)));
            inline([Some(("answer", quoted(&blank.answer))), accept, hint])
        });
        self.rows("blanks", blanks);
        self.code_opt("check", body.check.as_ref());
    }

    fn choice(&mut self, body: &Choice, tables: &mut Self) {
        if body.answers == Answers::Several {
            self.line("multi", "true");
        }
        self.prose("prompt", &body.prompt);
        self.code_opt("code", body.code.as_ref());
        self.code_opt("check", body.check.as_ref());
        for option in &body.options {
            tables.0.push_str("\n[[card.option]]\n");
            tables.prose("text", &option.text);
            if option.truth == Truth::Right {
                tables.line("correct", "true");
            }
            tables.prose("why", &option.why);
        }
    }

    fn typed(&mut self, body: &TypedCard) {
        let compare = COMPARES
            .iter()
            .find(|(_, compare)| *compare == body.compare);
        self.line("compare", &quoted(compare.map_or("text", |(word, _)| word)));
        self.prose("answer", &body.answer);
        self.list("accept", &body.accept);
        self.prose_opt("space", body.space.as_ref());
        let sizes: Vec<String> = body.sizes.iter().map(u32::to_string).collect();
        if !sizes.is_empty() {
            self.line("sizes", &format!("[{}]", sizes.join(", ")));
        }
        let reject = body.reject.iter().map(|reject| {
            inline([
                Some(("answer", quoted(&reject.answer))),
                Some(("why", quoted(&reject.why))),
                None,
            ])
        });
        self.rows("reject", reject);
        self.prose("prompt", &body.prompt);
        self.code_opt("code", body.code.as_ref());
        self.code_opt("check", body.check.as_ref());
        self.code_opt("ops", body.ops.as_ref());
    }

    fn output(&mut self, body: &Output) {
        self.prose("prompt", &body.prompt);
        self.prose_opt("raises", body.raises.as_ref());
        self.verbatim("code", &body.code);
        self.verbatim("stdout", &body.stdout);
    }

    fn bug(&mut self, body: &Bug) {
        let lines: Vec<String> = body.bug_lines.iter().map(u32::to_string).collect();
        self.line("bug_lines", &format!("[{}]", lines.join(", ")));
        self.prose("prompt", &body.prompt);
        self.prose_opt("symptom", body.symptom.as_ref());
        self.verbatim("code", &body.code);
        self.verbatim("fix", &body.fix);
        self.verbatim("tests", &body.tests);
    }

    fn code(&mut self, body: &Code, tables: &mut Self) {
        self.prose_opt("time", body.time.as_ref());
        self.prose_opt("space", body.space.as_ref());
        self.number("limit_s", body.limit_s);
        self.prose("prompt", &body.prompt);
        self.list("examples", &body.examples);
        self.rows("follow_ups", body.follow_ups.iter().map(follow_up));
        self.verbatim("starter", &body.starter);
        self.verbatim("solution", &body.solution);
        self.verbatim("tests", &body.tests);
        for wrong in &body.wrong {
            tables.0.push_str("\n[[card.wrong]]\n");
            tables.prose("label", &wrong.label);
            tables.verbatim("code", &wrong.code);
        }
        for change in &body.equivalent {
            tables.0.push_str("\n[[card.equivalent]]\n");
            tables.prose("from", &change.from);
            tables.prose("to", &change.to);
            tables.prose("why", &change.why);
        }
    }

    fn open(&mut self, body: &Open, tables: &mut Self) {
        self.list("signals", &body.signals);
        self.prose("prompt", &body.prompt);
        let clarify = body.clarify.iter().map(|clarify| {
            inline([
                Some(("q", quoted(&clarify.question))),
                Some(("assume", quoted(&clarify.assume))),
                None,
            ])
        });
        self.rows("clarify", clarify);
        self.list("estimates", &body.estimates);
        let points = body.points.iter().map(|point| {
            let area = point.area.as_deref().map(|area| ("area", quoted(area)));
            let must = (point.weight == Weight::Must).then(|| ("must", "true".to_owned()));
            inline([area, Some(("text", quoted(&point.text))), must])
        });
        self.rows("points", points);
        self.list("mistakes", &body.mistakes);
        self.rows("follow_ups", body.follow_ups.iter().map(follow_up));
        self.prose_opt("model", body.model.as_ref());
        if let Some(star) = &body.star {
            tables.0.push_str("\n[card.star]\n");
            tables.prose("situation", &star.situation);
            tables.prose("task", &star.task);
            tables.prose("action", &star.action);
            tables.prose("result", &star.result);
        }
        if !body.levels.is_empty() {
            tables.0.push_str("\n[card.levels]\n");
            for (level, text) in &body.levels {
                tables.prose(level, text);
            }
        }
    }

    fn line(&mut self, key: &str, value: &str) {
        writeln!(self.0, "{key} = {value}").expect("memory takes every text");
    }

    fn number(&mut self, key: &str, number: Option<u32>) {
        if let Some(number) = number {
            self.line(key, &number.to_string());
        }
    }

    fn list(&mut self, key: &str, items: &[String]) {
        if !items.is_empty() {
            self.rows(key, items.iter().map(|item| quoted(item)));
        }
    }

    /// A list of values, each on a line of its own when they do not fit on one.
    fn rows(&mut self, key: &str, values: impl Iterator<Item = String>) {
        let values: Vec<String> = values.collect();
        if values.is_empty() {
            return;
        }
        let one = values.join(", ");
        let tables = values.iter().any(|value| value.starts_with('{'));
        if one.chars().count() <= LINE && !(tables && values.len() > 1) {
            return self.line(key, &format!("[{one}]"));
        }
        let rows: String = values
            .iter()
            .fold(String::new(), |rows, value| rows + "  " + value + ",\n");
        self.line(key, &format!("[\n{rows}]"));
    }

    fn prose(&mut self, key: &str, text: &str) {
        let value = if text.contains('\n') {
            format!("\"\"\"\n{}\n\"\"\"", escaped(text))
        } else {
            quoted(text)
        };
        self.line(key, &value);
    }

    fn prose_opt(&mut self, key: &str, text: Option<&String>) {
        if let Some(text) = text {
            self.prose(key, text);
        }
    }

    /// A text that comes back byte for byte: raw if TOML can hold it raw.
    fn verbatim(&mut self, key: &str, text: &str) {
        let odd = |c: char| c.is_control() && c != '\n' && c != '\t';
        if text.is_empty() {
            self.line(key, "\"\"");
        } else if text.contains("'''") || text.ends_with('\'') || text.contains(odd) {
            self.line(key, &format!("\"\"\"\n{}\"\"\"", escaped(text)));
        } else {
            self.line(key, &format!("'''\n{text}'''"));
        }
    }

    fn code_opt(&mut self, key: &str, text: Option<&String>) {
        if let Some(text) = text {
            self.verbatim(key, text);
        }
    }
}

fn follow_up(follow_up: &FollowUp) -> String {
    match &follow_up.answer {
        None => quoted(&follow_up.question),
        Some(answer) => inline([
            Some(("q", quoted(&follow_up.question))),
            Some(("a", quoted(answer))),
            None,
        ]),
    }
}

fn inline(fields: [Option<(&str, String)>; 3]) -> String {
    let fields: Vec<String> = fields
        .into_iter()
        .flatten()
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    format!("{{ {} }}", fields.join(", "))
}

fn texts(ids: &[crate::domain::id::CardId]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

fn array(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
    format!("[{}]", items.join(", "))
}

/// A text as a TOML string on one line.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text).replace('\n', "\\n"))
}

/// The inside of a TOML string: quotes, backslashes and control characters escaped, newlines kept.
fn escaped(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut out, c| {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                '\n' => out.push('\n'),
                '\t' => out.push_str("\\t"),
                c if c.is_control() => {
                    write!(out, "\\u{:04X}", u32::from(c)).expect("memory takes every text");
                }
                c => out.push(c),
            }
            out
        })
}
