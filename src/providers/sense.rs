//! What a provider file must be besides well-formed: free of contradictions.

use std::ops::Range;

use toml::Spanned;

use super::{Provider, Status};
use crate::fields::Fields;
use crate::mail::{
    Authentication, Endpoint, MailService, PasswordKind, Port, Protocol, TlsMode, Username,
};

/// The longest displayName of draft-ietf-mailmaint-autoconfig.
pub(crate) const NAME_MAX: usize = 60;
/// The longest displayShortName.
pub(crate) const SHORT_NAME_MAX: usize = 20;

/// Notes every contradiction in a provider that could be read.
pub(crate) fn check(provider: &Provider, root: &mut Fields<'_, '_>) {
    check_name("name", &provider.service.name, NAME_MAX, root);
    check_name("short_name", &provider.service.short_name, SHORT_NAME_MAX, root);
    check_password_words(provider, root);
    if provider.sources.is_empty() {
        let span = root.span();
        root.faults().push_with_remedy(
            span,
            "no source is named",
            "add a [[source]] with `url`, `checked` and `covers`",
        );
    }
}

/// Notes every contradiction of servers that could all be read.
pub(crate) fn check_servers(
    provider: &Provider,
    incoming: &[Spanned<Endpoint>],
    outgoing: &[Spanned<Endpoint>],
    root: &mut Fields<'_, '_>,
) {
    for endpoint in incoming {
        if endpoint.get_ref().protocol == Protocol::Smtp {
            let remedy = "move it to [[outgoing]]";
            root.faults().push_with_remedy(endpoint.span(), "SMTP is not incoming", remedy);
        }
        if endpoint.get_ref().authentication.contains(&Authentication::None) {
            let message = "an incoming server without authentication cannot tell mailboxes apart";
            root.faults().push(endpoint.span(), message);
        }
    }
    for endpoint in outgoing {
        if endpoint.get_ref().protocol != Protocol::Smtp {
            let remedy = "move it to [[incoming]]";
            root.faults().push_with_remedy(endpoint.span(), "only SMTP is outgoing", remedy);
        }
    }
    for endpoint in incoming.iter().chain(outgoing) {
        check_endpoint(provider, endpoint, root);
    }
    check_complete(provider, root);
    check_placeholder(&provider.service, root);
    check_ways_to_sign_in(provider, root);
}

/// Notes a name that clients would cut off or mangle; `most` is counted in characters.
pub(crate) fn check_name(field: &str, name: &str, most: usize, root: &mut Fields<'_, '_>) {
    if name.chars().count() > most {
        let place = root.place(field);
        let message = format!("`{field}` is longer than {most} characters");
        root.faults().push_with_remedy(place, message, "clients cut it off; shorten it");
    }
    // Thunderbird reads such a name as a number (protocols, t4).
    if looks_like_a_number(name) {
        let place = root.place(field);
        let message = format!("`{field}` reads as a number, which clients mangle");
        root.faults().push_with_remedy(place, message, "add a word to it");
    }
}

/// Notes a port that contradicts the TLS mode.
pub(crate) fn check_port(endpoint: &Endpoint, table: &mut Fields<'_, '_>) {
    let Endpoint { port, tls, unusual_port, .. } = endpoint;
    if let Some((message, remedy)) = port_contradiction(*port, *tls, *unusual_port) {
        let place = table.place("port");
        table.faults().push_with_remedy(place, message, remedy);
    }
}

/// How a port contradicts the TLS mode, if it does, and what to do.
pub(crate) fn port_contradiction(
    port: Port,
    tls: TlsMode,
    unusual_port: bool,
) -> Option<(String, &'static str)> {
    let begins_with_tls = matches!(port.get(), 993 | 995 | 465);
    let begins_without = matches!(port.get(), 143 | 110 | 587 | 25);
    if begins_with_tls && tls != TlsMode::Implicit {
        let message = format!("port {port} begins with TLS, but tls is \"{}\"", tls.as_str());
        Some((message, "write tls = \"implicit\", or the right port"))
    } else if begins_without && tls == TlsMode::Implicit && !unusual_port {
        let message = format!("port {port} does not begin with TLS, but tls is \"implicit\"");
        let remedy = "write tls = \"starttls\", or the right port (993, 995, 465); if the provider \
                      really does this, add unusual_port = true";
        Some((message, remedy))
    } else {
        None
    }
}

fn check_endpoint(provider: &Provider, endpoint: &Spanned<Endpoint>, root: &mut Fields<'_, '_>) {
    let Endpoint { tls, username, protocol, .. } = endpoint.get_ref();
    let place = endpoint.span();
    if *tls == TlsMode::None && provider.status != Status::UnencryptedOnly {
        root.faults().push_with_remedy(
            place.clone(),
            format!("{} without TLS is never served", protocol.name()),
            "leave it out, or set status = \"unencrypted_only\" if there is nothing else",
        );
    }
    let placeholder = provider.service.login.as_ref().and_then(|login| login.placeholder.as_ref());
    if *username == Username::Issued && placeholder.is_none() {
        root.faults().push_with_remedy(
            place,
            "the user name is issued, but [login] has no placeholder",
            "add [login] with name and placeholder, such as \"your-docomo-IMAP-ID\"",
        );
    }
}

/// Clients take the first incoming server, and some only if it speaks IMAP (protocols §1.6, 4).
pub(super) fn check_imap_first(incoming: &[Spanned<Endpoint>], root: &mut Fields<'_, '_>) {
    let mut pop3: Option<Range<usize>> = None;
    for endpoint in incoming {
        match endpoint.get_ref().protocol {
            Protocol::Pop3 => pop3 = pop3.or_else(|| Some(endpoint.span())),
            _ => {
                if let Some(span) = pop3.take() {
                    let remedy = "put IMAP first";
                    root.faults().push_with_remedy(span, "POP3 stands before IMAP", remedy);
                }
            }
        }
    }
}

fn check_complete(provider: &Provider, root: &mut Fields<'_, '_>) {
    let service = &provider.service;
    let complete = !service.incoming.is_empty() && !service.outgoing.is_empty();
    if provider.status == Status::Served && !complete {
        let place = root.place("status");
        root.faults().push_with_remedy(
            place,
            "a served provider needs an incoming and an outgoing server",
            "add the servers, or a status that says why there are none",
        );
    }
}

fn check_placeholder(service: &MailService, root: &mut Fields<'_, '_>) {
    let placeholder = service.login.as_ref().and_then(|login| login.placeholder.as_deref());
    if let Some(placeholder) = placeholder {
        let visible = placeholder.bytes().all(|b| b.is_ascii_graphic() && b != b'@' && b != b'%');
        if !visible || looks_like_a_number(placeholder) || placeholder.len() > 60 {
            let place = root.place("login");
            root.faults().push_with_remedy(
                place,
                "the placeholder is not a visible ASCII word without @ and %",
                "write an instruction such as \"your-docomo-IMAP-ID\"",
            );
        }
        if service.endpoints().all(|endpoint| endpoint.username != Username::Issued) {
            let place = root.place("login");
            let message = "the placeholder is never used";
            root.faults().push_with_remedy(place, message, "set username = \"issued\", or drop it");
        }
    }
}

fn check_ways_to_sign_in(provider: &Provider, root: &mut Fields<'_, '_>) {
    let service = &provider.service;
    let rule = &service.password;
    let place = root.place("password");
    let typed = service.endpoints().any(|e| e.authentication.iter().any(|a| a.is_typed()));
    let has_servers = service.endpoints().next().is_some();
    let fault = match rule.kind {
        PasswordKind::OAuth2Only if rule.also.is_empty() && typed => {
            Some("kind = \"oauth2_only\" says that no password works, but a server lists one")
        }
        PasswordKind::OAuth2Only if !rule.also.is_empty() && has_servers && !typed => {
            Some("`also` names a password that works, but no server lists one")
        }
        PasswordKind::OAuth2Only | PasswordKind::None => None,
        _ if has_servers && !typed => {
            Some("the kind is a password, but no server lists one under `authentication`")
        }
        _ => None,
    };
    if let Some(message) = fault {
        let remedy = "make kind, also and authentication agree";
        root.faults().push_with_remedy(place, message, remedy);
    }
}

/// Notes contradictions in the password rule.
pub(crate) fn check_password_words(provider: &Provider, root: &mut Fields<'_, '_>) {
    let rule = &provider.service.password;
    let place = root.place("password");
    if rule.kind == PasswordKind::None && provider.status == Status::Served {
        let message = "kind = \"none\" says that clients cannot get in, but they are sent there";
        let remedy = "set a status that says why, or another kind";
        root.faults().push_with_remedy(place.clone(), message, remedy);
    }
    if rule.also.contains(&rule.kind) {
        let remedy = "list only further kinds under `also`";
        root.faults().push_with_remedy(place, "`also` repeats `kind`", remedy);
    }
}

/// What Thunderbird's XML reader turns into a number or a truth value.
pub(crate) fn looks_like_a_number(text: &str) -> bool {
    text.parse::<f64>().is_ok() || matches!(text, "true" | "false")
}
