//! Certificates in files: which files belong together, what is wrong with them, and whether they
//! have changed.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the shell: it reads files, and the clock of their certificates"
)]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::sync::Mutex;
use tracing::{info, warn};

use super::certificate::{Certificate, CertificateError};
use super::certificates::Certificates;

/// How often files are looked at.
const POLL: Duration = Duration::from_secs(3);
/// How often the operator is told of certificates that end soon.
const REMINDER: Duration = Duration::from_secs(24 * 3600);
/// When to begin with that. Programs that renew certificates do so earlier.
const ENDS_SOON: Duration = Duration::from_secs(14 * 24 * 3600);
const DAY: u64 = 24 * 3600;

/// Where certificates are.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct FileSettings {
    /// A certificate with its chain, and its key.
    pub pair: Option<(PathBuf, PathBuf)>,
    /// A folder with more of them.
    pub folder: Option<PathBuf>,
}

/// The certificates of files, as they were last read.
#[derive(Debug)]
pub struct CertificateFiles {
    settings: FileSettings,
    pairs: Vec<Pair>,
}

/// A certificate and its key.
#[derive(Clone, Debug)]
struct Pair {
    paths: Paths,
    stamp: Option<Stamp>,
    /// Nothing where the files were never right.
    certificate: Option<Arc<Certificate>>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
struct Paths {
    certificate: PathBuf,
    key: PathBuf,
    /// The setting that leads there.
    setting: &'static str,
}

/// What changes with a file: when it was written, its length, and which file it is.
type Stamp = [(i64, i64, u64, u64); 2];

impl CertificateFiles {
    /// Reads all of them. A fault in any is told, and then none is used.
    pub fn read(settings: FileSettings) -> Result<Self, Vec<FileError>> {
        let listed = settings.list().map_err(|error| vec![error])?;
        let mut faults = Vec::new();
        let mut pairs = Vec::new();
        for paths in listed {
            let stamp = paths.stamp();
            match paths.read() {
                Ok(certificate) => {
                    pairs.push(Pair { paths, stamp, certificate: Some(Arc::new(certificate)) });
                }
                Err(error) => faults.push(error),
            }
        }
        match faults.is_empty() {
            true => Ok(Self { settings, pairs }),
            false => Err(faults),
        }
    }

    /// Reads what has changed since. What cannot be read stays as it is.
    fn read_again(&self) -> Option<(Self, Vec<FileError>)> {
        let mut faults = Vec::new();
        let listed = self.settings.list().ok()?;
        let known: BTreeMap<&Path, &Pair> =
            self.pairs.iter().map(|pair| (&*pair.paths.certificate, pair)).collect();
        let mut pairs = Vec::new();
        let mut changed = listed.len() != self.pairs.len();
        for paths in listed {
            let old = known.get(&*paths.certificate).copied();
            let stamp = paths.stamp();
            if let Some(old) = old.filter(|old| old.paths == paths && old.stamp == stamp) {
                pairs.push(old.clone());
                continue;
            }
            changed = true;
            let certificate = match paths.read() {
                Ok(certificate) => Some(Arc::new(certificate)),
                Err(error) => {
                    faults.push(error);
                    old.and_then(|old| old.certificate.clone())
                }
            };
            pairs.push(Pair { paths, stamp, certificate });
        }
        changed.then(|| (Self { settings: self.settings.clone(), pairs }, faults))
    }

    /// Certificates that end soon or have ended, with a remedy.
    pub fn warnings(&self) -> Vec<String> {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let warning = |pair: &Pair| {
            let expires = pair.certificate.as_ref()?.expires();
            let path = pair.paths.certificate.display();
            let days = |time: Duration| match time.as_secs() / DAY {
                1 => "1 day".to_owned(),
                days => format!("{days} days"),
            };
            match expires.checked_sub(now) {
                None => Some(format!(
                    "the certificate {path} ended {} ago, and clients refuse it; renew it",
                    days(now - expires)
                )),
                Some(left) if left < ENDS_SOON => {
                    Some(format!("the certificate {path} ends in {}; renew it", days(left)))
                }
                Some(_) => None,
            }
        };
        self.pairs.iter().filter_map(warning).collect()
    }

    fn certificates(&self) -> Vec<Arc<Certificate>> {
        self.pairs.iter().filter_map(|pair| pair.certificate.clone()).collect()
    }
}

impl FileSettings {
    /// What belongs together, the pair that is named first.
    fn list(&self) -> Result<Vec<Paths>, FileError> {
        let pair = self.pair.iter().map(|(certificate, key)| Paths {
            certificate: certificate.clone(),
            key: key.clone(),
            setting: "tls.certificate",
        });
        let mut listed: Vec<Paths> = pair.collect();
        if let Some(folder) = &self.folder {
            listed.extend(list_folder(folder).map_err(|error| FileError {
                setting: "tls.folder",
                path: folder.clone(),
                fault: FileFault::Unreadable(error),
            })?);
        }
        Ok(listed)
    }
}

/// `NAME/fullchain.pem` with `NAME/privkey.pem`, and `NAME.pem` with `NAME.key`, by their names.
fn list_folder(folder: &Path) -> io::Result<Vec<Paths>> {
    let mut listed = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let (certificate, key) = if path.is_dir() {
            (path.join("fullchain.pem"), path.join("privkey.pem"))
        } else if path.extension() == Some(OsStr::new("pem")) {
            (path.clone(), path.with_extension("key"))
        } else {
            continue;
        };
        if certificate.exists() {
            listed.push(Paths { certificate, key, setting: "tls.folder" });
        }
    }
    listed.sort_by(|one, other| one.certificate.cmp(&other.certificate));
    Ok(listed)
}

impl Paths {
    fn read(&self) -> Result<Certificate, FileError> {
        let fault =
            |path: &Path, fault| FileError { setting: self.setting, path: path.to_owned(), fault };
        let read = |path: &Path| {
            std::fs::read(path).map_err(|error| fault(path, FileFault::Unreadable(error)))
        };
        let (chain, key) = (read(&self.certificate)?, read(&self.key)?);
        Certificate::from_pem(&chain, &key)
            .map_err(|error| fault(&self.certificate, FileFault::Unusable(error)))
    }

    /// Nothing where one of the files is not there.
    fn stamp(&self) -> Option<Stamp> {
        let stamp = |path: &Path| {
            let found = std::fs::metadata(path).ok()?;
            Some((found.mtime(), found.mtime_nsec(), found.size(), found.ino()))
        };
        Some([stamp(&self.certificate)?, stamp(&self.key)?])
    }
}

/// What is wrong with a file, where it is, and what to do.
#[derive(Debug)]
pub struct FileError {
    setting: &'static str,
    path: PathBuf,
    fault: FileFault,
}

#[derive(Debug)]
enum FileFault {
    Unreadable(io::Error),
    Unusable(CertificateError),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (setting, path) = (self.setting, self.path.display());
        match &self.fault {
            FileFault::Unreadable(error) => write!(
                f,
                "{setting}: cannot read {path}: {error}; name what is there and this user may read"
            ),
            FileFault::Unusable(error) => write!(f, "{setting}: {path}: {error}"),
        }
    }
}

/// Keeps what is shown the same as what is in the files.
#[derive(Debug)]
pub struct CertificateKeeper {
    certificates: Arc<Certificates>,
    files: Mutex<Arc<CertificateFiles>>,
}

impl CertificateKeeper {
    /// Shows what was read.
    pub fn new(certificates: Arc<Certificates>, files: CertificateFiles) -> Self {
        certificates.set_files(&files.certificates());
        Self { certificates, files: Mutex::new(Arc::new(files)) }
    }

    /// Puts other files in the place of those in use.
    pub async fn replace(&self, files: CertificateFiles) {
        let mut current = self.files.lock().await;
        self.certificates.set_files(&files.certificates());
        *current = Arc::new(files);
    }

    /// Looks at the files again and again, for ever. What has become wrong is told once, and the
    /// old certificate goes on being shown.
    pub async fn watch(&self) {
        let mut until_reminder = Duration::ZERO;
        loop {
            if until_reminder.is_zero() {
                until_reminder = REMINDER;
                let files = Arc::clone(&*self.files.lock().await);
                for warning in files.warnings() {
                    warn!("{warning}");
                }
            }
            tokio::time::sleep(POLL).await;
            until_reminder = until_reminder.saturating_sub(POLL);
            if self.look_again().await {
                until_reminder = Duration::ZERO;
            }
        }
    }

    /// Whether something has changed.
    async fn look_again(&self) -> bool {
        let mut current = self.files.lock().await;
        let files = Arc::clone(&current);
        let read = tokio::task::spawn_blocking(move || files.read_again()).await;
        let Ok(Some((files, faults))) = read else { return false };
        for fault in &faults {
            warn!("the old certificate stays in use: {fault}");
        }
        self.certificates.set_files(&files.certificates());
        info!("certificates were read again: {} names", self.certificates.len());
        *current = Arc::new(files);
        true
    }
}
