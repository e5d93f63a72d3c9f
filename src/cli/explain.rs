//! `mailguide explain`: the servers of an address, and which password to type.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::provider_files::ProviderArguments;
use super::{CommandError, json};
use crate::directory::mx::{self, MxResolver};
use crate::guide::{Explanation, Language, Sentences, ServerFacts, explain};
use crate::lookup::{Answer, Mx, Question, Reason, lookup, mx_wanted};
use crate::mail::{Address, Domain};
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
    /// Recognise a domain that no provider lists by where its mail goes (asks DNS)
    #[arg(long)]
    mx: bool,
    /// The DNS resolver to ask [default: that of the system]
    #[arg(long, value_name = "ADDRESS:PORT", requires = "mx")]
    resolver: Option<SocketAddr>,
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
    let question = Question::about(domain.clone());
    let found = match mx_wanted(&question, arguments.mx, &snapshot) {
        Some(domain) => Some(find_mx(domain, arguments.resolver)?),
        None => None,
    };
    let mx = found.as_ref().map_or(Mx::NotAsked, |found| found.mx());
    if matches!(mx, Mx::Unavailable) {
        return Err(CommandError::Mx(domain.to_string()));
    }
    let answer = lookup(&question, mx, &snapshot);
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

fn find_mx(domain: &Domain, resolver: Option<SocketAddr>) -> Result<mx::Found, CommandError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(CommandError::Start)?;
    runtime.block_on(async {
        let resolver =
            MxResolver::new(resolver).map_err(|error| CommandError::Usage(error.to_string()))?;
        Ok(resolver.find(domain).await)
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
    if let Answer::Found(found) = answer {
        data["mx"] = json!(found.mx.as_ref().map(Domain::as_str));
    }
    if let Some(provider) = provider {
        let service = &provider.service;
        data["provider"] = json::service(service);
        data["password"] = json::password(&service.password);
        data["password"]["confidence"] = json!(provider.password_confidence.as_str());
        data["enable"] = json::requirement(&service.requirement);
        if served {
            let facts = |endpoint| json::server(&ServerFacts::new(endpoint, domain, address));
            data["incoming"] = service.incoming.iter().map(facts).collect();
            data["outgoing"] = service.outgoing.iter().map(facts).collect();
            data["login"] = service.login.as_ref().map_or(Value::Null, json::login);
        }
    }
    data
}
