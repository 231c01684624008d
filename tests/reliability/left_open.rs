//! A process that is ended while an editor is open: what was written is kept, and the next start offers it.

use std::path::{Path, PathBuf};

use expectrl::session::OsSession;
use expectrl::{Eof, Expect};

use crate::home::TestEnv;
use crate::kit::wait_for;
use crate::screen::on_a_screen;

/// Writes into the text like an editor that saved and stays open.
const EDITOR: &str = r#"
    case "$1" in
        *.py) printf 'def double(n):\n    return n + 7\n' > "$1";;
        *) sed -i 's/What colour/Which colour/' "$1";;
    esac
    echo $$ > "$0.pid.new"
    mv "$0.pid.new" "$0.pid"
    exec sleep 300
"#;

/// A home whose editor stays open, with a folder of its own for temporary files.
fn home() -> TestEnv {
    let mut env = TestEnv::with_every_kind();
    env.ok(&["trust", "kinds"]);
    env.write("editor.sh", EDITOR);
    let editor = format!("sh '{}'", env.path().join("editor.sh").display());
    let temporary = env.path().join("temporary");
    std::fs::create_dir(&temporary).unwrap();
    env.set("EDITOR", &editor)
        .set("TMPDIR", temporary.to_str().unwrap());
    env
}

/// Ends a session by a signal once its editor has saved, and the editor after it.
fn end_by(env: &TestEnv, session: OsSession, signal: &str) {
    let pid_file = env.path().join("editor.sh.pid");
    wait_for(|| pid_file.exists());
    kill(signal, &session.get_process().pid().to_string());
    let mut session = session;
    session.get_process_mut().wait().unwrap();
    kill("KILL", env.read("editor.sh.pid").trim());
    std::fs::remove_file(pid_file).unwrap();
}

fn kill(signal: &str, process: &str) {
    let ended = std::process::Command::new("kill")
        .args([&format!("-{signal}"), process])
        .status();
    assert!(ended.unwrap().success(), "no process {process}");
}

fn names_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let visible = entries.map(|entry| entry.unwrap().path());
    visible.filter(|path| path.is_dir()).collect()
}

#[test]
fn a_program_that_was_open_is_offered_after_any_signal() {
    for signal in ["HUP", "TERM", "KILL"] {
        let env = home();
        let mut session = on_a_screen(env.command(&["review", "kinds.code", "--new", "1"]));
        session.expect("Enter opens ").unwrap();
        session.expect("\u{1b}[K› ").unwrap();
        session.send("\r").unwrap();
        end_by(&env, session, signal);
        assert_eq!(
            std::fs::read_dir(env.path().join("temporary"))
                .unwrap()
                .count(),
            0,
            "{signal}"
        );
        let next = env.run(&["due"]);
        assert!(next.stderr.contains("kinds.code"), "{}", next.all());
        assert!(
            !env.run(&["due"]).stderr.contains("kinds.code"),
            "said twice"
        );
        assert_eq!(names_in(&env.path().join("editing")), [] as [PathBuf; 0]);
        let mut session = on_a_screen(env.command(&["review", "kinds.code", "--new", "1"]));
        session.expect("your last version is still here").unwrap();
        session.expect("\u{1b}[K› ").unwrap();
        session.send("r").unwrap();
        session.expect("return n + 7").unwrap();
    }
}

#[test]
fn an_edit_that_was_open_is_named_and_gone_on_with() {
    for signal in ["HUP", "TERM", "KILL"] {
        let mut env = home();
        let session = on_a_screen(env.command(&["edit", "kinds.basic"]));
        end_by(&env, session, signal);
        let named = env.run(&["due"]);
        assert!(
            named.stderr.contains("HOME/editing/kinds.basic-"),
            "{}",
            named.all()
        );
        env.set("EDITOR", "true");
        let mut session = on_a_screen(env.command(&["edit", "kinds.basic"]));
        session.expect("going on with").unwrap();
        session.expect("saved in").unwrap();
        session.expect(Eof).unwrap();
        let shown = env.ok(&["show", "kinds.basic"]);
        assert!(shown.contains("Which colour"), "{shown}");
        assert_eq!(env.run(&["due"]).stderr, "");
        assert_eq!(names_in(&env.path().join("editing")), [] as [PathBuf; 0]);
    }
}

#[test]
fn what_was_not_changed_or_not_finished_is_cleared_and_what_is_open_stays() {
    let mut env = home();
    let editor = "echo $$ > \"$0.pid.new\"; mv \"$0.pid.new\" \"$0.pid\"; exec sleep 300";
    env.write("editor.sh", editor);
    let session = on_a_screen(env.command(&["edit", "kinds.basic"]));
    wait_for(|| env.path().join("editor.sh.pid").exists());
    env.ok(&["due"]);
    let editing = env.path().join("editing");
    assert_eq!(names_in(&editing).len(), 1, "an open text was taken away");
    end_by(&env, session, "KILL");
    // Killed between making the folder and the first file in it.
    std::fs::create_dir(editing.join("kinds.choice-AbCdEf")).unwrap();
    assert_eq!(env.run(&["due"]).stderr, "");
    assert_eq!(names_in(&editing), [] as [PathBuf; 0]);
    env.set("EDITOR", "true");
    assert_eq!(env.run(&["edit", "kinds.basic"]).code, 0);
    assert_eq!(names_in(&editing), [] as [PathBuf; 0]);
}

#[test]
fn a_recovery_file_of_an_editor_is_kept_with_the_text() {
    let env = home();
    let editor = "echo $$ > \"$0.pid.new\"; mv \"$0.pid.new\" \"$0.pid\"\n\
                  : > \"$(dirname \"$1\")/.card.py.swp\"; exec sleep 300";
    env.write("editor.sh", editor);
    let mut session = on_a_screen(env.command(&["review", "kinds.code", "--new", "1"]));
    session.expect("Enter opens ").unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send("\r").unwrap();
    wait_for(|| {
        let open = names_in(&env.path().join("editing"));
        open.iter()
            .any(|folder| folder.join(".card.py.swp").exists())
    });
    end_by(&env, session, "KILL");
    let [folder] = &names_in(&env.path().join("editing"))[..] else {
        panic!("the folder is gone");
    };
    let named = env.run(&["due"]);
    assert!(
        named.stderr.contains("HOME/editing/kinds.code-"),
        "{}",
        named.all()
    );
    // The next visit opens the same file, so that the editor finds its own next to it.
    let editor = "printf '%s' \"$1\" > \"$0.opened\"";
    env.write("editor.sh", editor);
    let mut session = on_a_screen(env.command(&["review", "kinds.code", "--new", "1"]));
    session.expect("Enter opens ").unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send("\r").unwrap();
    let opened = env.path().join("editor.sh.opened");
    wait_for(|| opened.exists());
    assert_eq!(
        env.read("editor.sh.opened"),
        folder.join("card.py").to_str().unwrap()
    );
}

#[test]
fn what_killed_commands_left_aside_is_cleared_by_the_next_start() {
    let env = home();
    env.ok(&["backup"]);
    let left = ["", "backups/", "cache/"].map(|folder| {
        let file = format!("{folder}.milepost-part-AbCdEf");
        env.write(&file, "half");
        let file = env.path().join(file);
        make_old(&file);
        file
    });
    let folder = env.path().join("backups/.milepost-part-aBcDeF");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("milepost.db"), "half").unwrap();
    make_old(&folder);
    // Somebody is writing it.
    let held = env.path().join("cache/.milepost-part-123456");
    env.write("cache/.milepost-part-123456", "half");
    let writer = std::fs::File::open(&held).unwrap();
    writer.try_lock().unwrap();
    make_old(&held);
    env.ok(&["due"]);
    assert!(!left.iter().any(|file| file.exists()));
    assert!(!folder.exists());
    assert!(held.exists());
    drop(writer);
    env.ok(&["due"]);
    assert!(!held.exists());
}

fn make_old(path: &Path) {
    let opened = std::fs::File::open(path).unwrap();
    opened
        .set_modified(std::time::SystemTime::UNIX_EPOCH)
        .unwrap();
}
