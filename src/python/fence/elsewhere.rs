//! Other systems than Linux: none of its own fences stands.

use std::ffi::OsStr;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::Child;

use crate::python::run::Standing;

/// Whether the program can signal other processes.
pub(super) struct Signals;

fn missing() -> Standing {
    Standing::Missing("only Linux has it".to_owned())
}

/// A daemon that left the program's session outlives it.
pub(super) fn adopt_orphans() -> Standing {
    missing()
}

/// There is no handle to wait for an exit with.
pub(super) fn exit_handle(_: &Child) -> Option<OwnedFd> {
    None
}

/// The program may outlive a watcher that is killed.
pub(super) fn die_with(_: &OsStr) -> rustix::io::Result<()> {
    Ok(())
}

/// Privileges stay.
pub(super) fn drop_privileges() -> Standing {
    missing()
}

/// Files stay open to the program.
pub(super) fn restrict_files(_: impl Iterator<Item = PathBuf>, _: &Path) -> (Standing, Signals) {
    (missing(), Signals)
}

/// System calls stay open to the program.
pub(super) fn restrict_calls(_: Signals) -> Standing {
    missing()
}
