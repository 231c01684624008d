//! Commands on a real screen, and with little room to write.

use std::process::Command;
use std::time::Duration;

use expectrl::Session;
use expectrl::session::OsSession;

use crate::home::TestEnv;

/// A command under a soft limit for the size of the files it writes, in blocks of 512 bytes.
pub(crate) fn limited(env: &TestEnv, words: &[&str], blocks: u64) -> Command {
    let inner = env.command(words);
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("ulimit -S -f {blocks}; exec \"$0\" \"$@\"")])
        .arg(inner.get_program());
    command.args(inner.get_args()).env_clear();
    command.envs(
        inner
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    command
}

/// Starts a command on a screen without colours.
pub(crate) fn on_a_screen(command: Command) -> OsSession {
    let mut command = command;
    command
        .env("TERM", "xterm")
        .env("NO_COLOR", "1")
        .env("LANG", "en_US.UTF-8");
    let mut session = Session::spawn(command).unwrap();
    session.set_expect_timeout(Some(Duration::from_mins(1)));
    session
}
