//! Services that nobody would think of, as provider files and as the operator's own.

use std::fmt::Write as _;

use mailguide::config::{Configured, ConfiguredService};
use mailguide::guide::Language;
use mailguide::mail::{
    Authentication, AutodiscoverMode, Companions, Domain, Endpoint, Link, MailService, Port,
    Protocol, SieveServer, Template, TlsMode, Username, WebAddress, WebService, WebServiceKind,
};
use mailguide::providers::{Provider, ProviderFile, read};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

//----------- Servers --------------------------------------------------------

fn template(text: &str) -> Template {
    Template::parse(text).unwrap()
}

fn host() -> impl Strategy<Value = Template> {
    let host = prop_oneof!["[a-z]{1,8}\\.example\\.net", Just("mail.%EMAILDOMAIN%".to_owned())];
    host.prop_map(|host| template(&host))
}

fn username() -> impl Strategy<Value = Username> {
    let templates = [
        "%EMAILLOCALPART%.%EMAILDOMAIN%",
        "u-%EMAILLOCALPART%",
        "%EMAILLOCALPART%%%%EMAILDOMAINLABEL%",
        "%EMAILDOMAINLABEL%/%EMAILADDRESS%",
        "50%%",
    ];
    prop_oneof![
        4 => Just(Username::Address),
        1 => Just(Username::LocalPart),
        1 => Just(Username::Issued),
        1 => Just(Username::Directory),
        2 => select(templates.to_vec()).prop_map(|text| Username::Template(template(text))),
    ]
}

fn ways() -> impl Strategy<Value = Vec<Authentication>> {
    use Authentication::{OAuth2, Password, PasswordEncrypted};
    select(vec![
        vec![Password],
        vec![PasswordEncrypted, Password],
        vec![PasswordEncrypted],
        vec![OAuth2, Password],
        vec![Password, OAuth2],
        vec![OAuth2],
    ])
}

fn endpoint(protocol: Protocol) -> impl Strategy<Value = Endpoint> {
    let (implicit, starttls) = match protocol {
        Protocol::Imap => (993, 143),
        Protocol::Pop3 => (995, 110),
        Protocol::Smtp => (465, 587),
    };
    let ports = prop_oneof![
        4 => Just((implicit, TlsMode::Implicit)),
        2 => Just((starttls, TlsMode::StartTls)),
        1 => Just((1000 + implicit, TlsMode::Implicit)),
        1 => Just((1000 + starttls, TlsMode::StartTls)),
    ];
    (ports, host(), username(), ways()).prop_map(
        move |((port, tls), host, username, authentication)| Endpoint {
            protocol,
            host,
            port: Port::new(port).unwrap(),
            tls,
            unusual_port: false,
            username,
            authentication,
        },
    )
}

fn incoming() -> impl Strategy<Value = Vec<Endpoint>> {
    prop_oneof![
        vec(endpoint(Protocol::Imap), 1..3),
        vec(endpoint(Protocol::Pop3), 1..2),
        (endpoint(Protocol::Imap), endpoint(Protocol::Pop3))
            .prop_map(|(imap, pop3)| vec![imap, pop3]),
    ]
}

fn outgoing() -> impl Strategy<Value = Vec<Endpoint>> {
    vec(endpoint(Protocol::Smtp), 1..3)
}

//----------- Provider files -------------------------------------------------

/// A provider file that lists two domains.
pub(crate) fn provider_file() -> impl Strategy<Value = ProviderFile<'static>> {
    let name = "[A-Za-zäüßéあ<>&\"' ]{0,20}";
    (incoming(), outgoing(), name).prop_map(|(mut incoming, mut outgoing, name)| {
        for endpoint in incoming.iter_mut().chain(&mut outgoing) {
            // Provider files know no directories.
            if endpoint.username == Username::Directory {
                endpoint.username = Username::Address;
            }
        }
        let domains = ["one.example", "xn--bcher-kva.example"];
        let name = format!("P{name}");
        ProviderFile {
            id: "generated".into(),
            path: "generated.toml".into(),
            source: source(name.trim_end(), &domains, &incoming, &outgoing).into(),
            built_in: true,
        }
    })
}

fn source(name: &str, domains: &[&str], incoming: &[Endpoint], outgoing: &[Endpoint]) -> String {
    let mut source = format!(
        "name = \"{}\"\nshort_name = \"P\"\ndomains = {domains:?}\n",
        name.replace('"', "\\\"")
    );
    for (table, endpoint) in incoming
        .iter()
        .map(|endpoint| ("incoming", endpoint))
        .chain(outgoing.iter().map(|endpoint| ("outgoing", endpoint)))
    {
        let ways: Vec<&str> = endpoint.authentication.iter().map(|way| way.as_str()).collect();
        write!(
            source,
            "[[{table}]]\nprotocol = \"{}\"\nhost = \"{}\"\nport = {}\ntls = \"{}\"\n\
             username = \"{}\"\nauthentication = {ways:?}\n",
            endpoint.protocol.as_str(),
            endpoint.host,
            endpoint.port,
            endpoint.tls.as_str(),
            endpoint.username,
        )
        .unwrap();
    }
    let all = || incoming.iter().chain(outgoing);
    if all().any(|endpoint| endpoint.username == Username::Issued) {
        source += "[login]\nplaceholder = \"your-ID\"\n";
    }
    let typed = all().any(|endpoint| endpoint.authentication.iter().any(|way| way.is_typed()));
    let kind = if typed { "app_password" } else { "oauth2_only" };
    source
        + &format!(
            "[password]\nkind = \"{kind}\"\ncreate_url = \"https://help.example/?a=1&b=2\"\n\
             [[source]]\ntitle = \"made up\"\nchecked = 2026-01-01\ncovers = [\"servers\"]\n\
             [confidence]\nservers = \"1\"\npassword = \"1\"\n"
        )
}

//----------- The operator's own ---------------------------------------------

fn companions() -> impl Strategy<Value = Companions> {
    let addresses = select(vec![
        "https://dav.%EMAILDOMAIN%/a/b/",
        "https://web.example.net/x",
        "https://web.example.net:8443/x",
        "https://web.example.net",
    ]);
    let kinds = WebServiceKind::ALL.iter().copied();
    let web: Vec<_> = kinds
        .map(|kind| {
            option::of(addresses.clone()).prop_map(move |text| {
                text.map(|text| WebService { kind, address: WebAddress::parse(text).unwrap() })
            })
        })
        .collect();
    let modes = select(vec![TlsMode::StartTls, TlsMode::Implicit]);
    let sieve = (host(), select(vec![SieveServer::DEFAULT_PORT, 2000]), modes)
        .prop_map(|(host, port, tls)| SieveServer { host, port: Port::new(port).unwrap(), tls });
    (web, option::of(sieve))
        .prop_map(|(web, sieve)| Companions { web: web.into_iter().flatten().collect(), sieve })
}

fn autodiscover() -> impl Strategy<Value = AutodiscoverMode> {
    let address = |name| AutodiscoverMode::RedirectAddress(Domain::parse(name).unwrap());
    let url = link("https://autodiscover.hoster.example.net/autodiscover/autodiscover.xml");
    prop_oneof![
        4 => Just(AutodiscoverMode::Answer),
        1 => Just(AutodiscoverMode::Off),
        1 => Just(address("one.example")),
        1 => Just(address("elsewhere.example.net")),
        1 => Just(AutodiscoverMode::RedirectUrl(url)),
    ]
}

fn link(url: &str) -> Link {
    Link::parse(url).unwrap()
}

/// A service as only an operator can configure it.
pub(crate) fn own_service(id: &'static str) -> impl Strategy<Value = ConfiguredService> {
    let logos = select(vec!["svg", "png", "jpg", "webp", "gif"]);
    let extras = (
        option::of("[A-Za-z<>&\"äあ]{1,20}"),
        option::of(logos),
        companions(),
        any::<bool>(),
        autodiscover(),
    );
    (incoming(), outgoing(), extras).prop_map(move |(incoming, outgoing, extras)| {
        let (hint, logo, companions, issuer, autodiscover) = extras;
        // What files may not say is put in afterwards.
        let plain = |endpoint: &Endpoint| Endpoint {
            username: match &endpoint.username {
                Username::Directory => Username::Address,
                username => username.clone(),
            },
            ..endpoint.clone()
        };
        let file = source(
            "Own",
            &[],
            &incoming.iter().map(plain).collect::<Vec<_>>(),
            &outgoing.iter().map(plain).collect::<Vec<_>>(),
        );
        let read = read(id, id, &file, None).unwrap_or_else(|report| panic!("{report}"));
        let service = MailService {
            incoming,
            outgoing,
            hints: hint.into_iter().map(|hint| (Language::FALLBACK, hint.into())).collect(),
            logo: logo.map(|end| link(&format!("https://www.example.net/logo.{end}"))),
            companions,
            oauth2_issuer: issuer.then(|| link("https://login.example.net/")),
            autodiscover,
            ..read.provider.service
        };
        let provider = Provider { service, ..read.provider };
        ConfiguredService::from(provider)
    })
}

/// An operator with one service and two domains.
pub(crate) fn operator() -> impl Strategy<Value = Configured> {
    own_service("own").prop_map(|service| Configured {
        services: vec![service],
        domains: ["one.example", "xn--bcher-kva.example"]
            .map(|name| (Domain::parse(name).unwrap(), "own".into()))
            .into(),
        ..Configured::default()
    })
}
