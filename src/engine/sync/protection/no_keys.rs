//! A build without encryption: an encrypted remote is left alone.

use super::at;
use crate::domain::id::DeviceId;
use crate::engine::sync::protection_fault::ProtectionFault;
use crate::engine::sync::report::SyncError;
use crate::sync::Remote;

/// No key.
#[derive(Default)]
pub(in crate::engine::sync) struct Keys {}

impl Keys {
    /// Refuses.
    pub(super) fn make(
        remote: &dyn Remote,
        _passphrase: &str,
        _writer: &DeviceId,
    ) -> Result<(), SyncError> {
        Err(at(remote, ProtectionFault::NotBuilt))
    }

    /// Refuses.
    #[expect(
        clippy::unused_self,
        clippy::needless_pass_by_ref_mut,
        reason = "the build with encryption needs it"
    )]
    pub(super) fn open<'r>(
        &mut self,
        remote: &'r dyn Remote,
        _passphrase: &str,
    ) -> Result<Box<dyn Remote + 'r>, SyncError> {
        Err(at(remote, ProtectionFault::NotBuilt))
    }
}
