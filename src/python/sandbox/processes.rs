//! The processes below the watcher: counting them and ending them.

use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};
use std::{fs, io};

use rustix::io::Errno;
use rustix::param::{clock_ticks_per_second, page_size};
use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process, kill_process_group, wait};

/// How long ending everything may take.
const TIMEOUT: Duration = Duration::from_secs(5);

/// What processes use together.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Usage {
    /// How many they are.
    pub(super) processes: usize,
    /// Resident bytes.
    pub(super) resident: u64,
    /// Processor time, that of ended children included.
    pub(super) cpu: Duration,
}

/// What all processes below `root` use; nothing where there is no `/proc`.
pub(super) fn usage(root: Pid) -> Usage {
    let (page, tick) = (
        u64::try_from(page_size()).unwrap_or(4096),
        clock_ticks_per_second().max(1),
    );
    descendants(root)
        .into_iter()
        .filter_map(Stat::of)
        .fold(Usage::default(), |used, stat| Usage {
            processes: used.processes + 1,
            resident: used
                .resident
                .saturating_add(stat.pages.saturating_mul(page)),
            cpu: used.cpu + Duration::from_millis(stat.ticks.saturating_mul(1_000) / tick),
        })
}

/// Ends the program's group and everything below the watcher, until nothing is left.
pub(super) fn sweep(child: &Child) -> Result<(), String> {
    let start = Instant::now();
    // Again and again, as a process may fork between being listed and being killed.
    while start.elapsed() < TIMEOUT {
        // Those that have just gone need no killing.
        let _ = pid(child).map(|group| kill_process_group(group, Signal::KILL));
        for process in descendants(getpid()) {
            let _ = kill_process(process, Signal::KILL);
        }
        match reap() {
            Left::Nothing => return Ok(()),
            Left::Dying => thread::sleep(Duration::from_millis(1)),
        }
    }
    Err("a process of the program does not end".to_owned())
}

enum Left {
    Nothing,
    Dying,
}

fn reap() -> Left {
    loop {
        match wait(WaitOptions::NOHANG) {
            Ok(Some(_)) | Err(Errno::INTR) => {}
            Ok(None) => return Left::Dying,
            Err(_) => return Left::Nothing,
        }
    }
}

/// Every process below `root`, parents first.
fn descendants(root: Pid) -> Vec<Pid> {
    let mut found = vec![root];
    let mut next = 0;
    while let Some(parent) = found.get(next) {
        let born = children(*parent);
        found.extend(born);
        next += 1;
    }
    found.split_off(1)
}

fn children(parent: Pid) -> Vec<Pid> {
    let Ok(threads) = fs::read_dir(format!("/proc/{parent}/task")) else {
        return Vec::new();
    };
    let lists: Vec<io::Result<String>> = threads
        .flatten()
        .map(|thread| fs::read_to_string(thread.path().join("children")))
        .collect();
    if lists.iter().flatten().next().is_none() {
        return children_by_parent(parent);
    }
    lists
        .iter()
        .flatten()
        .flat_map(|list| list.split_whitespace().filter_map(parse_pid))
        .collect()
}

/// For kernels that list no children: looks at every process, which takes longer.
fn children_by_parent(parent: Pid) -> Vec<Pid> {
    let Ok(processes) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let processes = processes
        .flatten()
        .filter_map(|process| parse_pid(process.file_name().to_str()?));
    processes
        .filter(|process| Stat::of(*process).is_some_and(|stat| stat.parent == Some(parent)))
        .collect()
}

fn parse_pid(digits: &str) -> Option<Pid> {
    digits.parse().ok().and_then(Pid::from_raw)
}

/// Part of `/proc/PID/stat`.
struct Stat {
    parent: Option<Pid>,
    /// Resident pages.
    pages: u64,
    /// Clock ticks of processor time.
    ticks: u64,
}

impl Stat {
    fn of(process: Pid) -> Option<Self> {
        let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The name, in parentheses, may hold anything; field 3, the state, follows the last one.
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        let field = |number: usize| fields.get(number - 3)?.parse::<u64>().ok();
        // Time in user and kernel mode, and the same of children that have ended: see proc(5).
        let ticks = (14..=17).filter_map(field).sum();
        Some(Self {
            parent: fields.get(1).and_then(|digits| parse_pid(digits)),
            pages: field(24)?,
            ticks,
        })
    }
}

/// The child's process id, which is also its session and group.
pub(super) fn pid(child: &Child) -> Option<Pid> {
    i32::try_from(child.id()).ok().and_then(Pid::from_raw)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    #[test]
    fn both_ways_to_find_children_agree() {
        let mut child = Command::new("sleep")
            .arg("60")
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let pid = pid(&child).unwrap();
        assert!(children_by_parent(getpid()).contains(&pid));
        assert!(descendants(getpid()).contains(&pid));
        assert!(usage(getpid()).processes >= 1);
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
