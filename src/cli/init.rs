//! `mailguide init`: a configuration file with everything in it, and the DNS records to add.

use std::io::{self, BufRead, IsTerminal, Write};
use std::net::IpAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use super::configuration::ConfigurationArguments;
use super::{CommandError, states, tell};
use crate::config::{FirstDomain, ServedBy, quoted, sample};
use crate::dns::listing::{ListingFormat, listing};
use crate::guide::Sentences;
use crate::lookup::{Answer, Known, Question, lookup, refusal};
use crate::mail::{Domain, Link};
use crate::providers::{Database, embedded};

/// Write an annotated configuration file for a domain, and print the DNS records to add
#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// The domain: what stands behind the @
    #[arg(value_name = "DOMAIN", value_parser = Domain::parse)]
    domain: Domain,
    /// The provider that serves it, such as google-workspace, instead of servers of your own
    #[arg(long, value_name = "PROVIDER", conflicts_with_all = ["imap", "pop3", "smtp"])]
    provider: Option<String>,
    /// Your IMAP server; TLS from the first byte, on port 993
    #[arg(long, value_name = "HOST", value_parser = Domain::parse)]
    imap: Option<Domain>,
    /// Your POP3 server, if you offer it; TLS from the first byte, on port 995
    #[arg(long, value_name = "HOST", value_parser = Domain::parse)]
    pop3: Option<Domain>,
    /// Your SMTP server for submission; TLS from the first byte, on port 465
    #[arg(long, value_name = "HOST", value_parser = Domain::parse)]
    smtp: Option<Domain>,
    /// An address under which clients reach this server; may be given several times
    #[arg(long = "public-address", value_name = "IP")]
    public_addresses: Vec<IpAddr>,
    /// The https address under which people reach the pages of this server
    #[arg(long, value_name = "URL", value_parser = Link::parse)]
    public_url: Option<Link>,
    /// Where to write the file; one that is there is left alone
    #[arg(long, value_name = "FILE", default_value = "mailguide.toml")]
    into: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, CommandError> {
    let served_by = served_by(arguments)?;
    let mut set = Vec::new();
    if !arguments.public_addresses.is_empty() {
        let addresses: Vec<String> =
            arguments.public_addresses.iter().map(|ip| quoted(&ip.to_string())).collect();
        set.push(("http.public_addresses", format!("[{}]", addresses.join(", "))));
    }
    if let Some(url) = &arguments.public_url {
        set.push(("http.public_url", quoted(url.as_str())));
    }
    let domain = arguments.domain.clone();
    let text = sample(&FirstDomain { domain: domain.clone(), served_by }, &set);
    write_new(&arguments.into, &text)?;
    let loaded = ConfigurationArguments::of_file(&arguments.into).load()?;
    let snapshot = states::snapshot(loaded, &Sentences::built_in())?;
    let path = arguments.into.display();
    tell(&format!(
        "wrote {path}: read it, change what is not so, and check it with `mailguide config check \
         --config {path}`.\nThen `mailguide serve --config {path}`, and add these records to the \
         zone of {domain}:\n"
    ));
    let answer = lookup(&Question::about(domain.clone()), &Known::NOTHING, &snapshot);
    let Answer::Found(found) = answer else {
        return Err(CommandError::Usage(format!(
            "{domain} would not be served ({}); `mailguide providers show` says more",
            answer.reason().as_str()
        )));
    };
    let listed = listing(&found, snapshot.policy(), None, ListingFormat::Plain);
    write!(io::stdout().lock(), "{listed}")?;
    if snapshot.policy().addresses.0.is_empty() {
        tell(
            "\nWhere clients reach this server is not known yet: set public_addresses under [http], and \
             `mailguide dns` prints the records with autoconfig. and the hosts beside it.",
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn write_new(path: &PathBuf, text: &str) -> Result<(), CommandError> {
    let file = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| {
        CommandError::Usage(format!(
            "cannot write {}: {error}; move it away, or name another file with --into",
            path.display()
        ))
    })
}

/// Who serves the domain: from the arguments, or else asked at the terminal. Never guessed.
fn served_by(arguments: &Arguments) -> Result<ServedBy, CommandError> {
    let asks = io::stdin().is_terminal() && io::stderr().is_terminal();
    let Arguments { domain, provider, imap, pop3, smtp, .. } = arguments;
    if let Some(provider) = provider {
        return known_provider(provider);
    }
    if let (Some(imap), Some(smtp)) = (imap, smtp) {
        let (imap, pop3, smtp) = (imap.clone(), pop3.clone(), smtp.clone());
        return Ok(ServedBy::OwnServers { imap, pop3, smtp });
    }
    if !asks {
        return Err(CommandError::Usage(format!(
            "who serves the mail of {domain}? Name your servers with --imap HOST and --smtp HOST, \
             or a provider with --provider, such as google-workspace"
        )));
    }
    if imap.is_none() && smtp.is_none() {
        let answer = ask(
            "The provider that serves it, such as google-workspace (nothing: your own servers)",
        )?;
        if !answer.is_empty() {
            return known_provider(&answer);
        }
    }
    let host = |given: &Option<Domain>, what: &str| match given {
        Some(host) => Ok(host.clone()),
        None => ask_host(what),
    };
    let imap = host(imap, "Your IMAP server, with TLS on port 993")?;
    let smtp = host(smtp, "Your SMTP server for submission, with TLS on port 465")?;
    Ok(ServedBy::OwnServers { imap, pop3: pop3.clone(), smtp })
}

fn known_provider(id: &str) -> Result<ServedBy, CommandError> {
    let database =
        Database::read(embedded()).expect("the built-in files are right: tests read them");
    let provider = database.providers().iter().find(|provider| *provider.service.id == *id);
    let fault = match provider.map(|provider| refusal(provider.status, false)) {
        Some(None) => return Ok(ServedBy::Provider(id.into())),
        Some(Some(reason)) => format!("{id} cannot be served: {}", reason.as_str()),
        None => format!("there is no provider {}", id.escape_default()),
    };
    Err(CommandError::Usage(format!("{fault}; `mailguide providers list` shows them")))
}

fn ask_host(what: &str) -> Result<Domain, CommandError> {
    loop {
        match Domain::parse(&ask(what)?) {
            Ok(host) => return Ok(host),
            Err(error) => tell(&format!("{error}; write a host name such as imap.example.org")),
        }
    }
}

fn ask(question: &str) -> Result<String, CommandError> {
    let mut terminal = io::stderr();
    write!(terminal, "{question}: ")?;
    terminal.flush()?;
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line).map_err(CommandError::Start)?;
    if read == 0 {
        return Err(CommandError::Usage("there was no answer; nothing was written".to_owned()));
    }
    Ok(line.trim().to_owned())
}
