//! `mailguide serve`: the server, from its arguments to its last connection.

use std::hash::RandomState;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

use super::admin::{self, Admin};
use super::configuration::{ConfigurationArguments, Loaded, tell_warnings};
use super::control::ControlArguments;
use super::service_manager::InheritedSockets;
use super::states::{States, summary, warn_of_missing_address};
use super::{CommandError, file_limit, service_manager, tell};
use crate::admin::server::{self as admin_server, Node};
use crate::dns::server::{DnsServer, Sockets};
use crate::dns::udp::UdpSockets;
use crate::guide::Guide;
use crate::http::connections::{self, Listeners};
use crate::http::server as http;
use crate::http::traffic::Traffic;
use crate::metrics::Metrics;
use crate::state::State;
use crate::tls::acceptor::Acceptor;
use crate::tls::certificates::Certificates;

/// Answer mail clients over HTTP and DNS
#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,
}

pub(super) fn run(arguments: Arguments) -> Result<ExitCode, CommandError> {
    let inherited = InheritedSockets::take()?;
    let loaded = arguments.configuration.load()?;
    start_logging(&loaded.config.log);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(CommandError::Start)?;
    runtime.block_on(serve(arguments.configuration, loaded, inherited))
}

/// Only our own lines: what libraries log may name addresses and queries.
fn start_logging(level: &str) {
    let filter = EnvFilter::new(format!("off,mailguide={level}"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(false)
        .with_target(false)
        .init();
}

async fn serve(
    arguments: ConfigurationArguments,
    loaded: Loaded,
    mut inherited: InheritedSockets,
) -> Result<ExitCode, CommandError> {
    if let Some(file) = &loaded.file {
        tell(&format!("configured by {}", file.path));
    }
    tell_warnings(&loaded.warnings);
    warn_of_missing_address(&loaded.config);
    let config = loaded.config.clone();
    let connections =
        config.limits.connections.saturating_add(config.dns_limits.connections.all.get());
    file_limit::raise(connections);
    let control = ControlArguments::new(config.control);
    let metrics = Arc::new(Metrics::new(RandomState::new()));
    let node = Arc::new(Node::new(Arc::clone(&metrics)));
    // Monitors can look while directories are still being reached, and until the very end.
    let mut admin_missing = None;
    let admin_place = match admin::open(&config.admin, &control).await? {
        Admin::Open(listener, place) => {
            tokio::spawn(admin_server::serve(listener, Arc::clone(&node)));
            Some(place)
        }
        Admin::Off => None,
        Admin::Missing(problem) => {
            admin_missing = Some(problem);
            None
        }
    };
    let certificates = Arc::new(Certificates::new(None));
    let told = (Arc::clone(&certificates), Arc::clone(&metrics));
    let states = States::build(arguments, loaded, Guide::built_in(), told).await?;
    let http_listener = match inherited.http()? {
        Some(listener) => listener,
        None => bind_tcp(config.http, "HTTP", "--http").await?,
    };
    let http_address = http_listener.local_addr().map_err(CommandError::Start)?;
    let (at, held) = ((config.https, HTTPS), inherited.https()?);
    let https = bind_tls(at, held, &certificates, Acceptor::new).await?;
    let https_address = https.as_ref().map(|(listener, _)| listener.local_addr());
    let https_address = https_address.transpose().map_err(CommandError::Start)?;
    let (at, held) = ((config.dot, DOT), inherited.dot()?);
    let dot = bind_tls(at, held, &certificates, Acceptor::for_dns).await?;
    let dot_address = dot.as_ref().map(|(listener, _)| listener.local_addr());
    let dot_address = dot_address.transpose().map_err(CommandError::Start)?;
    if https.is_none() && dot.is_none() && !certificates.is_empty() {
        tell("warning: certificates are shown nowhere; set tls.listen (--https)");
    }
    let (dns_udp, dns_tcp) = match inherited.dns()? {
        Some(sockets) => sockets,
        None => bind_dns(config.dns).await?,
    };
    let dns_address = dns_udp.address().map_err(CommandError::Start)?;
    let control = control.listen()?;
    if let Some(problem) = admin_missing {
        tell(&format!("warning: {problem}"));
    }
    let stopping = stop_signal()?;
    let mut reloading = signal(SignalKind::hangup()).map_err(CommandError::Start)?;

    node.serves(states.current());
    greet(&states.current().load(), http_address, https_address, (dns_address, dot_address));
    let mut out = io::stdout();
    let secure = https_address.map(|address| format!(" https={address}")).unwrap_or_default();
    let dot_word = dot_address.map(|address| format!(" dot={address}")).unwrap_or_default();
    let admin = admin_place.as_ref().map(|place| format!(" admin={place}")).unwrap_or_default();
    writeln!(out, "LISTENING http={http_address} dns={dns_address}{secure}{dot_word}{admin}")?;
    out.flush()?;

    let (stop, stopped) = watch::channel(false);
    let sockets = Sockets { udp: dns_udp, tcp: dns_tcp, tls: dot };
    let dns = DnsServer::start(states.current(), Arc::clone(&metrics), sockets)
        .map_err(CommandError::Start)?;
    let service = http::Service {
        state: states.current(),
        guide: states.guide(),
        metrics,
        traffic: Traffic::default(),
    };
    let listeners = Listeners { http: http_listener, https };
    let http = tokio::spawn(connections::serve(listeners, Arc::new(service), stopped));
    let controlled = async {
        match &control {
            Some(socket) => socket.serve(Arc::clone(&states), Arc::clone(&node)).await,
            None => std::future::pending().await,
        }
    };
    let hung_up = async {
        // What became of it stands in the log; there is nobody else to tell.
        while reloading.recv().await.is_some() {
            let _ = states.reload().await;
        }
    };
    service_manager::tell_ready();
    tokio::select! {
        () = stopping => {}
        () = controlled => {}
        () = hung_up => {}
        () = states.certificates().watch() => {}
        () = service_manager::keep_watchdog_quiet() => {}
    }
    drop(control);
    node.stops();
    tell("stopping");
    service_manager::tell_stopping();
    let _ = stop.send(true);
    let (http, dns) = tokio::join!(http, dns.stop());
    dns.map_err(CommandError::Start)?;
    http.map_err(|error| CommandError::Start(io::Error::other(error)))?;
    Ok(ExitCode::SUCCESS)
}

/// SIGTERM or Ctrl-C.
fn stop_signal() -> Result<impl Future<Output = ()>, CommandError> {
    let mut terminate = signal(SignalKind::terminate()).map_err(CommandError::Start)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(CommandError::Start)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// What is served, and three lines to try it.
fn greet(
    state: &State,
    http: SocketAddr,
    https: Option<SocketAddr>,
    (dns, dot): (SocketAddr, Option<SocketAddr>),
) {
    let https = https.map(|address| format!("\n  HTTPS on {address}")).unwrap_or_default();
    let dot = dot.map(|address| format!("; over TLS on {address}")).unwrap_or_default();
    let (reach_http, reach_dns) = (reachable(http), reachable(dns));
    tell(&format!(
        "mailguide {version} serves {summary}\n\
         \x20 HTTP on {http}{https}\n\
         \x20 DNS  on {dns} (UDP and TCP){dot}\n\
         \n\
         The pages for people are at http://{reach_http}/\n\
         \n\
         Try it:\n\
         \x20 curl 'http://{reach_http}/mail/config-v1.1.xml?emailaddress=fred@gmail.com'\n\
         \x20 curl --data email=fred@icloud.com http://{reach_http}/autodiscover/autodiscover.xml\n\
         \x20 dig @{host} -p {port} SRV _imaps._tcp.gmail.com\n",
        version = env!("CARGO_PKG_VERSION"),
        summary = summary(state),
        host = reach_dns.ip(),
        port = reach_dns.port(),
    ));
}

/// The address to type: nobody can connect to `0.0.0.0`.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        ip if !ip.is_unspecified() => address,
        _ => SocketAddr::new(Ipv4Addr::LOCALHOST.into(), address.port()),
    }
}

//----------- Sockets --------------------------------------------------------

pub(super) async fn bind_tcp(
    address: SocketAddr,
    protocol: &'static str,
    option: &str,
) -> Result<TcpListener, CommandError> {
    TcpListener::bind(address)
        .await
        .map_err(|error| cannot_listen(address, protocol, option, &error))
}

/// A listener over TLS: what it is called, its setting and its option.
type Secure = (&'static str, &'static str, &'static str);
const HTTPS: Secure = ("HTTPS", "tls.listen", "--https");
const DOT: Secure = ("DNS over TLS", "dns.tls_listen", "--dot");

/// TLS is answered where there is a place for it, and then needs a certificate.
async fn bind_tls(
    (address, (protocol, setting, option)): (Option<SocketAddr>, Secure),
    inherited: Option<TcpListener>,
    certificates: &Arc<Certificates>,
    acceptor: fn(Arc<Certificates>) -> Result<Acceptor, rustls::Error>,
) -> Result<Option<(TcpListener, Arc<Acceptor>)>, CommandError> {
    if inherited.is_none() && address.is_none() {
        return Ok(None);
    }
    if certificates.is_empty() {
        let problem = format!(
            "{setting}: {protocol} has no certificate to show; set tls.certificate and tls.key, or \
             tls.folder"
        );
        return Err(CommandError::Usage(problem));
    }
    let acceptor = acceptor(Arc::clone(certificates));
    let acceptor = acceptor.map_err(|error| CommandError::Start(io::Error::other(error)))?;
    let listener = match (inherited, address) {
        (Some(listener), _) => listener,
        (None, Some(address)) => bind_tcp(address, protocol, option).await?,
        (None, None) => return Ok(None),
    };
    Ok(Some((listener, Arc::new(acceptor))))
}

/// UDP and TCP on one port; where the port is left to the system, until both are free.
async fn bind_dns(address: SocketAddr) -> Result<(UdpSockets, TcpListener), CommandError> {
    const ATTEMPTS: usize = 16;
    let mut last = None;
    for _ in 0..if address.port() == 0 { ATTEMPTS } else { 1 } {
        let udp = UdpSockets::bind(address)
            .map_err(|error| cannot_listen(address, "DNS over UDP", "--dns", &error))?;
        let bound = udp.address().map_err(CommandError::Start)?;
        match bind_tcp(bound, "DNS over TCP", "--dns").await {
            Ok(tcp) => return Ok((udp, tcp)),
            Err(error) => last = Some(error),
        }
    }
    Err(last.expect("at least one attempt was made"))
}

fn cannot_listen(
    address: SocketAddr,
    protocol: &'static str,
    option: &str,
    error: &io::Error,
) -> CommandError {
    let (problem, remedy) = match error.kind() {
        io::ErrorKind::AddrInUse => (
            "another program uses the port".to_owned(),
            format!("stop it, or choose another port with {option}"),
        ),
        io::ErrorKind::PermissionDenied => (
            "this user may not use the port".to_owned(),
            format!("choose one above 1023 with {option}, or grant CAP_NET_BIND_SERVICE"),
        ),
        io::ErrorKind::AddrNotAvailable => (
            "the address is not one of this machine".to_owned(),
            format!("choose one of its addresses with {option}"),
        ),
        _ => (error.to_string(), format!("choose another address with {option}")),
    };
    CommandError::Listen { address, protocol, problem, remedy }
}
