//! Opens the admin listener where the configuration wants it.

use std::fmt;
use std::net::SocketAddr;

use super::CommandError;
use super::control::ControlPlace;
use super::private_socket::{self, SocketFile};
use super::serve::bind_tcp;
use crate::admin::server::AdminListener;
use crate::config::AdminListen;

/// What became of the admin listener.
pub(super) enum Admin {
    /// It is open.
    Open(AdminListener, AdminPlace),
    /// The operator wants none.
    Off,
    /// There can be none where it would be by default: that is worth a warning, no more.
    Missing(String),
}

/// Where an admin listener is. A socket's file is removed with it.
pub(super) enum AdminPlace {
    /// At an address.
    Address(SocketAddr),
    /// At a unix socket.
    Socket(SocketFile),
}

impl fmt::Display for AdminPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Socket(file) => write!(f, "unix:{}", file.path().display()),
        }
    }
}

/// Opens it.
pub(super) async fn open(
    listen: &AdminListen,
    control: &ControlPlace,
) -> Result<Admin, CommandError> {
    let path = match listen {
        AdminListen::Off => return Ok(Admin::Off),
        AdminListen::Tcp(address) => {
            let listener = bind_tcp(*address, "the admin listener", "--admin").await?;
            let address = listener.local_addr().map_err(CommandError::Start)?;
            return Ok(Admin::Open(AdminListener::Tcp(listener), AdminPlace::Address(address)));
        }
        AdminListen::Unix(path) => path.clone(),
        AdminListen::BesideControl => control.admin_path()?,
    };
    let opened = match private_socket::is_taken(&path) {
        true => Err("another program listens there".to_owned()),
        false => control.open(&path).map_err(|error| error.to_string()),
    };
    let problem = match opened {
        Ok((listener, file)) => {
            return Ok(Admin::Open(AdminListener::Unix(listener), AdminPlace::Socket(file)));
        }
        Err(problem) => format!(
            "cannot open the admin socket {}: {problem}; name another place with --admin",
            path.display()
        ),
    };
    match listen {
        AdminListen::BesideControl => Ok(Admin::Missing(problem)),
        _ => Err(CommandError::Usage(problem)),
    }
}
