//! Builds the state that requests are answered from, and puts a new one in the place of the old:
//! whole, or not at all.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwap;
use tokio::sync::{Mutex, watch};
use tracing::{error, info, warn};

use super::configuration::{ConfigurationArguments, Loaded};
use super::{CommandError, key_file, service_manager, state_folder, tell, zone_memory};
use crate::config::Config;
use crate::directory::fault::{DirectoryError, DirectoryFault};
use crate::directory::mx::MxResolver;
use crate::directory::{Directories, DirectorySettings, LoginLimit, MemorySettings};
use crate::dns::cookies::Cookies;
use crate::dns::dnssec::ZoneSigner;
use crate::dns::transfer::{Before, Remembered, ServedZones, Sources};
use crate::dns::zone::Addresses;
use crate::guide::{Guide, Sentences};
use crate::mail::Domain;
use crate::metrics::{Metrics, Served};
use crate::providers::Database;
use crate::signing::Signer;
use crate::snapshot::{Policy, Snapshot};
use crate::state::{State, own_cookies};
use crate::tls::certificates::Certificates;
use crate::tls::files::{CertificateFiles, CertificateKeeper};

/// The state that is served, and what a new one is made from.
pub(super) struct States {
    arguments: ConfigurationArguments,
    guide: Arc<Guide>,
    current: Arc<ArcSwap<State>>,
    /// The certificates of files.
    certificates: CertificateKeeper,
    /// The configuration in use. Held while files are read, so that what was read first is never
    /// put in place last.
    config: Mutex<Config>,
    metrics: Arc<Metrics>,
    /// Tells that another state was put in place.
    changed: watch::Sender<()>,
}

/// Certificates with their keys, which perhaps root alone can read: they are read before root's rights
/// are given up.
pub(super) struct Keys {
    /// For HTTPS.
    certificates: CertificateFiles,
    /// For Apple profiles.
    signer: Option<Arc<Signer>>,
}

impl Keys {
    /// Reads all of them.
    pub(super) fn read(config: &Config) -> Result<Self, CommandError> {
        Ok(Self { certificates: read_certificates(config)?, signer: signer(config)? })
    }

    /// Those of HTTPS, from now on shown and watched.
    pub(super) fn show(self, certificates: Arc<Certificates>) -> ShownKeys {
        let certificates = CertificateKeeper::new(certificates, self.certificates);
        ShownKeys { certificates, signer: self.signer }
    }
}

/// Keys that are in use.
pub(super) struct ShownKeys {
    certificates: CertificateKeeper,
    signer: Option<Arc<Signer>>,
}

impl States {
    /// Builds the first one from a configuration that was read.
    pub(super) async fn build(
        arguments: ConfigurationArguments,
        loaded: Loaded,
        guide: Guide,
        (keys, metrics): (ShownKeys, Arc<Metrics>),
    ) -> Result<Arc<Self>, CommandError> {
        let config = loaded.config.clone();
        if let Some(folder) = &config.state {
            state_folder::make(folder)?;
        }
        let ShownKeys { certificates, signer } = keys;
        let warnings = loaded.warnings.iter().map(ToString::to_string).collect();
        let remembered = remembered(&config)?;
        let old = (None, remembered.as_ref());
        let first = build_signing(loaded, signer, &guide.sentences, old).await?;
        if let Some(folder) = &config.state
            && !config.secondaries.is_empty()
        {
            zone_memory::write(folder, &first.zones.to_remember()).map_err(|error| {
                let problem =
                    format!("state.folder: cannot write into {}: {error}", folder.display());
                CommandError::Usage(format!("{problem}; see its permissions and the room it has"))
            })?;
        }
        metrics.configuration_loaded(now(), served(&first.snapshot), warnings);
        let current = Arc::new(ArcSwap::from_pointee(first));
        let config = Mutex::new(config);
        let guide = Arc::new(guide);
        let changed = watch::Sender::new(());
        Ok(Arc::new(Self { arguments, guide, current, certificates, config, metrics, changed }))
    }

    /// What the fronts serve from.
    pub(super) fn current(&self) -> Arc<ArcSwap<State>> {
        Arc::clone(&self.current)
    }

    /// The certificates of files.
    pub(super) fn certificates(&self) -> &CertificateKeeper {
        &self.certificates
    }

    /// The sentences and rules.
    pub(super) fn guide(&self) -> Arc<Guide> {
        Arc::clone(&self.guide)
    }

    /// Hears of every state that is put in place.
    pub(super) fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Looks again and again what zones there are: directories may list other domains than before,
    /// and signatures are made anew.
    pub(super) async fn watch_zones(&self) {
        /// How long to wait before looking again whether there is something to watch.
        const IDLE: Duration = Duration::from_secs(5);
        loop {
            let interval = self.current.load().zone_interval();
            tokio::time::sleep(interval.unwrap_or(IDLE)).await;
            if interval.is_some() {
                self.find_zones().await;
            }
        }
    }

    async fn find_zones(&self) {
        let asked = self.current.load_full();
        let listed = listed(&asked.directories, Some(&asked)).await;
        let config = self.config.lock().await;
        let old = self.current.load_full();
        // After a reload meanwhile it may be no answer any longer.
        let (Ok(listed), true) = (listed, Arc::ptr_eq(&asked.directories, &old.directories)) else {
            return;
        };
        let catalog = old.secondaries.catalog.as_ref();
        let sources = Sources { listed: &listed, catalog, now: now() };
        let zones = ServedZones::next(&old.snapshot, &sources, &Before::Served(&old.zones));
        if zones.is_same(&old.zones) {
            // So that the next one sees what was signed anew since.
            self.current.store(Arc::new(old.with_zones(zones)));
            return;
        }
        info!(domains = zones.len(), "other zones for secondaries than before");
        remember(&config, &zones.to_remember());
        self.put_in_place(old.with_zones(zones));
    }

    fn put_in_place(&self, state: State) {
        self.current.store(Arc::new(state));
        self.changed.send_replace(());
    }

    /// Reads everything anew. A fault anywhere leaves everything as it is; the text says what was
    /// done, or where the fault is.
    pub(super) async fn reload(&self) -> Result<String, String> {
        service_manager::tell_reloading();
        let reloaded = self.reload_now().await.map_err(|error| error.to_string());
        service_manager::tell_ready();
        match &reloaded {
            Ok(summary) => info!("{summary}"),
            Err(fault) => {
                self.metrics.configuration_refused(now(), fault);
                error!("the old configuration stays in use: {fault}");
            }
        }
        reloaded
    }

    async fn reload_now(&self) -> Result<String, CommandError> {
        let mut config = self.config.lock().await;
        let arguments = self.arguments.clone();
        let loaded = tokio::task::spawn_blocking(move || arguments.load()).await;
        let loaded =
            loaded.map_err(|error| CommandError::Start(std::io::Error::other(error)))??;
        let mut notes = String::new();
        for (what, same) in [
            ("http.listen", config.http == loaded.config.http),
            ("tls.listen", config.https == loaded.config.https),
            ("dns.listen", config.dns == loaded.config.dns),
            ("acme", config.acme == loaded.config.acme),
            ("state.folder", config.state == loaded.config.state),
            ("dns.tls_listen", config.dot == loaded.config.dot),
            ("control.socket", config.control == loaded.config.control),
            ("log.level", config.log == loaded.config.log),
            ("admin.listen", config.admin == loaded.config.admin),
            ("process", config.run_as == loaded.config.run_as),
        ] {
            if !same {
                notes.push_str(&format!("\n{what} has changed, which needs a restart"));
            }
        }
        for warning in &loaded.warnings {
            warn!("{warning}");
        }
        let warnings = loaded.warnings.iter().map(ToString::to_string).collect();
        let new_config = loaded.config.clone();
        let Keys { certificates, signer } = Keys::read(&new_config)?;
        let old = self.current.load_full();
        // Zones that were not transferred so far may have been at an earlier start.
        let remembered = if old.zones.is_empty() { remembered(&new_config)? } else { None };
        let before = (Some(&*old), remembered.as_ref());
        let new = build_signing(loaded, signer, &self.guide.sentences, before).await?;
        let summary = format!("reloaded: {}{notes}", summary(&new));
        self.metrics.configuration_loaded(now(), served(&new.snapshot), warnings);
        *config = new_config;
        self.certificates.replace(certificates).await;
        remember(&config, &new.zones.to_remember());
        self.put_in_place(new);
        Ok(summary)
    }
}

/// How much a snapshot serves.
fn served(snapshot: &Snapshot) -> Served {
    Served {
        domains: snapshot.served_domains(),
        own_domains: snapshot.configured_domains(),
        services: snapshot.entries().iter().filter(|entry| entry.documents().is_ok()).count(),
        serial: snapshot.serial(),
    }
}

/// What a state serves, in a few words.
pub(super) fn summary(state: &State) -> String {
    let Served { domains, own_domains, services: providers, .. } = served(&state.snapshot);
    let own = match own_domains {
        0 => String::new(),
        number => format!(", {number} of them your own"),
    };
    let directories = match state.directories.is_empty() {
        true => "",
        false => ", and those of your directories",
    };
    format!("{domains} domains of {providers} providers and services{own}{directories}")
}

/// What the last start left of zones.
fn remembered(config: &Config) -> Result<Option<Remembered>, CommandError> {
    match &config.state {
        Some(folder) if !config.secondaries.is_empty() => zone_memory::read(folder),
        _ => Ok(None),
    }
}

/// Writes down what the next start has to know of zones, before anybody hears of a new serial. If
/// that fails, zones are answered all the same: at worst they are transferred once too often.
fn remember(config: &Config, zones: &Remembered) {
    if let Some(folder) = &config.state
        && !config.secondaries.is_empty()
        && let Err(error) = zone_memory::write(folder, zones)
    {
        error!(%error, "the serials of zones could not be written into the state folder");
    }
}

/// Builds a state from a configuration that was read.
pub(super) async fn build(loaded: Loaded, sentences: &Sentences) -> Result<State, CommandError> {
    let signer = signer(&loaded.config)?;
    build_signing(loaded, signer, sentences, (None, None)).await
}

/// The same with who signs profiles; `old` is the state that it will replace, and `remembered`
/// what the last start left.
async fn build_signing(
    loaded: Loaded,
    signer: Option<Arc<Signer>>,
    sentences: &Sentences,
    (old, remembered): (Option<&State>, Option<&Remembered>),
) -> Result<State, CommandError> {
    let Loaded { config, configured, database, .. } = loaded;
    let directories = directories(&config, old).await?;
    let mx = match old.filter(|old| old.resolver == config.resolver) {
        Some(old) => old.mx.clone(),
        None => mx_resolver(&config)?.map(Arc::new),
    };
    let login_limit = match old {
        Some(old) if old.login_limit.most() == config.login_names_per_minute => {
            Arc::clone(&old.login_limit)
        }
        _ => Arc::new(LoginLimit::new(config.login_names_per_minute)),
    };
    let cookies = match (&*config.cookie_secrets, old.map(|old| &old.cookies)) {
        ([], Some(Cookies::Own(secret))) => Cookies::Own(*secret),
        ([], _) => own_cookies(),
        (secrets, _) => Cookies::Shared(secrets.into()),
    };
    let database = if config.built_in { database } else { database.without_built_in_domains() };
    let last_serial = old.map_or(0, |old| old.snapshot.serial());
    let mut policy = policy(&config, signer);
    let old_signer = old.and_then(|old| old.snapshot.policy().zone_signer.as_deref());
    policy.zone_signer = key_file::signer(&config, old_signer.map(ZoneSigner::memory))?;
    if let Some(old) = old {
        // An authority may be asking just now.
        policy.challenges = Arc::clone(&old.snapshot.policy().challenges);
    }
    let snapshot = Snapshot::build(database, configured, sentences, policy, serial(last_serial));
    let zones = match config.secondaries.is_empty() {
        true => ServedZones::default(),
        false => {
            let listed = listed(&directories, old).await?;
            let catalog = config.secondaries.catalog.as_ref();
            let sources = Sources { listed: &listed, catalog, now: now() };
            let before = match (old.filter(|old| !old.secondaries.is_empty()), remembered) {
                (_, Some(remembered)) => Before::Remembered(remembered),
                (Some(old), None) => Before::Served(&old.zones),
                (None, None) => Before::Nothing,
            };
            ServedZones::next(&snapshot, &sources, &before)
        }
    };
    Ok(State {
        snapshot: Arc::new(snapshot),
        zones: Arc::new(zones),
        secondaries: Arc::new(config.secondaries),
        directories,
        mx,
        resolver: config.resolver,
        always_by_mx: config.mx_lookup,
        login_limit,
        limits: config.limits,
        dns_limits: config.dns_limits,
        cookies,
        proxies: config.proxies,
    })
}

/// The domains that directories list. While they are silent, those listed before stay: secondaries
/// would drop what is missing.
async fn listed(
    directories: &Directories,
    old: Option<&State>,
) -> Result<Vec<(Domain, Box<str>)>, CommandError> {
    match (directories.list().await, old) {
        (Ok(listed), _) => Ok(listed),
        (Err(error), Some(old)) if !old.secondaries.is_empty() => {
            let reason = error.fault.as_str();
            warn!(reason, "domains could not be listed; those listed before stay");
            Ok(old.zones.listed(&old.snapshot))
        }
        (Err(error), _) => Err(CommandError::Directory {
            text: error.to_string(),
            unreachable: error.fault != DirectoryFault::TooMany,
        }),
    }
}

/// The same directories are kept, with what they said: a reload must not forget it while they are
/// down.
async fn directories(
    config: &Config,
    old: Option<&State>,
) -> Result<Arc<Directories>, CommandError> {
    let settings = DirectorySettings {
        sql: config.sql.clone(),
        ldap: config.ldap.clone(),
        memory: MemorySettings {
            remember: config.remember,
            remember_missing: config.remember_missing,
            entries: config.entries,
        },
    };
    if let Some(old) = old.filter(|old| *old.directories.settings() == settings) {
        old.directories.doubt();
        return Ok(Arc::clone(&old.directories));
    }
    Directories::open(settings).await.map(Arc::new).map_err(|errors| {
        let unreachable = errors.iter().all(DirectoryError::is_unreachable);
        let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
        CommandError::Directory { text: texts.join("\n"), unreachable }
    })
}

/// Without a resolver only what needs one fails; but who asks for one gets it or hears why not.
fn mx_resolver(config: &Config) -> Result<Option<MxResolver>, CommandError> {
    match MxResolver::new(config.resolver) {
        Ok(resolver) => Ok(Some(resolver)),
        Err(error) if config.mx_lookup || config.resolver.is_some() => {
            Err(CommandError::Usage(error.to_string()))
        }
        Err(_) => Ok(None),
    }
}

/// What the configuration decides about all documents.
fn policy(config: &Config, signer: Option<Arc<Signer>>) -> Policy {
    Policy {
        enable_element: config.enable_element,
        public_url: config.public_url.clone(),
        addresses: Addresses(public_addresses(config)),
        allow_unencrypted: config.allow_unencrypted.clone(),
        name_servers: config.name_servers.clone(),
        zone_cuts: config.zone_cuts,
        smtps_alias: config.smtps_alias,
        mailconf: config.mailconf,
        autodiscover_redirect: config.autodiscover_redirect.clone(),
        challenges: Arc::default(),
        challenge_zone: config.acme.as_ref().and_then(|acme| acme.challenge_zone.clone()),
        profile_signer: signer,
        zone_signer: None,
    }
}

/// Reads the certificates for HTTPS, where there are any.
pub(super) fn read_certificates(config: &Config) -> Result<CertificateFiles, CommandError> {
    CertificateFiles::read(config.certificates.clone()).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        CommandError::Usage(faults.join("\n"))
    })
}

/// Who signs Apple profiles, where certificate and key are configured.
fn signer(config: &Config) -> Result<Option<Arc<Signer>>, CommandError> {
    let Some((certificate, key)) = &config.apple else { return Ok(None) };
    let read = |setting: &str, path: &Path| {
        std::fs::read(path).map_err(|error| {
            CommandError::Usage(format!(
                "{setting}: cannot read {}: {error}; name a file that this user may read",
                path.display()
            ))
        })
    };
    let chain = read("apple.certificate", certificate)?;
    let signer = Signer::from_pem(&chain, &read("apple.key", key)?);
    signer.map(|signer| Some(Arc::new(signer))).map_err(|error| {
        CommandError::Usage(format!(
            "apple.certificate {}, apple.key {}: {error}",
            certificate.display(),
            key.display()
        ))
    })
}

/// Where clients reach this server, as far as anybody knows.
fn public_addresses(config: &Config) -> Vec<IpAddr> {
    match config.public_addresses.as_slice() {
        [] if config.http.ip().is_unspecified() => Vec::new(),
        [] => vec![config.http.ip()],
        given => given.to_vec(),
    }
}

/// Tells of an address that DNS cannot answer.
pub(super) fn warn_of_missing_address(config: &Config) {
    if public_addresses(config).is_empty() {
        tell(
            "warning: no --public-address is given and --http names no address, so DNS answers \
             no addresses for autoconfig. and autodiscover.",
        );
    }
}

/// A snapshot for commands that ask nobody else and list what clients will find: addresses of this
/// machine alone are as good as none.
pub(super) fn snapshot(loaded: Loaded, sentences: &Sentences) -> Result<Snapshot, CommandError> {
    let mut policy = policy(&loaded.config, signer(&loaded.config)?);
    policy.addresses.0.retain(|address| !address.is_loopback());
    let Loaded { config, configured, database, .. } = loaded;
    let database: Database =
        if config.built_in { database } else { database.without_built_in_domains() };
    Ok(Snapshot::build(database, configured, sentences, policy, serial(0)))
}

/// The time since the Unix epoch.
pub(super) fn now() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::from_secs(1))
}

/// Zone serials rise with time (RFC 1912 §2.2 leaves the scheme open), and with every snapshot.
fn serial(last: u32) -> u32 {
    (now().as_secs() as u32).max(last.saturating_add(1))
}
