//! A flat list of domains, for those who have very many: one a line, with the identifier of a
//! service or provider behind it where there is not one service alone.
//!
//! A line is a domain, a space and an identifier; `#` begins a comment. A million lines are read in
//! a fraction of a second, straight into the index that answers are found in.

use std::collections::HashMap;
use std::ops::Range;

use super::Surroundings;
use crate::diagnostics::Faults;
use crate::fields;
use crate::index::{DomainIndex, Lead};
use crate::lookup::refusal;
use crate::mail::Domain;

/// How many faults are told: a list can be all wrong.
const FAULTS_MAX: usize = 20;

/// The domains of a list.
#[derive(Clone, Debug, Default)]
pub struct DomainList {
    /// Each leads to the place of its service in `services`.
    pub index: DomainIndex,
    /// Identifiers of services and providers.
    pub services: Vec<Box<str>>,
}

/// Reads a list. `own` are the identifiers of the operator's services, `owners` the domains that
/// stand in another file already, with its name.
pub(super) fn read(
    text: &str,
    own: &[&str],
    owners: &HashMap<Domain, String>,
    surroundings: Surroundings<'_>,
    faults: &mut Faults,
) -> DomainList {
    let mut list = DomainList::default();
    let owners: HashMap<&str, &str> =
        owners.iter().map(|(domain, owner)| (domain.as_str(), owner.as_str())).collect();
    let mut services = Services { own, surroundings, last: None };
    let lines = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
    list.index.reserve(lines);
    let mut start = 0;
    for line in text.split('\n') {
        let place = start..start + line.len();
        start = place.end + 1;
        let mut words = line.split('#').next().unwrap_or_default().split_ascii_whitespace();
        let Some(name) = words.next() else { continue };
        if faults.len() == FAULTS_MAX {
            faults.push(place, "no further lines are looked at, since so much is wrong");
            break;
        }
        let span = |word: &str| {
            let at = place.start + word.as_ptr().addr() - line.as_ptr().addr();
            at..at + word.len()
        };
        let (service, more) = (words.next(), words.next());
        if let Some(more) = more {
            let remedy = "write a domain and, where it is needed, the identifier of its service";
            faults.push_with_remedy(span(more), "there are more than two words", remedy);
            continue;
        }
        let number = match service {
            Some(id) => services.number(id, || span(id), &mut list.services, faults),
            None => services.only(|| span(name), &mut list.services, faults),
        };
        let parsed = match Domain::is_canonical(name) {
            true => None,
            false => match Domain::parse(name) {
                Ok(domain) => Some(domain),
                Err(error) => {
                    let remedy = "write a domain such as example.org";
                    faults.push_with_remedy(span(name), error.to_string(), remedy);
                    continue;
                }
            },
        };
        let domain = parsed.as_ref().map_or(name, Domain::as_str);
        if list.index.get(domain.as_bytes()).is_some() {
            let message = format!("the domain {domain} stands here twice");
            faults.push_with_remedy(span(name), message, "leave one line out");
        } else if let Some(owner) = owners.get(domain) {
            let message = format!("the domain {domain} stands in {owner} too");
            faults.push_with_remedy(span(name), message, "keep it in one place");
        } else if let Some(service) = number {
            list.index.insert(domain, Lead { service, configured: true, special: false });
        }
    }
    list.index.shrink();
    list
}

/// The services that lines name.
struct Services<'s> {
    own: &'s [&'s str],
    surroundings: Surroundings<'s>,
    /// The number of the service that was named last: most lines name the same.
    last: Option<u32>,
}

impl Services<'_> {
    /// The number of the only service there is.
    fn only(
        &mut self,
        place: impl Fn() -> Range<usize>,
        numbered: &mut Vec<Box<str>>,
        faults: &mut Faults,
    ) -> Option<u32> {
        match self.own {
            [only] => self.number(only, place, numbered, faults),
            _ => {
                let message = "nothing says which servers serve it";
                let remedy = "write the identifier of a [[service]] or a provider behind the domain; \
                              it can be left out where the file has one [[service]] alone";
                faults.push_with_remedy(place(), message, remedy);
                None
            }
        }
    }

    /// The number of a service.
    fn number(
        &mut self,
        id: &str,
        place: impl Fn() -> Range<usize>,
        numbered: &mut Vec<Box<str>>,
        faults: &mut Faults,
    ) -> Option<u32> {
        let is_same = |number: &u32| *numbered[*number as usize] == *id;
        let known = self.last.filter(is_same).or_else(|| {
            let at = numbered.iter().position(|known| **known == *id)?;
            u32::try_from(at).ok()
        });
        if known.is_none() {
            self.check(id, place, faults)?;
            numbered.push(id.into());
        }
        self.last = known.or_else(|| u32::try_from(numbered.len() - 1).ok());
        self.last
    }

    /// Whether there is such a service, and it may be served.
    fn check(&self, id: &str, place: impl Fn() -> Range<usize>, faults: &mut Faults) -> Option<()> {
        if self.own.contains(&id) {
            return Some(());
        }
        let providers = self.surroundings.providers;
        let Some(provider) = providers.iter().find(|provider| *provider.service.id == *id) else {
            let known = providers.iter().map(|provider| &*provider.service.id);
            let known: Vec<&str> = self.own.iter().copied().chain(known).collect();
            let remedy = match fields::nearest(id, &known) {
                Some(near) => format!("did you mean {near}?"),
                None => "name a [[service]] of the configuration file, or one of `mailguide \
                         providers list`"
                    .to_owned(),
            };
            let message = format!("there is no service or provider `{}`", id.escape_default());
            faults.push_with_remedy(place(), message, remedy);
            return None;
        };
        let allowed = self.surroundings.allow_unencrypted.contains(&provider.service.id);
        if let Some(reason) = refusal(provider.status, allowed) {
            let name = &provider.service.name;
            let message = format!("{name} cannot be served: {}", reason.as_str());
            let remedy = format!("`mailguide providers show {id}` says why");
            faults.push_with_remedy(place(), message, remedy);
            return None;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_alone(text: &str, own: &[&str]) -> (DomainList, Vec<String>) {
        let surroundings = Surroundings {
            providers: &[],
            allow_unencrypted: &[],
            login_directory: false,
            whole_zones: false,
            name_servers: &[],
        };
        let mut faults = Faults::default();
        let list = read(text, own, &HashMap::new(), surroundings, &mut faults);
        let report = faults.into_report("list", text);
        let told = report.faults().iter().map(|fault| {
            let (line, column) = report.place(fault);
            format!("{line}:{column} {}", fault.message)
        });
        let told = told.collect();
        (list, told)
    }

    #[test]
    fn a_line_is_a_domain_and_maybe_a_service() {
        let text = "# ours\nExample.ORG.\n  b\u{fc}cher.example\tother # a customer\r\n\n";
        let (list, faults) = read_alone(text, &["other"]);
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!((list.index.len(), &*list.services), (2, &["other".into()][..]));
        let lead = Lead { service: 0, configured: true, special: false };
        for domain in ["example.org", "xn--bcher-kva.example"] {
            assert_eq!(list.index.get(domain.as_bytes()), Some(lead), "{domain}");
        }
    }

    #[test]
    fn every_fault_has_its_place_and_not_too_many_are_told() {
        let (_, faults) = read_alone(
            "a_b.org one\na.org none\na.org one two\nb.org one\n b.org one",
            &["one", "two"],
        );
        assert_eq!(faults.len(), 4, "{faults:?}");
        for (fault, place) in faults.iter().zip(["1:1 ", "2:7 ", "3:11 ", "5:2 "]) {
            assert!(fault.starts_with(place), "{faults:?}");
        }
        let (_, faults) = read_alone("a.org\n", &["one", "two"]);
        assert_eq!(faults, ["1:1 nothing says which servers serve it"]);
        let (_, faults) = read_alone(&"-\n".repeat(1000), &["one"]);
        assert_eq!(faults.len(), FAULTS_MAX + 1);
    }
}
