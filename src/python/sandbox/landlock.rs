//! Landlock: which files the program may read, and which folders it may write to. The only layer that
//! keeps files apart where the kernel refuses namespaces, and a second one where it does not.

use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, LandlockStatus, RestrictionStatus, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetError, Scope, path_beneath_rules,
};

use crate::domain::plain::reason;
use crate::python::run::Layer;

/// The rules asked for. The sixth version is the first that keeps signals in.
const RULES: ABI = ABI::V6;

/// What every Python on Linux may need: libraries, time zones, names of users, facts about the machine, and itself.
const SYSTEM: [&str; 20] = [
    "/usr",
    "/bin",
    "/lib",
    "/lib32",
    "/lib64",
    "/nix/store",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/timezone",
    "/etc/passwd",
    "/etc/group",
    "/etc/nsswitch.conf",
    "/etc/mime.types",
    "/etc/ssl/openssl.cnf",
    "/dev/random",
    "/dev/urandom",
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
];

/// Devices that take and give nothing of worth.
pub(super) const DEVICES: [&str; 3] = ["/dev/null", "/dev/zero", "/dev/full"];

/// Shared memory: the program's own where it has namespaces, and else not opened up.
const SHARED_MEMORY: &str = "/dev/shm";

/// What a program may read: what every Python needs, and what its own needs.
pub(super) fn readable(reads: &[PathBuf]) -> impl Iterator<Item = PathBuf> {
    SYSTEM
        .into_iter()
        .map(PathBuf::from)
        .chain(reads.iter().cloned())
}

/// Whose shared memory lies under its usual name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SharedMemory {
    /// The program's alone.
    Own,
    /// Everybody's.
    Everyones,
}

/// Leaves the program its own folders to write to and what it needs to read.
pub(super) fn restrict(
    reads: impl Iterator<Item = PathBuf>,
    home: &Path,
    memory: SharedMemory,
) -> Layer {
    let status = match apply(reads, home, memory) {
        Ok(status) => status,
        Err(error) => return Layer::Missing(reason(&error)),
    };
    match status.landlock {
        LandlockStatus::NotEnabled => Layer::Missing("Landlock is off in this kernel".to_owned()),
        LandlockStatus::NotImplemented => Layer::Missing("no Landlock in this kernel".to_owned()),
        LandlockStatus::Available { effective_abi, .. } if effective_abi >= RULES => Layer::Holds,
        LandlockStatus::Available { effective_abi, .. } => {
            Layer::Missing(format!("Landlock {effective_abi} instead of {RULES}"))
        }
    }
}

fn apply(
    reads: impl Iterator<Item = PathBuf>,
    home: &Path,
    memory: SharedMemory,
) -> Result<RestrictionStatus, RulesetError> {
    let write_file = AccessFs::from_file(RULES) & !AccessFs::Execute;
    let shared = (memory == SharedMemory::Own).then(|| Path::new(SHARED_MEMORY));
    let writes = std::iter::once(home).chain(shared);
    Ruleset::default()
        .handle_access(AccessFs::from_all(RULES))?
        // No rule grants any network, and what is handled and not granted is refused.
        .handle_access(AccessNet::from_all(RULES))?
        .scope(Scope::from_all(RULES))?
        .create()?
        .add_rules(path_beneath_rules(reads, AccessFs::from_read(RULES)))?
        .add_rules(path_beneath_rules(DEVICES, write_file))?
        .add_rules(path_beneath_rules(writes, AccessFs::from_all(RULES)))?
        .restrict_self()
}
