//! Name and type in, records out, for every domain that is served (RFC 1034 §4.3.2).
//!
//! Either a served domain is a zone of its own, whole, or each of a few names below it is one
//! ([`ZoneCuts`]). A zone has `SOA` and `NS` at its apex and below it what the service and the
//! operator say, but for what the operator delegates (`delegation`). These names exist in it: those
//! with a record, those above them (RFC 8020), and those above another served domain. Where all
//! domains below one are served, they lie in its zone: there every host name exists as a domain,
//! with the names of a domain below it.

use std::collections::HashSet;
use std::net::IpAddr;

pub use super::contents::ZoneContents;
pub use super::record::{Data, NEGATIVE_TTL, Owner, QueryType, Record, TTL};
pub use super::records::{OwnName, ZoneRecords, has_document_host};
pub use super::static_check::{HostFault, RecordFault, check_hosts, check_records};
pub use super::static_cuts::{CutFault, delegated, delegated_server};
pub use super::static_record::{RecordError, StaticRecord};

use super::challenge;
use super::delegation::{self, Referral};
use super::records::DomainRecords;
use super::static_record::LABELS_MAX;
use crate::index::suffixes;
use crate::lookup::{Answer, DirectoryAnswer, Found, Known, Question, Reason, lookup};
use crate::mail::{Domain, Variable};
use crate::snapshot::{Policy, Snapshot};

/// How many aliases are followed in one answer.
const ALIASES_MAX: usize = 8;
/// How many domains a directory is asked for before an answer.
const WANTED_MAX: usize = 4;

/// Which names are zones of their own.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum ZoneCuts {
    /// Each served domain, whole.
    #[default]
    Domain,
    /// The [`CUTS`] below a domain, each: the domain itself stays with the organisation, which
    /// delegates these.
    Names,
}

/// The names below a domain that can be zones of their own.
pub const CUTS: [&str; 5] =
    ["_tcp", "autoconfig", "autodiscover", "ua-auto-config", "_ua-auto-config"];

/// Where clients reach this server.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Addresses(pub Vec<IpAddr>);

impl Addresses {
    /// As records say them.
    pub fn records(&self) -> impl Iterator<Item = Data> {
        self.0.iter().map(|address| match address {
            IpAddr::V4(address) => Data::A(*address),
            IpAddr::V6(address) => Data::Aaaa(*address),
        })
    }
}

/// The answer to a query.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ZoneAnswer {
    /// The apex of the zone it was answered from, without a final dot.
    pub zone: Option<Box<str>>,
    /// The served domain that the zone belongs to.
    pub domain: Option<Domain>,
    /// Why it is this one. [`Reason::Record`], [`Reason::NoData`] and [`Reason::Referral`] are
    /// NOERROR, the last of them without authority; [`Reason::NoSuchName`] is NXDOMAIN,
    /// [`Reason::DirectoryUnavailable`] and [`Reason::NoSuchService`] are SERVFAIL, all others are
    /// REFUSED.
    pub reason: Reason,
    /// The records asked for.
    pub answers: Vec<Record>,
    /// The SOA of a negative answer, or the name servers that a name is delegated to; it speaks of
    /// the last name that an alias leads to.
    pub authority: Vec<Record>,
    /// The addresses of those name servers that nobody finds without them (RFC 9471 §3.1).
    pub glue: Vec<Record>,
    /// Addresses that spare a question.
    pub additional: Vec<Record>,
}

impl ZoneAnswer {
    /// An answer from no zone.
    pub(super) fn none(reason: Reason) -> Self {
        Self {
            zone: None,
            domain: None,
            reason,
            answers: vec![],
            authority: vec![],
            glue: vec![],
            additional: vec![],
        }
    }
}

/// Answers a query for a name in lower case without a final dot. `known` has what the directories
/// say about the [`domains_wanted`].
pub fn answer(name: &str, query: QueryType, known: &Known<'_>, snapshot: &Snapshot) -> ZoneAnswer {
    if query == QueryType::Ds
        && let Some(above) = delegation::zone_above(name, known, snapshot)
    {
        return above.answer(name, above.place_of_zone(name), query);
    }
    if let Some(answer) = challenge::answer(name, query, snapshot) {
        return answer;
    }
    match Zone::enclosing(name, known, snapshot) {
        Ok(zone) => zone.answer(name, zone.place(name, query), query),
        Err(reason) => ZoneAnswer::none(reason),
    }
}

/// The domains that a directory must be asked for before a query for a name can be answered, the
/// nearest first: the name without a label of ours, and those above it up to what the
/// configuration decides. A top-level domain is never asked for, nor is anything for a name that a
/// configured domain has: that one is answered while no directory is.
pub fn domains_wanted(name: &str, snapshot: &Snapshot) -> Vec<Domain> {
    if challenge::is_in_zone(name, snapshot) {
        return Vec::new();
    }
    if let Ok(zone) = Zone::enclosing(name, &Known::NOTHING, snapshot)
        && zone.found.reason == Reason::ConfiguredDomain
        && zone.node(name).exists
    {
        return Vec::new();
    }
    let candidates: Vec<&str> = match snapshot.policy().zone_cuts {
        ZoneCuts::Domain => suffixes(without_own_label(name)).collect(),
        ZoneCuts::Names => suffixes(name).filter_map(domain_of_cut).collect(),
    };
    let mut wanted = Vec::new();
    for name in candidates {
        let decided = snapshot.configured_entry(name).is_some();
        if decided || !name.contains('.') || wanted.len() == WANTED_MAX {
            break;
        }
        wanted.extend(Domain::parse(name).ok().filter(|domain| domain.as_str() == name));
    }
    wanted
}

/// What a name asks about, such as `example.org` for `_imaps._tcp.example.org`.
fn without_own_label(name: &str) -> &str {
    let own = suffixes(name).skip(1).take(2).find(|rest| {
        let label = &name[..name.len() - rest.len() - 1];
        rest.contains('.') && (label == "_tcp" || OwnName::parse(label).is_some())
    });
    own.unwrap_or(name)
}

/// The domain that a name would be cut off from, such as `example.org` for `_tcp.example.org`.
fn domain_of_cut(name: &str) -> Option<&str> {
    let (label, domain) = name.split_once('.')?;
    CUTS.contains(&label).then_some(domain)
}

/// All records of a name below a domain, as far as they do not depend on who asks.
pub(super) fn records_of(found: &Found<'_>, policy: &Policy, below: &str) -> Vec<Record> {
    DomainRecords::new(found, policy).at(below)
}

//----------- Zones ----------------------------------------------------------

/// One zone of the snapshot.
pub(super) struct Zone<'z> {
    pub(super) apex: &'z str,
    /// The served domain that the apex is, or lies below.
    pub(super) found: Found<'z>,
    known: &'z Known<'z>,
    pub(super) snapshot: &'z Snapshot,
}

/// Where a name leads to in a zone.
pub(super) enum Place<'n> {
    /// To records, or nothing.
    Node(Node),
    /// To other servers: the operator delegates this name, at or above it.
    Cut(&'n str),
}

/// What there is at a name.
pub(super) struct Node {
    pub(super) exists: bool,
    pub(super) records: Vec<Record>,
}

/// How a search for records ended, at the last name that an alias led to (RFC 2308 §2.1, RFC 6604
/// §3).
enum End {
    /// At records, or in another zone.
    Found,
    /// At other servers.
    Delegated(Referral),
    /// At a name without any of the type.
    NoType,
    /// At a name that does not exist.
    NoName,
}

impl<'z> Zone<'z> {
    /// The zone that a name lies in, or why there is none.
    pub(super) fn enclosing(
        name: &'z str,
        known: &'z Known<'z>,
        snapshot: &'z Snapshot,
    ) -> Result<Self, Reason> {
        let (apex, domain) = apex_and_domain(name, known, snapshot)?;
        let domain = Domain::parse(domain).map_err(|_| Reason::UnknownDomain)?;
        match lookup(&Question::about(domain), known, snapshot) {
            Answer::Found(found) => Ok(Self { apex, found, known, snapshot }),
            Answer::NotServed { reason, .. } => Err(reason),
        }
    }

    /// Whether a name lies in the zone, and not in one below.
    pub(super) fn has(&self, name: &str) -> bool {
        let found = apex_and_domain(name, self.known, self.snapshot);
        found.is_ok_and(|(apex, _)| apex == self.apex)
    }

    /// Answers a query for a name that leads to a place.
    fn answer(&self, name: &str, place: Place<'_>, query: QueryType) -> ZoneAnswer {
        let (answers, end) = self.select(name, place, query);
        let mut answer = ZoneAnswer {
            zone: Some(self.apex.into()),
            domain: Some(self.found.domain.clone()),
            answers,
            ..ZoneAnswer::none(Reason::Record)
        };
        match end {
            End::Found => {}
            End::Delegated(Referral { servers, glue, additional }) => {
                if answer.answers.is_empty() {
                    answer.reason = Reason::Referral;
                }
                answer = ZoneAnswer { authority: servers, glue, additional, ..answer };
            }
            End::NoType => answer.reason = Reason::NoData,
            End::NoName => answer.reason = Reason::NoSuchName,
        }
        if matches!(answer.reason, Reason::NoData | Reason::NoSuchName) {
            answer.authority = vec![self.soa(NEGATIVE_TTL)];
        }
        answer
    }

    /// Where a name leads to. Of what is delegated the zone itself speaks of the keys alone
    /// (RFC 4035 §3.1.4.1), and says in proofs which records are its own.
    fn place<'n>(&self, name: &'n str, query: QueryType) -> Place<'n> {
        match self.cut(name) {
            Some(cut) if cut == name && matches!(query, QueryType::Ds | QueryType::All) => {
                Place::Node(self.node_of_cut(name))
            }
            Some(cut) => Place::Cut(cut),
            None => {
                let mut node = self.node(name);
                challenge::add(name, &mut node.records, self.snapshot);
                node.exists |= !node.records.is_empty();
                Place::Node(node)
            }
        }
    }

    /// The zone of whichever domain of a service, with [`Domain::placeholder`] in its place. What a
    /// zone has beyond that makes its domain a special one ([`crate::index::Lead`]).
    pub(super) fn of_any_domain(found: Found<'z>, snapshot: &'z Snapshot) -> Self {
        Self { apex: Variable::Domain.as_str(), found, known: &Known::NOTHING, snapshot }
    }

    /// Whether a record was left out, or denies a service, because a name in it is too long.
    pub(super) fn has_names_too_long(&self) -> bool {
        let domain = &self.found.domain;
        let further = self.found.entry.records().iter();
        self.found.documents.records.has_hosts_too_long(domain)
            || further.map(|record| record.fill(domain)).any(|data| data.is_none())
    }

    /// All names below its domain that may exist, without the domain; some may not.
    pub(super) fn names_below(&self) -> HashSet<&'z str> {
        let further = self.found.entry.records().iter().map(|record| &*record.name);
        let own = OwnName::ALL.into_iter().map(|name| -> &'z str { name.as_str() });
        own.chain(["ns"]).chain(further).flat_map(suffixes).collect()
    }

    pub(super) fn node(&self, name: &str) -> Node {
        let mut node = self.node_of_domain(name, &self.found);
        if name == self.apex {
            node.exists = true;
            node.records.push(self.soa(TTL));
            node.records
                .extend(self.name_servers().into_iter().map(|s| Record::asked(Data::Ns(s))));
            return node;
        }
        let in_whole_domain = self.apex == self.found.domain.as_str();
        if !node.exists && in_whole_domain && self.snapshot.wildcard_above(name).is_some() {
            node = self.node_of_subdomain(name).unwrap_or(node);
        }
        node.exists |= self.snapshot.is_between(name);
        node
    }

    /// What a served domain has at a name at or below it.
    fn node_of_domain(&self, name: &str, found: &Found<'_>) -> Node {
        let below = name.strip_suffix(found.domain.as_str()).unwrap_or_default();
        let below = below.strip_suffix('.').unwrap_or(below);
        let of_domain = DomainRecords::new(found, self.snapshot.policy());
        let mut records = of_domain.at(below);
        let has = |fits: fn(&Data) -> bool| records.iter().any(|record| fits(&record.data));
        // The operator may know better where a name server is.
        if self.is_name_server(name)
            && !has(|data| matches!(data, Data::A(_) | Data::Aaaa(_) | Data::Cname(_)))
        {
            records.extend(of_domain.addresses().into_iter().map(Record::asked));
        }
        let exists = !records.is_empty()
            || of_domain.is_above_others(below)
            || self.is_above_name_server(name);
        Node { exists, records }
    }

    /// What one of the domains below the apex has at a name, where all of them are served. The
    /// shortest that has the name counts; last the name itself is one.
    fn node_of_subdomain(&self, name: &str) -> Option<Node> {
        let nearest: Vec<&str> = suffixes(name)
            .take(LABELS_MAX + 1)
            .take_while(|domain| domain.len() > self.apex.len())
            .filter(|domain| is_subdomain(domain, self.snapshot))
            .collect();
        nearest.into_iter().rev().find_map(|subdomain| {
            let question = Question::about(Domain::parse(subdomain).ok()?);
            let answer = lookup(&question, self.known, self.snapshot);
            let mut node = self.node_of_domain(name, answer.found()?);
            node.exists |= subdomain == name;
            node.exists.then_some(node)
        })
    }

    /// The records of a name that answer a query. An alias answers every type, and its target
    /// follows where it lies in this zone and has the type (RFC 1034 §3.6.2).
    fn select(&self, name: &str, place: Place<'_>, query: QueryType) -> (Vec<Record>, End) {
        let mut answers: Vec<Record> = Vec::new();
        let mut names = vec![name.to_owned()];
        let follows = !matches!(query, QueryType::All | QueryType::Cname);
        let mut node = match place {
            Place::Node(node) => node,
            Place::Cut(cut) => return (answers, End::Delegated(self.referral(cut))),
        };
        while let Some(target) = alias(&node.records).filter(|_| follows) {
            answers.append(&mut node.records);
            // The keys of a zone stand in the one above. No stand-in replaces an alias (RFC 8482 §4.2).
            let leads_out = !self.has(&target) || query == QueryType::Ds && target == self.apex;
            if query == QueryType::Any
                || leads_out
                || names.contains(&target)
                || names.len() == ALIASES_MAX
            {
                return (answers, End::Found);
            }
            node = match self.place(&target, query) {
                Place::Node(node) => node,
                Place::Cut(cut) => return (answers, End::Delegated(self.referral(cut))),
            };
            for record in node.records.iter_mut().filter(|record| record.owner == Owner::Asked) {
                record.owner = Owner::Name(target.clone());
            }
            names.push(target);
        }
        let Node { exists, mut records } = node;
        records.retain(|record| record.data.is_wanted(query));
        if query == QueryType::Any && !records.is_empty() {
            records = vec![Record::asked(Data::Hinfo)];
        }
        let end = match (records.is_empty(), exists) {
            (false, _) => End::Found,
            (true, true) => End::NoType,
            (true, false) => End::NoName,
        };
        answers.extend(records);
        (answers, end)
    }

    pub(super) fn soa(&self, ttl: u32) -> Record {
        let data = Data::Soa {
            primary: self.name_servers().swap_remove(0),
            mailbox: format!("hostmaster.{}", self.found.domain),
            serial: self.serial(),
        };
        Record { owner: Owner::Apex, ttl, data }
    }

    /// Zones that secondaries have keep theirs until they change.
    fn serial(&self) -> u32 {
        let own = self.known.zones.and_then(|zones| zones.serial(self.found.domain.as_str()));
        own.unwrap_or_else(|| self.snapshot.serial())
    }

    /// The name servers, at least one.
    pub(super) fn name_servers(&self) -> Vec<String> {
        name_servers(&self.snapshot.policy().name_servers, &self.found.domain)
    }

    /// Whether a name is one of our name servers, or the default one of its domain.
    fn is_name_server(&self, name: &str) -> bool {
        let configured = &self.snapshot.policy().name_servers;
        if configured.is_empty() {
            return name.strip_prefix("ns.") == Some(self.found.domain.as_str());
        }
        configured.iter().any(|server| server.as_str() == name)
    }

    fn is_above_name_server(&self, name: &str) -> bool {
        let above = |server: &Domain| {
            server.as_str().strip_suffix(name).is_some_and(|prefix| prefix.ends_with('.'))
        };
        self.snapshot.policy().name_servers.iter().any(above)
    }
}

fn alias(records: &[Record]) -> Option<String> {
    records.iter().find_map(|record| match &record.data {
        Data::Cname(target) => Some(target.clone()),
        _ => None,
    })
}

/// The name servers of a domain: those that are configured, or else `ns.` below it.
pub(super) fn name_servers(configured: &[Domain], domain: &Domain) -> Vec<String> {
    match configured {
        [] => vec![format!("ns.{domain}")],
        servers => servers.iter().map(Domain::to_string).collect(),
    }
}

/// The apex of the zone that a name lies in, and the domain that it belongs to.
fn apex_and_domain<'n>(
    name: &'n str,
    known: &Known<'_>,
    snapshot: &Snapshot,
) -> Result<(&'n str, &'n str), Reason> {
    for name in suffixes(name) {
        let found = match snapshot.policy().zone_cuts {
            ZoneCuts::Domain => is_domain(name, known, snapshot)?.then_some((name, name)),
            ZoneCuts::Names => match domain_of_cut(name) {
                Some(domain) if is_subdomain(domain, snapshot) => Some((name, domain)),
                Some(domain) => is_domain(domain, known, snapshot)?.then_some((name, domain)),
                None => None,
            },
        };
        if let Some(found) = found {
            return Ok(found);
        }
    }
    Err(Reason::UnknownDomain)
}

/// Whether a name leads to a service, served or not, as a domain of its own.
fn is_domain(name: &str, known: &Known<'_>, snapshot: &Snapshot) -> Result<bool, Reason> {
    if snapshot.is_configured(name) {
        return Ok(true);
    }
    let listed = snapshot.known_entry(name).is_some();
    let leads = match known.directory(name) {
        Some(DirectoryAnswer::Service(_)) => Ok(true),
        Some(DirectoryAnswer::Unavailable) if !listed => Err(Reason::DirectoryUnavailable),
        Some(DirectoryAnswer::Unavailable | DirectoryAnswer::Nothing) | None => Ok(listed),
    };
    // The configuration decides about everything below such a domain.
    match leads {
        Ok(false) => Ok(false),
        _ if snapshot.wildcard_above(name).is_some() => Ok(false),
        leads => leads,
    }
}

/// Whether a name is a domain only because all below another are; the hosts of documents are none.
fn is_subdomain(name: &str, snapshot: &Snapshot) -> bool {
    let label = name.split('.').next().unwrap_or_default();
    !OwnName::parse(label).is_some_and(OwnName::is_host)
        && !snapshot.is_configured(name)
        && snapshot.wildcard_above(name).is_some()
        && Domain::parse(name).is_ok_and(|domain| domain.as_str() == name)
}
