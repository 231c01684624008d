//! `log`: the events, shown, exported, merged.

mod entries;

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::io::{BufReader, BufWriter, IsTerminal, Write};
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::cli::app::App;
use crate::cli::args::{Format, LogArgs, LogWhat};
use crate::cli::errors::must_be_new;
use crate::cli::list::{ease_number, ease_of, stability_and_difficulty};
use crate::cli::scope;
use crate::cli::standard_input::all_of_standard_input;
use crate::cli::tell;
use crate::domain::day::Instant;
use crate::domain::event::{Event, EventBody, MarkEvent, RoadEvent};
use crate::domain::id::CardId;
use crate::domain::lang::Lang;
use crate::domain::plain::io_reason;
use crate::domain::wording::{Argument, problems};
use crate::error::AppError;
use crate::store::{
    EventStatus, Filter, GivenTwice, ImportRules, LogContent, LogEnding, Logged, Store, StoreError,
    WhoseLog,
};
use crate::ui::clean::{clean_json, clean_line};
use crate::ui::markup::wrap;
use crate::ui::palette::TextRole;
use crate::ui::terminal::{InputMode, Terminal, TerminalError};
use entries::LogEntries;

/// The name that stands for standard input and standard output.
const STANDARD: &str = "-";

/// Cards without a deck that an import names.
const NAMED: usize = 5;

/// As wide as the time that each line begins with.
const AFTER_TIME: &str = "                  ";

/// Lines that are printed without `--limit`.
const LINES: usize = 50;

/// Shows, exports or imports.
pub(crate) fn log(app: &App, terminal: &mut dyn Terminal, args: &LogArgs) -> Result<(), AppError> {
    match &args.what {
        Some(LogWhat::Export { file, figures }) => {
            let what = if *figures {
                LogContent::Figures
            } else {
                LogContent::Whole
            };
            export(app, terminal, file, what)
        }
        Some(LogWhat::Import {
            file,
            keep_both,
            as_mine,
        }) => {
            let rules = ImportRules {
                twice: if *keep_both {
                    GivenTwice::Kept
                } else {
                    GivenTwice::Refused
                },
                whose: if *as_mine {
                    WhoseLog::Any
                } else {
                    WhoseLog::SameLearner
                },
                present: Some(app.world.clock.now()),
            };
            import(app, terminal, file, rules)
        }
        None => show(app, terminal, args),
    }
}

fn show(app: &App, terminal: &mut dyn Terminal, args: &LogArgs) -> Result<(), AppError> {
    let query = args.query.join(" ");
    let mut filter = Filter::default();
    if !query.trim().is_empty() {
        let matching = scope::matching(app, &query, &scope::everything(app)?)?;
        let mut cards: HashSet<CardId> = matching.into_iter().collect();
        // A card that no deck has any more is found by no query, but its events are still here.
        if cards.is_empty()
            && let Ok(gone) = CardId::parse(query.trim())
        {
            cards.insert(gone);
        }
        filter.cards = Some(cards);
    }
    match Format::of(&args.json) {
        Format::Json => show_json(app, terminal, filter, args.limit),
        Format::Text => show_lines(app, terminal, filter, args.limit.unwrap_or(LINES)),
    }
}

fn show_lines(
    app: &App,
    terminal: &mut dyn Terminal,
    filter: Filter,
    limit: usize,
) -> Result<(), AppError> {
    let (words, palette) = (app.words(), terminal.palette());
    let is_narrowed = filter.cards.is_some();
    let mut entries = LogEntries::new(limit, words, palette.more());
    let mut count = 0;
    for logged in app.store.log().events(filter)? {
        entries.push(logged?);
        count += 1;
    }
    if count == 0 {
        let nothing = if is_narrowed {
            words.care.log_no_match()
        } else {
            words.care.log_empty()
        };
        return tell(terminal, nothing);
    }
    let is_screen = terminal.input_mode() == InputMode::Interactive;
    for entry in &entries.lines {
        let line = entries.line(entry);
        let line = if is_screen {
            wrap(&line, terminal.width(), "", AFTER_TIME)
        } else {
            format!("{line}\n")
        };
        let line = if entry.first.standing == EventStatus::TakenBack {
            palette.paint(TextRole::Faint, &line)
        } else {
            line
        };
        terminal.say(&line)?;
    }
    let shown: usize = entries.lines.iter().map(|entry| entry.events).sum();
    if shown == count {
        return Ok(());
    }
    let more = words.care.log_more(count, shown);
    tell(terminal, &palette.paint(TextRole::Faint, &more))
}

fn show_json(
    app: &App,
    terminal: &mut dyn Terminal,
    filter: Filter,
    limit: Option<usize>,
) -> Result<(), AppError> {
    let mut last = VecDeque::new();
    for logged in app.store.log().events(filter)? {
        last.push_back(logged?);
        if limit.is_some_and(|limit| last.len() > limit) {
            last.pop_front();
        }
    }
    // A log may hold millions of events: written one by one.
    terminal.say("{\"schema\":1,\"events\":[")?;
    for (number, logged) in last.iter().enumerate() {
        let comma = if number == 0 { "" } else { "," };
        let event = Value::Object(object(app, logged)?).to_string();
        terminal.say(&format!("{comma}{}", clean_json(&event)))?;
    }
    Ok(terminal.say("]}\n")?)
}

/// The roadmap, topic, item or date that an event about roads names.
fn target_of(road: &RoadEvent) -> Argument {
    match road {
        RoadEvent::Follow { roadmap } | RoadEvent::Unfollow { roadmap } => roadmap.into(),
        RoadEvent::Unlock { topic } => topic.into(),
        RoadEvent::Done { roadmap, line, .. } | RoadEvent::Undone { roadmap, line, .. } => {
            format!("{roadmap}:{line}").into()
        }
        RoadEvent::Plan(terms) => terms.date.into(),
        RoadEvent::PlanDropped => "".into(),
    }
}

fn local(event: &Event) -> chrono::DateTime<chrono::FixedOffset> {
    at_offset(event.stamp.at, event.stamp.offset)
}

/// An instant as a clock shows it at an offset from UTC, in seconds east.
pub(crate) fn at_offset(at: Instant, offset: i32) -> chrono::DateTime<chrono::FixedOffset> {
    let offset = chrono::FixedOffset::east_opt(offset)
        .unwrap_or_else(|| chrono::FixedOffset::east_opt(0).expect("UTC is an offset"));
    at.utc().with_timezone(&offset)
}

/// An event as scripts read it; a key without meaning for it is absent.
fn object(app: &App, logged: &Logged) -> Result<Map<String, Value>, AppError> {
    let event = &logged.event;
    let mut keys = Map::new();
    let mut put = |name: &str, value: Value| {
        keys.insert(name.to_owned(), value);
    };
    put("device", json!(event.key.device));
    put("seq", json!(event.key.seq));
    // As text: many readers of JSON hold numbers as floats, which are exact up to 2^53 only.
    put("clock", json!(event.clock.number().to_string()));
    put(
        "at",
        json!(local(event).to_rfc3339_opts(chrono::SecondsFormat::Millis, true)),
    );
    put("offset", json!(event.stamp.offset));
    put("zone", json!(event.stamp.zone));
    put("study_day", json!(event.stamp.day.iso()));
    put("kind", json!(event.body.kind()));
    if logged.standing == EventStatus::TakenBack {
        put("undone", json!(true));
    }
    if event.is_behind() {
        put("clock_behind", json!(true));
    }
    if let Some(card) = event.body.card() {
        put("card", json!(card));
    }
    if let Some(answer) = event.body.answer() {
        put("rev", json!(answer.rev.0));
        put("grade", json!(answer.grade.q()));
        put("grader", json!(answer.grader));
        put("overruled", json!(answer.is_overruled()));
        if let Some(evidence) = &answer.evidence {
            put("rule", json!(evidence.rule));
            put("evidence", json!(evidence));
        }
        put("answer_ms", json!(answer.answer_ms));
        put("total_ms", json!(answer.total_ms));
    }
    if let Some(review) = event.body.review() {
        put("phase", json!(review.before.stage()));
        if let Some(settings) = app.store.log().scheduler_of(&review.settings)? {
            put("scheduler", json!(settings.name()));
        }
        put("ease_before", json!(review.before.seen().and_then(ease_of)));
        let (stability, difficulty) = stability_and_difficulty(review.before.seen());
        put("stability_before", json!(stability));
        put("difficulty_before", json!(difficulty));
        put(
            "interval_before",
            json!(review.before.seen().map(|seen| seen.interval.days())),
        );
        put("ease", json!(review.strength.ease().map(ease_number)));
        let memory = review.strength.fsrs_memory();
        put("stability", json!(memory.map(|memory| memory.stability)));
        put("difficulty", json!(memory.map(|memory| memory.difficulty)));
        put("interval", json!(review.interval.days()));
        put("due", json!(review.due.iso()));
    }
    if let EventBody::Placed(placed) = &event.body {
        put("interval", json!(placed.interval.days()));
        put("due", json!(placed.due.iso()));
    }
    if let EventBody::Road(RoadEvent::Plan(terms)) = &event.body {
        put("minutes", json!(terms.minutes));
        put("roadmaps", json!(terms.roadmaps));
    }
    if let Some((name, value)) = rest(&event.body) {
        put(name, value);
    }
    Ok(keys)
}

/// What only one kind of event has.
fn rest(body: &EventBody) -> Option<(&'static str, Value)> {
    Some(match body {
        EventBody::Undo { target } => (
            "target",
            json!({ "device": target.device, "seq": target.seq }),
        ),
        EventBody::Mark { mark, .. } => match mark {
            MarkEvent::Bury { until } => ("until", json!(until.iso())),
            MarkEvent::Reschedule { due, .. } => ("due", json!(due.iso())),
            MarkEvent::Flag { note } => ("note", json!(note)),
            MarkEvent::Note { text } => ("note", json!(text)),
            MarkEvent::Strength { strength } => ("strength", json!(strength)),
            MarkEvent::Suspend | MarkEvent::Resume | MarkEvent::Reset | MarkEvent::Unflag => {
                return None;
            }
        },
        EventBody::Road(road) => {
            let name = match road {
                RoadEvent::Follow { .. } | RoadEvent::Unfollow { .. } => "roadmap",
                RoadEvent::Unlock { .. } => "topic",
                RoadEvent::Done { .. } | RoadEvent::Undone { .. } => "item",
                RoadEvent::Plan(_) => "date",
                RoadEvent::PlanDropped => return None,
            };
            (name, json!(target_of(road).as_typed(Lang::EN)))
        }
        EventBody::Interview { record } => ("record", record.clone()),
        EventBody::Unknown { body, .. } => ("body", body.clone()),
        EventBody::Review(_) | EventBody::Repeat(_) | EventBody::Cram(_) | EventBody::Placed(_) => {
            return None;
        }
    })
}

/// Writes the log aside and renames it, so that a cut never leaves half a file under the name asked for.
fn export(
    app: &App,
    terminal: &mut dyn Terminal,
    file: &Path,
    what: LogContent,
) -> Result<(), AppError> {
    if file == Path::new(STANDARD) {
        return say_all(&app.store, terminal, what);
    }
    must_be_new(file)?;
    let count = app.store.export(file, what).map_err(|fault| {
        if let StoreError::Io { file: at, source } = &fault
            && at == file
        {
            AppError::user(problems::cannot_write(file.display(), io_reason(source)))
                .hint(problems::name_writable())
        } else {
            fault.into()
        }
    })?;
    let (words, file) = (app.words().care, clean_line(&file.display().to_string()));
    let said = match what {
        LogContent::Whole => words.exported_whole(count, file),
        LogContent::Figures => words.exported(count, file),
    };
    tell(terminal, &said)
}

/// Says the log. A line comes in many small pieces, and each thing said is shown at once: it is said by the block,
/// which never cuts a piece in two. The export flushes it, and gives the error of that.
fn say_all(store: &Store, terminal: &mut dyn Terminal, what: LogContent) -> Result<(), AppError> {
    let mut out = BufWriter::new(LogPrinter(terminal));
    store.log().export(&mut out, Path::new(STANDARD), what)?;
    Ok(())
}

fn import(
    app: &App,
    terminal: &mut dyn Terminal,
    file: &Path,
    rules: ImportRules,
) -> Result<(), AppError> {
    let done = if file == Path::new(STANDARD) {
        let input = BufReader::new(all_of_standard_input(app)?);
        app.store.progress().import_from(input, file, rules)?
    } else {
        app.store.progress().import_with(file, rules)?
    };
    let words = app.words().care;
    tell(terminal, &words.imported(done.new, done.known))?;
    if done.ending == LogEnding::Open {
        tell(terminal, words.import_open())?;
    }
    if done.renamed > 0 {
        tell(terminal, &words.kept_both(done.renamed))?;
    }
    tell_strange_cards(app, terminal, &done.cards)
}

/// Tells of cards that events speak of and no deck here has.
pub(crate) fn tell_strange_cards(
    app: &App,
    terminal: &mut dyn Terminal,
    cards: &BTreeMap<CardId, u64>,
) -> Result<(), AppError> {
    let words = app.words().care;
    let here: HashSet<String> = app.store.content().card_ids()?.into_iter().collect();
    let missing: Vec<(&CardId, &u64)> = cards
        .iter()
        .filter(|(card, _)| !here.contains(card.as_str()))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let count: u64 = missing.iter().map(|(_, events)| **events).sum();
    let mut names: Vec<String> = missing
        .iter()
        .take(NAMED)
        .map(|(card, _)| card.to_string())
        .collect();
    if missing.len() > NAMED {
        names.push(words.import_more(missing.len() - NAMED));
    }
    let decks = clean_line(&app.own_decks().display().to_string());
    tell(terminal, &words.import_strange(count, names.join(", ")))?;
    tell(terminal, &words.import_hint(decks))
}

/// A writer over a terminal.
struct LogPrinter<'t>(&'t mut dyn Terminal);

impl Write for LogPrinter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        // A screen shows it; only a file or a pipe gets it byte by byte, for the checksums' sake.
        let text = if std::io::stdout().is_terminal() {
            clean_json(&text)
        } else {
            text
        };
        match self.0.say(&text) {
            Ok(()) => Ok(bytes.len()),
            Err(TerminalError::Io(error)) => Err(error),
            Err(_) => Err(std::io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::day::StudyDay;
    use crate::domain::event::Stamp;
    use crate::domain::id::DeviceId;
    use crate::store::StoreFiles;
    use crate::ui::palette::Palette;
    use crate::ui::terminal::{Ask, InputMode, TerminalReply};

    /// A screen that counts what is said, until it takes no more.
    struct Counter {
        said: usize,
        shown: String,
        room: usize,
    }

    impl Terminal for Counter {
        fn say(&mut self, text: &str) -> Result<(), TerminalError> {
            self.said += 1;
            self.shown.push_str(text);
            if self.shown.len() > self.room {
                return Err(TerminalError::Io(std::io::ErrorKind::StorageFull.into()));
            }
            Ok(())
        }

        fn ask(&mut self, _: &str, _: Ask) -> Result<TerminalReply, TerminalError> {
            Ok(TerminalReply::End)
        }

        fn width(&self) -> usize {
            80
        }

        fn palette(&self) -> Palette {
            Palette::PLAIN
        }

        fn input_mode(&self) -> InputMode {
            InputMode::Lines
        }

        fn line_number(&self) -> u64 {
            0
        }
    }

    #[test]
    fn an_exported_log_is_said_by_the_block_and_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let (db, index) = (
            folder.path().join("milepost.db"),
            folder.path().join("index.db"),
        );
        let files = StoreFiles {
            db,
            index,
            backups: folder.path().join("backups"),
        };
        let store = Store::open(&files, DeviceId::parse("0000000000000001").unwrap()).unwrap();
        let stamp = Stamp {
            at: Instant::from_millis(0),
            offset: 0,
            zone: "UTC".to_owned(),
            day: StudyDay::from_number(1),
        };
        for _ in 0..100 {
            let (card, note) = (CardId::parse("a.b").unwrap(), "não é ❦ \u{1f980}".repeat(5));
            store
                .progress()
                .record(MarkEvent::Flag { note }.on(card), &stamp)
                .unwrap();
        }
        let mut whole = Vec::new();
        let written = store
            .log()
            .export(&mut whole, Path::new(STANDARD), LogContent::Whole);
        assert_eq!(written.unwrap(), 100);
        let mut screen = Counter {
            said: 0,
            shown: String::new(),
            room: usize::MAX,
        };
        say_all(&store, &mut screen, LogContent::Whole).unwrap();
        assert_eq!(screen.shown.as_bytes(), whole);
        assert!(
            screen.said <= whole.len() / 4096 + 1,
            "{} times",
            screen.said
        );
        let mut full = Counter {
            said: 0,
            shown: String::new(),
            room: whole.len() - 1,
        };
        assert!(
            say_all(&store, &mut full, LogContent::Whole).is_err(),
            "what did not fit is told"
        );
    }
}
