//! The watcher: starts the program, reads its output, ends it in time, and clears up.

use std::fs::File;
use std::io::{BufRead, Read, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::fs::chown;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, FdFlags, fcntl_setfd};
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::{Signal, geteuid, getpid, setsid};

use super::capture::Capture;
use super::hidden::{CONFINED, HIDDEN, INIT, executable};
use super::report::{self, Note, SandboxOutcome};
use super::request::{self, EndSignal, Ended, Isolation, Plan, RunRequest};
use super::{folder, namespaces, privileges, processes};
use crate::domain::plain::reason;
use crate::python::run::{Layers, Limits, Run, RunStatus};

/// How often processes, memory, time and files are counted.
const LOOK_INTERVAL: Duration = Duration::from_millis(10);
/// How long starting a program may take. It does not count as the program's time.
const START_TIMEOUT: Duration = Duration::from_secs(10);
/// Longest report that is read, in bytes.
const LONGEST_REPORT: usize = 64 << 10;
/// Resident memory that each further process may have for itself, in bytes: what a fork of Python shares.
const SHARED: u64 = 16 << 20;

/// Reads a request from standard input, runs it, and says what became of it.
pub(super) fn watch() -> SandboxOutcome {
    let mut line = String::new();
    let request = std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(reason_of)
        .and_then(|_| serde_json::from_str::<RunRequest>(&line).map_err(reason_of));
    let mut request = match request {
        Ok(request) => request,
        Err(why) => return SandboxOutcome::Failed(why),
    };
    let outcome = run(&mut request).unwrap_or_else(SandboxOutcome::Failed);
    match folder::remove(&request.folder) {
        Ok(()) => outcome,
        Err(error) => {
            SandboxOutcome::Failed(format!("the temporary folder stays: {}", reason(&error)))
        }
    }
}

fn reason_of(error: impl std::fmt::Display) -> String {
    reason(&error)
}

fn run(request: &mut RunRequest) -> Result<SandboxOutcome, String> {
    // A terminal's Ctrl-C is for the caller, who then closes our input.
    setsid().map_err(reason_of)?;
    privileges::adopt_orphans().map_err(reason_of)?;
    let (report, report_end) = inherited_pipe()?;
    let (said, verdict_end) = inherited_pipe()?;
    request.plan = plan(request.no_namespaces.take(), &report_end, &verdict_end);
    if let (Isolation::Refused(_), Some(user)) = (&request.plan.isolation, request.plan.run_as) {
        give_folder(request, user).map_err(reason_of)?;
    }
    let verdict = request.verdict.take();
    let input = input(verdict.as_ref(), &request.plan).map_err(reason_of)?;
    let mut child = program(request, input).map_err(reason_of)?;
    // Our copies would keep both pipes open when the program has ended.
    drop((report_end, verdict_end));
    let mut streams = ProgramStreams::of(&mut child, report, request.limits.output)?;
    let mut clock = ProgramClock::new();
    let ending = wait(request, &mut child, &mut streams, &mut clock);
    let duration = clock.running();
    // First the end of everything that could write, then the rest of what was written.
    processes::sweep(&child)?;
    streams.drain().map_err(reason_of)?;
    // What was still in the pipes counts as well: a program may print too much and end at once.
    let ending = if streams.over() {
        StopReason::Stopped(RunStatus::OutputExceeded)
    } else {
        ending?
    };
    let finished = finished(verdict.as_ref(), said).map_err(reason_of)?;
    let told = WatcherEvents::read(&streams.report.text());
    let layers = match told.layers {
        Ok(layers) => layers,
        Err(outcome) => return Ok(outcome),
    };
    let stderr = streams.err.text();
    Ok(SandboxOutcome::Ran(Box::new(Run {
        status: status(&ending, told.ended, &stderr)?,
        finished,
        stdout: streams.out.text(),
        stderr,
        duration,
        layers,
    })))
}

/// The program's time, which begins once it is ready.
struct ProgramClock {
    made: Instant,
    ready: Option<Instant>,
}

impl ProgramClock {
    fn new() -> Self {
        Self {
            made: Instant::now(),
            ready: None,
        }
    }

    fn running(&self) -> Duration {
        self.ready.map_or(Duration::ZERO, |ready| ready.elapsed())
    }

    fn is_up(&self, wall: Duration) -> bool {
        match self.ready {
            Some(ready) => ready.elapsed() >= wall,
            None => self.made.elapsed() >= START_TIMEOUT,
        }
    }
}

/// What the program's processes write.
struct ProgramStreams {
    out: Capture,
    err: Capture,
    report: Capture,
}

impl ProgramStreams {
    fn of(child: &mut Child, report: OwnedFd, limit: usize) -> Result<Self, String> {
        let out = child.stdout.take().ok_or("no pipe for the output")?;
        let err = child.stderr.take().ok_or("no pipe for the errors")?;
        Ok(Self {
            out: Capture::new(out.into(), limit),
            err: Capture::new(err.into(), limit),
            report: Capture::new(report, LONGEST_REPORT),
        })
    }

    fn poll(&self) -> impl Iterator<Item = PollFd<'_>> {
        [&self.out, &self.err, &self.report]
            .into_iter()
            .filter_map(Capture::poll)
    }

    fn read_ready(&mut self) -> std::io::Result<()> {
        self.out.read_ready()?;
        self.err.read_ready()?;
        self.report.read_ready()
    }

    fn drain(&mut self) -> std::io::Result<()> {
        self.out.drain()?;
        self.err.drain()?;
        self.report.drain()
    }

    fn over(&self) -> bool {
        self.out.over() || self.err.over()
    }
}

/// A pipe of which whatever is started next inherits the writing end, and only that.
fn inherited_pipe() -> Result<(OwnedFd, OwnedFd), String> {
    let (read, write) = pipe_with(PipeFlags::CLOEXEC).map_err(reason_of)?;
    fcntl_setfd(&write, FdFlags::empty()).map_err(reason_of)?;
    Ok((read, write))
}

/// Enters new namespaces where the kernel permits it; what this process starts next is in them.
fn plan(no_namespaces: Option<String>, report: &OwnedFd, verdict: &OwnedFd) -> Plan {
    let run_as = geteuid().is_root().then_some(privileges::NOBODY);
    let tasks = privileges::tasks_of(run_as.unwrap_or_else(|| geteuid().as_raw()));
    let entered = no_namespaces.map_or_else(namespaces::enter, Err);
    let isolation = match entered {
        Ok(()) => Isolation::Namespaces,
        Err(why) => Isolation::Refused(why),
    };
    Plan {
        watcher: getpid().as_raw_nonzero().get(),
        isolation,
        run_as,
        tasks,
        report: report.as_raw_fd(),
        verdict: verdict.as_raw_fd(),
    }
}

/// Without a file system of its own, the program can only reach its folder if that is its user's.
fn give_folder(request: &RunRequest, user: u32) -> std::io::Result<()> {
    for path in [request.folder.clone(), request::home(&request.folder)] {
        chown(path, Some(user), Some(user))?;
    }
    Ok(())
}

/// Standard input of the program: what a script needs for its verdict, and then its end. A pipe takes so
/// few bytes without anybody reading.
fn input(verdict: Option<&EndSignal>, plan: &Plan) -> std::io::Result<Stdio> {
    let (read, write) = pipe_with(PipeFlags::CLOEXEC)?;
    if let Some(verdict) = verdict {
        let line = format!("{} {} {}\n", verdict.key, plan.verdict, verdict.words);
        File::from(write).write_all(line.as_bytes())?;
    }
    Ok(Stdio::from(read))
}

fn program(request: &RunRequest, input: Stdio) -> std::io::Result<Child> {
    let part = match request.plan.isolation {
        Isolation::Namespaces => INIT,
        Isolation::Refused(_) => CONFINED,
    };
    let mut command = Command::new(executable()?);
    command
        .arg0("milepost")
        .args([HIDDEN, part])
        .arg(serde_json::to_string(request)?)
        .env_clear();
    command.current_dir(request::home(&request.folder));
    command
        .stdin(input)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

enum StopReason {
    Ended(ExitStatus),
    Stopped(RunStatus),
}

fn wait(
    request: &RunRequest,
    child: &mut Child,
    streams: &mut ProgramStreams,
    clock: &mut ProgramClock,
) -> Result<StopReason, String> {
    let exit = privileges::exit_handle(child);
    let mut look = Instant::now() + LOOK_INTERVAL;
    loop {
        let left = look.saturating_duration_since(Instant::now());
        if is_abandoned(exit.as_ref(), streams, left)? {
            return Ok(StopReason::Stopped(RunStatus::Interrupted));
        }
        if streams.over() {
            return Ok(StopReason::Stopped(RunStatus::OutputExceeded));
        }
        if clock.ready.is_none() && report::is_ready(&streams.report.text()) {
            clock.ready = Some(Instant::now());
        }
        if let Some(status) = child.try_wait().map_err(reason_of)? {
            return Ok(StopReason::Ended(status));
        }
        if Instant::now() >= look {
            if let Some(status) = excess(request, clock) {
                return Ok(StopReason::Stopped(status));
            }
            look = Instant::now() + LOOK_INTERVAL;
        }
    }
}

/// Waits until something happens and reads what was printed; true when the caller is gone or wants the end.
fn is_abandoned(
    exit: Option<&OwnedFd>,
    streams: &mut ProgramStreams,
    left: Duration,
) -> Result<bool, String> {
    let stdin = std::io::stdin();
    let mut fds = vec![PollFd::new(&stdin, PollFlags::IN)];
    fds.extend(exit.map(|exit| PollFd::new(exit, PollFlags::IN)));
    let first_stream = fds.len();
    fds.extend(streams.poll());
    match poll(&mut fds, Timespec::try_from(left).ok().as_ref()) {
        Ok(_) | Err(Errno::INTR) => {}
        Err(error) => return Err(reason_of(error)),
    }
    let abandoned = !fds[0].revents().is_empty();
    let readable = fds[first_stream..]
        .iter()
        .any(|fd| !fd.revents().is_empty());
    drop(fds);
    if readable {
        streams.read_ready().map_err(reason_of)?;
    }
    Ok(abandoned)
}

/// What the program has too much of, if anything.
fn excess(request: &RunRequest, clock: &ProgramClock) -> Option<RunStatus> {
    let limits: &Limits = &request.limits;
    let used = processes::usage(getpid());
    // Init is not the program's.
    let init = usize::from(request.plan.isolation == Isolation::Namespaces);
    let processes = used.processes.saturating_sub(init);
    let further = u64::try_from(processes.saturating_sub(1)).unwrap_or(u64::MAX);
    if clock.is_up(limits.wall) {
        return Some(RunStatus::TimedOut);
    }
    if processes > limits.processes {
        return Some(RunStatus::ProcessesExceeded);
    }
    if used.resident > limits.memory.saturating_add(further.saturating_mul(SHARED)) {
        return Some(RunStatus::MemoryExceeded);
    }
    if used.cpu > limits.cpu {
        return Some(RunStatus::CpuExceeded);
    }
    folder::exceeds(&request::home(&request.folder), limits.disk, limits.entries)
        .then_some(RunStatus::DiskExceeded)
}

/// What the program's processes reported.
struct WatcherEvents {
    /// The layers it ran behind, or why it did not run.
    layers: Result<Layers, SandboxOutcome>,
    ended: Option<Ended>,
}

impl WatcherEvents {
    fn read(report: &str) -> Self {
        let nothing = SandboxOutcome::Failed("the sandbox was not put up".to_owned());
        let mut told = Self {
            layers: Err(nothing),
            ended: None,
        };
        for note in report::read(report) {
            match note {
                Note::Started => {}
                Note::Ready(layers) => told.layers = Ok(layers),
                Note::NoNamespaces(why) => told.layers = Err(SandboxOutcome::NoNamespaces(why)),
                Note::Unsafe(why) => told.layers = Err(SandboxOutcome::Unsafe(why)),
                Note::Failed(why) => told.layers = Err(SandboxOutcome::Failed(why)),
                Note::Ended(ended) => told.ended = Some(ended),
            }
        }
        told
    }
}

/// Whether the script said with its key that it ran to its end.
fn finished(verdict: Option<&EndSignal>, pipe: OwnedFd) -> std::io::Result<bool> {
    let Some(verdict) = verdict else {
        return Ok(false);
    };
    let mut said = Vec::new();
    let longest = u64::try_from(verdict.key.len()).unwrap_or(u64::MAX);
    // Nobody holds the other end any more, so this cannot wait.
    File::from(pipe).take(longest).read_to_end(&mut said)?;
    Ok(said == verdict.key.as_bytes())
}

fn status(ending: &StopReason, ended: Option<Ended>, stderr: &str) -> Result<RunStatus, String> {
    let status = match (ending, ended) {
        (StopReason::Stopped(status), _) => return Ok(*status),
        (StopReason::Ended(_), Some(ended))
            if ended.disk_full && ended.status != RunStatus::Exited(0) =>
        {
            return Ok(RunStatus::DiskExceeded);
        }
        (StopReason::Ended(_), Some(ended)) => ended.status,
        (StopReason::Ended(status), None) => match (status.code(), status.signal()) {
            (Some(code), _) => RunStatus::Exited(code),
            (None, Some(signal)) => RunStatus::Signal(signal),
            (None, None) => return Err("it ended in no known way".to_owned()),
        },
    };
    if status == RunStatus::Exited(1) && ran_out_of_memory(stderr) {
        return Ok(RunStatus::MemoryExceeded);
    }
    if status == RunStatus::Signal(Signal::XCPU.as_raw()) {
        return Ok(RunStatus::CpuExceeded);
    }
    Ok(status)
}

/// Python meets the limit of its address space as an exception, and may lack the memory to say so properly.
fn ran_out_of_memory(stderr: &str) -> bool {
    let named = |line: &str| line == "MemoryError" || line.starts_with("MemoryError:");
    stderr.lines().last().is_some_and(named)
        || stderr
            .lines()
            .any(|line| line == "object type name: MemoryError")
}
