//! Puts a translation over a card. Only prose is replaced; lists keep their length; code spans stay.

use std::collections::BTreeSet;

use crate::decks::body::{is_growth, marks_fault};
use crate::decks::fault::{FilePosition, Severity, did_you_mean};
use crate::decks::overlay::{CardOverlay, PlacedProse, Table, TranslatedProse};
use crate::domain::card::{
    Blank, Body, Card, Cloze, Compare, FollowUp, Open, Translation, TypedCard,
};
use crate::domain::wording::{Wording, faults};

/// Something to say about a translation.
pub(super) struct TranslationRemark {
    pub(super) spot: FilePosition,
    pub(super) severity: Severity,
    pub(super) what: Wording,
    pub(super) hint: Wording,
}

/// The siblings of a card in the language of the entry, and what is wrong with it.
pub(super) fn translate(
    siblings: &[&Card],
    entry: &CardOverlay,
) -> (Vec<Card>, Vec<TranslationRemark>) {
    let mut remarks = Vec::new();
    let mut patch = TranslationPatch::new(&entry.fields, entry.spot, &mut remarks);
    let mut cards: Vec<Card> = siblings.iter().map(|card| (*card).clone()).collect();
    let Some((first, rest)) = cards.split_first_mut() else {
        return (cards, remarks);
    };
    patch.text_opt("why", &mut first.why);
    patch.optional_text("valid", &mut first.valid);
    patch.texts("hints", &mut first.hints);
    body(&mut patch, &mut first.body);
    for sibling in rest {
        (sibling.why, sibling.valid, sibling.hints) =
            (first.why.clone(), first.valid.clone(), first.hints.clone());
        sibling_body(&mut patch, &first.body, &mut sibling.body);
    }
    patch.end();
    for card in &mut cards {
        (card.lang, card.translation) = (entry.lang, Translation::Current);
    }
    (cards, remarks)
}

fn sibling_body(patch: &mut TranslationPatch<'_, '_>, first: &Body, sibling: &mut Body) {
    match (first, sibling) {
        (Body::Cloze(first), Body::Cloze(sibling)) => {
            *sibling = Cloze {
                asked: sibling.asked,
                ..first.clone()
            };
        }
        (_, Body::Basic(reverse)) => patch.table("reverse", |patch| {
            patch.text("prompt", &mut reverse.prompt);
            patch.text("answer", &mut reverse.answer);
        }),
        _ => {}
    }
}

fn body(patch: &mut TranslationPatch<'_, '_>, body: &mut Body) {
    match body {
        Body::Basic(body) => {
            patch.text("prompt", &mut body.prompt);
            patch.text("answer", &mut body.answer);
        }
        Body::Cloze(body) => cloze(patch, body),
        Body::Choice(body) => {
            patch.text("prompt", &mut body.prompt);
            patch.list("option", "text", &mut body.options, |patch, option| {
                patch.text("text", &mut option.text);
                patch.text("why", &mut option.why);
            });
        }
        Body::Type(body) => typed(patch, body),
        Body::Output(body) => patch.text("prompt", &mut body.prompt),
        Body::Bug(body) => {
            patch.text("prompt", &mut body.prompt);
            patch.text_opt("symptom", &mut body.symptom);
        }
        Body::Code(body) => {
            patch.text("prompt", &mut body.prompt);
            patch.texts("examples", &mut body.examples);
            follow_ups(patch, &mut body.follow_ups);
            patch.bound("time", &mut body.time);
            patch.bound("space", &mut body.space);
            patch.optional_list("wrong", "label", &mut body.wrong, |patch, wrong| {
                patch.text("label", &mut wrong.label);
            });
        }
        Body::Open(body) => open(patch, body),
    }
}

fn typed(patch: &mut TranslationPatch<'_, '_>, body: &mut TypedCard) {
    patch.text("prompt", &mut body.prompt);
    patch.list("reject", "why", &mut body.reject, |patch, reject| {
        patch.text("why", &mut reject.why);
    });
    patch.bound("space", &mut body.space);
    // An answer in words has a translation; next to a number or a class of growth, words may be right as well.
    let translated = match body.compare {
        Compare::Text => patch.take_text("answer"),
        Compare::Number | Compare::Complexity => None,
        Compare::Code | Compare::Sql | Compare::Regex => return,
    };
    let accept = patch.take_texts("accept");
    add_answers(&mut body.answer, &mut body.accept, translated, accept);
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

fn cloze(patch: &mut TranslationPatch<'_, '_>, body: &mut Cloze) {
    let spot = patch.spot_of("text");
    patch.text("text", &mut body.text);
    if let Some(wrong) = marks_fault(&body.text, body.blanks.len()) {
        patch.remark(spot, Severity::Error, wrong, faults::keep_marks());
    }
    patch.optional_list(
        "blanks",
        "answer",
        &mut body.blanks,
        |patch,
         Blank {
             answer,
             accept,
             hint,
         }| {
            let translated = patch.take_text("answer");
            let more = patch.take_texts("accept");
            add_answers(answer, accept, translated, more);
            patch.text_opt("hint", hint);
        },
    );
}

fn follow_ups(patch: &mut TranslationPatch<'_, '_>, follow_ups: &mut [FollowUp]) {
    patch.list("follow_ups", "q", follow_ups, |patch, follow_up| {
        patch.text("q", &mut follow_up.question);
        patch.text_opt("a", &mut follow_up.answer);
    });
}

fn open(patch: &mut TranslationPatch<'_, '_>, body: &mut Open) {
    patch.text("prompt", &mut body.prompt);
    patch.list("points", "text", &mut body.points, |patch, point| {
        patch.optional_text("area", &mut point.area);
        patch.text("text", &mut point.text);
    });
    patch.texts("mistakes", &mut body.mistakes);
    follow_ups(patch, &mut body.follow_ups);
    patch.text_opt("model", &mut body.model);
    patch.list("clarify", "q", &mut body.clarify, |patch, clarify| {
        patch.text("q", &mut clarify.question);
        patch.text("assume", &mut clarify.assume);
    });
    patch.texts("estimates", &mut body.estimates);
    patch.optional_list("signals", "signals", &mut body.signals, |patch, signal| {
        patch.text("signals", signal);
    });
    if !body.levels.is_empty() {
        patch.table("levels", |patch| {
            for (level, text) in &mut body.levels {
                patch.text(level, text);
            }
        });
    }
    if let Some(star) = &mut body.star {
        patch.table("star", |patch| {
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
                patch.text(key, part);
            }
        });
    }
}

/// Writes translated fields over a card and remembers which were used.
struct TranslationPatch<'e, 'r> {
    fields: Vec<(&'e str, &'e PlacedProse)>,
    asked: Vec<String>,
    spot: FilePosition,
    remarks: &'r mut Vec<TranslationRemark>,
}

impl<'e, 'r> TranslationPatch<'e, 'r> {
    fn new(fields: &'e Table, spot: FilePosition, remarks: &'r mut Vec<TranslationRemark>) -> Self {
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

    fn remark(&mut self, spot: FilePosition, severity: Severity, what: Wording, hint: Wording) {
        self.remarks.push(TranslationRemark {
            spot,
            severity,
            what,
            hint,
        });
    }

    fn take(&mut self, key: &str) -> Option<&'e PlacedProse> {
        self.asked.push(key.to_owned());
        let found = self.fields.iter().position(|(name, _)| *name == key)?;
        Some(self.fields.swap_remove(found).1)
    }

    fn has(&self, key: &str) -> bool {
        self.fields.iter().any(|(name, _)| *name == key)
    }

    fn spot_of(&self, key: &str) -> FilePosition {
        self.fields
            .iter()
            .find(|(name, _)| *name == key)
            .map_or(self.spot, |(_, placed)| placed.spot)
    }

    fn wrong_shape(&mut self, placed: &PlacedProse, key: &str, wanted: Wording) {
        self.remark(
            placed.spot,
            Severity::Error,
            faults::wrong_shape(key),
            faults::write_this(wanted),
        );
    }

    fn untranslated(&mut self, key: &str) {
        let hint = faults::translate_too(key);
        self.remark(
            self.spot,
            Severity::Warning,
            faults::stays_english(key),
            hint,
        );
    }

    fn take_text(&mut self, key: &str) -> Option<String> {
        let placed = self.take(key)?;
        if let TranslatedProse::Text(text) = &placed.prose {
            return Some(text.clone());
        }
        self.wrong_shape(placed, key, faults::a_text());
        None
    }

    fn take_texts(&mut self, key: &str) -> Vec<String> {
        let Some(placed) = self.take(key) else {
            return Vec::new();
        };
        let TranslatedProse::List(items) = &placed.prose else {
            self.wrong_shape(placed, key, faults::a_list_of_texts());
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| {
                if let TranslatedProse::Text(text) = &item.prose {
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

    /// A time or space bound: `O(n)` is the same in every language, `O(n) per call` is not.
    fn bound(&mut self, key: &str, slot: &mut Option<String>) {
        if slot.as_deref().is_some_and(|text| !is_growth(text)) {
            self.text_opt(key, slot);
        } else {
            self.optional_text(key, slot);
        }
    }

    fn nothing_to_translate(&mut self, placed: &PlacedProse, key: &str) {
        self.remark(
            placed.spot,
            Severity::Error,
            faults::card_without_field(key),
            faults::remove_it(),
        );
    }

    fn replace(&mut self, spot: FilePosition, key: &str, english: &mut String, text: String) {
        let kept = code_spans(&text);
        for span in code_spans(english).difference(&kept) {
            let what = faults::lost_code(key, span.escape_debug());
            self.remarks.push(TranslationRemark {
                spot,
                severity: Severity::Error,
                what,
                hint: faults::keep_code(),
            });
        }
        *english = text;
    }

    fn texts(&mut self, key: &'static str, slots: &mut [String]) {
        self.list(key, key, slots, |patch, slot| patch.text(key, slot));
    }

    fn list<T>(
        &mut self,
        key: &str,
        primary: &'static str,
        slots: &mut [T],
        each: impl Fn(&mut TranslationPatch<'_, '_>, &mut T),
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
        each: impl Fn(&mut TranslationPatch<'_, '_>, &mut T),
    ) {
        let Some(placed) = self.take(key) else { return };
        let TranslatedProse::List(items) = &placed.prose else {
            self.wrong_shape(placed, key, faults::a_list());
            return;
        };
        if items.len() != slots.len() {
            let what = faults::other_length(key, items.len(), slots.len());
            self.remark(
                placed.spot,
                Severity::Error,
                what,
                faults::translate_by_position(),
            );
            return;
        }
        for (item, slot) in items.iter().zip(slots) {
            let Some(mut patch) = self.inside(item, primary) else {
                continue;
            };
            each(&mut patch, slot);
            patch.end();
        }
    }

    fn inside<'s>(
        &'s mut self,
        item: &'e PlacedProse,
        primary: &'static str,
    ) -> Option<TranslationPatch<'e, 's>> {
        let fields = match &item.prose {
            TranslatedProse::Text(_) => vec![(primary, item)],
            TranslatedProse::Table(table) => table
                .iter()
                .map(|(key, placed)| (key.as_str(), placed))
                .collect(),
            TranslatedProse::List(_) => {
                self.wrong_shape(item, primary, faults::a_text_or_table());
                return None;
            }
        };
        Some(TranslationPatch {
            fields,
            asked: Vec::new(),
            spot: item.spot,
            remarks: self.remarks,
        })
    }

    fn table(&mut self, key: &str, each: impl FnOnce(&mut TranslationPatch<'_, '_>)) {
        let Some(placed) = self.take(key) else {
            return self.untranslated(key);
        };
        let TranslatedProse::Table(table) = &placed.prose else {
            return self.wrong_shape(placed, key, faults::a_table());
        };
        let mut patch = TranslationPatch::new(table, placed.spot, self.remarks);
        each(&mut patch);
        patch.end();
    }

    /// Fields not asked for are not translatable.
    fn end(self) {
        for (key, placed) in self.fields {
            let hint = did_you_mean(
                key,
                self.asked.iter().map(String::as_str),
                faults::overlays_hold_prose(),
            );
            let what = faults::not_translated(key.escape_debug());
            self.remarks.push(TranslationRemark {
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
