//! Certificates, orders and the account in a folder: a file a value, for its owner alone. Nodes that
//! see the same folder share it.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the shell: it reads and writes files"
)]

use std::collections::HashMap;
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;

use super::store::{Kind, Listed, Lock, Store, StoreError};

/// How often to look: one look at four folders costs microseconds.
const WATCH_INTERVAL: Duration = Duration::from_secs(1);
/// A folder that changed less than this ago may change once more without showing it.
const SETTLED: Duration = Duration::from_secs(2);
/// What a server that was killed left half written is removed after this time.
const LEFTOVER: Duration = Duration::from_secs(3600);
/// The folder of locks.
const LOCKS: &str = "locks";

/// A folder.
#[derive(Clone, Debug)]
pub struct FolderStore {
    folder: Arc<Path>,
    listed: Arc<Mutex<HashMap<Kind, Look>>>,
}

/// What was last seen of a folder.
#[derive(Debug)]
struct Look {
    /// When the folder had last changed.
    changed: (i64, i64),
    names: Vec<Listed>,
}

impl FolderStore {
    /// Opens the folder; it is made, with all that is in it, if it is missing.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let kinds = Kind::ALL.iter().map(|kind| kind.as_str()).chain([LOCKS]);
        for path in [folder.to_owned()].into_iter().chain(kinds.map(|kind| folder.join(kind))) {
            let made = DirBuilder::new().mode(0o700).create(&path);
            if let Err(error) = made.as_ref()
                && error.kind() != io::ErrorKind::AlreadyExists
            {
                return Err(fault(&path, error));
            }
            let found = std::fs::metadata(&path).map_err(|error| fault(&path, &error))?;
            if found.mode() & 0o077 != 0 {
                let problem = io::Error::other("others may open it, and keys are in it");
                let remedy = "take it from them with chmod 700";
                return Err(StoreError { remedy, ..fault(&path, &problem) });
            }
            remove_leftovers(&path).map_err(|error| fault(&path, &error))?;
        }
        Ok(Self { folder: folder.into(), listed: Arc::default() })
    }

    /// Names are hosts, tokens and digests: none has a slash or begins with a dot.
    fn path(&self, kind: Kind, name: &str) -> PathBuf {
        let extension = if kind == Kind::Certificate { "pem" } else { "json" };
        self.folder.join(kind.as_str()).join(format!("{name}.{extension}"))
    }

    fn list_now(&self, kind: Kind) -> io::Result<Vec<Listed>> {
        let folder = self.folder.join(kind.as_str());
        let found = std::fs::metadata(&folder)?;
        // Every change is a file that gets its name or loses it, which changes the folder.
        let changed = (found.mtime(), found.mtime_nsec());
        let mut looks = self.listed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(look) = looks.get(&kind).filter(|look| look.changed == changed) {
            return Ok(look.names.clone());
        }
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
            let Some((name, _)) = name.rsplit_once('.') else { continue };
            // A file that has just gone is none.
            let Ok(found) = entry.metadata() else { continue };
            let mut hasher = DefaultHasher::new();
            (found.mtime(), found.mtime_nsec(), found.size(), found.ino()).hash(&mut hasher);
            names.push(Listed { name: name.into(), version: hasher.finish() });
        }
        let settled = found.modified().is_ok_and(|time| is_older(time, SETTLED));
        if settled {
            looks.insert(kind, Look { changed, names: names.clone() });
        }
        Ok(names)
    }

    /// File operations wait for disks, and for servers of files.
    async fn blocking<T: Send + 'static>(
        &self,
        path: PathBuf,
        operation: impl FnOnce(&Self, &Path) -> io::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            operation(&store, &path).map_err(|error| fault(&path, &error))
        });
        match done.await {
            Ok(done) => done,
            Err(error) => Err(fault(&self.folder, &io::Error::other(error))),
        }
    }
}

#[async_trait]
impl Store for FolderStore {
    async fn read(&self, kind: Kind, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.blocking(self.path(kind, name), |_, path| match std::fs::read(path) {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }

    async fn write(&self, kind: Kind, name: &str, value: &[u8]) -> Result<(), StoreError> {
        let value = value.to_vec();
        self.blocking(self.path(kind, name), move |_, path| write_whole(path, &value)).await
    }

    async fn remove(&self, kind: Kind, name: &str) -> Result<(), StoreError> {
        self.blocking(self.path(kind, name), |_, path| match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => sync_folder(path),
        })
        .await
    }

    async fn list(&self, kind: Kind) -> Result<Vec<Listed>, StoreError> {
        let folder = self.folder.join(kind.as_str());
        self.blocking(folder, move |store, _| store.list_now(kind)).await
    }

    /// The system lets go of it when the process ends, however it ends.
    ///
    /// Its file, which is empty, stays for good. Whoever removed it could leave two nodes with a lock
    /// each: one that had opened the file before, and one that made another of the same name. To
    /// compare the file that was locked with the one of that name would rule this out on a disk, but
    /// not where the folder is shared: there a name may be looked up in what a node remembers.
    async fn lock(&self, kind: Kind, name: &str) -> Result<Option<Lock>, StoreError> {
        let path = self.folder.join(LOCKS).join(format!("{}-{name}", kind.as_str()));
        self.blocking(path, |_, path| {
            let mut options = OpenOptions::new();
            let file = options.write(true).create(true).truncate(false).mode(0o600).open(path)?;
            match file.try_lock() {
                Ok(()) => Ok(Some(Lock::new(file))),
                Err(TryLockError::WouldBlock) => Ok(None),
                Err(TryLockError::Error(error)) => Err(error),
            }
        })
        .await
    }

    fn watch_interval(&self) -> Duration {
        WATCH_INTERVAL
    }
}

/// Writes a file beside the old one, brings it to the disk and gives it its name.
fn write_whole(path: &Path, value: &[u8]) -> io::Result<()> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let new = path.with_file_name(format!(".{name}.{}-{number}.new", std::process::id()));
    let written = (|| {
        // One of the same name is of a process that is no more.
        let _ = std::fs::remove_file(&new);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
        file.write_all(value)?;
        file.sync_all()?;
        std::fs::rename(&new, path)
    })();
    if written.is_err() {
        let _ = std::fs::remove_file(&new);
    }
    written.and_then(|()| sync_folder(path))
}

/// Brings a name, or that it has gone, to the disk.
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path.parent().unwrap_or_else(|| Path::new(".")))?.sync_all()
}

fn remove_leftovers(folder: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_old = || entry.metadata()?.modified().map(|time| is_older(time, LEFTOVER));
        if name.starts_with('.') && name.ends_with(".new") && is_old()? {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn is_older(time: SystemTime, than: Duration) -> bool {
    SystemTime::now().duration_since(time).is_ok_and(|age| age > than)
}

fn fault(place: &Path, error: &io::Error) -> StoreError {
    StoreError {
        place: place.display().to_string(),
        problem: error.to_string(),
        remedy: "let the user that runs mailguide read and write the folder and all that is in it",
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn folder(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("mailguide-store-{name}-{}", std::process::id()))
    }

    #[tokio::test]
    async fn values_are_kept_whole_and_for_their_owner() {
        let path = folder("values");
        let store = FolderStore::open(&path).unwrap();
        let name = "autoconfig.a.example";
        assert_eq!(store.read(Kind::Order, name).await, Ok(None));
        store.write(Kind::Order, name, b"one").await.unwrap();
        let first = store.list(Kind::Order).await.unwrap();
        store.write(Kind::Order, name, b"two").await.unwrap();
        assert_eq!(store.read(Kind::Order, name).await.unwrap().unwrap(), b"two");
        let second = store.list(Kind::Order).await.unwrap();
        assert_eq!((first.len(), second.len(), &*second[0].name), (1, 1, name));
        assert_ne!(first[0].version, second[0].version);
        for (path, mode) in [
            (path.clone(), 0o700),
            (path.join("orders"), 0o700),
            (path.join("orders/autoconfig.a.example.json"), 0o600),
        ] {
            let found = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(found, mode, "{}", path.display());
        }
        store.remove(Kind::Order, name).await.unwrap();
        store.remove(Kind::Order, name).await.unwrap();
        assert_eq!(store.list(Kind::Order).await.unwrap(), []);
        assert_eq!(std::fs::read_dir(path.join("orders")).unwrap().count(), 0, "nothing is left");
        std::fs::remove_dir_all(path).unwrap();
    }

    #[tokio::test]
    async fn a_lock_has_one_holder() {
        let path = folder("locks");
        let (one, other) = (FolderStore::open(&path).unwrap(), FolderStore::open(&path).unwrap());
        let held = one.lock(Kind::Order, "a").await.unwrap().unwrap();
        assert!(other.lock(Kind::Order, "a").await.unwrap().is_none());
        assert!(one.lock(Kind::Order, "a").await.unwrap().is_none());
        assert!(other.lock(Kind::Order, "b").await.unwrap().is_some());
        drop(held);
        assert!(other.lock(Kind::Order, "a").await.unwrap().is_some());
        std::fs::remove_dir_all(path).unwrap();
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_used_is_told() {
        let path = folder("unusable");
        std::fs::write(&path, "").unwrap();
        let error = FolderStore::open(&path).unwrap_err().to_string();
        assert!(error.contains(&path.display().to_string()) && error.contains("; "), "{error}");
        std::fs::remove_file(&path).unwrap();
        // Nobody else may have it open.
        FolderStore::open(&path).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o750)).unwrap();
        let error = FolderStore::open(&path).unwrap_err().to_string();
        assert!(error.contains("chmod 700"), "{error}");
        std::fs::remove_dir_all(path).unwrap();
    }
}
