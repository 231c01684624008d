//! The key of an encrypted remote: made once, derived from the passphrase once for each sync.

use std::io::{self, Read};

use super::{at, refused};
use crate::domain::id::DeviceId;
use crate::engine::sync::protection_fault::ProtectionFault;
use crate::engine::sync::report::SyncError;
use crate::sync::{KEY_FILE, KeyFault, Remote, RemoteKey, SealedRemote};

/// Most bytes of a key file; one has a few hundred.
const LARGEST: u64 = 64 * 1024;

/// The key that this sync has opened, with the key file it came from.
#[derive(Default)]
pub(in crate::engine::sync) struct Keys {
    opened: Option<(Vec<u8>, RemoteKey)>,
}

impl Keys {
    /// Makes the key of a remote that holds nothing.
    pub(super) fn make(
        remote: &dyn Remote,
        passphrase: &str,
        writer: &DeviceId,
    ) -> Result<(), SyncError> {
        let refuse = |e| refused(remote, e);
        let file = RemoteKey::generate().lock(passphrase).map_err(refuse)?;
        match remote.create(KEY_FILE, &file, writer) {
            Ok(_) => Ok(()),
            // Another machine was faster, and its key is the one.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(refuse(error)),
        }
    }

    /// Opens a remote by the key file that is in it now.
    pub(super) fn open<'r>(
        &mut self,
        remote: &'r dyn Remote,
        passphrase: &str,
    ) -> Result<Box<dyn Remote + 'r>, SyncError> {
        let refuse = |e| refused(remote, e);
        let mut file = Vec::new();
        let input = remote.read(KEY_FILE).map_err(refuse)?;
        input.take(LARGEST).read_to_end(&mut file).map_err(refuse)?;
        let key = self
            .key(file, passphrase)
            .map_err(|fault| at(remote, ProtectionFault::Key(fault)))?;
        match SealedRemote::open(remote, key).map_err(refuse)? {
            Ok(sealed) => Ok(Box::new(sealed)),
            Err(file) => Err(at(remote, ProtectionFault::OtherKey(file))),
        }
    }

    fn key(&mut self, file: Vec<u8>, passphrase: &str) -> Result<RemoteKey, KeyFault> {
        if let Some((opened, key)) = &self.opened
            && *opened == file
        {
            return Ok(key.clone());
        }
        let key = RemoteKey::unlock(&file, passphrase)?;
        self.opened = Some((file, key.clone()));
        Ok(key)
    }
}
