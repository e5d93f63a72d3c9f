//! Questions as clients put them, each put twice.

use std::net::IpAddr;
use std::sync::LazyLock;
use std::time::Duration;

use mailguide::config::Configured;
use mailguide::dns::zone::{self, Addresses, Data, QueryType};
use mailguide::guide::{Guide, Language};
use mailguide::http::answer::{Asked, answer};
use mailguide::http::reply::Reply;
use mailguide::http::route::Route;
use mailguide::lookup::Known;
use mailguide::providers::{Database, ProviderFile};
use mailguide::snapshot::{Policy, Snapshot};

static GUIDE: LazyLock<Guide> = LazyLock::new(Guide::built_in);

/// A snapshot of provider files and of what the operator configured.
pub(crate) fn snapshot(files: Vec<ProviderFile<'_>>, configured: Configured) -> Snapshot {
    snapshot_with(files, configured, Policy::default())
}

/// The same under a policy; the server's address is added to it.
pub(crate) fn snapshot_with(
    files: Vec<ProviderFile<'_>>,
    configured: Configured,
    policy: Policy,
) -> Snapshot {
    let loopback: IpAddr = "127.0.0.1".parse().unwrap();
    let policy = Policy { addresses: Addresses(vec![loopback]), ..policy };
    let database = Database::read(files).unwrap_or_else(|reports| panic!("{}", reports[0]));
    Snapshot::build(database, configured, &GUIDE.sentences, policy, 1)
}

/// A server, and the login name that a directory has for whoever is asked about.
#[derive(Clone, Copy)]
pub(crate) struct World<'s> {
    pub(crate) snapshot: &'s Snapshot,
    pub(crate) login: Option<&'s str>,
}

impl World<'_> {
    /// A request; `target` is a path and perhaps a query.
    pub(crate) fn ask(self, method: &str, host: &str, target: &str, body: &str) -> Reply {
        let (path, query) = target.split_once('?').map_or((target, None), |(p, q)| (p, Some(q)));
        let route = Route::parse(method, Some(host), path, query);
        let time = Duration::from_secs(1);
        let known = Known { login: self.login, ..Known::NOTHING };
        let once = || {
            let asked = Asked::read(route.clone(), body.as_bytes());
            answer(asked, &known, Language::FALLBACK, time, &GUIDE, self.snapshot, Vec::new())
        };
        let reply = once();
        assert_eq!(reply, once(), "the same question got two answers");
        reply
    }

    pub(crate) fn get(self, host: &str, target: &str) -> Reply {
        self.ask("GET", host, target, "")
    }

    pub(crate) fn autoconfig(self, address: &str) -> Reply {
        let address = address.replace('%', "%25").replace('&', "%26");
        self.get("localhost", &format!("/mail/config-v1.1.xml?emailaddress={address}"))
    }

    pub(crate) fn profile(self, address: &str) -> Reply {
        let escaped =
            percent_encoding::utf8_percent_encode(address, percent_encoding::NON_ALPHANUMERIC);
        self.get("localhost", &format!("/profile.mobileconfig?email={escaped}"))
    }

    /// Autodiscover, asked for a response schema at a host.
    pub(crate) fn autodiscover(self, address: &str, schema: &str, host: &str) -> Reply {
        let address = address.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let body = format!(
            "<A><Request><EMailAddress>{address}</EMailAddress><AcceptableResponseSchema>\
             http://schemas.microsoft.com/exchange/autodiscover/{schema}\
             </AcceptableResponseSchema></Request></A>"
        );
        self.ask("POST", host, "/autodiscover/autodiscover.xml", &body)
    }

    /// What the records of a name say.
    pub(crate) fn records(self, name: &str, query: QueryType) -> Vec<Data> {
        let answers = zone::answer(name, query, &Known::NOTHING, self.snapshot).answers;
        answers.into_iter().map(|record| record.data).collect()
    }
}

/// The response schema of mail programs.
pub(crate) const OUTLOOK: &str = "outlook/responseschema/2006a";
/// The response schema of phones.
pub(crate) const MOBILE_SYNC: &str = "mobilesync/responseschema/2006";

/// The body as text.
pub(crate) fn body(reply: Reply) -> String {
    String::from_utf8(reply.body).unwrap()
}
