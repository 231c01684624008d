//! The folder or the address that `sync` is given, and what can be done where it is refused.

use std::path::Path;

use crate::domain::wording::{Wording, problems};
use crate::engine::sync::{ProtectionFault, SyncError};
use crate::error::AppError;
use crate::sync::{KeyFault, Remote, SyncFolder, is_address};

/// Schemes of the places that are no folders.
const SCHEMES: [&str; 5] = ["s3", "gs", "az", "https", "http"];

/// The place itself; of one that is no folder nothing is asked yet.
pub(crate) fn open(path: &Path) -> Result<Box<dyn Remote>, AppError> {
    if let Some(address) = path.to_str().filter(|text| is_address(text)) {
        let scheme = address.split(':').next().unwrap_or_default();
        if !SCHEMES.contains(&scheme) {
            return Err(AppError::user(problems::sync_strange_address(address))
                .hint(problems::known_addresses()));
        }
        if !cfg!(feature = "cloud") {
            return Err(not_built(address));
        }
        return open_address(address);
    }
    let folder = SyncFolder::open(path).map_err(|source| {
        failure(SyncError::Folder {
            folder: path.to_owned(),
            source,
        })
    })?;
    Ok(Box::new(folder))
}

#[cfg(feature = "cloud")]
fn open_address(address: &str) -> Result<Box<dyn Remote>, AppError> {
    use crate::sync::{CloudRemote, WebdavLogin};
    use crate::world::text_variable;

    let user = text_variable("MILEPOST_WEBDAV_USER");
    let password = text_variable("MILEPOST_WEBDAV_PASSWORD");
    let login = user.as_deref().map(|user| WebdavLogin {
        user,
        password: password.as_deref().unwrap_or_default(),
    });
    let remote = CloudRemote::open(address, login).map_err(|source| {
        failure(SyncError::Unreachable {
            address: address.to_owned(),
            source,
        })
    })?;
    Ok(Box::new(remote))
}

#[cfg(not(feature = "cloud"))]
fn open_address(address: &str) -> Result<Box<dyn Remote>, AppError> {
    Err(not_built(address))
}

fn not_built(address: &str) -> AppError {
    AppError::user(problems::sync_cloud_not_built(address)).hint(problems::build_with_cloud())
}

/// What a sync that was refused is to the learner.
pub(crate) fn failure(error: SyncError) -> AppError {
    let hint = match error {
        SyncError::Store(fault) => return fault.into(),
        SyncError::Own(error) => return error,
        SyncError::Folder { .. } => problems::connect_or_make_folder(),
        SyncError::Unreachable { .. } => problems::check_address(),
        SyncError::HoldsHome { .. } => problems::sync_elsewhere(),
        SyncError::Emptied { .. } => problems::connect_or_refill(),
        SyncError::Git { .. } => problems::settle_git(),
        SyncError::Protection { ref fault, .. } => remedy_of(fault),
    };
    AppError::user(error.wording()).hint(hint)
}

/// What can be done where a remote is encrypted and should not be, or the other way round.
fn remedy_of(fault: &ProtectionFault) -> Wording {
    match fault {
        ProtectionFault::PassphraseNeeded(_) => problems::give_passphrase(),
        ProtectionFault::Key(KeyFault::WrongPassphrase) => problems::right_passphrase(),
        ProtectionFault::Key(KeyFault::Newer) => problems::install_newer(),
        ProtectionFault::Key(KeyFault::Damaged) | ProtectionFault::KeyMissing => {
            problems::restore_key()
        }
        ProtectionFault::Mixed(_) => problems::part_clear_files(),
        ProtectionFault::OtherKey(_) => problems::one_key(),
        ProtectionFault::NotEncrypted => problems::empty_folder_to_encrypt(),
        ProtectionFault::NotBuilt => problems::build_with_encryption(),
    }
}
