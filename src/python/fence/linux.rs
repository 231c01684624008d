//! What only Linux offers for the fence.

mod calls;
mod files;

use std::ffi::OsStr;
use std::os::fd::OwnedFd;
use std::process::Child;

use rustix::process::{
    PidfdFlags, Signal, getpid, getppid, pidfd_open, set_child_subreaper,
    set_parent_process_death_signal,
};
use rustix::thread::{CapabilitySet, CapabilitySets, set_capabilities, set_no_new_privs};

pub(super) use calls::restrict_calls;
pub(super) use files::restrict_files;

use crate::domain::plain::reason;
use crate::python::fence::watch;
use crate::python::run::Standing;

/// Whether the kernel keeps the program from signalling others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signals {
    /// Landlock does.
    Fenced,
    /// It does not, and seccomp has to.
    Open,
}

/// Makes processes whose parents have gone children of this one, so that none can hide.
pub(super) fn adopt_orphans() -> Standing {
    match set_child_subreaper(Some(getpid())) {
        Ok(()) => Standing::Stands,
        Err(error) => Standing::Missing(reason(&error)),
    }
}

/// Becomes readable when the child ends.
pub(super) fn exit_handle(child: &Child) -> Option<OwnedFd> {
    watch::pid(child).and_then(|pid| pidfd_open(pid, PidfdFlags::empty()).ok())
}

/// Ends this process, and the Python it becomes, when the watcher with this process id ends.
pub(super) fn die_with(watcher: &OsStr) -> rustix::io::Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    // Had it ended before that call, nobody would tell.
    let parent = getppid().map(|parent| parent.to_string());
    if parent.is_some_and(|parent| watcher == parent.as_str()) {
        Ok(())
    } else {
        Err(rustix::io::Errno::SRCH)
    }
}

/// Gives up every privilege for good, and every file that was inherited.
pub(super) fn drop_privileges() -> Standing {
    close_fds::set_fds_cloexec(3, &[]);
    if let Err(error) = set_no_new_privs(true) {
        return Standing::Missing(reason(&error));
    }
    let none = CapabilitySet::empty();
    match set_capabilities(
        None,
        CapabilitySets {
            effective: none,
            permitted: none,
            inheritable: none,
        },
    ) {
        Ok(()) => Standing::Stands,
        Err(error) => Standing::Partly(format!("capabilities stay: {}", reason(&error))),
    }
}
