//! All orders: takes on what is due, looks what other nodes have done, and shows what was ordered.
#![expect(clippy::disallowed_methods, reason = "this is the shell: it reads the clock")]

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering as Atomic};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwap;
use aws_lc_rs::rand;
use instant_acme::{Account, CertificateIdentifier, RevocationRequest};
use rustls::pki_types::Der;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;
use tracing::{info, warn};

use super::client::AuthorityClient;
use super::failure::{Failure, Problem};
use super::names::{self, Verdict};
use super::order::Ordering;
use super::record::{self, ChallengeRecord, OrderRecord};
use super::registration;
use super::schedule::{self, Action, Gate, Lifetime};
use super::settings::AcmeSettings;
use super::store::{Kind, Listed, Store};
use super::table::{Entry, Table};
use crate::lookup::Known;
use crate::mail::Domain;
use crate::metrics::certificates::{CertificateFigures, OrderCounts};
use crate::state::State;
use crate::tls::certificate::{Certificate, Name};
use crate::tls::certificates::{Certificates, OnUnknown};

/// How many orders are under way at a time.
const AT_ONCE: usize = 4;
/// How many names that were asked for wait for a directory; further ones are asked for again.
const WANTED_MAX: usize = 256;
/// How long to wait where it cannot be known whether a name is still served, or a file has it.
const UNDECIDED: Duration = Duration::from_secs(3600);
/// How far apart the authority is asked about certificates that are read together.
const ASK_APART: Duration = Duration::from_millis(50);
/// How often an order goes on at once where the authority stumbles over an account that it forgot,
/// or over nonces.
const REPEATS: usize = 6;
/// How many certificates are read before they are shown.
const READ_AT_ONCE: usize = 1000;

/// Takes names that somebody asked for and that have no certificate, from within handshakes.
pub fn wanted() -> (OnUnknown, mpsc::Receiver<Domain>) {
    let (sender, receiver) = mpsc::channel(WANTED_MAX);
    let on_unknown = move |host: &Domain| {
        // Names that cannot be ours cost nothing more than this.
        if names::domain_of(host).is_some() {
            let _ = sender.try_send(host.clone());
        }
    };
    (Arc::new(on_unknown), receiver)
}

/// Orders certificates, renews them and keeps them.
pub struct Orderer {
    settings: AcmeSettings,
    store: Arc<dyn Store>,
    client: AuthorityClient,
    certificates: Arc<Certificates>,
    state: Arc<ArcSwap<State>>,
    table: Mutex<Table>,
    gate: Mutex<Gate>,
    account: tokio::sync::Mutex<Option<Account>>,
    /// What of the store is shown, by name.
    shown: tokio::sync::Mutex<Shown>,
    counts: Counts,
    /// Something is due earlier than was known.
    woken: Notify,
}

/// Which version of each value of the store is in use.
#[derive(Default)]
struct Shown {
    certificates: HashMap<Box<str>, u64>,
    challenges: Vec<Listed>,
    /// Hosts that an authority is shown a certificate for.
    handshakes: HashSet<Domain>,
}

/// How many orders led where.
struct Counts {
    issued: AtomicU64,
    failed: [AtomicU64; Failure::ALL.len()],
}

impl Orderer {
    /// Reads what was ordered before, and shows it.
    pub async fn open(
        settings: AcmeSettings,
        store: Arc<dyn Store>,
        client: AuthorityClient,
        certificates: Arc<Certificates>,
        state: Arc<ArcSwap<State>>,
    ) -> Result<Arc<Self>, Problem> {
        let gate = Mutex::new(Gate::new(settings.orders_per_hour));
        let orderer = Self {
            settings,
            store,
            client,
            certificates,
            state,
            table: Mutex::default(),
            gate,
            account: tokio::sync::Mutex::default(),
            shown: tokio::sync::Mutex::default(),
            counts: Counts {
                issued: AtomicU64::new(0),
                failed: std::array::from_fn(|_| AtomicU64::new(0)),
            },
            woken: Notify::new(),
        };
        orderer.show_certificates().await?;
        // Orders that were left go on, also those that somebody's handshake began.
        for listed in orderer.store.list(Kind::Order).await? {
            if let Ok(host) = Domain::parse(&listed.name) {
                orderer.table().change(&host, |_| {});
            }
        }
        Ok(Arc::new(orderer))
    }

    /// Does what is due, for ever. `wanted` has names that somebody asked for.
    pub async fn run(self: &Arc<Self>, mut wanted: mpsc::Receiver<Domain>) {
        // A directory that takes its time holds up no order.
        let considering = async {
            while let Some(host) = wanted.recv().await {
                self.consider(&host).await;
            }
        };
        tokio::join!(considering, self.keep_all());
    }

    async fn keep_all(self: &Arc<Self>) {
        let mut tasks = JoinSet::new();
        let mut serial = None;
        loop {
            if let Err(problem) = self.look_at_store().await {
                warn!(reason = problem.failure.as_str(), "{}", problem.detail);
            }
            let state = self.state.load_full();
            if serial != Some(state.snapshot.serial()) {
                serial = Some(state.snapshot.serial());
                self.take_on(names::in_advance(&state.snapshot));
            }
            let free = AT_ONCE.saturating_sub(tasks.len());
            let due = self.table().take_due(now(), free);
            for (host, action) in due {
                let orderer = Arc::clone(self);
                tasks.spawn(async move { orderer.carry_out(&host, action).await });
            }
            tokio::select! {
                () = tokio::time::sleep(self.store.watch_interval()) => {}
                () = self.woken.notified() => {}
                Some(_) = tasks.join_next() => {}
            }
        }
    }

    /// Names that are to have a certificate, whoever asks.
    fn take_on(&self, hosts: Vec<Domain>) {
        for host in hosts.iter().filter(|host| !self.certificates.has_file_for(host)) {
            self.table().change(host, |entry| entry.facts.retired = false);
        }
    }

    /// Somebody asked for a name that has no certificate.
    async fn consider(&self, host: &Domain) {
        if self.table().get(host).is_some_and(|entry| !entry.facts.retired) {
            return;
        }
        let verdict = self.verdict(host).await;
        if verdict.is_yes() {
            info!(host = host.as_str(), why = verdict.as_str(), "a certificate is wanted");
            self.take_on(vec![host.clone()]);
            self.woken.notify_one();
        }
    }

    async fn verdict(&self, host: &Domain) -> Verdict {
        let state = self.state.load_full();
        let mut entries = Vec::new();
        if let Some(domain) = names::domain_of(host)
            && state.snapshot.configured_entry(domain.as_str()).is_none()
            && !state.directories.is_empty()
        {
            entries.push(state.directories.find_domain(&domain).await);
        }
        names::verdict(host, &Known { directory: &entries, ..Known::NOTHING }, &state.snapshot)
    }

    async fn carry_out(&self, host: &Domain, action: Action) {
        match action {
            Action::Order => {
                let _ = self.order(host, false).await;
            }
            Action::AskRenewal => self.ask_renewal(host).await,
            Action::Forget => self.forget(host).await,
        }
    }

    /// Orders a certificate for a name that is busy, and notes what came of it.
    async fn order(&self, host: &Domain, asked: bool) -> Result<(), Problem> {
        let verdict = self.verdict(host).await;
        let hold = |until| {
            self.table().change(host, |entry| {
                entry.busy = false;
                entry.held_until = Some(until);
            });
        };
        if verdict == Verdict::DirectoryUnavailable || self.certificates.has_file_for(host) {
            hold(now() + UNDECIDED);
            let problem = "a file has a certificate for the name, or its directory is silent";
            return Err(Problem::new(Failure::Refused, problem));
        }
        if !verdict.is_yes() {
            self.table().change(host, |entry| {
                entry.busy = false;
                entry.facts.retired = true;
            });
            info!(host = host.as_str(), reason = verdict.as_str(), "the name is no longer served");
            return Err(Problem::new(Failure::Refused, "the name is not served"));
        }
        let begun = self.gate().begin(now());
        if let Err(until) = begun {
            hold(until);
            return Err(Problem::new(Failure::RateLimited, "there are too many orders for now"));
        }
        let mut ordered = self.order_locked(host, asked).await;
        for _ in 0..REPEATS {
            match &ordered {
                Err(problem) if problem.failure == Failure::AccountUnknown => {
                    self.forget_account().await;
                }
                Err(problem) if problem.failure == Failure::NonceRefused => {}
                _ => break,
            }
            ordered = self.order_locked(host, asked).await;
        }
        if let Err(problem) = &ordered {
            self.note_failure(host, problem).await;
        }
        ordered
    }

    /// The authority does not know the account any longer: it is registered anew, with its key.
    async fn forget_account(&self) {
        *self.account.lock().await = None;
        warn!(reason = Failure::AccountUnknown.as_str(), "the authority has forgotten the account");
        if let Err(problem) = registration::forget(&self.settings, &*self.store).await {
            warn!(reason = problem.failure.as_str(), "{}", problem.detail);
        }
    }

    async fn order_locked(&self, host: &Domain, asked: bool) -> Result<(), Problem> {
        let name = host.as_str();
        let Some(_lock) = self.store.lock(Kind::Order, name).await? else {
            return Err(Problem::new(Failure::OrderedElsewhere, "another node orders it"));
        };
        let known = self.table().get(host).cloned();
        let lifetime = known.as_ref().and_then(|entry| entry.facts.lifetime);
        let held = self.read_certificate(host).await?;
        if let Some(held) = held.as_ref().filter(|_| !asked)
            && lifetime.is_none_or(|known| known.until < lifetime_of(held).until)
        {
            // Another node was faster, or this one was killed when it had all but finished.
            self.store.remove(Kind::Order, name).await?;
            self.show(host, Arc::clone(held));
            return Ok(());
        }
        let kept = self.kept_order(host).await?;
        let retry_at = Duration::from_secs(kept.retry_at);
        if retry_at > now() && !asked {
            self.table().change(host, |entry| {
                entry.busy = false;
                entry.failures = kept.failures;
                entry.problem = kept.last_problem();
                entry.facts.retry_at = Some(retry_at);
            });
            return Ok(());
        }
        let account = self.account().await?;
        let suggested = known.is_some_and(|entry| entry.facts.suggested.is_some());
        // An authority that stumbles over it gets the next order without.
        let says_so = suggested && kept.failures == 0;
        let replaces = held.as_deref().filter(|_| says_so).and_then(identifier);
        let ordering = Ordering {
            host,
            challenge: self.settings.challenge,
            account: &account,
            store: &*self.store,
            replaces,
            settle: self.store.watch_interval() * 2,
        };
        let certificate = ordering.carry_out(kept).await?;
        self.show(host, certificate);
        self.counts.issued.fetch_add(1, Atomic::Relaxed);
        info!(host = name, outcome = "issued", "a certificate was issued");
        Ok(())
    }

    /// Notes why there is no certificate: here, for other nodes and for after a restart.
    async fn note_failure(&self, host: &Domain, problem: &Problem) {
        let failure = problem.failure;
        if failure == Failure::OrderedElsewhere {
            let at = schedule::retry_at(now(), 1, failure, random());
            return self.table().change(host, |entry| {
                entry.busy = false;
                entry.facts.retry_at = Some(at);
            });
        }
        self.counts.failed[failure as usize].fetch_add(1, Atomic::Relaxed);
        if failure == Failure::RateLimited {
            self.gate().pause(now(), self.client.retry_after());
        }
        let mut kept = self.kept_order(host).await.unwrap_or_default();
        kept.failures = kept.failures.saturating_add(1);
        let at = schedule::retry_at(now(), kept.failures, failure, random());
        kept.retry_at = at.as_secs();
        kept.problem = Some((failure.as_str().to_owned(), problem.detail.clone()));
        if !failure.is_general() || failure == Failure::AccountUnknown {
            kept.pending = None;
        }
        let written = self.store.write(Kind::Order, host.as_str(), &record::write(&kept)).await;
        if let Err(error) = written {
            warn!(reason = Failure::StoreFailed.as_str(), "{error}");
        }
        warn!(
            host = host.as_str(),
            outcome = failure.as_str(),
            failures = kept.failures,
            retry_in_seconds = at.saturating_sub(now()).as_secs(),
            "there is no certificate: {}",
            problem.detail,
        );
        self.table().change(host, |entry| {
            entry.busy = false;
            entry.failures = kept.failures;
            entry.problem = Some(problem.clone());
            entry.facts.retry_at = Some(at);
        });
    }

    /// Shows a certificate, and notes when it is to be renewed.
    fn show(&self, host: &Domain, certificate: Arc<Certificate>) {
        let lifetime = lifetime_of(&certificate);
        let names = certificate.names().to_vec();
        self.certificates.insert_all([(names, certificate)]);
        self.table().change(host, |entry| note_certificate(entry, lifetime, now()));
    }

    /// When the authority suggests to renew.
    async fn ask_renewal(&self, host: &Domain) {
        let asked = self.renewal_info(host).await;
        let again = |wait| schedule::ask_again(now(), wait, random());
        self.table().change(host, |entry| {
            entry.busy = false;
            match asked {
                Ok(Some((window, wait))) => {
                    let lifetime = entry.facts.lifetime;
                    let moment =
                        lifetime.and_then(|lifetime| schedule::moment(window, lifetime, random()));
                    // What was drawn at random stays, as long as it fits.
                    let fits = |at: &Duration| (window.0..=window.1).contains(at);
                    entry.facts.suggested = entry.facts.suggested.filter(fits).or(moment);
                    entry.facts.ask_at = Some(again(Some(wait)));
                }
                // This authority suggests nothing.
                Ok(None) => entry.facts.ask_at = None,
                Err(_) => entry.facts.ask_at = Some(again(None)),
            }
        });
    }

    async fn renewal_info(
        &self,
        host: &Domain,
    ) -> Result<Option<((Duration, Duration), Duration)>, Problem> {
        let Some(certificate) = self.read_certificate(host).await? else { return Ok(None) };
        let Some(identifier) = identifier(&certificate) else { return Ok(None) };
        match self.account().await?.renewal_info(&identifier).await {
            Ok((info, wait)) => {
                let window = info.suggested_window;
                let time = |seconds: i64| Duration::from_secs(seconds.try_into().unwrap_or(0));
                let (start, end) = (window.start.unix_timestamp(), window.end.unix_timestamp());
                Ok(Some(((time(start), time(end)), wait)))
            }
            Err(instant_acme::Error::Unsupported(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The certificate of a name that is no longer served has ended, unless it is served again.
    async fn forget(&self, host: &Domain) {
        if self.verdict(host).await.is_yes() {
            return self.table().change(host, |entry| {
                entry.busy = false;
                entry.facts.retired = false;
            });
        }
        for kind in [Kind::Certificate, Kind::Order] {
            if let Err(error) = self.store.remove(kind, host.as_str()).await {
                warn!(reason = Failure::StoreFailed.as_str(), "{error}");
            }
        }
        self.certificates.remove(&Name::Exact(host.clone()));
        self.table().remove(host);
    }

    /// The account, which is registered when it is first needed.
    async fn account(&self) -> Result<Account, Problem> {
        let mut account = self.account.lock().await;
        if let Some(account) = &*account {
            return Ok(account.clone());
        }
        let made = registration::account(&self.settings, &*self.store, &self.client).await?;
        *account = Some(made.clone());
        Ok(made)
    }

    async fn kept_order(&self, host: &Domain) -> Result<OrderRecord, Problem> {
        let kept = self.store.read(Kind::Order, host.as_str()).await?;
        Ok(kept.as_deref().and_then(record::read).unwrap_or_default())
    }

    /// One that cannot be read is as good as none: it is ordered anew.
    async fn read_certificate(&self, host: &Domain) -> Result<Option<Arc<Certificate>>, Problem> {
        let value = self.store.read(Kind::Certificate, host.as_str()).await?;
        let read = |value: Vec<u8>| Certificate::from_pem(&value, &value).ok().map(Arc::new);
        Ok(value.and_then(read))
    }

    //------- What other nodes do --------------------------------------------

    async fn look_at_store(&self) -> Result<(), Problem> {
        self.show_challenges().await?;
        self.show_certificates().await
    }

    async fn show_challenges(&self) -> Result<(), Problem> {
        let mut shown = self.shown.lock().await;
        let mut listed = self.store.list(Kind::Challenge).await?;
        listed.sort_by(|one, other| one.name.cmp(&other.name));
        if listed == shown.challenges {
            return Ok(());
        }
        let mut records: Vec<(Domain, ChallengeRecord)> = Vec::new();
        for Listed { name, .. } in &listed {
            let value = self.store.read(Kind::Challenge, name).await?;
            let record = value.as_deref().and_then(record::read);
            records.extend(Domain::parse(name).ok().zip(record));
        }
        let state = self.state.load_full();
        let answers = records.iter().map(|(host, record)| (host.as_str(), record));
        state.snapshot.policy().challenges.set(answers);
        let handshakes: HashSet<Domain> = records.iter().map(|(host, _)| host.clone()).collect();
        for gone in shown.handshakes.difference(&handshakes) {
            self.certificates.remove_challenge(gone);
        }
        for (host, record) in &records {
            if let Some(key) = record.certificate(host) {
                self.certificates.insert_challenge(host, key);
            }
        }
        (shown.challenges, shown.handshakes) = (listed, handshakes);
        Ok(())
    }

    async fn show_certificates(&self) -> Result<(), Problem> {
        let mut shown = self.shown.lock().await;
        let listed = self.store.list(Kind::Certificate).await?;
        let changed: Vec<&Listed> = listed
            .iter()
            .filter(|listed| shown.certificates.get(&listed.name) != Some(&listed.version))
            .collect();
        for some in changed.chunks(READ_AT_ONCE) {
            let mut read: Vec<(Domain, Arc<Certificate>)> = Vec::new();
            for Listed { name, version } in some {
                shown.certificates.insert(name.clone(), *version);
                let Ok(host) = Domain::parse(name) else { continue };
                match self.read_certificate(&host).await? {
                    Some(certificate) => read.push((host, certificate)),
                    None => warn!(host = name, "the certificate that was kept cannot be read"),
                }
            }
            let pairs = read.iter().map(|(_, one)| (one.names().to_vec(), Arc::clone(one)));
            self.certificates.insert_all(pairs);
            let mut table = self.table();
            // The authority is not asked about all of them at once.
            let many = ASK_APART * u32::try_from(read.len()).unwrap_or(u32::MAX);
            let spread = |random| schedule::fraction(many, random);
            for (host, certificate) in &read {
                let lifetime = lifetime_of(certificate);
                table.change(host, |entry| {
                    // Our own order is noted by who carries it out.
                    if entry.facts.lifetime != Some(lifetime) && !entry.busy {
                        note_certificate(entry, lifetime, now() + spread(random()));
                    }
                });
            }
        }
        if listed.len() < shown.certificates.len() {
            let here: HashSet<&str> = listed.iter().map(|listed| &*listed.name).collect();
            let gone: Vec<Box<str>> = shown
                .certificates
                .keys()
                .filter(|name| !here.contains(&***name))
                .cloned()
                .collect();
            for name in gone {
                shown.certificates.remove(&name);
                if let Ok(host) = Domain::parse(&name) {
                    self.certificates.remove(&Name::Exact(host.clone()));
                    self.table().change(&host, |entry| entry.facts.lifetime = None);
                }
            }
        }
        Ok(())
    }

    //------- What the operator asks -----------------------------------------

    /// Orders a new certificate for a name at once, and waits for it.
    pub async fn renew(&self, host: &Domain) -> Result<(), String> {
        let verdict = self.verdict(host).await;
        if !verdict.is_yes() {
            return Err(format!("{host} gets no certificate: {}", verdict.as_str()));
        }
        if !self.table().take(host) {
            return Err(format!("an order for {host} is under way; wait for it"));
        }
        self.order(host, true).await.map_err(|problem| problem.to_string())
    }

    /// Revokes the certificate of a name, and orders another one, with another key.
    pub async fn revoke(&self, host: &Domain) -> Result<(), String> {
        let told = |problem: Problem| problem.to_string();
        let Some(certificate) = self.read_certificate(host).await.map_err(told)? else {
            return Err(format!("{host} has no certificate that was ordered here"));
        };
        let account = self.account().await.map_err(told)?;
        let own = certificate.key().cert.first();
        let own = own.ok_or_else(|| format!("the certificate of {host} is empty"))?;
        let request = RevocationRequest { certificate: own, reason: None };
        if let Err(error) = account.revoke(&request).await {
            let problem = Problem::from(error);
            if !problem.detail.to_lowercase().contains("already revoked") {
                return Err(problem.to_string());
            }
        }
        info!(host = host.as_str(), "the certificate was revoked");
        self.renew(host).await
    }

    /// How all names are served, by name.
    pub fn figures(&self) -> CertificateFigures {
        let now = now();
        let paused_until = self.gate().paused_until(now);
        let orders = OrderCounts {
            issued: self.counts.issued.load(Atomic::Relaxed),
            failed: Failure::ALL.map(|failure| {
                (failure, self.counts.failed[failure as usize].load(Atomic::Relaxed))
            }),
        };
        let requests = self.client.requests();
        let table = self.table();
        let mut names: Vec<(Domain, Entry)> =
            table.iter().map(|(host, entry)| (host.clone(), entry.clone())).collect();
        drop(table);
        names.sort_by(|one, other| one.0.cmp(&other.0));
        CertificateFigures { now, names, orders, requests, paused_until }
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn note_certificate(entry: &mut Entry, lifetime: Lifetime, ask_at: Duration) {
    *entry = Entry {
        facts: schedule::Facts {
            lifetime: Some(lifetime),
            ask_at: Some(ask_at),
            ..schedule::Facts::default()
        },
        failures: 0,
        problem: None,
        held_until: None,
        busy: false,
    };
}

fn lifetime_of(certificate: &Certificate) -> Lifetime {
    Lifetime { from: certificate.begins(), until: certificate.expires() }
}

/// How authorities name a certificate (RFC 9773 §4.1).
fn identifier(certificate: &Certificate) -> Option<CertificateIdentifier<'static>> {
    let (authority_key, serial) = certificate.authority_key_and_serial()?;
    let identifier =
        CertificateIdentifier::new(Der::from_slice(&authority_key), Der::from_slice(&serial));
    Some(identifier.into_owned())
}

/// The time since the Unix epoch.
fn now() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

/// Chance. Without it all would come back at the same time, which does less harm than to stop.
fn random() -> u64 {
    let mut bytes = [0; 8];
    let _ = rand::fill(&mut bytes);
    u64::from_be_bytes(bytes)
}
