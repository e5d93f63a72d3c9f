//! `mailguide serve`: the server, from its arguments to its last connection.

use std::hash::RandomState;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::admin::{self, Admin};
use super::configuration::{ConfigurationArguments, Loaded, tell_warnings};
use super::control::ControlPlace;
use super::log::Log;
use super::privileges::{self, Account};
use super::service_manager::InheritedSockets;
use super::states::{Keys, States, summary, warn_of_missing_address};
use super::{CommandError, file_limit, ordering, service_manager, state_folder, tell};
use crate::acme::orderer;
use crate::admin::server::{self as admin_server, Node};
use crate::config::Config;
use crate::dns::notifier;
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
    let successor = privileges::successor(&loaded)?;
    privileges::gain_none()?;
    let _log = Log::start(&loaded.config.log).map_err(CommandError::Start)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(CommandError::Start)?;
    // The runtime goes first, so that what its last tasks say is written.
    runtime.block_on(serve(arguments.configuration, loaded, inherited, successor))
}

async fn serve(
    arguments: ConfigurationArguments,
    loaded: Loaded,
    mut inherited: InheritedSockets,
    successor: Option<Account>,
) -> Result<ExitCode, CommandError> {
    if let Some(file) = &loaded.file {
        tell(&format!("configured by {}", file.path));
    }
    tell_warnings(&loaded.warnings);
    warn_of_missing_address(&loaded.config);
    if loaded.config.state.is_none() && !loaded.config.secondaries.is_empty() {
        tell(
            "warning: state.folder (--state) is not set, so after each start secondaries transfer \
              all zones anew",
        );
    }
    let config = loaded.config.clone();
    let connections =
        config.limits.connections.saturating_add(config.dns_limits.connections.all.get());
    file_limit::raise(connections);
    let control = ControlPlace::new(config.control.clone(), successor.clone());
    let metrics = Arc::new(Metrics::new(RandomState::new()));
    let node = Arc::new(Node::new(Arc::clone(&metrics)));
    let admin = admin::open(&config.admin, &control).await?;
    let (on_unknown, wanted) = orderer::wanted();
    let on_unknown = config.acme.as_ref().map(|_| on_unknown);
    let certificates = Arc::new(Certificates::new(on_unknown));
    let keys = Keys::read(&config)?.show(Arc::clone(&certificates));
    let http_listener = match inherited.http()? {
        Some(listener) => listener,
        None => bind_tcp(config.http, "HTTP", "--http").await?,
    };
    let http_address = http_listener.local_addr().map_err(CommandError::Start)?;
    let shown = (&certificates, &config);
    let (at, held) = ((config.https, HTTPS), inherited.https()?);
    let https = bind_tls(at, held, shown, Acceptor::new).await?;
    let https_address = https.as_ref().map(|(listener, _)| listener.local_addr());
    let https_address = https_address.transpose().map_err(CommandError::Start)?;
    let (at, held) = ((config.dot, DOT), inherited.dot()?);
    let dot = bind_tls(at, held, shown, Acceptor::for_dns).await?;
    let dot_address = dot.as_ref().map(|(listener, _)| listener.local_addr());
    let dot_address = dot_address.transpose().map_err(CommandError::Start)?;
    check_places_of_certificates(&config, &certificates, https.is_some(), dot.is_some())?;
    let (dns_udp, dns_tcp) = match inherited.dns()? {
        Some(sockets) => sockets,
        None => bind_dns(config.dns).await?,
    };
    let dns_address = dns_udp.address().map_err(CommandError::Start)?;
    let control = control.listen()?;
    // All that root alone can open is open. Directories are asked as who asks them later.
    if let Some(successor) = &successor {
        if let Some(folder) = config.state.as_deref().filter(|folder| !folder.exists()) {
            state_folder::make(folder)?;
            successor.own(folder).map_err(CommandError::Start)?;
        }
        successor.take_over()?;
        tell_what_cannot_be_read_again(&arguments, successor).await;
    }
    privileges::warn_of_root();
    // Monitors can look while directories are still being reached, and until the very end.
    let mut admin_missing = None;
    let admin_place = match admin {
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
    let told = (keys, Arc::clone(&metrics));
    let states = States::build(arguments, loaded, Guide::built_in(), told).await?;
    let orderer = ordering::open(&config, certificates, states.current()).await?;
    if let Some(problem) = admin_missing {
        tell(&format!("warning: {problem}"));
    }
    let stopping = stop_signal()?;
    let mut reloading = signal(SignalKind::hangup()).map_err(CommandError::Start)?;

    node.serves(states.current());
    if let Some(orderer) = &orderer {
        node.orders(Arc::clone(orderer));
    }
    greet(&states.current().load(), http_address, https_address, (dns_address, dot_address));
    let mut out = io::stdout();
    let secure = https_address.map(|address| format!(" https={address}")).unwrap_or_default();
    let dot_word = dot_address.map(|address| format!(" dot={address}")).unwrap_or_default();
    let admin = admin_place.as_ref().map(|place| format!(" admin={place}")).unwrap_or_default();
    writeln!(out, "LISTENING http={http_address} dns={dns_address}{secure}{dot_word}{admin}")?;
    out.flush()?;

    let (stop, stopped) = watch::channel(false);
    let sockets = Sockets { udp: dns_udp, tcp: dns_tcp, tls: dot };
    let notified = notifier::notify(
        states.current(),
        Arc::clone(&metrics),
        states.changes(),
        dns_address.ip(),
    );
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
    let ordering = async {
        match &orderer {
            Some(orderer) => orderer.run(wanted).await,
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
        () = ordering => {}
        () = states.watch_zones() => {}
        () = notified => {}
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

/// What was read as root is read once more, as a reload will.
async fn tell_what_cannot_be_read_again(arguments: &ConfigurationArguments, user: &Account) {
    let arguments = arguments.clone();
    let read = move || arguments.load().and_then(|loaded| Keys::read(&loaded.config));
    if let Ok(Err(error)) = tokio::task::spawn_blocking(read).await {
        tell(&format!(
            "warning: `mailguide reload` will fail, and renewed certificates go unseen, because \
             this is {user} now: {error}"
        ));
    }
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

/// Certificates that are ordered or read are for somebody.
fn check_places_of_certificates(
    config: &Config,
    certificates: &Certificates,
    https: bool,
    dot: bool,
) -> Result<(), CommandError> {
    if config.acme.is_some() && !https {
        let problem = "acme.directory: certificates are ordered, but HTTPS is answered nowhere; \
                       set tls.listen (--https)";
        return Err(CommandError::Usage(problem.to_owned()));
    }
    if !https && !dot && !certificates.is_empty() {
        tell("warning: certificates are shown nowhere; set tls.listen (--https)");
    }
    Ok(())
}

/// A listener over TLS: what it is called, its setting and its option.
type Secure = (&'static str, &'static str, &'static str);
const HTTPS: Secure = ("HTTPS", "tls.listen", "--https");
const DOT: Secure = ("DNS over TLS", "dns.tls_listen", "--dot");

/// TLS is answered where there is a place for it, and then needs a certificate, or somebody who
/// orders one.
async fn bind_tls(
    (address, (protocol, setting, option)): (Option<SocketAddr>, Secure),
    inherited: Option<TcpListener>,
    (certificates, config): (&Arc<Certificates>, &Config),
    acceptor: fn(Arc<Certificates>) -> Result<Acceptor, rustls::Error>,
) -> Result<Option<(TcpListener, Arc<Acceptor>)>, CommandError> {
    if inherited.is_none() && address.is_none() {
        return Ok(None);
    }
    if certificates.is_empty() && config.acme.is_none() {
        let problem = format!(
            "{setting}: {protocol} has no certificate to show; set tls.certificate and tls.key, \
             tls.folder, or acme.directory"
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
