//! Whether a remote is encrypted, and what opens it. A remote that is encrypted is never written in the clear, and a clear
//! one is never written encrypted.

#[cfg(feature = "encryption")]
mod keys;
#[cfg(not(feature = "encryption"))]
mod no_keys;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

#[cfg(feature = "encryption")]
pub(super) use keys::Keys;
#[cfg(not(feature = "encryption"))]
pub(super) use no_keys::Keys;

use super::protection_fault::{PassphraseUse, ProtectionFault};
use super::report::SyncError;
use super::{EmptyFolder, SyncSetup};
use crate::domain::coverage::Coverage;
use crate::store::{Store, SyncedSegment};
use crate::sync::{KEY_FILE, Remote, RemoteSigns};

/// How a machine wants a remote to be protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection<'a> {
    /// As it is: a new one is not encrypted.
    AsFound,
    /// With a passphrase, which is not known yet.
    Wanted,
    /// With this one.
    Passphrase(&'a str),
}

/// A remote as it is to be written.
pub(super) enum Access<'r> {
    Clear,
    Encrypted(Box<dyn Remote + 'r>),
    /// The same, and the key was made just now.
    NewlyEncrypted(Box<dyn Remote + 'r>),
}

/// Finds out whether a remote is encrypted, and opens it. Before anything is written the key is read and decrypted.
pub(super) fn open<'r>(
    store: &Store,
    remote: &'r dyn Remote,
    setup: SyncSetup<'_>,
    keys: &mut Keys,
) -> Result<Access<'r>, SyncError> {
    let files = remote.list().map_err(|e| refused(remote, e))?;
    let signs = RemoteSigns::of(files.into_iter().map(|file| file.name));
    let known = store.local().synced_segments(&remote.place())?;
    if signs.is_empty() && known.contains_key(KEY_FILE) && setup.when_empty == EmptyFolder::Refused
    {
        return Err(SyncError::Emptied {
            folder: PathBuf::from(remote.address()),
            files: known.len(),
        });
    }
    let (is_new, passphrase) = match need(&signs, &known, setup) {
        Ok(Need::Nothing) => return Ok(Access::Clear),
        Ok(Need::Open(passphrase)) => (false, passphrase),
        Ok(Need::Make(passphrase)) => (true, passphrase),
        Err(fault) => return Err(at(remote, fault)),
    };
    if is_new {
        let writer = store.log().own_id()?;
        Keys::make(remote, passphrase, &writer)?;
    }
    let opened = keys.open(remote, passphrase)?;
    // From now on this machine knows that the remote is encrypted, also where all its files are taken away.
    let mark = SyncedSegment {
        size: 0,
        modified: 0,
        name: String::new(),
        covered: Coverage::default(),
    };
    store
        .local()
        .keep_synced(&remote.place(), KEY_FILE, &mark)?;
    Ok(if is_new {
        Access::NewlyEncrypted(opened)
    } else {
        Access::Encrypted(opened)
    })
}

enum Need<'p> {
    Nothing,
    Open(&'p str),
    Make(&'p str),
}

fn need<'p>(
    signs: &RemoteSigns,
    known: &BTreeMap<String, SyncedSegment>,
    setup: SyncSetup<'p>,
) -> Result<Need<'p>, ProtectionFault> {
    let with = |purpose| match setup.protection {
        _ if !cfg!(feature = "encryption") => Err(ProtectionFault::NotBuilt),
        Protection::Passphrase(passphrase) => Ok(passphrase),
        Protection::AsFound | Protection::Wanted => Err(ProtectionFault::PassphraseNeeded(purpose)),
    };
    let was_encrypted = known.contains_key(KEY_FILE);
    match (signs.has_key, &signs.clear, &signs.sealed) {
        (true, Some(clear), _) => Err(ProtectionFault::Mixed(clear.clone())),
        (true, None, _) => with(PassphraseUse::Open).map(Need::Open),
        (false, _, Some(_)) => Err(ProtectionFault::KeyMissing),
        (false, Some(_), None) if was_encrypted => Err(ProtectionFault::KeyMissing),
        (false, Some(_), None) if setup.protection == Protection::AsFound => Ok(Need::Nothing),
        (false, Some(_), None) => Err(ProtectionFault::NotEncrypted),
        // It held files and holds none: the exchange refuses it.
        (false, None, None) if !known.is_empty() && setup.when_empty == EmptyFolder::Refused => {
            Ok(Need::Nothing)
        }
        (false, None, None) if setup.protection == Protection::AsFound && !was_encrypted => {
            Ok(Need::Nothing)
        }
        (false, None, None) => with(PassphraseUse::Choose).map(Need::Make),
    }
}

pub(super) fn at(remote: &dyn Remote, fault: ProtectionFault) -> SyncError {
    SyncError::Protection {
        folder: remote.address(),
        fault,
    }
}

/// A file of the remote that the system refuses.
pub(super) fn refused(remote: &dyn Remote, source: io::Error) -> SyncError {
    match remote.local_path() {
        Some(folder) => SyncError::Folder {
            folder: folder.to_owned(),
            source,
        },
        None => SyncError::Unreachable {
            address: remote.address(),
            source,
        },
    }
}
