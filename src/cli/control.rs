//! The control socket: how `mailguide reload`, `status` and `top` reach a running server.
//!
//! One line goes in (`reload`, `status`, `figures`, `certificates`, `renew NAME`, `revoke NAME`), `ok`
//! or `error` and a text come back: words for what is done, JSON for what is told. The socket
//! belongs to the user that runs the server, and nobody else may open it.

use std::io::{self, Read, Write};
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
use super::privileges::{Account, are_root, this_user};
use super::states::States;
use super::{CommandError, tell};
use crate::acme::orderer::Orderer;
use crate::admin::certificates::CertificateList;
use crate::admin::figures::{Figures, Status};
use crate::admin::server::Node;
use crate::mail::Domain;

/// How long a client may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a reload may take before the client gives up.
const RELOAD_PATIENCE: Duration = Duration::from_secs(60);
/// How long an order may take before the client gives up.
const ORDER_PATIENCE: Duration = Duration::from_secs(240);
/// How long a server may take to tell its figures.
const FIGURES_PATIENCE: Duration = Duration::from_secs(5);
/// The longest command.
const COMMAND_MAX: u64 = 320;
/// The longest reply. The figures have some 100 kB when every counter counts.
const REPLY_MAX: u64 = 4 * 1024 * 1024;
/// The most commands that are carried out at a time; further ones wait.
const COMMANDS_AT_ONCE: usize = 8;

/// Where the servers of root are reached, and of the service manager.
const SYSTEM_DIRECTORY: &str = "/run/mailguide";
/// The name of the socket in its directory.
const NAME: &str = "control";

/// Where the control socket is.
#[derive(clap::Args, Debug)]
pub(super) struct ControlArguments {
    /// The socket through which commands reach the running server
    /// [default: in the runtime directory of the user, or in /run/mailguide]
    #[arg(long = "control", value_name = "PATH")]
    path: Option<PathBuf>,
}

/// Where a server opens its control socket, and for whom.
pub(super) struct ControlPlace {
    path: Option<PathBuf>,
    /// Whom the server becomes.
    owner: Option<Account>,
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
    /// Of the path that a configuration names, if it names one.
    pub(super) fn of(path: Option<PathBuf>) -> Self {
        Self { path }
    }

    /// The path that was given, or where a server of this user is or else one of the system.
    fn path(&self) -> PathBuf {
        if let Some(path) = &self.path {
            return path.clone();
        }
        let (own, system) =
            (default_directory().join(NAME), Path::new(SYSTEM_DIRECTORY).join(NAME));
        if !own.exists() && system.exists() { system } else { own }
    }

    /// Tells the running server to read everything anew: what was done, or which files are at
    /// fault.
    pub(super) fn reload(&self) -> Result<Result<String, String>, CommandError> {
        let path = self.path();
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

    /// The certificates that it orders; nothing where it orders none.
    pub(super) fn certificates(&self) -> Result<Option<CertificateList>, CommandError> {
        self.data("certificates")
    }

    /// Has a certificate ordered or revoked; the inner result is what the server says of it.
    pub(super) fn order(&self, command: &str) -> Result<Result<String, String>, CommandError> {
        let path = self.path();
        let reply = ask(&path, command, ORDER_PATIENCE);
        let reply = reply.map_err(|error| unreachable(&path, error))?;
        match reply.split_once('\n') {
            Some(("ok", words)) => Ok(Ok(words.trim_end().to_owned())),
            Some(("error", fault)) => Ok(Err(fault.trim_end().to_owned())),
            _ => Err(unreachable(&path, "it is of another version, or no mailguide")),
        }
    }

    fn data<T: DeserializeOwned>(&self, command: &str) -> Result<T, CommandError> {
        let path = self.path();
        let reply = ask(&path, command, FIGURES_PATIENCE);
        let reply = reply.map_err(|error| unreachable(&path, error))?;
        let data = reply.strip_prefix("ok\n").and_then(|json| serde_json::from_str(json).ok());
        data.ok_or_else(|| unreachable(&path, "it is of another version, or no mailguide"))
    }
}

/// A directory that only this user may enter. systemd gives a service its own (RUNTIME_DIRECTORY), a
/// login its own (XDG_RUNTIME_DIR); that of root's login goes when root leaves, and the server stays.
fn default_directory() -> PathBuf {
    if let Some(directory) = std::env::var_os("RUNTIME_DIRECTORY") {
        return directory.into();
    }
    match std::env::var_os("XDG_RUNTIME_DIR") {
        _ if are_root() => SYSTEM_DIRECTORY.into(),
        Some(directory) => Path::new(&directory).join("mailguide"),
        None => std::env::temp_dir().join(format!("mailguide-{}", this_user())),
    }
}

impl ControlPlace {
    /// The path that the configuration names, if it names one, and whom the server becomes.
    pub(super) fn new(path: Option<PathBuf>, owner: Option<Account>) -> Self {
        Self { path, owner }
    }

    /// Where the admin socket is, where the configuration names no other place.
    pub(super) fn admin_path(&self) -> Result<PathBuf, CommandError> {
        let mut path = self.directory_made()?.into_os_string();
        path.push(".admin");
        Ok(path.into())
    }

    /// Opens a socket for the same user as the control socket.
    pub(super) fn open(&self, path: &Path) -> io::Result<(UnixListener, SocketFile)> {
        private_socket::open(path, self.owner.as_ref())
    }

    /// The path, in a directory that is there: the one of the user is made.
    fn directory_made(&self) -> Result<PathBuf, CommandError> {
        if let Some(path) = &self.path {
            return Ok(path.clone());
        }
        let directory = default_directory();
        let path = directory.join(NAME);
        make_private(&directory, self.owner.as_ref())
            .map_err(|error| cannot_open(&path, &error.to_string()))?;
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
        let opened = self.open(&path);
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
        "certificates" => {
            let figures = node.orderer().map(|orderer| orderer.figures());
            json(&figures.as_ref().map(CertificateList::of))
        }
        command => match (command.split_once(' '), node.orderer()) {
            (Some((verb @ ("renew" | "revoke"), host)), Some(orderer)) => {
                order(verb, host, orderer).await
            }
            (Some(("renew" | "revoke", _)), None) => {
                "error\nthis server orders no certificates; set acme.directory\n".to_owned()
            }
            _ => "error\nthe commands are: reload, status, figures, certificates, renew NAME, \
                  revoke NAME\n"
                .to_owned(),
        },
    };
    // A client that has gone does not want to know.
    let _ = tokio::time::timeout(PATIENCE, writer.write_all(reply.as_bytes())).await;
}

async fn order(verb: &str, host: &str, orderer: &Arc<Orderer>) -> String {
    let Ok(host) = Domain::parse(host) else { return "error\nthat is no host name\n".to_owned() };
    let orderer = Arc::clone(orderer);
    let revoke = verb == "revoke";
    // An order goes on when its client has gone.
    let ordered = tokio::spawn(async move {
        let ordered = match revoke {
            true => orderer.revoke(&host).await,
            false => orderer.renew(&host).await,
        };
        ordered.map(|()| match revoke {
            true => format!("the certificate of {host} was revoked, and another one is shown"),
            false => format!("a new certificate of {host} is shown"),
        })
    });
    match ordered.await {
        Ok(Ok(words)) => format!("ok\n{words}\n"),
        Ok(Err(fault)) => format!("error\n{fault}\n"),
        Err(error) => format!("error\n{error}\n"),
    }
}

fn json(data: &impl Serialize) -> String {
    match serde_json::to_string(data) {
        Ok(json) => format!("ok\n{json}\n"),
        Err(error) => format!("error\n{error}\n"),
    }
}
