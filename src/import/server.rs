//! Mail servers in the words of other programs, turned into ours or found at fault.

use super::Finding;
use super::toml_writer::{TomlWriter, Value, shown};
use crate::mail::{Authentication, Domain, Port, Protocol, Template, TlsMode, Variable};
use crate::providers::sense::port_contradiction;
use crate::providers::service::parse_host;

/// A server as its source describes it.
pub(super) struct Words<'s> {
    /// Its name in sentences.
    pub(super) place: String,
    /// Where in the source it stands, for a comment.
    pub(super) origin: String,
    pub(super) protocol: Protocol,
    pub(super) host: &'s str,
    pub(super) port: &'s str,
    pub(super) socket: &'s str,
    pub(super) username: &'s str,
    pub(super) authentication: Vec<&'s str>,
}

/// A server as it will stand in the file; with a fault it is a comment.
pub(super) struct Server {
    pub(super) protocol: Protocol,
    /// Where in the source it stands, for a comment.
    pub(super) origin: String,
    pub(super) findings: Vec<Finding>,
    host: String,
    port: Value,
    tls: Value,
    username: Value,
    authentication: Vec<Authentication>,
    at_fault: bool,
}

impl Server {
    /// Reads the words. Where they mean nothing here, they stay as they are.
    pub(super) fn read(words: Words<'_>) -> Self {
        let Words { place, origin, protocol, host, port, socket, username, authentication } = words;
        let place = format!("{place}, {}", shown(&format!("{host}:{port}")));
        let mut faults = Vec::new();
        let host = or_as_it_is(read_host(host), host, &mut faults);
        let number = read_port(port);
        let mode = read_socket(socket);
        let form = or_as_it_is(read_username(username), username, &mut faults);
        if let (Ok(number), Ok(mode)) = (&number, &mode)
            && let Some((fault, remedy)) = port_contradiction(*number, *mode, false)
        {
            faults.push(format!("{fault}; {remedy}"));
        }
        if mode == Ok(TlsMode::None) {
            let name = protocol.name();
            faults
                .push(format!("{name} without TLS is not served; find out the port that encrypts"));
        }
        let (authentication, unknown) = read_authentication(protocol, &authentication);
        let unknown: Vec<String> = unknown.into_iter().map(shown).collect();
        let mut notes = Vec::new();
        match (&*authentication, &*unknown) {
            ([], []) => faults.push("it does not say how one signs in".to_owned()),
            ([], unknown) => {
                let ways = unknown.join(", ");
                faults.push(format!("no way to sign in is known here; it says {ways}"));
            }
            (_, unknown) => notes.extend(unknown.iter().map(|way| {
                Finding::note(format!("{place}: the way to sign in {way} is left out"))
            })),
        }
        let port = number.map_or_else(
            |fault| {
                faults.push(fault);
                Value::Text(port.to_owned())
            },
            |number| Value::Number(number.get()),
        );
        let tls = mode.map_or_else(
            |fault| {
                faults.push(fault);
                socket.to_owned()
            },
            |mode| mode.as_str().to_owned(),
        );
        let at_fault = !faults.is_empty();
        let mut findings: Vec<Finding> = faults
            .into_iter()
            .map(|fault| Finding::needs_hand(format!("{place}: {fault}")))
            .collect();
        findings.extend(notes);
        let (tls, username) = (Value::Text(tls), Value::Text(form));
        Self { protocol, findings, origin, host, port, tls, username, authentication, at_fault }
    }

    /// Whether it is announced, and not a comment.
    pub(super) fn is_announced(&self) -> bool {
        !self.at_fault
    }

    /// The ways to sign in.
    pub(super) fn ways(&self) -> impl Iterator<Item = Authentication> {
        self.authentication.iter().copied()
    }

    /// Lets a directory say the user name, whatever the source says.
    pub(super) fn ask_directory(&mut self) {
        self.username = Value::Text("directory".to_owned());
    }

    /// Writes it, without origin and findings.
    pub(super) fn write(&self, writer: &mut TomlWriter) {
        let header = match self.protocol {
            Protocol::Smtp => "[[service.outgoing]]",
            Protocol::Imap | Protocol::Pop3 => "[[service.incoming]]",
        };
        let write = |writer: &mut TomlWriter| {
            writer.table(header);
            writer.text("protocol", self.protocol.as_str());
            writer.text("host", &self.host);
            writer.value("port", &self.port);
            writer.value("tls", &self.tls);
            writer.value("username", &self.username);
            let ways = self.authentication.iter().map(|way| way.as_str()).collect();
            writer.value("authentication", &Value::List(ways));
        };
        match self.at_fault {
            true => writer.commented(write),
            false => write(writer),
        }
    }
}

fn or_as_it_is(read: Result<String, String>, word: &str, faults: &mut Vec<String>) -> String {
    read.unwrap_or_else(|fault| {
        faults.push(fault);
        word.to_owned()
    })
}

/// A host name in lower-case A-labels; `%EMAILDOMAIN%` keeps its letters.
fn read_host(host: &str) -> Result<String, String> {
    let place = |error: String| format!("the host {}: {error}", shown(host));
    if !host.contains('%') {
        return Domain::parse(host).map(|d| d.to_string()).map_err(|e| place(e.to_string()));
    }
    let placeholder = Variable::Domain.as_str();
    let parts: Vec<String> = host.split(placeholder).map(str::to_ascii_lowercase).collect();
    let host = parts.join(placeholder);
    parse_host(&host).map_err(place).map(|_| host)
}

fn read_port(port: &str) -> Result<Port, String> {
    port.trim()
        .parse()
        .map_err(|_| format!("the port {} is no number from 1 to 65535", shown(port)))
}

fn read_socket(socket: &str) -> Result<TlsMode, String> {
    match socket.trim().to_ascii_lowercase().as_str() {
        "ssl" => Ok(TlsMode::Implicit),
        "starttls" => Ok(TlsMode::StartTls),
        "plain" => Ok(TlsMode::None),
        _ => Err(format!(
            "the socket type {} is none of SSL, STARTTLS, plain; write tls = \"implicit\" or \
             \"starttls\"",
            shown(socket)
        )),
    }
}

fn read_username(username: &str) -> Result<String, String> {
    match username.trim() {
        "%EMAILADDRESS%" | "%EMAILLOCALPART%@%EMAILDOMAIN%" => Ok("address".to_owned()),
        "%EMAILLOCALPART%" => Ok("local_part".to_owned()),
        template if template.contains('%') && !template.contains(char::is_control) => {
            Template::parse(template)
                .map(|template| template.to_string())
                .map_err(|error| format!("the user name {}: {error}", shown(template)))
        }
        other => Err(format!(
            "the user name {} is the same for everyone; write address, local_part or a template",
            shown(other)
        )),
    }
}

/// The ways that are known here, each once, and the words that are not.
fn read_authentication<'w>(
    protocol: Protocol,
    words: &[&'w str],
) -> (Vec<Authentication>, Vec<&'w str>) {
    let mut ways = Vec::new();
    let mut unknown = Vec::new();
    for word in words {
        let way = match word.trim().to_ascii_lowercase().as_str() {
            "oauth2" | "oauth" => Some(Authentication::OAuth2),
            "password-cleartext" | "plain" | "login" => Some(Authentication::Password),
            "password-encrypted" | "secure" | "cram-md5" => Some(Authentication::PasswordEncrypted),
            "none" | "client-ip-address" | "smtp-after-pop" if protocol == Protocol::Smtp => {
                Some(Authentication::None)
            }
            _ => None,
        };
        match way {
            Some(way) if ways.contains(&way) => {}
            Some(way) => ways.push(way),
            None => unknown.push(*word),
        }
    }
    (ways, unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_normal_names() {
        assert_eq!(read_host("IMAP.Example.org.").unwrap(), "imap.example.org");
        assert_eq!(read_host("imap.bücher.example").unwrap(), "imap.xn--bcher-kva.example");
        assert_eq!(read_host("Mail.%EMAILDOMAIN%").unwrap(), "mail.%EMAILDOMAIN%");
        for host in ["", "192.0.2.1", "a_b.example", "%EMAILADDRESS%", "ü.%EMAILDOMAIN%", "a%b"] {
            assert!(read_host(host).is_err(), "{host}");
        }
    }

    #[test]
    fn user_names_are_forms() {
        assert_eq!(read_username("%EMAILADDRESS%").unwrap(), "address");
        assert_eq!(read_username("%EMAILLOCALPART%").unwrap(), "local_part");
        assert_eq!(read_username("x-%EMAILLOCALPART%").unwrap(), "x-%EMAILLOCALPART%");
        for name in ["", "info", "%REALNAME%", "directory", "%EMAILADDRESS%\n\"%EMAILADDRESS%"] {
            assert!(read_username(name).is_err(), "{name}");
        }
    }
}
