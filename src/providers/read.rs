//! Reads one provider file; `providers/README.md` tells the schema.

use std::ops::Range;

use toml::Spanned;

use super::service::{
    date, plain, read_endpoint, read_error_text, read_login, read_password, read_requirement,
};
use super::{Confidence, Coverage, Provider, Source, Status, findings, sense};
use crate::diagnostics::{Faults, Report};
use crate::fields::{self, Fields, parsed, text, word};
use crate::mail::{
    Access, AutodiscoverMode, Companions, Date, Domain, Endpoint, Link, MailService, Requirement,
    Username,
};

/// A provider with the places of what must be unique among all files.
#[derive(Clone, Debug)]
pub struct ReadProvider {
    /// The provider.
    pub provider: Provider,
    /// The places of its domains, in their order.
    pub domain_spans: Vec<Range<usize>>,
    /// The places of its MX suffixes, in their order.
    pub mx_spans: Vec<Range<usize>>,
}

/// Reads the text of a provider file. `id` is the file's name without `.toml`, `path` is how the
/// file is named in the report. With `today`, also what does no harm but should not be in a file
/// that is shipped is a fault: dates in the future, dead fields, facts without a source.
pub fn read(
    id: &str,
    path: &str,
    source: &str,
    today: Option<Date>,
) -> Result<ReadProvider, Report> {
    let mut faults = Faults::default();
    let document = fields::parse(source, &mut faults);
    // What was recovered around a syntax fault would only be complained about a second time.
    if !faults.is_empty() {
        return Err(faults.into_report(path, source));
    }
    // The report of a missing field points at the first line rather than at the whole file.
    let first_line = 0..source.find('\n').unwrap_or(source.len());
    let mut root = Fields::new(document.get_ref(), first_line, &mut faults);
    check_id(id, &mut root);
    let provider = read_provider(id, &mut root);
    if let (Some(read), Some(today)) = (&provider, today) {
        findings::check(&read.provider, &document, today, root.faults());
    }
    root.finish();
    match provider {
        Some(provider) if faults.is_empty() => Ok(provider),
        _ => Err(faults.into_report(path, source)),
    }
}

fn check_id(id: &str, root: &mut Fields<'_, '_>) {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if id.is_empty() || id.len() > 60 || !id.bytes().all(fits) {
        let span = root.span();
        root.faults().push_with_remedy(
            span,
            format!("the file name `{}` is not an identifier", id.escape_default()),
            "name the file with lower-case letters, digits and hyphens, and end it in .toml",
        );
    }
}

fn read_provider(id: &str, root: &mut Fields<'_, '_>) -> Option<ReadProvider> {
    let name = root.required("name", text);
    let short_name = root.required("short_name", text);
    let countries = code_list(root, "countries", 2, u8::is_ascii_uppercase);
    let languages = code_list(root, "languages", 2, u8::is_ascii_lowercase);
    let status = root.optional("status", word(Status::ALL, Status::as_str));
    let (domains, domain_spans) = split(root.list("domains", parsed(Domain::parse)));
    let (mx, mx_spans) = split(root.list("mx", parsed(Domain::parse)));
    let documentation = plain(root.list("documentation", parsed(Link::parse)));
    let note = root.optional("note", text);
    let ispdb_difference = root.optional("ispdb_difference", text);
    let faults_before = root.faults().len();
    let incoming = root.tables("incoming", read_endpoint);
    let outgoing = root.tables("outgoing", read_endpoint);
    let servers_readable = root.faults().len() == faults_before;
    let login = root.table("login", read_login);
    let password = root.table("password", read_password);
    let requirement = root.table("enable", read_requirement);
    let error_texts = plain(root.tables("error_text", read_error_text));
    let sources = plain(root.tables("source", read_source));
    let confidence = root.table("confidence", |table| {
        let level = || word(Confidence::ALL, Confidence::as_str);
        (table.required("servers", level()), table.required("password", level()))
    });
    if password.is_none() {
        let span = root.span();
        root.faults().push_with_remedy(
            span,
            "the table [password] is missing",
            "add it; where nothing is known it says kind = \"unknown\"",
        );
    }
    let (servers_confidence, password_confidence) =
        confidence.unwrap_or((Some(Confidence::Unverified), Some(Confidence::Unverified)));
    let provider = Provider {
        service: MailService {
            id: id.into(),
            name: name?,
            short_name: short_name?,
            own_domain: domains.first().cloned(),
            incoming: incoming.iter().map(|e| e.get_ref().clone()).collect(),
            outgoing: outgoing.iter().map(|e| e.get_ref().clone()).collect(),
            login,
            password: password??,
            requirement: requirement.unwrap_or(UNKNOWN_REQUIREMENT),
            error_texts,
            documentation,
            hints: Vec::new(),
            logo: None,
            companions: Companions::default(),
            oauth2_issuer: None,
            autodiscover: AutodiscoverMode::Answer,
        },
        status: status.unwrap_or(Status::Served),
        domains,
        mx,
        countries,
        languages,
        note,
        ispdb_difference,
        sources,
        servers_confidence: servers_confidence?,
        password_confidence: password_confidence?,
    };
    if servers_readable {
        sense::check_servers(&provider, &incoming, &outgoing, root);
        sense::check_imap_first(&incoming, root);
        check_usernames(incoming.iter().chain(&outgoing), root);
    }
    sense::check(&provider, root);
    Some(ReadProvider { provider, domain_spans, mx_spans })
}

/// A provider's file cannot know what stands in a directory of the operator.
fn check_usernames<'e>(
    endpoints: impl Iterator<Item = &'e Spanned<Endpoint>>,
    root: &mut Fields<'_, '_>,
) {
    for endpoint in endpoints.filter(|e| e.get_ref().username == Username::Directory) {
        root.faults().push_with_remedy(
            endpoint.span(),
            "username = \"directory\" belongs to the operator's own domains",
            "write address, local_part, issued or a template",
        );
    }
}

pub(crate) const UNKNOWN_REQUIREMENT: Requirement = Requirement {
    imap: Access::Unknown,
    pop3: Access::Unknown,
    smtp: Access::Unknown,
    url: None,
    menu: Vec::new(),
};

fn read_source(table: &mut Fields<'_, '_>) -> Option<Source> {
    let url = table.optional("url", parsed(Link::parse));
    let title = table.optional("title", text);
    let checked = table.required("checked", date);
    let covers = plain(table.list("covers", word(Coverage::ALL, Coverage::as_str)));
    let place = table.span();
    if table.value("url").is_none() && table.value("title").is_none() {
        table.faults().push_with_remedy(place.clone(), "the source is unnamed", "add `url`");
    }
    if covers.is_empty() {
        table.faults().push_with_remedy(
            place,
            "the source covers nothing",
            "say which facts it vouches for, such as covers = [\"servers\"]",
        );
    }
    Some(Source { url, title, checked: checked?, covers })
}

//----------- Lists ----------------------------------------------------------

fn code_list(
    root: &mut Fields<'_, '_>,
    name: &'static str,
    length: usize,
    fits: fn(&u8) -> bool,
) -> Vec<Box<str>> {
    let codes = root.list(name, text);
    for code in &codes {
        if code.get_ref().len() != length || !code.get_ref().bytes().all(|b| fits(&b)) {
            let message = format!("`{}` is not an ISO code of two letters", code.get_ref());
            root.faults().push_with_remedy(
                code.span(),
                message,
                "countries are written as \"JP\", languages as \"ja\"",
            );
        }
    }
    plain(codes)
}

fn split<T>(values: Vec<Spanned<T>>) -> (Vec<T>, Vec<Range<usize>>) {
    values
        .into_iter()
        .map(|value| {
            let span = value.span();
            (value.into_inner(), span)
        })
        .unzip()
}
