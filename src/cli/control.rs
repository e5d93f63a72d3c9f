//! The control socket: how `mailguide reload` reaches a running server.
//!
//! One line goes in (`reload`), `ok` or `error` and a text come back. The socket belongs to the
//! user that runs the server, and nobody else may open it.

use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream as BlockingUnixStream;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tracing::warn;

use super::states::States;
use super::{CommandError, tell};

/// How long a client may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a reload may take before the client gives up.
const RELOAD_PATIENCE: Duration = Duration::from_secs(60);
/// The longest command.
const COMMAND_MAX: u64 = 64;

/// Where the control socket is.
#[derive(clap::Args, Debug)]
pub(super) struct ControlArguments {
    /// The socket through which `mailguide reload` reaches the server
    /// [default: in the runtime directory of the user]
    #[arg(long = "control", value_name = "PATH")]
    path: Option<PathBuf>,
}

/// Tell a running server to read its configuration and all other files anew
#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    control: ControlArguments,
}

/// Exit code 1: the files are at fault, and the server goes on with the old ones; 3: no server.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, CommandError> {
    let path = arguments.control.path()?;
    let reply = ask(&path).map_err(|error| CommandError::Unreachable {
        path: path.clone(),
        problem: error.to_string(),
    })?;
    let (status, text) = reply.split_once('\n').unwrap_or((&reply, ""));
    if status == "ok" {
        tell(text.trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    tell(&format!("error: {}", text.trim_end()));
    Ok(ExitCode::from(1))
}

fn ask(path: &Path) -> io::Result<String> {
    let mut stream = BlockingUnixStream::connect(path)?;
    stream.set_read_timeout(Some(RELOAD_PATIENCE))?;
    stream.write_all(b"reload\n")?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply)?;
    Ok(reply)
}

impl ControlArguments {
    /// The path that the configuration names, if it names one.
    pub(super) fn new(path: Option<PathBuf>) -> Self {
        Self { path }
    }

    /// The path that was given, or one in a directory that only this user may enter.
    fn path(&self) -> Result<PathBuf, CommandError> {
        if let Some(path) = &self.path {
            return Ok(path.clone());
        }
        // systemd gives a service its own (RUNTIME_DIRECTORY), a login its own (XDG_RUNTIME_DIR).
        if let Some(directory) = std::env::var_os("RUNTIME_DIRECTORY") {
            return Ok(Path::new(&directory).join("control"));
        }
        let user = || std::fs::metadata("/proc/self").map(|process| process.uid());
        let directory = match std::env::var_os("XDG_RUNTIME_DIR") {
            Some(directory) => Path::new(&directory).join("mailguide"),
            None => {
                let user = user().map_err(CommandError::Start)?;
                std::env::temp_dir().join(format!("mailguide-{user}"))
            }
        };
        Ok(directory.join("control"))
    }

    /// Opens the socket. Without a given path, a socket that another server holds is left to it.
    pub(super) fn listen(&self) -> Result<Option<ControlSocket>, CommandError> {
        let path = self.path()?;
        let failed = |problem: String| {
            CommandError::Usage(format!(
                "cannot open the control socket {}: {problem}; name another path with --control",
                path.display()
            ))
        };
        if self.path.is_none() {
            let directory = path.parent().expect("the default path has a directory");
            make_private(directory).map_err(|error| failed(error.to_string()))?;
        }
        if BlockingUnixStream::connect(&path).is_ok() {
            if self.path.is_none() {
                tell(&format!(
                    "warning: another mailguide listens on {}; `mailguide reload` reaches that \
                     one, unless --control names a path",
                    path.display()
                ));
                return Ok(None);
            }
            return Err(failed("another program listens there".to_owned()));
        }
        // What a server that was killed left behind.
        if std::fs::symlink_metadata(&path).is_ok() {
            std::fs::remove_file(&path).map_err(|error| failed(error.to_string()))?;
        }
        let listener = UnixListener::bind(&path).map_err(|error| failed(error.to_string()))?;
        let owner_only = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&path, owner_only).map_err(|error| failed(error.to_string()))?;
        Ok(Some(ControlSocket { listener, path }))
    }
}

/// Makes a directory that only this user may enter, or makes sure that it is one.
fn make_private(directory: &Path) -> io::Result<()> {
    match std::fs::DirBuilder::new().mode(0o700).create(directory) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        result => return result,
    }
    let found = std::fs::symlink_metadata(directory)?;
    let own = found.uid() == std::fs::metadata("/proc/self")?.uid();
    if !found.is_dir() || !own || found.mode() & 0o077 != 0 {
        let message = "its directory does not belong to this user alone";
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
    }
    Ok(())
}

/// An open control socket; the file is removed when it is dropped.
pub(super) struct ControlSocket {
    listener: UnixListener,
    path: PathBuf,
}

impl Drop for ControlSocket {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

impl ControlSocket {
    /// Carries out what comes in, one after the other, for ever.
    pub(super) async fn serve(&self, states: &States) {
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => carry_out(stream, states).await,
                Err(error) => {
                    warn!(%error, "the control socket could not accept");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }
}

async fn carry_out(mut stream: UnixStream, states: &States) {
    let (reader, mut writer) = stream.split();
    let mut command = String::new();
    let mut reader = tokio::io::BufReader::new(reader.take(COMMAND_MAX));
    let read = tokio::time::timeout(PATIENCE, reader.read_line(&mut command)).await;
    if !matches!(read, Ok(Ok(_))) {
        return;
    }
    let reply = match command.trim_end() {
        "reload" => match states.reload().await {
            Ok(summary) => format!("ok\n{summary}\n"),
            Err(fault) => format!("error\n{fault}\n"),
        },
        _ => "error\nthe commands are: reload\n".to_owned(),
    };
    // A client that has gone does not want to know.
    let _ = tokio::time::timeout(PATIENCE, writer.write_all(reply.as_bytes())).await;
}
