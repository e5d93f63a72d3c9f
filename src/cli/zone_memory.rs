//! What is remembered of zones and their serials from one start to the next: a file in the state
//! folder, replaced as a whole.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::CommandError;
use crate::dns::transfer::Remembered;

const FILE: &str = "zones.json";

/// Reads what was remembered, if anything was.
pub(super) fn read(folder: &Path) -> Result<Option<Remembered>, CommandError> {
    let path = folder.join(FILE);
    let unusable = |problem: &dyn std::fmt::Display| {
        CommandError::Usage(format!(
            "state.folder: {} cannot be read: {problem}; remove it, and secondaries transfer all \
             zones anew",
            path.display()
        ))
    };
    match fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|error| unusable(&error)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unusable(&error)),
    }
}

/// Remembers it. Whatever happens meanwhile, the old or the new stands there whole.
pub(super) fn write(folder: &Path, remembered: &Remembered) -> io::Result<()> {
    let new = folder.join(format!("{FILE}.new"));
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
    file.write_all(&serde_json::to_vec(remembered)?)?;
    file.sync_all()?;
    fs::rename(&new, folder.join(FILE))?;
    fs::File::open(folder)?.sync_all()
}
