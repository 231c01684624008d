//! A remote whose files and their names are encrypted.
//!
//! One file of the remote holds a random key, encrypted with the passphrase. scrypt makes guessing a passphrase slow, so
//! it is asked once for this file; every other file is encrypted for the key. Both are plain `age` files, so that they can
//! be read without this program. Names are encrypted with AES-SIV, which gives one name for one name: a place can be
//! listed without reading what it holds.

use std::fmt::Write as _;
use std::io::{self, Cursor, Read};
use std::path::Path;

use aes_siv::KeyInit;
use aes_siv::siv::Aes256Siv;
use age::secrecy::{ExposeSecret, SecretString};
use age::{DecryptError, Decryptor, scrypt, x25519};
use sha2::{Digest, Sha512};

use super::base32;
use super::key_file::{KeyFault, SEALED_ENDING};
use super::remote::{Remote, RemoteFile, SeekableFile};
use crate::domain::id::DeviceId;

/// The first line of the key file: another one is of a later version.
const KEY_HEAD: &str = "# milepost sync key, version 1";

/// What the key for names is derived with.
const NAMES: &[u8] = b"milepost sync names, version 1\n";

/// 2 to the power of this is what scrypt costs: about a second, and 256 MiB of memory.
const WORK: u8 = 18;

/// More than any machine of ours writes is refused: the remote could ask for hours.
const MOST_WORK: u8 = 20;

/// Most bytes of a file that is decrypted in memory.
const LARGEST: u64 = 1 << 29;

/// The key of a remote, in memory only.
#[derive(Clone)]
pub struct RemoteKey {
    identity: x25519::Identity,
    names: Vec<u8>,
}

impl RemoteKey {
    /// A key that nobody has.
    pub fn generate() -> Self {
        Self::of(x25519::Identity::generate())
    }

    fn of(identity: x25519::Identity) -> Self {
        let mut hash = Sha512::new();
        hash.update(NAMES);
        hash.update(identity.to_string().expose_secret().as_bytes());
        let names = hash.finalize().to_vec();
        Self { identity, names }
    }

    /// The content of a key file: this key, encrypted with a passphrase.
    pub fn lock(&self, passphrase: &str) -> io::Result<Vec<u8>> {
        let text = format!(
            "{KEY_HEAD}\n{}\n",
            self.identity.to_string().expose_secret()
        );
        let mut recipient = scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
        recipient.set_work_factor(WORK);
        age::encrypt(&recipient, text.as_bytes()).map_err(io::Error::other)
    }

    /// Reads a key file.
    pub fn unlock(file: &[u8], passphrase: &str) -> Result<Self, KeyFault> {
        let mut secret = scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
        secret.set_max_work_factor(MOST_WORK);
        let decryptor = Decryptor::new_buffered(file).map_err(|_| KeyFault::Damaged)?;
        let mut reader = match decryptor.decrypt(std::iter::once(&secret as &dyn age::Identity)) {
            Ok(reader) => reader,
            Err(DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed) => {
                return Err(KeyFault::WrongPassphrase);
            }
            Err(_) => return Err(KeyFault::Damaged),
        };
        let mut text = String::new();
        reader
            .read_to_string(&mut text)
            .map_err(|_| KeyFault::Damaged)?;
        let mut lines = text.lines();
        if lines.next() != Some(KEY_HEAD) {
            return Err(KeyFault::Newer);
        }
        let identity = lines.next().and_then(|line| line.parse().ok());
        identity.map(Self::of).ok_or(KeyFault::Damaged)
    }

    fn cipher(&self) -> io::Result<Aes256Siv> {
        Aes256Siv::new_from_slice(&self.names).map_err(|_| io::ErrorKind::InvalidData.into())
    }

    /// A name as the place knows it.
    fn seal_name(&self, name: &str) -> io::Result<String> {
        let sealed = self.cipher()?.encrypt([b""; 0], name.as_bytes());
        let sealed = sealed.map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
        Ok(format!("{}{SEALED_ENDING}", base32::encode(&sealed)))
    }

    fn open_name(&self, stored: &str) -> SealedName {
        let bytes = stored.strip_suffix(SEALED_ENDING).and_then(base32::decode);
        let Some(bytes) = bytes else {
            return SealedName::NotOurs;
        };
        let opened = self
            .cipher()
            .ok()
            .and_then(|mut cipher| cipher.decrypt([b""; 0], &bytes).ok());
        match opened.and_then(|name| String::from_utf8(name).ok()) {
            Some(name) => SealedName::Opened(name),
            None => SealedName::OtherKey,
        }
    }
}

enum SealedName {
    Opened(String),
    /// It looks like a name of ours, and was encrypted with another key.
    OtherKey,
    NotOurs,
}

/// A remote behind a key.
pub struct SealedRemote<'a> {
    inner: &'a dyn Remote,
    key: RemoteKey,
}

impl<'a> SealedRemote<'a> {
    /// What a key opens of a remote; or the name of a file that another key encrypted.
    pub fn open(inner: &'a dyn Remote, key: RemoteKey) -> io::Result<Result<Self, String>> {
        for file in inner.list()? {
            if matches!(key.open_name(&file.name), SealedName::OtherKey) {
                return Ok(Err(file.name));
            }
        }
        Ok(Ok(Self { inner, key }))
    }

    fn decrypted(&self, name: &str) -> io::Result<Vec<u8>> {
        let mut sealed = Vec::new();
        let file = self.inner.read(&self.key.seal_name(name)?)?;
        file.take(LARGEST).read_to_end(&mut sealed)?;
        age::decrypt(&self.key.identity, &sealed)
            .map_err(|_| io::Error::other(crate::domain::file_fault::FileFault::NotDecrypted))
    }
}

impl Remote for SealedRemote<'_> {
    fn address(&self) -> String {
        self.inner.address()
    }

    fn place(&self) -> String {
        self.inner.place()
    }

    fn local_path(&self) -> Option<&Path> {
        self.inner.local_path()
    }

    fn list(&self) -> io::Result<Vec<RemoteFile>> {
        let mut files = self.inner.list()?;
        for file in &mut files {
            if let SealedName::Opened(name) = self.key.open_name(&file.name) {
                file.name = name;
            }
        }
        Ok(files)
    }

    fn read(&self, name: &str) -> io::Result<Box<dyn SeekableFile>> {
        Ok(Box::new(Cursor::new(self.decrypted(name)?)))
    }

    fn ends_with(&self, name: &str, end: &[u8]) -> bool {
        // A file of this format that lacks a byte, or has a wrong one, is not decrypted at all.
        self.decrypted(name)
            .is_ok_and(|content| content.ends_with(end))
    }

    fn create(&self, name: &str, bytes: &[u8], writer: &DeviceId) -> io::Result<RemoteFile> {
        let sealed =
            age::encrypt(&self.key.identity.to_public(), bytes).map_err(io::Error::other)?;
        let stored = self.key.seal_name(name)?;
        let writer = self.key.hide(writer)?;
        let written = self.inner.create(&stored, &sealed, &writer)?;
        Ok(RemoteFile {
            name: name.to_owned(),
            ..written
        })
    }

    fn stored_name(&self, name: &str) -> String {
        match self.key.seal_name(name) {
            Ok(sealed) if !name.ends_with(SEALED_ENDING) => sealed,
            Ok(_) | Err(_) => name.to_owned(),
        }
    }
}

impl RemoteKey {
    /// What stands for a device in the names of unfinished files.
    fn hide(&self, device: &DeviceId) -> io::Result<DeviceId> {
        let sealed = self
            .cipher()?
            .encrypt([b"device"], device.to_string().as_bytes());
        let sealed = sealed.map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
        let mut digits = String::new();
        for byte in sealed.iter().take(16) {
            let _ = write!(digits, "{byte:02x}");
        }
        DeviceId::parse(&digits).map_err(|_| io::ErrorKind::InvalidData.into())
    }
}
