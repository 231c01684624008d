//! What holds for the whole process before anything else is done.

use std::io::Write;
use std::panic::Location;

/// Files are for the learner's eyes only, a file-size limit is an error and not a death, and a bug
/// in the program says where it is but never what was typed.
pub(super) fn prepare() {
    std::panic::set_hook(Box::new(|panic| {
        let _ = writeln!(std::io::stderr(), "{}", bug(panic.location()));
    }));
    #[cfg(unix)]
    private();
}

#[cfg(unix)]
fn private() {
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    // A signal that cannot be caught would only make such a limit deadly again.
    let _ = signal_hook::flag::register(
        FILE_TOO_LARGE,
        std::sync::Arc::<std::sync::atomic::AtomicBool>::default(),
    );
}

/// The signal of a write beyond the limit.
#[cfg(unix)]
const FILE_TOO_LARGE: i32 = rustix::process::Signal::XFSZ.as_raw();

fn bug(place: Option<&Location<'_>>) -> String {
    let place = place.map_or_else(String::new, |place| {
        format!(" at {}:{}", place.file(), place.line())
    });
    format!(
        "error: milepost met a bug of its own{place}\nhint: what was answered before is saved; please report that place"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bug_names_its_place_and_nothing_else() {
        let told = bug(Some(Location::caller()));
        assert!(
            told.starts_with("error: milepost met a bug of its own at src/cli/python_setup.rs:"),
            "{told}"
        );
        assert_eq!(told.lines().count(), 2);
    }
}
