//! Question in, answer with its reason out: the only place that decides who is served what.

use crate::dns::transfer::ServedZones;
use crate::mail::{Address, Domain, Host, keywords};
use crate::providers::Status;
use crate::snapshot::{Documents, Entry, Snapshot};

/// A question, as any front puts it.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The domain of the address in the question, or the domain itself.
    pub domain: Option<Domain>,
    /// The host that was asked, where it may stand for a domain.
    pub host: Option<Host>,
}

impl Question {
    /// A question that names its domain and nothing else.
    pub fn about(domain: Domain) -> Self {
        Self { domain: Some(domain), host: None }
    }
}

/// An answer. Every front obeys it: what is not served here is served nowhere.
#[derive(Clone)]
pub enum Answer<'s> {
    /// The domain is served.
    Found(Found<'s>),
    /// It is not.
    NotServed {
        /// Why.
        reason: Reason,
        /// The provider, where it is known but not served.
        entry: Option<&'s Entry>,
    },
}

impl<'s> Answer<'s> {
    /// What was found, where the domain is served.
    pub fn found(&self) -> Option<&Found<'s>> {
        match self {
            Self::Found(found) => Some(found),
            Self::NotServed { .. } => None,
        }
    }

    /// The provider, served or not, where one is known.
    pub fn entry(&self) -> Option<&'s Entry> {
        match self {
            Self::Found(found) => Some(found.entry),
            Self::NotServed { entry, .. } => *entry,
        }
    }

    /// Why it is this answer.
    pub fn reason(&self) -> Reason {
        match self {
            Self::Found(found) => found.reason,
            Self::NotServed { reason, .. } => *reason,
        }
    }

    /// The MX host that the domain was recognised by.
    pub fn mx(&self) -> Option<&Domain> {
        self.found().and_then(|found| found.mx.as_ref())
    }
}

/// What was found.
#[derive(Clone)]
pub struct Found<'s> {
    /// The service.
    pub entry: &'s Entry,
    /// Its documents.
    pub documents: &'s Documents,
    /// The domain that the answer is about.
    pub domain: Domain,
    /// Why it is this one.
    pub reason: Reason,
    /// The MX host it was recognised by.
    pub mx: Option<Domain>,
    /// The login name that a directory has for the address in question.
    pub login: Option<Box<str>>,
}

impl Found<'_> {
    /// Whether the domain is another one than the provider's own.
    pub fn foreign(&self) -> bool {
        self.entry.service().own_domain.as_ref() != Some(&self.domain)
    }

    /// The address, if the answer is about its domain.
    pub fn own<'a>(&self, address: Option<&'a Address>) -> Option<&'a Address> {
        address.filter(|address| *address.domain() == self.domain)
    }
}

keywords! {
    /// Why a request was answered as it was: log field, metric label, explanation.
    pub enum Reason {
        /// The operator configured the domain, or one above it with all that lies below.
        ConfiguredDomain = "configured_domain",
        /// A directory of the operator has the domain.
        DirectoryDomain = "directory_domain",
        /// The operator configured what every other domain gets.
        ConfiguredDefault = "configured_default",
        /// The domain stands in a provider file.
        ProviderDomain = "provider_domain",
        /// The question names no domain that we serve, but it came to a host that does.
        HostDomain = "host_domain",
        /// The mail of the domain goes to a provider that we know.
        ProviderMx = "provider_mx",

        /// The question names no domain at all.
        NoDomain = "no_domain",
        /// Nobody told us about the domain.
        UnknownDomain = "unknown_domain",
        /// The MX of the domain would decide, but it could not be found out in time.
        MxUnavailable = "mx_unavailable",
        /// A directory would decide, but it does not answer.
        DirectoryUnavailable = "directory_unavailable",
        /// A directory names a service that is not configured.
        NoSuchService = "no_such_service",
        /// The only servers known speak plain text.
        UnencryptedOnly = "unencrypted_only",
        /// Only the provider's own apps reach the mailbox.
        NoMailProtocol = "no_mail_protocol",
        /// A program on the user's computer stands between.
        BridgeOnly = "bridge_only",
        /// A phone service, not a mailbox.
        MmsOnly = "mms_only",
        /// Nobody we trust names the servers.
        NotEstablished = "not_established",

        /// Autodiscover, Apple profile: no password works, and the format knows nothing else.
        NoPasswordWorks = "no_password_works",
        /// Autodiscover: the operator switched it off for the domain.
        SwitchedOff = "switched_off",
        /// Autodiscover: the operator sends clients elsewhere.
        Redirected = "redirected",
        /// Autodiscover, PACC, Apple profile: the format cannot express these servers.
        NotExpressible = "not_expressible",
        /// Autodiscover: the response schema asked for is not available.
        SchemaUnavailable = "schema_unavailable",
        /// A page or a document that is the same for everybody.
        Static = "static",
        /// The request is not one.
        InvalidRequest = "invalid_request",
        /// The request is larger than any honest one.
        RequestTooLarge = "request_too_large",
        /// The request did not arrive in time.
        RequestTimeout = "request_timeout",
        /// The client asks more than it may.
        RateLimited = "rate_limited",
        /// More is asked than can be answered in time.
        Overloaded = "overloaded",
        /// The path exists, but not for this method.
        MethodNotAllowed = "method_not_allowed",
        /// There is nothing at this path.
        NoSuchPath = "no_such_path",

        /// DNS: a record was found.
        Record = "record",
        /// DNS: the operator delegates the name to other servers.
        Referral = "referral",
        /// DNS: the name exists, the type does not.
        NoData = "no_data",
        /// DNS: the name does not exist in a domain that is served.
        NoSuchName = "no_such_name",
        /// DNS: a secondary got a whole zone.
        TransferWhole = "transfer_whole",
        /// DNS: a secondary got what has changed in a zone.
        TransferChanges = "transfer_changes",
        /// DNS: a secondary has the zone as it is, or was told to come by TCP.
        TransferSerial = "transfer_serial",
        /// DNS: a zone is not given out, or not to this client.
        TransferRefused = "transfer_refused",
        /// DNS: a signature is wrong, too old, or made with a key that is not ours.
        SignatureRefused = "signature_refused",
        /// DNS: an operation, class or EDNS version that is not ours.
        NotImplemented = "not_implemented",
    }
}

/// The labels under which clients look for a domain's documents.
const HOST_LABELS: [&str; 3] = ["autoconfig.", "autodiscover.", "ua-auto-config."];

/// What others say about a question, found out before it is decided.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// What the operator's directories have, for every domain that [`directory_wanted`] names.
    pub directory: &'a [DirectoryEntry],
    /// Where the mail of the domain goes.
    pub mx: Mx<'a>,
    /// The login name that a directory has for the address.
    pub login: Option<&'a str>,
    /// The zones that secondaries have, which have serials of their own.
    pub zones: Option<&'a ServedZones>,
}

impl Known<'_> {
    /// Nobody was asked.
    pub const NOTHING: Known<'static> =
        Known { directory: &[], mx: Mx::NotAsked, login: None, zones: None };

    /// What the directories have for a domain, where they were asked.
    pub fn directory(&self, domain: &str) -> Option<&DirectoryAnswer> {
        let mut entries = self.directory.iter();
        entries.find(|entry| entry.domain.as_str() == domain).map(|entry| &entry.answer)
    }
}

/// What the directories have for a domain.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DirectoryEntry {
    /// The domain.
    pub domain: Domain,
    /// What they have.
    pub answer: DirectoryAnswer,
}

/// What the directories have for a domain.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum DirectoryAnswer {
    /// The identifier of the service that serves it.
    Service(Box<str>),
    /// Nothing.
    Nothing,
    /// They could not be asked, and nobody remembers.
    Unavailable,
}

/// What is known of where a domain's mail goes.
#[derive(Clone, Copy, Debug)]
pub enum Mx<'a> {
    /// Nobody asked.
    NotAsked,
    /// Nobody answered in time.
    Unavailable,
    /// The MX hosts, most preferred first; none where the domain has none.
    Hosts(&'a [Domain]),
}

/// Decides. The domain of the question goes first, then its MX where that is known; the host that
/// was asked stands in where the question names no domain or none that we know
/// (draft-ietf-mailmaint-autoconfig, "Retrieval"). What the operator configured for all other
/// domains comes last.
pub fn lookup<'s>(question: &Question, known: &Known<'_>, snapshot: &'s Snapshot) -> Answer<'s> {
    match decide(question, known, snapshot) {
        Answer::Found(found) => Answer::Found(Found { login: known.login.map(Box::from), ..found }),
        answer => answer,
    }
}

fn decide<'s>(question: &Question, known: &Known<'_>, snapshot: &'s Snapshot) -> Answer<'s> {
    let host = || host_domain(question, known, snapshot);
    let default = |domain: Domain, otherwise| match snapshot.default_entry() {
        Some(entry) => answer(entry, domain, Reason::ConfiguredDefault, None),
        None => not_served(otherwise),
    };
    let Some(domain) = &question.domain else {
        return host().unwrap_or_else(|| match &question.host {
            Some(Host::Name(host)) => match Domain::parse(strip_label(host)) {
                Ok(domain) => default(domain, Reason::UnknownDomain),
                Err(_) => not_served(Reason::UnknownDomain),
            },
            _ => not_served(Reason::NoDomain),
        });
    };
    if let Some(answer) = by_domain(domain, known, snapshot) {
        return answer;
    }
    // Clients use the most preferred host only (draft-ietf-mailmaint-autoconfig, "MX").
    if let Mx::Hosts([host, ..]) = known.mx
        && let Some(entry) = snapshot.entry_by_mx(host.as_str())
    {
        return answer(entry, domain.clone(), Reason::ProviderMx, Some(host.clone()));
    }
    if came_by_mx(question, snapshot) {
        return match known.mx {
            Mx::NotAsked | Mx::Unavailable if may_have_mx(domain) => {
                not_served(Reason::MxUnavailable)
            }
            _ => default(domain.clone(), Reason::UnknownDomain),
        };
    }
    host().unwrap_or_else(|| default(domain.clone(), Reason::UnknownDomain))
}

/// Configured domain, then directory, then provider database.
fn by_domain<'s>(domain: &Domain, known: &Known<'_>, snapshot: &'s Snapshot) -> Option<Answer<'s>> {
    if let Some(entry) = snapshot.configured_entry(domain.as_str()) {
        return Some(answer(entry, domain.clone(), Reason::ConfiguredDomain, None));
    }
    match known.directory(domain.as_str()) {
        Some(DirectoryAnswer::Service(id)) => {
            return Some(match snapshot.service(id) {
                Some(entry) => answer(entry, domain.clone(), Reason::DirectoryDomain, None),
                None => not_served(Reason::NoSuchService),
            });
        }
        // A provider's domain may be one of the operator's own: not knowing is no refusal there.
        Some(DirectoryAnswer::Unavailable) if snapshot.known_entry(domain.as_str()).is_none() => {
            return Some(not_served(Reason::DirectoryUnavailable));
        }
        Some(DirectoryAnswer::Unavailable | DirectoryAnswer::Nothing) | None => {}
    }
    let entry = snapshot.known_entry(domain.as_str())?;
    Some(answer(entry, domain.clone(), Reason::ProviderDomain, None))
}

/// The domains that a directory must be asked for before the question can be decided, in the order
/// in which they matter: none where the configuration decides.
pub fn directory_wanted(question: &Question, snapshot: &Snapshot) -> Vec<Domain> {
    let host = match &question.host {
        Some(Host::Name(host)) => Domain::parse(strip_label(host)).ok(),
        _ => None,
    };
    let unknown = |domain: &Domain| snapshot.configured_entry(domain.as_str()).is_none();
    let mut wanted: Vec<Domain> = Vec::new();
    for domain in question.domain.iter().chain(&host) {
        if !unknown(domain) {
            break;
        }
        if !wanted.contains(domain) {
            wanted.push(domain.clone());
        }
    }
    wanted
}

/// The domain whose MX would decide, if any: where the operator wants every unknown domain
/// recognised (`always`), and wherever a client came because it had looked up the MX itself.
pub fn mx_wanted<'q>(
    question: &'q Question,
    always: bool,
    known: &Known<'_>,
    snapshot: &Snapshot,
) -> Option<&'q Domain> {
    let domain = question.domain.as_ref()?;
    let decides = always || came_by_mx(question, snapshot);
    let is_wanted = decides && may_have_mx(domain) && by_domain(domain, known, snapshot).is_none();
    is_wanted.then_some(domain)
}

/// Whether a domain may be looked up. A single label is a top-level domain or the name of a host in
/// our own network, which nobody outside is to ask about.
fn may_have_mx(domain: &Domain) -> bool {
    domain.parent().is_some()
}

/// Whether the host that was asked is `autoconfig.` with the base of a known MX: what stands there
/// speaks for all domains whose mail goes there, not for itself.
fn came_by_mx(question: &Question, snapshot: &Snapshot) -> bool {
    match &question.host {
        Some(Host::Name(host)) => {
            let bare = strip_label(host);
            bare.len() < host.as_str().len() && snapshot.entry_by_mx_base(bare).is_some()
        }
        _ => false,
    }
}

/// A host that is the base of a known MX speaks for its provider even where it is no mail domain:
/// Thunderbird for Android asks there and does not say for whom (protocols §1.7).
fn host_domain<'s>(
    question: &Question,
    known: &Known<'_>,
    snapshot: &'s Snapshot,
) -> Option<Answer<'s>> {
    let Some(Host::Name(host)) = &question.host else { return None };
    let bare = strip_label(host);
    let domain = Domain::parse(bare).ok()?;
    let found = by_domain(&domain, known, snapshot).or_else(|| {
        let labelled = bare.len() < host.as_str().len();
        let entry = snapshot.entry_by_mx_base(bare).filter(|_| labelled)?;
        Some(answer(entry, domain.clone(), Reason::HostDomain, None))
    });
    match found? {
        Answer::Found(found) => Some(Answer::Found(Found { reason: Reason::HostDomain, ..found })),
        answer => Some(answer),
    }
}

fn not_served(reason: Reason) -> Answer<'static> {
    Answer::NotServed { reason, entry: None }
}

fn answer(entry: &Entry, domain: Domain, reason: Reason, mx: Option<Domain>) -> Answer<'_> {
    match entry.documents() {
        Ok(documents) => Answer::Found(Found { entry, documents, domain, reason, mx, login: None }),
        Err(reason) => Answer::NotServed { reason, entry: Some(entry) },
    }
}

/// What a provider itself offers, whoever asks: for pages about it rather than about an address.
pub fn lookup_provider(entry: &Entry) -> Answer<'_> {
    let provider = entry.provider();
    let domain = provider.domains.first().or_else(|| provider.mx.first()).cloned();
    let domain =
        domain.unwrap_or_else(|| Domain::parse("example.org").expect("example.org is a domain"));
    answer(entry, domain, Reason::ProviderDomain, None)
}

/// Why a provider of that status is not served; `allow_unencrypted` is the operator's own choice.
pub fn refusal(status: Status, allow_unencrypted: bool) -> Option<Reason> {
    match status {
        Status::Served => None,
        Status::UnencryptedOnly if allow_unencrypted => None,
        Status::UnencryptedOnly => Some(Reason::UnencryptedOnly),
        Status::NoMailProtocol => Some(Reason::NoMailProtocol),
        Status::BridgeOnly => Some(Reason::BridgeOnly),
        Status::MmsOnly => Some(Reason::MmsOnly),
        Status::NotEstablished => Some(Reason::NotEstablished),
    }
}

fn strip_label(host: &Domain) -> &str {
    let host = host.as_str();
    HOST_LABELS.iter().find_map(|label| host.strip_prefix(label)).unwrap_or(host)
}
