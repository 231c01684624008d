//! Ctrl-C reaches every program of the terminal at once: while an editor or a run has it, it does not end the session.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::{SIGINT, SIGQUIT};
use signal_hook::flag::register_conditional_default;

/// Whether Ctrl-C ends us.
static ENDS: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Does something during which Ctrl-C is not meant for us.
pub(crate) fn held_off<T>(act: impl FnOnce() -> T) -> T {
    let ends = ENDS.get_or_init(|| {
        let ends = Arc::new(AtomicBool::new(true));
        for signal in [SIGINT, SIGQUIT] {
            // Without it Ctrl-C ends the session, as it does everywhere else; everything answered is on disk.
            let _ = register_conditional_default(signal, Arc::clone(&ends));
        }
        ends
    });
    ends.store(false, Ordering::SeqCst);
    let done = act();
    ends.store(true, Ordering::SeqCst);
    done
}
