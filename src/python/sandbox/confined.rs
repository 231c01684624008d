//! The confined process: puts the last layers around itself and becomes Python.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::process::Command;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit, setsid};

use super::report::{self, Note};
use super::request::{self, Isolation, RunRequest};
use super::{PROGRAM, landlock, privileges, syscalls};
use crate::domain::plain::reason;
use crate::python::run::{Layer, Layers, Limits};

/// Largest stack of the main thread, in bytes.
const STACK: u64 = 8 << 20;

/// Becomes the Python of the request; returns only if that failed, with the reason in the report.
pub(super) fn run(request: &OsStr) -> bool {
    let Some(request) = RunRequest::from_argument(request) else {
        return false;
    };
    let Ok(mut report) = report::open(request.plan.report) else {
        return false;
    };
    let note = match prepare(&request) {
        Ok(layers) => match layers.gap() {
            None => Note::Ready(layers),
            Some(gap) => Note::Unsafe(gap),
        },
        Err(why) => Note::Failed(why),
    };
    let ready = matches!(note, Note::Ready(_));
    // Before the exec, which closes the report (`drop_all` keeps the verdict alone): the program
    // can never write a report of its own.
    if report::write(&mut report, &note).is_err() || !ready {
        return false;
    }
    let error = python(&request).exec();
    let why = format!(
        "{} does not start: {}",
        request.python.display(),
        reason(&error)
    );
    report::write(&mut report, &Note::Failed(why)).is_ok()
}

/// Every layer, in an order in which none hinders the next.
fn prepare(request: &RunRequest) -> Result<Layers, String> {
    let plan = &request.plan;
    setsid().map_err(|error| format!("no session of its own: {}", reason(&error)))?;
    let isolated = plan.isolation == Isolation::Namespaces;
    let limits = limit(&request.limits, plan.tasks);
    // While there are privileges: changing the user needs one.
    if let Some(user) = plan.run_as {
        privileges::become_user(user)
            .map_err(|error| format!("it would run as root: {}", reason(&error)))?;
    }
    // After the change of user, at which the kernel forgets the signal.
    if !isolated {
        privileges::die_with(plan.watcher)
            .map_err(|error| format!("it would outlive its watcher: {}", reason(&error)))?;
    }
    let privileges = privileges::drop_all(plan.verdict);
    let own = [request.script.as_str(), PROGRAM].map(|name| request.folder.join(name));
    let reads = landlock::readable(&request.reads).chain(own);
    let memory = if isolated {
        landlock::SharedMemory::Own
    } else {
        landlock::SharedMemory::Everyones
    };
    // Landlock and seccomp need `no_new_privs`, which is set by now. seccomp comes last, as its list
    // has none of Landlock's calls.
    let files = landlock::restrict(reads, &request::home(&request.folder), memory);
    let view = if isolated {
        syscalls::View::Own
    } else {
        syscalls::View::Shared
    };
    let calls = syscalls::restrict(view);
    let namespaces = match &plan.isolation {
        Isolation::Namespaces => Layer::Holds,
        Isolation::Refused(why) => Layer::Missing(why.clone()),
    };
    Ok(Layers {
        namespaces,
        files,
        calls,
        limits,
        privileges,
    })
}

fn limit(limits: &Limits, tasks: u64) -> Layer {
    let part = u64::from(limits.cpu.subsec_nanos() > 0);
    let cpu = limits.cpu.as_secs().saturating_add(part);
    // The kernel counts all tasks of a user against this limit, those that were there before as
    // well.
    let processes = u64::try_from(limits.processes)
        .unwrap_or(u64::MAX)
        .saturating_add(tasks);
    let wanted = [
        // The first limit sends a signal that names the reason, the second one kills.
        (Resource::Cpu, cpu, cpu.saturating_add(1)),
        (Resource::As, limits.memory, limits.memory),
        (Resource::Fsize, limits.file, limits.file),
        (Resource::Nofile, limits.open_files, limits.open_files),
        (Resource::Nproc, processes, processes),
        (Resource::Stack, STACK, STACK),
        (Resource::Core, 0, 0),
        (Resource::Memlock, 0, 0),
        (Resource::Msgqueue, 0, 0),
    ];
    let failed: Vec<String> = wanted
        .into_iter()
        .filter_map(|(resource, soft, hard)| {
            let error = set(resource, soft, hard).err()?;
            Some(format!("{resource:?}: {error}"))
        })
        .collect();
    if failed.is_empty() {
        Layer::Holds
    } else {
        Layer::Missing(failed.join(", "))
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

fn python(request: &RunRequest) -> Command {
    let home = request::home(&request.folder);
    let mut command = Command::new(&request.python);
    command
        // Isolated from the learner's variables and packages; no bytecode, as the folder is
        // read-only.
        .args(["-I", "-B", "-X", "utf8"])
        .arg(request.folder.join(&request.script))
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
