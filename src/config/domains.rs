//! Reads services and domains: `[[service]]`, `[[domain]]`, `[default]`, and files of one domain.

use std::collections::HashMap;
use std::ops::Range;

use super::domain_list;
use super::offer::Offer;
use super::service::Asks;
use super::{Configured, ConfiguredService};
use crate::diagnostics::{Faults, Report};
use crate::dns::zone::{check_hosts, delegated, delegated_server};
use crate::fields::{self, Fields, Value, boolean, parsed, text};
use crate::lookup::refusal;
use crate::mail::Domain;
use crate::providers::Provider;

/// A file as the shell hands it in.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// How the file is named in reports.
    pub path: String,
    /// The text.
    pub text: String,
}

/// What is needed to read domains.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The providers that a domain may name.
    pub providers: &'a [Provider],
    /// Services that may be served without encryption.
    pub allow_unencrypted: &'a [Box<str>],
    /// Whether SQL or LDAP can be asked for login names.
    pub login_directory: bool,
    /// Whether whole domains are answered by our DNS, for name servers that are named: then hosts
    /// below them need addresses there.
    pub whole_zones: bool,
    /// The name servers of all zones; empty means `ns.` below each domain.
    pub name_servers: &'a [Domain],
}

/// What was read.
#[derive(Debug, Default)]
pub struct ReadDomains {
    /// The domains, where nothing is wrong.
    pub configured: Configured,
    /// What is wrong, by file.
    pub faults: Vec<Report>,
    /// What is right and yet lets some clients down, by file.
    pub warnings: Vec<Report>,
}

/// Reads the tables of the main file, the files of single domains, and the list of many.
pub fn read(
    main: Option<&SourceFile>,
    files: &[SourceFile],
    list: Option<&SourceFile>,
    surroundings: Surroundings<'_>,
) -> ReadDomains {
    let mut reader = Reader {
        surroundings,
        services: HashMap::new(),
        named: Vec::new(),
        owners: HashMap::new(),
        delegations: HashMap::new(),
        delegated: HashMap::new(),
        configured: Configured::default(),
    };
    let mut read = ReadDomains::default();
    let one_domain = files.iter().map(|file| (file, false));
    for (file, is_main) in main.iter().map(|file| (*file, true)).chain(one_domain) {
        let mut faults = Faults::default();
        let mut warnings = Faults::default();
        let document = fields::parse(&file.text, &mut faults);
        // Syntax faults of the main file are told by who reads its settings.
        if is_main && !faults.is_empty() {
            continue;
        }
        if faults.is_empty() {
            let first_line = 0..file.text.find('\n').unwrap_or(file.text.len());
            let mut root = Fields::new(document.get_ref(), first_line, &mut faults);
            if is_main {
                reader.main(&file.path, &mut root, &mut warnings);
            } else {
                reader.domain(&file.path, &mut root, &mut warnings);
                root.finish();
            }
        }
        if !faults.is_empty() {
            read.faults.push(faults.into_report(&file.path, &file.text));
        }
        if !warnings.is_empty() {
            read.warnings.push(warnings.into_warnings(&file.path, &file.text));
        }
    }
    if let Some(list) = list {
        let mut faults = Faults::default();
        reader.list(&list.text, &mut faults);
        if !faults.is_empty() {
            read.faults.push(faults.into_report(&list.path, &list.text));
        }
    }
    read.configured = reader.configured;
    read
}

struct Reader<'a> {
    surroundings: Surroundings<'a>,
    /// Own services by identifier: what domains may name, and what changed copies are made from.
    services: HashMap<Box<str>, Provider>,
    /// The identifiers of the tables `[[service]]`, in their order.
    named: Vec<Box<str>>,
    /// Where each domain stands.
    owners: HashMap<Domain, String>,
    /// What services delegate below each of their domains, by identifier.
    delegations: HashMap<Box<str>, Vec<Box<str>>>,
    /// What is delegated, with the domain that it lies below.
    delegated: HashMap<String, Domain>,
    configured: Configured,
}

impl<'a> Reader<'a> {
    fn main(&mut self, path: &str, root: &mut Fields<'_, '_>, warnings: &mut Faults) {
        root.tables("service", |table| {
            self.service(table, warnings);
            Some(())
        });
        root.tables("domain", |table| {
            self.domain(path, table, warnings);
            Some(())
        });
        root.table("default", |table| {
            let target = self.target("default", "Mail", table, warnings);
            self.configured.default = target;
        });
    }

    fn list(&mut self, text: &str, faults: &mut Faults) {
        let own: Vec<&str> = self.named.iter().map(|id| &**id).collect();
        self.configured.list =
            domain_list::read(text, &own, &self.owners, self.surroundings, faults);
    }

    fn service(&mut self, table: &mut Fields<'_, '_>, warnings: &mut Faults) {
        let id = table.required("id", identifier);
        let place = table.place("id");
        let provider = self.base_provider(table);
        let offer = Offer::read(table);
        let Some(id) = id else { return };
        self.named.push(id.clone());
        let known = self.surroundings.providers.iter().any(|p| p.service.id == id);
        if known || self.services.contains_key(&id) || &*id == "default" {
            table.faults().push_with_remedy(
                place,
                format!("the identifier {id} is taken, by a provider or another service"),
                "choose another one",
            );
            return;
        }
        if !offer.has_servers() && provider.is_none() {
            let place = table.span();
            table.faults().push_with_remedy(
                place,
                "the service has no servers",
                "add [[service.incoming]] and [[service.outgoing]], or provider = \"…\"",
            );
            return;
        }
        let made = offer.into_service(&id, &id, provider, self.asks(), table, warnings);
        if let Some(service) = made {
            self.keep(service);
        }
    }

    /// Reads one domain with its aliases.
    fn domain(&mut self, path: &str, table: &mut Fields<'_, '_>, warnings: &mut Faults) {
        let name = table.required("name", parsed(Domain::parse));
        let aliases = table.list("aliases", parsed(Domain::parse));
        let wildcard = table.optional("wildcard", boolean) == Some(true);
        let place = table.place("name");
        let Some(name) = name else {
            // What else is wrong is told all the same.
            Offer::read(table);
            for field in ["service", "provider"] {
                let _ = table.optional(field, text);
            }
            return;
        };
        let id = self.free_id(&name);
        let target = self.target(&id, name.as_str(), table, warnings);
        if self.surroundings.whole_zones
            && let Some(service) = self.configured.services.last()
            && target.as_deref() == Some(&*service.provider.service.id)
        {
            let faults = check_hosts(&service.provider.service, &name, &service.records);
            // The zone has the addresses of its name servers.
            let is_server = |host: &str| {
                self.surroundings.name_servers.iter().any(|server| server.as_str() == host)
            };
            for (host, fault) in faults.into_iter().filter(|(host, _)| !is_server(host)) {
                warnings.push(place.clone(), format!("{host}: {fault}"));
            }
        }
        let mut all: Vec<(Domain, Range<usize>)> = vec![(name.clone(), place)];
        all.extend(aliases.into_iter().map(|alias| (alias.get_ref().clone(), alias.span())));
        for (domain, place) in all {
            if let Some(owner) = self.owners.get(&domain) {
                let message = match owner == path {
                    true => format!("the domain {domain} stands here twice"),
                    false => format!("the domain {domain} stands in {owner} too"),
                };
                table.faults().push_with_remedy(place, message, "keep it in one place");
                continue;
            }
            self.owners.insert(domain.clone(), path.to_owned());
            self.check_delegations(&domain, target.as_deref(), place, table.faults());
            if let Some(target) = &target {
                self.configured.domains.push((domain, target.clone()));
            }
        }
        if let (true, Some(target)) = (wildcard, target) {
            self.configured.wildcards.push((name, target));
        }
    }

    /// Checks that no domain is both answered here and delegated to others, and that no name server
    /// of ours gets lost in what is.
    fn check_delegations(
        &mut self,
        domain: &Domain,
        service: Option<&str>,
        place: Range<usize>,
        faults: &mut Faults,
    ) {
        if let Some(above) = self.delegated.get(domain.as_str()) {
            faults.push_with_remedy(
                place.clone(),
                format!("the NS records of {above} delegate {domain} to others"),
                "leave out either these records or the domain",
            );
        }
        let Some(cuts) = service.and_then(|id| self.delegations.get(id)) else { return };
        let names = cuts.iter().map(|cut| &**cut);
        if let Some(server) = delegated_server(domain, names, self.surroundings.name_servers) {
            faults.push_with_remedy(
                place.clone(),
                format!("the NS records of {domain} delegate what dns.name_servers has: {server}"),
                "leave out either of them: nobody would ask us for its address",
            );
        }
        for cut in cuts {
            let name = format!("{cut}.{domain}");
            if Domain::parse(&name).is_ok_and(|name| self.owners.contains_key(&name)) {
                faults.push_with_remedy(
                    place.clone(),
                    format!("the NS records of {domain} delegate {name}, which is served here"),
                    "leave out either these records or that domain",
                );
            }
            self.delegated.insert(name, domain.clone());
        }
    }

    /// The service that a table names or describes.
    fn target(
        &mut self,
        id: &str,
        name: &str,
        table: &mut Fields<'_, '_>,
        warnings: &mut Faults,
    ) -> Option<Box<str>> {
        let service = table.optional("service", text);
        let place = table.place("service");
        let provider = self.base_provider(table);
        let offer = Offer::read(table);
        let ways = [service.is_some(), provider.is_some(), offer.has_servers()];
        match ways.into_iter().filter(|way| *way).count() {
            1 => {}
            0 if table.value("provider").is_some() => return None,
            0 => {
                let place = table.span();
                table.faults().push_with_remedy(
                    place,
                    "nothing says which servers serve it",
                    "add service = \"…\", provider = \"…\", or [[domain.incoming]] and \
                     [[domain.outgoing]]",
                );
                return None;
            }
            _ => {
                let place = table.span();
                table.faults().push_with_remedy(
                    place,
                    "more than one of `service`, `provider` and own servers is given",
                    "keep one",
                );
                return None;
            }
        }
        let base = match &service {
            Some(wanted) => match self.services.get(wanted) {
                Some(base) => Some(base.clone()),
                None => {
                    let mut known: Vec<&str> = self.services.keys().map(|id| &**id).collect();
                    known.sort_unstable();
                    let remedy = match fields::nearest(wanted, &known) {
                        Some(near) => format!("did you mean \"{near}\"?"),
                        None => format!("the services are {}", known.join(", ")),
                    };
                    let message = format!("there is no [[service]] `{}`", wanted.escape_default());
                    table.faults().push_with_remedy(place, message, remedy);
                    return None;
                }
            },
            None => provider.cloned(),
        };
        if let (true, Some(base)) = (offer.is_silent(), &base) {
            return Some(base.service.id.clone());
        }
        let made = offer.into_service(id, name, base.as_ref(), self.asks(), table, warnings)?;
        let id = made.provider.service.id.clone();
        self.keep(made);
        Some(id)
    }

    /// The provider that a table names.
    fn base_provider(&self, table: &mut Fields<'_, '_>) -> Option<&'a Provider> {
        let wanted = table.optional("provider", text)?;
        let place = table.place("provider");
        let providers = self.surroundings.providers;
        let found = providers.iter().find(|provider| provider.service.id == wanted);
        let Some(found) = found else {
            let known: Vec<&str> = providers.iter().map(|p| &*p.service.id).collect();
            let remedy = match fields::nearest(&wanted, &known) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => "`mailguide providers list` shows them".to_owned(),
            };
            let message = format!("there is no provider `{}`", wanted.escape_default());
            table.faults().push_with_remedy(place, message, remedy);
            return None;
        };
        let allowed = self.surroundings.allow_unencrypted.contains(&found.service.id);
        if let Some(reason) = refusal(found.status, allowed) {
            let message = format!("{} cannot be served: {}", found.service.name, reason.as_str());
            let remedy = format!("`mailguide providers show {wanted}` says why");
            table.faults().push_with_remedy(place, message, remedy);
            return None;
        }
        Some(found)
    }

    fn asks(&self) -> Asks<'a> {
        Asks {
            directory: self.surroundings.login_directory,
            allow_unencrypted: self.surroundings.allow_unencrypted,
        }
    }

    fn keep(&mut self, service: ConfiguredService) {
        let id = service.provider.service.id.clone();
        let mut cuts: Vec<Box<str>> = delegated(&service.records).map(Box::from).collect();
        cuts.dedup();
        if !cuts.is_empty() {
            self.delegations.insert(id.clone(), cuts);
        }
        self.services.insert(id, service.provider.clone());
        self.configured.services.push(service);
    }

    /// An identifier made of a domain, which no service and no provider has.
    fn free_id(&self, domain: &Domain) -> String {
        let plain = domain.as_str().replace(['.', '_'], "-");
        let taken = |id: &str| {
            let provider = self.surroundings.providers.iter().any(|p| *p.service.id == *id);
            provider || self.services.contains_key(id)
        };
        let numbered = (2..).map(|number| format!("{plain}-{number}"));
        let mut candidates = std::iter::once(plain.clone()).chain(numbered);
        candidates.find(|id| !taken(id)).expect("there is no end of numbers")
    }
}

/// Reads the identifier of a service.
fn identifier(value: &Value<'_>, faults: &mut Faults) -> Option<Box<str>> {
    let id = text(value, faults)?;
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if id.len() > 60 || !id.bytes().all(fits) {
        faults.push_with_remedy(
            value.span(),
            "this is no identifier",
            "write at most 60 lower-case letters, digits and hyphens",
        );
        return None;
    }
    Some(id)
}
