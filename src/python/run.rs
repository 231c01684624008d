//! What became of a program that ran behind the fence, and which parts of the fence stood.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What a program may use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Processor time, of all its processes together.
    pub cpu: Duration,
    /// Time by the clock.
    pub wall: Duration,
    /// Memory in bytes: address space of one process, resident memory of all.
    pub memory: u64,
    /// Bytes it may write to each of its two outputs.
    pub output: usize,
    /// Bytes of one file.
    pub file: u64,
    /// Bytes of all its files together.
    pub disk: u64,
    /// Files and folders it may make.
    pub entries: usize,
    /// Files it may have open.
    pub open_files: u64,
    /// Processes it may be.
    pub processes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            cpu: Duration::from_secs(2),
            wall: Duration::from_secs(5),
            memory: 512 << 20,
            output: 64 << 10,
            file: 1 << 20,
            disk: 16 << 20,
            entries: 1_000,
            open_files: 64,
            processes: 64,
        }
    }
}

impl Limits {
    /// For programs that import large packages.
    pub fn with_packages() -> Self {
        let (cpu, wall) = (Duration::from_secs(20), Duration::from_secs(30));
        Self {
            cpu,
            wall,
            memory: 4 << 30,
            open_files: 256,
            ..Self::default()
        }
    }
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// By itself, with a status.
    Exited(i32),
    /// By a signal that the fence did not send.
    Signal(i32),
    /// The time by the clock was up.
    TimedOut,
    /// The processor time was up.
    CpuExceeded,
    /// It wrote more than is read.
    OutputExceeded,
    /// It asked for more memory than it may have.
    MemoryExceeded,
    /// It became too many processes.
    ProcessesExceeded,
    /// It made too many or too large files.
    DiskExceeded,
    /// Whoever waited for it wanted it ended.
    Interrupted,
}

/// What became of a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// How it ended.
    pub status: Status,
    /// What it printed, up to the limit.
    pub stdout: String,
    /// What it printed to standard error, up to the limit.
    pub stderr: String,
    /// Time by the clock from start to end.
    pub duration: Duration,
    /// What it ran behind.
    pub fences: Fences,
}

impl Run {
    /// Whether it ended by itself with status 0.
    pub fn passed(&self) -> bool {
        self.status == Status::Exited(0)
    }
}

/// Whether a part of the fence stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// As it should.
    Stands,
    /// With the gap that is named.
    Partly(String),
    /// Not at all, for the reason that is named.
    Missing(String),
}

impl Standing {
    /// Whether the whole of it stands.
    pub fn stands(&self) -> bool {
        *self == Self::Stands
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stands => f.write_str("stands"),
            Self::Partly(gap) => write!(f, "stands in part: {gap}"),
            Self::Missing(reason) => write!(f, "missing: {reason}"),
        }
    }
}

/// The parts of the fence around one run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fences {
    /// Landlock: files outside the temporary folder, signals to other processes.
    pub files: Standing,
    /// seccomp: network, other processes, mounts and the like.
    pub calls: Standing,
    /// Limits of time, memory, output, files and open files.
    pub limits: Standing,
    /// The bound on the number of processes.
    pub processes: Standing,
    /// No new privileges, none of root's old ones, no inherited files.
    pub privileges: Standing,
    /// Everything the program starts ends with it.
    pub sweep: Standing,
}

impl Fences {
    /// Each part with what it guards.
    pub fn parts(&self) -> [(&'static str, &Standing); 6] {
        [
            ("files", &self.files),
            ("calls", &self.calls),
            ("limits", &self.limits),
            ("processes", &self.processes),
            ("privileges", &self.privileges),
            ("sweep", &self.sweep),
        ]
    }

    /// Whether every part stands.
    pub fn all_stand(&self) -> bool {
        self.parts().iter().all(|(_, standing)| standing.stands())
    }
}
