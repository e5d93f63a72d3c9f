//! All orders: takes on what is due, and keeps account of every name. `attempt` makes one attempt
//! for a name, `renewal` asks when to renew, `shown` follows the store, and `operator` does
//! what the operator asks.
#![expect(clippy::disallowed_methods, reason = "this is the shell: it reads the clock")]

mod attempt;
mod operator;
mod renewal;
mod shown;

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwap;
use aws_lc_rs::rand;
use instant_acme::Account;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;
use tracing::{info, warn};

use self::shown::Shown;
use super::client::AuthorityClient;
use super::failure::{Failure, Problem};
use super::names::{self, Verdict};
use super::record::{self, OrderRecord};
use super::registration;
use super::schedule::{self, Action, Gate, Lifetime};
use super::settings::AcmeSettings;
use super::store::{Kind, Store};
use super::table::{Entry, Table};
use crate::lookup::Known;
use crate::mail::Domain;
use crate::state::State;
use crate::tls::certificate::{Certificate, Name};
use crate::tls::certificates::{Certificates, OnUnknown};

/// How many orders are under way at a time.
const AT_ONCE: usize = 4;
/// How many names that were asked for wait for a directory; further ones are asked for again.
const WANTED_MAX: usize = 256;

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
