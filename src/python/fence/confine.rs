//! The confined: puts the fence up around itself and becomes Python.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{Seek, Write};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::process::Command;

use rustix::process::{Resource, Rlimit, geteuid, getrlimit, setrlimit, setsid};

use crate::domain::plain::reason;
use crate::python::fence::{Order, linux};
use crate::python::run::{Fences, Limits, Standing};

/// Largest stack of the main thread, in bytes.
const STACK: u64 = 8 << 20;

/// Becomes the Python of the order; returns only if that failed, with the reason in the report.
pub(super) fn confine(order: &OsStr, watcher: &OsStr) {
    let Some(order) = order
        .to_str()
        .and_then(|text| serde_json::from_str::<Order>(text).ok())
    else {
        return;
    };
    let Ok(mut report) = File::create(Order::report(&order.folder)) else {
        return;
    };
    let fences = fence(&order, watcher);
    let standing = fences.is_ok();
    if write(&mut report, &fences).is_err() || !standing {
        return;
    }
    let error = python(&order).exec();
    let failure: Result<Fences, String> = Err(format!(
        "{} does not start: {}",
        order.python.display(),
        reason(&error)
    ));
    // Without a report the watcher says that the fence was not put up, which is true too.
    let _ = write(&mut report, &failure);
}

fn write(report: &mut File, fences: &Result<Fences, String>) -> std::io::Result<()> {
    report.rewind()?;
    report.set_len(0)?;
    report.write_all(&serde_json::to_vec(fences)?)
}

/// Every part in an order in which none hinders the next.
fn fence(order: &Order, watcher: &OsStr) -> Result<Fences, String> {
    setsid().map_err(|error| format!("no session of its own: {}", reason(&error)))?;
    linux::die_with(watcher)
        .map_err(|error| format!("it would outlive its watcher: {}", reason(&error)))?;
    let limits = limit(&order.limits);
    let processes = limit_processes(&order.limits);
    let privileges = linux::drop_privileges();
    let home = Order::home(&order.folder);
    let reads = order
        .reads
        .iter()
        .cloned()
        .chain([Order::program(&order.folder)]);
    let (files, signals) = linux::restrict_files(reads, &home);
    let calls = linux::restrict_calls(signals);
    Ok(Fences {
        files,
        calls,
        limits,
        processes,
        privileges,
        sweep: Standing::Stands,
    })
}

fn limit(limits: &Limits) -> Standing {
    let cpu = limits
        .cpu
        .as_secs()
        .saturating_add(u64::from(limits.cpu.subsec_nanos() > 0));
    let wanted = [
        // The first limit sends a signal that names the reason, the second one kills.
        (Resource::Cpu, cpu, cpu.saturating_add(1)),
        (Resource::As, limits.memory, limits.memory),
        (Resource::Fsize, limits.file, limits.file),
        (Resource::Nofile, limits.open_files, limits.open_files),
        (Resource::Stack, STACK, STACK),
        (Resource::Core, 0, 0),
    ];
    let failed: Vec<String> = wanted
        .into_iter()
        .filter_map(|(resource, soft, hard)| {
            Some(format!(
                "{resource:?}: {}",
                set(resource, soft, hard).err()?
            ))
        })
        .collect();
    if failed.is_empty() {
        Standing::Stands
    } else {
        Standing::Partly(failed.join(", "))
    }
}

/// Sets a limit, but never above the one that holds already.
fn set(resource: Resource, soft: u64, hard: u64) -> rustix::io::Result<()> {
    let allowed = getrlimit(resource).maximum.unwrap_or(u64::MAX);
    setrlimit(
        resource,
        Rlimit {
            current: Some(soft.min(allowed)),
            maximum: Some(hard.min(allowed)),
        },
    )
}

/// The kernel counts every task of the user, so what runs already comes on top.
fn limit_processes(limits: &Limits) -> Standing {
    let most = u64::try_from(limits.processes)
        .unwrap_or(u64::MAX)
        .saturating_add(tasks());
    match set(Resource::Nproc, most, most) {
        Ok(()) if geteuid().is_root() => Standing::Partly(
            "the kernel does not bind root; the watcher counts and kills".to_owned(),
        ),
        Ok(()) => Standing::Stands,
        Err(error) => Standing::Partly(format!("{}; the watcher counts and kills", reason(&error))),
    }
}

/// Tasks of this user: the links of `/proc/PID/task` are its tasks and two more.
fn tasks() -> u64 {
    let Ok(processes) = fs::read_dir("/proc") else {
        return 0;
    };
    let own = geteuid().as_raw();
    let folders = processes
        .flatten()
        .filter_map(|entry| fs::metadata(entry.path().join("task")).ok());
    folders
        .filter(|facts| facts.uid() == own)
        .map(|facts| facts.nlink().saturating_sub(2))
        .sum()
}

fn python(order: &Order) -> Command {
    let home = Order::home(&order.folder);
    let mut command = Command::new(&order.python);
    command
        .args(["-I", "-B", "-X", "utf8"])
        .arg(Order::program(&order.folder))
        .env_clear();
    command
        .env("HOME", &home)
        .env("TMPDIR", &home)
        .env("PATH", "/usr/bin:/bin")
        .env("LANG", "C.UTF-8");
    // Each arena and each worker thread of a numeric library reserves address space it never uses.
    command
        .env("MALLOC_ARENA_MAX", "2")
        .env("OPENBLAS_NUM_THREADS", "1")
        .env("OMP_NUM_THREADS", "1");
    command.current_dir(home);
    command
}
