//! Golden files: `tests/golden/<format>/<case>.txt` holds a question, a line of hyphens, and the
//! expected answer. A new case needs no code: write the question and the line, run the tests with
//! `MAILGUIDE_BLESS=1`, and read what was written before you commit it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "tests read and write files")]

#[path = "support/import.rs"]
mod fixtures;
mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use mailguide::config::Configured;
use mailguide::dns::listing::{ListingFormat, listing};
use mailguide::dns::zone::{self, Addresses, QueryType, Record, ZoneAnswer};
use mailguide::guide::{Guide, Language, Sentences};
use mailguide::http::answer::{Asked, answer};
use mailguide::http::reply::Reply;
use mailguide::http::route::Route;
use mailguide::lookup::{Answer, DirectoryAnswer, DirectoryEntry, Known, Question, lookup};
use mailguide::mail::{
    Companions, Domain, Link, MailService, Username, WebAddress, WebService, WebServiceKind,
};
use mailguide::providers::{Database, embedded, read};
use mailguide::snapshot::{Policy, Snapshot};
use support::organisation;

const DIVIDER: &str = "----------\n";

static GUIDE: LazyLock<Guide> = LazyLock::new(Guide::built_in);
static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| own(Policy::default()));
/// Snapshots by the word behind `Operator-Option: ` in a question.
static SNAPSHOTS_WITH_OPTION: LazyLock<BTreeMap<&str, Snapshot>> = LazyLock::new(|| {
    let link = Link::parse("https://autodiscover.plain.example/autodiscover/autodiscover.xml");
    let redirect = Policy { autodiscover_redirect: Some(link.unwrap()), ..Policy::default() };
    let enable = Policy { enable_element: true, ..Policy::default() };
    BTreeMap::from([
        ("enable", own(enable)),
        ("autodiscover-redirect", own(redirect)),
        ("services", snapshot(Policy::default(), operator())),
    ])
});
static OWN: LazyLock<Snapshot> = LazyLock::new(|| organisation::snapshot(organisation::policy()));
static OWN_WITH_EXTRAS: LazyLock<Snapshot> =
    LazyLock::new(|| organisation::snapshot(organisation::policy_with_extras()));
static OWN_BY_NAMES: LazyLock<Snapshot> =
    LazyLock::new(|| organisation::snapshot(organisation::policy_of_names()));

static OWN_WITH_DELEGATIONS: LazyLock<Snapshot> = LazyLock::new(|| {
    organisation::snapshot_with(organisation::records_with_delegations(), organisation::policy())
});

/// The built-in providers, and the domains of `support::own`.
fn own(policy: Policy) -> Snapshot {
    snapshot(policy, support::own::configured())
}

fn snapshot(policy: Policy, configured: Configured) -> Snapshot {
    let addresses = Addresses(vec!["192.0.2.1".parse().unwrap(), "2001:db8::1".parse().unwrap()]);
    let policy = Policy { addresses, ..policy };
    let database = Database::read(embedded()).expect("the built-in files are right");
    Snapshot::build(database, configured, &Sentences::built_in(), policy, 2026)
}

/// An operator with a service for everything that no provider has, each with a domain of its name.
fn operator() -> Configured {
    const IMAP: &str = "protocol = \"imap\"\nport = 993\ntls = \"implicit\"";
    const SMTP: &str = "protocol = \"smtp\"\nport = 465\ntls = \"implicit\"";
    const IMAP_STARTTLS: &str = "protocol = \"imap\"\nport = 143\ntls = \"starttls\"";
    const SMTP_STARTTLS: &str = "protocol = \"smtp\"\nport = 587\ntls = \"starttls\"";
    const POP: &str = "protocol = \"pop3\"\nport = 995\ntls = \"implicit\"";
    const PASSWORD: &str = "password";
    const CHALLENGE: &str = "password_encrypted";
    let mut configured = Configured::default();
    let mut add = |id: &str, way, servers: &[&str], change: fn(&mut MailService)| {
        let servers = servers.iter().map(|server| {
            let table = if server.contains("smtp") { "outgoing" } else { "incoming" };
            format!(
                "[[{table}]]\n{server}\nhost = \"mail.%EMAILDOMAIN%\"\nusername = \"address\"\n\
                 authentication = [\"{way}\"]\n"
            )
        });
        let source = format!(
            "name = \"Mail of {id}\"\nshort_name = \"{id}\"\ndomains = [\"{id}.example\"]\n{}[password]\n\
             kind = \"normal\"\n[[source]]\ntitle = \"made up\"\nchecked = 2026-01-01\ncovers = \
             [\"servers\"]\n[confidence]\nservers = \"1\"\npassword = \"1\"\n",
            servers.collect::<String>()
        );
        let read = read(id, id, &source, None).unwrap_or_else(|report| panic!("{report}"));
        let mut provider = read.provider;
        change(&mut provider.service);
        configured.domains.push((Domain::parse(&format!("{id}.example")).unwrap(), id.into()));
        configured.services.push(provider.into());
    };
    add("pop", PASSWORD, &[POP, SMTP], |_| {});
    add("starttls", PASSWORD, &[IMAP_STARTTLS, SMTP_STARTTLS], |_| {});
    add("both", PASSWORD, &[IMAP_STARTTLS, IMAP, SMTP_STARTTLS, SMTP], |_| {});
    add("challenge", CHALLENGE, &[IMAP, SMTP], |_| {});
    add("dav", PASSWORD, &[IMAP, SMTP], |service| {
        let web = |kind, address| WebService { kind, address: WebAddress::parse(address).unwrap() };
        let web = vec![
            web(WebServiceKind::CalDav, "https://dav.%EMAILDOMAIN%:8443/calendars/"),
            web(WebServiceKind::CardDav, "https://contacts.example.net"),
            web(WebServiceKind::Jmap, "https://jmap.example.net/session"),
        ];
        service.companions = Companions { web, sieve: None };
    });
    add("hints", PASSWORD, &[IMAP, SMTP], |service| {
        service.hints = vec![
            (Language::English, "Type the one from the <grey> letter & nothing else.".into()),
            (Language::German, "Nehmen Sie das aus dem grauen Brief.".into()),
        ];
    });
    add("directory", PASSWORD, &[IMAP, SMTP], |service| {
        for endpoint in service.incoming.iter_mut().chain(&mut service.outgoing) {
            endpoint.username = Username::Directory;
        }
    });
    configured
}

/// Compares every file of a folder with what `render` makes of its question.
fn check(format: &str, render: impl Fn(&str) -> String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "no case in {}", folder.display());
    let mut wrong = String::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let (question, expected) = text
            .split_once(DIVIDER)
            .unwrap_or_else(|| panic!("no line of hyphens in {}", file.display()));
        let rendered = render(question);
        if std::env::var("MAILGUIDE_BLESS").is_ok() {
            std::fs::write(&file, format!("{question}{DIVIDER}{rendered}")).unwrap();
        } else if rendered != expected {
            write!(
                wrong,
                "\n=== {}\n--- expected\n{expected}\n--- rendered\n{rendered}",
                file.display()
            )
            .unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// `METHOD http://host/path?query`, header lines, and after an empty line the body. Lines that no
/// client sends tell what the operator has.
fn render_http(question: &str) -> String {
    let (head, body) = question.split_once("\n\n").unwrap_or_else(|| (question.trim_end(), ""));
    let mut lines = head.lines();
    let (method, target) = lines.next().unwrap().split_once(' ').unwrap();
    let headers: BTreeMap<&str, &str> =
        lines.map(|line| line.split_once(": ").expect("a header")).collect();
    let (host, rest) = target.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let rest = format!("/{rest}");
    let (path, query) = rest.split_once('?').map_or((&*rest, None), |(p, q)| (p, Some(q)));
    let language = headers.get("Accept-Language").and_then(|value| Language::negotiate(value));
    let time = Duration::from_nanos(77_104_889_708_300);
    let snapshot = match headers.get("Operator-Option") {
        Some(option) => &SNAPSHOTS_WITH_OPTION[option],
        None => &SNAPSHOT,
    };
    let known = Known { login: headers.get("Directory-Login").copied(), ..Known::NOTHING };
    let route = Route::parse(method, Some(host), path, query);
    let language = language.unwrap_or(Language::FALLBACK);
    let asked = Asked::read(route, body.trim_end().as_bytes());
    show(&answer(asked, &known, language, time, &GUIDE, snapshot, Vec::new()))
}

fn show(reply: &Reply) -> String {
    let mut text = format!(
        "{} {}\nContent-Type: {}\nCache-Control: {}\n",
        reply.status,
        reply.reason.as_str(),
        reply.content_type,
        reply.cache.control()
    );
    let attachment = reply.attachment();
    let retry_after = reply.retry_after.map(|seconds| seconds.to_string());
    let headers = [
        ("Vary", reply.cache.vary()),
        ("Allow", reply.allow),
        ("Location", reply.location.as_ref().map(Link::as_str)),
        ("Retry-After", retry_after.as_deref()),
        ("Content-Disposition", attachment.as_deref()),
    ];
    for (name, value) in headers {
        if let Some(value) = value {
            writeln!(text, "{name}: {value}").unwrap();
        }
    }
    format!("{text}\n{}", std::str::from_utf8(&reply.body).unwrap())
}

/// `TYPE name`, then lines with settings: `switched on: all`, `zone cuts: names`,
/// `domains: autodiscover modes`, `records: delegations`, and what a directory has for a domain, such as `directory: customer.example own`.
fn render_dns(question: &str) -> String {
    let (question, settings) = question.trim_end().split_once('\n').unwrap_or((question, ""));
    let (query, name) = question.trim_end().split_once(' ').unwrap();
    let query = match query {
        "A" => QueryType::A,
        "AAAA" => QueryType::Aaaa,
        "ANY" => QueryType::Any,
        "CAA" => QueryType::Caa,
        "CNAME" => QueryType::Cname,
        "DS" => QueryType::Ds,
        "MX" => QueryType::Mx,
        "NS" => QueryType::Ns,
        "SOA" => QueryType::Soa,
        "SRV" => QueryType::Srv,
        "TLSA" => QueryType::Tlsa,
        "TXT" => QueryType::Txt,
        _ => QueryType::Other,
    };
    let mut snapshot = &OWN;
    let mut directory = Vec::new();
    for setting in settings.lines() {
        match setting.split_once(": ").unwrap() {
            ("switched on", "all") => snapshot = &OWN_WITH_EXTRAS,
            ("zone cuts", "names") => snapshot = &OWN_BY_NAMES,
            ("domains", "autodiscover modes") => snapshot = &SNAPSHOT,
            ("records", "delegations") => snapshot = &OWN_WITH_DELEGATIONS,
            ("directory", entry) => {
                let (domain, answer) = entry.split_once(' ').unwrap();
                let answer = match answer {
                    "nothing" => DirectoryAnswer::Nothing,
                    "unavailable" => DirectoryAnswer::Unavailable,
                    service => DirectoryAnswer::Service(service.into()),
                };
                directory.push(DirectoryEntry { domain: organisation::domain(domain), answer });
            }
            _ => panic!("{setting}"),
        }
    }
    let known = Known { directory: &directory, ..Known::NOTHING };
    let ZoneAnswer { zone, domain, reason, answers, authority, glue, additional } =
        zone::answer(name, query, &known, snapshot);
    let (zone, domain) = (zone.as_deref().unwrap_or("none"), domain.map(|d| d.to_string()));
    let mut text = format!("{} zone={zone}", reason.as_str());
    if domain.as_deref().is_some_and(|domain| domain != zone) {
        write!(text, " domain={}", domain.unwrap()).unwrap();
    }
    text.push('\n');
    for (section, records) in
        [("answer", answers), ("authority", authority), ("glue", glue), ("additional", additional)]
    {
        for Record { owner, ttl, data } in records {
            let (kind, data) = (data.type_name(), data.presentation());
            writeln!(text, "{section} {owner:?} {ttl} {kind} {data}").unwrap();
        }
    }
    text
}

/// The domain, the format and, maybe, the target; then `zone cuts: names` or `records: delegations`.
fn render_listing(question: &str) -> String {
    let (question, settings) = question.trim_end().split_once('\n').unwrap_or((question, ""));
    let snapshot = match settings {
        "" => &OWN_WITH_EXTRAS,
        "zone cuts: names" => &OWN_BY_NAMES,
        "records: delegations" => &OWN_WITH_DELEGATIONS,
        other => panic!("{other}"),
    };
    let words: Vec<&str> = question.trim_end().split(' ').collect();
    let question = Question::about(organisation::domain(words[0]));
    let format = ListingFormat::parse(words[1]).unwrap();
    let target = words.get(2).map(|target| organisation::domain(target));
    let Answer::Found(found) = lookup(&question, &Known::NOTHING, snapshot) else { panic!() };
    listing(&found, snapshot.policy(), target.as_ref(), format)
}

/// The arguments of the program, one a line.
fn render_command(question: &str) -> String {
    let output = support::mailguide().args(question.lines()).output().unwrap();
    format!(
        "exit code {}\n{}{}",
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap()
    )
}

/// The arguments of the program, one a line, where the fixtures of imports are.
fn render_import(question: &str) -> String {
    let fixtures = fixtures::Fixtures::new();
    let mut program = support::mailguide();
    let output = program.current_dir(fixtures.path()).args(question.lines()).output().unwrap();
    format!(
        "exit code {}\n{}== words\n{}",
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap()
    )
}

#[test]
fn autoconfig_documents() {
    check("autoconfig", render_http);
}

#[test]
fn autodiscover_documents() {
    check("autodiscover", render_http);
}

#[test]
fn pacc_documents() {
    check("pacc", render_http);
}

#[test]
fn mobileconfig_documents() {
    check("mobileconfig", render_http);
}

#[test]
fn dns_answers() {
    check("dns", render_dns);
}

#[test]
fn dns_listings() {
    check("dns-listing", render_listing);
}

#[test]
fn explanations() {
    check("explain", render_command);
}

#[test]
fn wrong_command_lines() {
    check("command-errors", render_command);
}

#[test]
fn imports() {
    check("import", render_import);
}

#[test]
fn faults_of_provider_files() {
    check("provider-errors", |source| {
        match read("example", "providers/example.toml", source, None) {
            Ok(_) => "no fault\n".to_owned(),
            Err(report) => format!("{report}\n"),
        }
    });
}
