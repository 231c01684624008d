//! The HTML of flash cards as Markdown, or as bare text: what the HTML meant is kept, and nothing
//! else becomes markup.

use html_escape::decode_html_entities;

use super::media::MediaUse;
use super::tag_end::{LastSigns, tag_length};
use super::text::{escape, fence};
use crate::domain::code_span::code_span;

/// What a field is rendered to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// Markdown, to be shown.
    Markdown,
    /// Text without markup, to be typed and compared.
    Bare,
}

/// Renders the HTML of a field, and notes the pictures and sounds in it.
pub(super) fn render(html: &str, target: Target, media: &mut MediaUse<'_>) -> String {
    let mut writer = HtmlWriter::new(target, media);
    let last = LastSigns::of(html);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        writer.text(&rest[..at]);
        rest = &rest[at..];
        if let Some((tag, length)) = HtmlTag::read(rest, last) {
            writer.tag(&tag);
            rest = &rest[length..];
            if let Some(hidden) = tag.hides() {
                rest = after_hidden(rest, hidden);
            }
        } else {
            writer.text("<");
            rest = &rest[1..];
        }
    }
    writer.text(rest);
    writer.finish()
}

/// What follows the end of an element whose text is never shown.
fn after_hidden<'t>(rest: &'t str, name: &str) -> &'t str {
    let is_end = |after: &&str| {
        let word = after.as_bytes().get(..name.len());
        word.is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
    };
    let mut ends = rest
        .match_indices("</")
        .map(|(at, sign)| &rest[at + sign.len()..]);
    let end = ends.find(is_end).and_then(|end| end.split_once('>'));
    end.map_or("", |(_, after)| after)
}

/// A tag, or a comment, which has no name.
struct HtmlTag<'t> {
    name: String,
    is_end: bool,
    attributes: &'t str,
}

impl<'t> HtmlTag<'t> {
    /// The tag at the start of a text, with its length; nothing if it is a mere sign.
    fn read(text: &'t str, last: LastSigns) -> Option<(Self, usize)> {
        if text.starts_with("<!--") {
            let length = text.find("-->").map_or(text.len(), |at| at + 3);
            return Some((Self::comment(), length));
        }
        let inner = &text[1..];
        let is_end = inner.starts_with('/');
        let name_at = usize::from(is_end);
        let is_tag = inner[name_at..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '!');
        if !is_tag {
            return None;
        }
        let length = tag_length(text, last)?;
        let whole = text[1 + name_at..length - 1].trim_end_matches('/');
        let (name, attributes) = whole
            .split_once(|c: char| c.is_whitespace())
            .unwrap_or((whole, ""));
        let tag = Self {
            name: name.to_ascii_lowercase(),
            is_end,
            attributes,
        };
        Some((tag, length))
    }

    const fn comment() -> Self {
        Self {
            name: String::new(),
            is_end: false,
            attributes: "",
        }
    }

    /// The element's name, if what it holds is never shown.
    fn hides(&self) -> Option<&str> {
        let is_hidden = matches!(self.name.as_str(), "style" | "script");
        (is_hidden && !self.is_end).then_some(&self.name)
    }

    fn attribute(&self, name: &str) -> Option<String> {
        let lower = self.attributes.to_ascii_lowercase();
        let at = lower.find(&format!("{name}="))? + name.len() + 1;
        let value = &self.attributes[at..];
        let value = match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split(quote).next()?,
            _ => value.split_whitespace().next()?,
        };
        Some(decode_html_entities(value).into_owned())
    }
}

/// What stands between the text so far and the text to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
    Paragraph,
}

/// An element whose text is rewritten when it ends.
struct Frame {
    name: String,
    start: usize,
}

struct HtmlWriter<'m, 'n> {
    target: Target,
    out: String,
    gap: Gap,
    /// Code being read, with the depth of its elements.
    code: String,
    code_depth: usize,
    frames: Vec<Frame>,
    /// Open lists; a number counts the items of an ordered one.
    lists: Vec<Option<u32>>,
    /// What the next text begins with: the sign of a list item or a quotation.
    lead: String,
    link: Option<String>,
    cells: usize,
    media: &'m mut MediaUse<'n>,
}

impl<'m, 'n> HtmlWriter<'m, 'n> {
    const fn new(target: Target, media: &'m mut MediaUse<'n>) -> Self {
        Self {
            target,
            out: String::new(),
            gap: Gap::None,
            code: String::new(),
            code_depth: 0,
            frames: Vec::new(),
            lists: Vec::new(),
            lead: String::new(),
            link: None,
            cells: 0,
            media,
        }
    }

    fn finish(mut self) -> String {
        if self.code_depth > 0 {
            self.code_depth = 0;
            self.end_code();
        }
        self.out.trim().to_owned()
    }

    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// Text between two tags.
    fn text(&mut self, html: &str) {
        let text = decode_html_entities(html);
        if self.code_depth > 0 {
            self.code.push_str(&text.replace('\u{a0}', " "));
            return;
        }
        let mut rest = text.as_ref();
        while let Some((before, name, after)) = split_sound(rest) {
            self.words(before);
            self.media(name, "sound");
            rest = after;
        }
        self.words(rest);
    }

    fn words(&mut self, text: &str) {
        let is_space = |c: char| c.is_whitespace();
        if text.starts_with(is_space) {
            self.widen(Gap::Space);
        }
        let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !joined.is_empty() {
            let shown = match self.target {
                Target::Markdown => escape(&joined),
                Target::Bare => joined,
            };
            self.push(&shown);
            if text.ends_with(is_space) {
                self.widen(Gap::Space);
            }
        }
    }

    /// Writes the gap that is due and a piece of text.
    fn push(&mut self, piece: &str) {
        let gap = match self.gap {
            _ if self.out.is_empty() => "",
            Gap::None => "",
            Gap::Space => " ",
            Gap::Line if self.target == Target::Markdown && self.lead.is_empty() => "\\\n",
            Gap::Line => "\n",
            Gap::Paragraph => "\n\n",
        };
        self.gap = Gap::None;
        self.out.push_str(gap);
        self.out.push_str(&std::mem::take(&mut self.lead));
        self.out.push_str(piece);
    }

    fn tag(&mut self, tag: &HtmlTag<'_>) {
        if self.code_depth > 0 {
            return self.tag_in_code(tag);
        }
        match (tag.name.as_str(), tag.is_end) {
            ("br" | "div", _) | ("li", true) => self.widen(Gap::Line),
            ("code" | "pre" | "tt" | "kbd" | "samp", false) => self.code_depth = 1,
            ("p" | "hr" | "table" | "section", _) | ("blockquote", true) => {
                self.widen(Gap::Paragraph);
            }
            ("tr", is_end) => {
                self.widen(Gap::Line);
                self.cells = if is_end { self.cells } else { 0 };
            }
            ("td" | "th", false) => self.begin_cell(),
            ("ul", false) => self.begin_list(None),
            ("ol", false) => self.begin_list(Some(0)),
            ("ul" | "ol", true) => self.end_list(),
            ("li", false) => self.begin_item(),
            ("blockquote", false) => {
                self.widen(Gap::Paragraph);
                "> ".clone_into(&mut self.lead);
            }
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", _) => {
                self.widen(Gap::Paragraph);
                self.frame("b", tag);
            }
            ("b" | "strong", _) => self.frame("b", tag),
            ("i" | "em", _) => self.frame("i", tag),
            ("s" | "del" | "strike", _) => self.frame("s", tag),
            ("sup" | "sub" | "rt", _) => self.frame(&tag.name, tag),
            ("a", false) => self.link = tag.attribute("href"),
            ("a", true) => self.end_link(),
            ("img", _) => self.media(&tag.attribute("src").unwrap_or_default(), "picture"),
            _ => {}
        }
    }

    fn tag_in_code(&mut self, tag: &HtmlTag<'_>) {
        match (tag.name.as_str(), tag.is_end) {
            ("code" | "pre" | "tt" | "kbd" | "samp", false) => self.code_depth += 1,
            ("code" | "pre" | "tt" | "kbd" | "samp", true) => {
                self.code_depth -= 1;
                if self.code_depth == 0 {
                    self.end_code();
                }
            }
            ("br", _) => self.code.push('\n'),
            ("div" | "p", false) if !self.code.ends_with('\n') => self.code.push('\n'),
            _ => {}
        }
    }

    fn end_code(&mut self) {
        let code = std::mem::take(&mut self.code);
        let code = code.trim_matches('\n').trim_end();
        if code.trim().is_empty() {
            return;
        }
        match (self.target, code.contains('\n')) {
            (Target::Bare, _) => self.push(code),
            (Target::Markdown, false) => self.push(&code_span(code.trim())),
            (Target::Markdown, true) => {
                self.widen(Gap::Paragraph);
                self.push(&fence(code));
                self.widen(Gap::Paragraph);
            }
        }
    }

    fn begin_cell(&mut self) {
        if self.cells > 0 {
            self.gap = Gap::None;
            self.push(" | ");
        }
        self.cells += 1;
    }

    fn begin_list(&mut self, counter: Option<u32>) {
        let is_nested = !self.lists.is_empty();
        self.widen(if is_nested { Gap::Line } else { Gap::Paragraph });
        self.lists.push(counter);
    }

    fn end_list(&mut self) {
        self.lists.pop();
        let is_nested = !self.lists.is_empty();
        self.widen(if is_nested { Gap::Line } else { Gap::Paragraph });
    }

    fn begin_item(&mut self) {
        self.widen(Gap::Line);
        let indent = "  ".repeat(self.lists.len().saturating_sub(1));
        let sign = match self.lists.last_mut() {
            Some(Some(counter)) => {
                *counter += 1;
                format!("{counter}.")
            }
            _ => "-".to_owned(),
        };
        self.lead = format!("{indent}{sign} ");
    }

    /// Begins an element whose text is rewritten, or rewrites it.
    fn frame(&mut self, name: &str, tag: &HtmlTag<'_>) {
        if !tag.is_end {
            // The gap belongs in front of the element.
            if self.gap == Gap::Space {
                self.push("");
            }
            self.frames.push(Frame {
                name: name.to_owned(),
                start: self.out.len(),
            });
            return;
        }
        let Some(at) = self.frames.iter().rposition(|frame| frame.name == name) else {
            return;
        };
        let start = self.frames[at].start;
        self.frames.truncate(at);
        let content = self.out.split_off(start);
        let lead = content.len() - content.trim_start().len();
        self.out.push_str(&content[..lead]);
        let content = &content[lead..];
        if content.is_empty() {
            return;
        }
        let rewritten = match (name, self.target) {
            ("b", Target::Markdown) => emphasis(content, "**"),
            ("i", Target::Markdown) => emphasis(content, "*"),
            ("s", Target::Markdown) => format!("~~{content}~~"),
            ("sup", _) => format!("^{}", grouped(content)),
            ("sub", _) => format!("_{}", grouped(content)),
            ("rt", _) => format!("({content})"),
            _ => content.to_owned(),
        };
        self.out.push_str(&rewritten);
    }

    fn end_link(&mut self) {
        let Some(link) = self.link.take() else {
            return;
        };
        if !link.is_empty() && !self.out.ends_with(&link) {
            let shown = match self.target {
                Target::Markdown => format!("(<{link}>)"),
                Target::Bare => format!("({link})"),
            };
            self.widen(Gap::Space);
            self.push(&shown);
        }
    }

    fn media(&mut self, name: &str, what: &str) {
        if name.is_empty() {
            return;
        }
        let shown = self.media.meet(name);
        if self.target == Target::Markdown {
            self.push(&escape(&format!("[{what}: {shown}]")));
        }
    }
}

/// Emphasised text, where Markdown can say it: a run that begins or ends with a sign would show
/// its asterisks next to a letter.
fn emphasis(content: &str, mark: &str) -> String {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_one_line = !content.contains('\n');
    if is_one_line && is_word(content.chars().next()) && is_word(content.chars().last()) {
        format!("{mark}{content}{mark}")
    } else {
        content.to_owned()
    }
}

/// An exponent or index: in parentheses unless it is one word.
fn grouped(content: &str) -> String {
    if content.chars().all(char::is_alphanumeric) {
        content.to_owned()
    } else {
        format!("({content})")
    }
}

/// A text at Anki's mark of a sound: what stands before it, the file, what follows.
fn split_sound(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("[sound:")?;
    let (name, after) = rest.split_once(']')?;
    Some((before, name, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn markdown(html: &str) -> String {
        render(html, Target::Markdown, &mut MediaUse::default())
    }

    #[test]
    fn code_keeps_its_lines() {
        let pre = "<pre><code>for x in xs:<br>    print(x)<br></code></pre>";
        assert_eq!(markdown(pre), "```\nfor x in xs:\n    print(x)\n```");
        let nbsp = "See <code>if x:<br>&nbsp;&nbsp;&nbsp;&nbsp;return 1</code>!";
        assert_eq!(markdown(nbsp), "See\n\n```\nif x:\n    return 1\n```\n\n!");
        assert_eq!(markdown("a <code>x*y</code>&nbsp;b"), "a `x*y` b");
    }

    #[test]
    fn meaning_survives() {
        for (html, shown) in [
            (
                "2<sup>10</sup>, x<sub>1</sub>, 2<sup>n+1</sup>",
                "2^10, x_1, 2^(n+1)",
            ),
            ("<b>bold</b> and <i>it</i>", "**bold** and *it*"),
            ("<s>wrong</s> right", "~~wrong~~ right"),
            ("a<b>*</b>b", "a\\*b"),
            ("one<br>two", "one\\\ntwo"),
            ("<p>one</p><p>two</p>", "one\n\ntwo"),
            (
                "<ul><li>one</li><li>two</li></ul>Which?",
                "- one\n- two\n\nWhich?",
            ),
            ("<ol><li>wash</li><li>rinse</li></ol>", "1. wash\n2. rinse"),
            ("<h2>Title</h2>body", "**Title**\n\nbody"),
            (
                "<table><tr><th>op</th><th>cost</th></tr><tr><td>in</td><td>O(n)</td></tr></table>",
                "op | cost\\\nin | O(n)",
            ),
            ("<style>.a{}</style>Styled?<script>x()</script>", "Styled?"),
            ("<!-- hidden -->Shown?", "Shown?"),
            (
                "&eacute; &mdash; &rarr; &copy; &bogus;",
                "é — → © \\&bogus;",
            ),
            ("&amp;lt; is &lt;", "\\&lt; is <"),
            ("<ruby>本<rt>ほん</rt></ruby>?", "本(ほん)?"),
            (
                "See <a href=\"https://docs.python.org\">docs</a>?",
                "See docs (<https://docs.python.org>)?",
            ),
            ("1 < 2 &c", "1 < 2 \\&c"),
            ("<div>__init__</div>", "\\_\\_init\\_\\_"),
        ] {
            assert_eq!(markdown(html), shown, "{html}");
        }
    }

    #[test]
    fn pictures_and_sounds_are_named() {
        let html = "Picture <img src=\"tree.png\"> of [sound:tree.mp3]?";
        let mut media = MediaUse::default();
        let text = render(html, Target::Markdown, &mut media);
        assert_eq!(
            text,
            "Picture \\[picture: tree.png\\] of \\[sound: tree.mp3\\]?"
        );
        assert_eq!(media.found, ["tree.png", "tree.mp3"]);
    }

    #[test]
    fn tags_that_never_end_are_read_once() {
        for html in ["<a b=\"", "<a ", "<a b='x' ", "<a \"x\" '"] {
            let text = markdown(&html.repeat(40_000));
            assert!(text.len() < 1_000_000);
        }
        // A quote that never closes ends with its tag, so that nothing is lost.
        assert_eq!(markdown("<a href=\"x>y</a>"), "y (<x>)");
    }

    #[test]
    fn bare_text_has_no_markup() {
        let bare = |html| render(html, Target::Bare, &mut MediaUse::default());
        assert_eq!(bare("<b>a_b</b>*<code>c</code><br>d"), "a_b*c\nd");
    }
}
