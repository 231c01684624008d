//! What the Python tests share: a sandbox run by the built executable, and this machine's Pythons.

use std::path::PathBuf;
use std::sync::LazyLock;

use milepost::python::interpreter::{FoundInterpreters, Interpreter, discover};
use milepost::python::probe::PythonEnv;
use milepost::python::sandbox::Sandbox;
use milepost::world::text_variable;

static FOUND: LazyLock<FoundInterpreters> = LazyLock::new(|| discover(&python_env(), &[]));

pub(crate) fn python_env() -> PythonEnv {
    PythonEnv {
        path: text_variable("PATH").map(Into::into),
        home: text_variable("HOME").map(PathBuf::from),
        pyenv_root: text_variable("PYENV_ROOT").map(PathBuf::from),
    }
}

pub(crate) fn python() -> &'static Interpreter {
    FOUND
        .interpreters
        .first()
        .expect("these tests need a CPython 3.10 or newer")
}

pub(crate) fn sandbox() -> Sandbox {
    Sandbox::new(env!("CARGO_BIN_EXE_milepost"))
}
