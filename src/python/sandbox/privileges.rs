//! What the kernel gives a process and takes away: parents' deaths, privileges, identities, open files.

use std::fs;
use std::os::fd::OwnedFd;
use std::os::unix::fs::MetadataExt;
use std::process::Child;

use rustix::fs::{Gid, Uid};
use rustix::io::Errno;
use rustix::process::{
    Pid, PidfdFlags, Signal, getpid, getppid, pidfd_open, set_child_subreaper,
    set_parent_process_death_signal,
};
use rustix::thread::{
    CapabilitySet, CapabilitySets, set_capabilities, set_no_new_privs, set_thread_groups,
    set_thread_res_gid, set_thread_res_uid,
};

use super::processes;
use crate::domain::plain::reason;
use crate::python::run::Layer;

/// The user and the group that programs of root run as: nobody, by every Linux's convention.
pub(super) const NOBODY: u32 = 65_534;

/// Makes processes whose parents have gone children of this one, so that none can hide.
pub(super) fn adopt_orphans() -> rustix::io::Result<()> {
    set_child_subreaper(Some(getpid()))
}

/// Becomes readable when the child ends.
pub(super) fn exit_handle(child: &Child) -> Option<OwnedFd> {
    processes::pid(child).and_then(|pid| pidfd_open(pid, PidfdFlags::empty()).ok())
}

/// Ends this process when its parent ends.
pub(super) fn die_with_parent() -> rustix::io::Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))
}

/// The same, for a parent in the same namespace. If it ended before the call, no signal will come.
pub(super) fn die_with(parent: i32) -> rustix::io::Result<()> {
    die_with_parent()?;
    if getppid() == Pid::from_raw(parent) {
        Ok(())
    } else {
        Err(Errno::SRCH)
    }
}

/// Stops being root for good.
pub(super) fn become_user(user: u32) -> rustix::io::Result<()> {
    let (uid, gid) = (Uid::from_raw(user), Gid::from_raw(user));
    // The user last: after it the other two are no longer permitted.
    set_thread_groups(&[])?;
    set_thread_res_gid(gid, gid, gid)?;
    set_thread_res_uid(uid, uid, uid)
}

/// Gives up every privilege, and every open file but one.
pub(super) fn drop_all(keep: i32) -> Layer {
    close_fds::set_fds_cloexec(3, &[keep]);
    if let Err(error) = set_no_new_privs(true) {
        return Layer::Missing(reason(&error));
    }
    let none = CapabilitySet::empty();
    let sets = CapabilitySets {
        effective: none,
        permitted: none,
        inheritable: none,
    };
    match set_capabilities(None, sets) {
        Ok(()) => Layer::Holds,
        Err(error) => Layer::Missing(format!("capabilities stay: {}", reason(&error))),
    }
}

/// Tasks of a user: the links of `/proc/PID/task` are its tasks and two more.
pub(super) fn tasks_of(user: u32) -> u64 {
    let Ok(processes) = fs::read_dir("/proc") else {
        return 0;
    };
    processes
        .flatten()
        .filter_map(|entry| fs::metadata(entry.path().join("task")).ok())
        .filter(|facts| facts.uid() == user)
        .map(|facts| facts.nlink().saturating_sub(2))
        .sum()
}
