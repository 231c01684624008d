//! A card as text: its head, its question, its answer with all that belongs to it.

use std::fmt::Display;

use crate::domain::card::{
    Body, Bug, Card, Choice, Cloze, Code, FollowUp, Open, Output, Translation, Truth, TypedCard,
    Weight,
};
use crate::domain::code_span::code_span;
use crate::domain::judge::shown_order;
use crate::domain::wording::problems;
use crate::ui::clean::{clean, clean_line};
use crate::ui::markup::{LineNumbers, columns, fold, program, prose, wrap};
use crate::ui::messages::Messages;
use crate::ui::palette::{Palette, TextRole};

/// How a card is drawn.
#[derive(Clone, Copy)]
pub struct Renderer {
    /// Columns of the screen.
    pub width: usize,
    /// Colours and signs.
    pub palette: Palette,
    /// The words around the card.
    pub words: Messages,
}

/// Widest head line, in columns.
const WIDEST_HEAD: usize = 100;

impl Renderer {
    /// A line with a mark and a title at the left and a note at the right; on a narrow screen the title is cut.
    pub fn head(&self, mark: &str, title: &str, right: &str) -> String {
        let width = self.width.min(WIDEST_HEAD);
        let space = width.saturating_sub(columns(mark) + columns(right) + 3);
        let title = cut(&clean_line(title), space, self.palette.more());
        // Where there is no room at all, `cut` still gives its sign, one column: the 2 covers that
        // too.
        let gap = space + 2 - columns(&title);
        format!(
            "{mark} {title}{}{}\n",
            " ".repeat(gap),
            self.palette.paint(TextRole::Faint, right)
        )
    }

    /// A label and a text that hangs behind it.
    pub fn labelled(&self, label: &str, text: &str) -> String {
        let body = prose(
            text,
            self.width.saturating_sub(columns(label) + 2),
            self.palette,
        );
        let indent = " ".repeat(columns(label) + 2);
        let mut out = format!("{}  ", self.palette.paint(TextRole::Faint, label));
        for (index, line) in body.lines().enumerate() {
            if index > 0 && !line.is_empty() {
                out.push_str(&indent);
            }
            out.push_str(line);
            out.push('\n');
        }
        if body.is_empty() { String::new() } else { out }
    }

    /// A label and a text that stands as it is behind it, line by line.
    pub fn labelled_text(&self, label: &str, text: &str) -> String {
        let indent = " ".repeat(columns(label));
        let mut out = String::new();
        for (index, line) in text.lines().enumerate() {
            out.push_str(&self.labelled_line(if index == 0 { label } else { &indent }, line));
        }
        out
    }

    /// A label and a line that stands as it is behind it.
    pub fn labelled_line(&self, label: &str, text: &str) -> String {
        format!(
            "{}  {}\n",
            self.palette.paint(TextRole::Faint, label),
            clean_line(text)
        )
    }

    /// A heading over a list of prose.
    pub fn list<'t>(&self, heading: &str, items: impl IntoIterator<Item = &'t str>) -> String {
        let mut out = String::new();
        for item in items {
            let text = prose(item, self.width.saturating_sub(2), self.palette);
            for (index, line) in text.lines().enumerate() {
                out.push_str(if index == 0 { "- " } else { "  " });
                out.push_str(line);
                out.push('\n');
            }
        }
        if out.is_empty() {
            out
        } else {
            format!("{}\n{out}", self.palette.paint(TextRole::Title, heading))
        }
    }

    /// Markdown as wide as the screen.
    pub fn prose(&self, text: &str) -> String {
        prose(text, self.width, self.palette)
    }

    /// The question of a card. Options of a choice stand in the given order.
    pub fn question(&self, card: &Card, order: &[usize]) -> String {
        let mut out = String::new();
        if card.translation == Translation::Stale {
            out.push_str(&format!(
                "({})\n",
                self.palette
                    .paint(TextRole::Near, self.words.stale_translation())
            ));
        }
        match &card.body {
            Body::Cloze(body) => out.push_str(&self.cloze(body, None)),
            Body::Choice(body) => out.push_str(&self.choice(body, order)),
            Body::Bug(body) => out.push_str(&self.bug(body)),
            Body::Open(body) => out.push_str(&self.open(body)),
            Body::Code(body) => out.push_str(&self.code(body)),
            Body::Basic(_) | Body::Type(_) | Body::Output(_) => {
                out.push_str(&self.prose(card.body.prompt()));
                if let Some(code) = card.body.code() {
                    out.push_str(&program(
                        code,
                        LineNumbers::Hidden,
                        self.width,
                        self.palette,
                    ));
                }
            }
        }
        out
    }

    fn cloze(&self, body: &Cloze, revealed: Option<&str>) -> String {
        let text = match revealed {
            Some(answer) => body.with_blank(answer),
            None => body.question(),
        };
        self.prose(&text)
    }

    fn choice(&self, body: &Choice, order: &[usize]) -> String {
        let mut out = self.prose(&body.prompt);
        if let Some(code) = &body.code {
            out.push_str(&program(
                code,
                LineNumbers::Hidden,
                self.width,
                self.palette,
            ));
        }
        for (letter, option) in
            ('a'..).zip(order.iter().filter_map(|&index| body.options.get(index)))
        {
            out.push_str(&self.labelled(&format!("  {letter}"), &option.text));
        }
        out
    }

    fn bug(&self, body: &Bug) -> String {
        let mut out = self.prose(&body.prompt);
        if let Some(symptom) = &body.symptom {
            out.push_str(&self.labelled(self.words.symptom(), symptom));
        }
        out.push_str(&program(
            &body.code,
            LineNumbers::Shown,
            self.width,
            self.palette,
        ));
        out
    }

    fn code(&self, body: &Code) -> String {
        let mut out = self.prose(&body.prompt);
        out.push_str(&self.list(
            self.words.examples(),
            body.examples.iter().map(String::as_str),
        ));
        out.push_str(&program(
            &body.starter,
            LineNumbers::Hidden,
            self.width,
            self.palette,
        ));
        out
    }

    fn open(&self, body: &Open) -> String {
        let mut out = self.prose(&body.prompt);
        if let Some(star) = &body.star {
            let parts = [&star.situation, &star.task, &star.action, &star.result];
            out.push_str(&self.list(self.words.star(), parts.into_iter().map(String::as_str)));
        }
        out
    }

    /// The answer of a card, without the explanation.
    pub fn answer(&self, card: &Card, order: &[usize]) -> String {
        self.answer_beside(card, order, None)
    }

    /// The same, with a program of the learner's next to the card's.
    pub fn answer_beside(&self, card: &Card, order: &[usize], mine: Option<&str>) -> String {
        match &card.body {
            Body::Basic(body) => self.prose(&body.answer),
            Body::Cloze(body) => self.cloze(
                body,
                body.blanks
                    .get(body.asked)
                    .map(|blank| blank.answer.as_str()),
            ),
            Body::Choice(body) => self.options(body, order),
            Body::Type(body) => self.typed(body),
            Body::Output(body) => self.output(body),
            Body::Bug(body) => self.repair(body, mine),
            Body::Code(body) => self.solution(body, mine),
            Body::Open(body) => self.rubric(body),
        }
    }

    fn typed(&self, body: &TypedCard) -> String {
        let mut out = self.labelled(self.words.answer(), &code_span(&body.answer));
        if let Some(space) = &body.space {
            out.push_str(&self.labelled(self.words.space(), &code_span(space)));
        }
        out
    }

    fn output(&self, body: &Output) -> String {
        let mut out = String::new();
        if !body.stdout.is_empty() {
            out.push_str(&self.remark(TextRole::Faint, self.words.it_prints()));
        }
        for line in clean(body.stdout.trim_end_matches('\n')).lines() {
            out.push_str(&format!(
                "  {}\n",
                self.palette.paint(TextRole::Strong, line)
            ));
        }
        if let Some(class) = &body.raises {
            out.push_str(&self.remark(TextRole::Faint, self.words.it_raises()));
            out.push_str(&format!(
                "  {}\n",
                self.palette.paint(TextRole::Wrong, &clean_line(class))
            ));
        }
        out
    }

    fn options(&self, body: &Choice, order: &[usize]) -> String {
        let mut out = String::new();
        for (letter, option) in
            ('a'..).zip(order.iter().filter_map(|&index| body.options.get(index)))
        {
            let sign = match option.truth {
                Truth::Right => self.palette.paint(TextRole::Right, self.palette.tick()),
                Truth::Wrong => self.palette.paint(TextRole::Faint, self.palette.cross()),
            };
            out.push_str(&self.labelled(
                &format!("{sign} {letter}"),
                &with_reason(&option.text, &option.why, self.palette),
            ));
        }
        out
    }

    fn repair(&self, body: &Bug, mine: Option<&str>) -> String {
        let lines: Vec<String> = body.bug_lines.iter().map(u32::to_string).collect();
        let heading = self.words.faulty_lines(lines.len(), lines.join(", "));
        format!(
            "{heading}\n{}",
            self.programs(self.words.repaired(), &body.fix, mine, LineNumbers::Shown)
        )
    }

    /// A program as it stands.
    pub fn program(&self, code: &str) -> String {
        program(code, LineNumbers::Hidden, self.width, self.palette)
    }

    fn programs(
        &self,
        heading: &str,
        code: &str,
        mine: Option<&str>,
        numbers: LineNumbers,
    ) -> String {
        if let Some(mine) = mine {
            return self.beside(mine, code, heading);
        }
        let title = self.palette.paint(TextRole::Title, heading);
        format!(
            "{title}\n{}",
            program(code, numbers, self.width, self.palette)
        )
    }

    fn solution(&self, body: &Code, mine: Option<&str>) -> String {
        let mut out = self.programs(
            self.words.reference(),
            &body.solution,
            mine,
            LineNumbers::Hidden,
        );
        for (label, value) in [
            (self.words.time(), &body.time),
            (self.words.space(), &body.space),
        ] {
            if let Some(value) = value {
                out.push_str(&self.labelled(label, &format!("`{value}`")));
            }
        }
        out.push_str(&self.follow_ups(&body.follow_ups));
        out
    }

    fn follow_ups(&self, follow_ups: &[FollowUp]) -> String {
        let lines: Vec<String> = follow_ups
            .iter()
            .map(|next| match &next.answer {
                Some(answer) => format!("{} {answer}", next.question),
                None => next.question.clone(),
            })
            .collect();
        self.list(self.words.follow_ups(), lines.iter().map(String::as_str))
    }

    fn rubric(&self, body: &Open) -> String {
        let mut out = String::new();
        let clarify: Vec<String> = body
            .clarify
            .iter()
            .map(|ask| format!("{} ({})", ask.question, ask.assume))
            .collect();
        out.push_str(&self.list(self.words.clarify(), clarify.iter().map(String::as_str)));
        out.push_str(&self.list(
            self.words.estimates(),
            body.estimates.iter().map(String::as_str),
        ));
        out.push_str(&self.points(body));
        if let Some(model) = &body.model {
            out.push_str(&format!(
                "{}\n{}",
                self.palette.paint(TextRole::Title, self.words.model()),
                self.prose(model)
            ));
        }
        out.push_str(&self.list(
            self.words.mistakes(),
            body.mistakes.iter().map(String::as_str),
        ));
        out.push_str(&self.follow_ups(&body.follow_ups));
        let levels: Vec<String> = body
            .levels
            .iter()
            .map(|(who, what)| format!("{who}: {what}"))
            .collect();
        out.push_str(&self.list(self.words.levels(), levels.iter().map(String::as_str)));
        out.push_str(&self.list(
            self.words.signals(),
            body.signals.iter().map(String::as_str),
        ));
        out
    }

    /// The points of a rubric, numbered from 1 as they are ticked.
    pub fn points(&self, body: &Open) -> String {
        let mut out = format!(
            "{}\n",
            self.palette.paint(TextRole::Title, self.words.points())
        );
        for (index, point) in rubric_order(body).into_iter().enumerate() {
            let must = match point.weight {
                Weight::Must => format!(" ({})", self.words.must()),
                Weight::Extra => String::new(),
            };
            let area = point
                .area
                .as_ref()
                .map_or_else(String::new, |area| format!("{area}: "));
            out.push_str(&self.labelled(
                &format!("{:>2}", index + 1),
                &format!("{area}{}{must}", point.text),
            ));
        }
        out
    }

    /// The explanation, scope and references of a card.
    pub fn explanation(&self, card: &Card) -> String {
        let mut out = String::new();
        if let Some(why) = &card.why {
            out.push_str(&self.labelled(self.words.why(), why));
        }
        if let Some(valid) = &card.valid {
            out.push_str(&self.labelled(self.words.valid(), valid));
        }
        out
    }

    /// The references of a card, one a line.
    pub fn references(&self, card: &Card) -> String {
        let mut out = String::new();
        for page in &card.refs {
            out.push_str(&format!(
                "{}  {}\n",
                self.palette.paint(TextRole::Faint, self.words.read()),
                clean_line(&translated_page(page, self.words.docs_language()))
            ));
        }
        out
    }

    /// The cards that a card builds on.
    pub fn prerequisites(&self, card: &Card) -> String {
        if card.needs.is_empty() {
            return String::new();
        }
        let needs: Vec<String> = card.needs.iter().map(ToString::to_string).collect();
        self.labelled(self.words.builds_on(), &needs.join(", "))
    }

    /// A remark of the program, wrapped.
    pub fn remark(&self, role: TextRole, text: &str) -> String {
        self.painted(role, &wrap(&clean(text), self.width, "", ""))
    }

    /// An error within a session, with what to do about it.
    pub fn failure(&self, error: &impl Display) -> String {
        let label = problems::error_label().text(self.words.language());
        self.painted(
            TextRole::Wrong,
            &fold(&clean(&format!("{label} {error}")), self.width),
        )
    }

    fn painted(&self, role: TextRole, lines: &str) -> String {
        let mut out = String::new();
        for line in lines.lines() {
            out.push_str(&self.palette.paint(role, line));
            out.push('\n');
        }
        out
    }

    /// A remark of parts with two spaces between them, wrapped without breaking a part.
    pub fn parts(&self, role: TextRole, text: &str) -> String {
        // Lines are broken at plain spaces alone, so a no-break space holds a part together.
        let whole: Vec<String> = text
            .split("  ")
            .map(|part| part.replace(' ', "\u{a0}"))
            .collect();
        self.remark(role, &whole.join("  ")).replace('\u{a0}', " ")
    }

    /// The label at the right of a card's head: its state.
    pub fn state(&self, days: Option<u32>) -> String {
        days.map_or_else(
            || self.words.state_new().to_owned(),
            |days| self.words.state_review(self.palette.dot(), days),
        )
    }
}

/// A plain text cut to a number of columns; a sign shows that it was cut.
pub fn cut(text: &str, width: usize, sign: &str) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        // Columns, not characters: a Chinese character takes two.
        if columns(&kept) + columns(c.encode_utf8(&mut [0; 4])) + columns(sign) > width {
            break;
        }
        kept.push(c);
    }
    kept.push_str(sign);
    kept
}

/// The points of a rubric in the order they are shown and ticked: needed ones first.
pub fn rubric_order(body: &Open) -> Vec<&crate::domain::card::Point> {
    shown_order(&body.points)
        .into_iter()
        .map(|place| &body.points[place])
        .collect()
}

/// The page of Python's documentation in the reader's language; other pages have one language.
fn translated_page(page: &str, language: &str) -> String {
    const DOCS: &str = "https://docs.python.org/3/";
    match page.strip_prefix(DOCS) {
        Some(rest) if !language.is_empty() => {
            format!("https://docs.python.org/{language}/3/{rest}")
        }
        _ => page.to_owned(),
    }
}

/// An option with the reason why it is right or wrong. Where its text ends with a sign of its own, such as the
/// colon of `finally:`, a dash separates them.
fn with_reason(option: &str, why: &str, palette: Palette) -> String {
    if option.ends_with([':', '.', ',', ';', '?', '!']) {
        let dash = palette.sign("–", "-");
        format!("{option} {dash} {why}")
    } else {
        format!("{option}: {why}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::card::Lang;
    use crate::ui::messages::messages;

    #[test]
    fn an_error_within_a_session_hangs_under_its_label_too() {
        let look = Renderer {
            width: 30,
            palette: Palette::PLAIN,
            words: messages(Lang::EN),
        };
        let error = "the editor 'vi' cannot be started\nhint: set EDITOR to an editor that waits";
        let shown = "error: the editor 'vi' cannot\n       be started\nhint: set EDITOR to an editor\n      that waits\n";
        assert_eq!(look.failure(&error), shown);
    }

    #[test]
    fn an_option_that_ends_with_a_colon_gets_no_second_one() {
        let shown = |option| with_reason(option, "it always runs.", Palette::PLAIN);
        assert_eq!(shown("`finally:`"), "`finally:`: it always runs.");
        assert_eq!(shown("finally:"), "finally: – it always runs.");
        assert_eq!(shown("at the end"), "at the end: it always runs.");
    }
}
