//! Ctrl-C reaches every program of the terminal at once: while an editor or a run has it, it does not end the session.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::{SIGINT, SIGQUIT};
use signal_hook::flag::{register, register_conditional_default};
use signal_hook::low_level::emulate_default_handler;

/// What Ctrl-C does to us.
struct InterruptKeys {
    /// Whether it ends us.
    ends: Arc<AtomicBool>,
    /// Whether it came while it did not.
    pressed: Arc<AtomicBool>,
}

static KEYS: OnceLock<InterruptKeys> = OnceLock::new();

fn keys() -> &'static InterruptKeys {
    KEYS.get_or_init(|| {
        let (ends, pressed) = (Arc::new(AtomicBool::new(true)), Arc::default());
        for signal in [SIGINT, SIGQUIT] {
            // Without it Ctrl-C ends the session, as it does everywhere else; everything answered is on disk.
            let _ = register_conditional_default(signal, Arc::clone(&ends));
        }
        let _ = register(SIGINT, Arc::clone(&pressed));
        InterruptKeys { ends, pressed }
    })
}

/// Does something during which Ctrl-C is meant for another program.
pub(crate) fn without_interrupts<T>(act: impl FnOnce() -> T) -> T {
    let InterruptKeys { ends, pressed } = keys();
    let ended_us = ends.swap(false, Ordering::SeqCst);
    pressed.store(false, Ordering::SeqCst);
    let done = act();
    // What it ended is over, and ends nothing else.
    pressed.store(false, Ordering::SeqCst);
    ends.store(ended_us, Ordering::SeqCst);
    done
}

/// Does something that Ctrl-C must not cut in two, and obeys it afterwards: an answer that is on
/// disk has also been confirmed on the screen.
pub(crate) fn with_interrupts_deferred<T>(act: impl FnOnce() -> T) -> T {
    let InterruptKeys { ends, pressed } = keys();
    let ended_us = ends.swap(false, Ordering::SeqCst);
    pressed.store(false, Ordering::SeqCst);
    let done = act();
    ends.store(ended_us, Ordering::SeqCst);
    if ended_us && pressed.swap(false, Ordering::SeqCst) {
        // Fails only for signals that do not exist.
        let _ = emulate_default_handler(SIGINT);
    }
    done
}

/// Becomes true when Ctrl-C is pressed while it is held off.
pub(crate) fn pressed() -> Arc<AtomicBool> {
    Arc::clone(&keys().pressed)
}
