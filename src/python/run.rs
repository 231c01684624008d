//! What a program may use, what became of it, and which layers of the sandbox held.

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
pub enum RunStatus {
    /// By itself, with a status.
    Exited(i32),
    /// By a signal that the sandbox did not send.
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
    /// The caller wanted it ended.
    Interrupted,
}

/// What became of a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// How it ended.
    pub status: RunStatus,
    /// What it printed, up to the limit.
    pub stdout: String,
    /// What it printed to standard error, up to the limit.
    pub stderr: String,
    /// Time by the clock from start to end.
    pub duration: Duration,
    /// Whether a script that was asked for a verdict ran to its end.
    #[serde(default)]
    pub finished: bool,
    /// What it ran behind.
    pub layers: Layers,
}

impl Run {
    /// Whether it ended by itself with status 0.
    pub fn passed(&self) -> bool {
        self.status == RunStatus::Exited(0)
    }
}

/// Whether a layer of the sandbox holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layer {
    /// As it should.
    Holds,
    /// Not, or not entirely, for this reason.
    Missing(String),
}

impl Layer {
    /// Whether it holds.
    pub fn holds(&self) -> bool {
        *self == Self::Holds
    }

    fn gap(&self) -> Option<&str> {
        match self {
            Self::Holds => None,
            Self::Missing(why) => Some(why),
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.gap().unwrap_or("holds"))
    }
}

/// The layers of the sandbox around one run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layers {
    /// Users, mounts, processes, network and IPC of its own: other files do not exist.
    pub namespaces: Layer,
    /// Landlock: which files can be opened.
    pub files: Layer,
    /// seccomp: which system calls can be made.
    pub calls: Layer,
    /// Limits of time, memory, processes, files and open files.
    pub limits: Layer,
    /// Not root, no new privileges, no inherited files.
    pub privileges: Layer,
}

impl Layers {
    /// Each layer by its name.
    pub fn parts(&self) -> [(&'static str, &Layer); 5] {
        [
            ("namespaces", &self.namespaces),
            ("files", &self.files),
            ("calls", &self.calls),
            ("limits", &self.limits),
            ("privileges", &self.privileges),
        ]
    }

    /// Why a program would not be confined: a layer is missing that no other replaces. Namespaces
    /// and Landlock each keep files apart; one of the two is enough.
    pub(crate) fn gap(&self) -> Option<String> {
        for (name, layer) in [
            ("system calls (seccomp)", &self.calls),
            ("limits", &self.limits),
            ("privileges", &self.privileges),
        ] {
            if let Some(why) = layer.gap() {
                return Some(format!("{name}: {why}"));
            }
        }
        // Each `?` says that nothing is missing: one of the two holds.
        let (namespaces, files) = (self.namespaces.gap()?, self.files.gap()?);
        Some(format!("namespaces: {namespaces}; files: {files}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing() -> Layer {
        Layer::Missing("not in this kernel".to_owned())
    }

    fn whole() -> Layers {
        Layers {
            namespaces: Layer::Holds,
            files: Layer::Holds,
            calls: Layer::Holds,
            limits: Layer::Holds,
            privileges: Layer::Holds,
        }
    }

    #[test]
    fn one_of_the_two_layers_that_keep_files_apart_is_enough() {
        assert_eq!(whole().gap(), None);
        let no_landlock = Layers {
            files: missing(),
            ..whole()
        };
        let no_namespaces = Layers {
            namespaces: missing(),
            ..whole()
        };
        assert_eq!((no_landlock.gap(), no_namespaces.gap()), (None, None));
        let neither = Layers {
            files: missing(),
            ..no_namespaces
        };
        assert!(neither.gap().is_some());
    }

    #[test]
    fn every_other_layer_must_hold() {
        let (mut calls, mut limits, mut privileges) = (whole(), whole(), whole());
        calls.calls = missing();
        limits.limits = missing();
        privileges.privileges = missing();
        for layers in [calls, limits, privileges] {
            assert!(layers.gap().is_some(), "{layers:?}");
        }
    }
}
