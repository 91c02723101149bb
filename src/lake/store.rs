//! The place where the lake lies: a folder or a bucket, and the object stores over it.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path as FilePath, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use deltalake::logstore::{LogStoreRef, StorageConfig, default_logstore};
use object_store::ObjectStore;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use url::Url;

use super::{Error, Location};

/// The lake's place, opened.
#[derive(Debug)]
pub(super) struct Store {
    /// Rooted where the path of a URL begins: at `/` of the machine or at the top of the bucket.
    root: Arc<dyn ObjectStore>,
    /// Rooted at the lake.
    pub lake: Arc<dyn ObjectStore>,
    url: Url,
    /// The folder, where the lake lies in one.
    pub folder: Option<PathBuf>,
}

impl Store {
    /// Opens a location. A folder that does not exist is made only when `may_create`.
    /// Touches no network: a bucket is first asked when a table is opened.
    pub fn open(location: &Location, may_create: bool) -> Result<Self, Error> {
        match location.url.split_once("://") {
            Some(("s3" | "s3a", _)) => Self::bucket(location),
            Some(_) => Err(refuse(location, "ожидается папка или s3://корзина/путь")),
            None => Self::folder(location, may_create),
        }
    }

    fn folder(location: &Location, may_create: bool) -> Result<Self, Error> {
        if let Some(option) = location.options.keys().next() {
            return Err(Error::UnknownOption {
                option: option.clone(),
            });
        }
        let folder = FilePath::new(&location.url);
        if may_create {
            std::fs::create_dir_all(folder).map_err(|source| refuse(location, source))?;
        }
        let folder = folder
            .canonicalize()
            .map_err(|source| refuse(location, source))?;
        let url = Url::from_directory_path(&folder)
            .map_err(|()| refuse(location, "путь нельзя записать как URL"))?;
        let lake =
            LocalFileSystem::new_with_prefix(&folder).map_err(|source| refuse(location, source))?;
        Ok(Self {
            root: Arc::new(LocalFileSystem::new()),
            lake: Arc::new(lake),
            url,
            folder: Some(folder),
        })
    }

    fn bucket(location: &Location) -> Result<Self, Error> {
        let mut url = Url::parse(&location.url).map_err(|source| refuse(location, source))?;
        let bucket = url
            .host_str()
            .filter(|host| !host.is_empty())
            .ok_or_else(|| refuse(location, "не названа корзина"))?
            .to_owned();
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        let mut builder = AmazonS3Builder::new().with_bucket_name(bucket);
        for (option, value) in &location.options {
            let key = AmazonS3ConfigKey::from_str(option).map_err(|_| Error::UnknownOption {
                option: option.clone(),
            })?;
            builder = builder.with_config(key, value);
        }
        let root: Arc<dyn ObjectStore> =
            Arc::new(builder.build().map_err(|source| refuse(location, source))?);
        let prefix = Path::from_url_path(url.path()).map_err(|source| refuse(location, source))?;
        Ok(Self {
            lake: Arc::new(PrefixStore::new(root.clone(), prefix)),
            root,
            url,
            folder: None,
        })
    }

    /// Returns the log store of the table that lies in `folder` under the lake.
    pub fn log_store(&self, folder: &str) -> Result<LogStoreRef, Error> {
        let url = self
            .url
            .join(&format!("{folder}/"))
            .map_err(|source| Error::Location {
                url: folder.to_owned(),
                reason: source.to_string(),
            })?;
        let prefix = Path::from_url_path(url.path()).map_err(|source| Error::Location {
            url: url.to_string(),
            reason: source.to_string(),
        })?;
        let table = Arc::new(PrefixStore::new(self.root.clone(), prefix));
        Ok(default_logstore(
            table,
            self.root.clone(),
            &url,
            &StorageConfig::default(),
        ))
    }

    /// Waits until files of the lake survive a loss of power. Object stores promise that themselves;
    /// the local one leaves files in the memory of the machine.
    pub async fn make_durable(&self, paths: Vec<Path>) -> Result<(), Error> {
        let Some(folder) = self.folder.clone() else {
            return Ok(());
        };
        let synced = tokio::task::spawn_blocking(move || {
            let files: Vec<PathBuf> = paths
                .iter()
                .map(|path| folder.join(path.as_ref()))
                .collect();
            // A new file is lost with its name unless its folder is written too.
            let folders: BTreeSet<&FilePath> =
                files.iter().filter_map(|file| file.parent()).collect();
            for path in files.iter().map(PathBuf::as_path).chain(folders) {
                File::open(path)
                    .and_then(|file| file.sync_all())
                    .map_err(|source| Error::Disk {
                        path: path.display().to_string(),
                        source,
                    })?;
            }
            Ok(())
        });
        // The closure does not panic, and nobody aborts it.
        synced.await.unwrap_or(Ok(()))
    }
}

fn refuse(location: &Location, reason: impl ToString) -> Error {
    Error::Location {
        url: location.url.clone(),
        reason: reason.to_string(),
    }
}
