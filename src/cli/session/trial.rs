//! What a run of a learner's program came to, in words.

use crate::python::host::NoHost;
use crate::python::interpreter::Bad;
use crate::python::run::Status;
use crate::python::trial::{Failure, Trial, Verdict};
use crate::ui::card::{Look, cut};
use crate::ui::clean::clean;
use crate::ui::messages::Messages;
use crate::ui::palette::Role;

/// Lines of a program's output that are shown.
const LINES_PRINTED: usize = 20;

/// What protected the machine from a run.
pub(super) fn sandbox(look: Look, trial: &Trial, version: &str) -> String {
    let missing: Vec<&str> = trial
        .layers
        .parts()
        .iter()
        .filter(|(_, layer)| !layer.holds())
        .map(|(name, _)| *name)
        .collect();
    let message = if missing.is_empty() {
        look.words.sandbox_holds(version)
    } else {
        look.words.sandbox_partial(version, missing.join(", "))
    };
    look.remark(Role::Faint, &message)
}

/// Why nothing here can run a card; names what looks like Python and does not serve.
pub(super) fn no_python(look: Look, unusable: &[Bad], scope: &str, why: &NoHost) -> String {
    let mut text = String::new();
    for bad in unusable {
        text.push_str(&look.remark(
            Role::Faint,
            &format!("{} {}", bad.program.display(), bad.why),
        ));
    }
    let message = match why {
        NoHost::Packages(packages) => look.words.no_packages(packages.join(", ")),
        NoHost::Interpreter(_) | NoHost::Scope(_) => look.words.no_python(scope),
    };
    text.push_str(&look.remark(Role::Near, &message));
    text
}

/// What a run came to: which test failed and where, or that all passed.
pub(super) fn trial(look: Look, trial: &Trial) -> String {
    format!("{}{}", printed(look, trial), verdict(look, trial))
}

/// The first lines that a program printed, under a heading so that they are taken for nothing else.
fn printed(look: Look, trial: &Trial) -> String {
    let all = clean(trial.stdout.trim_end());
    if all.is_empty() {
        return String::new();
    }
    let mut text = look.remark(Role::Faint, look.words.printed());
    for line in all.lines().take(LINES_PRINTED) {
        text.push_str(&format!(
            "  {}\n",
            cut(line, look.width.saturating_sub(2), look.palette.more())
        ));
    }
    let more = all.lines().count().saturating_sub(LINES_PRINTED);
    if more > 0 {
        text.push_str(&look.remark(Role::Faint, &look.words.printed_more(more)));
    }
    text
}

fn verdict(look: Look, trial: &Trial) -> String {
    let (words, palette) = (look.words, look.palette);
    match &trial.verdict {
        Verdict::Passed => look.remark(
            Role::Right,
            &format!(
                "{} {}",
                palette.tick(),
                words.tests_pass(trial.passed, trial.total)
            ),
        ),
        Verdict::Failed(failure) => {
            let head = look.remark(
                Role::Wrong,
                &format!(
                    "{} {}",
                    palette.cross(),
                    words.tests_fail(trial.passed, trial.total)
                ),
            );
            format!("{head}{}", failed(look, failure))
        }
        Verdict::Stopped(status) => {
            let message = words.program_stopped(stopped(words, *status));
            look.remark(Role::Wrong, &format!("{} {message}", palette.cross()))
        }
    }
}

/// The exception and what it says, the line of the tests, and the learner's own line.
fn failed(look: Look, failure: &Failure) -> String {
    let mut text = look.labelled_line(
        " ",
        &format!("{}: {}", failure.exception, failure.promise()),
    );
    for (label, line) in [
        (look.words.failing_test(), &failure.test),
        (look.words.your_line(), &failure.answer),
    ] {
        if let Some(line) = line {
            text.push_str(
                &look.labelled_line(&format!("  {label} {:>3}", line.number), &line.text),
            );
        }
    }
    text
}

/// In a few words, what broke; nothing if a program passed.
pub(crate) fn broke(words: Messages, trial: &Trial) -> Option<String> {
    match &trial.verdict {
        Verdict::Passed => None,
        Verdict::Failed(failure) => Some(format!("{}: {}", failure.exception, failure.promise())),
        Verdict::Stopped(status) => Some(words.program_stopped(stopped(words, *status))),
    }
}

const fn stopped(words: Messages, status: Status) -> &'static str {
    match status {
        Status::Exited(_) => words.stopped_early(),
        Status::Signal(_) => words.stopped_crash(),
        Status::TimedOut => words.stopped_time(),
        Status::CpuExceeded => words.stopped_cpu(),
        Status::OutputExceeded => words.stopped_output(),
        Status::MemoryExceeded => words.stopped_memory(),
        Status::DiskExceeded => words.stopped_disk(),
        Status::ProcessesExceeded => words.stopped_processes(),
        Status::Interrupted => words.stopped_by_learner(),
    }
}
