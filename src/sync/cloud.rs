//! Buckets of S3, Google Cloud Storage and Azure, and folders of a `WebDAV` server.
//!
//! Credentials come from the environment, where `object_store` looks for them. Everything has a limit of time: a session
//! that ends with a sync must end.

use std::future::Future;
use std::io::{self, Cursor};
use std::path::Path;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey};
use object_store::http::HttpBuilder;
use object_store::path::Path as ObjectPath;
use object_store::{
    ClientConfigKey, ClientOptions, Error, ObjectMeta, ObjectStore, ObjectStoreExt, PutMode,
    RetryConfig,
};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use tokio::runtime::Runtime;

use super::remote::{Remote, RemoteFile, SeekableFile};
use crate::domain::file_fault::FileFault;
use crate::domain::id::DeviceId;

/// For a connection, between two pieces of an answer, and for a whole answer.
const LIMITS: [(ClientConfigKey, &str); 3] = [
    (ClientConfigKey::ConnectTimeout, "10 seconds"),
    (ClientConfigKey::ReadTimeout, "30 seconds"),
    (ClientConfigKey::Timeout, "600 seconds"),
];

/// One request with its repetitions, however slow the line is.
const REQUEST: Duration = Duration::from_mins(10);

/// How often a request that failed is repeated, and for how long.
const REPETITIONS: usize = 2;
const REPEATING: Duration = Duration::from_secs(30);

/// Most bytes of a file that is read.
const LARGEST: u64 = 1 << 29;

/// What is repeated of an answer, in characters.
const LONGEST_REASON: usize = 400;

const NANOSECONDS: u64 = 1_000_000_000;

/// Who reads and writes on a `WebDAV` server.
#[derive(Clone, Copy)]
pub struct WebdavLogin<'a> {
    /// The name.
    pub user: &'a str,
    /// The password.
    pub password: &'a str,
}

/// A bucket with a prefix, or a folder of a server.
pub struct CloudRemote {
    address: String,
    /// What the names of all files begin with.
    prefix: ObjectPath,
    store: Box<dyn ObjectStore>,
    runtime: Runtime,
}

impl CloudRemote {
    /// The place at an address such as `s3://bucket/prefix`; nothing is asked of it yet.
    pub fn open(address: &str, login: Option<WebdavLogin<'_>>) -> io::Result<Self> {
        // Another part of the program may have chosen it already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let address = address.trim_end_matches('/');
        let (scheme, rest) = address
            .split_once("://")
            .ok_or(io::ErrorKind::InvalidInput)?;
        let prefix = match scheme {
            "https" | "http" => "",
            _ => rest.split_once('/').map_or("", |(_bucket, prefix)| prefix),
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        Ok(Self {
            address: address.to_owned(),
            prefix: ObjectPath::parse(prefix).map_err(io::Error::other)?,
            store: store_at(scheme, address, login)?,
            runtime,
        })
    }

    fn path(&self, name: &str) -> ObjectPath {
        self.prefix.clone().join(name)
    }

    fn wait<T>(&self, work: impl Future<Output = object_store::Result<T>>) -> io::Result<T> {
        let limited = async { tokio::time::timeout(REQUEST, work).await };
        match self.runtime.block_on(limited) {
            Ok(done) => done.map_err(|e| fault(&e)),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    /// Puts an object where none is.
    fn put_new(&self, path: &ObjectPath, bytes: &[u8]) -> io::Result<()> {
        let put = |mode: PutMode| {
            self.store
                .put_opts(path, bytes.to_vec().into(), mode.into())
        };
        let only_new = self
            .runtime
            .block_on(async { tokio::time::timeout(REQUEST, put(PutMode::Create)).await });
        match only_new {
            Ok(Err(Error::NotImplemented { .. })) => {}
            Ok(done) => return done.map(drop).map_err(|e| fault(&e)),
            Err(_) => return Err(io::ErrorKind::TimedOut.into()),
        }
        // A WebDAV server cannot be told to. Names hold checksums, so that two files of one name are one.
        match self.wait(self.store.head(path)) {
            Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.wait(put(PutMode::Overwrite)).map(drop)
            }
            Err(error) => Err(error),
        }
    }
}

impl Remote for CloudRemote {
    fn address(&self) -> String {
        self.address.clone()
    }

    fn local_path(&self) -> Option<&Path> {
        None
    }

    fn list(&self) -> io::Result<Vec<RemoteFile>> {
        let prefix = Some(&self.prefix).filter(|prefix| !prefix.as_ref().is_empty());
        let found = self.wait(self.store.list_with_delimiter(prefix))?;
        Ok(found.objects.iter().filter_map(file_of).collect())
    }

    fn read(&self, name: &str) -> io::Result<Box<dyn SeekableFile>> {
        let path = self.path(name);
        let bytes = self.wait(async {
            let found = self.store.get(&path).await?;
            if found.meta.size > LARGEST {
                return Ok(None);
            }
            found.bytes().await.map(Some)
        })?;
        match bytes {
            Some(bytes) => Ok(Box::new(Cursor::new(bytes))),
            None => Err(io::Error::other(FileFault::TooLarge(LARGEST))),
        }
    }

    /// An object is there whole or not at all, so that what was read once is not read again for its end.
    fn ends_with(&self, _name: &str, _end: &[u8]) -> bool {
        true
    }

    fn create(&self, name: &str, bytes: &[u8], _writer: &DeviceId) -> io::Result<RemoteFile> {
        let path = self.path(name);
        self.put_new(&path, bytes)?;
        let facts = self.wait(self.store.head(&path))?;
        file_of(&facts).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }
}

fn store_at(
    scheme: &str,
    address: &str,
    login: Option<WebdavLogin<'_>>,
) -> io::Result<Box<dyn ObjectStore>> {
    let retry = RetryConfig {
        max_retries: REPETITIONS,
        retry_timeout: REPEATING,
        ..RetryConfig::default()
    };
    let built: object_store::Result<Box<dyn ObjectStore>> = match scheme {
        "s3" => LIMITS
            .iter()
            .fold(AmazonS3Builder::from_env(), |s3, (key, limit)| {
                s3.with_config(AmazonS3ConfigKey::Client(*key), *limit)
            })
            .with_url(address)
            .with_retry(retry)
            .build()
            .map(|store| Box::new(store) as _),
        "gs" => LIMITS
            .iter()
            .fold(GoogleCloudStorageBuilder::from_env(), |gs, (key, limit)| {
                gs.with_config(GoogleConfigKey::Client(*key), *limit)
            })
            .with_url(address)
            .with_retry(retry)
            .build()
            .map(|store| Box::new(store) as _),
        "az" => LIMITS
            .iter()
            .fold(MicrosoftAzureBuilder::from_env(), |az, (key, limit)| {
                az.with_config(AzureConfigKey::Client(*key), *limit)
            })
            .with_url(address)
            .with_retry(retry)
            .build()
            .map(|store| Box::new(store) as _),
        "https" | "http" => {
            let mut options = LIMITS
                .iter()
                .fold(ClientOptions::new(), |options, (key, limit)| {
                    options.with_config(*key, *limit)
                })
                .with_allow_http(is_of_this_machine(address));
            if let Some(login) = login {
                options = options.with_default_headers(authorization(login)?);
            }
            HttpBuilder::new()
                .with_url(address)
                .with_client_options(options)
                .with_retry(retry)
                .build()
                .map(|store| Box::new(store) as _)
        }
        _ => return Err(io::ErrorKind::InvalidInput.into()),
    };
    built.map_err(|e| fault(&e))
}

/// Whether what is sent without encryption stays on this machine.
fn is_of_this_machine(address: &str) -> bool {
    ["http://127.0.0.1", "http://localhost"]
        .iter()
        .any(|local| {
            address
                .strip_prefix(local)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
        })
}

fn authorization(login: WebdavLogin<'_>) -> io::Result<HeaderMap> {
    let pair = BASE64_STANDARD.encode(format!("{}:{}", login.user, login.password));
    let mut value = HeaderValue::from_str(&format!("Basic {pair}")).map_err(io::Error::other)?;
    value.set_sensitive(true);
    Ok(HeaderMap::from_iter([(AUTHORIZATION, value)]))
}

/// A file by what the place says of it. Seconds are enough: some lists have fractions that single objects lack.
fn file_of(object: &ObjectMeta) -> Option<RemoteFile> {
    Some(RemoteFile {
        name: object.location.filename()?.to_owned(),
        size: object.size,
        modified: u64::try_from(object.last_modified.timestamp()).unwrap_or(0) * NANOSECONDS,
    })
}

fn fault(error: &Error) -> io::Error {
    if matches!(
        error,
        Error::AlreadyExists { .. } | Error::Precondition { .. }
    ) {
        return io::ErrorKind::AlreadyExists.into();
    }
    if matches!(error, Error::NotFound { .. }) {
        return io::ErrorKind::NotFound.into();
    }
    // What a server answers may be a page of XML.
    let said = error.to_string();
    let words: Vec<&str> = said.split_whitespace().collect();
    let reason: String = words.join(" ").chars().take(LONGEST_REASON).collect();
    io::Error::other(reason)
}
