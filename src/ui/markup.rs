//! Markdown of cards to lines of a terminal: prose wrapped to the width, code kept as it is.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use textwrap::Options;

use crate::domain::card::Lang;
use crate::domain::wording::problems;
use crate::ui::clean::clean;
use crate::ui::highlight;
use crate::ui::palette::{Palette, TextRole};

/// Widest prose, in columns: longer lines are hard to read.
const WIDEST: usize = 100;

/// Markdown as lines of at most `width` columns, each ended by a newline.
pub fn prose(markdown: &str, width: usize, palette: Palette) -> String {
    let text = clean(markdown);
    let mut page = HtmlMarkup {
        out: String::new(),
        paragraph: String::new(),
        block: None,
        role: None,
        depth: 0,
        bullet: false,
        width,
        palette,
    };
    for event in Parser::new(&text) {
        page.take(event);
    }
    page.flush();
    let trimmed = page.out.trim_end_matches('\n');
    if trimmed.is_empty() {
        String::new()
    } else {
        format!("{trimmed}\n")
    }
}

/// A program with its lines kept, coloured, and numbered if asked for.
/// A line that is too wide goes on behind a sign.
pub fn program(code: &str, lines: LineNumbers, width: usize, palette: Palette) -> String {
    let text = clean(code.trim_end_matches('\n')).replace('\t', "    ");
    let painted = highlight::python(&text, palette);
    let mut out = String::new();
    for (index, line) in painted.split('\n').enumerate() {
        let lead = match lines {
            LineNumbers::Shown => format!(
                "{} ",
                palette.paint(TextRole::Faint, &format!("{:>3} ", index + 1))
            ),
            LineNumbers::Hidden => "    ".to_owned(),
        };
        let whole = format!("{lead}{line}");
        if columns(&whole) <= width {
            out.push_str(whole.trim_end_matches(' '));
            out.push('\n');
            continue;
        }
        let go_on = format!("      {} ", palette.sign("↪", "\\"));
        for part in textwrap::wrap(&whole, broken(width).subsequent_indent(&go_on)) {
            out.push_str(part.trim_end_matches(' '));
            out.push('\n');
        }
    }
    out
}

/// A line of code broken into lines of limited width, each but the first after a sign.
pub fn wrap_code(line: &str, width: usize, palette: Palette) -> Vec<String> {
    let go_on = format!("  {} ", palette.sign("↪", "\\"));
    let parts = textwrap::wrap(line, broken(width).subsequent_indent(&go_on));
    parts
        .iter()
        .map(|part| part.trim_end_matches(' ').to_owned())
        .collect()
}

/// Lines broken at spaces, and within words that are too wide.
fn broken<'a>(width: usize) -> Options<'a> {
    // However narrow the screen, a line keeps 20 columns. It is broken at spaces alone: at hyphens
    // too, an option such as `--no-color` would be torn.
    Options::new(width.max(20))
        .break_words(true)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
}

/// Whether a program's lines are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineNumbers {
    /// Numbered from 1.
    Shown,
    /// Not numbered.
    Hidden,
}

struct HtmlMarkup {
    out: String,
    paragraph: String,
    block: Option<String>,
    role: Option<TextRole>,
    depth: usize,
    bullet: bool,
    width: usize,
    palette: Palette,
}

impl HtmlMarkup {
    fn take(&mut self, event: Event<'_>) {
        if let Event::Start(tag) = event {
            self.open(&tag);
        } else if let Event::End(tag) = event {
            self.close(tag);
        // What Markdown takes for HTML is text too: nothing of it may get lost on the way to the
        // screen.
        } else if let Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) = event {
            match &mut self.block {
                Some(block) => block.push_str(&text),
                None => self.words(&text, self.role),
            }
        } else if let Event::Code(text) = event {
            // A colour alone would let `if x:` run into the sentence around it.
            self.words(&format!("`{text}`"), Some(TextRole::Code));
        } else if event == Event::SoftBreak {
            self.paragraph.push(' ');
        } else if event == Event::HardBreak {
            self.flush();
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        if let Tag::CodeBlock(_) = tag {
            self.flush();
            self.block = Some(String::new());
        } else if let Tag::Strong | Tag::Emphasis | Tag::Heading { .. } = tag {
            self.role = Some(TextRole::Strong);
        } else if let Tag::List(_) = tag {
            self.flush();
            self.depth += 1;
        } else if *tag == Tag::Item {
            self.bullet = true;
        }
    }

    fn close(&mut self, tag: TagEnd) {
        if tag == TagEnd::CodeBlock {
            self.code();
        } else if let TagEnd::Strong | TagEnd::Emphasis = tag {
            self.role = None;
        } else if let TagEnd::Heading(_) | TagEnd::Paragraph = tag {
            self.role = None;
            self.end_paragraph();
        } else if let TagEnd::List(_) = tag {
            self.close_list();
        } else if tag == TagEnd::Item {
            self.flush();
        }
    }

    fn words(&mut self, text: &str, role: Option<TextRole>) {
        match role {
            None => self.paragraph.push_str(text),
            // Each word is painted alone, so that wrapping never splits a colour.
            Some(role) => {
                let words: Vec<String> = text
                    .split(' ')
                    .map(|word| {
                        if word.is_empty() {
                            String::new()
                        } else {
                            self.palette.paint(role, word)
                        }
                    })
                    .collect();
                self.paragraph.push_str(&words.join(" "));
            }
        }
    }

    fn close_list(&mut self) {
        self.flush();
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 0 {
            self.out.push('\n');
        }
    }

    fn end_paragraph(&mut self) {
        self.flush();
        if self.depth == 0 {
            self.out.push('\n');
        }
    }

    fn flush(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        if paragraph.trim().is_empty() {
            return;
        }
        let indent = "  ".repeat(self.depth);
        let lead = if std::mem::take(&mut self.bullet) {
            format!("{}- ", "  ".repeat(self.depth.saturating_sub(1)))
        } else {
            indent.clone()
        };
        self.out
            .push_str(&wrap(paragraph.trim(), self.width, &lead, &indent));
    }

    fn code(&mut self) {
        let block = self.block.take().unwrap_or_default();
        self.out.push_str(&program(
            &block,
            LineNumbers::Hidden,
            self.width,
            self.palette,
        ));
        self.out.push('\n');
    }
}

/// Text wrapped to a width, the first line after `lead`, the others after `indent`.
pub fn wrap(text: &str, width: usize, lead: &str, indent: &str) -> String {
    let width = width.clamp(20, WIDEST);
    let options = broken(width).initial_indent(lead).subsequent_indent(indent);
    let mut out = String::new();
    for line in textwrap::wrap(text, options) {
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// The columns of the label before what goes wrong and what to do, in any language of the interface.
fn label_columns(line: &str) -> usize {
    let labels = [
        problems::error_label(),
        problems::warning_label(),
        problems::hint_label(),
    ];
    let labels = Lang::all().flat_map(|lang| labels.each_ref().map(|label| label.text(lang)));
    let found = labels.into_iter().find(|label| {
        let rest = line.strip_prefix(label.as_str());
        rest.is_some_and(|rest| rest.starts_with(' '))
    });
    found.map_or(0, |label| columns(&label) + 1)
}

/// Lines broken between words alone: what has no space in it, such as a path, stays whole. What goes on stands under
/// what follows the label, unless a word only fits from the left.
pub fn fold(text: &str, width: usize) -> String {
    let width = width.clamp(20, WIDEST);
    let mut out = String::new();
    for line in text.split('\n') {
        let indent = label_columns(line);
        let widest = line.split(' ').map(columns).max().unwrap_or(0);
        let indent = " ".repeat(if widest + indent > width { 0 } else { indent });
        for part in textwrap::wrap(
            line,
            broken(width).break_words(false).subsequent_indent(&indent),
        ) {
            out.push_str(part.trim_end());
            out.push('\n');
        }
    }
    out
}

/// Columns a painted text takes; colours take none.
pub fn columns(text: &str) -> usize {
    textwrap::core::display_width(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_newlines_join_and_blank_lines_part_paragraphs() {
        assert_eq!(
            prose("one\ntwo\n\nthree", 80, Palette::PLAIN),
            "one two\n\nthree\n"
        );
    }

    #[test]
    fn prose_is_wrapped_and_code_keeps_its_lines() {
        let text = prose(
            "a long line of words to wrap here\n\n```\nx = 1\n  y\n```",
            20,
            Palette::PLAIN,
        );
        assert_eq!(
            text,
            "a long line of words\nto wrap here\n\n    x = 1\n      y\n"
        );
    }

    #[test]
    fn a_wide_line_of_code_goes_on_behind_a_sign() {
        let text = program(
            "x = aaaaaaaaaa + bbbbbbbbbb",
            LineNumbers::Hidden,
            24,
            Palette::PLAIN,
        );
        assert_eq!(text, "    x = aaaaaaaaaa +\n      ↪ bbbbbbbbbb\n");
    }

    #[test]
    fn a_message_is_broken_at_words_and_hangs_under_what_follows_its_label() {
        let text =
            "error: there is no setting 'rolover'\nhint: did you mean `milepost config rollover`?";
        let broken = "error: there is no setting\n       'rolover'\nhint: did you mean `milepost\n      config rollover`?\n";
        assert_eq!(fold(text, 30), broken);
        let portuguese = "erro: não existe a configuração 'rolover'\ndica: escolha outra";
        let broken = "erro: não existe a\n      configuração 'rolover'\ndica: escolha outra\n";
        assert_eq!(fold(portuguese, 30), broken);
        assert_eq!(fold(text, 80), format!("{text}\n"));
        let path = "/home/learner/milepost/decks/x";
        assert_eq!(
            fold(&format!("added a.b to {path}"), 30),
            format!("added a.b to\n{path}\n")
        );
        assert_eq!(
            fold(&format!("in {path}/y now"), 30),
            format!("in\n{path}/y\nnow\n"),
            "wider than the screen"
        );
    }

    proptest::proptest! {
        #[test]
        fn a_message_keeps_its_words_and_fits_where_they_do(
            words in proptest::collection::vec("[a-z/`':é中]{1,30}", 1..30),
            label in proptest::sample::select(vec!["", "error: ", "hint: "]),
            width in 20..90_usize,
        ) {
            let text = format!("{label}{}", words.join(" "));
            let shown = fold(&text, width);
            proptest::prop_assert_eq!(shown.split_whitespace().collect::<Vec<_>>().join(" "), text);
            let fits = |line: &str| columns(line) <= width || !line.contains(' ');
            proptest::prop_assert!(shown.lines().all(fits), "{}", shown);
        }
    }

    #[test]
    fn lists_hang() {
        assert_eq!(prose("- one\n- two", 80, Palette::PLAIN), "- one\n- two\n");
    }

    #[test]
    fn code_spans_keep_their_ticks_without_colour() {
        assert_eq!(
            prose("`__init__` and <1> *stars*", 80, Palette::PLAIN),
            "`__init__` and <1> stars\n"
        );
    }
}
