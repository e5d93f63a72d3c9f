//! Everything that answers are made from, at one moment: services, their documents, the index.
//!
//! A snapshot never changes. A new one is built beside it and put in its place whole.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::acme::challenges::Challenges;
use crate::config::{Configured, ConfiguredService, DomainList};
use crate::dns::dnssec::ZoneSigner;
use crate::dns::wire::{KeptAnswers, WireRecords};
use crate::dns::zone::{Addresses, StaticRecord, ZoneCuts, ZoneRecords, delegated};
use crate::documents::autoconfig::Autoconfig;
use crate::documents::autodiscover::Autodiscover;
use crate::documents::mobileconfig::Profile;
use crate::documents::pacc::Pacc;
use crate::guide::{Sentences, hints};
use crate::index::{DomainIndex, Lead, MxIndex, ServiceNumber, suffixes};
use crate::lookup::{Reason, refusal};
use crate::mail::{AutodiscoverMode, Domain, Link, MailService};
use crate::providers::{Database, Provider};
use crate::signing::Signer;

/// For how many remembered signatures one signed answer is kept: an answer has one or two.
const SIGNATURES_PER_ANSWER: usize = 2;

/// What the operator decides about all documents.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Whether autoconfig carries `<enable>`, which several released clients reject the file for.
    pub enable_element: bool,
    /// Where people reach our pages; then hints lead there, else to the provider's own page.
    pub public_url: Option<Link>,
    /// Where clients reach this server: the addresses of `autoconfig.` and `autodiscover.` names.
    pub addresses: Addresses,
    /// Providers that are served although their servers do not encrypt, by identifier.
    pub allow_unencrypted: Vec<Box<str>>,
    /// The names of our name servers; empty means `ns.` below each domain.
    pub name_servers: Vec<Domain>,
    /// Which names are zones of their own.
    pub zone_cuts: ZoneCuts,
    /// Whether `_smtps._tcp` repeats `_submissions._tcp`, for aerc (protocols §3.5).
    pub smtps_alias: bool,
    /// Whether a TXT record `mailconf=` names the autoconfig document, for Himalaya.
    pub mailconf: bool,
    /// Where a GET for Autodiscover on an `autodiscover.` host is sent on to.
    pub autodiscover_redirect: Option<Link>,
    /// What the authority is answered that certificates are ordered from.
    pub challenges: Arc<Challenges>,
    /// The zone that `_acme-challenge.` names are aliases into, answered by us.
    pub challenge_zone: Option<Domain>,
    /// Signs Apple profiles; without it they go out unsigned, and devices say so.
    pub profile_signer: Option<Arc<Signer>>,
    /// Signs the zones; without it they go out unsigned.
    pub zone_signer: Option<Arc<ZoneSigner>>,
}

/// A service with its documents, compiled.
pub struct Entry {
    provider: Provider,
    records: Vec<StaticRecord>,
    login_names: HashMap<Box<str>, Box<str>>,
    documents: Result<Documents, Reason>,
}

/// The documents of a service that is served.
pub struct Documents {
    /// Mozilla autoconfig.
    pub autoconfig: Autoconfig,
    /// Autodiscover, where it is not switched off and can tell the truth.
    pub autodiscover: Autodiscover,
    /// PACC, where it can tell the truth.
    pub pacc: Option<Pacc>,
    /// Apple profile, where a password works.
    pub mobileconfig: Option<Profile>,
    /// DNS records below each of its domains.
    pub records: ZoneRecords,
}

impl Entry {
    /// The provider as its file describes it.
    pub fn provider(&self) -> &Provider {
        &self.provider
    }

    /// The service.
    pub fn service(&self) -> &MailService {
        &self.provider.service
    }

    /// Further DNS records of its domains.
    pub fn records(&self) -> &[StaticRecord] {
        &self.records
    }

    /// The login name that the configuration has for a local part, whatever its letter case.
    pub fn login_name(&self, local_part: &str) -> Option<&str> {
        self.login_names.get(&*local_part.to_lowercase()).map(|login| &**login)
    }

    /// The documents, or why the provider is not served.
    pub fn documents(&self) -> Result<&Documents, Reason> {
        self.documents.as_ref().map_err(|reason| *reason)
    }
}

/// All of it.
pub struct Snapshot {
    entries: Vec<Entry>,
    by_id: HashMap<Box<str>, ServiceNumber>,
    /// The domains that the operator configured, and those of provider files.
    domains: DomainIndex,
    /// How many of them the operator configured.
    configured: usize,
    /// Those of them that stand in no list.
    named: Vec<Domain>,
    /// The domains below which the operator configured every name.
    wildcards: HashMap<Box<str>, ServiceNumber>,
    /// What the operator configured for all other domains.
    default: Option<ServiceNumber>,
    mx: MxIndex,
    /// Where customers of the operator come who have looked their MX up.
    own_mx_hosts: Vec<Domain>,
    /// Names that exist only because a served domain lies below them (RFC 8020).
    between: HashSet<Box<str>>,
    has_login_names: bool,
    has_delegations: bool,
    policy: Policy,
    serial: u32,
    /// The DNS records of each entry as they go over the wire.
    wire: Vec<Result<WireRecords, Reason>>,
    /// Signed answers that were given.
    kept_answers: KeptAnswers,
}

impl Snapshot {
    /// Compiles all documents. `serial` is that of the zones: the time in seconds since the epoch.
    /// A configured domain of a service that is neither configured nor in the database leads
    /// nowhere; reading the configuration refuses it.
    pub fn build(
        database: Database,
        configured: Configured,
        sentences: &Sentences,
        policy: Policy,
        serial: u32,
    ) -> Self {
        let signatures = policy.zone_signer.as_ref().map_or(0, |signer| signer.memory().most());
        let answers = usize::try_from(signatures).unwrap_or(usize::MAX) / SIGNATURES_PER_ANSWER;
        let mut snapshot = Self {
            entries: Vec::with_capacity(database.providers().len() + configured.services.len()),
            by_id: HashMap::new(),
            domains: DomainIndex::default(),
            configured: 0,
            named: configured.domains.iter().map(|(domain, _)| domain.clone()).collect(),
            wildcards: HashMap::new(),
            default: None,
            mx: MxIndex::default(),
            own_mx_hosts: Vec::new(),
            between: HashSet::new(),
            has_login_names: false,
            has_delegations: false,
            kept_answers: KeptAnswers::new(answers),
            policy,
            serial,
            wire: Vec::new(),
        };
        // The operator's services come first, and with them their MX suffixes.
        for service in configured.services {
            snapshot.own_mx_hosts.extend(service.provider.mx.iter().filter_map(mx_host));
            snapshot.add(service, sentences);
        }
        for provider in database.into_providers() {
            snapshot.add(provider.into(), sentences);
        }
        let DomainList { index, services } = configured.list;
        snapshot.domains = index;
        snapshot.domains.renumber(|listed| {
            services.get(listed as usize).and_then(|id| snapshot.by_id.get(id).copied())
        });
        let known: usize = snapshot.entries.iter().map(|entry| entry.provider.domains.len()).sum();
        snapshot.domains.reserve(configured.domains.len() + known);
        for (domain, id) in configured.domains {
            if let Some(service) = snapshot.by_id.get(&id) {
                let lead = Lead { service: *service, configured: true, special: false };
                snapshot.domains.insert(domain.as_str(), lead);
            }
        }
        snapshot.configured = snapshot.domains.len();
        for (number, entry) in (0..).zip(&snapshot.entries) {
            for domain in entry.provider.domains.iter().map(Domain::as_str) {
                let there = snapshot.domains.get(domain.as_bytes());
                if !there.is_some_and(|lead| lead.configured) {
                    let lead = Lead { service: number, configured: false, special: false };
                    snapshot.domains.insert(domain, lead);
                }
            }
        }
        for (domain, id) in configured.wildcards {
            if let Some(number) = snapshot.by_id.get(&id) {
                snapshot.wildcards.insert(domain.as_str().into(), *number);
            }
        }
        snapshot.default = configured.default.and_then(|id| snapshot.by_id.get(&id).copied());
        snapshot.between = snapshot.names_between();
        for domain in snapshot.special_domains() {
            snapshot.domains.mark_special(&domain);
        }
        snapshot.wire =
            snapshot.entries.iter().map(|entry| WireRecords::compile(entry, &snapshot)).collect();
        snapshot
    }

    fn add(&mut self, service: ConfiguredService, sentences: &Sentences) {
        let ConfiguredService { provider, records, login_names } = service;
        let number = ServiceNumber::try_from(self.entries.len()).expect("fewer than 4 billion");
        for suffix in &provider.mx {
            self.mx.insert(suffix, number);
        }
        self.by_id.entry(provider.service.id.clone()).or_insert(number);
        self.has_login_names |= provider.service.needs_directory();
        self.has_delegations |= delegated(&records).next().is_some();
        let documents = compile(&provider, sentences, &self.policy);
        self.entries.push(Entry { documents, records, login_names, provider });
    }

    /// The service that a domain leads to without asking anybody else, served or not. The name is
    /// in lower-case A-labels.
    pub fn entry(&self, domain: &str) -> Option<&Entry> {
        self.configured_entry(domain).or_else(|| self.known_entry(domain))
    }

    /// The service that the operator configured for a domain, or for all names below another.
    pub fn configured_entry(&self, domain: &str) -> Option<&Entry> {
        let by_name = self.lead(domain.as_bytes()).filter(|lead| lead.configured);
        let number = by_name.map(|lead| lead.service).or_else(|| {
            let (_, parent) = domain.split_once('.').filter(|_| !self.wildcards.is_empty())?;
            suffixes(parent).find_map(|name| self.wildcards.get(name).copied())
        })?;
        Some(&self.entries[number as usize])
    }

    /// Whether the operator configured a domain by its own name.
    pub fn is_configured(&self, domain: &str) -> bool {
        self.lead(domain.as_bytes()).is_some_and(|lead| lead.configured)
    }

    /// Where a domain leads without asking anybody else, by its own name.
    pub fn lead(&self, domain: &[u8]) -> Option<Lead> {
        self.domains.get(domain)
    }

    /// The DNS records of a service on the wire, or why it is not served.
    pub(crate) fn wire_records(&self, service: ServiceNumber) -> Result<&WireRecords, Reason> {
        self.wire[service as usize].as_ref().map_err(|reason| *reason)
    }

    /// Signed answers that were given.
    pub(crate) fn kept_answers(&self) -> &KeptAnswers {
        &self.kept_answers
    }

    /// Whether all names below any domain are configured.
    pub(crate) fn has_wildcards(&self) -> bool {
        !self.wildcards.is_empty()
    }

    /// The nearest domain above a name whose subdomains are all configured.
    pub fn wildcard_above<'n>(&self, name: &'n str) -> Option<&'n str> {
        let (_, parent) = name.split_once('.').filter(|_| !self.wildcards.is_empty())?;
        suffixes(parent).find(|name| self.wildcards.contains_key(*name))
    }

    /// Whether all names below a domain are configured to be domains.
    pub fn has_all_subdomains(&self, domain: &str) -> bool {
        self.wildcards.contains_key(domain)
    }

    /// The domains that the operator configured by their own names, each with its service.
    pub fn configured(&self) -> impl Iterator<Item = (&str, &Entry)> {
        let configured = self.domains.iter().filter(|(_, lead)| lead.configured);
        configured.map(|(name, lead)| (name, &self.entries[lead.service as usize]))
    }

    /// All domains, but those of directories, in no order.
    pub fn domains(&self) -> impl Iterator<Item = &str> {
        self.domains.iter().map(|(name, _)| name)
    }

    /// The service of a provider file that lists the domain, unless it is configured by its name.
    pub fn known_entry(&self, domain: &str) -> Option<&Entry> {
        let lead = self.lead(domain.as_bytes()).filter(|lead| !lead.configured)?;
        Some(&self.entries[lead.service as usize])
    }

    /// What the operator configured for all other domains.
    pub fn default_entry(&self) -> Option<&Entry> {
        Some(&self.entries[self.default? as usize])
    }

    /// A service by its identifier.
    pub fn service(&self, id: &str) -> Option<&Entry> {
        Some(&self.entries[*self.by_id.get(id)? as usize])
    }

    /// The service that an MX host belongs to, by the longest suffix that is known.
    pub fn entry_by_mx(&self, host: &str) -> Option<&Entry> {
        Some(&self.entries[self.mx.get(host)? as usize])
    }

    /// The service that a name speaks for as the base of a known MX, or below one: where clients
    /// ask that came by MX.
    pub fn entry_by_mx_base(&self, name: &str) -> Option<&Entry> {
        Some(&self.entries[self.mx.by_base(name)? as usize])
    }

    /// All services.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether any service has user names that must be looked up.
    pub fn has_login_names(&self) -> bool {
        self.has_login_names
    }

    /// Whether the operator delegates any name below a domain.
    pub fn has_delegations(&self) -> bool {
        self.has_delegations
    }

    /// How many domains lead to a service that is served, those of directories not counted.
    pub fn served_domains(&self) -> usize {
        let served = |lead: Lead| self.entries[lead.service as usize].documents.is_ok();
        self.domains.iter().filter(|(_, lead)| served(*lead)).count()
    }

    /// The domains that the operator configured by name, those of a list not counted.
    pub fn own_domains(&self) -> impl Iterator<Item = &str> {
        self.named.iter().map(Domain::as_str)
    }

    /// The hosts where customers of the operator come who have looked their MX up: `autoconfig.`
    /// with the base of each of the operator's MX suffixes.
    pub fn own_mx_hosts(&self) -> &[Domain] {
        &self.own_mx_hosts
    }

    /// How many domains the operator configured.
    pub fn configured_domains(&self) -> usize {
        self.configured
    }

    /// Whether a name exists only because a domain lies below it.
    pub fn is_between(&self, name: &str) -> bool {
        self.between.contains(name)
    }

    /// What the operator decided.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The serial of all zones.
    pub fn serial(&self) -> u32 {
        self.serial
    }

    /// The names between a domain and another one above it, both exclusive.
    fn names_between(&self) -> HashSet<Box<str>> {
        let exists = |name: &str| self.lead(name.as_bytes()).is_some();
        let mut between = HashSet::new();
        for (domain, _) in self.domains.iter() {
            let parents = || suffixes(domain).skip(1);
            if let Some(above) = parents().position(exists) {
                between.extend(parents().take(above).map(Box::from));
            }
        }
        between
    }

    /// The domains whose DNS records do not follow from their service alone: those that have names
    /// between them and another domain, name servers of ours, or subdomains that are all served,
    /// and those that a redirect of Autodiscover leads to, where it would lead back. Some may not
    /// be served.
    fn special_domains(&self) -> HashSet<Box<str>> {
        let servers = self.policy.name_servers.iter().map(Domain::as_str);
        let within = self.between.iter().map(|name| &**name).chain(servers);
        let within = within.chain(self.wildcards.keys().map(|name| &**name));
        let mut special: HashSet<Box<str>> = within.flat_map(suffixes).map(Box::from).collect();
        special.extend(self.entries.iter().filter_map(
            |entry| match &entry.service().autodiscover {
                AutodiscoverMode::RedirectAddress(to) => Some(to.as_str().into()),
                _ => None,
            },
        ));
        if !self.wildcards.is_empty() {
            let names = self.domains.iter().map(|(name, _)| name);
            let below = names.filter(|name| self.wildcard_above(name).is_some());
            special.extend(below.map(Box::from));
        }
        special
    }
}

/// Clients ask `autoconfig.` with the registrable part of the MX host (protocols §1.7).
fn mx_host(suffix: &Domain) -> Option<Domain> {
    let base = psl::domain_str(suffix.as_str()).unwrap_or(suffix.as_str());
    Domain::parse(&format!("autoconfig.{base}")).ok()
}

fn compile(
    provider: &Provider,
    sentences: &Sentences,
    policy: &Policy,
) -> Result<Documents, Reason> {
    let allow_unencrypted = policy.allow_unencrypted.contains(&provider.service.id);
    if let Some(reason) = refusal(provider.status, allow_unencrypted) {
        return Err(reason);
    }
    let service = &provider.service;
    let help = help(service, policy);
    let hints = hints(service, sentences);
    let autodiscover = Autodiscover::compile(service, help.as_ref());
    let records = ZoneRecords::compile(service);
    let autoconfig = Autoconfig::compile(service, help.as_ref(), &hints, policy.enable_element);
    let pacc = Pacc::compile(service, help.as_ref());
    let mobileconfig = Profile::compile(service, help.as_ref(), &hints);
    Ok(Documents { autoconfig, autodiscover, pacc, mobileconfig, records })
}

/// The page that hints lead to: our own about the provider, or where it says itself.
fn help(service: &MailService, policy: &Policy) -> Option<Link> {
    let own = policy.public_url.as_ref().and_then(|url| {
        let base = url.as_str().trim_end_matches('/');
        Link::parse(&format!("{base}/guide/{}", service.id)).ok()
    });
    own.or_else(|| service.help().cloned())
}
