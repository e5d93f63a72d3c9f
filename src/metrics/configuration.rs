//! What is served by which configuration, and what became of the last attempt to change it.

use std::time::Duration;

/// The most warnings that are kept, and the most characters of a text.
const WARNINGS_MAX: usize = 50;
const TEXT_MAX: usize = 2000;

/// What a snapshot serves.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Served {
    /// How many domains, those of directories not counted.
    pub domains: usize,
    /// How many of them the operator configured.
    pub own_domains: usize,
    /// How many providers and services.
    pub services: usize,
    /// The serial of all zones.
    pub serial: u32,
}

/// The configuration in use.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Configuration {
    /// What it serves.
    pub served: Served,
    /// When it was put in place, since the Unix epoch.
    pub loaded_at: Duration,
    /// When somebody last tried to change it.
    pub tried_at: Duration,
    /// What is right and yet lets some clients down.
    pub warnings: Vec<String>,
    /// What was wrong with a newer one: this one stays in use.
    pub fault: Option<String>,
    /// How many were put in place, the first included.
    pub loaded: u64,
    /// How many were refused.
    pub refused: u64,
}

impl Configuration {
    pub(super) fn loaded(&mut self, at: Duration, served: Served, mut warnings: Vec<String>) {
        warnings.truncate(WARNINGS_MAX);
        for warning in &mut warnings {
            *warning = cut(warning);
        }
        *self = Self {
            served,
            loaded_at: at,
            tried_at: at,
            warnings,
            fault: None,
            loaded: self.loaded + 1,
            refused: self.refused,
        };
    }

    pub(super) fn refused(&mut self, at: Duration, fault: &str) {
        self.tried_at = at;
        self.fault = Some(cut(fault));
        self.refused += 1;
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(TEXT_MAX) {
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_one_leaves_what_is_served_as_it_is() {
        let at = Duration::from_secs;
        let served = Served { domains: 5, own_domains: 2, services: 1, serial: 7 };
        let mut configuration = Configuration::default();
        configuration.loaded(at(1), served, vec!["x".repeat(TEXT_MAX + 1); WARNINGS_MAX + 1]);
        assert_eq!(configuration.warnings.len(), WARNINGS_MAX);
        assert_eq!(configuration.warnings[0].chars().count(), TEXT_MAX + 2);
        configuration.refused(at(2), "no");
        assert_eq!(configuration.served, served);
        assert_eq!((configuration.loaded_at, configuration.tried_at), (at(1), at(2)));
        assert_eq!(configuration.fault.as_deref(), Some("no"));
        configuration.loaded(at(3), served, Vec::new());
        assert_eq!(
            (configuration.fault, configuration.loaded, configuration.refused),
            (None, 2, 1)
        );
    }
}
