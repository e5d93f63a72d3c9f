//! All provider files together: what is unique, what overrides what.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::{Provider, ReadProvider, read};
use crate::diagnostics::{Faults, Report};
use crate::mail::{Date, Domain};

/// A provider file as the shell hands it in.
#[derive(Clone, Debug)]
pub struct ProviderFile<'a> {
    /// The name without `.toml`.
    pub id: Cow<'a, str>,
    /// How the file is named in reports.
    pub path: Cow<'a, str>,
    /// The text.
    pub source: Cow<'a, str>,
    /// Whether it is part of the program rather than the operator's.
    pub built_in: bool,
}

/// Every provider, each domain and each MX suffix in one of them.
#[derive(Clone, Debug)]
pub struct Database {
    providers: Vec<Provider>,
    /// The identifiers of those that are part of the program.
    built_in: HashSet<Box<str>>,
}

impl Database {
    /// Reads all files, or returns a report for each file at fault.
    ///
    /// A file of the operator replaces a built-in one of the same name, and its domains and MX
    /// suffixes are taken from built-in files that list them too. Among files of one kind a
    /// domain or suffix may stand only once.
    pub fn read(files: Vec<ProviderFile<'_>>) -> Result<Self, Vec<Report>> {
        let (read_files, reports) = read_all(files, None);
        if !reports.is_empty() {
            return Err(reports);
        }
        let built_in = read_files.iter().filter(|(file, _)| file.built_in);
        let built_in = built_in.map(|(_, read)| read.provider.service.id.clone()).collect();
        let mut providers: Vec<Provider> =
            read_files.into_iter().map(|(_, read)| read.provider).collect();
        providers.sort_by(|a, b| a.service.id.cmp(&b.service.id));
        Ok(Self { providers, built_in })
    }

    /// Everything that is wrong with the files, also what does not keep them from being read.
    pub fn check(files: Vec<ProviderFile<'_>>, today: Date) -> Vec<Report> {
        read_all(files, Some(today)).1
    }

    /// All providers, sorted by identifier.
    pub fn providers(&self) -> &[Provider] {
        &self.providers
    }

    /// The same, but nobody comes to a built-in provider by domain or MX.
    pub fn without_built_in_domains(mut self) -> Self {
        for provider in &mut self.providers {
            if self.built_in.contains(&provider.service.id) {
                provider.domains.clear();
                provider.mx.clear();
            }
        }
        self
    }

    /// Hands over the providers.
    pub fn into_providers(self) -> Vec<Provider> {
        self.providers
    }
}

type ReadFile<'a> = (ProviderFile<'a>, ReadProvider);

fn read_all(
    mut files: Vec<ProviderFile<'_>>,
    today: Option<Date>,
) -> (Vec<ReadFile<'_>>, Vec<Report>) {
    let own: HashSet<String> =
        files.iter().filter(|f| !f.built_in).map(|f| f.id.clone().into_owned()).collect();
    files.retain(|file| !file.built_in || !own.contains(&*file.id));
    files.sort_by(|a, b| (a.built_in, &a.id).cmp(&(b.built_in, &b.id)));
    let mut reports = Vec::new();
    let mut read_files: Vec<ReadFile<'_>> = Vec::new();
    for file in files {
        match read(&file.id, &file.path, &file.source, today) {
            Ok(provider) => read_files.push((file, provider)),
            Err(report) => reports.push(report),
        }
    }
    reports.extend(settle_claims(&mut read_files));
    (read_files, reports)
}

/// What two files may not both have.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
enum Claim {
    Domain,
    Mx,
}

/// Takes from built-in files what the operator's files claim; reports what is claimed twice.
/// The operator's files come first in the list.
fn settle_claims(files: &mut [ReadFile<'_>]) -> Vec<Report> {
    let mut owners: HashMap<(Claim, Domain), usize> = HashMap::new();
    let mut reports = Vec::new();
    for index in 0..files.len() {
        let mut faults = Faults::default();
        for claim in [Claim::Domain, Claim::Mx] {
            for (name, span) in claims(&files[index].1, claim) {
                let Some(&owner) = owners.get(&(claim, name.clone())) else {
                    owners.insert((claim, name), index);
                    continue;
                };
                let (ours, theirs) = (&files[index].0, &files[owner].0);
                if ours.built_in && !theirs.built_in {
                    give_up(&mut files[index].1, claim, &name);
                    continue;
                }
                let what = match claim {
                    Claim::Domain => "domain",
                    Claim::Mx => "MX suffix",
                };
                let elsewhere = match owner == index {
                    true => "stands here twice".to_owned(),
                    false => format!("stands in {} too", theirs.path),
                };
                let remedy = "keep it in one place";
                faults.push_with_remedy(span, format!("the {what} {name} {elsewhere}"), remedy);
            }
        }
        if !faults.is_empty() {
            let file = &files[index].0;
            reports.push(faults.into_report(&file.path, &file.source));
        }
    }
    reports
}

fn claims(read: &ReadProvider, claim: Claim) -> Vec<(Domain, Range<usize>)> {
    let (names, spans) = match claim {
        Claim::Domain => (&read.provider.domains, &read.domain_spans),
        Claim::Mx => (&read.provider.mx, &read.mx_spans),
    };
    names.iter().cloned().zip(spans.iter().cloned()).collect()
}

fn give_up(read: &mut ReadProvider, claim: Claim, name: &Domain) {
    match claim {
        Claim::Domain => read.provider.domains.retain(|domain| domain != name),
        Claim::Mx => read.provider.mx.retain(|suffix| suffix != name),
    }
}
