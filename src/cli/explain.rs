//! `mailguide explain`: the servers of an address, and which password to type.

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use serde_json::{Value, json};

use super::CommandError;
use super::configuration::ReadArguments;
use super::conversation::{self, Style};
use super::states;
use crate::documents::json;
use crate::guide::{Explanation, Guide, Language, Situation, explain};
use crate::lookup::{Answer, Mx, Question, Reason, lookup};
use crate::mail::{Address, Domain};
use crate::snapshot::Entry;

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
    /// The message on the screen: why was the password refused, and what to do
    #[arg(long, value_name = "MESSAGE")]
    error: Option<String>,
    /// Ask the questions of the guide
    #[arg(long, conflicts_with = "json")]
    ask: bool,
    /// Recognise a domain that no provider lists by where its mail goes (asks DNS)
    #[arg(long)]
    mx: bool,
    /// The DNS resolver to ask [default: that of the system]
    #[arg(long, value_name = "ADDRESS:PORT", requires = "mx")]
    resolver: Option<SocketAddr>,
    #[command(flatten)]
    configuration: ReadArguments,
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
    let guide = Guide::built_in();
    let sentences = &guide.sentences;
    let mut loaded = arguments.configuration.load()?;
    loaded.config.mx_lookup |= arguments.mx;
    loaded.config.resolver = arguments.resolver.or(loaded.config.resolver);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(CommandError::Start)?;
    let state = runtime.block_on(states::build(loaded, sentences, None, None))?;
    let question = Question::about(domain.clone());
    let here = Ipv4Addr::LOCALHOST.into();
    let findings = runtime.block_on(state.find_out(&question, address.as_ref(), here));
    let known = findings.known();
    if matches!(known.mx, Mx::Unavailable) {
        return Err(CommandError::Mx(domain.to_string()));
    }
    let answer = lookup(&question, &known, &state.snapshot);
    if answer.reason() == Reason::DirectoryUnavailable {
        return Err(CommandError::DirectoryDown(domain.to_string()));
    }
    let explanation = explain(&answer, &domain, address.as_ref(), sentences, language);
    let service = answer.entry().map(Entry::service);
    let error = arguments.error.as_deref();
    let recognition = error.map(|error| guide.error_texts.recognise(error, service));
    let mut situation = Situation { service, recognition, ..Situation::default() };
    if arguments.json {
        let mut data = data(&answer, &domain, address.as_ref(), &explanation, language);
        if error.is_some() {
            let advice = guide.rules.advise(&situation);
            data["guide"] = json::advice(&advice, service, &guide, language);
        }
        writeln!(io::stdout().lock(), "{data:#}")?;
    } else {
        let style = Style::of_stdout();
        write!(io::stdout().lock(), "{}", text(&explanation, style))?;
        if error.is_some() {
            conversation::tell_advice(&guide, language, &situation, error, style)?;
        }
        if arguments.ask && service.is_some() {
            conversation::ask(&guide, language, &mut situation, style)?;
        }
    }
    Ok(ExitCode::from(u8::from(answer.found().is_none())))
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

fn text(explanation: &Explanation, style: Style) -> String {
    let mut text = String::new();
    for (index, paragraph) in explanation.paragraphs.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        let indent = if let Some(heading) = &paragraph.heading {
            text.push_str(&style.heading(heading));
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

/// The answer as data, with the sentences that tell it.
fn data(
    answer: &Answer<'_>,
    domain: &Domain,
    address: Option<&Address>,
    explanation: &Explanation,
    language: Language,
) -> Value {
    let mut data = json::answer(answer, domain, address);
    data["language"] = json!(language.as_str());
    data["explanation"] = explanation
        .paragraphs
        .iter()
        .map(|paragraph| json!({ "heading": paragraph.heading, "lines": paragraph.lines }))
        .collect();
    data
}
