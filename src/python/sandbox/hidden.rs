//! The hidden arguments under which this executable does the sandbox's work.

use std::path::{Path, PathBuf};

/// First hidden argument.
pub(super) const HIDDEN: &str = "__sandbox";
/// Second hidden argument: watch a program.
pub(super) const WATCH: &str = "watch";
/// Second hidden argument: be the first process of new namespaces.
pub(super) const INIT: &str = "init";
/// Second hidden argument: become a program.
pub(super) const CONFINED: &str = "confined";

/// The running executable, also after an upgrade has replaced its file.
pub(crate) fn executable() -> std::io::Result<PathBuf> {
    let link = Path::new("/proc/self/exe");
    if link.exists() {
        Ok(link.to_owned())
    } else {
        std::env::current_exe()
    }
}
