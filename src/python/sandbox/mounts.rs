//! The program's own file system: what Python needs, to be read; a small home, to be written; nothing else.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::Mode;
use rustix::mount::{
    MountFlags, MountPropagationFlags, UnmountFlags, mount, mount_bind_recursive, mount_change,
    mount_remount, unmount,
};
use rustix::process::{chdir, pivot_root, umask};

use super::hidden::executable;
use super::request::{self, RunRequest};
use super::{landlock, namespaces};
use crate::domain::plain::reason;

/// Room for the folders and files that others are mounted on.
const ROOT_OPTIONS: &str = "size=4m,nr_inodes=16k,mode=755";
/// What the program could do nothing good with.
const HARMLESS: MountFlags = MountFlags::NOSUID.union(MountFlags::NODEV);
/// Shared memory, for semaphores of `multiprocessing`.
const SHARED_MEMORY: &str = "dev/shm";

/// Where this executable lies in the new file system.
pub(super) fn milepost(folder: &Path) -> PathBuf {
    folder.join("milepost")
}

/// Makes the file system and moves into it. The error says which step failed.
pub(super) fn isolate(request: &RunRequest) -> Result<(), String> {
    namespaces::enter_mounts().map_err(|error| failed("a mount namespace", &error))?;
    // The learner's mask would close the new folders to the user that the program runs as.
    let mask = umask(Mode::WGRP | Mode::WOTH);
    let built = build(request);
    umask(mask);
    built
}

fn build(request: &RunRequest) -> Result<(), String> {
    let private = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
    // Mounts are shared by default: what is mounted below would show up on the learner's own
    // system.
    mount_change("/", private).map_err(|error| failed("private mounts", &error))?;
    let root = request.folder.join("root");
    fs::create_dir(&root).map_err(|error| failed("a root folder", &error))?;
    let options = as_option(ROOT_OPTIONS)?;
    mount("tmpfs", &root, "tmpfs", HARMLESS, options.as_c_str())
        .map_err(|error| failed("a root folder", &error))?;
    for path in outermost(existing(request)) {
        bind(&path, &root).map_err(|error| failed(&path.display().to_string(), &error))?;
    }
    bind_to(
        &executable_file()?,
        &inside(&root, &milepost(&request.folder)),
    )
    .map_err(|error| failed("milepost", &error))?;
    // Before the two writable folders are mounted, which would be closed with the rest.
    close_writes(&root).map_err(|error| failed("read-only mounts", &error))?;
    writable(&root, &request::home(&request.folder), request)?;
    writable(&root, Path::new(SHARED_MEMORY), request)?;
    processes(&root)?;
    enter(&root).map_err(|error| failed("the new root", &error))
}

fn failed(what: &str, error: &impl std::fmt::Display) -> String {
    format!("{what}: {}", reason(error))
}

fn as_option(text: &str) -> Result<std::ffi::CString, String> {
    std::ffi::CString::new(text).map_err(|error| error.to_string())
}

/// What the program may read, itself included.
fn existing(request: &RunRequest) -> Vec<PathBuf> {
    let files = fs::read_dir(&request.folder)
        .into_iter()
        .flatten()
        .flatten();
    let own = files
        .map(|entry| entry.path())
        .filter(|path| path.is_file());
    let read = landlock::readable(&request.reads).chain(own);
    let devices = landlock::DEVICES.map(PathBuf::from);
    read.chain(devices).filter(|path| path.exists()).collect()
}

/// Without those below another, which come with it, and without `/proc`, which is mounted
/// separately.
fn outermost(mut paths: Vec<PathBuf>) -> Vec<PathBuf> {
    paths.retain(|path| !path.starts_with("/proc"));
    paths.sort();
    let mut kept: Vec<PathBuf> = Vec::new();
    for path in paths {
        let below = kept.last().is_some_and(|above| path.starts_with(above));
        if !below {
            kept.push(path);
        }
    }
    kept
}

fn inside(root: &Path, path: &Path) -> PathBuf {
    root.join(path.strip_prefix("/").unwrap_or(path))
}

fn bind(path: &Path, root: &Path) -> io::Result<()> {
    bind_to(path, &inside(root, path))
}

fn bind_to(path: &Path, target: &Path) -> io::Result<()> {
    if path.is_dir() {
        fs::create_dir_all(target)?;
    } else {
        fs::create_dir_all(target.parent().unwrap_or(Path::new("/")))?;
        File::create(target)?;
    }
    Ok(mount_bind_recursive(path, target)?)
}

/// The file behind the link of the running executable, which a bind mount needs by its path.
fn executable_file() -> Result<PathBuf, String> {
    executable()
        .and_then(fs::canonicalize)
        .map_err(|error| failed("milepost", &error))
}

/// Makes every mount below the root read-only, also those that came along with another.
fn close_writes(root: &Path) -> io::Result<()> {
    let table = fs::read_to_string("/proc/self/mountinfo")?;
    let mounts = table.lines().filter_map(Mounted::read);
    for mounted in mounts.filter(|mounted| mounted.point.starts_with(root) && mounted.point != root)
    {
        let mut flags = MountFlags::BIND | MountFlags::RDONLY | MountFlags::NOSUID;
        if !mounted.point.starts_with(root.join("dev")) {
            flags |= MountFlags::NODEV;
        }
        // The kernel lets nobody lift this from a mount made elsewhere.
        if mounted.options.split(',').any(|option| option == "noexec") {
            flags |= MountFlags::NOEXEC;
        }
        // A bind mount starts with the flags of its source, and each one inside it must be changed
        // alone.
        mount_remount(&mounted.point, flags, c"")?;
    }
    Ok(())
}

/// A line of the kernel's table of mounts.
struct Mounted<'t> {
    point: PathBuf,
    options: &'t str,
}

impl<'t> Mounted<'t> {
    fn read(line: &'t str) -> Option<Self> {
        let mut fields = line.split(' ').skip(4);
        Some(Self {
            point: PathBuf::from(unescape(fields.next()?)),
            options: fields.next()?,
        })
    }
}

/// The table writes spaces, tabs, newlines and backslashes as `\` and three octal digits.
fn unescape(field: &str) -> std::ffi::OsString {
    use std::os::unix::ffi::OsStringExt;

    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let octal = (first == b'\\')
            .then(|| after.get(..3))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 8).ok());
        if let Some(byte) = octal {
            bytes.push(byte);
            rest = &after[3..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    std::ffi::OsString::from_vec(bytes)
}

/// A folder in memory: the kernel refuses what does not fit, however the program writes it.
fn writable(root: &Path, path: &Path, request: &RunRequest) -> Result<(), String> {
    let target = inside(root, path);
    fs::create_dir_all(&target).map_err(|error| failed("a home", &error))?;
    let limits = &request.limits;
    let mut options = format!("size={},nr_inodes={},mode=700", limits.disk, limits.entries);
    if let Some(user) = request.plan.run_as {
        options.push_str(&format!(",uid={user},gid={user}"));
    }
    let options = as_option(&options)?;
    mount("tmpfs", &target, "tmpfs", HARMLESS, options.as_c_str())
        .map_err(|error| failed("a home", &error))
}

/// `/proc` of the new namespaces. Where it may not be mounted, as in some containers, there is none:
/// Python does without.
fn processes(root: &Path) -> Result<(), String> {
    let target = root.join("proc");
    fs::create_dir(&target).map_err(|error| failed("/proc", &error))?;
    let _ = mount("proc", &target, "proc", HARMLESS | MountFlags::NOEXEC, c"");
    Ok(())
}

/// Makes the folder the root and lets go of the old one.
fn enter(root: &Path) -> rustix::io::Result<()> {
    chdir(root)?;
    // Stacks the old root on the new one, from where it is taken away.
    pivot_root(".", ".")?;
    unmount(".", UnmountFlags::DETACH)?;
    chdir("/")?;
    mount_remount("/", MountFlags::BIND | MountFlags::RDONLY | HARMLESS, c"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_below_another_comes_with_it() {
        let paths = [
            "/usr/lib",
            "/usr",
            "/opt/a",
            "/opt/ab",
            "/proc/self",
            "/usr/bin/x",
        ];
        assert_eq!(
            outermost(paths.map(PathBuf::from).into()),
            ["/opt/a", "/opt/ab", "/usr"].map(PathBuf::from)
        );
    }

    #[test]
    fn the_table_of_mounts_is_read_with_its_escapes() {
        let line = r"36 35 98:0 /mnt1 /a\040b\134c rw,noexec master:1 - ext3 /dev/root rw";
        let mounted = Mounted::read(line).unwrap();
        assert_eq!(mounted.point, PathBuf::from(r"/a b\c"));
        assert_eq!(mounted.options, "rw,noexec");
    }
}
