//! A page of figures for a browser: one file that loads nothing, works without a network, and prints.
//!
//! Every text is escaped, and a policy in the head forbids the page to fetch anything.

mod svg;

use crate::ui::clean::clean_line;
use crate::ui::messages::Messages;
use crate::ui::plot::{Plot, Shape};

/// A page.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// The figures that a learner looks for first.
    pub headline: Vec<Headline>,
    /// What it speaks of, and how to read it, a paragraph each.
    pub notes: Vec<String>,
    /// Its tables before the plots.
    pub first: Vec<Sheet>,
    /// Its tables after the plots.
    pub sheets: Vec<Sheet>,
    /// Its plots.
    pub plots: Vec<Plot>,
}

/// A figure of the headline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headline {
    /// What it is.
    pub label: String,
    /// The figure.
    pub figure: String,
}

/// A table that can be sorted.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Its name, for anchors.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The heads of its columns, that of the names first.
    pub heads: Vec<String>,
    /// Its rows.
    pub rows: Vec<Line>,
    /// The row under them all, if there is one.
    pub sum: Option<Line>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its name for scripts.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What its name is sorted by, where that is not the text.
    pub order: Option<i32>,
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Whether it is seen at once.
    pub prominence: Prominence,
}

/// Whether a row is seen at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prominence {
    /// From the start.
    Shown,
    /// Once the learner asks for it.
    Folded,
}

/// A cell: what is shown, and the exact figure behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The path of the figure in the JSON of the same report.
    pub key: String,
    /// The name of its column, which a phone shows before each figure.
    pub head: String,
    /// What is shown.
    pub text: String,
    /// The figure; nothing where nothing was measured.
    pub value: Option<f64>,
}

/// What tells a page of figures from any other, near its beginning.
pub const MARK: &str = "<meta name=\"generator\" content=\"milepost\">";

const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");
// Styles and scripts stand in the page itself, so they must be allowed inline; all else is refused.
// Images may be data alone, for the empty icon: without one a browser asks the server for its own.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/// A pattern that tells a second part from a first without colour.
const HATCH: &str = r#"<svg class="none" aria-hidden="true"><defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V5"/></pattern></defs></svg>"#;

impl Page {
    /// The page as HTML.
    pub fn html(&self, words: Messages) -> String {
        let (lang, tables) = (words.page.lang(), words.page.tables());
        let title = escape(&self.title);
        let notes = each(&self.notes, |note| {
            format!("<p class=\"soft\">{}</p>\n", escape(note))
        });
        let headline = each(&self.headline, |one| {
            let (label, figure) = (escape(&one.label), escape(&one.figure));
            format!("<div><dt>{label}</dt><dd>{figure}</dd></div>\n")
        });
        let link = |sheet: &Sheet| {
            format!(
                "<li><a href=\"#{}\">{}</a></li>",
                escape(&sheet.id),
                escape(&sheet.title)
            )
        };
        let (before, after) = (each(&self.first, link), each(&self.sheets, link));
        let (plots_link, plots) = self.plots_section(words);
        let (first, sheets) = (
            each(&self.first, |sheet| sheet.html(words)),
            each(&self.sheets, |sheet| sheet.html(words)),
        );
        format!(
            "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n{MARK}\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
             <link rel=\"icon\" href=\"data:,\">\n\
             <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{HATCH}\n\
             <header>\n<h1>{title}</h1>\n<dl class=\"headline\">\n{headline}</dl>\n{notes}\
             <nav aria-label=\"{tables}\"><ul>{before}{plots_link}{after}</ul></nav>\n</header>\n<main>\n\
             {first}{plots}{sheets}</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n"
        )
    }

    /// The link to the plots and their section; nothing where there are none.
    fn plots_section(&self, words: Messages) -> (String, String) {
        if self.plots.is_empty() {
            return (String::new(), String::new());
        }
        let head = words.page.plots();
        let plots = each(self.plots.iter().enumerate(), |(place, plot)| {
            figure(place, plot, words)
        });
        let section = format!(
            "<section aria-labelledby=\"plots\">\n<h2 id=\"plots\">{head}</h2>\n<div class=\"plots\">\n{plots}\
             </div>\n</section>\n"
        );
        (format!("<li><a href=\"#plots\">{head}</a></li>"), section)
    }
}

impl Sheet {
    fn html(&self, words: Messages) -> String {
        let heads = each(&self.heads, |head| {
            format!(
                "<th scope=\"col\" aria-sort=\"none\"><button type=\"button\">{}</button></th>",
                escape(head)
            )
        });
        let rows = each(&self.rows, Line::html);
        let sum = self.sum.as_ref().map_or_else(String::new, |sum| {
            format!("<tfoot>\n{}</tfoot>\n", sum.html())
        });
        let fold = self.fold(words);
        let (id, title) = (escape(&self.id), escape(&self.title));
        format!(
            "<section class=\"sheet\" aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>\n\
             <div class=\"scroll\" role=\"region\" aria-label=\"{title}\" tabindex=\"0\">\n<table data-sheet=\"{id}\">\n\
             <thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n{sum}</table>\n</div>\n{fold}</section>\n"
        )
    }

    /// A box that shows the rows which are folded away.
    fn fold(&self, words: Messages) -> String {
        let folded = self
            .rows
            .iter()
            .filter(|row| row.prominence == Prominence::Folded);
        match folded.count() {
            0 => String::new(),
            count => format!(
                "<label class=\"fold soft\"><input type=\"checkbox\"> {}</label>\n",
                words.page.folded(count)
            ),
        }
    }
}

impl Line {
    fn html(&self) -> String {
        let cells = each(&self.cells, |cell| {
            let value = cell
                .value
                .map_or_else(String::new, |value| value.to_string());
            format!(
                "<td data-k=\"{}\" data-v=\"{value}\" data-h=\"{}\">{}</td>",
                escape(&cell.key),
                escape(&cell.head),
                escape(&cell.text)
            )
        });
        let (id, name) = (escape(&self.id), escape(&self.name));
        let class = match self.prominence {
            Prominence::Shown => "",
            Prominence::Folded => " class=\"folded\"",
        };
        let order = self
            .order
            .map_or_else(String::new, |order| format!(" data-v=\"{order}\""));
        format!("<tr data-row=\"{id}\"{class}><th scope=\"row\"{order}>{name}</th>{cells}</tr>\n")
    }
}

/// A plot with its words, and its figures as a table that can be unfolded.
fn figure(place: usize, plot: &Plot, words: Messages) -> String {
    // A page may hold several plots of one name: the place keeps the ids apart that
    // `aria-labelledby` looks up.
    let id = format!("plot-{}-{place}", plot.id);
    let wide = if matches!(plot.shape, Shape::Heat(_)) {
        " class=\"wide\""
    } else {
        ""
    };
    let rows = each(plot.figures(words), |(label, figure)| {
        format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
            escape(&label),
            escape(&figure)
        )
    });
    let (title, note, summary) = (
        escape(&plot.title),
        escape(&plot.manual()),
        escape(&plot.summary),
    );
    let figures = words.page.figures(&title);
    format!(
        "<figure{wide} id=\"{id}\">\n<figcaption>{title}</figcaption>\n<p>{note}</p>\n{}<p>{summary}</p>\n\
         <details><summary>{figures}</summary><table><tbody>{rows}</tbody></table></details>\n</figure>\n",
        svg::draw(&id, plot, words)
    )
}

/// The drawings of some things, one after the other.
fn each<T>(things: impl IntoIterator<Item = T>, draw: impl Fn(T) -> String) -> String {
    things.into_iter().fold(String::new(), |mut out, thing| {
        out.push_str(&draw(thing));
        out
    })
}

/// Text for any place in HTML: what could steer or reorder it is shown, what could be markup is escaped.
pub fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in clean_line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::card::Lang;
    use crate::ui::messages::messages;

    #[test]
    fn nothing_from_a_deck_is_markup() {
        let hostile = "<script>alert(1)</script>\" onload='x' & \u{202e}end";
        assert_eq!(
            escape(hostile),
            "&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#39;x&#39; &amp; &lt;U+202E&gt;end"
        );
        let cell = Cell {
            key: hostile.to_owned(),
            head: hostile.to_owned(),
            text: hostile.to_owned(),
            value: None,
        };
        let line = Line {
            id: hostile.to_owned(),
            name: hostile.to_owned(),
            order: None,
            cells: vec![cell],
            prominence: Prominence::Shown,
        };
        let sheet = Sheet {
            id: hostile.to_owned(),
            title: hostile.to_owned(),
            heads: vec![hostile.to_owned()],
            rows: vec![line],
            sum: None,
        };
        let page = Page {
            title: hostile.to_owned(),
            headline: vec![Headline {
                label: hostile.to_owned(),
                figure: hostile.to_owned(),
            }],
            notes: vec![hostile.to_owned()],
            first: vec![],
            sheets: vec![sheet],
            plots: vec![],
        };
        assert_eq!(
            page.html(messages(Lang::EN)).matches("<script>").count(),
            1,
            "the page's own script alone"
        );
    }
}
