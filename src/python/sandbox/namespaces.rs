//! Namespaces: the program sees users, processes, a network and a file system of its own.

use std::fs;
use std::io;

use rustix::process::{getegid, geteuid};
use rustix::thread::{
    CapabilitySet, CapabilitySets, UnshareFlags, capabilities, configure_capability_in_ambient_set,
    set_capabilities,
};

use crate::domain::plain::reason;

/// What the next process this one starts is the first of.
const OWN: UnshareFlags = UnshareFlags::NEWPID
    .union(UnshareFlags::NEWNET)
    .union(UnshareFlags::NEWIPC)
    .union(UnshareFlags::NEWUTS);

/// Gives the next child namespaces of its own; the error says why the kernel refused.
///
/// Root needs no new user namespace, and the program could not be made another user in one: only the
/// identity of whoever made it is mapped there.
pub(super) fn enter() -> Result<(), String> {
    if geteuid().is_root() && unshare(OWN).is_ok() {
        return Ok(());
    }
    let (user, group) = (geteuid().as_raw(), getegid().as_raw());
    unshare(OWN | UnshareFlags::NEWUSER).map_err(|error| reason(&error))?;
    map(user, group)
        .and_then(|()| keep_mounting().map_err(io::Error::from))
        .map_err(|error| format!("no identity in a user namespace: {}", reason(&error)))
}

/// A mount namespace, for this process and those it starts.
pub(super) fn enter_mounts() -> rustix::io::Result<()> {
    unshare(UnshareFlags::NEWNS)
}

/// Everyone stays who they are; without this map the program would be nobody, and own no file.
fn map(user: u32, group: u32) -> io::Result<()> {
    // The kernel takes a group map from an ordinary user only after this.
    fs::write("/proc/self/setgroups", "deny")?;
    fs::write("/proc/self/uid_map", format!("{user} {user} 1"))?;
    fs::write("/proc/self/gid_map", format!("{group} {group} 1"))
}

/// An ordinary user loses all capabilities when it executes a program, except ambient ones. Init needs
/// one to mount; the program itself gives it up.
fn keep_mounting() -> rustix::io::Result<()> {
    let mount = CapabilitySet::SYS_ADMIN;
    let now = capabilities(None)?;
    set_capabilities(
        None,
        CapabilitySets {
            inheritable: now.inheritable | mount,
            ..now
        },
    )?;
    configure_capability_in_ambient_set(mount, true)
}

#[expect(
    deprecated,
    reason = "its successor is unsafe for the sake of CLONE_FILES, which is not used here"
)]
fn unshare(flags: UnshareFlags) -> rustix::io::Result<()> {
    rustix::thread::unshare(flags)
}
