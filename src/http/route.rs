//! Method, host, path and query in, route out. The paths are those of protocols §7.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::documents::autodiscover::Wanted;
use crate::mail::{Address, Domain, Host};
use crate::web::Form;

/// The longest query that is looked at; clients send some 300 bytes.
const QUERY_MAX: usize = 2048;

/// The paths that autoconfig clients ask (draft-ietf-mailmaint-autoconfig, "Retrieval").
const AUTOCONFIG_PATHS: [&str; 2] =
    ["/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml"];
/// The path below which the ISPDB keeps a file a domain.
const ISPDB_PREFIX: &str = "/v1.1/";
/// The path of Autodiscover version 2, in any letter case; an address may follow.
const AUTODISCOVER_JSON_PATH: &str = "/autodiscover/autodiscover.json";
/// What stands between that path and an address.
const AUTODISCOVER_JSON_VERSION: &str = "/v1.0/";
/// The path of PACC (draft-ietf-mailmaint-pacc).
const PACC_PATH: &str = "/.well-known/user-agent-configuration.json";
/// The paths of Apple profiles: those that links of other servers lead to go on working here.
const MOBILECONFIG_PATHS: [&str; 5] = [
    "/mobileconfig",
    "/mobileconfig/",
    "/email.mobileconfig",
    "/profile.mobileconfig",
    "/mail/ios.mobileconfig",
];
/// The parameter that holds an address, in autoconfig.
const AUTOCONFIG_PARAMETERS: [&str; 1] = ["emailaddress"];
/// The parameters that hold an address, in links to Apple profiles.
const MOBILECONFIG_PARAMETERS: [&str; 2] = ["emailaddress", "email"];
/// Where load balancers and monitors look.
const HEALTH_PATH: &str = "/health";
/// The path below which every provider has a page.
const GUIDE_PREFIX: &str = "/guide/";
/// The path of Autodiscover, in any letter case ([MS-OXDSCLI] §3.2.5).
const AUTODISCOVER_PATH: &str = "/autodiscover/autodiscover.xml";

/// What a request is for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Route {
    /// Mozilla autoconfig.
    Autoconfig(Subject),
    /// Autodiscover, at the host that was asked; the address is in the body.
    Autodiscover(Option<Host>),
    /// Autodiscover, read from an `autodiscover.` host: what clients try that look for a redirect.
    AutodiscoverRead {
        /// The host.
        host: Domain,
        /// The domain that it stands for.
        domain: Domain,
    },
    /// Autodiscover version 2.
    AutodiscoverJson {
        /// The domain of the address.
        domain: Option<Domain>,
        /// What is asked for.
        wanted: Wanted,
    },
    /// PACC: the host that was asked stands for its domain.
    Pacc(Option<Host>),
    /// Apple profile.
    Mobileconfig(Subject),
    /// A page for people.
    Page(Page),
    /// Data for programs.
    Api(Api),
    /// Whether everything that answers are made from is there.
    Health,
    /// The path is ours, the method is not.
    MethodNotAllowed {
        /// The path that was asked.
        resource: Resource,
    },
    /// What browsers ask before they let a script ask (CORS preflight).
    Preflight {
        /// The path that was asked.
        resource: Resource,
    },
    /// Nothing is there.
    NotFound,
}

/// A page for people.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Page {
    /// The first page.
    Home(Form),
    /// Servers, password and advice for an address; without a form it comes in the body.
    Setup(Option<Form>),
    /// The same for a provider, by its identifier; without a form it comes in the body.
    Provider(String, Option<Form>),
    /// The style sheet.
    StyleSheet,
}

/// Data for programs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Api {
    /// The service of an address.
    Service(Form),
    /// What to do.
    Guide(Form),
    /// What the API is.
    OpenApi,
}

/// A path that is answered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Resource {
    /// Data for programs.
    Api,
    /// A page for people.
    Page,
    /// Autodiscover version 2.
    AutodiscoverJson,
    /// Whether everything is there.
    Health,
    /// PACC.
    Pacc,
    /// Apple profile.
    Mobileconfig,
    /// The page that takes a form.
    Setup,
    /// Mozilla autoconfig.
    Autoconfig,
    /// Autodiscover.
    Autodiscover,
}

impl Resource {
    /// The methods that work.
    pub fn allowed(self) -> &'static str {
        match self {
            Self::Api
            | Self::Autoconfig
            | Self::AutodiscoverJson
            | Self::Health
            | Self::Mobileconfig
            | Self::Pacc
            | Self::Page => "GET, HEAD",
            Self::Autodiscover => "POST",
            Self::Setup => "GET, HEAD, POST",
        }
    }

    /// The word of logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Autoconfig => "autoconfig",
            Self::Autodiscover => "autodiscover",
            Self::Health => "health",
            Self::AutodiscoverJson => "autodiscover-json",
            Self::Mobileconfig => "mobileconfig",
            Self::Pacc => "pacc",
            Self::Page | Self::Setup => "page",
        }
    }
}

/// What a request says about whom it asks for. Odd values are as good as none.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Subject {
    /// The address in the query, if it is one.
    pub address: Option<Address>,
    /// The domain of that address, even if its local part is odd; or the domain in the path.
    pub domain: Option<Domain>,
    /// The host that was asked; nothing for the ISPDB form, where the path alone decides.
    pub host: Option<Host>,
}

impl Route {
    /// Finds the route. `host` is the authority of the request target or the `Host` header.
    pub fn parse(method: &str, host: Option<&str>, path: &str, query: Option<&str>) -> Self {
        let reads = matches!(method, "GET" | "HEAD");
        let form = || Form::parse(query.unwrap_or_default());
        let people = match path {
            "/" if reads => Some(Self::Page(Page::Home(form()))),
            "/setup" if reads => Some(Self::Page(Page::Setup(Some(form())))),
            "/setup" if method == "POST" => Some(Self::Page(Page::Setup(None))),
            "/style.css" if reads => Some(Self::Page(Page::StyleSheet)),
            "/api/v1/service" if reads => Some(Self::Api(Api::Service(form()))),
            "/api/v1/guide" if reads => Some(Self::Api(Api::Guide(form()))),
            "/api/v1/openapi.json" if reads => Some(Self::Api(Api::OpenApi)),
            _ => provider_id(path)
                .filter(|_| reads || method == "POST")
                .map(|id| Self::Page(Page::Provider(id.to_owned(), reads.then(form)))),
        };
        if let Some(route) = people {
            return route;
        }
        let Some((resource, ispdb)) = resource(path) else { return Self::NotFound };
        let host_asked = || host.and_then(|host| Host::parse(host).ok());
        match (resource, method) {
            (Resource::Autoconfig, "GET" | "HEAD") => Self::Autoconfig(match ispdb {
                Some(domain) => ispdb_subject(domain),
                None => subject(host, query, &AUTOCONFIG_PARAMETERS),
            }),
            (Resource::Autodiscover, "POST") => Self::Autodiscover(host_asked()),
            (Resource::Autodiscover, "GET" | "HEAD") => autodiscover_read(host_asked()),
            (Resource::Mobileconfig, "GET" | "HEAD") => {
                Self::Mobileconfig(subject(host, query, &MOBILECONFIG_PARAMETERS))
            }
            (Resource::Health, "GET" | "HEAD") => Self::Health,
            (Resource::AutodiscoverJson, "GET" | "HEAD") => autodiscover_json(path, query),
            (Resource::Pacc, "GET" | "HEAD") => Self::Pacc(host_asked()),
            (_, "OPTIONS") => Self::Preflight { resource },
            _ => Self::MethodNotAllowed { resource },
        }
    }
}

/// A host such as `autodiscover.example.org` stands for the domain behind its first label.
fn autodiscover_read(host: Option<Host>) -> Route {
    let found = || {
        let Some(Host::Name(host)) = host else { return None };
        let domain = Domain::parse(host.as_str().strip_prefix("autodiscover.")?).ok()?;
        Some(Route::AutodiscoverRead { host, domain })
    };
    found().unwrap_or(Route::MethodNotAllowed { resource: Resource::Autodiscover })
}

/// What follows the path of Autodiscover version 2: nothing, or the version and an address.
fn autodiscover_json_rest(path: &str) -> Option<&str> {
    let (start, rest) = path.split_at_checked(AUTODISCOVER_JSON_PATH.len())?;
    let known = start.eq_ignore_ascii_case(AUTODISCOVER_JSON_PATH);
    let fits = rest.is_empty()
        || rest
            .split_at_checked(AUTODISCOVER_JSON_VERSION.len())
            .is_some_and(|(version, _)| version.eq_ignore_ascii_case(AUTODISCOVER_JSON_VERSION));
    (known && fits).then_some(rest)
}

/// `?Email=…&Protocol=…`, or `/v1.0/<address>?Protocol=…`.
fn autodiscover_json(path: &str, query: Option<&str>) -> Route {
    let query = query.filter(|query| query.len() <= QUERY_MAX).unwrap_or_default();
    let field = |wanted: &str| {
        query.split('&').find_map(|field| {
            let (name, value) = field.split_once('=')?;
            name.eq_ignore_ascii_case(wanted).then(|| decode(value)).flatten()
        })
    };
    let rest = autodiscover_json_rest(path).unwrap_or_default();
    let in_path = rest.get(AUTODISCOVER_JSON_VERSION.len()..).and_then(decode);
    let address = in_path.or_else(|| field("Email")).unwrap_or_default();
    let domain = address.rsplit_once('@').and_then(|(_, domain)| Domain::parse(domain.trim()).ok());
    let wanted = Wanted::parse(&field("Protocol").unwrap_or_default());
    Route::AutodiscoverJson { domain, wanted }
}

/// The identifier of the provider that a path leads to.
fn provider_id(path: &str) -> Option<&str> {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    path.strip_prefix(GUIDE_PREFIX).filter(|id| !id.is_empty() && id.bytes().all(fits))
}

/// The resource at a path, with what follows the ISPDB prefix.
fn resource(path: &str) -> Option<(Resource, Option<&str>)> {
    if AUTOCONFIG_PATHS.contains(&path)
        || AUTOCONFIG_PATHS.iter().any(|known| path.eq_ignore_ascii_case(known))
    {
        return Some((Resource::Autoconfig, None));
    }
    if MOBILECONFIG_PATHS.iter().any(|known| path.eq_ignore_ascii_case(known)) {
        return Some((Resource::Mobileconfig, None));
    }
    if path.eq_ignore_ascii_case(AUTODISCOVER_PATH) {
        return Some((Resource::Autodiscover, None));
    }
    match path {
        PACC_PATH => return Some((Resource::Pacc, None)),
        HEALTH_PATH => return Some((Resource::Health, None)),
        "/" | "/style.css" => return Some((Resource::Page, None)),
        "/setup" => return Some((Resource::Setup, None)),
        _ if provider_id(path).is_some() => return Some((Resource::Setup, None)),
        "/api/v1/service" | "/api/v1/guide" | "/api/v1/openapi.json" => {
            return Some((Resource::Api, None));
        }
        _ => {}
    }
    if autodiscover_json_rest(path).is_some() {
        return Some((Resource::AutodiscoverJson, None));
    }
    let domain = path.strip_prefix(ISPDB_PREFIX)?;
    (!domain.is_empty() && !domain.contains('/')).then_some((Resource::Autoconfig, Some(domain)))
}

fn ispdb_subject(domain: &str) -> Subject {
    let domain = decode(domain).and_then(|domain| Domain::parse(&domain).ok());
    Subject { address: None, domain, host: None }
}

fn subject(host: Option<&str>, query: Option<&str>, parameters: &[&str]) -> Subject {
    let text = query.and_then(|query| email_address(query, parameters));
    let address = text.as_deref().and_then(parse_address);
    let behind_at = || text.as_deref().and_then(|text| text.rsplit_once('@'));
    let domain = match &address {
        Some(address) => Some(address.domain().clone()),
        None => behind_at().and_then(|(_, domain)| Domain::parse(domain.trim()).ok()),
    };
    Subject { address, domain, host: host.and_then(|host| Host::parse(host).ok()) }
}

/// The value of a parameter that holds an address, percent-decoded. A plus stays a plus: FairEmail,
/// Nextcloud and Himalaya send it raw (protocols §1.7).
fn email_address<'q>(query: &'q str, parameters: &[&str]) -> Option<Cow<'q, str>> {
    if query.len() > QUERY_MAX {
        return None;
    }
    let mut rest = Some(query);
    while let Some(fields) = rest {
        let (field, further) = divide(fields, b'&').map_or((fields, None), |(f, r)| (f, Some(r)));
        rest = further;
        let Some((name, value)) = divide(field, b'=') else { continue };
        if parameters.contains(&name)
            || parameters.iter().any(|known| name.eq_ignore_ascii_case(known))
        {
            return decode(value);
        }
    }
    None
}

/// What stands before and behind the first such byte of ASCII.
fn divide(text: &str, at: u8) -> Option<(&str, &str)> {
    let position = memchr::memchr(at, text.as_bytes())?;
    Some((&text[..position], &text[position + 1..]))
}

fn decode(text: &str) -> Option<Cow<'_, str>> {
    if memchr::memchr(b'%', text.as_bytes()).is_none() {
        return Some(Cow::Borrowed(text));
    }
    percent_decode_str(text).decode_utf8().ok()
}

/// A space in the middle is a plus that somebody decoded on the way.
fn parse_address(text: &str) -> Option<Address> {
    let text = text.trim();
    let parsed = Address::parse(text);
    parsed.or_else(|_| Address::parse(&text.replace(' ', "+"))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject_of(target: &str) -> Subject {
        let (path, query) = target.split_once('?').map_or((target, None), |(p, q)| (p, Some(q)));
        match Route::parse("GET", Some("autoconfig.example.org:8080"), path, query) {
            Route::Autoconfig(subject) => subject,
            route => panic!("{target}: {route:?}"),
        }
    }

    #[test]
    fn addresses_arrive_in_every_shape() {
        for (query, address) in [
            ("emailaddress=fred%40example.org", Some("fred@example.org")),
            ("emailaddress=fred@EXAMPLE.org", Some("fred@example.org")),
            ("a=b&EmailAddress=user%2Btag%40example.org", Some("user+tag@example.org")),
            ("emailaddress=user+tag@example.org", Some("user+tag@example.org")),
            ("emailaddress=user%20tag@example.org", Some("user+tag@example.org")),
            ("emailaddress=foobar@example%2Eorg", Some("foobar@example.org")),
            (
                "emailaddress=EVOLUTIONUSER%40example.org&emailmd5=0",
                Some("EVOLUTIONUSER@example.org"),
            ),
            ("emailaddress=a@b%C3%BCcher.example", Some("a@xn--bcher-kva.example")),
            ("emailaddress=fred", None),
            ("emailaddress=%ff%40example.org", None),
            ("emailaddress=", None),
            ("x", None),
        ] {
            let subject = subject_of(&format!("/mail/config-v1.1.xml?{query}"));
            assert_eq!(subject.address.map(|a| a.to_string()).as_deref(), address, "{query}");
            assert!(subject.host.is_some());
        }
    }

    #[test]
    fn an_odd_local_part_does_not_hide_the_domain() {
        let subject = subject_of("/mail/config-v1.1.xml?emailaddress=a%00b%40example.org");
        assert_eq!((subject.address, subject.domain.unwrap().as_str()), (None, "example.org"));
    }

    #[test]
    fn the_ispdb_form_takes_its_domain_from_the_path_alone() {
        let subject = subject_of("/v1.1/Example.ORG");
        assert_eq!((subject.domain.unwrap().as_str(), subject.host), ("example.org", None));
        assert_eq!(Route::parse("GET", None, "/v1.1/", None), Route::NotFound);
        assert_eq!(Route::parse("GET", None, "/v1.1/a/b", None), Route::NotFound);
    }

    #[test]
    fn autodiscover_json_is_asked_in_two_forms_and_any_case() {
        let parse = |path, query| Route::parse("GET", None, path, query);
        let route = |domain: Option<&str>, wanted| Route::AutodiscoverJson {
            domain: domain.map(|domain| Domain::parse(domain).unwrap()),
            wanted,
        };
        for (path, query) in [
            (
                "/autodiscover/autodiscover.json",
                Some("Email=a%40b.example&Protocol=AutodiscoverV1&RedirectCount=1"),
            ),
            ("/Autodiscover/AutoDiscover.JSON", Some("email=a@b.example&protocol=Autodiscoverv1")),
            ("/autodiscover/autodiscover.json/v1.0/a@b.example", Some("Protocol=AutodiscoverV1")),
            ("/autodiscover/autodiscover.json/V1.0/a%40b.example", Some("Protocol=autodiscoverv1")),
        ] {
            assert_eq!(
                parse(path, query),
                route(Some("b.example"), Wanted::AutodiscoverV1),
                "{path}"
            );
        }
        let path = "/autodiscover/autodiscover.json";
        assert_eq!(parse(path, Some("Email=x&Protocol=Ews")), route(None, Wanted::Other));
        assert_eq!(parse("/autodiscover/autodiscover.jsonx", None), Route::NotFound);
        assert_eq!(parse("/autodiscover/autodiscover.json/v2", None), Route::NotFound);
    }

    #[test]
    fn a_host_of_autodiscover_stands_for_its_domain() {
        let parse =
            |method, host| Route::parse(method, Some(host), "/AutoDiscover/autodiscover.XML", None);
        let read = |host, domain| Route::AutodiscoverRead {
            host: Domain::parse(host).unwrap(),
            domain: Domain::parse(domain).unwrap(),
        };
        for method in ["GET", "HEAD"] {
            let route = parse(method, "AutoDiscover.Example.ORG:80");
            assert_eq!(route, read("autodiscover.example.org", "example.org"));
        }
        let wrong = Route::MethodNotAllowed { resource: Resource::Autodiscover };
        for host in
            ["example.org", "autodiscover", "autodiscover.", "autoconfig.example.org", "::1"]
        {
            assert_eq!(parse("GET", host), wrong, "{host}");
        }
        let host = Host::parse("autodiscover.example.org").unwrap();
        assert_eq!(parse("POST", "autodiscover.example.org"), Route::Autodiscover(Some(host)));
    }

    #[test]
    fn profiles_are_asked_for_in_every_form_that_is_in_use() {
        for target in [
            "/mobileconfig?emailaddress=fred@example.org",
            "/mobileconfig/?emailaddress=fred%40example.org",
            "/email.mobileconfig?email=fred@example.org",
            "/profile.mobileconfig?email=fred@example.org",
            "/profile.mobileconfig?EmailAddress=fred@example.org&email=other@example.net",
            "/Mail/iOS.mobileconfig?email=fred@example.org",
        ] {
            let (path, query) = target.split_once('?').unwrap();
            let route = Route::parse("GET", Some("autoconfig.example.org"), path, Some(query));
            let Route::Mobileconfig(subject) = route else { panic!("{target}: {route:?}") };
            assert_eq!(subject.address.unwrap().to_string(), "fred@example.org", "{target}");
        }
        let route = Route::parse("HEAD", Some("example.org"), "/profile.mobileconfig", None);
        let host = Host::parse("example.org").ok();
        assert_eq!(route, Route::Mobileconfig(Subject { host, ..Subject::default() }));
        // Autoconfig clients send nothing of that name; who does means something else.
        assert_eq!(subject_of("/mail/config-v1.1.xml?email=fred@example.org").address, None);
    }

    #[test]
    fn methods_are_told_apart() {
        let parse = |method, path| Route::parse(method, None, path, None);
        let wrong = |resource| Route::MethodNotAllowed { resource };
        assert_eq!(parse("POST", "/AutoDiscover/AUTODISCOVER.xml"), Route::Autodiscover(None));
        assert_eq!(parse("GET", "/autodiscover/autodiscover.xml"), wrong(Resource::Autodiscover));
        assert_eq!(parse("POST", "/mail/config-v1.1.xml"), wrong(Resource::Autoconfig));
        assert_eq!(parse("POST", "/profile.mobileconfig"), wrong(Resource::Mobileconfig));
        assert_eq!(parse("GET", "/nowhere"), Route::NotFound);
        assert_eq!(parse("DELETE", "/setup"), wrong(Resource::Setup));
        assert_eq!(parse("PUT", "/guide/gmail"), wrong(Resource::Setup));
    }
}
