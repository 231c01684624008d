//! The sheet from which a friend interviews: every question with what to listen for, and boxes for the marks.

use std::collections::BTreeMap;
use std::path::Path;

use crate::cli::app::App;
use crate::cli::interview::choose::InterviewSetup;
use crate::cli::interview::open::waiting_sheets;
use crate::cli::interview::verdict::{band_name, dimension_name};
use crate::cli::interview::{all, hold, look, page, scorecard};
use crate::domain::card::Weight;
use crate::domain::interview::{
    Band, Dimension, InterviewAnswer, Interviewer, Record, SheetError, SheetFault, SheetFaultKind,
    SheetId, dimension_letter, read_marks,
};
use crate::domain::plain::reason;
use crate::domain::wording::problems;
use crate::engine::interview::{InterviewQuestion, close_sheet, open_sheet};
use crate::error::AppError;
use crate::files::read_text;
use crate::ui::card::Renderer;
use crate::ui::clean::clean_line;
use crate::ui::palette::TextRole;
use crate::ui::terminal::Terminal;

/// Largest sheet that is read, in bytes.
const LARGEST_SHEET: u64 = 1 << 20;

/// Prints the sheet of a new interview. It is kept until its marks come back.
pub(super) fn print(
    app: &App,
    terminal: &mut dyn Terminal,
    setup: InterviewSetup,
    questions: &[InterviewQuestion],
    name: &str,
) -> Result<(), AppError> {
    let look = look(app, terminal);
    let name = clean_line(name.trim());
    let mut text = look.remark(TextRole::Title, &app.words().interview.sheet_title(&name));
    text.push_str(&hold::head(app, &setup, questions.len()));
    text.push('\n');
    let friend = Interviewer {
        name,
        marks: BTreeMap::new(),
    };
    let record = hold::record_of(app, setup, questions.len(), Some(friend));
    let record = open_sheet(&app.workspace(), &hold::texts(app), record, questions)?;
    text.push_str(&instructions(look, &record));
    for (number, (question, answer)) in (1..).zip(questions.iter().zip(&record.turns)) {
        text.push_str(&question_part(app, look, number, question, answer)?);
    }
    text.push_str(&bands_part(look));
    let written = terminal.say(&text).and_then(|()| terminal.show());
    if let Err(error) = written {
        // Nobody has this sheet, so its marks cannot come back.
        app.store.local().drop_unfinished(record.began)?;
        return Err(error.into());
    }
    Ok(())
}

fn instructions(look: Renderer, record: &Record) -> String {
    let words = look.words.interview;
    let mut text = String::new();
    for line in [words.sheet_how(), words.sheet_boxes(), words.sheet_back()] {
        text.push_str(&look.remark(TextRole::Faint, line));
    }
    format!("{text}id: {}\n", SheetId::of(record).text())
}

/// A question: its text behind bars, so that no line of it looks like a box, and a box for each point.
fn question_part(
    app: &App,
    look: Renderer,
    number: usize,
    question: &InterviewQuestion,
    answer: &InterviewAnswer,
) -> Result<String, AppError> {
    let words = look.words.interview;
    let part = page::round_name(look.words, question.round);
    let topic = app.topic_title(&question.card.topic)?;
    let minutes = words.sheet_minutes(question.seconds.div_ceil(60));
    let title = format!("{number}. {part}{}{topic}, {minutes}", look.palette.of());
    let mut text = format!("\n{}", look.remark(TextRole::Title, &title));
    let narrower = Renderer {
        width: look.width.saturating_sub(2),
        ..look
    };
    let asked = narrower.question(&question.card, &question.order);
    let answered = narrower.answer(&question.card, &question.order);
    text.push_str(&barred(&asked));
    text.push_str(&look.remark(TextRole::Strong, words.sheet_listen()));
    text.push_str(&barred(&answered));
    for (place, claim) in (1..).zip(&answer.points) {
        let must = match claim.point.weight {
            Weight::Must => format!(" ({})", look.words.must()),
            Weight::Extra => String::new(),
        };
        let point = clean_line(&claim.point.text);
        text.push_str(&format!("[ ] {number}.{place} {point}{must}\n"));
    }
    Ok(text)
}

fn barred(text: &str) -> String {
    let bar = |line: &str| format!("{}\n", format!("| {line}").trim_end());
    text.lines().map(bar).collect()
}

fn bands_part(look: Renderer) -> String {
    let words = look.words;
    let bands: Vec<String> = Band::ALL
        .iter()
        .map(|band| format!("{} {}", band.number(), band_name(words, *band)))
        .collect();
    let head = words.interview.sheet_bands(bands.join(", "));
    let mut text = format!("\n{}", look.remark(TextRole::Strong, &head));
    for dimension in Dimension::ALL {
        let letter = dimension_letter(dimension);
        let name = dimension_name(words, dimension);
        text.push_str(&format!("[ ] {letter} {name}: \n"));
    }
    text
}

/// Reads the marks of a sheet that came back, and shows the verdict. Nothing is changed if a mark is wrong.
pub(super) fn marks(app: &App, terminal: &mut dyn Terminal, file: &Path) -> Result<(), AppError> {
    let shown = clean_line(&file.display().to_string());
    let text = read_text(file, LARGEST_SHEET)
        .map_err(|error| AppError::user(problems::cannot_read(&shown, reason(&error))))?;
    let id = SheetId::find(&text).ok_or_else(|| {
        AppError::user(problems::no_sheet(&shown)).hint(problems::leave_sheet_id())
    })?;
    let mut waiting = waiting_sheets(app)?.into_iter();
    let Some(record) = waiting.find(|record| SheetId::of(record) == id) else {
        return Err(unknown_sheet(app, &shown, id)?);
    };
    let record = read_marks(&text, &record).map_err(|error| cannot_mark(app, &shown, &error))?;
    close_sheet(&app.workspace(), &record)?;
    let look = look(app, terminal);
    let mut earlier = all(app)?;
    let number = earlier.pop().map_or(1, |kept| kept.number);
    let mut page = scorecard::page(app, look, &record, &earlier)?;
    page.push_str(&look.remark(TextRole::Faint, &app.words().interview.kept(number)));
    Ok(terminal.say(page.trim_start())?)
}

/// A sheet whose marks were read already, or that was made elsewhere.
fn unknown_sheet(app: &App, shown: &str, id: SheetId) -> Result<AppError, AppError> {
    let kept = all(app)?;
    let read = kept.iter().find(|kept| SheetId::of(&kept.record) == id);
    Ok(match read {
        Some(kept) => AppError::user(problems::sheet_read_already(shown, kept.number))
            .hint(problems::sheet_shown_by(kept.number)),
        None => {
            AppError::user(problems::sheet_of_elsewhere(shown)).hint(problems::mark_where_made())
        }
    })
}

fn cannot_mark(app: &App, shown: &str, error: &SheetError) -> AppError {
    match error {
        SheetError::Empty => {
            AppError::user(problems::sheet_empty(shown)).hint(problems::fill_in_boxes())
        }
        SheetError::Faults(faults) => {
            let lines: Vec<String> = faults
                .iter()
                .map(|fault| format!("{shown}:{}: {}", fault.line, fault_text(app, fault)))
                .collect();
            AppError::user(problems::sheet_faults(lines.join("\n")))
                .hint(problems::fix_and_mark_again())
        }
    }
}

fn fault_text(app: &App, fault: &SheetFault) -> String {
    let words = app.words().interview;
    let label = clean_line(&fault.label);
    match &fault.what {
        SheetFaultKind::NotATick(text) => words.sheet_not_a_tick(clean_line(text), label),
        SheetFaultKind::NotABand(text) => words.sheet_not_a_band(clean_line(text), label),
        SheetFaultKind::Unknown => words.sheet_unknown(label),
        SheetFaultKind::Twice => words.sheet_twice(label),
    }
}
