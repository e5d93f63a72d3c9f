//! The control socket: how `mailguide reload`, `status` and `top` reach a running server.
//!
//! One line goes in (`reload`, `status`, `figures`), `ok` or `error` and a text come back: words
//! for `reload`, JSON for the others. The socket belongs to the user that runs the server, and
//! nobody else may open it.

use std::io::{self, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream as BlockingUnixStream;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Semaphore;
use tracing::warn;

use super::private_socket::{self, SocketFile, make_private};
use super::states::States;
use super::{CommandError, tell};
use crate::admin::figures::{Figures, Status};
use crate::admin::server::Node;

/// How long a client may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a reload may take before the client gives up.
const RELOAD_PATIENCE: Duration = Duration::from_secs(60);
/// How long a server may take to tell its figures.
const FIGURES_PATIENCE: Duration = Duration::from_secs(5);
/// The longest command.
const COMMAND_MAX: u64 = 64;
/// The longest reply. The figures have some 100 kB when every counter counts.
const REPLY_MAX: u64 = 4 * 1024 * 1024;
/// The most commands that are carried out at a time; further ones wait.
const COMMANDS_AT_ONCE: usize = 8;

/// Where the control socket is.
#[derive(clap::Args, Debug)]
pub(super) struct ControlArguments {
    /// The socket through which commands reach the running server
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
    Ok(match arguments.control.reload()? {
        Ok(done) => {
            tell(&done);
            ExitCode::SUCCESS
        }
        Err(fault) => {
            tell(&format!("error: {fault}"));
            ExitCode::from(1)
        }
    })
}

fn ask(path: &Path, command: &str, patience: Duration) -> io::Result<String> {
    let mut stream = BlockingUnixStream::connect(path)?;
    stream.set_read_timeout(Some(patience))?;
    stream.set_write_timeout(Some(patience))?;
    stream.write_all(format!("{command}\n").as_bytes())?;
    let mut reply = String::new();
    stream.take(REPLY_MAX).read_to_string(&mut reply)?;
    Ok(reply)
}

fn unreachable(path: &Path, problem: impl std::fmt::Display) -> CommandError {
    CommandError::Unreachable { path: path.to_owned(), problem: problem.to_string() }
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

    /// Tells the running server to read everything anew: what was done, or which files are at
    /// fault.
    pub(super) fn reload(&self) -> Result<Result<String, String>, CommandError> {
        let path = self.path()?;
        let reply = ask(&path, "reload", RELOAD_PATIENCE);
        let reply = reply.map_err(|error| unreachable(&path, error))?;
        let (status, text) = reply.split_once('\n').unwrap_or((&reply, ""));
        let text = text.trim_end().to_owned();
        Ok(if status == "ok" { Ok(text) } else { Err(text) })
    }

    /// How the running server is.
    pub(super) fn status(&self) -> Result<Status, CommandError> {
        self.data("status")
    }

    /// What the running server has done.
    pub(super) fn figures(&self) -> Result<Figures, CommandError> {
        self.data("figures")
    }

    fn data<T: DeserializeOwned>(&self, command: &str) -> Result<T, CommandError> {
        let path = self.path()?;
        let reply = ask(&path, command, FIGURES_PATIENCE);
        let reply = reply.map_err(|error| unreachable(&path, error))?;
        let data = reply.strip_prefix("ok\n").and_then(|json| serde_json::from_str(json).ok());
        data.ok_or_else(|| unreachable(&path, "it is of another version, or no mailguide"))
    }

    /// Where the admin socket is, where the configuration names no other place.
    pub(super) fn admin_path(&self) -> Result<PathBuf, CommandError> {
        let mut path = self.directory_made()?.into_os_string();
        path.push(".admin");
        Ok(path.into())
    }

    /// The path, in a directory that is there: the one of the user is made.
    fn directory_made(&self) -> Result<PathBuf, CommandError> {
        let path = self.path()?;
        if self.path.is_none() {
            let directory = path.parent().expect("the default path has a directory");
            make_private(directory).map_err(|error| cannot_open(&path, &error.to_string()))?;
        }
        Ok(path)
    }

    /// Opens the socket. Without a given path, a socket that another server holds is left to it.
    pub(super) fn listen(&self) -> Result<Option<ControlSocket>, CommandError> {
        let path = self.directory_made()?;
        if private_socket::is_taken(&path) {
            if self.path.is_none() {
                tell(&format!(
                    "warning: another mailguide listens on {}; `mailguide reload` reaches that \
                     one, unless --control names a path",
                    path.display()
                ));
                return Ok(None);
            }
            return Err(cannot_open(&path, "another program listens there"));
        }
        let opened = private_socket::open(&path);
        let (listener, file) = opened.map_err(|error| cannot_open(&path, &error.to_string()))?;
        Ok(Some(ControlSocket { listener, _file: file }))
    }
}

fn cannot_open(path: &Path, problem: &str) -> CommandError {
    CommandError::Usage(format!(
        "cannot open the control socket {}: {problem}; name another path with --control",
        path.display()
    ))
}

/// An open control socket; the file is removed when it is dropped.
pub(super) struct ControlSocket {
    listener: UnixListener,
    _file: SocketFile,
}

impl ControlSocket {
    /// Carries out what comes in, for ever. A reload that takes its time keeps nobody from asking
    /// how the server is.
    pub(super) async fn serve(&self, states: Arc<States>, node: Arc<Node>) {
        let commands = Arc::new(Semaphore::new(COMMANDS_AT_ONCE));
        loop {
            let permit = Arc::clone(&commands).acquire_owned().await;
            let permit = permit.expect("the semaphore is never closed");
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    let (states, node) = (Arc::clone(&states), Arc::clone(&node));
                    tokio::spawn(async move {
                        carry_out(stream, &states, &node).await;
                        drop(permit);
                    });
                }
                Err(error) => {
                    warn!(%error, "the control socket could not accept");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }
}

async fn carry_out(mut stream: UnixStream, states: &States, node: &Node) {
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
        "status" => json(&Status::of(&node.observe())),
        "figures" => json(&Figures::of(&node.observe())),
        _ => "error\nthe commands are: reload, status, figures\n".to_owned(),
    };
    // A client that has gone does not want to know.
    let _ = tokio::time::timeout(PATIENCE, writer.write_all(reply.as_bytes())).await;
}

fn json(data: &impl Serialize) -> String {
    match serde_json::to_string(data) {
        Ok(json) => format!("ok\n{json}\n"),
        Err(error) => format!("error\n{error}\n"),
    }
}
