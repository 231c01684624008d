//! The skeleton of a translation: every field of a card that a translator fills in, with the English above it.
//!
//! All of it is commented out, so that a file is valid while some of its cards still wait. Taking the first `# ` off
//! the lines of a card leaves the English behind as comments.

use std::fmt::Write as _;

use crate::decks::body::is_growth;
use crate::domain::card::{Body, Card, Compare, FollowUp, Open};
use crate::domain::lang::Lang;
use crate::domain::roadmap::Roadmap;

/// A field of a translation with the English it stands for.
enum SkeletonField<'c> {
    Text(&'static str, &'c str),
    Texts(&'static str, Vec<&'c str>),
    /// A list whose entries have several texts.
    Rows(&'static str, Vec<Vec<(&'static str, &'c str)>>),
    Table(&'static str, Vec<(&'c str, &'c str)>),
}

/// The head of the file with the translations of a topic.
pub(super) fn overlay_head(topic: &str, lang: &str) -> String {
    format!("format = 1\ntopic = \"{topic}\"\nlang = \"{lang}\"\n")
}

/// The skeleton of a card with its siblings.
pub(super) fn card_skeleton(siblings: &[&Card]) -> String {
    let Some(first) = siblings.first() else {
        return String::new();
    };
    let mut text = format!("[\"{}\"]\nrev = {}\n", first.id.base(), first.rev.0);
    for field in fields_of(siblings) {
        write_field(&mut text, &field);
    }
    commented(&text)
}

/// The skeleton of a roadmap's translation.
pub(super) fn roadmap_skeleton(roadmap: &Roadmap, lang: &str) -> String {
    let mut text = format!(
        "format = 1\nroadmap = \"{}\"\nlang = \"{lang}\"\n# {}\ntitle = \"\"\n\n# [phases]\n",
        roadmap.id, roadmap.title
    );
    for phase in &roadmap.phases {
        let goal = phase.goal.as_deref();
        let english = [Some(phase.title.as_str()), goal];
        for part in english.into_iter().flatten() {
            let _ = writeln!(text, "# # {part}");
        }
        let goal = if goal.is_some() { ", goal = \"\"" } else { "" };
        let _ = writeln!(text, "# {} = {{ title = \"\"{goal} }}", phase.number);
    }
    text.push_str("\n# [headings]\n");
    for heading in roadmap.headings() {
        let _ = writeln!(text, "# {heading:?} = \"\"");
    }
    text.push_str("\n# [lines]\n");
    for (line, english) in roadmap.texts_by_line() {
        let _ = writeln!(text, "# # {english}\n# {line} = \"\"");
    }
    text
}

/// The first lines of a glossary.
pub(super) fn glossary_skeleton(lang: Lang) -> String {
    format!(
        "# Terms: what to write, what is right too, and what must not appear in a translation.\n\
         format = 1\nlang = \"{}\"\n\n\
         # [[entry]]\n# term = \"linked list\"\n# use = \"\"\n# also = []\n# avoid = []\n",
        lang.tag()
    )
}

fn fields_of<'c>(siblings: &[&'c Card]) -> Vec<SkeletonField<'c>> {
    let Some((first, rest)) = siblings.split_first() else {
        return Vec::new();
    };
    let mut fields = body_fields(&first.body);
    for sibling in rest {
        if let Body::Basic(reverse) = &sibling.body {
            fields.push(SkeletonField::Table(
                "reverse",
                vec![("prompt", &reverse.prompt), ("answer", &reverse.answer)],
            ));
        }
    }
    optional(&mut fields, "valid", first.valid.as_deref());
    texts(&mut fields, "hints", &first.hints);
    optional(&mut fields, "why", first.why.as_deref());
    fields
}

fn body_fields(body: &Body) -> Vec<SkeletonField<'_>> {
    let mut fields = Vec::new();
    if !matches!(body, Body::Cloze(_)) {
        fields.push(SkeletonField::Text("prompt", body.prompt()));
    }
    match body {
        Body::Basic(body) => fields.push(SkeletonField::Text("answer", &body.answer)),
        Body::Cloze(body) => {
            fields.push(SkeletonField::Text("text", &body.text));
            let blanks = body.blanks.iter();
            let answers: Vec<&str> = blanks.map(|blank| blank.answer.as_str()).collect();
            fields.push(SkeletonField::Texts("blanks", answers));
        }
        Body::Choice(body) => {
            let options = body.options.iter();
            let rows = options
                .map(|option| vec![("text", option.text.as_str()), ("why", option.why.as_str())])
                .collect();
            fields.push(SkeletonField::Rows("option", rows));
        }
        Body::Type(body) => {
            if body.compare == Compare::Text {
                fields.push(SkeletonField::Text("answer", &body.answer));
            }
            let whys: Vec<&str> = body
                .reject
                .iter()
                .map(|reject| reject.why.as_str())
                .collect();
            if !whys.is_empty() {
                fields.push(SkeletonField::Texts("reject", whys));
            }
            bound(&mut fields, "space", body.space.as_deref());
        }
        Body::Output(_) => {}
        Body::Bug(body) => optional(&mut fields, "symptom", body.symptom.as_deref()),
        Body::Code(body) => {
            texts(&mut fields, "examples", &body.examples);
            follow_ups(&mut fields, &body.follow_ups);
            bound(&mut fields, "time", body.time.as_deref());
            bound(&mut fields, "space", body.space.as_deref());
            let labels: Vec<&str> = body
                .wrong
                .iter()
                .map(|wrong| wrong.label.as_str())
                .collect();
            if !labels.is_empty() {
                fields.push(SkeletonField::Texts("wrong", labels));
            }
        }
        Body::Open(body) => open_fields(&mut fields, body),
    }
    fields
}

fn open_fields<'c>(fields: &mut Vec<SkeletonField<'c>>, body: &'c Open) {
    let points = body.points.iter();
    let rows = points
        .map(|point| {
            let area = point.area.as_deref().map(|area| ("area", area));
            area.into_iter()
                .chain([("text", point.text.as_str())])
                .collect()
        })
        .collect();
    fields.push(SkeletonField::Rows("points", rows));
    texts(fields, "mistakes", &body.mistakes);
    follow_ups(fields, &body.follow_ups);
    optional(fields, "model", body.model.as_deref());
    let clarify = body.clarify.iter();
    let rows: Vec<Vec<(&str, &str)>> = clarify
        .map(|clarify| {
            vec![
                ("q", clarify.question.as_str()),
                ("assume", clarify.assume.as_str()),
            ]
        })
        .collect();
    if !rows.is_empty() {
        fields.push(SkeletonField::Rows("clarify", rows));
    }
    texts(fields, "estimates", &body.estimates);
    texts(fields, "signals", &body.signals);
    if !body.levels.is_empty() {
        let levels = body.levels.iter();
        let rows = levels.map(|(level, text)| (level.as_str(), text.as_str()));
        fields.push(SkeletonField::Table("levels", rows.collect()));
    }
    if let Some(star) = &body.star {
        let parts = vec![
            ("situation", star.situation.as_str()),
            ("task", &star.task),
            ("action", &star.action),
            ("result", &star.result),
        ];
        fields.push(SkeletonField::Table("star", parts));
    }
}

fn follow_ups<'c>(fields: &mut Vec<SkeletonField<'c>>, follow_ups: &'c [FollowUp]) {
    let rows: Vec<Vec<(&str, &str)>> = follow_ups
        .iter()
        .map(|follow_up| {
            let answer = follow_up.answer.as_deref().map(|answer| ("a", answer));
            std::iter::once(("q", follow_up.question.as_str()))
                .chain(answer)
                .collect()
        })
        .collect();
    if !rows.is_empty() {
        fields.push(SkeletonField::Rows("follow_ups", rows));
    }
}

fn optional<'c>(fields: &mut Vec<SkeletonField<'c>>, key: &'static str, text: Option<&'c str>) {
    fields.extend(text.map(|text| SkeletonField::Text(key, text)));
}

/// A bound that has words next to `O(...)`.
fn bound<'c>(fields: &mut Vec<SkeletonField<'c>>, key: &'static str, text: Option<&'c str>) {
    optional(fields, key, text.filter(|text| !is_growth(text)));
}

fn texts<'c>(fields: &mut Vec<SkeletonField<'c>>, key: &'static str, texts: &'c [String]) {
    if !texts.is_empty() {
        let texts = texts.iter().map(String::as_str).collect();
        fields.push(SkeletonField::Texts(key, texts));
    }
}

fn write_field(text: &mut String, field: &SkeletonField<'_>) {
    match field {
        SkeletonField::Text(key, english) => {
            write_english(text, "", english);
            let _ = writeln!(text, "{key} = \"\"");
        }
        SkeletonField::Texts(key, entries) => {
            let _ = writeln!(text, "{key} = [");
            for english in entries {
                write_english(text, "  ", english);
                text.push_str("  \"\",\n");
            }
            text.push_str("]\n");
        }
        SkeletonField::Rows(key, rows) => {
            let _ = writeln!(text, "{key} = [");
            for row in rows {
                for (name, english) in row {
                    write_english(text, "  ", &format!("{name}: {english}"));
                }
                let names: Vec<String> = row
                    .iter()
                    .map(|(name, _)| format!("{name} = \"\""))
                    .collect();
                let _ = writeln!(text, "  {{ {} }},", names.join(", "));
            }
            text.push_str("]\n");
        }
        SkeletonField::Table(key, parts) => {
            for (name, english) in parts {
                write_english(text, "", &format!("{name}: {english}"));
            }
            let names: Vec<String> = parts
                .iter()
                .map(|(name, _)| format!("{name:?} = \"\""))
                .collect();
            let _ = writeln!(text, "{key} = {{ {} }}", names.join(", "));
        }
    }
}

fn write_english(text: &mut String, indent: &str, english: &str) {
    for line in english.trim().lines() {
        let _ = writeln!(text, "{}", format!("{indent}# {line}").trim_end());
    }
}

fn commented(text: &str) -> String {
    text.lines().fold(String::new(), |mut out, line| {
        let _ = writeln!(out, "{}", format!("# {line}").trim_end());
        out
    })
}
