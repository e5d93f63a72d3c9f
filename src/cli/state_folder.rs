//! The folder for what must outlive a restart: where it is, and whether it can be used.

use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

use super::CommandError;

/// The folder that systemd gives the service (`StateDirectory=`), which names several with colons
/// between them; the first is ours.
pub(super) fn of_service() -> Option<PathBuf> {
    let folders = std::env::var_os("STATE_DIRECTORY")?;
    std::env::split_paths(&folders).next().filter(|folder| !folder.as_os_str().is_empty())
}

/// Makes the folder, for this user alone, if it is missing.
pub(super) fn make(folder: &Path) -> Result<(), CommandError> {
    match std::fs::DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => check(folder),
        made => made.map_err(|error| unusable(folder, &format!("it cannot be made: {error}"))),
    }
}

/// Whether the folder can be used, or could be made.
pub(super) fn check(folder: &Path) -> Result<(), CommandError> {
    let may = Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK;
    match std::fs::metadata(folder) {
        Ok(found) if !found.is_dir() => Err(unusable(folder, "it is no folder")),
        Ok(_) => access(folder, may)
            .map_err(|error| unusable(folder, &format!("this user may not write there: {error}"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
            access(parent.unwrap_or_else(|| Path::new(".")), may)
                .map_err(|error| unusable(folder, &format!("it cannot be made: {error}")))
        }
        Err(error) => Err(unusable(folder, &error.to_string())),
    }
}

fn unusable(folder: &Path, problem: &str) -> CommandError {
    CommandError::Usage(format!(
        "state.folder: {} cannot be used: {problem}; name a folder that this user may write with \
         --state, or make it",
        folder.display()
    ))
}
