//! Standard input as a file that can be read more than once.

use std::fs::File;
use std::io::{Read, Seek};

use crate::cli::app::App;
use crate::domain::plain::io_reason;
use crate::domain::wording::problems;
use crate::error::AppError;
use crate::store::LARGEST_LOG;

/// A log that comes in on standard input, once all of it is there: the database stays locked while a log is merged, and a
/// pipe may take its time. The file has no name, so that nothing is left of it.
pub(super) fn all_of_standard_input(app: &App) -> Result<File, AppError> {
    let copy = || {
        let mut file = tempfile::tempfile_in(&app.world.home.data)?;
        // One byte more shows that there was too much.
        std::io::copy(&mut standard_input()?.take(LARGEST_LOG + 1), &mut file)?;
        file.rewind()?;
        Ok(file)
    };
    copy().map_err(|error: std::io::Error| {
        AppError::user(problems::cannot_read("-", io_reason(&error))).hint(problems::make_room())
    })
}

/// A second handle on standard input: the terminal holds the lock of the usual one, and has read nothing yet.
#[cfg(unix)]
fn standard_input() -> std::io::Result<File> {
    use std::os::fd::AsFd;

    Ok(std::io::stdin().as_fd().try_clone_to_owned()?.into())
}

#[cfg(not(unix))]
fn standard_input() -> std::io::Result<File> {
    Err(std::io::ErrorKind::Unsupported.into())
}
