//! The writer's lock: one load at a time for a data folder, whichever process it runs in.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::{Error, Progress};

/// Holds the lock until it is dropped; a killed process loses it.
pub struct Lock {
    _file: File,
}

/// Takes the lock of a data folder if nobody holds it.
pub fn try_lock(data: &Path) -> Result<Option<Lock>, Error> {
    let file = lock_file(data)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock { _file: file })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(Error::Lock(error)),
    }
}

/// Waits for the lock of a data folder.
pub async fn lock(data: &Path, progress: &dyn Progress) -> Result<Lock, Error> {
    if let Some(lock) = try_lock(data)? {
        return Ok(lock);
    }
    progress.waiting_for_lock();
    let file = lock_file(data)?;
    let locked = tokio::task::spawn_blocking(move || file.lock().map(|()| file)).await;
    match locked {
        Ok(Ok(file)) => Ok(Lock { _file: file }),
        Ok(Err(error)) => Err(Error::Lock(error)),
        Err(broken) => Err(Error::Broken(broken.to_string())),
    }
}

fn lock_file(data: &Path) -> Result<File, Error> {
    std::fs::create_dir_all(data).map_err(Error::Lock)?;
    let path = data.join("writer.lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path);
    file.map_err(Error::Lock)
}
