//! Builds the state that requests are answered from, and puts a new one in the place of the old:
//! whole, or not at all.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwap;
use tokio::sync::Mutex;
use tracing::{error, info, warn};

use super::configuration::{ConfigurationArguments, Loaded};
use super::{CommandError, service_manager, state_folder, tell};
use crate::config::Config;
use crate::directory::fault::DirectoryError;
use crate::directory::mx::MxResolver;
use crate::directory::{Directories, DirectorySettings, LoginLimit, MemorySettings};
use crate::dns::cookies::Cookies;
use crate::dns::zone::Addresses;
use crate::guide::{Guide, Sentences};
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
}

impl States {
    /// Builds the first one from a configuration that was read.
    pub(super) async fn build(
        arguments: ConfigurationArguments,
        loaded: Loaded,
        guide: Guide,
        (certificates, metrics): (Arc<Certificates>, Arc<Metrics>),
    ) -> Result<Arc<Self>, CommandError> {
        let config = loaded.config.clone();
        if let Some(folder) = &config.state {
            state_folder::make(folder)?;
        }
        let certificates = CertificateKeeper::new(certificates, read_certificates(&config)?);
        let warnings = loaded.warnings.iter().map(ToString::to_string).collect();
        let first = build(loaded, &guide.sentences, None).await?;
        metrics.configuration_loaded(now(), served(&first.snapshot), warnings);
        let current = Arc::new(ArcSwap::from_pointee(first));
        let config = Mutex::new(config);
        let guide = Arc::new(guide);
        Ok(Arc::new(Self { arguments, guide, current, certificates, config, metrics }))
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
            ("dns.tls_listen", config.dot == loaded.config.dot),
            ("state.folder", config.state == loaded.config.state),
            ("control.socket", config.control == loaded.config.control),
            ("log.level", config.log == loaded.config.log),
            ("admin.listen", config.admin == loaded.config.admin),
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
        let certificates = read_certificates(&new_config)?;
        let old = self.current.load_full();
        let new = build(loaded, &self.guide.sentences, Some(&old)).await?;
        let summary = format!("reloaded: {}{notes}", summary(&new));
        self.metrics.configuration_loaded(now(), served(&new.snapshot), warnings);
        *config = new_config;
        self.certificates.replace(certificates).await;
        self.current.store(Arc::new(new));
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

/// Builds a state from a configuration that was read; `old` is the one it will replace.
pub(super) async fn build(
    loaded: Loaded,
    sentences: &Sentences,
    old: Option<&State>,
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
    let policy = policy(&config)?;
    let snapshot = Snapshot::build(database, configured, sentences, policy, serial(last_serial));
    Ok(State {
        snapshot,
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
fn policy(config: &Config) -> Result<Policy, CommandError> {
    Ok(Policy {
        enable_element: config.enable_element,
        public_url: config.public_url.clone(),
        addresses: Addresses(public_addresses(config)),
        allow_unencrypted: config.allow_unencrypted.clone(),
        name_servers: config.name_servers.clone(),
        zone_cuts: config.zone_cuts,
        smtps_alias: config.smtps_alias,
        mailconf: config.mailconf,
        autodiscover_redirect: config.autodiscover_redirect.clone(),
        profile_signer: signer(config)?,
    })
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
    let mut policy = policy(&loaded.config)?;
    policy.addresses.0.retain(|address| !address.is_loopback());
    let Loaded { config, configured, database, .. } = loaded;
    let database: Database =
        if config.built_in { database } else { database.without_built_in_domains() };
    Ok(Snapshot::build(database, configured, sentences, policy, serial(0)))
}

/// The time since the Unix epoch.
fn now() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::from_secs(1))
}

/// Zone serials rise with time (RFC 1912 §2.2 leaves the scheme open), and with every snapshot.
fn serial(last: u32) -> u32 {
    (now().as_secs() as u32).max(last.saturating_add(1))
}
