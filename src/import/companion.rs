//! Calendars, contacts and the like of other programs, as far as they can be said here.

use super::Finding;
use super::draft::Field;
use super::toml_writer::{Value, shown};
use crate::mail::{Link, WebAddress, WebServiceKind};

/// Reads the address of a service. `place` names it in sentences.
pub(super) fn field(kind: WebServiceKind, url: &str, place: &str) -> Field {
    let key = kind.as_str();
    let fault = match WebAddress::parse(url) {
        Ok(_) => return Field::new(key, Value::Text(url.to_owned())),
        Err(error) => error.to_string(),
    };
    let fault = match root(url) {
        Some(root) => format!(
            "{place}: {} has the user in it, but clients find their way from the root; check that \
             {} is it",
            shown(url),
            shown(root)
        ),
        None => format!("{place}: {} cannot be announced: {fault}", shown(url)),
    };
    let url = root(url).unwrap_or(url);
    Field::at_fault(key, Value::Text(url.to_owned()), Finding::needs_hand(fault))
}

/// The address up to the first part of the path that has a placeholder, if that is one.
fn root(url: &str) -> Option<&str> {
    let path = url.find("://").and_then(|at| Some(at + 3 + url[at + 3..].find('/')?))?;
    let placeholder = path + url[path..].find('%')?;
    let root = &url[..=url[..placeholder].rfind('/')?];
    WebAddress::parse(root).is_ok().then_some(root)
}

/// Reads a help page.
pub(super) fn help(url: &str, place: &str) -> Field {
    let value = Value::Text(url.to_owned());
    match Link::parse(url) {
        Ok(_) => Field::new("help_url", value),
        Err(error) => {
            let message = format!("{place}: {} cannot be shown to people: {error}", shown(url));
            Field::at_fault("help_url", value, Finding::needs_hand(message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_ends_before_the_user() {
        let sogo = "https://dav.example/SOGo/dav/%EMAILADDRESS%/Calendar/personal/";
        assert_eq!(root(sogo), Some("https://dav.example/SOGo/dav/"));
        assert_eq!(root("https://dav.example/u%EMAILLOCALPART%"), Some("https://dav.example/"));
        assert_eq!(root("http://dav.example/%EMAILADDRESS%/"), None);
        assert_eq!(root("https://%EMAILADDRESS%/"), None);
        assert_eq!(root("%"), None);
    }
}
