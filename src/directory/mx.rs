//! Where a domain's mail goes, found out by DNS (RFC 5321 §5.1).

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::RData;
use hickory_resolver::{Resolver, TokioResolver};
use moka::Expiry;
use moka::future::Cache;
use thiserror::Error;

use crate::lookup::Mx;
use crate::mail::Domain;

/// How long a client may be kept waiting; Thunderbird gives up after 5 s, Parula after 3 s.
pub(super) const TIMEOUT: Duration = Duration::from_millis(1500);
/// How long the resolver waits for one server before it asks again.
const ATTEMPT_TIMEOUT: Duration = Duration::from_millis(700);
/// The most domains that are remembered.
const CACHE_ENTRIES: u64 = 100_000;
/// The most MX hosts of a domain that are looked at.
const HOSTS_MAX: usize = 16;
/// How long to remember hosts, at least and at most, whatever their TTL says.
const REMEMBER_HOSTS: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(3600));
/// How long to remember that there are none.
const REMEMBER_NONE: Duration = Duration::from_secs(300);
/// How long to remember that nobody answered: no longer than a person waits before trying again.
const REMEMBER_FAILURE: Duration = Duration::from_secs(5);

/// Looks MX hosts up, and remembers them.
pub struct MxResolver {
    resolver: TokioResolver,
    cache: Cache<Domain, Found>,
    counters: Counters,
}

#[derive(Default)]
struct Counters {
    wanted: AtomicU64,
    found: AtomicU64,
    none: AtomicU64,
    failed: AtomicU64,
}

/// What was counted since there is a resolver.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct MxFigures {
    /// Questions that an MX had to decide, remembered ones included.
    pub wanted: u64,
    /// Look-ups that found hosts.
    pub found: u64,
    /// Look-ups that found that there are none.
    pub none: u64,
    /// Look-ups that nobody answered.
    pub failed: u64,
}

/// What was found for a domain.
#[derive(Clone)]
pub struct Found {
    hosts: Option<Arc<[Domain]>>,
    remember: Duration,
}

impl Found {
    /// For the look-up.
    pub fn mx(&self) -> Mx<'_> {
        match &self.hosts {
            Some(hosts) => Mx::Hosts(hosts),
            None => Mx::Unavailable,
        }
    }
}

/// There is no resolver to ask.
#[derive(Debug, Error)]
#[error("the system names no DNS resolver ({0}); name one with --resolver")]
pub struct NoResolver(NetError);

impl MxResolver {
    /// Asks one server, or those that the system is configured for.
    pub fn new(server: Option<SocketAddr>) -> Result<Self, NoResolver> {
        let resolver = resolver(server)?;
        let cache = Cache::builder()
            .max_capacity(CACHE_ENTRIES)
            .expire_after(RememberAsLongAsFound)
            .build();
        Ok(Self { resolver, cache, counters: Counters::default() })
    }

    /// The MX hosts of a domain. Many who ask at once wait for one look-up.
    pub async fn find(&self, domain: &Domain) -> Found {
        self.counters.wanted.fetch_add(1, Ordering::Relaxed);
        self.cache.get_with_by_ref(domain, self.ask_and_count(domain)).await
    }

    /// What was counted so far.
    pub fn figures(&self) -> MxFigures {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let Counters { wanted, found, none, failed } = &self.counters;
        MxFigures {
            wanted: read(wanted),
            found: read(found),
            none: read(none),
            failed: read(failed),
        }
    }

    async fn ask_and_count(&self, domain: &Domain) -> Found {
        let found = self.ask(domain).await;
        let counter = match found.mx() {
            Mx::Hosts([_, ..]) => &self.counters.found,
            Mx::Hosts([]) => &self.counters.none,
            Mx::NotAsked | Mx::Unavailable => &self.counters.failed,
        };
        counter.fetch_add(1, Ordering::Relaxed);
        found
    }

    async fn ask(&self, domain: &Domain) -> Found {
        let name = format!("{domain}.");
        match tokio::time::timeout(TIMEOUT, self.resolver.mx_lookup(name)).await {
            Ok(Ok(answer)) => {
                let mut hosts: Vec<(u16, Domain)> = Vec::new();
                let mut ttl = REMEMBER_HOSTS.1;
                for record in answer.answers() {
                    let RData::MX(mx) = &record.data else { continue };
                    ttl = ttl.min(Duration::from_secs(record.ttl.into()));
                    // A null MX (RFC 7505) is no domain, and leaves none.
                    if let Ok(host) = Domain::parse(&mx.exchange.to_ascii()) {
                        hosts.push((mx.preference, host));
                    }
                }
                hosts.sort();
                hosts.truncate(HOSTS_MAX);
                let hosts = hosts.into_iter().map(|(_, host)| host).collect();
                Found { hosts: Some(hosts), remember: ttl.max(REMEMBER_HOSTS.0) }
            }
            Ok(Err(error)) if error.is_no_records_found() || error.is_nx_domain() => {
                Found { hosts: Some(Arc::default()), remember: REMEMBER_NONE }
            }
            Ok(Err(_)) | Err(_) => Found { hosts: None, remember: REMEMBER_FAILURE },
        }
    }
}

/// What asks one server, or those that the system is configured for. It remembers nothing: what is
/// remembered, and for how long, is decided by who asks.
pub(super) fn resolver(server: Option<SocketAddr>) -> Result<TokioResolver, NoResolver> {
    let mut builder = match server {
        None => Resolver::builder_tokio().map_err(NoResolver)?,
        Some(server) => {
            let mut name_server = NameServerConfig::new(
                server.ip(),
                true,
                vec![ConnectionConfig::udp(), ConnectionConfig::tcp()],
            );
            for connection in &mut name_server.connections {
                connection.port = server.port();
            }
            let config = ResolverConfig::from_parts(None, vec![], vec![name_server]);
            Resolver::builder_with_config(config, TokioRuntimeProvider::default())
        }
    };
    let options: &mut ResolverOpts = builder.options_mut();
    options.timeout = ATTEMPT_TIMEOUT;
    options.attempts = 2;
    options.cache_size = 0;
    builder.build().map_err(NoResolver)
}

struct RememberAsLongAsFound;

impl Expiry<Domain, Found> for RememberAsLongAsFound {
    fn expire_after_create(
        &self,
        _domain: &Domain,
        found: &Found,
        _created: std::time::Instant,
    ) -> Option<Duration> {
        Some(found.remember)
    }
}
