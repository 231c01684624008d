//! Ctrl-C reaches every program of the terminal at once: while an editor or a run has it, it does not end the session.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::{SIGINT, SIGQUIT};
use signal_hook::flag::{register, register_conditional_default};

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

/// Does something during which Ctrl-C is not meant for us.
pub(crate) fn without_interrupts<T>(act: impl FnOnce() -> T) -> T {
    let InterruptKeys { ends, pressed } = keys();
    pressed.store(false, Ordering::SeqCst);
    ends.store(false, Ordering::SeqCst);
    let done = act();
    ends.store(true, Ordering::SeqCst);
    // What it ended is over, and ends nothing else.
    pressed.store(false, Ordering::SeqCst);
    done
}

/// Becomes true when Ctrl-C is pressed while it is held off.
pub(crate) fn pressed() -> Arc<AtomicBool> {
    Arc::clone(&keys().pressed)
}
