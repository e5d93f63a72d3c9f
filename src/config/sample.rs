//! The annotated configuration file: every setting with its default and a paragraph, every field of a
//! domain with what it does.

use std::fmt::Write as _;

use super::definitions::{DEFINITIONS, SECTIONS};
use super::layers::items;
use super::setting::{Definition, Kind};
use crate::mail::Domain;

/// How wide comments are.
const WIDTH: usize = 100;

/// What is known of the domain that the file is made for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FirstDomain {
    /// The domain.
    pub domain: Domain,
    /// Who serves it.
    pub served_by: ServedBy,
}

/// Who serves a domain.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ServedBy {
    /// Servers of one's own, each a host name; TLS from the first byte on the usual ports.
    OwnServers {
        /// Where IMAP is.
        imap: Domain,
        /// Where POP3 is, if it is offered.
        pop3: Option<Domain>,
        /// Where mail is sent.
        smtp: Domain,
    },
    /// A provider, by its identifier.
    Provider(Box<str>),
}

/// Writes the file. `set` gives values, in TOML, to settings that are not left at their default.
pub fn sample(first: &FirstDomain, set: &[(&str, String)]) -> String {
    let mut file = String::new();
    comment(
        &mut file,
        &format!(
            "Mailguide, configured for {}. Every setting stands here with its default; a line that \
             begins with # is not in force. `mailguide config check` reads the file, `mailguide \
             config show --origin` prints what is in force and why, `mailguide reload` puts it in \
             force. Each setting can also be given in the environment (listen under [http] is \
             MAILGUIDE__HTTP__LISTEN), and many as options of `mailguide serve`: options beat the \
             environment, the environment beats this file.",
            first.domain
        ),
    );
    for (section, about) in SECTIONS.iter().copied() {
        let _ = write!(file, "\n\n");
        comment(&mut file, about);
        let _ = writeln!(file, "[{section}]");
        let of_section =
            DEFINITIONS.iter().filter(|definition| definition.section_and_name().0 == section);
        for definition in of_section {
            file.push('\n');
            setting(&mut file, definition, set);
        }
    }
    let _ = write!(file, "\n\n");
    comment(
        &mut file,
        "Your domains. Each names servers of its own, a service that several domains share, or a \
         provider that Mailguide knows.",
    );
    domain(&mut file, first);
    file.push_str(FIELDS);
    file
}

fn setting(file: &mut String, definition: &Definition, set: &[(&str, String)]) {
    comment(file, definition.paragraph);
    let (_, name) = definition.section_and_name();
    if let Some((_, value)) = set.iter().find(|(key, _)| *key == definition.key) {
        let _ = writeln!(file, "{name} = {value}");
        return;
    }
    let written = match definition.default {
        "" => definition.example,
        default => default,
    };
    let value = match definition.kind {
        Kind::Switch | Kind::Number => written.to_owned(),
        Kind::Text | Kind::Lines | Kind::Secret => quoted(written),
        Kind::List => {
            let items: Vec<String> = items(written).iter().map(|item| quoted(item)).collect();
            format!("[{}]", items.join(", "))
        }
    };
    let _ = writeln!(file, "# {name} = {value}");
}

/// A text as TOML writes it.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn domain(file: &mut String, first: &FirstDomain) {
    let _ = writeln!(file, "[[domain]]\nname = {}", quoted(first.domain.as_str()));
    match &first.served_by {
        ServedBy::Provider(id) => {
            let _ = writeln!(file, "provider = {}", quoted(id));
        }
        ServedBy::OwnServers { imap, pop3, smtp } => {
            let mut server = |table, protocol, host: &Domain, port| {
                let _ = write!(
                    file,
                    "\n[[domain.{table}]]\nprotocol = \"{protocol}\"\nhost = {}\nport = {port}\n\
                     tls = \"implicit\"\nusername = \"address\"\nauthentication = [\"password\"]\n",
                    quoted(host.as_str()),
                );
            };
            server("incoming", "imap", imap, 993);
            if let Some(pop3) = pop3 {
                server("incoming", "pop3", pop3, 995);
            }
            server("outgoing", "smtp", smtp, 465);
        }
    }
}

fn comment(file: &mut String, text: &str) {
    let mut line = String::from("#");
    for word in text.split_whitespace() {
        if line.len() + 1 + word.len() > WIDTH && line.len() > 1 {
            let _ = writeln!(file, "{line}");
            line = String::from("#");
        }
        line.push(' ');
        line.push_str(word);
    }
    let _ = writeln!(file, "{line}");
}

/// Every field of a domain; each line that begins with `#|` is an example that may be put in force.
const FIELDS: &str = include_str!("fields.toml");
