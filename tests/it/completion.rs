//! Names of roadmaps, topics and cards complete in the shells themselves. Where a shell is not installed its test says
//! that it was skipped.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use expectrl::Expect;

use crate::home::TestEnv;
use crate::screen::on_a_screen;

/// Where a shell lies; nothing, and a word about it, where it is not installed.
fn installed(shell: &str) -> Option<PathBuf> {
    let found = ["/usr/bin", "/bin", "/usr/local/bin"]
        .iter()
        .map(|folder| Path::new(folder).join(shell))
        .find(|path| path.exists());
    if found.is_none() {
        let word = format!("skipped: {shell} is not installed\n");
        std::io::stderr().write_all(word.as_bytes()).unwrap();
    }
    found
}

/// A home with the completion script of a shell in it, and the program on the path.
fn home_with_script(shell: &str) -> (TestEnv, PathBuf) {
    let mut env = TestEnv::new();
    let program = Path::new(env!("CARGO_BIN_EXE_milepost"));
    let folder = program.parent().unwrap().display();
    env.set("PATH", &format!("{folder}:/usr/bin:/bin"));
    env.set("PAGER", "cat");
    let script = env.ok(&["completions", shell]);
    env.write("script", &script);
    let file = env.path().join("script");
    (env, file)
}

/// The environment of the program, for a shell that is to run it.
fn shell_in(env: &TestEnv, shell: &Path, arguments: &[&str]) -> Command {
    let program = env.command(&[]);
    let mut command = Command::new(shell);
    command.args(arguments).env_clear();
    command.envs(
        program
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    command
}

/// Types beginnings of names with Tab in a shell and runs what it made of them.
fn complete_by_keys(shell: &str, arguments: &[&str], setup: &str) {
    let Some(path) = installed(shell) else { return };
    let (env, script) = home_with_script(shell);
    let mut session = on_a_screen(shell_in(&env, &path, arguments));
    let script = script.display();
    // The sign of the prompt is put together, so that the echo of the command is not taken for it.
    session
        .send_line(format!("{setup} source {script}; PS1='rea''dy: '"))
        .unwrap();
    for (typed, shown) in [
        ("milepost roadmap use mast", "following mastering-python"),
        ("milepost show lists.append-ext", "What does this print?"),
        ("milepost list --topic tup", "tuples.when-tuple"),
        ("milepost list topic:tup", "tuples.when-tuple"),
    ] {
        session.expect("ready: ").unwrap();
        session.send(typed).unwrap();
        session.send("\t").unwrap();
        session.send("\r").unwrap();
        session.expect(shown).unwrap();
    }
}

#[test]
fn bash_completes_names() {
    let arguments = ["--norc", "--noprofile", "-i"];
    complete_by_keys("bash", &arguments, "");
}

#[test]
fn zsh_completes_names() {
    let setup = "autoload -U compinit; compinit -D -u;";
    complete_by_keys("zsh", &["-f", "-i"], setup);
}

#[test]
fn fish_completes_names_and_offers_files_only_where_files_are_meant() {
    let Some(path) = installed("fish") else {
        return;
    };
    let (env, script) = home_with_script("fish");
    let complete = |line: &str| {
        let program = format!("source {}; complete -C '{line}'", script.display());
        let ran = shell_in(&env, &path, &["--no-config", "-c", &program])
            .current_dir(env.path())
            .env("HOME", env.path())
            .output()
            .unwrap();
        String::from_utf8(ran.stdout).unwrap()
    };
    assert_eq!(
        complete("milepost roadmap use "),
        "big-tech\nenterprise-python\nmastering-python\npython-developer\ntop-1-percent\n"
    );
    assert_eq!(complete("milepost review --topic tu"), "tuples\n");
    assert_eq!(
        complete("milepost show lists.append-e"),
        "lists.append-extend\n"
    );
    assert_eq!(complete("milepost list topic:tu"), "topic:tuples\n");
    assert!(complete("milepost drill --watch vars.").contains("vars."));
    assert_eq!(complete("milepost stats --html scr"), "script\n");
}
