//! Puts a translation over a card. Only prose is replaced; lists keep their length; code spans stay.

use std::collections::BTreeSet;

use crate::decks::body::marks_fault;
use crate::decks::fault::{Severity, Spot, did_you_mean};
use crate::decks::overlay::{Entry, Placed, Prose, Table};
use crate::domain::card::{Blank, Body, Card, Cloze, Compare, FollowUp, Open, Translation, Typed};

/// Something to say about a translation.
pub(super) struct Remark {
    pub(super) spot: Spot,
    pub(super) severity: Severity,
    pub(super) what: String,
    pub(super) hint: String,
}

/// The siblings of a card in the language of the entry, and what is wrong with it.
pub(super) fn translate(siblings: &[&Card], entry: &Entry) -> (Vec<Card>, Vec<Remark>) {
    let mut remarks = Vec::new();
    let mut pen = Pen::new(&entry.fields, entry.spot, &mut remarks);
    let mut cards: Vec<Card> = siblings.iter().map(|card| (*card).clone()).collect();
    let Some((first, rest)) = cards.split_first_mut() else {
        return (cards, remarks);
    };
    pen.text_opt("why", &mut first.why);
    pen.optional_text("valid", &mut first.valid);
    pen.texts("hints", &mut first.hints);
    body(&mut pen, &mut first.body);
    for sibling in rest {
        (sibling.why, sibling.valid, sibling.hints) =
            (first.why.clone(), first.valid.clone(), first.hints.clone());
        sibling_body(&mut pen, &first.body, &mut sibling.body);
    }
    pen.end();
    for card in &mut cards {
        (card.lang, card.translation) = (entry.lang, Translation::Current);
    }
    (cards, remarks)
}

fn sibling_body(pen: &mut Pen<'_, '_>, first: &Body, sibling: &mut Body) {
    match (first, sibling) {
        (Body::Cloze(first), Body::Cloze(sibling)) => {
            *sibling = Cloze {
                asked: sibling.asked,
                ..first.clone()
            };
        }
        (_, Body::Basic(reverse)) => pen.table("reverse", |pen| {
            pen.text("prompt", &mut reverse.prompt);
            pen.text("answer", &mut reverse.answer);
        }),
        _ => {}
    }
}

fn body(pen: &mut Pen<'_, '_>, body: &mut Body) {
    match body {
        Body::Basic(body) => {
            pen.text("prompt", &mut body.prompt);
            pen.text("answer", &mut body.answer);
        }
        Body::Cloze(body) => cloze(pen, body),
        Body::Choice(body) => {
            pen.text("prompt", &mut body.prompt);
            pen.list("option", "text", &mut body.options, |pen, option| {
                pen.text("text", &mut option.text);
                pen.text("why", &mut option.why);
            });
        }
        Body::Type(body) => typed(pen, body),
        Body::Output(body) => pen.text("prompt", &mut body.prompt),
        Body::Bug(body) => {
            pen.text("prompt", &mut body.prompt);
            pen.text_opt("symptom", &mut body.symptom);
        }
        Body::Code(body) => {
            pen.text("prompt", &mut body.prompt);
            pen.texts("examples", &mut body.examples);
            follow_ups(pen, &mut body.follow_ups);
            pen.optional_list("wrong", "label", &mut body.wrong, |pen, wrong| {
                pen.text("label", &mut wrong.label);
            });
        }
        Body::Open(body) => open(pen, body),
    }
}

fn typed(pen: &mut Pen<'_, '_>, body: &mut Typed) {
    pen.text("prompt", &mut body.prompt);
    pen.list("reject", "why", &mut body.reject, |pen, reject| {
        pen.text("why", &mut reject.why);
    });
    if body.compare == Compare::Text {
        let answer = pen.take_text("answer");
        let accept = pen.take_texts("accept");
        add_answers(&mut body.answer, &mut body.accept, answer, accept);
    }
}

/// The translated answer is shown; every answer of either language is right.
fn add_answers(
    answer: &mut String,
    accept: &mut Vec<String>,
    translated: Option<String>,
    more: Vec<String>,
) {
    if let Some(translated) = translated.filter(|translated| translated != answer) {
        accept.insert(0, std::mem::replace(answer, translated));
    }
    accept.extend(more);
}

fn cloze(pen: &mut Pen<'_, '_>, body: &mut Cloze) {
    let spot = pen.spot_of("text");
    pen.text("text", &mut body.text);
    if let Some(wrong) = marks_fault(&body.text, body.blanks.len()) {
        pen.remark(
            spot,
            Severity::Error,
            wrong,
            "keep the marks of the card".to_owned(),
        );
    }
    pen.optional_list(
        "blanks",
        "answer",
        &mut body.blanks,
        |pen,
         Blank {
             answer,
             accept,
             hint,
         }| {
            let translated = pen.take_text("answer");
            let more = pen.take_texts("accept");
            add_answers(answer, accept, translated, more);
            pen.text_opt("hint", hint);
        },
    );
}

fn follow_ups(pen: &mut Pen<'_, '_>, follow_ups: &mut [FollowUp]) {
    pen.list("follow_ups", "q", follow_ups, |pen, follow_up| {
        pen.text("q", &mut follow_up.question);
        pen.text_opt("a", &mut follow_up.answer);
    });
}

fn open(pen: &mut Pen<'_, '_>, body: &mut Open) {
    pen.text("prompt", &mut body.prompt);
    pen.list("points", "text", &mut body.points, |pen, point| {
        pen.optional_text("area", &mut point.area);
        pen.text("text", &mut point.text);
    });
    pen.texts("mistakes", &mut body.mistakes);
    follow_ups(pen, &mut body.follow_ups);
    pen.text_opt("model", &mut body.model);
    pen.list("clarify", "q", &mut body.clarify, |pen, clarify| {
        pen.text("q", &mut clarify.question);
        pen.text("assume", &mut clarify.assume);
    });
    pen.texts("estimates", &mut body.estimates);
    pen.optional_list("signals", "signals", &mut body.signals, |pen, signal| {
        pen.text("signals", signal);
    });
    if !body.levels.is_empty() {
        pen.table("levels", |pen| {
            for (level, text) in &mut body.levels {
                pen.text(level, text);
            }
        });
    }
    if let Some(star) = &mut body.star {
        pen.table("star", |pen| {
            let parts = [
                &mut star.situation,
                &mut star.task,
                &mut star.action,
                &mut star.result,
            ];
            for (key, part) in ["situation", "task", "action", "result"]
                .into_iter()
                .zip(parts)
            {
                pen.text(key, part);
            }
        });
    }
}

/// Writes translated fields over a card and remembers which were used.
struct Pen<'e, 'r> {
    fields: Vec<(&'e str, &'e Placed)>,
    asked: Vec<String>,
    spot: Spot,
    remarks: &'r mut Vec<Remark>,
}

impl<'e, 'r> Pen<'e, 'r> {
    fn new(fields: &'e Table, spot: Spot, remarks: &'r mut Vec<Remark>) -> Self {
        let fields = fields
            .iter()
            .map(|(key, placed)| (key.as_str(), placed))
            .collect();
        Self {
            fields,
            asked: Vec::new(),
            spot,
            remarks,
        }
    }

    fn remark(&mut self, spot: Spot, severity: Severity, what: String, hint: String) {
        self.remarks.push(Remark {
            spot,
            severity,
            what,
            hint,
        });
    }

    fn take(&mut self, key: &str) -> Option<&'e Placed> {
        self.asked.push(key.to_owned());
        let found = self.fields.iter().position(|(name, _)| *name == key)?;
        Some(self.fields.swap_remove(found).1)
    }

    fn has(&self, key: &str) -> bool {
        self.fields.iter().any(|(name, _)| *name == key)
    }

    fn spot_of(&self, key: &str) -> Spot {
        self.fields
            .iter()
            .find(|(name, _)| *name == key)
            .map_or(self.spot, |(_, placed)| placed.spot)
    }

    fn wrong_shape(&mut self, placed: &Placed, key: &str, wanted: &str) {
        self.remark(
            placed.spot,
            Severity::Error,
            format!("`{key}` has the wrong shape"),
            format!("write {wanted}"),
        );
    }

    fn untranslated(&mut self, key: &str) {
        let hint = format!("translate `{key}` too");
        self.remark(
            self.spot,
            Severity::Warning,
            format!("`{key}` stays in English"),
            hint,
        );
    }

    fn take_text(&mut self, key: &str) -> Option<String> {
        let placed = self.take(key)?;
        if let Prose::Text(text) = &placed.prose {
            return Some(text.clone());
        }
        self.wrong_shape(placed, key, "a text");
        None
    }

    fn take_texts(&mut self, key: &str) -> Vec<String> {
        let Some(placed) = self.take(key) else {
            return Vec::new();
        };
        let Prose::List(items) = &placed.prose else {
            self.wrong_shape(placed, key, "a list of texts");
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| {
                if let Prose::Text(text) = &item.prose {
                    Some(text.clone())
                } else {
                    None
                }
            })
            .collect()
    }

    fn text(&mut self, key: &str, english: &mut String) {
        let spot = self.spot_of(key);
        let there = self.has(key);
        match self.take_text(key) {
            Some(text) => self.replace(spot, key, english, text),
            None if !there => self.untranslated(key),
            None => {}
        }
    }

    fn text_opt(&mut self, key: &str, slot: &mut Option<String>) {
        if let Some(original) = slot {
            self.text(key, original);
        } else if let Some(placed) = self.take(key) {
            self.nothing_to_translate(placed, key);
        }
    }

    /// A text that may stay in English, as names and versions do.
    fn optional_text(&mut self, key: &str, slot: &mut Option<String>) {
        if self.has(key) {
            self.text_opt(key, slot);
        }
    }

    fn nothing_to_translate(&mut self, placed: &Placed, key: &str) {
        self.remark(
            placed.spot,
            Severity::Error,
            format!("the card has no `{key}`"),
            "remove it".to_owned(),
        );
    }

    fn replace(&mut self, spot: Spot, key: &str, english: &mut String, text: String) {
        let kept = code_spans(&text);
        for span in code_spans(english).difference(&kept) {
            let what = format!("`{key}` lost the code {}", span.escape_debug());
            self.remarks.push(Remark {
                spot,
                severity: Severity::Error,
                what,
                hint: "keep code as it is".to_owned(),
            });
        }
        *english = text;
    }

    fn texts(&mut self, key: &'static str, slots: &mut [String]) {
        self.list(key, key, slots, |pen, slot| pen.text(key, slot));
    }

    fn list<T>(
        &mut self,
        key: &str,
        primary: &'static str,
        slots: &mut [T],
        each: impl Fn(&mut Pen<'_, '_>, &mut T),
    ) {
        if !slots.is_empty() && !self.has(key) {
            self.untranslated(key);
            return;
        }
        self.optional_list(key, primary, slots, each);
    }

    /// Translates a list position by position; an entry that is a text stands for its `primary` field.
    fn optional_list<T>(
        &mut self,
        key: &str,
        primary: &'static str,
        slots: &mut [T],
        each: impl Fn(&mut Pen<'_, '_>, &mut T),
    ) {
        let Some(placed) = self.take(key) else { return };
        let Prose::List(items) = &placed.prose else {
            self.wrong_shape(placed, key, "a list");
            return;
        };
        if items.len() != slots.len() {
            let what = format!(
                "`{key}` has {} entries, the card has {}",
                items.len(),
                slots.len()
            );
            self.remark(
                placed.spot,
                Severity::Error,
                what,
                "translate position by position".to_owned(),
            );
            return;
        }
        for (item, slot) in items.iter().zip(slots) {
            let Some(mut pen) = self.inside(item, primary) else {
                continue;
            };
            each(&mut pen, slot);
            pen.end();
        }
    }

    fn inside<'s>(&'s mut self, item: &'e Placed, primary: &'static str) -> Option<Pen<'e, 's>> {
        let fields = match &item.prose {
            Prose::Text(_) => vec![(primary, item)],
            Prose::Table(table) => table
                .iter()
                .map(|(key, placed)| (key.as_str(), placed))
                .collect(),
            Prose::List(_) => {
                self.wrong_shape(item, primary, "a text or a table");
                return None;
            }
        };
        Some(Pen {
            fields,
            asked: Vec::new(),
            spot: item.spot,
            remarks: self.remarks,
        })
    }

    fn table(&mut self, key: &str, each: impl FnOnce(&mut Pen<'_, '_>)) {
        let Some(placed) = self.take(key) else {
            return self.untranslated(key);
        };
        let Prose::Table(table) = &placed.prose else {
            return self.wrong_shape(placed, key, "a table");
        };
        let mut pen = Pen::new(table, placed.spot, self.remarks);
        each(&mut pen);
        pen.end();
    }

    /// Fields not asked for are not translatable.
    fn end(self) {
        for (key, placed) in self.fields {
            let hint = did_you_mean(
                key,
                self.asked.iter().map(String::as_str),
                "remove it: overlays hold prose only",
            );
            let what = format!("`{}` is not translated", key.escape_debug());
            self.remarks.push(Remark {
                spot: placed.spot,
                severity: Severity::Error,
                what,
                hint,
            });
        }
    }
}

/// The pieces of a text between backticks.
fn code_spans(text: &str) -> BTreeSet<&str> {
    let mut parts = text.split('`');
    let mut spans = BTreeSet::new();
    parts.next();
    while let (Some(span), Some(_)) = (parts.next(), parts.next()) {
        spans.insert(span);
    }
    spans
}
