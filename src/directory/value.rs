//! Which values of a directory are fit to be given out.

/// The longest login name in octets: an address is no longer (RFC 5321, erratum 1690).
const LOGIN_MAX: usize = 254;

/// A login name, unless it is empty, too long, or has a control character in it.
pub(super) fn login(text: &str) -> Option<Box<str>> {
    let text = text.trim();
    let fit = !text.is_empty() && text.len() <= LOGIN_MAX && !text.chars().any(char::is_control);
    fit.then(|| text.into())
}

/// The identifier of a service, unless it is empty.
pub(super) fn service(text: &str) -> Option<Box<str>> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_are_trimmed_and_checked() {
        let longest = "a".repeat(254);
        for (text, expected) in [
            (" fred ", Some("fred")),
            ("EXAMPLE\\fred", Some("EXAMPLE\\fred")),
            ("\t\n", None),
            ("fred\u{0}", None),
            ("fr\ned", None),
            (longest.as_str(), Some(longest.as_str())),
            ("a".repeat(255).as_str(), None),
        ] {
            assert_eq!(login(text).as_deref(), expected, "{text:?}");
        }
    }
}
