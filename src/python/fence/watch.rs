//! The watcher: starts the confined, reads what it says, ends it in time, and clears up.

use std::fs::{self, File};
use std::io::{BufRead, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, getpid, setsid};

use crate::domain::plain::reason;
use crate::python::fence::{CONFINE, HIDDEN, Order, executable, folder, linux, tree};
use crate::python::run::{Fences, Limits, Run, Status};

/// How often processes, memory, time and files are counted.
const GLANCE: Duration = Duration::from_millis(10);
/// Resident memory that each further process may have for itself, in bytes: what a fork of Python shares.
const SHARED: u64 = 16 << 20;

/// Reads an order from standard input, runs it, and says what became of it.
pub(super) fn watch() -> Result<Run, String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(said)?;
    let order: Order = serde_json::from_str(&line).map_err(said)?;
    let result = run(&order);
    folder::remove(&order.folder)
        .map_err(|error| format!("the temporary folder stays: {}", reason(&error)))?;
    result
}

fn said(error: impl std::fmt::Display) -> String {
    reason(&error)
}

fn run(order: &Order) -> Result<Run, String> {
    // A terminal's Ctrl-C is for the one who ordered, who then closes our input.
    setsid().map_err(said)?;
    let sweep = linux::adopt_orphans();
    let start = Instant::now();
    let mut child = confined(order).map_err(said)?;
    let (mut out, mut err) = streams(&mut child, order.limits.output)?;
    let ending = wait(order, &mut child, &mut out, &mut err, start);
    let duration = start.elapsed();
    tree::sweep(&child)?;
    out.drain().and_then(|()| err.drain()).map_err(said)?;
    let ending = if out.over() || err.over() {
        Ending::Stopped(Status::OutputExceeded)
    } else {
        ending?
    };
    let fences = Fences {
        sweep,
        ..report(&order.folder)?
    };
    let stderr = err.text();
    Ok(Run {
        status: status(&ending, &stderr)?,
        stdout: out.text(),
        stderr,
        duration,
        fences,
    })
}

fn confined(order: &Order) -> std::io::Result<Child> {
    let mut command = Command::new(executable()?);
    command
        .arg0("milepost")
        .args([HIDDEN, CONFINE])
        .arg(serde_json::to_string(order)?);
    command.arg(getpid().to_string()).env_clear();
    command.current_dir(Order::home(&order.folder));
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

fn streams(child: &mut Child, limit: usize) -> Result<(Capture, Capture), String> {
    let out = child.stdout.take().ok_or("no pipe for the output")?;
    let err = child.stderr.take().ok_or("no pipe for the errors")?;
    Ok((
        Capture::new(out.into(), limit),
        Capture::new(err.into(), limit),
    ))
}

enum Ending {
    Ended(ExitStatus),
    Stopped(Status),
}

fn wait(
    order: &Order,
    child: &mut Child,
    out: &mut Capture,
    err: &mut Capture,
    start: Instant,
) -> Result<Ending, String> {
    let exit = linux::exit_handle(child);
    let mut glance = start + GLANCE;
    loop {
        let left = glance.saturating_duration_since(Instant::now());
        if is_abandoned(exit.as_ref(), out, err, left)? {
            return Ok(Ending::Stopped(Status::Interrupted));
        }
        if out.over() || err.over() {
            return Ok(Ending::Stopped(Status::OutputExceeded));
        }
        if let Some(status) = child.try_wait().map_err(said)? {
            return Ok(Ending::Ended(status));
        }
        if Instant::now() >= glance {
            if let Some(status) = excess(order, start) {
                return Ok(Ending::Stopped(status));
            }
            glance = Instant::now() + GLANCE;
        }
    }
}

/// Waits until something happens and reads what was said; true when whoever ordered the run is gone or wants its end.
fn is_abandoned(
    exit: Option<&OwnedFd>,
    out: &mut Capture,
    err: &mut Capture,
    left: Duration,
) -> Result<bool, String> {
    let stdin = std::io::stdin();
    let mut fds = vec![PollFd::new(&stdin, PollFlags::IN)];
    fds.extend(exit.map(|exit| PollFd::new(exit, PollFlags::IN)));
    let first_stream = fds.len();
    fds.extend([&*out, &*err].into_iter().filter_map(Capture::poll));
    match poll(&mut fds, Timespec::try_from(left).ok().as_ref()) {
        Ok(_) | Err(Errno::INTR) => {}
        Err(error) => return Err(said(error)),
    }
    let abandoned = !fds[0].revents().is_empty();
    let heard = fds[first_stream..]
        .iter()
        .any(|fd| !fd.revents().is_empty());
    drop(fds);
    if heard {
        out.read_ready()
            .and_then(|()| err.read_ready())
            .map_err(said)?;
    }
    Ok(abandoned)
}

/// What the program has too much of, if anything.
fn excess(order: &Order, start: Instant) -> Option<Status> {
    let limits: &Limits = &order.limits;
    let used = tree::usage(getpid());
    let further = u64::try_from(used.processes.saturating_sub(1)).unwrap_or(u64::MAX);
    if start.elapsed() >= limits.wall {
        return Some(Status::TimedOut);
    }
    if used.processes > limits.processes {
        return Some(Status::ProcessesExceeded);
    }
    if used.resident > limits.memory.saturating_add(further.saturating_mul(SHARED)) {
        return Some(Status::MemoryExceeded);
    }
    if used.cpu > limits.cpu {
        return Some(Status::CpuExceeded);
    }
    folder::exceeds(&Order::home(&order.folder), limits.disk, limits.entries)
        .then_some(Status::DiskExceeded)
}

fn report(folder: &Path) -> Result<Fences, String> {
    let text = fs::read(Order::report(folder)).map_err(said)?;
    let report: Result<Fences, String> =
        serde_json::from_slice(&text).map_err(|_| "the fence was not put up".to_owned())?;
    report
}

fn status(ending: &Ending, stderr: &str) -> Result<Status, String> {
    let ended = match ending {
        Ending::Stopped(status) => return Ok(*status),
        Ending::Ended(ended) => ended,
    };
    Ok(match (ended.code(), ended.signal()) {
        (Some(1), _) if ran_out_of_memory(stderr) => Status::MemoryExceeded,
        (Some(code), _) => Status::Exited(code),
        (None, Some(signal)) if signal == Signal::XCPU.as_raw() => Status::CpuExceeded,
        (None, Some(signal)) => Status::Signal(signal),
        (None, None) => return Err("it ended in no known way".to_owned()),
    })
}

/// Python meets the limit of its address space as an exception, and may lack the memory to say so properly.
fn ran_out_of_memory(stderr: &str) -> bool {
    let named = |line: &str| line == "MemoryError" || line.starts_with("MemoryError:");
    stderr.lines().last().is_some_and(named)
        || stderr
            .lines()
            .any(|line| line == "object type name: MemoryError")
}

/// One output of the program, read up to a limit.
struct Capture {
    stream: Option<File>,
    bytes: Vec<u8>,
    limit: usize,
}

impl Capture {
    fn new(stream: OwnedFd, limit: usize) -> Self {
        Self {
            stream: Some(File::from(stream)),
            bytes: Vec::new(),
            limit,
        }
    }

    fn poll(&self) -> Option<PollFd<'_>> {
        self.stream
            .as_ref()
            .map(|stream| PollFd::from_borrowed_fd(stream.as_fd(), PollFlags::IN))
    }

    fn over(&self) -> bool {
        self.bytes.len() > self.limit
    }

    /// Reads what is there, if anything is.
    fn read_ready(&mut self) -> std::io::Result<()> {
        let Some(stream) = &mut self.stream else {
            return Ok(());
        };
        let mut fds = [PollFd::from_borrowed_fd(stream.as_fd(), PollFlags::IN)];
        if poll(&mut fds, Some(&Timespec::default()))? == 0 {
            return Ok(());
        }
        let mut part = [0; 16 << 10];
        match stream.read(&mut part)? {
            0 => self.stream = None,
            read => self.bytes.extend_from_slice(&part[..read]),
        }
        Ok(())
    }

    /// Reads the rest, once nobody writes any more.
    fn drain(&mut self) -> std::io::Result<()> {
        while self.stream.is_some() && !self.over() {
            self.read_ready()?;
        }
        Ok(())
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes[..self.bytes.len().min(self.limit)]).into_owned()
    }
}

/// The child's process id, which is also its session and group.
pub(super) fn pid(child: &Child) -> Option<Pid> {
    i32::try_from(child.id()).ok().and_then(Pid::from_raw)
}
