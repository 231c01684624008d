//! One process of a runner: JSON objects, a line each, go in and come out.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::Builder;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::RunnerError;

/// Longest part of a line that is repeated in an error, in characters.
const LONGEST_QUOTE: usize = 200;

#[derive(Debug)]
pub(super) struct RunnerProcess {
    child: Child,
    input: ChildStdin,
    lines: Receiver<std::io::Result<String>>,
    jobs: u64,
}

impl RunnerProcess {
    /// Starts it in a process group of its own, so that its end is that of what it started.
    pub(super) fn start(command: &[String]) -> Result<Self, RunnerError> {
        let mut child = Command::new(&command[0])
            .args(&command[1..])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .map_err(RunnerError::Start)?;
        let input = child.stdin.take().expect("the input is a pipe");
        let output = child.stdout.take().expect("the output is a pipe");
        let (sender, lines) = channel();
        let process = Self {
            child,
            input,
            lines,
            jobs: 0,
        };
        // A thread, because a pipe cannot be read with a limit of time. It ends with the process,
        // which is ended here where no thread can be made.
        let read = move || {
            for line in BufReader::new(output).lines() {
                if sender.send(line).is_err() {
                    return;
                }
            }
        };
        Builder::new().spawn(read).map_err(RunnerError::Start)?;
        Ok(process)
    }

    pub(super) const fn next_id(&mut self) -> u64 {
        self.jobs += 1;
        self.jobs
    }

    pub(super) fn send(&mut self, object: &impl Serialize) -> Result<(), RunnerError> {
        let mut line = serde_json::to_vec(object).expect("texts and numbers become JSON");
        line.push(b'\n');
        self.input.write_all(&line).map_err(|_| RunnerError::Ended)
    }

    pub(super) fn hear<T: DeserializeOwned>(
        &mut self,
        patience: Duration,
    ) -> Result<T, RunnerError> {
        let line = match self.lines.recv_timeout(patience) {
            Ok(line) => line.map_err(RunnerError::Start)?,
            Err(RecvTimeoutError::Timeout) => return Err(RunnerError::Silent),
            Err(RecvTimeoutError::Disconnected) => return Err(RunnerError::Ended),
        };
        serde_json::from_str(&line)
            .map_err(|_| RunnerError::Protocol(line.chars().take(LONGEST_QUOTE).collect()))
    }
}

impl Drop for RunnerProcess {
    fn drop(&mut self) {
        // It may have ended already, and then there is nothing to kill.
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}
