//! What a run of a learner's program came to, in words.

use crate::python::host::NoHost;
use crate::python::interpreter::Bad;
use crate::python::run::RunStatus;
use crate::python::trial::{ProgramTrial, ProgramVerdict, TestFailure};
use crate::ui::card::{Renderer, cut};
use crate::ui::clean::clean;
use crate::ui::messages::Messages;
use crate::ui::palette::TextRole;

/// Lines of a program's output that are shown.
const LINES_PRINTED: usize = 20;

/// What protected the machine from a run.
pub(super) fn sandbox(look: Renderer, trial: &ProgramTrial, version: &str) -> String {
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
    look.remark(TextRole::Faint, &message)
}

/// Why nothing here can run a card; names what looks like Python and does not serve.
pub(crate) fn no_python(look: Renderer, unusable: &[Bad], scope: &str, why: &NoHost) -> String {
    let mut text = String::new();
    for bad in unusable {
        text.push_str(&look.remark(
            TextRole::Faint,
            &format!("{} {}", bad.program.display(), bad.why),
        ));
    }
    let message = match why {
        NoHost::Packages(packages) => look.words.no_packages(packages.join(", ")),
        NoHost::Interpreter(_) | NoHost::Scope(_) => look.words.no_python(scope),
    };
    text.push_str(&look.remark(TextRole::Near, &message));
    text
}

/// What a run came to: which test failed and where, or that all passed.
pub(crate) fn trial(look: Renderer, trial: &ProgramTrial) -> String {
    format!("{}{}", printed(look, trial), verdict(look, trial))
}

/// The first lines that a program printed, under a heading so that they are taken for nothing else.
fn printed(look: Renderer, trial: &ProgramTrial) -> String {
    let all = clean(trial.stdout.trim_end());
    if all.is_empty() {
        return String::new();
    }
    let mut text = look.remark(TextRole::Faint, look.words.printed());
    for line in all.lines().take(LINES_PRINTED) {
        text.push_str(&format!(
            "  {}\n",
            cut(line, look.width.saturating_sub(2), look.palette.more())
        ));
    }
    let more = all.lines().count().saturating_sub(LINES_PRINTED);
    if more > 0 {
        text.push_str(&look.remark(TextRole::Faint, &look.words.printed_more(more)));
    }
    text
}

fn verdict(look: Renderer, trial: &ProgramTrial) -> String {
    let (words, palette) = (look.words, look.palette);
    match &trial.verdict {
        ProgramVerdict::Passed => look.remark(
            TextRole::Right,
            &format!(
                "{} {}",
                palette.tick(),
                words.tests_pass(trial.passed, trial.total)
            ),
        ),
        ProgramVerdict::Failed(failure) => {
            let head = look.remark(
                TextRole::Wrong,
                &format!(
                    "{} {}",
                    palette.cross(),
                    words.tests_fail(trial.passed, trial.total)
                ),
            );
            format!("{head}{}", failed(look, failure))
        }
        ProgramVerdict::Stopped(status) => {
            let message = words.program_stopped(stopped(words, *status));
            look.remark(TextRole::Wrong, &format!("{} {message}", palette.cross()))
        }
    }
}

/// The exception and what it says, the line of the tests, and the learner's own line.
fn failed(look: Renderer, failure: &TestFailure) -> String {
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
pub(crate) fn broke(words: Messages, trial: &ProgramTrial) -> Option<String> {
    match &trial.verdict {
        ProgramVerdict::Passed => None,
        ProgramVerdict::Failed(failure) => {
            Some(format!("{}: {}", failure.exception, failure.promise()))
        }
        ProgramVerdict::Stopped(status) => Some(words.program_stopped(stopped(words, *status))),
    }
}

const fn stopped(words: Messages, status: RunStatus) -> &'static str {
    match status {
        RunStatus::Exited(_) => words.stopped_early(),
        RunStatus::Signal(_) => words.stopped_crash(),
        RunStatus::TimedOut => words.stopped_time(),
        RunStatus::CpuExceeded => words.stopped_cpu(),
        RunStatus::OutputExceeded => words.stopped_output(),
        RunStatus::MemoryExceeded => words.stopped_memory(),
        RunStatus::DiskExceeded => words.stopped_disk(),
        RunStatus::ProcessesExceeded => words.stopped_processes(),
        RunStatus::Interrupted => words.stopped_by_learner(),
    }
}
