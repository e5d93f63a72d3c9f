//! Reads the parts of a file that describe a service: servers, user name, password. Provider files
//! and the operator's own domains share them.

use toml::Spanned;
use toml::de::DeValue;

use super::sense;
use crate::diagnostics::Faults;
use crate::fields::{Fields, Value, boolean, parsed, positive, text, word};
use crate::mail::{
    Access, Authentication, Characters, Date, Domain, Endpoint, ErrorMeaning, ErrorText, Link,
    Login, PasswordFormat, PasswordKind, PasswordMaker, PasswordRule, Protocol, Requirement,
    SentBy, Template, TlsMode, Username,
};

/// Reads one server.
pub(crate) fn read_endpoint(table: &mut Fields<'_, '_>) -> Option<Endpoint> {
    let protocol = table.required("protocol", word(Protocol::ALL, Protocol::as_str));
    let host = table.required("host", read_host);
    let port = table.required("port", positive);
    let tls = table.required("tls", word(TlsMode::ALL, TlsMode::as_str));
    let unusual_port = table.optional("unusual_port", boolean).unwrap_or(false);
    let username = table.required("username", read_username);
    let ways = word(Authentication::ALL, Authentication::as_str);
    let faults_before = table.faults().len();
    let authentication = plain(table.list("authentication", ways));
    if authentication.is_empty() && table.faults().len() == faults_before {
        let place = table.place("authentication");
        table.faults().push_with_remedy(
            place,
            "the server has no `authentication`",
            "list the ways to sign in, best first, such as [\"password\"]",
        );
    }
    let endpoint = Endpoint {
        protocol: protocol?,
        host: host?,
        port: port?,
        tls: tls?,
        unusual_port,
        username: username?,
        authentication,
    };
    sense::check_port(&endpoint, table);
    Some(endpoint)
}

/// Reads a host name in which the domain may be filled in.
pub(crate) fn read_host(value: &Value<'_>, faults: &mut Faults) -> Option<Template> {
    parsed(parse_host)(value, faults)
}

/// Reads a host name in lower-case A-labels, in which the domain may be filled in.
pub(crate) fn parse_host(text: &str) -> Result<Template, String> {
    let template = Template::parse(text).map_err(|error| error.to_string())?;
    if !template.needs_domain_alone() {
        return Err("only %EMAILDOMAIN% can be filled into a host name".to_owned());
    }
    let sample = Domain::parse("example.org").expect("example.org is a domain");
    let filled = template.fill_domain(&sample);
    match Domain::parse(&filled) {
        Ok(domain) if domain.as_str() == filled => Ok(template),
        Ok(_) => Err("a host name is written in lower-case A-labels".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

fn read_username(value: &Value<'_>, faults: &mut Faults) -> Option<Username> {
    let form = text(value, faults)?;
    match &*form {
        "address" => Some(Username::Address),
        "local_part" => Some(Username::LocalPart),
        "issued" => Some(Username::Issued),
        "directory" => Some(Username::Directory),
        template if template.contains('%') => {
            parsed(Template::parse)(value, faults).map(Username::Template)
        }
        _ => {
            faults.push_with_remedy(
                value.span(),
                "this is no form of user name",
                "write address, local_part, issued, or a template such as \
                 %EMAILLOCALPART%.%EMAILDOMAIN%",
            );
            None
        }
    }
}

/// Reads what the user name is.
pub(crate) fn read_login(table: &mut Fields<'_, '_>) -> Login {
    let login = Login {
        name: table.optional("name", text),
        placeholder: table.optional("placeholder", text),
        url: table.optional("url", parsed(Link::parse)),
        menu: plain(table.list("menu", text)),
    };
    // For maintainers; read so that its type is checked.
    let _ = table.optional("note", text);
    login
}

/// Reads which password is wanted.
pub(crate) fn read_password(table: &mut Fields<'_, '_>) -> Option<PasswordRule> {
    let kinds = || word(PasswordKind::ALL, PasswordKind::as_str);
    let kind = table.required("kind", kinds());
    let rule = PasswordRule {
        kind: PasswordKind::Unknown,
        also: plain(table.list("also", kinds())),
        name: table.optional("name", text),
        chosen_by: table.optional("chosen_by", word(PasswordMaker::ALL, PasswordMaker::as_str)),
        sent_by: table.optional("sent_by", word(SentBy::ALL, SentBy::as_str)),
        requires_two_factor: table.optional("requires_two_factor", boolean),
        create_url: table.optional("create_url", parsed(Link::parse)),
        menu: plain(table.list("menu", text)),
        shown_once: table.optional("shown_once", boolean),
        reissue_url: table.optional("reissue_url", parsed(Link::parse)),
        revoked_by_password_change: table.optional("revoked_by_password_change", boolean),
        account_password_refused_since: table.optional("account_password_refused_since", date),
        format: table.table("format", read_format).unwrap_or_default(),
    };
    Some(PasswordRule { kind: kind?, ..rule })
}

fn read_format(table: &mut Fields<'_, '_>) -> PasswordFormat {
    let exactly = table.optional("length", positive);
    let least = table.optional("min_length", positive);
    let most = table.optional("max_length", positive);
    let length = match (exactly, least, most) {
        (Some(length), None, None) => Some((length.get(), length.get())),
        (None, Some(least), Some(most)) if least <= most => Some((least.get(), most.get())),
        (None, Some(least), None) => Some((least.get(), u16::MAX)),
        (None, None, None) => None,
        _ => {
            let place = table.place("length");
            table.faults().push(place, "write either `length`, or `min_length` and `max_length`");
            None
        }
    };
    PasswordFormat {
        length,
        groups: table.optional("groups", positive).map(std::num::NonZeroU16::get),
        characters: table.optional("characters", word(Characters::ALL, Characters::as_str)),
        case_sensitive: table.optional("case_sensitive", boolean),
    }
}

/// Reads what must be switched on.
pub(crate) fn read_requirement(table: &mut Fields<'_, '_>) -> Requirement {
    let mut access = |protocol| {
        let access = table.optional(protocol, word(Access::ALL, Access::as_str));
        access.unwrap_or(Access::Unknown)
    };
    let (imap, pop3, smtp) = (access("imap"), access("pop3"), access("smtp"));
    let url = table.optional("url", parsed(Link::parse));
    Requirement { imap, pop3, smtp, url, menu: plain(table.list("menu", text)) }
}

/// Reads what a server says.
pub(crate) fn read_error_text(table: &mut Fields<'_, '_>) -> Option<ErrorText> {
    let text = table.required("match", text);
    let means = table.required("means", word(ErrorMeaning::ALL, ErrorMeaning::as_str));
    Some(ErrorText { text: text?, means: means? })
}

/// A date stands bare (`2025-09-16`) or, where the day is not known, as text (`"2025-09"`).
pub(crate) fn date(value: &Value<'_>, faults: &mut Faults) -> Option<Date> {
    let written = match value.get_ref() {
        DeValue::Datetime(date) => date.to_string(),
        _ => text(value, faults)?.into(),
    };
    match Date::parse(&written) {
        Ok(date) => Some(date),
        Err(error) => {
            faults.push(value.span(), error.to_string());
            None
        }
    }
}

/// Values without their places.
pub(crate) fn plain<T>(values: Vec<Spanned<T>>) -> Vec<T> {
    values.into_iter().map(Spanned::into_inner).collect()
}
