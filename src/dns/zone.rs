//! Name and type in, records out, for every domain that is served (RFC 1034 §4.3.2).
//!
//! A served domain is a zone of its own. It has `SOA` and `NS` at its apex, the SRV records of
//! RFC 6186 and RFC 8314 below `_tcp`, the addresses of `autoconfig.`, `autodiscover.` and
//! `ua-auto-config.`, and the digest of the PACC document.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::lookup::{Answer, Found, Known, Question, Reason, lookup};
use crate::mail::{Domain, Endpoint, MailService, Protocol, Template, TlsMode};
use crate::snapshot::Snapshot;

/// How long an answer may be kept, in seconds.
pub const TTL: u32 = 3600;
/// How long a negative answer may be kept, in seconds (RFC 2308 §4).
pub const NEGATIVE_TTL: u32 = 900;
/// The port of `_autodiscover._tcp`; Outlook takes no other (protocols §5.1).
const AUTODISCOVER_PORT: u16 = 443;

//----------- Questions and answers ------------------------------------------

/// A record type, as far as it matters here.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum QueryType {
    /// IPv4 addresses.
    A,
    /// IPv6 addresses (RFC 3596).
    Aaaa,
    /// Anything (RFC 8482).
    Any,
    /// Name servers.
    Ns,
    /// The start of authority.
    Soa,
    /// Services (RFC 2782).
    Srv,
    /// Text.
    Txt,
    /// A type that we never have.
    Other,
}

/// A record below a domain.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Record {
    /// Its owner: the name that was asked for, or the apex of the zone.
    pub owner: Owner,
    /// How long it may be kept, in seconds.
    pub ttl: u32,
    /// What it says.
    pub data: Data,
}

/// Whose record it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Owner {
    /// The name that was asked for.
    Asked,
    /// The apex of the zone it lies in.
    Apex,
}

/// What a record says. Names are in text without a final dot.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Data {
    /// An IPv4 address.
    A(Ipv4Addr),
    /// An IPv6 address.
    Aaaa(Ipv6Addr),
    /// The stand-in for all types (RFC 8482 §4.2).
    Hinfo,
    /// A name server.
    Ns(String),
    /// The start of authority.
    Soa {
        /// The first name server.
        primary: String,
        /// The mailbox of the operator, as a name.
        mailbox: String,
        /// The serial.
        serial: u32,
    },
    /// A service.
    Srv {
        /// Lower is tried first.
        priority: u16,
        /// 0 where there is nothing to choose.
        weight: u16,
        /// The port; 0 where the service is not offered.
        port: u16,
        /// The host; nothing where the service is decidedly not offered (RFC 2782).
        target: Option<String>,
    },
    /// A text of at most 255 bytes.
    Txt(String),
}

/// The answer to a query.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ZoneAnswer {
    /// The zone it was answered from.
    pub zone: Option<Domain>,
    /// Why it is this one. [`Reason::Record`] and [`Reason::NoData`] are NOERROR,
    /// [`Reason::NoSuchName`] is NXDOMAIN, all others are REFUSED.
    pub reason: Reason,
    /// The records asked for.
    pub answers: Vec<Record>,
    /// The SOA of a negative answer.
    pub authority: Vec<Record>,
}

/// Answers a query for a name in lower case without a final dot.
pub fn answer(name: &str, query: QueryType, snapshot: &Snapshot) -> ZoneAnswer {
    let refused = |reason| ZoneAnswer { zone: None, reason, answers: vec![], authority: vec![] };
    let Some(apex) = enclosing_zone(name, snapshot) else {
        return refused(Reason::UnknownDomain);
    };
    let Ok(domain) = Domain::parse(apex) else { return refused(Reason::UnknownDomain) };
    let found = match lookup(&Question::about(domain), &Known::NOTHING, snapshot) {
        Answer::Found(found) => found,
        Answer::NotServed { reason, .. } => return refused(reason),
    };
    let below = name[..name.len() - apex.len()].trim_end_matches('.');
    let zone = Zone { found: &found, snapshot };
    let records = zone.records(below);
    let exists = !records.is_empty() || below == "_tcp" || snapshot.is_between(name);
    let answers = select(records, query);
    let (reason, authority) = match (exists, answers.is_empty()) {
        (_, false) => (Reason::Record, vec![]),
        (true, true) => (Reason::NoData, vec![zone.soa(NEGATIVE_TTL)]),
        (false, true) => (Reason::NoSuchName, vec![zone.soa(NEGATIVE_TTL)]),
    };
    ZoneAnswer { zone: Some(found.domain.clone()), reason, answers, authority }
}

/// The nearest domain at or above a name that leads to a service, served or not.
fn enclosing_zone<'n>(name: &'n str, snapshot: &Snapshot) -> Option<&'n str> {
    std::iter::successors(Some(name), |name| name.split_once('.').map(|(_, parent)| parent))
        .find(|name| snapshot.entry(name).is_some())
}

fn select(records: Vec<Record>, query: QueryType) -> Vec<Record> {
    let fits = |record: &Record| match query {
        QueryType::A => matches!(record.data, Data::A(_)),
        QueryType::Aaaa => matches!(record.data, Data::Aaaa(_)),
        QueryType::Any => true,
        QueryType::Ns => matches!(record.data, Data::Ns(_)),
        QueryType::Soa => matches!(record.data, Data::Soa { .. }),
        QueryType::Srv => matches!(record.data, Data::Srv { .. }),
        QueryType::Txt => matches!(record.data, Data::Txt(_)),
        QueryType::Other => false,
    };
    let mut selected: Vec<Record> = records.into_iter().filter(fits).collect();
    if query == QueryType::Any && !selected.is_empty() {
        selected = vec![Record { owner: Owner::Asked, ttl: TTL, data: Data::Hinfo }];
    }
    selected
}

//----------- What stands in a zone ------------------------------------------

/// One zone of the snapshot.
struct Zone<'z> {
    found: &'z Found<'z>,
    snapshot: &'z Snapshot,
}

impl Zone<'_> {
    /// All records of the name that stands before the apex.
    fn records(&self, below: &str) -> Vec<Record> {
        match below {
            "" => {
                let mut records = vec![self.soa(TTL)];
                let servers = self.name_servers().into_iter();
                records.extend(servers.map(|server| asked(Data::Ns(server))));
                records
            }
            "autoconfig" => self.addresses(),
            "autodiscover" if self.offers_autodiscover() => self.addresses(),
            "_autodiscover._tcp" => vec![self.autodiscover()],
            "ua-auto-config" if self.found.documents.pacc.is_some() => self.addresses(),
            "_ua-auto-config" => {
                let pacc = self.found.documents.pacc.iter();
                pacc.map(|pacc| asked(Data::Txt(pacc.txt(&self.found.domain)))).collect()
            }
            "ns" if self.snapshot.policy().name_servers.is_empty() => self.addresses(),
            _ if self.is_name_server(below) => self.addresses(),
            _ => match below.strip_suffix("._tcp") {
                Some(service) => self.found.documents.records.services(service, &self.found.domain),
                None => Vec::new(),
            },
        }
    }

    fn soa(&self, ttl: u32) -> Record {
        let servers = self.name_servers();
        let data = Data::Soa {
            primary: servers.into_iter().next().unwrap_or_default(),
            mailbox: format!("hostmaster.{}", self.found.domain),
            serial: self.snapshot.serial(),
        };
        Record { owner: Owner::Apex, ttl, data }
    }

    fn offers_autodiscover(&self) -> bool {
        self.found.documents.autodiscover.is_offered(&self.found.domain)
    }

    fn autodiscover(&self) -> Record {
        let target =
            self.offers_autodiscover().then(|| format!("autodiscover.{}", self.found.domain));
        let port = if target.is_some() { AUTODISCOVER_PORT } else { 0 };
        asked(Data::Srv { priority: 0, weight: 0, port, target })
    }

    /// Whether a name of this zone is one of the configured name servers.
    fn is_name_server(&self, below: &str) -> bool {
        let apex = self.found.domain.as_str();
        self.snapshot.policy().name_servers.iter().any(|server| {
            let prefix = server.as_str().strip_suffix(apex);
            prefix.and_then(|prefix| prefix.strip_suffix('.')) == Some(below)
        })
    }

    fn name_servers(&self) -> Vec<String> {
        let configured = &self.snapshot.policy().name_servers;
        if configured.is_empty() {
            return vec![format!("ns.{}", self.found.domain)];
        }
        configured.iter().map(Domain::to_string).collect()
    }

    fn addresses(&self) -> Vec<Record> {
        let addresses = self.snapshot.policy().addresses.0.iter();
        addresses
            .map(|address| match address {
                IpAddr::V4(address) => asked(Data::A(*address)),
                IpAddr::V6(address) => asked(Data::Aaaa(*address)),
            })
            .collect()
    }
}

fn asked(data: Data) -> Record {
    Record { owner: Owner::Asked, ttl: TTL, data }
}

/// A record that the operator adds to each domain of a service.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StaticRecord {
    /// The name below the domain, such as `www`; empty for the domain itself.
    pub name: Box<str>,
    /// How long it may be kept, in seconds.
    pub ttl: u32,
    /// What it says.
    pub data: Data,
}

/// Which names are zones of their own.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum ZoneCuts {
    /// Each served domain, whole.
    #[default]
    Domain,
    /// `_tcp`, `autoconfig` and the other names below a domain, each: the domain itself stays with
    /// the organisation, which delegates these.
    Names,
}

/// Where clients reach this server.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Addresses(pub Vec<IpAddr>);

//----------- The services of a domain ---------------------------------------

/// The SRV records below each domain of a service.
#[derive(Clone, Debug)]
pub struct ZoneRecords {
    services: Vec<(&'static str, Vec<Server>)>,
}

#[derive(Clone, Debug)]
struct Server {
    priority: u16,
    port: u16,
    host: Template,
}

/// The labels of RFC 6186 §3 and, for the last but one, RFC 8314 §5.1.
const LABELS: [(&str, Protocol, TlsMode); 6] = [
    ("_imap", Protocol::Imap, TlsMode::StartTls),
    ("_imaps", Protocol::Imap, TlsMode::Implicit),
    ("_pop3", Protocol::Pop3, TlsMode::StartTls),
    ("_pop3s", Protocol::Pop3, TlsMode::Implicit),
    ("_submissions", Protocol::Smtp, TlsMode::Implicit),
    ("_submission", Protocol::Smtp, TlsMode::StartTls),
];

impl ZoneRecords {
    /// Writes down the services. The priority is the rank in the service's own order, so that a
    /// client that compares labels finds the preference of the provider (RFC 6186 §3.4).
    pub fn compile(service: &MailService) -> Self {
        let services = LABELS.map(|(label, protocol, tls)| {
            // Plain text has no label of its own: RFC 6186 §3 puts it with STARTTLS.
            let mode = |endpoint: &Endpoint| match endpoint.tls {
                TlsMode::None => TlsMode::StartTls,
                mode => mode,
            };
            let fits = |e: &Endpoint| e.protocol == protocol && mode(e) == tls;
            let list = match protocol {
                Protocol::Smtp => &service.outgoing,
                Protocol::Imap | Protocol::Pop3 => &service.incoming,
            };
            let ranked = (0..u16::MAX).step_by(10).zip(list);
            let servers = ranked.filter(|(_, endpoint)| fits(endpoint)).map(|(rank, endpoint)| {
                let host = endpoint.host.clone();
                Server { priority: rank, port: endpoint.port.get(), host }
            });
            (label, servers.collect())
        });
        Self { services: services.into() }
    }

    /// The records of `label._tcp` below a domain; none for a label that is not ours.
    fn services(&self, label: &str, domain: &Domain) -> Vec<Record> {
        let Some((_, servers)) = self.services.iter().find(|(known, _)| *known == label) else {
            return Vec::new();
        };
        if servers.is_empty() {
            // Decidedly not offered (RFC 6186 §3.4).
            let none = Data::Srv { priority: 0, weight: 0, port: 0, target: None };
            return vec![asked(none)];
        }
        let record = |server: &Server| {
            asked(Data::Srv {
                priority: server.priority,
                weight: 0,
                port: server.port,
                target: Some(server.host.fill_domain(domain)),
            })
        };
        servers.iter().map(record).collect()
    }
}
