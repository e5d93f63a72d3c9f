//! What stands below a domain: the records that are made from its service, and the operator's own.

use super::record::{Data, Record, TTL};
use super::static_record::NAME_MAX;
use crate::lookup::Found;
use crate::mail::{
    Domain, Endpoint, MailService, Protocol, Template, TlsMode, WebServiceKind, keywords,
};
use crate::snapshot::Policy;

/// The port of `_autodiscover._tcp`; Outlook takes no other (protocols §5.1).
const AUTODISCOVER_PORT: u16 = 443;

keywords! {
    /// A name below a domain whose records are made from the service.
    pub enum OwnName {
        /// The domain itself.
        Apex = "",
        /// Where autoconfig is fetched.
        Autoconfig = "autoconfig",
        /// Where Autodiscover is fetched.
        Autodiscover = "autodiscover",
        /// Where PACC is fetched.
        UaAutoConfig = "ua-auto-config",
        /// The digest of the PACC document.
        UaAutoConfigDigest = "_ua-auto-config",
        /// IMAP with STARTTLS, RFC 6186 §3.2.
        Imap = "_imap._tcp",
        /// IMAP with TLS, RFC 6186 §3.2.
        Imaps = "_imaps._tcp",
        /// POP3 with STARTTLS, RFC 6186 §3.3.
        Pop3 = "_pop3._tcp",
        /// POP3 with TLS, RFC 6186 §3.3.
        Pop3s = "_pop3s._tcp",
        /// Submission with STARTTLS, RFC 6186 §3.1.
        Submission = "_submission._tcp",
        /// Submission with TLS, RFC 8314 §5.1.
        Submissions = "_submissions._tcp",
        /// Submission with TLS, as aerc asks for it (protocols §3.5).
        Smtps = "_smtps._tcp",
        /// Autodiscover, [MS-OXDISCO] §3.1.5.
        AutodiscoverService = "_autodiscover._tcp",
        /// Calendars in plain text, RFC 6764 §3.
        CalDav = "_caldav._tcp",
        /// Calendars, RFC 6764 §3 and §4.
        CalDavs = "_caldavs._tcp",
        /// Contacts in plain text, RFC 6764 §3.
        CardDav = "_carddav._tcp",
        /// Contacts, RFC 6764 §3 and §4.
        CardDavs = "_carddavs._tcp",
        /// Mail over JSON, RFC 8620 §2.2.
        Jmap = "_jmap._tcp",
        /// Filters, RFC 5804 §1.8.
        Sieve = "_sieve._tcp",
    }
}

impl OwnName {
    /// Whether it is the host of a document.
    pub fn is_host(self) -> bool {
        matches!(self, Self::Autoconfig | Self::Autodiscover | Self::UaAutoConfig)
    }

    /// Whether records of that type are made there, so that nobody else can add one.
    pub(super) fn makes(self, data: &Data) -> bool {
        match self {
            Self::Apex => false,
            Self::Autoconfig | Self::Autodiscover | Self::UaAutoConfig => {
                matches!(data, Data::A(_) | Data::Aaaa(_) | Data::Cname(_))
            }
            Self::UaAutoConfigDigest => matches!(data, Data::Txt(_) | Data::Cname(_)),
            Self::CalDavs | Self::CardDavs => {
                matches!(data, Data::Srv { .. } | Data::Txt(_) | Data::Cname(_))
            }
            _ => matches!(data, Data::Srv { .. } | Data::Cname(_)),
        }
    }
}

//----------- The records of a domain ----------------------------------------

/// The records of one domain, by the name that stands before it. Zones and listings both ask here.
pub(super) struct DomainRecords<'r> {
    found: &'r Found<'r>,
    policy: &'r Policy,
}

impl<'r> DomainRecords<'r> {
    pub(super) fn new(found: &'r Found<'r>, policy: &'r Policy) -> Self {
        Self { found, policy }
    }

    /// All records of a name but `SOA`, `NS` and the addresses of name servers.
    pub(super) fn at(&self, below: &str) -> Vec<Record> {
        let mut records = self.further_at(below);
        // Beside an alias there is nothing (RFC 1034 §3.6.2).
        if let Some(alias) = records.iter().position(|r| matches!(r.data, Data::Cname(_))) {
            return vec![records.swap_remove(alias)];
        }
        if let Some(name) = OwnName::parse(below) {
            records.extend(self.own_at(name));
        }
        records
    }

    /// Whether a name exists only because others lie below it (RFC 8020).
    pub(super) fn is_above_others(&self, below: &str) -> bool {
        let is_below = |name: &str| {
            name.strip_suffix(below).is_some_and(|prefix| prefix.ends_with('.') || below.is_empty())
        };
        below == "_tcp" || self.found.entry.records().iter().any(|record| is_below(&record.name))
    }

    /// The names of the operator's own records, each once.
    pub(super) fn further_names(&self) -> Vec<&'r str> {
        let mut names: Vec<&str> = Vec::new();
        for record in self.found.entry.records() {
            if !names.contains(&&*record.name) {
                names.push(&record.name);
            }
        }
        names
    }

    /// The operator's own records.
    pub(super) fn further_at(&self, below: &str) -> Vec<Record> {
        let records = self.found.entry.records().iter().filter(|record| *record.name == *below);
        let filled = records.filter_map(|record| {
            let data = record.fill(&self.found.domain)?;
            Some(Record { ttl: record.ttl, ..Record::asked(data) })
        });
        filled.collect()
    }

    /// The records that are made from the service.
    pub(super) fn own_at(&self, name: OwnName) -> Vec<Record> {
        let further = self.found.entry.records();
        let records = self.own(name).into_iter().map(|data| {
            // All records of a name and type are kept equally long (RFC 2181 §5.2).
            let same_set = further.iter().find(|further| {
                *further.name == *name.as_str() && further.data.type_name() == data.type_name()
            });
            Record { ttl: same_set.map_or(TTL, |same| same.ttl), ..Record::asked(data) }
        });
        records.collect()
    }

    fn own(&self, name: OwnName) -> Vec<Data> {
        let domain = &self.found.domain;
        match name {
            _ if name.is_host() => match self.has_host(name) {
                true => self.addresses(),
                false => Vec::new(),
            },
            OwnName::Apex if self.policy.mailconf => {
                let url = format!("https://autoconfig.{domain}/mail/config-v1.1.xml");
                vec![Data::text(&format!("mailconf={url}"))]
            }
            OwnName::UaAutoConfigDigest => {
                let pacc = self.found.documents.pacc.iter();
                pacc.map(|pacc| Data::text(&pacc.txt(domain))).collect()
            }
            OwnName::Smtps if self.policy.smtps_alias => {
                self.found.documents.records.of(OwnName::Submissions, domain)
            }
            OwnName::AutodiscoverService => vec![match self.has_host(OwnName::Autodiscover) {
                true => Data::Srv {
                    priority: 0,
                    weight: 0,
                    port: AUTODISCOVER_PORT,
                    target: Some(format!("autodiscover.{domain}")),
                },
                false => Data::NOT_OFFERED,
            }],
            OwnName::Smtps | OwnName::Apex => Vec::new(),
            service => self.found.documents.records.of(service, domain),
        }
    }

    /// Whether documents are fetched from a host of that name.
    pub(super) fn has_host(&self, name: OwnName) -> bool {
        has_document_host(self.found, name)
    }

    /// Where clients reach this server.
    pub(super) fn addresses(&self) -> Vec<Data> {
        self.policy.addresses.records().collect()
    }
}

/// Whether documents of a domain are fetched from a host of that name below it.
pub fn has_document_host(found: &Found<'_>, name: OwnName) -> bool {
    match name {
        OwnName::Autoconfig => true,
        OwnName::Autodiscover => found.documents.autodiscover.is_offered(&found.domain),
        OwnName::UaAutoConfig => found.documents.pacc.is_some(),
        _ => false,
    }
}

//----------- The services of a domain ---------------------------------------

/// The records below `_tcp` of each domain of a service.
#[derive(Clone, Debug)]
pub struct ZoneRecords {
    services: Vec<Service>,
}

/// A service that is offered or decidedly not; a name that is not listed does not exist.
#[derive(Clone, Debug)]
struct Service {
    name: OwnName,
    /// None where the service is decidedly not offered.
    servers: Vec<Server>,
    /// What the TXT record beside it says (RFC 6764 §4).
    text: Option<Box<str>>,
}

#[derive(Clone, Debug)]
struct Server {
    priority: u16,
    port: u16,
    host: Template,
}

/// What the labels of RFC 6186 §3 and RFC 8314 §5.1 mean.
const MAIL: [(OwnName, Protocol, TlsMode); 6] = [
    (OwnName::Imap, Protocol::Imap, TlsMode::StartTls),
    (OwnName::Imaps, Protocol::Imap, TlsMode::Implicit),
    (OwnName::Pop3, Protocol::Pop3, TlsMode::StartTls),
    (OwnName::Pop3s, Protocol::Pop3, TlsMode::Implicit),
    (OwnName::Submissions, Protocol::Smtp, TlsMode::Implicit),
    (OwnName::Submission, Protocol::Smtp, TlsMode::StartTls),
];

/// Services by URL: the name for TLS, and the one for plain text, which we always deny.
const WEB: [(WebServiceKind, OwnName, Option<OwnName>); 3] = [
    (WebServiceKind::CalDav, OwnName::CalDavs, Some(OwnName::CalDav)),
    (WebServiceKind::CardDav, OwnName::CardDavs, Some(OwnName::CardDav)),
    (WebServiceKind::Jmap, OwnName::Jmap, None),
];

impl ZoneRecords {
    /// Writes down the services.
    pub fn compile(service: &MailService) -> Self {
        let mut services: Vec<Service> =
            MAIL.map(|(name, protocol, tls)| mail(service, name, protocol, tls)).into();
        for (kind, name, plain) in WEB {
            let Some(address) = service.companions.web(kind) else { continue };
            let host = address.host().clone();
            let server = Server { priority: 0, port: address.port().get(), host };
            // The path of JMAP is always the well-known one (RFC 8620 §2.2).
            let text = plain.map(|_| format!("path={}", address.path()).into());
            services.push(Service { name, servers: vec![server], text });
            services.extend(plain.map(|name| Service { name, servers: vec![], text: None }));
        }
        // The protocol begins in plain text; no name says that TLS comes first (RFC 5804 §1.8).
        if let Some(sieve) =
            service.companions.sieve.as_ref().filter(|s| s.tls != TlsMode::Implicit)
        {
            let server = Server { priority: 0, port: sieve.port.get(), host: sieve.host.clone() };
            services.push(Service { name: OwnName::Sieve, servers: vec![server], text: None });
        }
        Self { services }
    }

    /// Whether a host cannot be named below a domain.
    pub(super) fn has_hosts_too_long(&self, domain: &Domain) -> bool {
        let mut servers = self.services.iter().flat_map(|service| &service.servers);
        servers.any(|server| server.host.fill_domain(domain).len() > NAME_MAX)
    }

    /// The records of a service below a domain; none where the name does not exist.
    fn of(&self, name: OwnName, domain: &Domain) -> Vec<Data> {
        let Some(service) = self.services.iter().find(|service| service.name == name) else {
            return Vec::new();
        };
        let servers = service.servers.iter().map(|server| match server.host.fill_domain(domain) {
            // A host that cannot be named is not offered.
            host if host.len() > NAME_MAX => Data::NOT_OFFERED,
            host => Data::Srv {
                priority: server.priority,
                weight: 0,
                port: server.port,
                target: Some(host),
            },
        });
        let denial = service.servers.is_empty().then_some(Data::NOT_OFFERED);
        servers.chain(denial).chain(service.text.iter().map(|text| Data::text(text))).collect()
    }
}

/// The priority is the rank in the service's own order, so that a client that compares names finds
/// the preference of the provider (RFC 6186 §3.4).
fn mail(service: &MailService, name: OwnName, protocol: Protocol, tls: TlsMode) -> Service {
    // Plain text has no name of its own: RFC 6186 §3 puts it with STARTTLS.
    let mode = |endpoint: &Endpoint| match endpoint.tls {
        TlsMode::None => TlsMode::StartTls,
        mode => mode,
    };
    let list = match protocol {
        Protocol::Smtp => &service.outgoing,
        Protocol::Imap | Protocol::Pop3 => &service.incoming,
    };
    let servers = (0..u16::MAX)
        .step_by(10)
        .zip(list)
        .filter(|(_, endpoint)| endpoint.protocol == protocol && mode(endpoint) == tls)
        .map(|(priority, endpoint)| Server {
            priority,
            port: endpoint.port.get(),
            host: endpoint.host.clone(),
        });
    Service { name, servers: servers.collect(), text: None }
}
