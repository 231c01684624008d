//! Which Pythons are found, and how the unusable ones are named.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use milepost::domain::scope::PythonScope;
use milepost::python::interpreter::discover;
use milepost::python::probe::{PythonEnv, Unfit};

use crate::python::python;

fn script(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn claims(name: &str, version: &str) -> String {
    format!(
        r#"echo '{{"name": "{name}", "version": {version}, "program": "'$0'", "prefixes": ["/a", "/a", "/a", "/a"], "library": "/a/os.py"}}'"#
    )
}

fn path_of(folders: &[&Path]) -> PythonEnv {
    PythonEnv {
        path: Some(std::env::join_paths(folders).unwrap()),
        ..PythonEnv::default()
    }
}

#[test]
fn this_machine_has_a_usable_python() {
    assert!(python().program.is_absolute());
    assert!(python().serves(&PythonScope::parse(">=3.10").unwrap()));
}

#[test]
fn bad_ones_are_named_with_the_reason() {
    let home = tempfile::tempdir().unwrap();
    let bin = home.path().join("bin");
    script(
        &bin.join("python3"),
        "echo 'pyenv: python3: command not found' >&2; exit 127",
    );
    script(&bin.join("python3.10"), &claims("pypy", "[3, 10, 1]"));
    script(&bin.join("python3.11"), &claims("cpython", "[3, 9, 18]"));
    script(&bin.join("python3.12"), "echo 'Usage: something else'");
    script(&bin.join("python3.13"), "exit 1");
    let bad: Vec<Unfit> = discover(&path_of(&[&bin]), &[])
        .bad
        .into_iter()
        .map(|bad| bad.why)
        .collect();
    let fails = |why: &str| Unfit::Fails(why.to_owned());
    assert_eq!(
        bad,
        [
            fails("pyenv: python3: command not found"),
            Unfit::NotCPython("pypy".to_owned()),
            Unfit::TooOld("3.9.18".to_owned()),
            fails("its answer is not Python's"),
            fails("it ended without a word"),
        ]
    );
}

#[test]
fn a_good_one_behind_a_failing_shim_is_found() {
    let home = tempfile::tempdir().unwrap();
    let (shims, bin) = (home.path().join("shims"), home.path().join("bin"));
    script(&shims.join("python3.12"), "exit 127");
    script(&bin.join("python3.12"), &claims("cpython", "[3, 12, 4]"));
    let found = discover(&path_of(&[&shims, &bin]), &[]);
    assert_eq!(found.interpreters.len(), 1);
    assert_eq!(found.interpreters[0].version.to_string(), "3.12.4");
    assert_eq!(found.bad[0].program, shims.join("python3.12"));
}

#[test]
fn named_ones_come_first_and_one_program_counts_once() {
    let home = tempfile::tempdir().unwrap();
    let bin = home.path().join("bin");
    script(&bin.join("python3.13"), &claims("cpython", "[3, 13, 0]"));
    script(&bin.join("python3.11"), &claims("cpython", "[3, 11, 0]"));
    std::os::unix::fs::symlink(bin.join("python3.13"), bin.join("python3")).unwrap();
    let versions = |given: &[PathBuf]| -> Vec<u8> {
        discover(&path_of(&[&bin]), given)
            .interpreters
            .iter()
            .map(|python| python.version.minor)
            .collect()
    };
    assert_eq!(versions(&[]), [13, 11]);
    assert_eq!(versions(&[bin.join("python3.11")]), [11, 13]);
}

#[test]
fn pyenvs_versions_are_found_by_its_root_or_below_home() {
    let home = tempfile::tempdir().unwrap();
    script(
        &home.path().join(".pyenv/versions/3.12.1/bin/python3"),
        &claims("cpython", "[3, 12, 1]"),
    );
    let below_home = PythonEnv {
        home: Some(home.path().to_owned()),
        ..PythonEnv::default()
    };
    let by_root = PythonEnv {
        pyenv_root: Some(home.path().join(".pyenv")),
        ..PythonEnv::default()
    };
    for env in [below_home, by_root] {
        assert_eq!(discover(&env, &[]).interpreters.len(), 1, "{env:?}");
    }
}

#[test]
fn a_missing_file_is_named() {
    let found = discover(&PythonEnv::default(), &[PathBuf::from("/nowhere/python3")]);
    assert_eq!(found.interpreters, []);
    assert!(
        matches!(&found.bad[0].why, Unfit::Fails(why) if why.contains("no such file")),
        "{:?}",
        found.bad
    );
}
