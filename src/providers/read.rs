//! Reads one provider file; `providers/README.md` tells the schema.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::{Confidence, Coverage, Provider, Source, Status, findings, sense};
use crate::diagnostics::{Faults, Report};
use crate::fields::{self, Fields, Value, boolean, parsed, positive, text, word};
use crate::mail::{
    Access, Authentication, AutodiscoverMode, Characters, Companions, Date, Domain, Endpoint,
    ErrorMeaning, ErrorText, Link, Login, MailService, PasswordFormat, PasswordKind, PasswordMaker,
    PasswordRule, Protocol, Requirement, SentBy, Template, TlsMode, Username,
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
    }
    sense::check(&provider, root);
    Some(ReadProvider { provider, domain_spans, mx_spans })
}

const UNKNOWN_REQUIREMENT: Requirement = Requirement {
    imap: Access::Unknown,
    pop3: Access::Unknown,
    smtp: Access::Unknown,
    url: None,
    menu: Vec::new(),
};

fn read_endpoint(table: &mut Fields<'_, '_>) -> Option<Endpoint> {
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

fn read_host(value: &Value<'_>, faults: &mut Faults) -> Option<Template> {
    let template = parsed(Template::parse)(value, faults)?;
    let sample = Domain::parse("example.org").expect("example.org is a domain");
    let fault = if !template.needs_domain_alone() {
        Some("only %EMAILDOMAIN% can be filled into a host name".to_owned())
    } else {
        match Domain::parse(&template.fill_domain(&sample)) {
            Ok(domain) if domain.as_str() == template.fill_domain(&sample) => None,
            Ok(_) => Some("a host name is written in lower-case A-labels".to_owned()),
            Err(error) => Some(error.to_string()),
        }
    };
    match fault {
        None => Some(template),
        Some(fault) => {
            faults.push(value.span(), fault);
            None
        }
    }
}

fn read_username(value: &Value<'_>, faults: &mut Faults) -> Option<Username> {
    let form = text(value, faults)?;
    match &*form {
        "address" => Some(Username::Address),
        "local_part" => Some(Username::LocalPart),
        "issued" => Some(Username::Issued),
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

fn read_login(table: &mut Fields<'_, '_>) -> Login {
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

fn read_password(table: &mut Fields<'_, '_>) -> Option<PasswordRule> {
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

fn read_requirement(table: &mut Fields<'_, '_>) -> Requirement {
    let mut access = |protocol| {
        let access = table.optional(protocol, word(Access::ALL, Access::as_str));
        access.unwrap_or(Access::Unknown)
    };
    let (imap, pop3, smtp) = (access("imap"), access("pop3"), access("smtp"));
    let url = table.optional("url", parsed(Link::parse));
    Requirement { imap, pop3, smtp, url, menu: plain(table.list("menu", text)) }
}

fn read_error_text(table: &mut Fields<'_, '_>) -> Option<ErrorText> {
    let text = table.required("match", text);
    let means = table.required("means", word(ErrorMeaning::ALL, ErrorMeaning::as_str));
    Some(ErrorText { text: text?, means: means? })
}

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

//----------- Single values --------------------------------------------------

/// A date stands bare (`2025-09-16`) or, where the day is not known, as text (`"2025-09"`).
fn date(value: &Value<'_>, faults: &mut Faults) -> Option<Date> {
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

fn plain<T>(values: Vec<Spanned<T>>) -> Vec<T> {
    values.into_iter().map(Spanned::into_inner).collect()
}
