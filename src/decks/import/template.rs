//! The templates of Anki's cards: a side as HTML, with the fields of a note in their places.

use super::html::{Target, render};
use super::media::MediaUse;

/// A note's fields for a template: names and texts, in order.
pub(super) struct NoteFields<'n> {
    pub(super) names: &'n [String],
    pub(super) texts: &'n [String],
}

impl NoteFields<'_> {
    fn find(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    fn text(&self, field: usize) -> &str {
        self.texts.get(field).map_or("", String::as_str)
    }

    /// Whether a field shows nothing, as the sections of a template ask.
    fn is_blank(&self, name: &str) -> bool {
        let text = self.find(name).map_or("", |field| self.text(field));
        if text.trim().is_empty() {
            return true;
        }
        if !text.contains('<') {
            return false;
        }
        let mut media = MediaUse::default();
        let shown = render(text, Target::Bare, &mut media);
        shown.is_empty() && media.found.is_empty()
    }
}

/// A side of a card.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Side {
    /// Its HTML.
    pub(super) html: String,
    /// Fields it shows.
    pub(super) shown: Vec<usize>,
    /// The field that is typed and compared.
    pub(super) typed: Option<usize>,
}

/// What a place in a template says.
enum Place<'t> {
    Open(&'t str),
    OpenUnless(&'t str),
    Close,
    Field {
        filters: Vec<&'t str>,
        name: &'t str,
    },
}

/// Fills a template. Hints and places for typing show nothing, nor does what Anki knows of a card, such as
/// its tags: a learner has it elsewhere.
pub(super) fn fill(template: &str, fields: &NoteFields<'_>) -> Side {
    let template = without_comments(template);
    let mut side = Side::default();
    // Whether each open section is shown, within those around it.
    let mut sections: Vec<bool> = Vec::new();
    let mut rest = template.as_str();
    while let Some((before, place, after)) = next_place(rest) {
        let is_shown = sections.last().copied().unwrap_or(true);
        if is_shown {
            side.html.push_str(before);
        }
        match place {
            Place::Open(name) => sections.push(is_shown && is_section_shown(name, fields)),
            Place::OpenUnless(name) => sections.push(is_shown && !is_section_shown(name, fields)),
            Place::Close => drop(sections.pop()),
            Place::Field { filters, name } if is_shown => side.field(&filters, name, fields),
            Place::Field { .. } => {}
        }
        rest = after;
    }
    if sections.last().copied().unwrap_or(true) {
        side.html.push_str(rest);
    }
    side
}

/// Whether a section is shown: `c1` and the like ask for a card of a cloze note, and all are wanted.
fn is_section_shown(name: &str, fields: &NoteFields<'_>) -> bool {
    let number = name.strip_prefix('c').unwrap_or_default();
    let is_cloze_number = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    (is_cloze_number && fields.find(name).is_none()) || !fields.is_blank(name)
}

impl Side {
    fn field(&mut self, filters: &[&str], name: &str, fields: &NoteFields<'_>) {
        let has = |filter: &str| filters.contains(&filter);
        let is_spoken = filters.iter().any(|filter| filter.starts_with("tts"));
        let Some(field) = fields.find(name) else {
            return;
        };
        if has("type") && !has("cloze") {
            self.typed = self.typed.or(Some(field));
            return;
        }
        // A hint would give the answer away; it is kept with what the card explains.
        if has("hint") || is_spoken {
            return;
        }
        self.html.push_str(fields.text(field));
        self.shown.push(field);
    }
}

fn without_comments(template: &str) -> String {
    let mut kept = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}

/// The text up to the next place, the place, and the text behind it.
fn next_place(text: &str) -> Option<(&str, Place<'_>, &str)> {
    let (before, inner) = text.split_once("{{")?;
    let (inner, after) = inner.split_once("}}")?;
    let inner = inner.trim();
    let place = match inner.split_at_checked(1) {
        Some(("#", name)) => Place::Open(name.trim()),
        Some(("^", name)) => Place::OpenUnless(name.trim()),
        Some(("/", _)) => Place::Close,
        _ => {
            let mut filters: Vec<&str> = inner.split(':').map(str::trim).collect();
            let name = filters.pop().unwrap_or_default();
            Place::Field { filters, name }
        }
    };
    Some((before, place, after))
}

/// What the answer's template adds to the question: most repeat it above a rule.
pub(super) fn answer_part(template: &str) -> &str {
    let is_rule = |tag: &str| {
        let tag = tag.to_lowercase();
        tag.starts_with("<hr") && tag.contains("answer")
    };
    for (at, _) in template.match_indices('<') {
        if let Some(end) = template[at..].find('>')
            && is_rule(&template[at..at + end])
        {
            return &template[at + end + 1..];
        }
    }
    template
}

/// The fields in which a template looks for blanks.
pub(super) fn cloze_fields(template: &str, fields: &NoteFields<'_>) -> Vec<usize> {
    let mut found = Vec::new();
    let mut rest = template;
    while let Some((_, place, after)) = next_place(rest) {
        if let Place::Field { filters, name } = place
            && filters.contains(&"cloze")
        {
            found.extend(fields.find(name));
        }
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str, texts: [&str; 3]) -> Side {
        let names = ["Front", "Back", "Extra"].map(str::to_owned);
        let texts = texts.map(str::to_owned);
        let fields = NoteFields {
            names: &names,
            texts: &texts,
        };
        fill(template, &fields)
    }

    #[test]
    fn fields_sections_and_filters_are_filled() {
        let texts = ["a", "<b>b</b>", "<br>"];
        for (template, html) in [
            ("Capital of {{Front}}?", "Capital of a?"),
            ("{{ text:Back }}{{FrontSide}}{{Tags}}", "<b>b</b>"),
            ("{{#Front}}x{{^Extra}}y{{/Extra}}{{/Front}}z", "xyz"),
            ("{{#Extra}}x{{#Front}}y{{/Front}}{{/Extra}}z", "z"),
            ("{{hint:Back}}{{tts en_US:Back}}<!-- {{Back}} -->!", "!"),
            ("{{#c1}}one{{/c1}} {{open", "one {{open"),
            ("{{Nothing}}", ""),
        ] {
            assert_eq!(filled(template, texts).html, html, "{template}");
        }
    }

    #[test]
    fn a_typed_field_is_named_and_not_shown() {
        let side = filled("{{Front}} {{type:nc:Back}}", ["a", "b", ""]);
        assert_eq!((side.html.as_str(), side.typed), ("a ", Some(1)));
        assert_eq!(side.shown, [0]);
    }

    #[test]
    fn the_answer_begins_below_the_rule() {
        assert_eq!(answer_part("{{Front}}<hr id=answer>{{Back}}"), "{{Back}}");
        assert_eq!(answer_part("<HR ID=\"answer\" />x"), "x");
        assert_eq!(answer_part("a<hr>b"), "a<hr>b");
    }
}
