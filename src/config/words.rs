//! What single values of settings mean: paths, levels, redirects, durations.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::setting::{Origin, Setting};
use crate::dns::zone::ZoneCuts;
use crate::mail::Link;

/// The path that a setting names.
pub fn path(setting: &Setting, base: Option<&Path>) -> Option<PathBuf> {
    let value = setting.values.first()?;
    Some(match (&setting.origin, base) {
        (Origin::File(_), Some(base)) => base.join(value),
        _ => value.into(),
    })
}

pub(super) fn zone_cuts(word: &str) -> Result<ZoneCuts, &'static str> {
    match word {
        "domain" => Ok(ZoneCuts::Domain),
        "names" => Ok(ZoneCuts::Names),
        _ => Err("there is no such way"),
    }
}

/// The name of a user or a group. Who that is, the system knows.
pub(super) fn account(name: &str) -> Result<Box<str>, &'static str> {
    match name {
        "" => Err("it is empty"),
        "root" => Err("root keeps every right"),
        name if name.contains(|c: char| c.is_control() || c == ':') => Err("no name is like that"),
        name => Ok(name.into()),
    }
}

pub(super) fn level(word: &str) -> Result<Box<str>, &'static str> {
    match word {
        "off" | "error" | "warn" | "info" | "debug" => Ok(word.into()),
        _ => Err("there is no such level"),
    }
}

/// Reads where Autodiscover is elsewhere. Outlook follows a redirect only to a path that ends so
/// (protocols §4.1).
pub(super) fn redirect(text: &str) -> Result<Link, String> {
    let link = Link::parse(text).map_err(|error| error.to_string())?;
    match text.to_ascii_lowercase().ends_with("/autodiscover/autodiscover.xml") {
        true => Ok(link),
        false => Err("the path does not end in /autodiscover/autodiscover.xml".to_owned()),
    }
}

/// The longest time a setting may name, in milliseconds: a week.
const DURATION_MAX: u64 = 7 * 24 * 3_600_000;

pub(super) fn duration(text: &str) -> Result<Duration, &'static str> {
    match milliseconds(text)?.filter(|time| (1..=DURATION_MAX).contains(time)) {
        Some(time) => Ok(Duration::from_millis(time)),
        None => Err("it is nothing, or more than a week"),
    }
}

/// The shortest and the longest time in the life of keys and signatures, in milliseconds.
const KEY_TIMES: RangeInclusive<u64> = 3000..=400 * 24 * 3_600_000;

/// Reads a time in the life of keys and signatures.
pub(super) fn key_time(text: &str) -> Result<Duration, &'static str> {
    match milliseconds(text)?.filter(|time| KEY_TIMES.contains(time)) {
        Some(time) => Ok(Duration::from_millis(time)),
        None => Err("it is less than three seconds, or more than 400 days"),
    }
}

/// Nothing where the number is too large for any time.
fn milliseconds(text: &str) -> Result<Option<u64>, &'static str> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| "it begins with no number")?;
    let milliseconds = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return Err("its unit is not ms, s, m or h"),
    };
    Ok(number.checked_mul(milliseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_number_and_a_unit() {
        assert_eq!(duration("1500ms"), Ok(Duration::from_millis(1500)));
        assert_eq!(duration("2h"), Ok(Duration::from_secs(7200)));
        for wrong in ["", "5", "m", "0s", "1d", "99999999999999999999s", "1000h", "-1s"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
        assert_eq!(key_time("504h"), Ok(Duration::from_secs(21 * 24 * 3600)));
        assert!(key_time("2s").is_err() && key_time("10000h").is_err());
    }

    #[test]
    fn root_is_nobody_to_become() {
        assert_eq!(account("mailguide"), Ok("mailguide".into()));
        for wrong in ["", "root", "a:b", "a\0", "a\n"] {
            assert!(account(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_redirect_leads_to_autodiscover() {
        assert!(redirect("https://a.example/Autodiscover/Autodiscover.xml").is_ok());
        assert!(redirect("https://a.example/").is_err());
    }
}
