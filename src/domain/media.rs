//! Pictures and sounds that a card names, as `[picture: NAME]` and `[sound: NAME]`: files of the folder `media` in
//! the learner's home.

use crate::domain::card::{Body, Card};

/// How much of a card is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardSide {
    /// What is seen before the answer.
    Question,
    /// All of it.
    Both,
}

/// How a name is introduced.
const MARKS: [&str; 2] = ["[picture: ", "[sound: "];

/// The names in a card, each once, in order.
pub fn media_of(card: &Card, side: CardSide) -> Vec<String> {
    let mut texts = vec![card.body.prompt()];
    if side == CardSide::Both {
        texts.extend(answer_of(&card.body));
        texts.extend(card.why.as_deref());
    }
    let mut names: Vec<String> = Vec::new();
    for name in texts.into_iter().flat_map(names_in) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

const fn answer_of(body: &Body) -> Option<&str> {
    match body {
        Body::Basic(basic) => Some(basic.answer.as_str()),
        Body::Type(typed) => Some(typed.answer.as_str()),
        Body::Cloze(_)
        | Body::Choice(_)
        | Body::Output(_)
        | Body::Bug(_)
        | Body::Code(_)
        | Body::Open(_) => None,
    }
}

/// The names in a text of Markdown. One that would lead out of the folder is none.
fn names_in(text: &str) -> Vec<String> {
    let text = unescaped(text);
    let mut names = Vec::new();
    for (at, _) in text.match_indices('[') {
        let inside = MARKS.iter().find_map(|mark| text[at..].strip_prefix(mark));
        if let Some((name, _)) = inside.and_then(|rest| rest.split_once(']'))
            && is_file_name(name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

/// A text without the backslashes that Markdown needs before its own signs.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_escape = c == '\\' && chars.peek().is_some_and(char::is_ascii_punctuation);
        match chars.next_if(|_| is_escape) {
            Some(escaped) => plain.push(escaped),
            None => plain.push(c),
        }
    }
    plain
}

fn is_file_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_as_imports_write_them() {
        assert_eq!(
            names_in("Which? \\[picture: tree\\_map.png\\] and [sound: a b.mp3]"),
            ["tree_map.png", "a b.mp3"]
        );
    }

    #[test]
    fn what_leads_out_of_the_folder_is_no_name() {
        for text in [
            "[picture: ../x.png]",
            "[picture: /etc/passwd]",
            "[picture: .ssh]",
            "[picture: ]",
            "[picture: open",
            "[link: a.png]",
        ] {
            assert_eq!(names_in(text), [""; 0], "{text}");
        }
    }
}
