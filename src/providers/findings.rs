//! What keeps no file from being read, but should not be in one that is shipped.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Confidence, Coverage, Provider};
use crate::diagnostics::Faults;
use crate::mail::{Access, Date, MailService, PasswordKind, Protocol};

/// Notes dates in the future, fields that nothing reads, and facts without a source.
pub(super) fn check(
    provider: &Provider,
    document: &Spanned<DeTable<'_>>,
    today: Date,
    faults: &mut Faults,
) {
    let table = document.get_ref();
    check_dates(provider, table, today, faults);
    check_sources(provider, table, faults);
    check_dead_fields(&provider.service, table, faults);
}

fn check_dates(provider: &Provider, table: &DeTable<'_>, today: Date, faults: &mut Faults) {
    for (index, source) in provider.sources.iter().enumerate() {
        if source.checked.earliest() > today.earliest() {
            let place = place(table, &["source", "checked"], index);
            let remedy = "write the day on which the source was read";
            faults.push_with_remedy(place, "the date lies in the future", remedy);
        }
    }
    let since = provider.service.password.account_password_refused_since;
    if since.is_some_and(|since| since.earliest() > today.earliest()) {
        faults.push_with_remedy(
            place(table, &["password", "account_password_refused_since"], 0),
            "the date lies in the future",
            "a rule that is only announced belongs into `note`",
        );
    }
}

fn check_sources(provider: &Provider, table: &DeTable<'_>, faults: &mut Faults) {
    let covered = |part| provider.sources.iter().any(|source| source.covers.contains(&part));
    let service = &provider.service;
    if service.endpoints().next().is_some() && !covered(Coverage::Servers) {
        let remedy = "add a [[source]] that covers \"servers\"";
        faults.push_with_remedy(
            place(table, &["incoming"], 0),
            "no source for the servers",
            remedy,
        );
    }
    // Where nobody names a special rule there is nobody to name.
    let claimed = !matches!(
        provider.password_confidence,
        Confidence::Default | Confidence::Unverified | Confidence::NotApplicable
    );
    if claimed && service.password.kind != PasswordKind::Unknown && !covered(Coverage::Password) {
        let remedy = "add a [[source]] that covers \"password\", or write kind = \"unknown\"";
        faults.push_with_remedy(place(table, &["password"], 0), "no source for the kind", remedy);
    }
}

fn check_dead_fields(service: &MailService, table: &DeTable<'_>, faults: &mut Faults) {
    let mut dead = |path: &[&str], index, why: &str| {
        let place = place(table, path, index);
        faults.push_with_remedy(place, format!("a dead field: {why}"), "leave it out");
    };
    let requirement = &service.requirement;
    for (field, access, protocol) in [
        ("imap", requirement.imap, Protocol::Imap),
        ("pop3", requirement.pop3, Protocol::Pop3),
        ("smtp", requirement.smtp, Protocol::Smtp),
    ] {
        let offered = service.preferred(protocol).is_some();
        if !offered && !matches!(access, Access::Unknown) && service.endpoints().next().is_some() {
            dead(&["enable", field], 0, &format!("no {} server is listed", protocol.name()));
        }
    }
    let rule = &service.password;
    let no_password = matches!(rule.kind, PasswordKind::None | PasswordKind::OAuth2Only);
    if no_password && rule.also.is_empty() && rule.format != Default::default() {
        dead(&["password", "format"], 0, "there is no password that looks like that");
    }
    for (list, endpoints) in [("incoming", &service.incoming), ("outgoing", &service.outgoing)] {
        for (index, endpoint) in endpoints.iter().enumerate() {
            if endpoints[..index].contains(endpoint) {
                dead(&[list], index, "this server stands here twice");
            }
            if endpoint.unusual_port && !matches!(endpoint.port.get(), 25 | 110 | 143 | 587) {
                dead(&[list, "unusual_port"], index, "the port is not unusual");
            }
        }
    }
    for (index, error) in service.error_texts.iter().enumerate() {
        if service.error_texts[..index].iter().any(|other| other.text == error.text) {
            dead(&["error_text"], index, "this text stands here twice");
        }
    }
}

/// The place of a field, where it is; of a list, that of the item.
fn place(table: &DeTable<'_>, path: &[&str], index: usize) -> Range<usize> {
    let mut place = 0..0;
    let mut current = Some(table);
    for field in path {
        let Some(value) = current.and_then(|table| table.get(*field)) else { break };
        let value = match value.get_ref() {
            DeValue::Array(items) => items.get(index).unwrap_or(value),
            _ => value,
        };
        place = value.span();
        current = value.get_ref().as_table();
    }
    place
}
