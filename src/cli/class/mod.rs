//! `class`: what the reports of a folder say together.

mod csv;
mod folder;
mod json;
mod page;
mod screen;

use crate::cli::app::App;
use crate::cli::args::ClassArgs;
use crate::cli::errors;
use crate::cli::stats::save_page;
use crate::cli::tell;
use crate::domain::plain::io_reason;
use crate::domain::wording::problems;
use crate::error::AppError;
use crate::ui::card::Renderer;
use crate::ui::clean::{clean, clean_line};
use crate::ui::terminal::Terminal;
use folder::{FolderOfReports, read_folder};

/// Shows a class, or writes it for other programs.
pub(crate) fn class(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &ClassArgs,
) -> Result<(), AppError> {
    let shown = clean_line(&args.folder.display().to_string());
    let read = read_folder(&args.folder).map_err(|error| {
        AppError::user(problems::cannot_use(&shown, io_reason(&error))).hint(problems::check_path())
    })?;
    if args.json {
        return json::say(terminal, app.today(), &read);
    }
    if args.csv {
        warn_of_unused(app, &read);
        return Ok(terminal.say(&clean(&csv::table(&read.class)?))?);
    }
    let look = Renderer {
        width: terminal.width(),
        palette: terminal.palette(),
        words: app.words(),
    };
    if read.class.learners.is_empty() {
        terminal.say(&screen::unused(&read, look))?;
        return Err(AppError::user(problems::no_reports(shown)).hint(problems::report_makes_one()));
    }
    if let Some(file) = &args.html {
        warn_of_unused(app, &read);
        save_page(file, &page::html(app, &read))?;
        let file = clean_line(&file.display().to_string());
        return tell(terminal, &app.words().stats.wrote(file));
    }
    Ok(terminal.say(&screen::page(&read, look))?)
}

/// On standard error, where what is printed is for another program.
fn warn_of_unused(app: &App, read: &FolderOfReports) {
    for line in screen::unused_lines(read, app.words()) {
        errors::warn(&line);
    }
}
