//! Landlock: which files the program may read, and the one folder it may write to.

use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, LandlockStatus, RestrictionStatus, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetError, Scope, path_beneath_rules,
};

use super::Signals;
use crate::domain::plain::reason;
use crate::python::run::Standing;

/// The rules asked for; older kernels put up what they know of them. The sixth confines signals.
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
const DEVICES: [&str; 3] = ["/dev/null", "/dev/zero", "/dev/full"];

/// Leaves the program its own home to write to and what it needs to read.
pub(crate) fn restrict_files(
    reads: impl Iterator<Item = PathBuf>,
    home: &Path,
) -> (Standing, Signals) {
    let status = match restrict(reads, home) {
        Ok(status) => status,
        Err(error) => return (Standing::Missing(reason(&error)), Signals::Open),
    };
    match status.landlock {
        LandlockStatus::NotEnabled => (
            Standing::Missing("Landlock is off in this kernel".to_owned()),
            Signals::Open,
        ),
        LandlockStatus::NotImplemented => (
            Standing::Missing("no Landlock in this kernel".to_owned()),
            Signals::Open,
        ),
        LandlockStatus::Available { effective_abi, .. } if effective_abi >= RULES => {
            (Standing::Stands, Signals::Fenced)
        }
        LandlockStatus::Available { effective_abi, .. } => (
            Standing::Partly(format!("Landlock {effective_abi} of {RULES}")),
            Signals::Open,
        ),
    }
}

fn restrict(
    reads: impl Iterator<Item = PathBuf>,
    home: &Path,
) -> Result<RestrictionStatus, RulesetError> {
    let reads = SYSTEM.into_iter().map(PathBuf::from).chain(reads);
    let write_file = AccessFs::from_file(RULES) & !AccessFs::Execute;
    Ruleset::default()
        .handle_access(AccessFs::from_all(RULES))?
        .handle_access(AccessNet::from_all(RULES))?
        .scope(Scope::from_all(RULES))?
        .create()?
        .add_rules(path_beneath_rules(reads, AccessFs::from_read(RULES)))?
        .add_rules(path_beneath_rules(DEVICES, write_file))?
        .add_rules(path_beneath_rules([home], AccessFs::from_all(RULES)))?
        .restrict_self()
}
