//! What a learner types and does is for the learner alone: modes of files, no network, no stray copies.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::CommandFactory;
use expectrl::session::OsSession;
use expectrl::{Eof, Expect, Session};
use milepost::cli::args::Cli;

use crate::home::TestEnv;
use crate::kit::{rounds, tell};

/// Typed everywhere, and looked for afterwards.
const SECRET: &str = "zebra-marmalade";

/// Whole sessions and every command, with their input; `OUT` is a folder of the learner's, `CARDS` a table of theirs.
const DEEDS: [(&[&str], &str); 66] = [
    (&["roadmap", "use", "python-developer"], ""),
    (
        &["review", "kinds.basic", "--new", "1"],
        "\n3\n:flag zebra-marmalade\n",
    ),
    (
        &["review", "kinds.type", "--new", "1"],
        "zebra-marmalade\n2\n",
    ),
    (
        &["review", "kinds.cloze", "--new", "1"],
        "zebra-marmalade\n2\n",
    ),
    (&["trust", "kinds"], ""),
    (&["review", "kinds.code", "--new", "1"], "\n\n\n\n"),
    (
        &["review", "--new", "3"],
        "zebra-marmalade\n\n2\n:zebra-marmalade\n\n\n3\n:u\n",
    ),
    (&["undo"], ""),
    (&["unflag", "kinds.basic"], ""),
    (&["weakest"], ""),
    (&["complete", "topics"], ""),
    (&["drill", "--count", "2"], "zebra-marmalade\n\n\n\n"),
    (
        &["interview", "--minutes", "5"],
        "zebra-marmalade\n\n\nzebra-marmalade\n\n\n\n\n\n\n\n\n\n\n\n\n",
    ),
    (&["interview", "list", "--json"], ""),
    (&["interview", "show"], ""),
    (&["interview", "send"], ""),
    (&["questions", "zebra-marmalade"], ""),
    (&["due"], ""),
    (&["list", "zebra-marmalade"], ""),
    (&["show", "kinds.basic"], ""),
    (
        &[
            "add",
            "--topic",
            "mine",
            "--prompt",
            "What is a zebra-marmalade?",
            "--answer",
            "No idea.",
        ],
        "",
    ),
    (&["import", "CARDS"], ""),
    (&["edit", "kinds.basic"], ""),
    (&["edit", "args.mutable-default"], ""),
    (&["suspend", "kinds.output"], ""),
    (&["resume", "kinds.output"], ""),
    (&["bury", "kinds.output"], ""),
    (&["reset", "kinds.output"], ""),
    (&["roadmap", "show"], ""),
    (&["plan", "2027-01-20", "--minutes", "30"], ""),
    (&["place"], "zebra-marmalade\n2\n:q\n"),
    (&["plan", "drop"], ""),
    (&["roadmap", "why", "decorators"], ""),
    (&["roadmap", "done", "zebra-marmalade:1"], ""),
    (&["stats"], ""),
    (&["stats", "--plots"], ""),
    (&["stats", "--csv"], ""),
    (&["stats", "--html", "OUT/page.html"], ""),
    (&["log"], ""),
    (&["export", "OUT/cards.apkg", "topic:kinds"], ""),
    (&["export", "OUT/cards.csv", "topic:kinds"], ""),
    (&["log", "export", "OUT/log.jsonl"], ""),
    (&["log", "import", "OUT/log.jsonl"], ""),
    (&["sync", "OUT"], ""),
    (
        &["report", "OUT/report.jsonl", "--name", "Ana", "--yes"],
        "",
    ),
    (&["class", "OUT"], ""),
    (&["deck", "new", "OUT/our-deck"], ""),
    (&["deck", "add", "OUT/our-deck"], ""),
    (&["deck", "list"], ""),
    (&["deck", "update"], ""),
    (&["deck", "remove", "our-deck", "--yes"], ""),
    (&["translate", "pt-BR"], ""),
    (&["check"], ""),
    (&["check", "DECKS", "--run", "--jobs", "2"], ""),
    (&["doctor"], ""),
    (&["backup"], ""),
    (&["backup", "OUT/backup.db"], ""),
    (&["restore", "OUT/backup.db"], ""),
    (&["doctor", "--repair"], ""),
    (&["untrust", "kinds"], ""),
    (&["scheduler", "try"], ""),
    (&["config", "rollover", "5"], ""),
    (&["completions", "bash"], ""),
    (&["man"], ""),
    (&["zebra-marmalade"], ""),
    (&["delete", "kinds.open"], ""),
];

/// A home that the program makes, with an editor that tells the modes of what it is given.
struct Private {
    env: TestEnv,
    seen: PathBuf,
}

impl Private {
    fn new() -> Self {
        let mut env = TestEnv::empty();
        let seen = env.path().join("seen-by-the-editor");
        for folder in ["out", "tmp"] {
            std::fs::create_dir(env.path().join(folder)).unwrap();
        }
        let note = "stat -c '%a %n' \"$1\" \"$(dirname \"$1\")\" >> \"$SEEN\"; printf '\\n# zebra-marmalade\\n' >> \"$1\"";
        env.write("editor.sh", note);
        env.write("kinds.toml", include_str!("../it/fixtures/kinds.toml"));
        env.write(
            "cards.csv",
            "front,back\nWhat is a row?,A line of a table.\n",
        );
        let editor = format!("sh {}", env.path().join("editor.sh").display());
        env.set("EDITOR", &editor)
            .set("SEEN", seen.to_str().unwrap());
        let (home, tmp) = (env.path().join("deep/home"), env.path().join("tmp"));
        env.set("MILEPOST_HOME", home.to_str().unwrap())
            .set("TMPDIR", tmp.to_str().unwrap());
        Self { env, seen }
    }

    fn home(&self) -> PathBuf {
        self.env.path().join("deep/home")
    }

    fn words(&self, words: &[&str]) -> Vec<String> {
        let (out, decks) = (self.env.path().join("out"), self.home().join("decks"));
        let cards = self.env.path().join("cards.csv");
        let put = |word: &&str| {
            word.replace("OUT", out.to_str().unwrap())
                .replace("DECKS", decks.to_str().unwrap())
                .replace("CARDS", cards.to_str().unwrap())
        };
        words.iter().map(put).collect()
    }

    /// Runs the binary behind another program, which is given its path and words.
    fn run(&self, before: &[String], words: &[&str], input: &str) -> std::process::Output {
        let words = self.words(words);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let inner = self.env.command(&words);
        let mut command = Command::new(&before[0]);
        command
            .args(&before[1..])
            .arg(inner.get_program())
            .args(inner.get_args())
            .env_clear();
        command.envs(
            inner
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        let file = self.env.path().join("input");
        std::fs::write(&file, input).unwrap();
        command
            .stdin(std::fs::File::open(file).unwrap())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.output().unwrap()
    }

    /// Does everything, the learner's deck in place after the first deed has made the home.
    fn live(
        &self,
        before: impl Fn(&[&str]) -> Vec<String>,
        mut look: impl FnMut(&[&str], &std::process::Output),
    ) {
        for (number, (words, input)) in DEEDS.iter().enumerate() {
            let output = self.run(&before(words), words, input);
            look(words, &output);
            if number == 0 {
                let made = self.run(
                    &before(words),
                    &[
                        "add", "--topic", "kinds", "--prompt", "Why?", "--answer", "So.",
                    ],
                    "",
                );
                assert!(
                    made.status.success(),
                    "{}",
                    String::from_utf8_lossy(&made.stderr)
                );
                let deck = self.home().join("decks/topics/kinds.toml");
                std::fs::write(deck, include_str!("../it/fixtures/kinds.toml")).unwrap();
            }
        }
    }
}

/// The prompt at a screen, behind another program.
fn screen(env: &TestEnv, before: &str) -> OsSession {
    let inner = env.command(&[]);
    let mut command = Command::new(before);
    command
        .arg(inner.get_program())
        .args(inner.get_args())
        .env_clear();
    command.envs(
        inner
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    command.env("TERM", "xterm").env("NO_COLOR", "1");
    let mut session = Session::spawn(command).unwrap();
    session.set_expect_timeout(Some(std::time::Duration::from_mins(1)));
    session
}

/// Everything below a folder, the folder itself included.
fn tree(folder: &Path) -> Vec<PathBuf> {
    let mut all = vec![folder.to_path_buf()];
    let mut at = 0;
    while at < all.len() {
        if all[at].is_dir() && !all[at].is_symlink() {
            let inner = all[at].clone();
            all.extend(
                std::fs::read_dir(inner)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        }
        at += 1;
    }
    all
}

/// What others may do with things below a folder.
fn open_to_others(folder: &Path) -> Vec<String> {
    let fault = |path: PathBuf| {
        let found = std::fs::symlink_metadata(&path).ok()?;
        let (mode, right) = (
            found.permissions().mode() & 0o7777,
            if found.is_dir() { 0o700 } else { 0o600 },
        );
        (mode != right).then(|| format!("{mode:o} {}", path.display()))
    };
    tree(folder).into_iter().filter_map(fault).collect()
}

#[test]
fn every_command_is_among_the_deeds() {
    let done: BTreeSet<&str> = DEEDS.iter().map(|(words, _)| words[0]).collect();
    for command in Cli::command().get_subcommands() {
        assert!(done.contains(command.get_name()), "{}", command.get_name());
    }
}

#[test]
fn all_that_is_made_is_for_the_learner_alone_under_any_umask() {
    for umask in &["000", "277", "022"][..rounds(1, 3)] {
        let private = Private::new();
        let mut told = 0;
        let mask = format!("umask {umask}; exec \"$@\"");
        let before = ["sh", "-c", &mask, "sh"].map(str::to_owned);
        private.live(
            |_| before.to_vec(),
            |words, _| {
                let mut faults = open_to_others(&private.home());
                faults.extend(
                    tree(&private.env.path().join("out"))
                        .into_iter()
                        .skip(1)
                        .flat_map(|path| open_to_others(&path)),
                );
                assert!(
                    faults.is_empty(),
                    "umask {umask}, after {words:?}: {faults:#?}"
                );
                told += 1;
            },
        );
        assert_eq!(told, DEEDS.len());
        for (file, at_least) in [("backups", 2), ("decks/topics", 2), ("cache", 1)] {
            let there = std::fs::read_dir(private.home().join(file))
                .unwrap()
                .count();
            assert!(there >= at_least, "{file} holds {there}");
        }
        assert_eq!(
            open_to_others(&private.env.path().join("deep")),
            Vec::<String>::new()
        );
        let seen = std::fs::read_to_string(&private.seen).unwrap();
        assert!(
            seen.lines().count() >= 4,
            "the editor was given files: {seen}"
        );
        for line in seen.lines() {
            assert!(
                line.starts_with("600 ") || line.starts_with("700 "),
                "umask {umask}: {line}"
            );
        }
    }
    tell(&format!(
        "{} deeds under {} umasks: every file 0600, every folder 0700",
        DEEDS.len(),
        rounds(1, 3)
    ));
}

#[test]
fn what_an_open_session_holds_is_for_the_learner_alone_too() {
    let private = Private::new();
    private.run(
        &["env".to_owned()],
        &["roadmap", "use", "python-developer"],
        "",
    );
    let mut session = screen(&private.env, "/usr/bin/env");
    session.expect("milepost> ").unwrap();
    session.send_line("suspend decorators.wraps").unwrap();
    session.expect("milepost> ").unwrap();
    let names: Vec<String> = tree(&private.home())
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    for open in ["milepost.db-wal", "milepost.db-shm"] {
        assert!(
            names.iter().any(|name| name.ends_with(open)),
            "{open} is not there: {names:?}"
        );
    }
    assert_eq!(open_to_others(&private.home()), Vec::<String>::new());
    session.send_line("quit").unwrap();
    session.expect(Eof).unwrap();
    assert!(private.home().join("history").exists());
    assert_eq!(open_to_others(&private.home()), Vec::<String>::new());
}

#[test]
fn what_is_typed_stands_where_it_belongs_and_nowhere_else() {
    let private = Private::new();
    private.live(|_| vec!["env".to_owned()], |_, _| {});
    let mut found = BTreeSet::new();
    for path in tree(private.env.path())
        .into_iter()
        .filter(|path| path.is_file())
    {
        let bytes = std::fs::read(&path).unwrap();
        if bytes
            .windows(SECRET.len())
            .any(|window| window == SECRET.as_bytes())
        {
            let name = path
                .strip_prefix(private.env.path())
                .unwrap()
                .display()
                .to_string();
            let name = name.split(['-', '.']).next().unwrap();
            let is_segment = name.strip_prefix("out/").is_some_and(is_device);
            let name = if is_segment { "out/segment" } else { name };
            found.insert(name.to_owned());
        }
    }
    let belongs = [
        // The log and its copies, the content index, decks; a page, an export, a sync and a backup the learner asked for.
        "deep/home/milepost",
        "deep/home/cache/index",
        "deep/home/decks/topics/mine",
        "deep/home/decks/topics/kinds",
        "deep/home/decks/topics/core/function",
        // A translator reads the English of a card in its skeleton.
        "deep/home/decks/pt",
        // What the home knew of its decks at the last sync.
        "deep/home/sync",
        "deep/home/backups/milepost",
        "out/log",
        "out/segment",
        "out/backup",
        // The test's own.
        "editor",
        "input",
    ];
    let stray: Vec<&String> = found
        .iter()
        .filter(|name| !belongs.contains(&name.as_str()))
        .collect();
    assert!(stray.is_empty(), "{stray:?}");
    assert!(
        ["deep/home/milepost", "out/log", "out/segment"]
            .iter()
            .all(|name| found.contains(*name)),
        "{found:?}"
    );
    assert_eq!(
        std::fs::read_dir(private.env.path().join("tmp"))
            .unwrap()
            .count(),
        0,
        "nothing temporary stays"
    );
}

/// Whether a name is a device's id, with which the name of a segment begins.
fn is_device(name: &str) -> bool {
    name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A program that runs another one and kills it at its first socket, or at its first one to elsewhere.
#[cfg(target_os = "linux")]
fn guard(folder: &Path, define: &str, forbidden: &str) -> String {
    let program = folder.join(define);
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/no_sockets.c");
    let made = Command::new("cc")
        .arg(format!("-D{define}"))
        .arg("-o")
        .arg(&program)
        .arg(source)
        .status()
        .unwrap();
    assert!(made.success());
    let python = Command::new("python3")
        .args(["-c", "import sys; print(sys.executable)"])
        .output()
        .unwrap();
    let python = String::from_utf8(python.stdout).unwrap();
    let opens = format!("import socket; socket.socket(socket.{forbidden})");
    let tried = Command::new(&program)
        .args([python.trim(), "-S", "-c", &opens])
        .status()
        .unwrap();
    assert_eq!(
        tried.signal(),
        Some(SIGSYS),
        "the guard {define} does not hold: {tried}"
    );
    program.to_str().unwrap().to_owned()
}

/// The signal of a system call that is not allowed.
#[cfg(target_os = "linux")]
const SIGSYS: i32 = 31;

/// Whether a deed starts Python, a shell or an editor.
#[cfg(target_os = "linux")]
fn starts_others(words: &[&str]) -> bool {
    matches!(words[0], "edit" | "review" | "drill" | "interview") || words.contains(&"--run")
}

#[cfg(target_os = "linux")]
#[test]
fn no_command_opens_a_socket_and_nothing_it_starts_reaches_the_network() {
    let private = Private::new();
    let (strict, local) = (
        guard(private.env.path(), "STRICT", "AF_UNIX"),
        guard(private.env.path(), "LOCAL", "AF_INET"),
    );
    let mut ran = String::new();
    let before = |words: &[&str]| {
        vec![if starts_others(words) {
            local.clone()
        } else {
            strict.clone()
        }]
    };
    private.live(before, |words, output| {
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(
            matches!(output.status.code(), Some(0..=3)),
            "{words:?}: {} {complaint}",
            output.status
        );
        if words.contains(&"--run") {
            ran = format!("{}{complaint}", String::from_utf8_lossy(&output.stdout));
        }
    });
    assert!(ran.contains("runs of cards"), "{ran}");
    // The prompt, at a screen.
    let mut session = screen(&private.env, &strict);
    session.expect("milepost> ").unwrap();
    session.send_line("show kinds.basic").unwrap();
    session.expect("What colour").unwrap();
    session.expect("milepost> ").unwrap();
    session.send_line("quit").unwrap();
    session.expect(Eof).unwrap();
    tell(&format!(
        "{} deeds and a screen without a socket",
        DEEDS.len()
    ));
}
