//! A folder for columns that do not stay in memory: private, below the system's folder for temporary files, gone with its
//! owner.
//!
//! It is removed when it is dropped. A process that is killed drops nothing; so each folder has a file that its process
//! holds locked as long as it lives, and the next process that reads text files removes the folders of which nobody
//! holds the lock.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Duration;

use tempfile::TempDir;

/// What the names of such folders begin with.
const PREFIX: &str = "kpi-rows-";
/// The file that is locked.
const LOCK: &str = "lock";
/// A folder may be without a lock for a moment, while it is made.
const LEAST_AGE: Duration = Duration::from_mins(1);

/// A folder of this process.
pub(crate) struct Folder {
    // Before the folder, since some systems do not remove files that are open.
    _lock: File,
    folder: TempDir,
}

impl Folder {
    /// A new folder.
    pub(crate) fn new() -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir()?;
        let lock = File::create(folder.path().join(LOCK))?;
        lock.lock()?;
        Ok(Self { _lock: lock, folder })
    }

    /// A path in it.
    pub(crate) fn file(&self, number: usize) -> PathBuf {
        self.folder.path().join(format!("{number}.parquet"))
    }
}

/// Removes what processes left behind that are no more; once for each process.
pub(crate) fn remove_orphans() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| remove_orphans_in(&std::env::temp_dir(), LEAST_AGE));
}

/// What cannot be removed stays: it may be somebody else's.
fn remove_orphans_in(parent: &Path, least_age: Duration) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        if is_ours && is_older(&entry, least_age) && is_orphan(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn is_older(entry: &fs::DirEntry, least_age: Duration) -> bool {
    let modified = entry.metadata().and_then(|metadata| metadata.modified());
    modified.is_ok_and(|modified| modified.elapsed().is_ok_and(|age| age >= least_age))
}

fn is_orphan(folder: &Path) -> bool {
    match File::open(folder.join(LOCK)) {
        Ok(lock) => lock.try_lock().is_ok(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_folder_goes_with_its_owner() {
        let parent = tempfile::tempdir().unwrap();
        let made = |name: &str| {
            let folder = parent.path().join(format!("{PREFIX}{name}"));
            fs::create_dir(&folder).unwrap();
            let lock = File::create(folder.join(LOCK)).unwrap();
            fs::write(folder.join("0.parquet"), "rows").unwrap();
            (folder, lock)
        };
        let (orphan, _) = made("orphan");
        let (living, lock) = made("living");
        lock.lock().unwrap();
        let other = parent.path().join("other");
        fs::create_dir(&other).unwrap();
        remove_orphans_in(parent.path(), Duration::from_hours(1));
        assert!(orphan.exists());
        remove_orphans_in(parent.path(), Duration::ZERO);
        assert!(!orphan.exists() && living.exists() && other.exists());
        drop(lock);
        remove_orphans_in(parent.path(), Duration::ZERO);
        assert!(!living.exists());
    }

    #[test]
    fn a_folder_is_removed_when_it_is_dropped() {
        let folder = Folder::new().unwrap();
        let path = folder.folder.path().to_owned();
        fs::write(folder.file(0), "rows").unwrap();
        assert!(!is_orphan(&path));
        drop(folder);
        assert!(!path.exists());
    }
}
