//! Builds snapshots from files, and puts a new one in the place of the old: whole, or not at all.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use arc_swap::ArcSwap;
use tracing::{error, info};

use super::CommandError;
use super::provider_files::ProviderArguments;
use crate::config::Configured;
use crate::guide::{Guide, Sentences};
use crate::snapshot::{Policy, Snapshot};

/// The snapshot that is served, and what a new one is made from.
pub(super) struct Snapshots {
    providers: ProviderArguments,
    policy: Policy,
    guide: Arc<Guide>,
    current: Arc<ArcSwap<Snapshot>>,
    /// Held while files are read, so that what was read first is never put in place last.
    reloading: Mutex<()>,
}

impl Snapshots {
    /// Builds the first one.
    pub(super) fn build(
        providers: ProviderArguments,
        policy: Policy,
    ) -> Result<Arc<Self>, CommandError> {
        let guide = Arc::new(Guide::built_in());
        let first = build(&providers, &policy, &guide.sentences, 0)?;
        let current = Arc::new(ArcSwap::from_pointee(first));
        Ok(Arc::new(Self { providers, policy, guide, current, reloading: Mutex::new(()) }))
    }

    /// What the fronts serve from.
    pub(super) fn current(&self) -> Arc<ArcSwap<Snapshot>> {
        Arc::clone(&self.current)
    }

    /// The sentences and rules.
    pub(super) fn guide(&self) -> Arc<Guide> {
        Arc::clone(&self.guide)
    }

    /// Reads all files anew. A fault in any of them leaves everything as it is; the text says what
    /// was done, or where the fault is.
    pub(super) async fn reload(self: &Arc<Self>) -> Result<String, String> {
        let this = Arc::clone(self);
        let reloaded = tokio::task::spawn_blocking(move || this.reload_now()).await;
        let reloaded = reloaded.unwrap_or_else(|error| Err(error.to_string()));
        match &reloaded {
            Ok(summary) => info!("{summary}"),
            Err(fault) => error!("the old files stay in use: {fault}"),
        }
        reloaded
    }

    fn reload_now(&self) -> Result<String, String> {
        let _alone = self.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        let serial = self.current.load().serial();
        let new = build(&self.providers, &self.policy, &self.guide.sentences, serial)
            .map_err(|error| error.to_string())?;
        let summary = format!("reloaded: {}", summary(&new));
        self.current.store(Arc::new(new));
        Ok(summary)
    }
}

/// What a snapshot serves, in a few words.
pub(super) fn summary(snapshot: &Snapshot) -> String {
    let providers = snapshot.entries().iter().filter(|entry| entry.documents().is_ok()).count();
    format!("{} domains of {providers} providers", snapshot.served_domains())
}

fn build(
    providers: &ProviderArguments,
    policy: &Policy,
    sentences: &Sentences,
    last_serial: u32,
) -> Result<Snapshot, CommandError> {
    let database = providers.database()?;
    for id in &policy.allow_unencrypted {
        if !database.providers().iter().any(|provider| provider.service.id == *id) {
            return Err(CommandError::Usage(format!(
                "--allow-unencrypted names {id}, but there is no such provider; `mailguide \
                 providers list` shows them"
            )));
        }
    }
    Ok(Snapshot::build(
        database,
        Configured::default(),
        sentences,
        policy.clone(),
        serial(last_serial),
    ))
}

/// Zone serials rise with time (RFC 1912 §2.2 leaves the scheme open), and with every snapshot.
fn serial(last: u32) -> u32 {
    let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now = since_epoch.map_or(1, |time| time.as_secs() as u32);
    now.max(last.saturating_add(1))
}
