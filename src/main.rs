//! The thin binary: runs the command line and ends with its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    milepost::python::sandbox_main(std::env::args_os())
        .unwrap_or_else(|| ExitCode::from(milepost::cli::main()))
}
