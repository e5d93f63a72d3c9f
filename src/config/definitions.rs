//! All settings, in the order of the sample file.

use super::setting::{Definition, Kind};

const NONE: Definition = Definition {
    key: "",
    option: None,
    kind: Kind::Text,
    value_name: "TEXT",
    default: "",
    summary: "",
    paragraph: "",
    example: "",
};

/// What each section is about, in the order of the sample file.
pub const SECTIONS: &[(&str, &str)] = &[
    ("http", "HTTP: what mail programs and people ask."),
    ("tls", "HTTPS, without a proxy."),
    (
        "acme",
        "Certificates for HTTPS from an authority such as Let's Encrypt, ordered and renewed.",
    ),
    ("dns", "DNS: SRV records and the addresses of autoconfig. and autodiscover."),
    ("providers", "The providers that Mailguide knows, and your own files about more of them."),
    ("mx", "Domains that nobody listed, recognised by where their mail goes."),
    ("domains", "Your domains in files of their own."),
    ("directory", "What is remembered of the answers of SQL and LDAP, and for how long."),
    ("sql", "Domains and login names in a database that you have already."),
    ("ldap", "Domains and login names in an LDAP directory."),
    ("apple", "The signature of Apple profiles."),
    ("state", "What Mailguide itself keeps from one start to the next."),
    ("process", "As whom the server runs."),
    ("log", "What is written down."),
    ("control", "How `mailguide reload`, `status` and `top` reach the server."),
    ("admin", "What monitors see: health, numbers, the last look-ups."),
];

/// All settings.
pub const DEFINITIONS: &[Definition] = &[
    Definition {
        key: "http.listen",
        option: Some("http"),
        value_name: "ADDRESS:PORT",
        default: "127.0.0.1:8080",
        summary: "Where to answer HTTP",
        paragraph: "Where to answer HTTP. Most clients ask over HTTPS first: put a reverse proxy \
                    with a certificate for autoconfig. and autodiscover. in front, and let it pass \
                    the Host header on.",
        ..NONE
    },
    Definition {
        key: "http.public_addresses",
        option: Some("public-address"),
        kind: Kind::List,
        value_name: "IP",
        example: "192.0.2.1",
        summary: "An address under which clients reach this server, for `autoconfig.` and \
                  `autodiscover.`; may be given several times [default: the address of --http]",
        paragraph: "The addresses under which clients reach this server (or the proxy before it). \
                    DNS answers them for autoconfig. and autodiscover.; without any, the address of \
                    http.listen stands in.",
        ..NONE
    },
    Definition {
        key: "http.public_url",
        option: Some("public-url"),
        value_name: "URL",
        example: "https://autoconfig.example.org",
        summary: "The https address under which people reach the pages of this server; then the \
                  hints in documents lead there instead of to the provider",
        paragraph: "The https address under which people reach the pages. Hints in documents then \
                    lead there, and the page of an address shows a QR code of its Apple profile. \
                    Without it hints lead to the provider's own help.",
        ..NONE
    },
    Definition {
        key: "http.autodiscover_redirect",
        option: Some("autodiscover-redirect"),
        value_name: "URL",
        example: "https://autodiscover.example.org/autodiscover/autodiscover.xml",
        summary: "Where Outlook is sent that asks http://autodiscover. with GET, which spares a \
                  certificate for each domain",
        paragraph: "A hoster with many domains need not have a certificate for each \
                    autodiscover. name: Outlook asks by http and GET as well and follows a \
                    redirect to an https address of your own, after asking the user once.",
        ..NONE
    },
    Definition {
        key: "http.enable_element",
        option: Some("enable-element"),
        kind: Kind::Switch,
        default: "false",
        summary: "Add `<enable>` to autoconfig documents; several released clients reject the file \
                  for it",
        paragraph: "Adds <enable> to autoconfig documents, which FairEmail shows. Several released \
                    clients reject the whole file for it.",
        ..NONE
    },
    Definition {
        key: "http.trusted_proxies",
        option: Some("trusted-proxy"),
        kind: Kind::List,
        value_name: "IP[/BITS]",
        example: "127.0.0.1",
        summary: "A proxy that is believed what it says about clients in X-Forwarded-For and the \
                  like; may be given several times",
        paragraph: "The proxies that are believed what they say about clients and HTTPS in \
                    X-Forwarded-For, X-Forwarded-Proto and Forwarded. Where a request has both, \
                    X-Forwarded-For counts: a proxy that writes only Forwarded has to remove the other.",
        ..NONE
    },
    Definition {
        key: "http.proxy_protocol",
        option: None,
        kind: Kind::Switch,
        default: "false",
        summary: "Expect a PROXY header at the beginning of every connection",
        paragraph: "Whether every connection, of HTTP and HTTPS, begins with a PROXY header (version 1 \
                    or 2), as proxies send it that pass bytes on. Connections from elsewhere than \
                    http.trusted_proxies are closed then.",
        ..NONE
    },
    Definition {
        key: "http.login_names_per_minute",
        option: None,
        kind: Kind::Number,
        value_name: "NUMBER",
        default: "10",
        summary: "How many login names a client may be told in a minute",
        paragraph: "How many different login names one client (an IPv4 address, an IPv6 /64) is told in \
                    a minute where a domain discloses them; then it gets the whole address instead, \
                    as for mailboxes that do not exist.",
        ..NONE
    },
    Definition {
        key: "http.requests_per_minute",
        kind: Kind::Number,
        value_name: "NUMBER",
        default: "600",
        summary: "How many requests a client may make at once, and again each minute",
        paragraph: "How many requests one client (an IPv4 address, an IPv6 /64) may make at once, and \
                    again each minute; as many connections may it open. Then it gets 429, or 503 for \
                    a connection. A program that looks for settings makes about ten.",
        ..NONE
    },
    Definition {
        key: "http.connections",
        kind: Kind::Number,
        value_name: "NUMBER",
        default: "4096",
        summary: "How many connections there are at a time",
        paragraph: "How many connections there are at a time; each takes some 20 kB. When there are \
                    as many, a new one takes the place of an idle one, first of the clients that \
                    have most.",
        ..NONE
    },
    Definition {
        key: "http.connections_per_client",
        kind: Kind::Number,
        value_name: "NUMBER",
        default: "128",
        summary: "How many connections a client may have at a time",
        paragraph: "How many of them one client may have; further ones get 503.",
        ..NONE
    },
    Definition {
        key: "http.unlimited",
        kind: Kind::List,
        value_name: "NETWORK",
        default: "127.0.0.0/8, ::1",
        summary: "Networks that may ask and connect without limit",
        paragraph: "Networks whose requests and connections are not limited, such as a monitor's. A \
                    proxy of http.trusted_proxies is not limited in any case: its clients are.",
        ..NONE
    },
    Definition {
        key: "tls.listen",
        option: Some("https"),
        value_name: "ADDRESS:PORT",
        example: "[::]:443",
        summary: "Where to answer HTTPS, with tls.certificate, tls.folder or acme.directory [default: \
                  nowhere]",
        paragraph: "Where to answer HTTPS (TLS 1.2 and 1.3, HTTP/1.1 and HTTP/2). Without it a proxy \
                    in front has to.",
        ..NONE
    },
    Definition {
        key: "tls.certificate",
        value_name: "FILE",
        example: "/etc/mailguide/fullchain.pem",
        summary: "The certificate chain for HTTPS",
        paragraph: "A PEM file with a certificate and its chain. Clients that name no host are shown \
                    it too. Files are read again when they change; a wrong new one changes nothing.",
        ..NONE
    },
    Definition {
        key: "tls.key",
        value_name: "FILE",
        example: "/etc/mailguide/privkey.pem",
        summary: "The key of tls.certificate",
        paragraph: "The PEM file with the key of that certificate.",
        ..NONE
    },
    Definition {
        key: "tls.folder",
        value_name: "DIR",
        example: "/etc/letsencrypt/live",
        summary: "A folder with certificates for HTTPS",
        paragraph: "A folder with more certificates: NAME/fullchain.pem and NAME/privkey.pem (as \
                    certbot has them), or NAME.pem and NAME.key. Which hosts one is for stands in \
                    the certificate.",
        ..NONE
    },
    Definition {
        key: "acme.directory",
        value_name: "URL",
        example: "https://acme-v02.api.letsencrypt.org/directory",
        summary: "The authority that certificates are ordered from, by its directory",
        paragraph: "The authority that certificates are ordered from (RFC 8555), by the URL of its \
                    directory; the one here is that of Let's Encrypt. With it every autoconfig., \
                    autodiscover. and ua-auto-config. host of the domains that you configured gets a \
                    certificate, those of a directory when somebody first asks for them. It needs \
                    tls.listen and state.folder.",
        ..NONE
    },
    Definition {
        key: "acme.accept_terms",
        kind: Kind::Switch,
        default: "false",
        summary: "You agree to the terms of service of the authority",
        paragraph: "Says that you agree to the terms of service of the authority, without which it \
                    gives no certificate.",
        ..NONE
    },
    Definition {
        key: "acme.contact",
        value_name: "ADDRESS",
        example: "hostmaster@example.org",
        summary: "Whom the authority writes to",
        paragraph: "The mail address that the authority writes to when something is wrong.",
        ..NONE
    },
    Definition {
        key: "acme.challenge",
        value_name: "KIND",
        default: "http-01",
        summary: "How the authority sees that a name leads here: http-01, tls-alpn-01 or dns-01",
        paragraph: "How the authority sees that a name leads here. http-01: it asks port 80 of the name, \
                    which must lead to http.listen. tls-alpn-01: it asks port 443, which must lead to \
                    tls.listen with TLS unopened. dns-01: it asks DNS for _acme-challenge. before \
                    the name, which must lead to dns.listen.",
        ..NONE
    },
    Definition {
        key: "acme.challenge_zone",
        value_name: "ZONE",
        example: "acme.example.net",
        summary: "A zone, answered here, that `_acme-challenge.` names are aliases into",
        paragraph: "For dns-01 where other servers answer your domains: a zone that is delegated here. \
                    Each _acme-challenge.HOST is then a CNAME to HOST.ZONE, such as \
                    autoconfig.example.org.acme.example.net. Without it the domains themselves must \
                    be answered here.",
        ..NONE
    },
    Definition {
        key: "acme.eab_kid",
        value_name: "ID",
        example: "kid-1",
        summary: "The key identifier of an account that you have at the authority",
        paragraph: "The key identifier that the authority gave you, where it wants an account that was \
                    made on its pages (external account binding).",
        ..NONE
    },
    Definition {
        key: "acme.eab_key",
        kind: Kind::Secret,
        value_name: "KEY",
        example: "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I",
        summary: "The key that belongs to acme.eab_kid",
        paragraph: "The key that belongs to it, in base64url. Keep it out of this file with the \
                    variable MAILGUIDE__ACME__EAB_KEY.",
        ..NONE
    },
    Definition {
        key: "acme.ca_file",
        value_name: "FILE",
        example: "/etc/mailguide/our-authority.pem",
        summary: "The roots that the authority's own HTTPS is trusted by",
        paragraph: "A PEM file with the roots that the authority's own HTTPS is trusted by, for one of \
                    your own; without it those of the system.",
        ..NONE
    },
    Definition {
        key: "acme.store",
        value_name: "WHERE",
        default: "folder",
        summary: "Where certificates and keys are kept: folder or sql",
        paragraph: "\"folder\": in state.folder, which several nodes may share. \"sql\": in two tables \
                    of the database of sql.url (deploy/sql/certificates.sql), which its user then \
                    needs to write. Of all nodes that share a store one orders, and all show what \
                    it got.",
        ..NONE
    },
    Definition {
        key: "acme.orders_per_hour",
        kind: Kind::Number,
        value_name: "NUMBER",
        default: "90",
        summary: "How many orders this node begins in an hour at most",
        paragraph: "How many orders this node begins in an hour at most. Let's Encrypt allows 300 in \
                    three hours.",
        ..NONE
    },
    Definition {
        key: "dns.listen",
        option: Some("dns"),
        value_name: "ADDRESS:PORT",
        default: "127.0.0.1:5300",
        summary: "Where to answer DNS, over UDP and TCP",
        paragraph: "Where to answer DNS, over UDP and TCP. A machine with several addresses \
                    answers datagrams from the one that leads to the client: name the one that is \
                    asked there instead of [::].",
        ..NONE
    },
    Definition {
        key: "dns.tls_listen",
        option: Some("dot"),
        value_name: "ADDRESS:PORT",
        example: "[::]:853",
        summary: "Where to answer DNS over TLS, with tls.certificate or tls.folder [default: \
                  nowhere]",
        paragraph: "Where to answer DNS over TLS. It shows the certificates of HTTPS; one of them \
                    should be for the names of the name servers.",
        ..NONE
    },
    Definition {
        key: "dns.responses_per_second",
        kind: Kind::Number,
        value_name: "NUMBER",
        default: "200",
        summary: "How many answers a network gets a second over UDP",
        paragraph: "How many answers a network (the /24 of an IPv4 address, the /56 of an IPv6 one) \
                    gets a second over UDP, so that nobody can flood it by asking in its name. Who \
                    asks over TCP or TLS, or shows a DNS cookie of ours, is not limited. 0 limits \
                    nobody.",
        ..NONE
    },
    Definition {
        key: "dns.slip",
        kind: Kind::Number,
        value_name: "NUMBER",
        default: "2",
        summary: "One of how many further answers is sent without records, so that honest clients \
                  come back over TCP",
        paragraph: "One of how many answers beyond dns.responses_per_second is sent without records, \
                    no longer than the query, so that honest clients come back over TCP. 1 is all of \
                    them, 0 none.",
        ..NONE
    },
    Definition {
        key: "dns.connections",
        kind: Kind::Number,
        value_name: "NUMBER",
        default: "1024",
        summary: "How many DNS connections there are at a time",
        paragraph: "How many connections over TCP and TLS there are at a time. When there are as \
                    many, a new one takes the place of an idle one, first of the clients that have \
                    most.",
        ..NONE
    },
    Definition {
        key: "dns.connections_per_client",
        kind: Kind::Number,
        value_name: "NUMBER",
        default: "32",
        summary: "How many of them one client may have",
        paragraph: "How many of them one client may have.",
        ..NONE
    },
    Definition {
        key: "dns.unlimited",
        kind: Kind::List,
        value_name: "NETWORK",
        default: "127.0.0.0/8, ::1",
        summary: "Networks whose DNS queries and connections are not limited",
        paragraph: "Networks whose DNS queries and connections are not limited, such as those of \
                    your resolvers.",
        ..NONE
    },
    Definition {
        key: "dns.cookie_secret",
        kind: Kind::Secret,
        value_name: "DIGITS",
        example: "e5e973e5a6b2a43f48e7dc849e37bfcf",
        summary: "What DNS cookies are made with, where several servers share an address",
        paragraph: "32 hexadecimal digits that DNS cookies are made with (RFC 9018), where several \
                    servers share an address: the same for all, BIND, Knot and NSD included. To \
                    change it, write old and new with a space between, then new and old, then new \
                    alone, each on all servers before the next. Without it every start makes its own.",
        ..NONE
    },
    Definition {
        key: "dns.name_servers",
        option: Some("name-server"),
        kind: Kind::List,
        value_name: "HOST",
        example: "ns1.example.net",
        summary: "The name of a name server for the answered zones; may be given several times \
                  [default: `ns.` below each domain]",
        paragraph: "The names of the name servers of all answered zones. Without any, ns. below each \
                    domain, with the public addresses.",
        ..NONE
    },
    Definition {
        key: "dns.zone_cuts",
        option: Some("zone-cuts"),
        value_name: "WHERE",
        default: "domain",
        summary: "Which names are zones: `domain` (each domain, whole) or `names` (_tcp, autoconfig \
                  and the like below a domain)",
        paragraph: "\"domain\": each served domain is a zone, whole; delegate it only if nothing else \
                    is in it. \"names\": _tcp, autoconfig, autodiscover, ua-auto-config and \
                    _ua-auto-config below the domain are zones; the organisation keeps its domain and \
                    delegates these names to dns.name_servers, which must be set.",
        ..NONE
    },
    Definition {
        key: "dns.smtps_alias",
        option: None,
        kind: Kind::Switch,
        default: "false",
        summary: "Publish _smtps._tcp too",
        paragraph: "Repeats _submissions._tcp as _smtps._tcp. No RFC knows it, but aerc finds the \
                    outgoing server by no other name when there is no STARTTLS.",
        ..NONE
    },
    Definition {
        key: "dns.mailconf",
        option: None,
        kind: Kind::Switch,
        default: "false",
        summary: "Publish a TXT record mailconf= too",
        paragraph: "Adds a TXT record mailconf= with the address of the autoconfig document to each \
                    domain. Himalaya reads it.",
        ..NONE
    },
    Definition {
        key: "dns.transfer_allow",
        kind: Kind::List,
        value_name: "WHO",
        example: "192.0.2.53 transfer.example.net",
        summary: "Who may transfer zones: an address or a network, the name of a key, or both",
        paragraph: "Who may transfer your domains as zones (AXFR, IXFR): each an address or a network, \
                    the name of a key in dns.tsig_keys, or both with a space between them. Nobody \
                    else learns which domains there are. Built-in providers and domains with \
                    wildcard = true are never transferred.",
        ..NONE
    },
    Definition {
        key: "dns.secondaries",
        kind: Kind::List,
        value_name: "ADDRESS[:PORT] [KEY]",
        example: "192.0.2.53 transfer.example.net",
        summary: "The secondaries that are told when zones change (NOTIFY)",
        paragraph: "The secondaries that are told when zones change (NOTIFY): each an address, with a \
                    port if it is not 53, and behind a space the key to sign with. `mailguide dns \
                    secondary` prints what to write into their configuration.",
        ..NONE
    },
    Definition {
        key: "dns.tsig_keys",
        kind: Kind::Secret,
        value_name: "ALGORITHM:NAME:SECRET",
        example: "hmac-sha256:transfer.example.net:bWFrZSBhIHNlY3JldCBvZiB5b3VyIG93bg==",
        summary: "The keys that are shared with secondaries",
        paragraph: "The keys that are shared with secondaries: hmac-sha256, hmac-sha384 or hmac-sha512, a \
                    name, and a secret in Base64 (`openssl rand -base64 32`), with spaces between \
                    several. Keep them out of this file with the variable MAILGUIDE__DNS__TSIG_KEYS.",
        ..NONE
    },
    Definition {
        key: "dns.catalog_zone",
        value_name: "NAME",
        example: "catalog.example.net",
        summary: "The name of a catalog zone that lists all zones for secondaries",
        paragraph: "A zone of that name lists all zones (RFC 9432), so that secondaries take up and \
                    drop domains by themselves. Only those of dns.transfer_allow see it.",
        ..NONE
    },
    Definition {
        key: "dns.dnssec",
        option: Some("dnssec"),
        kind: Kind::Switch,
        default: "false",
        summary: "Sign all answered zones (DNSSEC), with the key that `mailguide dns keys generate` \
                  makes in the state folder",
        paragraph: "Whether all answered zones are signed (DNSSEC), with a key that `mailguide dns keys \
                    generate` makes in state.folder. Resolvers take a domain for signed when its \
                    parent has the DS that `mailguide dns keys ds DOMAIN` prints; until then nothing \
                    changes for it. Take the DS away a day before you switch this off.",
        ..NONE
    },
    Definition {
        key: "dns.signature_lifetime",
        value_name: "TIME",
        default: "504h",
        summary: "How long a signature is good",
        paragraph: "How long a signature is good. Signatures are made anew when a third of it has \
                    passed, so secondaries that cannot reach us have good ones for the other two \
                    thirds; 504h is 21 days.",
        ..NONE
    },
    Definition {
        key: "dns.signatures",
        kind: Kind::Number,
        value_name: "NUMBER",
        default: "100000",
        summary: "How many signatures are remembered",
        paragraph: "How many signatures are remembered, in some 250 bytes each, and half as many \
                    signed answers, in some 600 bytes each. A signature is made when it is first \
                    needed; a domain whose settings are being looked for needs about twenty.",
        ..NONE
    },
    Definition {
        key: "dns.key_publication",
        value_name: "TIME",
        default: "2h",
        summary: "How long a new key is published before it signs",
        paragraph: "How long a new key can be seen before it signs: an hour in which resolvers remember \
                    the old ones, and the time that secondaries need to fetch a zone. DNSKEY records may \
                    be kept for half of it, but an hour at most.",
        ..NONE
    },
    Definition {
        key: "dns.key_retirement",
        value_name: "TIME",
        default: "48h",
        summary: "How long an old key stays after `mailguide dns keys confirm`",
        paragraph: "How long an old key stays after `mailguide dns keys confirm`: no shorter than parents \
                    let resolvers keep a DS (a day is common), and than the longest TTL of your own \
                    records.",
        ..NONE
    },
    Definition {
        key: "providers.folder",
        option: Some("providers"),
        value_name: "DIR",
        example: "/etc/mailguide/providers",
        summary: "A folder with provider files of your own; they add to the built-in ones or \
                  replace them",
        paragraph: "A folder with provider files of your own; they add to the built-in ones or \
                    replace those of the same name. providers/README.md tells the fields.",
        ..NONE
    },
    Definition {
        key: "providers.built_in",
        option: None,
        kind: Kind::Switch,
        default: "true",
        summary: "Answer for the built-in providers",
        paragraph: "Whether to answer for the domains and MX hosts of the built-in providers too. \
                    With false only what you configure is served; your domains can still name a \
                    built-in provider.",
        ..NONE
    },
    Definition {
        key: "providers.allow_unencrypted",
        option: Some("allow-unencrypted"),
        kind: Kind::List,
        value_name: "PROVIDER",
        example: "example-provider",
        summary: "Serve this provider although its servers do not encrypt; may be given several \
                  times",
        paragraph: "Providers and services that are served although their servers do not encrypt. \
                    Passwords then cross the network readable for everyone on the way.",
        ..NONE
    },
    Definition {
        key: "mx.lookup",
        option: Some("mx-lookup"),
        kind: Kind::Switch,
        default: "false",
        summary: "Recognise every unknown domain by its MX; without this only where clients ask the \
                  host of a known MX",
        paragraph: "Recognise every unknown domain by its MX. Without it only where clients come to \
                    autoconfig. of a known MX host, because they have looked the MX up themselves.",
        ..NONE
    },
    Definition {
        key: "mx.resolver",
        option: Some("resolver"),
        value_name: "ADDRESS:PORT",
        example: "127.0.0.1:53",
        summary: "The DNS resolver that MX look-ups ask [default: that of the system]",
        paragraph: "The DNS resolver that MX look-ups ask; without it that of the system.",
        ..NONE
    },
    Definition {
        key: "domains.folder",
        option: Some("domains"),
        value_name: "DIR",
        example: "/etc/mailguide/domains.d",
        summary: "A folder with a file for each domain [default: `domains.d` beside the \
                  configuration file, if it is there]",
        paragraph: "A folder with a TOML file for each domain, with the fields of [[domain]] at its \
                    top. Without it domains.d beside this file, if it is there.",
        ..NONE
    },
    Definition {
        key: "domains.file",
        option: Some("domains-file"),
        value_name: "FILE",
        example: "/etc/mailguide/domains.txt",
        summary: "A file with a domain on each line, for very many of them",
        paragraph: "A file with a domain on each line and behind it the identifier of a [[service]] \
                    or a provider, which can be left out where there is one [[service]] alone. A \
                    hundred thousand domains are read in a few milliseconds so; # begins a comment.",
        ..NONE
    },
    Definition {
        key: "directory.remember",
        value_name: "DURATION",
        default: "5m",
        summary: "How long an answer of SQL or LDAP is taken for granted",
        paragraph: "How long an answer of SQL or LDAP is taken for granted (500ms, 30s, 5m, 2h). When the \
                    directory does not answer, what is remembered is used however old it is.",
        ..NONE
    },
    Definition {
        key: "directory.remember_missing",
        value_name: "DURATION",
        default: "30s",
        summary: "How long it is remembered that a domain is not there",
        paragraph: "How long it is remembered that a domain or a login name is not there.",
        ..NONE
    },
    Definition {
        key: "directory.entries",
        kind: Kind::Number,
        value_name: "NUMBER",
        default: "200000",
        summary: "How many answers are remembered at most",
        paragraph: "How many answers are remembered at most, some 200 bytes each.",
        ..NONE
    },
    Definition {
        key: "sql.url",
        kind: Kind::Secret,
        value_name: "URL",
        example: "postgres://mailguide@localhost/mail",
        summary: "The database: sqlite:, postgres: or mysql:",
        paragraph: "The database: sqlite:/path, postgres://user:password@host/name or \
                    mysql://user:password@host/name. A user that may only SELECT is enough. Keep \
                    the password out of this file with the variable MAILGUIDE__SQL__URL.",
        ..NONE
    },
    Definition {
        key: "sql.domain_query",
        kind: Kind::Lines,
        value_name: "SQL",
        example: "SELECT 'standard' AS service FROM domain WHERE domain = :domain AND active",
        summary: "The query that finds a domain, with :domain",
        paragraph: "Finds a domain, with :domain in lower case and A-labels. A row says that it is \
                    served; its column service names a [[service]] of this file or a provider, \
                    and sql.service stands in where it has none. deploy/sql has queries for \
                    PostfixAdmin, Mailcow, Modoboa and automx2.",
        ..NONE
    },
    Definition {
        key: "sql.login_query",
        kind: Kind::Lines,
        value_name: "SQL",
        example: "SELECT login FROM mailbox WHERE address = :address",
        summary: "The query that finds a login name, with :address, :local_part, :domain",
        paragraph: "Finds the login name of an address, with :address, :local_part and :domain, in a \
                    column login. It is asked only for services with username = \"directory\".",
        ..NONE
    },
    Definition {
        key: "sql.list_query",
        kind: Kind::Lines,
        value_name: "SQL",
        example: "SELECT domain, 'standard' AS service FROM domain WHERE active",
        summary: "The query that lists all domains for secondaries",
        paragraph: "Lists all domains, each in a column domain, with its service as in \
                    sql.domain_query. It is asked only where secondaries may have zones \
                    (dns.transfer_allow): they get what it lists.",
        ..NONE
    },
    Definition {
        key: "sql.list_interval",
        value_name: "DURATION",
        default: "1m",
        summary: "How often the domains are listed",
        paragraph: "How often the domains are listed: how soon a new one reaches the secondaries.",
        ..NONE
    },
    Definition {
        key: "sql.list_most",
        kind: Kind::Number,
        value_name: "NUMBER",
        default: "1000000",
        summary: "How many domains may be listed at most",
        paragraph: "How many domains may be listed. A list with more is not used at all, and what was \
                    listed before stays.",
        ..NONE
    },
    Definition {
        key: "sql.service",
        value_name: "SERVICE",
        example: "standard",
        summary: "The service of domains whose row names none",
        paragraph: "The [[service]] or provider of domains whose row names none.",
        ..NONE
    },
    Definition {
        key: "sql.timeout",
        value_name: "DURATION",
        default: "1500ms",
        summary: "How long a query may take",
        paragraph: "How long a query may take, connecting included. Clients wait 3 to 5 seconds.",
        ..NONE
    },
    Definition {
        key: "sql.connections",
        kind: Kind::Number,
        value_name: "NUMBER",
        default: "8",
        summary: "How many connections to the database are kept at most",
        paragraph: "How many connections to the database are kept at most.",
        ..NONE
    },
    Definition {
        key: "ldap.url",
        value_name: "URL",
        example: "ldaps://ldap.example.org",
        summary: "The LDAP server: ldap:, ldaps: or ldapi:",
        paragraph: "The LDAP server: ldap://host, ldaps://host or ldapi://%2Fpath%2Fsocket.",
        ..NONE
    },
    Definition {
        key: "ldap.start_tls",
        kind: Kind::Switch,
        default: "false",
        summary: "Begin TLS on an ldap: connection",
        paragraph: "Begin TLS on an ldap: connection before anything else is said.",
        ..NONE
    },
    Definition {
        key: "ldap.authority",
        value_name: "FILE",
        example: "/etc/ssl/certs/our-ca.pem",
        summary: "The certificate of the authority that signed the LDAP server's",
        paragraph: "A PEM file with the authority that signed the server's certificate, where it is \
                    none that the system knows.",
        ..NONE
    },
    Definition {
        key: "ldap.bind_dn",
        value_name: "DN",
        example: "cn=mailguide,dc=example,dc=org",
        summary: "Who asks the LDAP server",
        paragraph: "Who asks. Without it Mailguide asks anonymously.",
        ..NONE
    },
    Definition {
        key: "ldap.bind_password",
        kind: Kind::Secret,
        value_name: "PASSWORD",
        example: "secret",
        summary: "The password of ldap.bind_dn",
        paragraph: "The password of ldap.bind_dn. Keep it out of this file with the variable \
                    MAILGUIDE__LDAP__BIND_PASSWORD.",
        ..NONE
    },
    Definition {
        key: "ldap.base",
        value_name: "DN",
        example: "dc=example,dc=org",
        summary: "Below which entry to look",
        paragraph: "Below which entry to look.",
        ..NONE
    },
    Definition {
        key: "ldap.domain_filter",
        value_name: "FILTER",
        example: "(&(objectClass=domainRelatedObject)(associatedDomain=%EMAILDOMAIN%))",
        summary: "The filter that finds a domain, with %EMAILDOMAIN%",
        paragraph: "Finds a domain, with %EMAILDOMAIN%, which is escaped when it is filled in.",
        ..NONE
    },
    Definition {
        key: "ldap.service_attribute",
        value_name: "ATTRIBUTE",
        example: "description",
        summary: "The attribute that names the service of a domain",
        paragraph: "The attribute of that entry that names a [[service]] or a provider; ldap.service \
                    stands in where there is none.",
        ..NONE
    },
    Definition {
        key: "ldap.list_filter",
        value_name: "FILTER",
        example: "(objectClass=domainRelatedObject)",
        summary: "The filter that lists all domains for secondaries",
        paragraph: "Finds all entries with domains. It is asked only where secondaries may have zones \
                    (dns.transfer_allow): they get what it lists.",
        ..NONE
    },
    Definition {
        key: "ldap.domain_attribute",
        value_name: "ATTRIBUTE",
        example: "associatedDomain",
        summary: "The attribute that holds the domains of a listed entry",
        paragraph: "The attribute of those entries that holds domains, one or several.",
        ..NONE
    },
    Definition {
        key: "ldap.list_interval",
        value_name: "DURATION",
        default: "1m",
        summary: "How often the domains are listed",
        paragraph: "How often the domains are listed: how soon a new one reaches the secondaries.",
        ..NONE
    },
    Definition {
        key: "ldap.list_most",
        kind: Kind::Number,
        value_name: "NUMBER",
        default: "1000000",
        summary: "How many domains may be listed at most",
        paragraph: "How many domains may be listed. A list with more is not used at all, and what was \
                    listed before stays. The server may have a limit of its own.",
        ..NONE
    },
    Definition {
        key: "ldap.login_filter",
        value_name: "FILTER",
        example: "(&(objectClass=inetOrgPerson)(mail=%EMAILADDRESS%))",
        summary: "The filter that finds a login name, with %EMAILADDRESS%, %EMAILLOCALPART%, \
                  %EMAILDOMAIN%",
        paragraph: "Finds the entry of an address, with %EMAILADDRESS%, %EMAILLOCALPART% and \
                    %EMAILDOMAIN%. It is asked only for services with username = \"directory\".",
        ..NONE
    },
    Definition {
        key: "ldap.login_attribute",
        value_name: "ATTRIBUTE",
        example: "uid",
        summary: "The attribute that is the login name",
        paragraph: "The attribute of that entry that is the login name.",
        ..NONE
    },
    Definition {
        key: "ldap.service",
        value_name: "SERVICE",
        example: "standard",
        summary: "The service of domains whose entry names none",
        paragraph: "The [[service]] or provider of domains whose entry names none.",
        ..NONE
    },
    Definition {
        key: "ldap.timeout",
        value_name: "DURATION",
        default: "1500ms",
        summary: "How long a search may take",
        paragraph: "How long a search may take, connecting included.",
        ..NONE
    },
    Definition {
        key: "ldap.connections",
        kind: Kind::Number,
        value_name: "NUMBER",
        default: "4",
        summary: "How many connections to the LDAP server are kept at most",
        paragraph: "How many connections to the LDAP server are kept at most.",
        ..NONE
    },
    Definition {
        key: "apple.certificate",
        value_name: "FILE",
        example: "/etc/mailguide/profile-chain.pem",
        summary: "The certificate chain that Apple profiles are signed with",
        paragraph: "A PEM file with the certificate that Apple profiles are signed with, and its \
                    chain. Devices show a profile as verified if they trust it; without it profiles \
                    are not signed, which works with a warning.",
        ..NONE
    },
    Definition {
        key: "apple.key",
        value_name: "FILE",
        example: "/etc/mailguide/profile-key.pem",
        summary: "The key of apple.certificate",
        paragraph: "The PEM file with the key of that certificate (RSA, P-256 or P-384).",
        ..NONE
    },
    Definition {
        key: "state.folder",
        option: Some("state"),
        value_name: "DIR",
        example: "/var/lib/mailguide",
        summary: "A folder for what Mailguide keeps [default: the one that systemd gives the \
                  service (StateDirectory=), if it does]",
        paragraph: "A folder for what Mailguide itself keeps from one start to the next, such as keys; \
                    it writes nowhere else. It is made, for this user alone, if it is missing. \
                    Without it that of StateDirectory= in the systemd unit, if there is one.",
        ..NONE
    },
    Definition {
        key: "process.user",
        option: Some("user"),
        value_name: "NAME",
        example: "mailguide",
        summary: "Whom to become once ports and keys are open, when started as root",
        paragraph: "Started as root, Mailguide opens its ports and reads its keys, and then becomes \
                    this user for good, in the groups that this user is in. Certificates, keys, \
                    this file and those of domains and providers are read again as that user: what \
                    it may not read is told at the start. A service manager that chooses the user \
                    and hands over the ports, as the units in deploy/systemd do, needs neither.",
        ..NONE
    },
    Definition {
        key: "process.group",
        option: Some("group"),
        value_name: "NAME",
        example: "mailguide",
        summary: "The group to be in then [default: that of --user]",
        paragraph: "The first group of the process then; without it that of process.user.",
        ..NONE
    },
    Definition {
        key: "log.level",
        option: Some("log"),
        value_name: "LEVEL",
        default: "info",
        summary: "What to log: off, error, warn, info or debug",
        paragraph: "off, error, warn, info or debug. With info one line an HTTP request, with debug \
                    also one a DNS query, never with a local part, a password or an Authorization \
                    header.",
        ..NONE
    },
    Definition {
        key: "control.socket",
        option: Some("control"),
        value_name: "PATH",
        example: "/run/mailguide/control",
        summary: "The socket through which `mailguide reload` reaches the server [default: in the \
                  runtime directory of the user]",
        paragraph: "The socket through which `mailguide reload` reaches the server; without it one in \
                    the runtime directory of the user, and of root in /run/mailguide. Only the \
                    user that the server runs as, and root, may open it.",
        ..NONE
    },
    Definition {
        key: "admin.listen",
        option: Some("admin"),
        value_name: "WHERE",
        example: "127.0.0.1:8081",
        summary: "Where monitors read /healthz, /readyz, /metrics and /lookups: `ADDRESS:PORT`, \
                  `unix:/PATH` or `off` [default: the path of --control with `.admin` behind it]",
        paragraph: "Where monitors read /healthz, /readyz, /metrics (for Prometheus) and /lookups (the \
                    last look-ups): an address of this machine alone, unix:/path or off. Without it a \
                    unix socket beside that of control.socket, which only the same user may open.",
        ..NONE
    },
    Definition {
        key: "admin.allow_remote",
        kind: Kind::Switch,
        default: "false",
        summary: "Let admin.listen be an address that others can reach",
        paragraph: "Lets admin.listen be an address that other machines can reach. Nobody is asked who \
                    they are there, and the last look-ups name the domains that were asked for: let a \
                    firewall guard it.",
        ..NONE
    },
];
