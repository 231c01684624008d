//! Pictures and sounds of cards, opened in the program that the learner's system has for them.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::cli::app::App;
use crate::ui::clean::clean_line;
use crate::world::text_variable;

/// The learner's choice of a program, with its arguments.
const OPENER: &str = "MILEPOST_OPENER";

/// How soon a program fails that cannot show anything. One that shows something often goes on as long as it does.
const FAILS_WITHIN: Duration = Duration::from_millis(500);

/// Between two looks at the program.
const PAUSE: Duration = Duration::from_millis(10);

/// Where a picture or sound is kept.
pub(crate) fn media_file(app: &App, name: &str) -> PathBuf {
    app.world.home.data.join("media").join(name)
}

/// Opens pictures and sounds; says of each what became of it.
pub(crate) fn open_media(app: &App, names: &[String]) -> Vec<String> {
    let words = app.words();
    let opened = names.iter().map(|name| {
        let file = media_file(app, name);
        let shown = clean_line(&file.display().to_string());
        if !file.is_file() {
            words.media_missing(shown)
        } else if open(&file) {
            words.media_opened(shown)
        } else {
            words.media_not_opened(shown)
        }
    });
    opened.collect()
}

/// The program and its arguments.
fn opener() -> Option<Vec<String>> {
    let standard = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let words = match text_variable(OPENER) {
        Some(chosen) => shlex::split(&chosen)?,
        None => vec![standard.to_owned()],
    };
    (!words.is_empty()).then_some(words)
}

/// Whether a program showed a file, as far as can be seen.
fn open(file: &Path) -> bool {
    let Some(words) = opener() else {
        return false;
    };
    let mut command = Command::new(&words[0]);
    command
        .args(&words[1..])
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // Ctrl-C in the session does not close the picture.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn().is_ok_and(is_showing)
}

fn is_showing(mut child: Child) -> bool {
    let began = Instant::now();
    while began.elapsed() < FAILS_WITHIN {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => thread::sleep(PAUSE),
            Err(_) => return false,
        }
    }
    true
}
