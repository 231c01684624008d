//! The little HTML that flash cards hold, as plain text with backticks for code.

/// Tags replaced by something; all others vanish.
const TAGS: [(&str, &str); 10] = [
    ("br", "\n"),
    ("/p", "\n"),
    ("/div", "\n"),
    ("div", "\n"),
    ("/li", "\n"),
    ("li", "- "),
    ("code", "`"),
    ("/code", "`"),
    ("/pre", "\n"),
    ("/tr", "\n"),
];

/// Entities by name; numbers are decoded.
const ENTITIES: [(&str, &str); 6] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
];

/// The text of a piece of HTML.
pub(super) fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let (written, used) = if rest.starts_with('<') {
            tag(rest)
        } else {
            entity(rest)
        };
        text.push_str(&written);
        rest = &rest[used..];
    }
    text.push_str(rest);
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut joined = lines.join("\n");
    while joined.contains("\n\n\n") {
        joined = joined.replace("\n\n\n", "\n\n");
    }
    joined.trim().to_owned()
}

/// What a tag at the start of a text becomes, and its length.
fn tag(text: &str) -> (String, usize) {
    let begins_tag =
        text[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
    let Some(end) = text.find('>').filter(|_| begins_tag) else {
        return ("<".to_owned(), 1);
    };
    let name = text[1..end]
        .trim_end_matches('/')
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let written = TAGS
        .iter()
        .find(|(tag, _)| *tag == name)
        .map_or("", |(_, written)| written);
    (written.to_owned(), end + 1)
}

/// What an entity at the start of a text becomes, and its length.
fn entity(text: &str) -> (String, usize) {
    let Some(end) = text.find(';').filter(|end| *end <= 10) else {
        return ("&".to_owned(), 1);
    };
    let name = &text[1..end];
    let number = name
        .strip_prefix('#')
        .and_then(|number| match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        });
    let named = ENTITIES
        .iter()
        .find(|(entity, _)| *entity == name)
        .map(|(_, written)| (*written).to_owned());
    let written = number.and_then(char::from_u32).map(String::from).or(named);
    written.map_or(("&".to_owned(), 1), |written| (written, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_become_lines_and_entities_letters() {
        let html = "What is <b>x &lt; y</b>?<br>See <code>a&amp;b</code>&nbsp;<div>then</div>1 < 2 &c &#233;&#x21;";
        assert_eq!(plain(html), "What is x < y?\nSee `a&b`\nthen\n1 < 2 &c é!");
    }
}
