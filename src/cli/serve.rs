//! `mailguide serve`: the server, from its arguments to its last connection.

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use tokio::net::{TcpListener, UdpSocket};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

use super::control::ControlArguments;
use super::provider_files::ProviderArguments;
use super::snapshots::{Snapshots, summary};
use super::{CommandError, tell};
use crate::directory::mx::MxResolver;
use crate::dns::server::DnsServer;
use crate::dns::zone::Addresses;
use crate::http::server as http;
use crate::mail::{Domain, Link};
use crate::snapshot::{Policy, Snapshot};

/// Answer mail clients over HTTP and DNS
#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// Where to answer HTTP
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    http: SocketAddr,
    /// Where to answer DNS, over UDP and TCP
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:5300")]
    dns: SocketAddr,
    /// An address under which clients reach this server, for `autoconfig.` and `autodiscover.`;
    /// may be given several times [default: the address of --http]
    #[arg(long = "public-address", value_name = "IP")]
    public_addresses: Vec<IpAddr>,
    /// The name of a name server for the answered zones; may be given several times
    /// [default: `ns.` below each domain]
    #[arg(long = "name-server", value_name = "HOST", value_parser = Domain::parse)]
    name_servers: Vec<Domain>,
    /// Add `<enable>` to autoconfig documents; several released clients reject the file for it
    #[arg(long)]
    enable_element: bool,
    /// The https address under which people reach the pages of this server; then the hints in
    /// documents lead there instead of to the provider
    #[arg(long, value_name = "URL", value_parser = Link::parse)]
    public_url: Option<Link>,
    /// Serve this provider although its servers do not encrypt; may be given several times
    #[arg(long = "allow-unencrypted", value_name = "PROVIDER")]
    allow_unencrypted: Vec<String>,
    /// Recognise every unknown domain by its MX; without this only where clients ask the host of
    /// a known MX
    #[arg(long)]
    mx_lookup: bool,
    /// The DNS resolver that MX look-ups ask [default: that of the system]
    #[arg(long, value_name = "ADDRESS:PORT")]
    resolver: Option<SocketAddr>,
    /// What to log: off, error, warn, info or debug
    #[arg(long, value_name = "LEVEL", default_value = "info", value_parser = parse_level)]
    log: String,
    #[command(flatten)]
    providers: ProviderArguments,
    #[command(flatten)]
    control: ControlArguments,
}

fn parse_level(level: &str) -> Result<String, String> {
    match level {
        "off" | "error" | "warn" | "info" | "debug" => Ok(level.to_owned()),
        _ => Err("the levels are off, error, warn, info and debug".to_owned()),
    }
}

pub(super) fn run(arguments: Arguments) -> Result<ExitCode, CommandError> {
    start_logging(&arguments.log);
    let policy = Policy {
        enable_element: arguments.enable_element,
        public_url: arguments.public_url.clone(),
        addresses: public_addresses(&arguments),
        allow_unencrypted: arguments
            .allow_unencrypted
            .iter()
            .map(|id| id.as_str().into())
            .collect(),
        name_servers: arguments.name_servers.clone(),
        ..Policy::default()
    };
    let snapshots = Snapshots::build(arguments.providers.clone(), policy)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(CommandError::Start)?;
    runtime.block_on(serve(&arguments, snapshots))
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

async fn serve(arguments: &Arguments, snapshots: Arc<Snapshots>) -> Result<ExitCode, CommandError> {
    let http_listener = bind_tcp(arguments.http, "HTTP", "--http").await?;
    let http_address = http_listener.local_addr().map_err(CommandError::Start)?;
    let (dns_udp, dns_tcp) = bind_dns(arguments.dns).await?;
    let dns_address = dns_udp.local_addr().map_err(CommandError::Start)?;
    let control = arguments.control.listen()?;
    let mx = mx_resolver(arguments)?;
    let stopping = stop_signal()?;
    let mut reloading = signal(SignalKind::hangup()).map_err(CommandError::Start)?;

    greet(&snapshots.current().load(), http_address, dns_address);
    let mut out = io::stdout();
    writeln!(out, "LISTENING http={http_address} dns={dns_address}")?;
    out.flush()?;

    let (stop, stopped) = watch::channel(false);
    let dns = DnsServer::start(snapshots.current(), dns_udp, dns_tcp);
    let service = http::Service {
        snapshot: snapshots.current(),
        guide: snapshots.guide(),
        mx,
        always_by_mx: arguments.mx_lookup,
    };
    let http = tokio::spawn(http::serve(http_listener, Arc::new(service), stopped));
    let controlled = async {
        match &control {
            Some(socket) => socket.serve(Arc::clone(&snapshots)).await,
            None => std::future::pending().await,
        }
    };
    let hung_up = async {
        // What became of it stands in the log; there is nobody else to tell.
        while reloading.recv().await.is_some() {
            let _ = snapshots.reload().await;
        }
    };
    tokio::select! {
        () = stopping => {}
        () = controlled => {}
        () = hung_up => {}
    }
    tell("stopping");
    let _ = stop.send(true);
    let (http, dns) = tokio::join!(http, dns.stop());
    dns.map_err(CommandError::Start)?;
    http.map_err(|error| CommandError::Start(io::Error::other(error)))?;
    Ok(ExitCode::SUCCESS)
}

/// Without a resolver only what needs one fails; but who asks for one gets it or hears why not.
fn mx_resolver(arguments: &Arguments) -> Result<Option<MxResolver>, CommandError> {
    match MxResolver::new(arguments.resolver) {
        Ok(resolver) => Ok(Some(resolver)),
        Err(error) if arguments.mx_lookup || arguments.resolver.is_some() => {
            Err(CommandError::Usage(error.to_string()))
        }
        Err(_) => Ok(None),
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
fn greet(snapshot: &Snapshot, http: SocketAddr, dns: SocketAddr) {
    let (reach_http, reach_dns) = (reachable(http), reachable(dns));
    tell(&format!(
        "mailguide {version} serves {summary}\n\
         \x20 HTTP on {http}\n\
         \x20 DNS  on {dns} (UDP and TCP)\n\
         \n\
         The pages for people are at http://{reach_http}/\n\
         \n\
         Try it:\n\
         \x20 curl 'http://{reach_http}/mail/config-v1.1.xml?emailaddress=fred@gmail.com'\n\
         \x20 curl --data email=fred@icloud.com http://{reach_http}/autodiscover/autodiscover.xml\n\
         \x20 dig @{host} -p {port} SRV _imaps._tcp.gmail.com\n",
        version = env!("CARGO_PKG_VERSION"),
        summary = summary(snapshot),
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

fn public_addresses(arguments: &Arguments) -> Addresses {
    let given = arguments.public_addresses.clone();
    let listening = arguments.http.ip();
    if !given.is_empty() {
        return Addresses(given);
    }
    if listening.is_unspecified() {
        tell(
            "warning: no --public-address is given and --http names no address, so DNS answers \
             no addresses for autoconfig. and autodiscover.",
        );
        return Addresses::default();
    }
    Addresses(vec![listening])
}

//----------- Sockets --------------------------------------------------------

async fn bind_tcp(
    address: SocketAddr,
    protocol: &'static str,
    option: &str,
) -> Result<TcpListener, CommandError> {
    TcpListener::bind(address)
        .await
        .map_err(|error| cannot_listen(address, protocol, option, &error))
}

/// UDP and TCP on one port; where the port is left to the system, until both are free.
async fn bind_dns(address: SocketAddr) -> Result<(UdpSocket, TcpListener), CommandError> {
    const ATTEMPTS: usize = 16;
    let mut last = None;
    for _ in 0..if address.port() == 0 { ATTEMPTS } else { 1 } {
        let udp = UdpSocket::bind(address)
            .await
            .map_err(|error| cannot_listen(address, "DNS over UDP", "--dns", &error))?;
        let bound = udp.local_addr().map_err(CommandError::Start)?;
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
