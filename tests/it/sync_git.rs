//! Several homes agree through a git repository.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::home::TestEnv;

/// A bare repository, and clones of it.
struct Remote(TempDir);

impl Remote {
    fn new() -> Self {
        let remote = Self(tempfile::tempdir().unwrap());
        git(
            remote.0.path(),
            &["init", "--quiet", "--bare", "-b", "main", "bare.git"],
        );
        remote
    }

    fn bare(&self) -> PathBuf {
        self.0.path().join("bare.git")
    }

    /// A clone, given as a path.
    fn clone(&self, name: &str) -> String {
        let bare = self.bare();
        git(
            self.0.path(),
            &["clone", "--quiet", bare.to_str().unwrap(), name],
        );
        self.0.path().join(name).to_str().unwrap().to_owned()
    }
}

/// Runs git without the settings of the machine; gives what it printed.
fn git(folder: &Path, words: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args(words);
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null");
    let run = command.output().unwrap();
    assert!(run.status.success(), "{words:?}: {run:?}");
    String::from_utf8(run.stdout).unwrap()
}

/// A machine whose git knows nobody.
fn machine(name: &str) -> TestEnv {
    let mut env = TestEnv::with_every_kind();
    env.set("GIT_CONFIG_GLOBAL", "/dev/null")
        .set("GIT_CONFIG_SYSTEM", "/dev/null");
    env.ok(&["config", "device_name", name]);
    env
}

fn answer(env: &TestEnv, card: &str) {
    let id = format!("kinds.{card}");
    env.ok_with(&["review", &id, "--new", "1"], "\n3\n");
}

fn cards(env: &TestEnv) -> serde_json::Value {
    env.json(&["list", "--json"])["cards"].clone()
}

#[test]
fn two_machines_agree_through_a_repository() {
    let remote = Remote::new();
    let (here, there) = (remote.clone("here"), remote.clone("there"));
    let (one, two) = (machine("desktop"), machine("laptop"));
    answer(&one, "basic");
    answer(&two, "open");
    // Both begin a history of their own: the remote has none yet.
    one.ok(&["sync", &here]);
    let said = two.ok(&["sync", &there]);
    assert!(
        said.starts_with("sent 1 event, received 1 event from desktop; both agree"),
        "{said}"
    );
    one.ok(&["sync", &here]);
    assert_eq!(cards(&one), cards(&two));
    let commits = git(&remote.bare(), &["rev-list", "--count", "main"]);
    one.ok(&["sync", &here]);
    two.ok(&["sync", &there]);
    let again = git(&remote.bare(), &["rev-list", "--count", "main"]);
    assert_eq!(commits, again, "nothing new, no commit");
}

#[test]
fn a_push_that_another_machine_overtakes_is_tried_again() {
    let remote = Remote::new();
    let (here, there) = (remote.clone("here"), remote.clone("there"));
    let (one, two) = (machine("desktop"), machine("laptop"));
    answer(&one, "basic");
    one.ok(&["sync", &here]);
    two.ok(&["sync", &there]);
    answer(&one, "open");
    answer(&two, "output");
    // The other machine pushes between the pull and the push of the first, once.
    let program = env!("CARGO_BIN_EXE_milepost");
    let hook = Path::new(&here).join(".git/hooks/pre-push");
    let script = format!(
        "#!/bin/sh\nrm \"$0\"\nenv -i PATH=\"$PATH\" HOME=\"$HOME\" GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null \
         MILEPOST_HOME='{}' {program} sync '{there}' > /dev/null\n",
        two.path().display()
    );
    std::fs::write(&hook, script).unwrap();
    let run = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    std::fs::set_permissions(&hook, run).unwrap();
    let said = one.ok(&["sync", &here]);
    assert!(!hook.exists(), "the other machine was not faster");
    assert!(
        said.starts_with("sent 1 event, received 1 event from laptop; both agree"),
        "{said}"
    );
    two.ok(&["sync", &there]);
    assert_eq!(cards(&one), cards(&two));
}

#[test]
fn a_remote_that_is_away_is_reported_and_nothing_is_lost() {
    let remote = Remote::new();
    let here = remote.clone("here");
    let one = machine("desktop");
    answer(&one, "basic");
    one.ok(&["sync", &here]);
    let away = remote.0.path().join("away.git");
    std::fs::rename(remote.bare(), &away).unwrap();
    answer(&one, "open");
    let ran = one.run(&["sync", &here]);
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(ran.stderr.contains("`git fetch` failed"), "{}", ran.all());
    assert!(ran.stderr.contains("hint: "), "{}", ran.all());
    std::fs::rename(&away, remote.bare()).unwrap();
    one.ok(&["sync", &here]);
    let two = machine("laptop");
    two.ok(&["sync", &remote.clone("there")]);
    assert_eq!(cards(&one), cards(&two));
}

#[test]
fn a_remote_that_was_rolled_back_is_filled_again() {
    let remote = Remote::new();
    let here = remote.clone("here");
    let one = machine("desktop");
    answer(&one, "basic");
    one.ok(&["sync", &here]);
    let early = git(&remote.bare(), &["rev-parse", "main"]);
    answer(&one, "open");
    one.ok(&["sync", &here]);
    git(
        &remote.bare(),
        &["update-ref", "refs/heads/main", early.trim()],
    );
    one.ok(&["sync", &here]);
    let two = machine("laptop");
    two.ok(&["sync", &remote.clone("there")]);
    assert_eq!(cards(&one), cards(&two));
}

#[test]
fn what_an_interrupted_sync_committed_is_pushed_by_the_next_one() {
    let remote = Remote::new();
    let here = remote.clone("here");
    let one = machine("desktop");
    answer(&one, "basic");
    one.ok(&["sync", &here]);
    answer(&one, "open");
    // A sync that ends after the segment was written, and before anything was committed.
    let git_folder = Path::new(&here).join(".git");
    let aside = remote.0.path().join("aside");
    std::fs::rename(&git_folder, &aside).unwrap();
    one.ok(&["sync", &here]);
    std::fs::rename(&aside, &git_folder).unwrap();
    let said = one.ok(&["sync", &here]);
    assert!(said.starts_with("sent 0 events"), "{said}");
    let two = machine("laptop");
    two.ok(&["sync", &remote.clone("there")]);
    assert_eq!(cards(&one), cards(&two));
}

#[test]
fn a_repository_without_a_remote_is_committed_to() {
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "--quiet", "-b", "main"]);
    let one = machine("desktop");
    answer(&one, "basic");
    one.ok(&["sync", folder.path().to_str().unwrap()]);
    let log = git(folder.path(), &["log", "--format=%s by %an"]);
    assert_eq!(log, "milepost: desktop by Milepost\n");
}
