//! The service manager (systemd): the sockets it holds for us across restarts, and what it is told
//! about our state. Without its environment variables nothing here does anything.

use std::io;
use std::net::{TcpListener as BlockingTcpListener, UdpSocket as BlockingUdpSocket};
use std::time::Duration;

use listenfd::ListenFd;
use sd_notify::NotifyState;
use tokio::net::TcpListener;
use tracing::warn;

use super::CommandError;
use crate::dns::udp::UdpSockets;

/// The names of the sockets, with colons between them (sd_listen_fds(3)).
const NAMES: &str = "LISTEN_FDNAMES";

/// The sockets that were handed over.
#[derive(Debug, Default)]
pub(super) struct InheritedSockets {
    http: Option<BlockingTcpListener>,
    https: Option<BlockingTcpListener>,
    dns_udp: Option<BlockingUdpSocket>,
    dns_tcp: Option<BlockingTcpListener>,
    dot: Option<BlockingTcpListener>,
}

impl InheritedSockets {
    /// Takes them out of the environment. To be called before there are threads.
    pub(super) fn take() -> Result<Self, CommandError> {
        let names = std::env::var(NAMES).unwrap_or_default();
        let mut names = names.split(':');
        let mut handed_over = ListenFd::from_env();
        let mut sockets = Self::default();
        for index in 0..handed_over.len() {
            let name = names.next().unwrap_or_default();
            let tcp = handed_over.take_tcp_listener(index).ok().flatten();
            let udp = match tcp {
                Some(_) => None,
                None => handed_over.take_udp_socket(index).ok().flatten(),
            };
            let twice = match (name, tcp, udp) {
                ("http", Some(tcp), None) => sockets.http.replace(tcp).is_some(),
                ("https", Some(tcp), None) => sockets.https.replace(tcp).is_some(),
                ("dot", Some(tcp), None) => sockets.dot.replace(tcp).is_some(),
                ("dns", Some(tcp), None) => sockets.dns_tcp.replace(tcp).is_some(),
                ("dns", None, Some(udp)) => sockets.dns_udp.replace(udp).is_some(),
                _ => return Err(unusable(name)),
            };
            if twice {
                return Err(CommandError::Usage(format!(
                    "the service manager handed over two sockets named {name}; name one of a kind \
                     in the .socket units"
                )));
            }
        }
        if sockets.dns_udp.is_some() != sockets.dns_tcp.is_some() {
            return Err(CommandError::Usage(
                "the service manager handed over one socket named dns; DNS needs both, \
                 ListenDatagram= and ListenStream="
                    .to_owned(),
            ));
        }
        Ok(sockets)
    }

    /// The listener for HTTP, if it was handed over.
    pub(super) fn http(&mut self) -> Result<Option<TcpListener>, CommandError> {
        self.http.take().map(listener).transpose().map_err(CommandError::Start)
    }

    /// The listener for HTTPS, if it was handed over.
    pub(super) fn https(&mut self) -> Result<Option<TcpListener>, CommandError> {
        self.https.take().map(listener).transpose().map_err(CommandError::Start)
    }

    /// The listener for DNS over TLS, if it was handed over.
    pub(super) fn dot(&mut self) -> Result<Option<TcpListener>, CommandError> {
        self.dot.take().map(listener).transpose().map_err(CommandError::Start)
    }

    /// Both sockets of DNS, if they were handed over.
    pub(super) fn dns(&mut self) -> Result<Option<(UdpSockets, TcpListener)>, CommandError> {
        let (Some(udp), Some(tcp)) = (self.dns_udp.take(), self.dns_tcp.take()) else {
            return Ok(None);
        };
        let both = || Ok((UdpSockets::inherited(udp)?, listener(tcp)?));
        both().map(Some).map_err(CommandError::Start)
    }
}

fn unusable(name: &str) -> CommandError {
    CommandError::Usage(format!(
        "the service manager handed over a socket named `{}`, of no use here; write \
         FileDescriptorName=http, https, dns or dot in its .socket unit, and Internet addresses",
        name.escape_default()
    ))
}

fn listener(listener: BlockingTcpListener) -> io::Result<TcpListener> {
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener)
}

/// Requests are answered.
pub(super) fn tell_ready() {
    notify(&[NotifyState::Ready]);
}

/// Files are being read anew; [`tell_ready`] follows. The time tells the manager which of its
/// signals is meant (Type=notify-reload).
pub(super) fn tell_reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => notify(&[NotifyState::Reloading, now]),
        Err(error) => warn!(%error, "the service manager could not be told of the reload"),
    }
}

/// Nothing new is accepted any longer.
pub(super) fn tell_stopping() {
    notify(&[NotifyState::Stopping]);
}

/// Says that the server is alive, for ever, twice as often as the manager wants to hear it.
pub(super) async fn keep_watchdog_quiet() {
    let Some(patience) = sd_notify::watchdog_enabled() else {
        return std::future::pending().await;
    };
    loop {
        notify(&[NotifyState::Watchdog]);
        tokio::time::sleep((patience / 2).max(Duration::from_millis(1))).await;
    }
}

fn notify(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        warn!(%error, "the service manager could not be told anything");
    }
}
