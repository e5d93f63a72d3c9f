//! An operator with domains of their own, made in code: what golden files ask about.

use mailguide::config::Configured;
use mailguide::guide::Language;
use mailguide::mail::{
    AutodiscoverMode, Companions, Domain, Link, MailService, Port, SieveServer, Template, TlsMode,
    WebAddress, WebService, WebServiceKind,
};
use mailguide::providers::{Provider, read};

const SERVERS: &str = r#"
[[incoming]]
protocol = "imap"
host = "imap.%EMAILDOMAIN%"
port = 993
tls = "implicit"
username = "address"
authentication = ["password"]

[[outgoing]]
protocol = "smtp"
host = "smtp.%EMAILDOMAIN%"
port = 465
tls = "implicit"
username = "address"
authentication = ["password"]
"#;

/// Domains below `.example`, each named after what is special about it.
pub fn configured() -> Configured {
    let mut configured = Configured::default();
    let mut add = |domains: &[&str], service: MailService| {
        let id = service.id.clone();
        let provider = Provider { service, ..provider(&id, SERVERS) };
        configured.services.push(provider.into());
        configured.domains.extend(domains.iter().map(|name| (domain(name), id.clone())));
    };
    // Everything that can be configured.
    let service = MailService {
        hints: vec![
            (Language::English, "Type the password from the welcome letter.".into()),
            (Language::German, "Das Passwort aus dem Begrüßungsbrief eingeben.".into()),
        ],
        logo: Some(link("https://own.example/logo.svg")),
        companions: companions(),
        oauth2_issuer: Some(link("https://login.own.example/")),
        ..own("own", &SERVERS.replace("[\"password\"]", "[\"oauth2\", \"password\"]"))
    };
    add(&["own.example", "xn--bcher-kva.example"], service);
    add(&["plain.example"], own("plain", SERVERS));
    // OAuth2 alone, with an issuer of its own.
    let service = MailService {
        companions: companions(),
        oauth2_issuer: Some(link("https://login.browser.example/")),
        ..own("browser", &SERVERS.replace("[\"password\"]", "[\"oauth2\"]"))
    };
    add(&["browser.example"], service);
    add(&["login.example"], own("login", &SERVERS.replace("\"address\"", "\"local_part\"")));
    for (name, autodiscover) in [
        ("off", AutodiscoverMode::Off),
        ("moved", AutodiscoverMode::RedirectAddress(domain("plain.example"))),
        ("moved-here", AutodiscoverMode::RedirectAddress(domain("moved-here.example"))),
        (
            "elsewhere",
            AutodiscoverMode::RedirectUrl(link(
                "https://autodiscover.plain.example/autodiscover/autodiscover.xml",
            )),
        ),
    ] {
        let service = MailService { autodiscover, ..own(name, SERVERS) };
        add(&[&format!("{name}.example")], service);
    }
    configured
}

fn companions() -> Companions {
    let web = [
        (WebServiceKind::CalDav, "https://dav.%EMAILDOMAIN%/calendars/"),
        (WebServiceKind::CardDav, "https://dav.%EMAILDOMAIN%/contacts/"),
        (WebServiceKind::Jmap, "https://jmap.%EMAILDOMAIN%/.well-known/jmap"),
        (WebServiceKind::WebDav, "https://files.%EMAILDOMAIN%:8443/"),
        (WebServiceKind::ActiveSync, "https://eas.%EMAILDOMAIN%/Microsoft-Server-ActiveSync"),
    ];
    let web = web
        .map(|(kind, address)| WebService { kind, address: WebAddress::parse(address).unwrap() });
    let sieve = SieveServer {
        host: Template::parse("imap.%EMAILDOMAIN%").unwrap(),
        port: Port::new(SieveServer::DEFAULT_PORT).unwrap(),
        tls: TlsMode::StartTls,
    };
    Companions { web: web.into(), sieve: Some(sieve) }
}

fn own(id: &str, servers: &str) -> MailService {
    // The domains of a service of the operator are no business of each other.
    MailService { own_domain: None, ..provider(id, servers).service }
}

fn provider(id: &str, servers: &str) -> Provider {
    let name = format!("{}{} Mail", id[..1].to_uppercase(), &id[1..]);
    let kind = if servers.contains("\"password\"") { "normal" } else { "oauth2_only" };
    let source = format!(
        "name = \"{name}\"\nshort_name = \"{name}\"\n{servers}[password]\nkind = \"{kind}\"\n\
         [[source]]\ntitle = \"made up\"\nchecked = 2026-01-01\ncovers = [\"servers\"]\n\
         [confidence]\nservers = \"1\"\npassword = \"1\"\n"
    );
    read(id, id, &source, None).unwrap_or_else(|report| panic!("{report}")).provider
}

fn domain(name: &str) -> Domain {
    Domain::parse(name).unwrap()
}

fn link(url: &str) -> Link {
    Link::parse(url).unwrap()
}
