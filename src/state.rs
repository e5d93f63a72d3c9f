//! What requests are answered from, swapped whole at a reload: the snapshot, the directories, and
//! whom to ask for MX. Also the order in which they are asked.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use crate::directory::mx::{self, MxResolver};
use crate::directory::{Directories, LoginLimit};
use crate::dns::cookies::{CookieSecret, Cookies};
use crate::dns::limits::DnsLimits;
use crate::dns::transfer::{Secondaries, ServedZones};
use crate::http::limits::Limits;
use crate::http::proxies::Proxies;
use crate::lookup::{
    Answer, DirectoryEntry, Known, Mx, Question, directory_wanted, lookup, mx_wanted,
};
use crate::mail::{Address, Domain};
use crate::snapshot::Snapshot;

/// How often to look whether zones were signed anew.
const SIGNATURE_INTERVAL: Duration = Duration::from_secs(60);

/// All that requests are answered from.
pub struct State {
    /// Services and domains.
    pub snapshot: Arc<Snapshot>,
    /// The zones that secondaries may have.
    pub zones: Arc<ServedZones>,
    /// Who gets them, and who is told of changes.
    pub secondaries: Arc<Secondaries>,
    /// SQL and LDAP.
    pub directories: Arc<Directories>,
    /// Finds MX hosts, where there is somebody to ask.
    pub mx: Option<Arc<MxResolver>>,
    /// Whom MX look-ups ask, where the configuration names somebody.
    pub resolver: Option<SocketAddr>,
    /// Whether every unknown domain is looked up by its MX.
    pub always_by_mx: bool,
    /// Who has been told how many login names.
    pub login_limit: Arc<LoginLimit>,
    /// How much clients may ask over HTTP.
    pub limits: Limits,
    /// How much they may ask over DNS.
    pub dns_limits: DnsLimits,
    /// What shows that a DNS client is at its address.
    pub cookies: Cookies,
    /// Who is believed what he says about clients.
    pub proxies: Proxies,
}

/// What was found out about one question.
#[derive(Default)]
pub struct Findings {
    directory: Vec<DirectoryEntry>,
    mx: Option<mx::Found>,
    login: Option<Box<str>>,
}

impl Findings {
    /// For the look-up.
    pub fn known(&self) -> Known<'_> {
        Known {
            directory: &self.directory,
            mx: self.mx.as_ref().map_or(Mx::NotAsked, |found| found.mx()),
            login: self.login.as_deref(),
            zones: None,
        }
    }
}

/// Cookies that only this process knows again.
pub fn own_cookies() -> Cookies {
    let mut secret = [0; 16];
    aws_lc_rs::rand::fill(&mut secret).expect("the system gives random bytes");
    Cookies::Own(CookieSecret::new(secret))
}

impl State {
    /// A snapshot, and nobody to ask for more.
    pub fn alone(snapshot: Snapshot) -> Self {
        Self {
            snapshot: Arc::new(snapshot),
            zones: Arc::default(),
            secondaries: Arc::default(),
            directories: Arc::new(Directories::none()),
            mx: None,
            resolver: None,
            always_by_mx: false,
            login_limit: Arc::new(LoginLimit::new(0)),
            limits: Limits::default(),
            dns_limits: DnsLimits::default(),
            cookies: own_cookies(),
            proxies: Proxies::default(),
        }
    }

    /// The same, but for the zones.
    pub fn with_zones(&self, zones: ServedZones) -> Self {
        Self {
            snapshot: Arc::clone(&self.snapshot),
            zones: Arc::new(zones),
            secondaries: Arc::clone(&self.secondaries),
            directories: Arc::clone(&self.directories),
            mx: self.mx.clone(),
            resolver: self.resolver,
            always_by_mx: self.always_by_mx,
            login_limit: Arc::clone(&self.login_limit),
            limits: self.limits.clone(),
            dns_limits: self.dns_limits.clone(),
            cookies: self.cookies.clone(),
            proxies: self.proxies.clone(),
        }
    }

    /// How often to look whether zones have changed that secondaries have.
    pub fn zone_interval(&self) -> Option<Duration> {
        let signed = self.snapshot.policy().zone_signer.as_ref().map(|_| SIGNATURE_INTERVAL);
        let listed = self.directories.list_interval();
        let shortest = signed.into_iter().chain(listed).min();
        shortest.filter(|_| !self.secondaries.is_empty())
    }

    /// Whether a client may not ask and connect as much as it likes. A proxy that is believed asks
    /// for its clients, who are limited each for themselves.
    pub fn is_limited(&self, client: IpAddr) -> bool {
        self.limits.apply_to(client) && !self.proxies.trusts(client)
    }

    /// What there is to find out about a question, where nobody has to be asked for it: nothing.
    pub fn find_at_once(&self, question: &Question, address: Option<&Address>) -> Option<Findings> {
        let asks_directories = !self.directories.is_empty();
        let asks_login = address.is_some() && self.snapshot.has_login_names();
        let findings = Findings::default();
        let known = findings.known();
        let asks_mx = || self.mx.is_some() && self.mx_wanted(question, &known).is_some();
        (!asks_directories && !asks_login && !asks_mx()).then(Findings::default)
    }

    fn mx_wanted<'q>(&self, question: &'q Question, known: &Known<'_>) -> Option<&'q Domain> {
        mx_wanted(question, self.always_by_mx, known, &self.snapshot)
    }

    /// Asks everybody who must be asked before a question can be decided, and nobody else.
    /// `address` is the one in the question, `client` who asks. What has to wait lies in boxes of
    /// its own: most questions need no room for it.
    pub async fn find_out(
        &self,
        question: &Question,
        address: Option<&Address>,
        client: IpAddr,
    ) -> Findings {
        let mut findings = Findings::default();
        if !self.directories.is_empty() {
            findings.directory = Box::pin(self.ask_directories(question)).await;
        }
        if let Some(resolver) = &self.mx
            && let Some(domain) = self.mx_wanted(question, &findings.known())
        {
            findings.mx = Some(Box::pin(resolver.find(domain)).await);
        }
        if let (Some(address), true) = (address, self.snapshot.has_login_names()) {
            let finding = self.find_login(question, address, client, &findings);
            findings.login = Box::pin(finding).await;
        }
        findings
    }

    /// The question's own domain decides; the host is asked about only where it does not.
    async fn ask_directories(&self, question: &Question) -> Vec<DirectoryEntry> {
        let mut entries: Vec<DirectoryEntry> = Vec::new();
        for domain in directory_wanted(question, &self.snapshot) {
            entries.push(self.directories.find_domain(&domain).await);
            let known = Known { directory: &entries, ..Known::NOTHING };
            let about_domain = Question { domain: Some(domain), host: None };
            if let Answer::Found(_) = lookup(&about_domain, &known, &self.snapshot) {
                break;
            }
        }
        entries
    }

    /// The login name of an address, where its service discloses them and the client has not been
    /// told too many.
    async fn find_login(
        &self,
        question: &Question,
        address: &Address,
        client: IpAddr,
        findings: &Findings,
    ) -> Option<Box<str>> {
        let answer = lookup(question, &findings.known(), &self.snapshot);
        let found = answer.found()?;
        let disclosed = found.entry.service().needs_directory();
        if !disclosed || found.own(Some(address)).is_none() {
            return None;
        }
        if !self.login_limit.allows(client, address) {
            return None;
        }
        // Asked also where the configuration has the name: the time taken tells nothing.
        let in_directory = match self.directories.is_empty() {
            true => None,
            false => self.directories.find_login(address).await,
        };
        found.entry.login_name(address.local_part()).map(Box::from).or(in_directory)
    }

    /// What the directories remember of all these domains, if they remember them all.
    pub async fn remembered(&self, domains: &[Domain]) -> Option<Vec<DirectoryEntry>> {
        let mut entries = Vec::with_capacity(domains.len());
        for domain in domains {
            entries.push(self.directories.remembered(domain).await?);
        }
        Some(entries)
    }
}
