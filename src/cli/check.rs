//! `check`: every fault of every deck in one run, as `file:line:column`.

mod execute;
mod languages;
mod mutate;

use std::io::{IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::Exit;
use crate::cli::app::App;
use crate::cli::args::CheckArgs;
use crate::cli::errors;
use crate::cli::{say_json, told};
use crate::decks::{
    self, CheckReport, DeckContent, Fault, Severity, SourceFile, deck_name_from, folder,
};
use crate::domain::card::{Card, Lang, Origin};
use crate::domain::id::CardId;
use crate::domain::wording::{Wording, problems};
use crate::engine::runner::interpreters;
use crate::error::AppError;
use crate::python::foreign::ForeignRunner;
use crate::python::interpreter::{Bad, FoundInterpreters, Interpreter};
use crate::python::probe::Unfit;
use crate::python::sandbox::Sandbox;
use crate::ui::clean::clean_line;
use crate::ui::messages::messages;
use crate::ui::palette::TextRole;
use crate::ui::terminal::Terminal;
use execute::Executed;
use languages::language_lines;
use mutate::Mutated;

/// What is to be checked.
pub(crate) struct Wanted {
    pub(crate) content: DeckContent,
    report: CheckReport,
}

/// Checks the built-in decks and the learner's, or those at a path.
pub(crate) fn check(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &CheckArgs,
) -> Result<Exit, AppError> {
    let mut wanted = gather(app, args.path.as_deref())?;
    let tools = if args.run || args.mutate {
        Some(CheckTools::of(&wanted, args)?)
    } else {
        None
    };
    let tools = tools.as_ref();
    let ran = tools
        .filter(|_| args.run)
        .map(|tools| execute::run(&mut wanted, tools));
    let mutated = tools
        .filter(|_| args.mutate)
        .map(|tools| mutate::run(&mut wanted, tools));
    let faults = &wanted.report.faults;
    let ok = wanted.report.is_ok();
    if args.json {
        let object = json!({
            "schema": 1,
            "ok": ok,
            "cards": wanted.report.counts.cards,
            "counts": wanted.report.counts,
            "faults": faults.iter().map(object).collect::<Vec<Value>>(),
            "run": ran.as_ref().map(Executed::object),
            "mutate": mutated.as_ref().map(Mutated::object),
        });
        say_json(terminal, &object)?;
    } else {
        let words = app.words().check;
        let text = page(terminal, &wanted.report, app.lang);
        terminal.say(&text)?;
        let lines = ran.iter().map(|ran| ran.lines(words));
        let lines = lines.chain(mutated.iter().map(|mutated| mutated.lines(words)));
        for line in lines.collect::<String>().lines() {
            terminal.say(&told(terminal, line))?;
        }
    }
    Ok(if ok { Exit::Done } else { Exit::Faults })
}

/// What programs are run with.
struct CheckTools {
    sandbox: Sandbox,
    interpreters: Vec<Interpreter>,
    runner: Option<ForeignRunner>,
    cards: Vec<Card>,
    jobs: NonZeroUsize,
}

impl CheckTools {
    fn of(wanted: &Wanted, args: &CheckArgs) -> Result<Self, AppError> {
        let found = interpreters(&args.python);
        refuse_missing(&found, &args.python)?;
        let jobs = args.jobs.and_then(NonZeroUsize::new);
        let jobs = jobs
            .or_else(|| std::thread::available_parallelism().ok())
            .unwrap_or(NonZeroUsize::MIN);
        let sandbox = Sandbox::own().map_err(|error| errors::of_sandbox(&error))?;
        // Said once here, instead of at every card.
        // `refuse_missing` has left at least one interpreter.
        sandbox
            .layers(&found.interpreters[0])
            .map_err(|error| errors::of_sandbox(&error))?;
        let runner = args.runner.as_deref().map(ForeignRunner::start);
        let runner = runner
            .transpose()
            .map_err(|error| errors::of_runner(&error))?;
        Ok(Self {
            sandbox,
            interpreters: found.interpreters,
            runner,
            cards: wanted_cards(wanted, args.path.as_deref()),
            jobs,
        })
    }
}

/// Fewer versions than were asked for, or than are installed, would pass in silence what was never run.
fn refuse_missing(found: &FoundInterpreters, named: &[PathBuf]) -> Result<(), AppError> {
    for bad in &found.bad {
        let what = clean_line(&format!("{} {}", bad.program.display(), bad.why));
        if named.contains(&bad.program) {
            return Err(AppError::user(what).hint(problems::other_python()));
        }
        if bad.why == Unfit::Silent {
            return Err(AppError::user(what).hint(problems::when_idle()));
        }
        if matters(bad, found) {
            errors::warn(&what);
        }
    }
    if found.interpreters.is_empty() {
        return Err(AppError::user(problems::no_python()).hint(problems::install_python()));
    }
    Ok(())
}

fn wanted_cards(wanted: &Wanted, path: Option<&Path>) -> Vec<Card> {
    let content = &wanted.content;
    let is_asked = |place: usize| {
        path.is_none_or(|path| {
            content
                .file(content.places[place])
                .starts_with(&path.display().to_string())
        })
    };
    let cards = content.cards.iter().enumerate();
    cards
        .filter(|(place, _)| is_asked(*place))
        .map(|(_, card)| card.clone())
        .collect()
}

/// An error at the card's place in its file.
fn card_fault(wanted: &mut Wanted, card: &CardId, what: Wording, hint: Wording) {
    let content = &wanted.content;
    let place = content.cards.iter().position(|known| known.id == *card);
    let Some(place) = place.map(|place| content.places[place]) else {
        return;
    };
    wanted.report.faults.push(Fault {
        file: std::sync::Arc::clone(content.file(place)),
        spot: place.spot,
        severity: Severity::Error,
        what,
        hint,
    });
}

/// Whether a Python that cannot be used is missed: nothing else is there, or its version is not.
fn matters(bad: &Bad, found: &FoundInterpreters) -> bool {
    let minor = || {
        bad.program
            .file_name()?
            .to_str()?
            .strip_prefix("python3.")?
            .parse::<u8>()
            .ok()
    };
    let missed = |minor| {
        found
            .interpreters
            .iter()
            .all(|python| python.version.minor != minor)
    };
    found.interpreters.is_empty()
        || matches!(bad.why, Unfit::Fails(_)) && minor().is_some_and(missed)
}

/// A bar on standard error, if somebody looks at it.
fn bar(done: usize, total: usize) {
    if !std::io::stderr().is_terminal() {
        return;
    }
    let filled = (done * 30).checked_div(total).unwrap_or(30);
    let end = if done == total { "\n" } else { "" };
    let line = format!(
        "\r[{}{}] {done}/{total}{end}",
        "#".repeat(filled),
        ".".repeat(30 - filled)
    );
    // A bar that cannot be drawn is not a reason to stop.
    let _ = std::io::stderr().write_all(line.as_bytes());
}

/// Reads the decks that are meant, with what is wrong in them.
pub(crate) fn gather(app: &App, path: Option<&Path>) -> Result<Wanted, AppError> {
    let mut first = Vec::new();
    let sources = match path {
        None => {
            let scan = app.scan_decks();
            first = scan.faults;
            decks::embedded::sources()
                .into_iter()
                .chain(scan.sources)
                .collect()
        }
        Some(path) if path.is_dir() => of_folder(path, &mut first),
        Some(path) if path.is_file() => of_files(&[path.to_path_buf()]),
        Some(path) => {
            return Err(AppError::user(problems::no_deck_path(path.display()))
                .hint(problems::check_without_path()));
        }
    };
    let content = decks::load(sources);
    let mut report = CheckReport::of(&content);
    report.faults.splice(0..0, first);
    // All decks are loaded even for one file, since ids and needs are checked across them; then
    // only what lies at the path is reported.
    if let Some(path) = path {
        report.narrow(&content, &path.display().to_string());
    }
    Ok(Wanted { content, report })
}

/// The file in which a deck for other people says what it is called.
const HEADER: &str = "deck.toml";

/// Whether a folder has everything that the built-in decks have. What other people add lies on those.
fn stands_alone(folder: &Path) -> bool {
    folder.join("curriculum.toml").is_file() && !folder.join(HEADER).is_file()
}

/// Whose cards those of a folder are: `deck.toml` says that it is for other people, who may add it.
pub(super) fn origin_of(folder: &Path) -> Origin {
    if stands_alone(folder) {
        return Origin::BuiltIn;
    }
    if !folder.join(HEADER).is_file() {
        return Origin::Mine;
    }
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = deck_name_from(&whole.to_string_lossy());
    name.map_or(Origin::Mine, Origin::Shared)
}

/// A folder with a curriculum of its own stands alone; any other lies on top of the built-in decks.
fn of_folder(path: &Path, faults: &mut Vec<Fault>) -> Vec<SourceFile> {
    let alone = stands_alone(path);
    let scan = folder::scan(path, &origin_of(path));
    faults.extend(scan.faults);
    // A folder inside a deck folder, such as one area's: its files are taken one by one.
    if path
        .iter()
        .any(|part| part == "topics" || part == "roadmaps")
    {
        let files = scan
            .marks
            .into_iter()
            .map(|mark| mark.path)
            .filter(|path| path.is_file());
        return of_files(&files.collect::<Vec<PathBuf>>());
    }
    if alone {
        scan.sources
    } else {
        decks::embedded::sources()
            .into_iter()
            .chain(scan.sources)
            .collect()
    }
}

/// Single files lie on top of the built-in decks, each in the place of a built-in file of the same path.
fn of_files(paths: &[PathBuf]) -> Vec<SourceFile> {
    let mut sources = decks::embedded::sources();
    for path in paths {
        let mut file = folder::single(path, Origin::Mine);
        let before = sources.len();
        sources.retain(|source| source.path != file.path);
        if sources.len() < before {
            file.origin = Origin::BuiltIn;
        }
        sources.push(file);
    }
    sources
}

fn object(fault: &Fault) -> Value {
    json!({
        "file": fault.file.as_ref(),
        "line": fault.spot.line,
        "column": fault.spot.column,
        "severity": fault.severity.word(),
        "what": fault.what.in_english(),
        "hint": fault.hint.in_english(),
    })
}

fn page(terminal: &dyn Terminal, report: &CheckReport, lang: Lang) -> String {
    let (palette, words) = (terminal.palette(), messages(lang).check);
    let mut text = String::new();
    for fault in &report.faults {
        let (role, label) = match fault.severity {
            Severity::Error => (TextRole::Wrong, problems::error_label()),
            Severity::Warning => (TextRole::Near, problems::warning_label()),
        };
        let label = label.text(lang);
        let line = format!(
            "{} {}",
            palette.paint(role, label.trim_end_matches(':')),
            clean_line(&fault.text(lang))
        );
        text.push_str(&told(terminal, &line));
    }
    let counts = &report.counts;
    let errors = report
        .faults
        .iter()
        .filter(|fault| fault.severity == Severity::Error)
        .count();
    let warnings = report.faults.len() - errors;
    let counted = words.counted(
        words.cards(counts.cards),
        words.topics(counts.topics.len()),
        counts.translated,
        counts.code,
        counts.bug,
        counts.complexity,
        counts.open,
        counts.common,
    );
    text.push_str(&told(terminal, &counted));
    for line in language_lines(words, palette, counts) {
        text.push_str(&told(terminal, &line));
    }
    if !counts.empty_topics.is_empty() {
        let empty = words.empty_topics(counts.empty_topics.join(", "));
        text.push_str(&told(terminal, &empty));
    }
    let (role, sign) = if errors == 0 {
        (TextRole::Right, palette.tick())
    } else {
        (TextRole::Wrong, palette.cross())
    };
    let verdict = format!(
        "{sign} {}, {}",
        words.errors(errors),
        words.warnings(warnings)
    );
    text.push_str(&palette.paint(role, &verdict));
    text.push('\n');
    text
}
