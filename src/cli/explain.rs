//! `mailguide explain`: the servers of an address, and which password to type.

use std::io::{self, Write};
use std::process::ExitCode;

use serde_json::{Value, json};

use super::CommandError;
use super::providers::ProviderArguments;
use crate::guide::{Explanation, Language, Sentences, ServerFacts, explain};
use crate::lookup::{Answer, Question, Reason, lookup};
use crate::mail::{Address, Domain, MailService};
use crate::snapshot::{Policy, Snapshot};

/// Explain how to set up a mailbox: servers, and which password to type
#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// An address, or a domain
    #[arg(value_name = "ADDRESS")]
    address: String,
    /// The language of the explanation, such as en or ja [default: that of the system]
    #[arg(long, value_name = "LANGUAGE", value_parser = parse_language)]
    lang: Option<Language>,
    /// Print data for a program instead of sentences
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    providers: ProviderArguments,
}

fn parse_language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| {
        let tags: Vec<&str> = Language::ALL.iter().map(|language| language.as_str()).collect();
        format!("the languages are {}", tags.join(", "))
    })
}

/// Exit code 1 says that there are no settings to give.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, CommandError> {
    let (address, domain) = subject(&arguments.address)?;
    let language = arguments.lang.or_else(system_language).unwrap_or(Language::FALLBACK);
    let sentences = Sentences::built_in();
    let database = arguments.providers.database()?;
    let snapshot = Snapshot::build(database, &sentences, Policy::default(), 0);
    let answer = lookup(&Question::about(domain.clone()), &snapshot);
    let explanation = explain(&answer, &domain, address.as_ref(), &sentences, language);
    let mut out = io::stdout().lock();
    if arguments.json {
        let data = data(&answer, &domain, address.as_ref(), &explanation, language);
        writeln!(out, "{data:#}")?;
    } else {
        write!(out, "{}", text(&explanation))?;
    }
    Ok(match answer {
        Answer::Found(_) => ExitCode::SUCCESS,
        Answer::NotServed { .. } => ExitCode::from(1),
    })
}

/// An address if there is an `@`, else a domain.
fn subject(text: &str) -> Result<(Option<Address>, Domain), CommandError> {
    let usage = |problem: String| {
        CommandError::Usage(format!("{problem}; write an address such as fred@example.org"))
    };
    if text.contains('@') {
        let address = Address::parse(text).map_err(|error| usage(error.to_string()))?;
        let domain = address.domain().clone();
        return Ok((Some(address), domain));
    }
    let domain = Domain::parse(text).map_err(|error| usage(error.to_string()))?;
    Ok((None, domain))
}

/// POSIX: the first of these that is set decides.
fn system_language() -> Option<Language> {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))?;
    Language::from_tag(&set)
}

fn text(explanation: &Explanation) -> String {
    let mut text = String::new();
    for (index, paragraph) in explanation.paragraphs.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        let indent = if let Some(heading) = &paragraph.heading {
            text.push_str(heading);
            text.push('\n');
            "  "
        } else {
            ""
        };
        for line in &paragraph.lines {
            text.push_str(indent);
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

//----------- Data for programs ----------------------------------------------

fn data(
    answer: &Answer<'_>,
    domain: &Domain,
    address: Option<&Address>,
    explanation: &Explanation,
    language: Language,
) -> Value {
    let (served, reason, provider) = match answer {
        Answer::Found(found) => (true, found.reason, Some(found.entry.provider())),
        Answer::NotServed { reason, entry } => (false, *reason, entry.map(|e| e.provider())),
    };
    let mut data = json!({
        "domain": domain.as_str(),
        "address": address.map(ToString::to_string),
        "served": served,
        "reason": Reason::as_str(reason),
        "language": language.as_str(),
        "explanation": explanation
            .paragraphs
            .iter()
            .map(|paragraph| json!({ "heading": paragraph.heading, "lines": paragraph.lines }))
            .collect::<Vec<_>>(),
    });
    if let Some(provider) = provider {
        let service = &provider.service;
        data["provider"] = json!({
            "id": service.id,
            "name": service.name,
            "documentation": links(&service.documentation),
        });
        data["password"] = password(service, provider.password_confidence.as_str());
        data["enable"] = json!({
            "imap": service.requirement.imap.as_str(),
            "pop3": service.requirement.pop3.as_str(),
            "smtp": service.requirement.smtp.as_str(),
            "url": service.requirement.url.as_ref().map(|url| url.as_str()),
            "menu": service.requirement.menu,
        });
        if served {
            let facts = |endpoint| server(&ServerFacts::new(endpoint, domain, address));
            data["incoming"] = service.incoming.iter().map(facts).collect();
            data["outgoing"] = service.outgoing.iter().map(facts).collect();
            data["login"] = service.login.as_ref().map_or(Value::Null, |login| {
                json!({
                    "name": login.name,
                    "url": login.url.as_ref().map(|url| url.as_str()),
                    "menu": login.menu,
                })
            });
        }
    }
    data
}

fn server(facts: &ServerFacts<'_>) -> Value {
    let endpoint = facts.endpoint;
    let ways: Vec<&str> = endpoint.authentication.iter().map(|way| way.as_str()).collect();
    json!({
        "protocol": endpoint.protocol.as_str(),
        "host": facts.host,
        "port": endpoint.port.get(),
        "tls": endpoint.tls.as_str(),
        "username": facts.username,
        "username_form": endpoint.username.as_str(),
        "authentication": ways,
    })
}

fn password(service: &MailService, confidence: &str) -> Value {
    let rule = &service.password;
    let also: Vec<&str> = rule.also.iter().map(|kind| kind.as_str()).collect();
    let length = rule
        .format
        .length
        .map(|(least, most)| json!({ "least": least, "most": (most < u16::MAX).then_some(most) }));
    json!({
        "kind": rule.kind.as_str(),
        "also": also,
        "name": rule.name,
        "chosen_by": rule.chosen_by.map(|maker| maker.as_str()),
        "sent_by": rule.sent_by.map(|sent| sent.as_str()),
        "requires_two_factor": rule.requires_two_factor,
        "create_url": rule.create_url.as_ref().map(|url| url.as_str()),
        "menu": rule.menu,
        "shown_once": rule.shown_once,
        "reissue_url": rule.reissue_url.as_ref().map(|url| url.as_str()),
        "revoked_by_password_change": rule.revoked_by_password_change,
        "account_password_refused_since":
            rule.account_password_refused_since.map(|date| date.to_string()),
        "format": {
            "length": length,
            "groups": rule.format.groups,
            "characters": rule.format.characters.map(|characters| characters.as_str()),
            "case_sensitive": rule.format.case_sensitive,
        },
        "confidence": confidence,
    })
}

fn links(links: &[crate::mail::Link]) -> Vec<&str> {
    links.iter().map(|link| link.as_str()).collect()
}
