//! The file with the keys of DNSSEC: read, and replaced whole, so that a crash leaves the old one or
//! the new one. Nobody but the user of the server may read it.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{CommandError, state_folder};
use crate::config::Config;
use crate::dns::dnssec::{KeySet, SignatureMemory, ZoneSigner};

/// The name of the file in the state folder.
const NAME: &str = "dnssec-keys.json";

/// Signs zones with the keys of the file, where that is switched on. What another signer remembers
/// is kept.
pub(super) fn signer(
    config: &Config,
    memory: Option<&Arc<SignatureMemory>>,
) -> Result<Option<Arc<ZoneSigner>>, CommandError> {
    let settings = &config.dnssec;
    if !settings.enabled {
        return Ok(None);
    }
    let path = path(config)?;
    let keys = read(&path)?.ok_or_else(|| {
        CommandError::Usage(format!(
            "dns.dnssec: there is no key in {}; make one with `mailguide dns keys generate`, or copy \
             the file of the node that you want to stand beside",
            path.display()
        ))
    })?;
    let memory = match memory.filter(|memory| memory.most() == settings.signatures) {
        Some(memory) => Arc::clone(memory),
        None => SignatureMemory::new(settings.signatures),
    };
    let (lifetime, published) = (settings.signature_lifetime, settings.key_publication);
    Ok(Some(Arc::new(ZoneSigner::new(keys, lifetime, published, memory))))
}

/// Where the file is, or is to be.
pub(super) fn path(config: &Config) -> Result<PathBuf, CommandError> {
    let folder = config.state.as_ref().ok_or_else(|| {
        CommandError::Usage(
            "the keys of DNSSEC have no place; set state.folder (--state)".to_owned(),
        )
    })?;
    Ok(folder.join(NAME))
}

/// The keys, if there is a file.
pub(super) fn read(path: &Path) -> Result<Option<KeySet>, CommandError> {
    let fault = |problem: String, remedy: &str| {
        CommandError::Usage(format!("{}: {problem}; {remedy}", path.display()))
    };
    let found = match std::fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        found => found,
    };
    let unreadable = |error: io::Error| {
        fault(format!("cannot read it: {error}"), "run this as the user of the server")
    };
    if found.map_err(unreadable)?.mode() & 0o077 != 0 {
        let problem = "others may read it, or change it".to_owned();
        return Err(fault(problem, "take that from them: chmod 600"));
    }
    let json = std::fs::read(path).map_err(unreadable)?;
    let keys = KeySet::from_json(&json);
    keys.map(Some).map_err(|error| fault(error.to_string(), "restore it from a copy"))
}

/// Changes the keys while no other command does: `change` gets those that are there and gives
/// those that are to be there.
pub(super) fn update(
    config: &Config,
    change: impl FnOnce(Option<KeySet>) -> Result<KeySet, CommandError>,
) -> Result<KeySet, CommandError> {
    let path = path(config)?;
    let folder = path.parent().expect("it lies in the state folder");
    state_folder::make(folder)?;
    let unwritable = |error: io::Error| {
        CommandError::Usage(format!(
            "{}: cannot write it: {error}; run this as the user of the server",
            path.display()
        ))
    };
    let lock = private(&path.with_extension("lock")).map_err(unwritable)?;
    lock.lock().map_err(unwritable)?;
    let keys = change(read(&path)?)?;
    replace(&path, &keys.to_json()).map_err(unwritable)?;
    Ok(keys)
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut file = private(&new)?;
    file.set_len(0)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&new, path)?;
    let folder = path.parent().expect("it lies in the state folder");
    File::open(folder)?.sync_all()
}

/// A file that only this user may read.
fn private(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path)
}
