//! Unix sockets that belong to the user that runs the server: nobody else may open them, but root.

use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream as BlockingUnixStream;
use std::path::{Path, PathBuf};

use tokio::net::UnixListener;

use super::privileges::Account;

/// The file of an open socket, which is removed when this is dropped.
#[derive(Debug)]
pub(super) struct SocketFile(PathBuf);

impl SocketFile {
    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Whether somebody listens at a path.
pub(super) fn is_taken(path: &Path) -> bool {
    BlockingUnixStream::connect(path).is_ok()
}

/// Opens a socket at a path where nobody listens, for whom the server becomes or who it is. What a
/// server that was killed left behind goes.
pub(super) fn open(path: &Path, owner: Option<&Account>) -> io::Result<(UnixListener, SocketFile)> {
    if let Ok(found) = std::fs::symlink_metadata(path) {
        if !std::os::unix::fs::FileTypeExt::is_socket(&found.file_type()) {
            let message = "there is a file of that name, and it is no socket";
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
        }
        std::fs::remove_file(path)?;
    }
    let listener = UnixListener::bind(path)?;
    let file = SocketFile(path.to_owned());
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    owner.map_or(Ok(()), |owner| owner.own(path))?;
    Ok((listener, file))
}

/// Makes a directory that only whom the server becomes may enter, or who it is; or makes sure that it
/// is one.
pub(super) fn make_private(directory: &Path, owner: Option<&Account>) -> io::Result<()> {
    match std::fs::DirBuilder::new().mode(0o700).create(directory) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        result => result?,
    }
    let found = std::fs::symlink_metadata(directory)?;
    let own = found.uid() == std::fs::metadata("/proc/self")?.uid()
        || owner.is_some_and(|owner| owner.user() == found.uid());
    if !found.is_dir() || !own || found.mode() & 0o077 != 0 {
        let message = "its directory does not belong to this user alone";
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
    }
    owner.map_or(Ok(()), |owner| owner.own(directory))
}
