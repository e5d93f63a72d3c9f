//! What every document must say about an address, from the model alone.

use mailguide::mail::{
    Address, Authentication, Domain, Endpoint, MailService, Protocol, TlsMode, Username,
};

/// A server as any document tells it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Told {
    pub(crate) protocol: String,
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls: &'static str,
    /// Nothing where the document cannot say, or must not.
    pub(crate) username: Option<String>,
    pub(crate) takes_password: Option<bool>,
}

/// An address of a service.
#[derive(Clone, Copy)]
pub(crate) struct Expected<'a> {
    pub(crate) service: &'a MailService,
    pub(crate) address: &'a Address,
    /// The login name that a directory has for the address.
    pub(crate) login: Option<&'a str>,
}

impl<'a> Expected<'a> {
    pub(crate) fn domain(&self) -> &'a Domain {
        self.address.domain()
    }

    /// The best server of each protocol: what documents with room for one server announce.
    pub(crate) fn best(&self) -> Vec<&'a Endpoint> {
        let first = |protocol| {
            let service = self.service;
            let smtp = protocol == Protocol::Smtp;
            let list = if smtp { &service.outgoing } else { &service.incoming };
            list.iter().find(|endpoint| endpoint.protocol == protocol)
        };
        [Protocol::Imap, Protocol::Pop3, Protocol::Smtp].into_iter().filter_map(first).collect()
    }

    pub(crate) fn told(&self, endpoint: &Endpoint) -> Told {
        let username = match &endpoint.username {
            Username::Address => self.address.to_string(),
            Username::Directory => {
                self.login.map_or_else(|| self.address.to_string(), str::to_owned)
            }
            Username::LocalPart => self.address.local_part().to_owned(),
            Username::Issued => {
                let login = self.service.login.as_ref().unwrap();
                let placeholder = login.placeholder.as_deref().unwrap();
                assert!(placeholder.is_ascii() && !placeholder.contains('@'));
                placeholder.to_owned()
            }
            Username::Template(template) => fill(template.as_str(), self.address),
        };
        Told {
            protocol: endpoint.protocol.as_str().to_owned(),
            host: endpoint.host.as_str().replace("%EMAILDOMAIN%", self.domain().as_str()),
            port: endpoint.port.get(),
            tls: endpoint.tls.as_str(),
            username: Some(username),
            takes_password: Some(is_typed(endpoint)),
        }
    }
}

pub(crate) fn is_typed(endpoint: &Endpoint) -> bool {
    let typed = [Authentication::Password, Authentication::PasswordEncrypted];
    endpoint.authentication.iter().any(|way| typed.contains(way))
}

/// What Autodiscover can say so that both families of clients understand it.
pub(crate) fn is_said_by_autodiscover(endpoint: &Endpoint) -> bool {
    let usual = matches!(endpoint.port.get(), 143 | 110 | 25 | 587);
    is_typed(endpoint) && usual == (endpoint.tls == TlsMode::StartTls)
}

/// A template, read from the left.
fn fill(template: &str, address: &Address) -> String {
    let whole = address.to_string();
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('%') {
        let (name, after) = after.split_once('%').unwrap();
        filled += before;
        filled += match name {
            "" => "%",
            "EMAILADDRESS" => &whole,
            "EMAILDOMAIN" => address.domain().as_str(),
            "EMAILDOMAINLABEL" => address.domain().as_str().split('.').next().unwrap(),
            "EMAILLOCALPART" => address.local_part(),
            other => panic!("%{other}%"),
        };
        rest = after;
    }
    filled + rest
}
