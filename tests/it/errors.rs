//! Every error a learner can meet: lower case, naming the thing, with a hint whose command works when it is typed.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;

use crate::home::{Ran, TestEnv};

/// A home to meet an error in.
type Home = fn(&mut TestEnv);

/// An error: where, by what words and input, its exit code, and what it must name.
type Case = (
    Home,
    &'static [&'static str],
    &'static str,
    i32,
    &'static str,
);

fn plain(_: &mut TestEnv) {}

fn followed(env: &mut TestEnv) {
    env.ok(&["roadmap", "use", "big-tech"]);
}

fn interviewed(env: &mut TestEnv) {
    env.run_with(&["interview", "--minutes", "5"], &"\n".repeat(80));
}

/// Files to name: a full backup's place, tables and decks that are wrong in their own ways.
fn files(env: &mut TestEnv) {
    env.write("taken.db", "");
    env.write("deck.apkg", "a text");
    env.write("bad.csv", "prompt,answer\n,\n");
    env.write("table.csv", "prompt,answer\nWhy?,So.\n");
    env.write(
        "three.csv",
        "prompt;answer\nwhy?;\n;so\na;b;c;d\nfine;yes\n",
    );
    env.write("taken.csv", "\u{feff}\r\n");
    env.write("head.csv", "prompt;answer;tags\r\n");
    env.write("head.txt", "#separator:tab\n#html:true\n");
    env.write("deck.rtf", "x");
    env.write("empty.toml", "format = 1\ntopic = \"kinds\"\n");
    env.write(
        "road.toml",
        "format = 1\nid = \"road\"\nlang = \"en\"\ntitle = \"Road\"\n\n[[phase]]\nnumber = 1\ntitle = \"One\"\n",
    );
    env.write(
        "wrong.toml",
        "format = 1\ntopic = \"kinds\"\n[[card]]\nid = \"kinds.new\"\nkind = \"basik\"\n",
    );
    env.write("log.jsonl", "hello\n");
    fs::write(env.path().join("nul.csv"), b"caf\0e,x\n").unwrap();
    env.write("open.csv", "prompt,answer\n\"why?,so\n");
    fs::File::create(env.path().join("huge.csv"))
        .unwrap()
        .set_len(257 << 20)
        .unwrap();
}

fn set(env: &mut TestEnv, name: &str, value: &str) {
    env.set(name, value);
}

fn config(env: &TestEnv, text: &str) {
    env.write("config.toml", text);
}

/// Errors of the command line: exit code 2.
const USAGE: [Case; 32] = [
    (plain, &["reveiw"], "", 2, "'reveiw'"),
    (plain, &["review", "--foo"], "", 2, "'--foo'"),
    (plain, &["show"], "", 2, "<ID>"),
    (plain, &["roadmap", "done"], "", 2, "<ITEM>"),
    (plain, &["roadmap", "shwo"], "", 2, "'shwo'"),
    (plain, &["list", "--json=3"], "", 2, "'3'"),
    (plain, &["drill", "--count", "x"], "", 2, "'x'"),
    (
        plain,
        &["review", "--new", "99999999999"],
        "",
        2,
        "'99999999999'",
    ),
    (plain, &["stats", "--by", "foo"], "", 2, "'foo'"),
    (plain, &["stats", "--json", "--csv"], "", 2, "'--csv'"),
    (plain, &["interview", "--minutes", "0"], "", 2, "'0'"),
    (plain, &["completions", "foo"], "", 2, "'foo'"),
    (plain, &["check", "--jobs", "2"], "", 2, "--run"),
    (followed, &["review", "--phase", "2"], "", 2, "--phase"),
    (
        plain,
        &["config", "set", "rollover", "5"],
        "",
        2,
        "'set rollover 5'",
    ),
    (
        plain,
        &["config", "get", "rollover"],
        "",
        2,
        "'get rollover'",
    ),
    (plain, &["config", "set"], "", 2, "'set'"),
    (plain, &["config", "list"], "", 2, "'list'"),
    (plain, &["config", "rollover=5"], "", 2, "'rollover=5'"),
    (
        plain,
        &["config", "rollover", "=", "5"],
        "",
        2,
        "'rollover = 5'",
    ),
    (
        plain,
        &["config", "set", "roadmaps=big-tech", "mastering-python"],
        "",
        2,
        "'set roadmaps=big-tech mastering",
    ),
    (
        plain,
        &["config", "roadmaps", "big-tech,", "mastering-python"],
        "",
        2,
        "'roadmaps big-tech, mastering-python'",
    ),
    (plain, &["add"], "", 2, "a topic and a question"),
    (
        plain,
        &["add", "--topic", "A b", "--prompt", "p", "--answer", "a"],
        "",
        2,
        "'A b'",
    ),
    (
        plain,
        &["add", "--topic", "kinds", "--prompt", "p"],
        "",
        2,
        "basic card",
    ),
    (
        plain,
        &[
            "add", "--topic", "kinds", "--id", "x", "--prompt", "p", "--answer", "a",
        ],
        "",
        2,
        "'x'",
    ),
    (
        plain,
        &[
            "add", "--topic", "kinds", "--kind", "foo", "--prompt", "p", "--answer", "a",
        ],
        "",
        2,
        "'foo'",
    ),
    (
        plain,
        &[
            "add", "--topic", "kinds", "--kind", "code", "--prompt", "p", "--answer", "a",
        ],
        "",
        2,
        "a code card",
    ),
    (
        plain,
        &[
            "add", "--topic", "kinds", "--kind", "output", "--prompt", "p", "--answer", "a",
        ],
        "",
        2,
        "an output card",
    ),
    (
        plain,
        &[
            "add", "--topic", "kinds", "--kind", "cloze", "--prompt", "p", "--answer", "a",
        ],
        "",
        2,
        "a cloze",
    ),
    (
        plain,
        &[
            "add", "--topic", "kinds", "--kind", "choice", "--prompt", "p", "--right", "a",
        ],
        "",
        2,
        "a choice",
    ),
    (
        files,
        &["add", "--from", "HOME/table.csv"],
        "",
        2,
        "a table",
    ),
];

/// More of the same command.
const ADD: [Case; 26] = [
    (
        plain,
        &[
            "add",
            "--topic",
            "kinds",
            "--kind",
            "type",
            "--compare",
            "foo",
            "--prompt",
            "p",
            "--answer",
            "a",
        ],
        "",
        2,
        "'foo'",
    ),
    (
        plain,
        &[
            "add", "--topic", "kinds", "--level", "9", "--prompt", "p", "--answer", "a",
        ],
        "",
        2,
        "level 9",
    ),
    (
        plain,
        &[
            "add",
            "--topic",
            "kinds",
            "--interview",
            "foo",
            "--prompt",
            "p",
            "--answer",
            "a",
        ],
        "",
        2,
        "'foo'",
    ),
    (
        plain,
        &[
            "add",
            "--topic",
            "kinds",
            "--id",
            "kinds.basic",
            "--prompt",
            "p",
            "--answer",
            "a",
        ],
        "",
        1,
        "'kinds.basic'",
    ),
    (
        plain,
        &["add", "--topic", "kinds", "--prompt", "p", "--answer", ""],
        "",
        2,
        "--answer is empty",
    ),
    (
        plain,
        &[
            "add", "--topic", "kinds", "--prompt", "p", "--answer", "a", "--tag", " ",
        ],
        "",
        2,
        "--tag is empty",
    ),
    (
        plain,
        &[
            "add", "--topic", "kinds", "--prompt", "p", "--answer", "a", "--ref", "foo",
        ],
        "",
        1,
        "'foo' is not an https",
    ),
    (
        plain,
        &[
            "add",
            "--topic",
            "kinds",
            "--kind",
            "type",
            "--compare",
            "regex",
            "--prompt",
            "p",
            "--answer",
            "(",
        ],
        "",
        1,
        "the answer '('",
    ),
    (
        plain,
        &[
            "add", "--topic", "kinds", "--prompt", "p", "--right", "a", "--wrong", "b",
        ],
        "",
        2,
        "one --right-why",
    ),
    (
        plain,
        &[
            "add",
            "--topic",
            "kinds",
            "--prompt",
            "p",
            "--right",
            "a",
            "--right-why",
            "w",
            "--wrong",
            "b",
            "--wrong",
            "c",
            "--wrong-why",
            "w",
        ],
        "",
        2,
        "one --wrong-why for each --wrong: there are 1 for 2",
    ),
    (
        plain,
        &[
            "add",
            "--topic",
            "kinds",
            "--prompt",
            " What colour is the sky by day?",
            "--answer",
            "Blue",
        ],
        "",
        1,
        "'kinds.basic'",
    ),
    (
        plain,
        &["add", "--from", "HOME/nowhere.csv"],
        "",
        1,
        "nowhere.csv",
    ),
    (
        files,
        &["add", "--topic", "kinds", "--from", "HOME/bad.csv"],
        "",
        1,
        "bad.csv holds no row",
    ),
    (
        files,
        &["add", "--topic", "kinds", "--from", "HOME/deck.rtf"],
        "",
        1,
        "deck.rtf",
    ),
    (
        files,
        &["add", "--topic", "kinds", "--from", "HOME/nul.csv"],
        "",
        1,
        "nul.csv",
    ),
    (
        files,
        &["add", "--topic", "kinds", "--from", "HOME/huge.csv"],
        "",
        1,
        "huge.csv",
    ),
    (
        files,
        &["add", "--from", "HOME/empty.toml"],
        "",
        1,
        "empty.toml holds no [[card]]",
    ),
    (
        files,
        &["import", "HOME/road.toml"],
        "",
        1,
        "road.toml is a roadmap",
    ),
    (
        files,
        &["import", "--strict", "--topic", "kinds", "HOME/three.csv"],
        "",
        1,
        "three.csv:2: no answer",
    ),
    (
        files,
        &["import", "--topic", "kinds", "HOME/open.csv"],
        "",
        1,
        "open.csv:2: the quote",
    ),
    (
        files,
        &["import", "HOME/deck.apkg"],
        "",
        1,
        "deck.apkg: it is not an Anki package",
    ),
    (
        files,
        &["import", "--columns", "2", "HOME/table.csv"],
        "",
        2,
        "--columns",
    ),
    (
        files,
        &["add", "--topic", "kinds", "--from", "HOME/taken.csv"],
        "",
        1,
        "taken.csv is empty",
    ),
    (
        files,
        &["add", "--topic", "kinds", "--from", "HOME/head.csv"],
        "",
        1,
        "head.csv holds no row below its head",
    ),
    (
        files,
        &["add", "--topic", "kinds", "--from", "HOME/head.txt"],
        "",
        1,
        "head.txt holds no row below its head",
    ),
    (
        files,
        &["add", "--from", "HOME/wrong.toml"],
        "",
        1,
        "'basik'",
    ),
];

/// Errors of names and input: exit code 1.
const NAMES: [Case; 41] = [
    (plain, &["show", "kinds.basik"], "", 1, "'kinds.basik'"),
    (
        plain,
        &["show", "nothing-like-it"],
        "",
        1,
        "'nothing-like-it'",
    ),
    (plain, &["edit", "kinds.basik"], "", 1, "'kinds.basik'"),
    (
        plain,
        &["edit", "args.mutable-default", "--restore"],
        "",
        1,
        "'args.mutable-default'",
    ),
    (plain, &["suspend", "kinds.basik"], "", 1, "'kinds.basik'"),
    (plain, &["list", "("], "", 1, "column"),
    (plain, &["list", "topic:lsits"], "", 1, "'lsits'"),
    (plain, &["list", "is:foo"], "", 1, "'foo'"),
    (
        plain,
        &["review", "--roadmap", "big-tehc"],
        "",
        1,
        "'big-tehc'",
    ),
    (plain, &["review", "--topic", "lsits"], "", 1, "'lsits'"),
    (
        followed,
        &["review", "--roadmap", "big-tech", "--phase", "99"],
        "",
        1,
        "phase 99",
    ),
    (plain, &["roadmap", "show", "zzz"], "", 1, "'zzz'"),
    (
        plain,
        &["roadmap", "show", "big-tech", "--phase", "99"],
        "",
        1,
        "phase 99",
    ),
    (plain, &["roadmap", "drop", "big-tech"], "", 1, "'big-tech'"),
    (plain, &["roadmap", "why", "lsits"], "", 1, "'lsits'"),
    (plain, &["roadmap", "done", "12"], "", 1, "'12'"),
    (
        followed,
        &["roadmap", "done", "big-tech:x"],
        "",
        1,
        "'big-tech:x'",
    ),
    (
        plain,
        &["roadmap", "done", "big-tech:9999"],
        "",
        1,
        "line 9999",
    ),
    (
        plain,
        &["roadmap", "done", "big-tehc:1"],
        "",
        1,
        "'big-tehc'",
    ),
    (
        plain,
        &["stats", "--since", "yesterday"],
        "",
        1,
        "'yesterday'",
    ),
    (plain, &["config", "rolover"], "", 1, "'rolover'"),
    (plain, &["config", "xyz", "1"], "", 1, "'xyz'"),
    (
        plain,
        &["config", "set", "rolover", "1"],
        "",
        1,
        "'rolover'",
    ),
    (plain, &["config", "set", "rollover", "99"], "", 1, "'99'"),
    (
        plain,
        &["config", "set", "rollover", "5", "6"],
        "",
        1,
        "'5,6'",
    ),
    (plain, &["config", "rolover=99"], "", 1, "'rolover'"),
    (plain, &["config", "rollover", "99"], "", 1, "'99'"),
    (plain, &["config", "fuzz", "perhaps"], "", 1, "'perhaps'"),
    (plain, &["config", "scheduler", "best"], "", 1, "'best'"),
    (plain, &["config", "language", "de"], "", 1, "'de'"),
    (plain, &["config", "color", "red"], "", 1, "'red'"),
    (plain, &["trust", "lsits"], "", 1, "'lsits'"),
    (plain, &["trust", "lists"], "", 1, "'lists'"),
    (
        plain,
        &["interview", "show"],
        "",
        1,
        "no interview was held",
    ),
    (
        plain,
        &["interview", "resume"],
        "",
        1,
        "no interview broke off",
    ),
    (
        interviewed,
        &["interview", "show", "9"],
        "",
        1,
        "interview 9",
    ),
    (plain, &["interview", "--area", "zzz"], "", 1, "'zzz'"),
    (plain, &["interview", "--style", "zzz"], "", 1, "'zzz'"),
    (plain, &["interview", "--roadmap", "zzz"], "", 1, "'zzz'"),
    (
        plain,
        &["review", "kinds.basic", "--new", "1"],
        "\nfoo\n",
        1,
        "'foo'",
    ),
    (plain, &["check", "HOME/nowhere"], "", 1, "nowhere"),
];

/// Errors of files and the environment.
const PLACES: [Case; 24] = [
    (files, &["backup", "HOME/taken.db"], "", 1, "taken.db"),
    (plain, &["restore", "HOME/nowhere.db"], "", 1, "nowhere.db"),
    (files, &["restore", "HOME/log.jsonl"], "", 1, "log.jsonl"),
    (
        files,
        &["log", "import", "HOME/log.jsonl"],
        "",
        1,
        "log.jsonl' line 1",
    ),
    (plain, &["log", "import", "HOME/nowhere"], "", 1, "nowhere"),
    (plain, &["sync", "HOME/nowhere"], "", 1, "nowhere"),
    (plain, &["sync", "HOME"], "", 1, "the database itself"),
    (
        files,
        &["log", "export", "HOME/taken.db/x"],
        "",
        1,
        "taken.db/x",
    ),
    (
        files,
        &["log", "export", "HOME/log.jsonl"],
        "",
        1,
        "log.jsonl exists already",
    ),
    (
        files,
        &["stats", "--html", "HOME/table.csv"],
        "",
        1,
        "table.csv exists already",
    ),
    (
        files,
        &["stats", "--html", "HOME/taken.db/x"],
        "",
        1,
        "taken.db/x",
    ),
    (
        |env| config(env, "rollover = \"late\"\n"),
        &["due"],
        "",
        1,
        "'late'",
    ),
    (
        |env| config(env, "rolover = 1\n"),
        &["due"],
        "",
        1,
        "'rolover'",
    ),
    (
        |env| config(env, "rollover =\n"),
        &["due"],
        "",
        1,
        "config.toml:1",
    ),
    (
        |env| fs::create_dir(env.path().join("config.toml")).unwrap(),
        &["due"],
        "",
        1,
        "config.toml",
    ),
    (
        |env| set(env, "MILEPOST_NOW", "soon"),
        &["due"],
        "",
        1,
        "MILEPOST_NOW 'soon'",
    ),
    (
        |env| set(env, "MILEPOST_SEED", "many"),
        &["due"],
        "",
        1,
        "MILEPOST_SEED 'many'",
    ),
    (
        |env| set(env, "EDITOR", "no-such-editor"),
        &["edit", "kinds.basic"],
        "",
        1,
        "'no-such-editor'",
    ),
    (
        |env| set(env, "EDITOR", "vi 'x"),
        &["edit", "kinds.basic"],
        "",
        1,
        "'vi 'x'",
    ),
    (
        |env| set(env, "EDITOR", "false"),
        &["edit", "kinds.basic"],
        "",
        1,
        "'false'",
    ),
    (
        |env| env.write("editing", ""),
        &["edit", "kinds.basic"],
        "",
        1,
        "an editor",
    ),
    (
        |env| editor(env, "echo > \"$1\""),
        &["edit", "kinds.basic"],
        "",
        1,
        "[[card]]",
    ),
    (
        |env| editor(env, "sed -i s/kinds.basic/kinds.other/ \"$1\""),
        &["edit", "kinds.basic"],
        "",
        1,
        "'kinds.other'",
    ),
    (
        |env| set(env, "PATH", "/nowhere"),
        &["check", "--run"],
        "",
        1,
        "CPython",
    ),
];

fn editor(env: &mut TestEnv, text: &str) {
    env.write("editor.sh", text);
    let editor = format!("/bin/sh {}", env.path().join("editor.sh").display());
    env.set("EDITOR", &editor);
}

/// Homes whose database cannot be used; what repairs it is the learner's to do first.
const DATABASES: [Case; 5] = [
    (
        |env| {
            env.write(
                "milepost.db",
                "not a database, but long enough to be read as the head of one, so to say",
            );
        },
        &["due"],
        "",
        1,
        "not a database",
    ),
    (
        |env| sql(env, "PRAGMA user_version = 99"),
        &["due"],
        "",
        1,
        "newer version",
    ),
    (
        |env| sql(env, "PRAGMA application_id = 7"),
        &["due"],
        "",
        1,
        "another program",
    ),
    (damaged, &["review", "--new", "1"], "", 1, "milepost.db"),
    (
        |env| {
            let database = env.path().join("milepost.db");
            fs::remove_file(&database).unwrap();
            fs::create_dir(database).unwrap();
        },
        &["due"],
        "",
        1,
        "milepost.db",
    ),
];

fn sql(env: &TestEnv, text: &str) {
    env.ok(&["list", "topic:kinds"]);
    rusqlite::Connection::open(env.path().join("milepost.db"))
        .unwrap()
        .execute_batch(text)
        .unwrap();
}

fn damaged(env: &mut TestEnv) {
    env.ok(&["suspend", "kinds.output"]);
    let file = env.path().join("milepost.db");
    let size = usize::try_from(fs::metadata(&file).unwrap().len()).unwrap();
    let mut bytes = fs::read(&file).unwrap();
    bytes[600..size].fill(0xff);
    fs::write(file, bytes).unwrap();
}

/// The error a run ended with, and its hint.
fn told(ran: &Ran) -> (String, String) {
    let start = ran
        .stderr
        .find("error: ")
        .unwrap_or_else(|| panic!("no error: {}", ran.all()));
    let text = &ran.stderr[start + "error: ".len()..];
    let (error, hint) = text
        .rsplit_once("\nhint: ")
        .unwrap_or_else(|| panic!("no hint: {}", ran.all()));
    (error.to_owned(), hint.trim_end().to_owned())
}

/// A word may keep the case it is written in: a name of the environment, of a system's or program's own.
fn is_lower_case(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let own = first.starts_with("MILEPOST_")
        || first.starts_with("HOME")
        || first.starts_with(['\'', '/', '-', '<']);
    own || first
        .chars()
        .next()
        .is_some_and(|c| c.is_lowercase() || c.is_ascii_digit())
}

/// The command lines that a hint quotes.
fn commands(hint: &str) -> Vec<Vec<String>> {
    let quoted = hint.split('`').skip(1).step_by(2);
    quoted
        .filter_map(|text| shlex::split(text.strip_prefix("milepost ")?))
        .collect()
}

fn check((home, words, input, code, names): Case, fine: &[i32]) -> Result<(), String> {
    let mut env = TestEnv::with_every_kind();
    env.set("EDITOR", "true");
    home(&mut env);
    let put: Vec<String> = words
        .iter()
        .map(|word| word.replace("HOME", env.path().to_str().unwrap()))
        .collect();
    let ran = env.run_with(&put.iter().map(String::as_str).collect::<Vec<_>>(), input);
    let fault = |what: &str| Err(format!("{words:?}: {what}\n{}", ran.all()));
    if ran.code != code {
        return fault("another exit code");
    }
    let (error, hint) = told(&ran);
    if !error.contains(names) {
        return fault(&format!("does not name {names}"));
    }
    if !is_lower_case(&error) || !is_lower_case(hint.trim_start_matches('`')) {
        return fault("not lower case");
    }
    if error.ends_with('.') || hint.ends_with('.') {
        return fault("a full stop");
    }
    if let Some(unfit) = UNFIT.iter().find(|unfit| ran.stderr.contains(**unfit)) {
        return fault(&format!("{unfit:?} stands in it"));
    }
    if hint
        .split('`')
        .skip(1)
        .step_by(2)
        .any(|quoted| !quoted.starts_with("milepost "))
    {
        return fault("what the hint quotes cannot be typed");
    }
    for command in commands(&hint) {
        let typed: Vec<&str> = command.iter().map(String::as_str).collect();
        // Some write a file into the folder one is in.
        let typed = env
            .command(&typed)
            .current_dir(env.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        if !typed.status.code().is_some_and(|code| fine.contains(&code)) {
            return fault(&format!(
                "the hint {command:?} gives {}",
                String::from_utf8_lossy(&typed.stderr)
            ));
        }
    }
    Ok(())
}

/// What no error holds.
const UNFIT: [&str; 6] = ["Usage:", "'--help'", "tip:", ".tmp", "\n\n", "os error"];

fn check_all(cases: &[Case], fine: &[i32]) {
    let faults: Vec<String> = cases
        .iter()
        .filter_map(|case| check(*case, fine).err())
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn errors_of_the_command_line_have_the_form_of_every_other() {
    check_all(&USAGE, &[0, 3]);
}

#[test]
fn errors_of_add_say_how_it_is_written() {
    check_all(&ADD, &[0, 3]);
}

#[test]
fn errors_of_names_lead_to_the_names() {
    check_all(&NAMES, &[0, 3]);
}

#[test]
fn a_card_given_by_flags_is_faulted_by_flags() {
    let env = TestEnv::with_every_kind();
    let add = ["add", "--topic", "kinds", "--prompt", "p", "--answer"];
    for (words, fault) in [
        (&["("][..], ""),
        (
            &["a", "--ref", "foo"],
            "write https://...; nothing was added",
        ),
        (
            &["(", "--kind", "type", "--compare", "regex"],
            "fix --answer or --compare; nothing was added",
        ),
    ] {
        let ran = env.run(&[&add[..], words].concat());
        let shown = format!("{words:?}: {}", ran.all());
        assert_eq!(ran.code, i32::from(!fault.is_empty()), "{shown}");
        assert!(
            ran.stderr.contains(fault) && !ran.stderr.contains(".toml"),
            "{shown}"
        );
    }
}

#[test]
fn a_guess_at_config_is_answered_with_the_line_that_is_meant() {
    let env = TestEnv::with_every_kind();
    for (words, meant) in [
        (
            &["config", "set", "rollover", "5"][..],
            "`milepost config rollover 5`",
        ),
        (&["config", "rollover=5"], "`milepost config rollover 5`"),
        (&["config", "get", "rollover"], "`milepost config rollover`"),
        (
            &["config", "roadmaps", "big-tech,", "mastering-python"],
            "`milepost config roadmaps big-tech,mastering-python`",
        ),
        (&["config", "rolover"], "`milepost config rollover`"),
        (&["config", "roadmap"], "`milepost config roadmaps`"),
        (
            &["config", "colour"],
            "scheduler, fuzz, desired_retention, fsrs_weights, new_per_day, reviews_per_day, minutes_per_day, rollover, language, cards, color, sync_folder, device_name, sync_after_review, sync_passphrase_command, roadmaps",
        ),
        (&["config", "set", "color", "red"], "auto, always or never"),
    ] {
        let (_, hint) = told(&env.run(words));
        assert!(hint.contains(meant), "{words:?}: {hint}");
    }
    assert!(
        !env.path().join("config.toml").exists(),
        "nothing is changed by a guess"
    );
    assert!(!env.ok(&["help", "config"]).contains("guessed"));
}

#[test]
fn errors_of_files_and_surroundings_name_them() {
    check_all(&PLACES, &[0, 3]);
}

#[test]
fn errors_of_the_database_name_it_and_what_to_do() {
    check_all(&DATABASES, &[0, 1, 3]);
}

#[test]
fn a_folder_that_may_not_be_written_is_named() {
    if rustix::process::geteuid().is_root() {
        return;
    }
    let mut env = TestEnv::with_every_kind();
    fs::set_permissions(env.path(), fs::Permissions::from_mode(0o500)).unwrap();
    let (error, hint) = told(&env.at("2026-11-20T18:30:00-03:00").run(&["due"]));
    fs::set_permissions(env.path(), fs::Permissions::from_mode(0o700)).unwrap();
    assert!(
        error.contains("milepost.db") && hint.contains("MILEPOST_HOME"),
        "{error}\n{hint}"
    );
}

/// Where each variant of an error is met; those that only a fault of the machine brings say which test has them.
const MET: [(&str, &str); 57] = [
    ("StoreError::Newer", "DATABASES"),
    ("StoreError::Foreign", "DATABASES"),
    ("StoreError::NotADatabase", "DATABASES"),
    ("StoreError::ReadOnly", "reliability room"),
    ("StoreError::DiskFull", "reliability room"),
    ("StoreError::NoLog", "store::files"),
    ("StoreError::Busy", "reliability together"),
    ("StoreError::InUse", "store::whole"),
    ("StoreError::Gone", "commands"),
    ("StoreError::PutBack", "store::marks"),
    ("StoreError::NotOurs", "store::forks"),
    ("StoreError::Ahead", "store::ahead"),
    ("StoreError::Damaged", "DATABASES"),
    ("StoreError::Io", "PLACES: log import"),
    (
        "StoreError::Sql",
        "a refusal of SQLite that none of the others is: none is known",
    ),
    ("StoreError::Stale", "reliability together"),
    (
        "StoreError::UnknownSettings",
        "a bug of ours: store::answers",
    ),
    ("StoreError::NoSuchEvent", "a bug of ours: store::answers"),
    ("StoreError::Line", "PLACES: log import"),
    ("StoreError::CutShort", "store::merge"),
    ("StoreError::Clash", "store::merge"),
    ("SyncError::Store", "as StoreError"),
    (
        "SyncError::Own",
        "as the command that reads the file: sync_decks",
    ),
    ("TerminalError::Closed", "silent: session"),
    ("TerminalError::Io", "reliability room"),
    ("TerminalError::NotUtf8", "session"),
    ("TerminalError::TooLong", "session"),
    ("EditError::Io", "reliability room"),
    ("EditError::Changed", "decks::edit"),
    ("EditError::Faults", "ADD: no https address"),
    ("EditError::NotMine", "NAMES: edit --restore"),
    ("EditError::NoOriginal", "decks::edit"),
    ("EditError::NotOneBlock", "PLACES: an editor that empties"),
    ("EditError::IdChanged", "PLACES: an editor that renames"),
    ("SandboxError::Folder", "on the card: reliability sandbox"),
    ("SandboxError::Start", "on the card: reliability sandbox"),
    ("SandboxError::Failed", "on the card: reliability sandbox"),
    ("SandboxError::Unsafe", "on the card: reliability sandbox"),
    ("SandboxError::Silent", "on the card: reliability sandbox"),
    ("IdError::Empty", "ADD: no topic"),
    ("IdError::TooLong", "ADD: as Shape"),
    ("IdError::Shape", "USAGE: add --id x"),
    ("QueryFault", "NAMES: list"),
    ("QueryProblem::TooLong", "query"),
    ("QueryProblem::TooDeep", "query"),
    ("QueryProblem::Expected", "NAMES: list ("),
    ("QueryProblem::Unknown", "NAMES: list topic:lsits"),
    ("JudgeFault::TooLong", "at the card, asked again: judge"),
    ("JudgeFault::NoOption", "at the card, asked again: judge"),
    ("JudgeFault::OneOption", "at the card, asked again: judge"),
    ("JudgeFault::NoLine", "at the card, asked again: judge"),
    ("JudgeFault::BadPattern", "at the card, asked again: judge"),
    ("Unfit", "a warning of check --run: python_interpreter"),
    ("NoHost", "on the card, or of check --run: python_verify"),
    ("CardProblem", "of check --run: python_verify"),
    ("RunnerError", "of check --run: python_runner"),
    ("NotRun", "on the card, of check --run: python_runner"),
];

#[test]
fn every_variant_of_every_error_is_met_somewhere() {
    let known: BTreeSet<&str> = MET.iter().map(|(variant, _)| *variant).collect();
    let mut missing = Vec::new();
    let mut paths = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut paths,
    );
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        if text.contains("thiserror::Error") {
            missing.extend(
                variants(&text)
                    .into_iter()
                    .filter(|variant| !known.contains(variant.as_str())),
            );
        }
    }
    assert!(missing.is_empty(), "met by no test: {missing:?}");
}

fn sources(folder: &Path, paths: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, paths);
        } else {
            paths.push(path);
        }
    }
}

/// The variants of the error enums of a file, those of a whole enum under one name where the table has them so.
fn variants(text: &str) -> Vec<String> {
    let (mut owner, mut variants, mut message) = (String::new(), Vec::new(), false);
    for line in text.lines().map(str::trim) {
        if let Some(rest) = line
            .strip_prefix("pub enum ")
            .or_else(|| line.strip_prefix("pub(crate) enum "))
            .or_else(|| line.strip_prefix("pub struct "))
        {
            rest.split([' ', '('])
                .next()
                .unwrap_or_default()
                .clone_into(&mut owner);
        }
        if message && line.starts_with(|c: char| c.is_ascii_uppercase()) {
            let name = line.split(['(', ' ', ',']).next().unwrap_or_default();
            let whole = matches!(
                owner.as_str(),
                "Unfit" | "NoHost" | "CardProblem" | "RunnerError" | "NotRun"
            );
            variants.push(if whole {
                owner.clone()
            } else {
                format!("{owner}::{name}")
            });
        }
        message = line.starts_with("#[error(") || (message && line.starts_with("///"));
    }
    variants
}

#[test]
fn no_error_of_a_command_comes_without_a_hint() {
    let mut paths = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut paths,
    );
    let mut bare = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for (number, line) in lines.iter().enumerate() {
            let made = line.contains("AppError::user(") || line.contains("AppError::usage(");
            let near = lines[number..]
                .iter()
                .take(26)
                .copied()
                .collect::<Vec<_>>()
                .join("\n");
            if made && !near.contains("hint(") && !near.contains("hint:") {
                bare.push(format!(
                    "{}:{}: {}",
                    path.display(),
                    number + 1,
                    line.trim()
                ));
            }
        }
    }
    assert!(bare.is_empty(), "{}", bare.join("\n"));
}
