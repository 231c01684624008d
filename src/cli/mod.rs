//! The commands: each parses nothing, asks the rooms, and prints.

mod add;
pub mod app;
pub mod args;
mod check;
mod class;
mod clock;
mod complete;
mod config;
mod content;
mod copies;
mod deck;
mod delete;
mod doctor;
mod due;
mod edit;
mod errors;
mod export;
mod first_run;
pub mod help;
mod import;
mod interview;
mod left_texts;
mod list;
mod log;
mod marks;
mod media;
mod open_text;
mod other_names;
mod pager;
mod passphrase;
mod place;
mod plan;
mod python_setup;
mod query_words;
mod questions;
mod remote;
mod report;
mod review;
mod roadmap;
mod scheduler;
mod scope;
mod session;
pub mod settings;
mod shell;
mod standard_input;
mod stats;
mod sync;
mod translate;
mod trust;
mod undo;
mod watch;
mod weakest;
mod weighted_draw;
mod yes_or_no;

use std::io::{self, IsTerminal, Write};

use clap::Parser;
use clap_mangen::Man;

use crate::cli::app::App;
use crate::cli::args::{Cli, CliCommand};
use crate::cli::pager::PagedTerminal;
use crate::cli::settings::Color;
use crate::domain::lang::Lang;
use crate::domain::wording::problems;
use crate::error::{AppError, ErrorKind};
use crate::python;
use crate::ui::clean::clean_json;
use crate::ui::editor::Screen;
use crate::ui::markup::fold;
use crate::ui::messages::messages;
use crate::ui::palette::Palette;
use crate::ui::streams::{LineTerminal, WIDTH};
use crate::ui::terminal::{InputMode, Terminal};
use crate::world::{self, Clock, World};

/// The sections of the manual that no option says: environment, files, exit status, examples.
const MANUAL_END: &str = include_str!("man.txt");

/// How a command ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done: exit code 0.
    Done,
    /// `due` found nothing: exit code 3.
    NothingDue,
    /// A command reported faults, or errors in data, itself: exit code 1.
    Faults,
}

impl Exit {
    /// The exit code.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Faults => 1,
            Self::NothingDue => 3,
        }
    }
}

/// Runs the command line of the process; says what exit code it ends with.
pub fn main() -> u8 {
    python_setup::prepare();
    if let Err(error) = world::must_have_randomness() {
        errors::speak(world::language());
        return errors::report(&error);
    }
    let cli = match plain().map_or_else(Cli::try_parse, Ok) {
        Ok(cli) => cli,
        Err(error) => {
            let words: Vec<String> = std::env::args_os()
                .skip(1)
                .map(|word| word.to_string_lossy().into_owned())
                .collect();
            errors::speak(interface_language());
            errors::colour(&args::LookArgs::of(&words), Color::Auto);
            return errors::of_clap(&error, &words);
        }
    };
    errors::speak(world::language());
    errors::colour(&cli.look, Color::Auto);
    match std::panic::catch_unwind(|| run(cli)) {
        Ok(Ok(exit)) => exit.code(),
        Ok(Err(error)) => errors::report(&error),
        // The hook has said where.
        Err(_) => ErrorKind::Internal.code(),
    }
}

/// The language of the interface before a home is opened: `--help` must work even if the home is broken.
fn interface_language() -> Lang {
    let settings = World::real().and_then(|world| settings::Settings::read(&world.home.config));
    let chosen = settings.ok().and_then(|settings| settings.language);
    chosen.unwrap_or_else(world::language)
}

/// What is typed every day, `milepost` and `milepost review`, known without the tree of all commands: building
/// that takes longer than finding the first card.
fn plain() -> Option<Cli> {
    let mut words = std::env::args_os().skip(1);
    let command = match words.next() {
        None => None,
        Some(word) if word == "review" && words.next().is_none() => {
            Some(CliCommand::Review(args::ReviewArgs::default()))
        }
        Some(_) => return None,
    };
    Some(Cli {
        command,
        look: args::LookArgs::default(),
    })
}

fn run(cli: Cli) -> Result<Exit, AppError> {
    let world = World::real()?;
    let mut app = match &cli.command {
        Some(CliCommand::Restore(args::RestoreArgs { file: None })) => {
            return list_copies(&world, &cli.look);
        }
        Some(CliCommand::Restore(args::RestoreArgs { file: Some(file) })) => {
            doctor::must_be_there(file)?;
            App::open_restored(world, &cli.look, file)?
        }
        Some(CliCommand::Doctor(args)) if args.repair => App::open_repaired(world, &cli.look)?,
        Some(CliCommand::Check(_) | CliCommand::Translate(_)) => {
            App::open_unread(world, &cli.look)?
        }
        _ => App::open(world, &cli.look)?,
    };
    app.program = python::executable().ok();
    if cli.command.as_ref().is_none_or(left_texts::is_place_to_say) {
        left_texts::take_up(&app)?;
    }
    let mut terminal = terminal(app.palette, app.world.clock)?;
    let done = match (cli.command, terminal.input_mode()) {
        (Some(command), _) => dispatch(&mut app, terminal.as_mut(), command),
        (None, InputMode::Interactive) => {
            shell::shell(&mut app, terminal.as_mut()).map(|()| Exit::Done)
        }
        (None, InputMode::Lines) => dispatch(
            &mut app,
            terminal.as_mut(),
            CliCommand::Review(args::ReviewArgs::default()),
        ),
    };
    // What could not be shown is an error too, if nothing worse happened.
    let shown = terminal.show();
    done.and_then(|exit| Ok(shown.map(|()| exit)?))
}

/// Lists the backups, also where the home cannot be opened: then they are wanted.
fn list_copies(world: &World, look: &args::LookArgs) -> Result<Exit, AppError> {
    let settings = settings::Settings::read(&world.home.config)?;
    let words = messages(settings.language.unwrap_or(world.lang));
    let mut terminal = terminal(app::palette(look, settings.color), world.clock)?;
    doctor::copies(terminal.as_mut(), &app::files(world).backups, words.care)?;
    Ok(terminal.show().map(|()| Exit::Done)?)
}

/// The learner's end: a screen where both ends are one, else streams.
fn terminal(palette: Palette, clock: Clock) -> Result<Box<dyn Terminal>, AppError> {
    if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        return Ok(Box::new(Screen::open(
            palette,
            Box::new(move || clock.now()),
        )?));
    }
    let width = if std::io::stdout().is_terminal() {
        textwrap::termwidth()
    } else {
        WIDTH
    };
    let (reader, writer) = (
        std::io::stdin().lock(),
        std::io::BufWriter::new(std::io::stdout().lock()),
    );
    Ok(Box::new(LineTerminal::new(reader, writer, palette, width)))
}

/// Does what a command says; on a screen, what is longer than it is shown by the pager.
pub fn dispatch(
    app: &mut App,
    terminal: &mut dyn Terminal,
    command: CliCommand,
) -> Result<Exit, AppError> {
    let rows = terminal.rows().filter(|_| pager::is_to_be_read(&command));
    let Some(rows) = rows else {
        return obey(app, terminal, command);
    };
    let mut paged = PagedTerminal::new(terminal, rows);
    let done = obey(app, &mut paged, command);
    // What was said before an error is shown before it.
    paged.release()?;
    done
}

fn obey(app: &mut App, terminal: &mut dyn Terminal, command: CliCommand) -> Result<Exit, AppError> {
    if clock::matters(&command) {
        clock::mind(app, terminal)?;
    }
    match command {
        CliCommand::Review(args) => {
            review::review(app, terminal, &args)?;
            sync::after_session(app, terminal, args::Format::of(&args.jsonl))?;
        }
        CliCommand::Drill(args) => {
            review::drill(app, terminal, &args)?;
            sync::after_session(app, terminal, args::Format::of(&args.jsonl))?;
        }
        CliCommand::Interview(args) => {
            interview::interview(app, terminal, &args)?;
            if args.what.is_none() {
                sync::after_session(app, terminal, args::Format::Text)?;
            }
        }
        CliCommand::Questions(args) => questions::questions(app, terminal, &args)?,
        CliCommand::Place(args) => place::place(app, terminal, &args)?,
        CliCommand::Plan(args) => plan::plan(app, terminal, &args)?,
        CliCommand::Due(args) => return due::due(app, terminal, &args),
        CliCommand::List(args) => list::list(app, terminal, &args)?,
        CliCommand::Show(args) => list::show(app, terminal, &args)?,
        CliCommand::Suspend(args) => marks::mark(app, terminal, &args, marks::Act::Suspend)?,
        CliCommand::Resume(args) => marks::mark(app, terminal, &args, marks::Act::Resume)?,
        CliCommand::Bury(args) => marks::mark(app, terminal, &args, marks::Act::Bury)?,
        CliCommand::Unflag(args) => marks::mark(app, terminal, &args, marks::Act::Unflag)?,
        CliCommand::Delete(args) => delete::delete(app, terminal, &args)?,
        CliCommand::Weakest(args) => weakest::weakest(app, terminal, &args)?,
        CliCommand::Undo => undo::undo(app, terminal)?,
        CliCommand::Reset(args) => marks::reset(app, terminal, &args)?,
        CliCommand::Stats(args) => stats::stats(app, terminal, &args)?,
        CliCommand::Roadmap(args) => roadmap::roadmap(app, terminal, args.what.as_ref())?,
        CliCommand::Config(args) => config::config(app, terminal, &args)?,
        CliCommand::Log(args) => log::log(app, terminal, &args)?,
        CliCommand::Sync(args) => return sync::sync(app, terminal, &args),
        CliCommand::Doctor(args) => return doctor::doctor(app, terminal, &args),
        CliCommand::Backup(args) => doctor::backup(app, terminal, &args)?,
        CliCommand::Restore(args) => doctor::restore(app, terminal, &args)?,
        CliCommand::Scheduler(args) => scheduler::scheduler(app, terminal, &args)?,
        CliCommand::Trust { deck } => trust::trust(app, terminal, &deck, trust::Consent::Given)?,
        CliCommand::Untrust { deck } => {
            trust::trust(app, terminal, &deck, trust::Consent::Withdrawn)?;
        }
        CliCommand::Completions { shell } => terminal.say(&complete::script(shell, app.lang))?,
        CliCommand::Complete { line } => complete::complete(app, terminal, &line)?,
        CliCommand::Man => terminal.say(&manual(app.lang)?)?,
        CliCommand::Add(args) => add::add(app, terminal, &args)?,
        CliCommand::Export(args) => export::export(app, terminal, &args)?,
        CliCommand::Import(args) => import::import(app, terminal, &args)?,
        CliCommand::Edit(args) => edit::edit(app, terminal, &args)?,
        CliCommand::Deck(args) => return deck::deck(app, terminal, args.what.as_ref()),
        CliCommand::Check(args) => return check::check(app, terminal, &args),
        CliCommand::Report(args) => report::report(app, terminal, &args)?,
        CliCommand::Class(args) => class::class(app, terminal, &args)?,
        CliCommand::Translate(args) => translate::translate(app, terminal, &args)?,
    }
    Ok(Exit::Done)
}

/// Says a line of talk.
fn tell(terminal: &mut dyn Terminal, text: &str) -> Result<(), AppError> {
    let lines = told(terminal, text);
    Ok(terminal.say(&lines)?)
}

/// A line of talk: on a screen broken between words, else as it is.
fn told(terminal: &dyn Terminal, text: &str) -> String {
    match terminal.input_mode() {
        InputMode::Interactive => fold(text, terminal.width()),
        InputMode::Lines => format!("{text}\n"),
    }
}

/// Prints an object for scripts, on one line.
fn say_json(terminal: &mut dyn Terminal, object: &serde_json::Value) -> Result<(), AppError> {
    Ok(terminal.say(&format!("{}\n", clean_json(&object.to_string())))?)
}

/// The manual as one page, as roff: what is installed whole refers to no page that is not there.
fn manual(lang: Lang) -> Result<String, AppError> {
    let command = help::for_manual(lang);
    let mut page = Vec::new();
    let main = Man::new(command.clone());
    let drawn = main
        .render_title(&mut page)
        .and_then(|()| main.render_name_section(&mut page))
        .and_then(|()| main.render_synopsis_section(&mut page))
        .and_then(|()| main.render_options_section(&mut page))
        .and_then(|()| main.render_extra_section(&mut page))
        .and_then(|()| {
            let shown = command
                .get_subcommands()
                .filter(|inner| !inner.is_hide_set());
            shown
                .into_iter()
                .try_for_each(|inner| manual_of(inner, &mut page))
        })
        .and_then(|()| page.write_all(MANUAL_END.as_bytes()))
        .and_then(|()| main.render_version_section(&mut page));
    drawn.map_err(|error| AppError::internal(problems::no_manual(error)))?;
    let page = String::from_utf8_lossy(&page);
    Ok(help::with_clap_words(&page, lang))
}

/// A command in the manual, and those within it. What every command takes is listed once, at the
/// top.
fn manual_of(command: &clap::Command, page: &mut Vec<u8>) -> io::Result<()> {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let told_above = |arg: clap::Arg| {
        if arg.is_global_set() || arg.get_id() == "help" {
            arg.hide(true)
        } else {
            arg
        }
    };
    let man = Man::new(command.clone().mut_args(told_above));
    let mut parts = Vec::new();
    man.render_description_section(&mut parts)?;
    man.render_synopsis_section(&mut parts)?;
    man.render_options_section(&mut parts)?;
    if command
        .get_after_help()
        .or(command.get_after_long_help())
        .is_some()
    {
        man.render_extra_section(&mut parts)?;
    }
    // The lines of the last part stand as they are: tables.
    let parts = String::from_utf8_lossy(&parts)
        .replace("\n.SH EXTRA\n", "\n.SH EXTRA\n.nf\n")
        .replace("\n.SH ", "\n.SS ");
    write!(page, ".SH \"{name}\"\n{parts}.fi\n")?;
    command
        .get_subcommands()
        .try_for_each(|inner| manual_of(inner, page))
}
