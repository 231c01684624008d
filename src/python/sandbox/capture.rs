//! One output of a program, read up to a limit.

use std::fs::File;
use std::io::Read;
use std::os::fd::{AsFd, OwnedFd};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

pub(super) struct Capture {
    stream: Option<File>,
    bytes: Vec<u8>,
    limit: usize,
}

impl Capture {
    pub(super) fn new(stream: OwnedFd, limit: usize) -> Self {
        Self {
            stream: Some(File::from(stream)),
            bytes: Vec::new(),
            limit,
        }
    }

    pub(super) fn poll(&self) -> Option<PollFd<'_>> {
        self.stream
            .as_ref()
            .map(|stream| PollFd::from_borrowed_fd(stream.as_fd(), PollFlags::IN))
    }

    pub(super) fn over(&self) -> bool {
        self.bytes.len() > self.limit
    }

    /// Reads what is there, if anything is.
    pub(super) fn read_ready(&mut self) -> std::io::Result<()> {
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
    pub(super) fn drain(&mut self) -> std::io::Result<()> {
        while self.stream.is_some() && !self.over() {
            self.read_ready()?;
        }
        Ok(())
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes[..self.bytes.len().min(self.limit)]).into_owned()
    }
}
