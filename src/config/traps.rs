//! What is right and yet lets some clients down: told as warnings, with the clients that suffer.

use super::service::uses;
use crate::diagnostics::Faults;
use crate::documents::autodiscover::Autodiscover;
use crate::documents::pacc::Pacc;
use crate::fields::Fields;
use crate::mail::{
    Authentication, AutodiscoverMode, Domain, Endpoint, MailService, TlsMode, Username, WebAddress,
};

/// Notes every trap that a service walks into.
pub(super) fn check(service: &MailService, table: &Fields<'_, '_>, warnings: &mut Faults) {
    let mut warn = |field: &str, message: &str, remedy: &str| {
        warnings.push_with_remedy(table.place(field), message, remedy);
    };
    let by_address_alone =
        uses(service, |username| !matches!(username, Username::Address | Username::Issued));
    if by_address_alone {
        warn(
            "incoming",
            "the user name is not the whole address, which SRV records and PACC cannot say: \
             Evolution, FairEmail, aerc and Himalaya take the address where they find only those",
            "let the server accept the whole address too, and write username = \"address\"",
        );
    }
    let per_address = uses(service, |username| match username {
        Username::Template(template) => template.needs_address(),
        Username::Directory => true,
        _ => false,
    });
    if per_address {
        warn(
            "incoming",
            "the user name is made for each address, but Thunderbird for Android, K-9, KMail, \
             Geary and Mailspring do not say which it is: they get the placeholder of the whole \
             address",
            "let the server accept the whole address too, and write username = \"address\"",
        );
    }
    if uses(service, |username| *username == Username::LocalPart) {
        warn(
            "incoming",
            "Thunderbird reads a user name of digits alone as a number: 007 becomes 7",
            "if there are such mailboxes, write username = \"address\"",
        );
    }
    let odd =
        |e: &Endpoint| e.tls == TlsMode::StartTls && !matches!(e.port.get(), 25 | 110 | 143 | 587);
    let odd_port = service.endpoints().any(odd);
    if odd_port {
        warn(
            "incoming",
            "STARTTLS on this port cannot be said in Autodiscover and PACC, and Thunderbird would \
             take it for TLS from the first byte: Outlook is not told of that server",
            "use 143, 110 or 587 for STARTTLS, or better 993, 995 and 465 with tls = \"implicit\"",
        );
    }
    if service.takes_password()
        && !odd_port
        && !by_address_alone
        && Pacc::compile(service, None).is_none()
    {
        warn(
            "incoming",
            "PACC knows TLS from the first byte on 993, 995 and 465 alone: its clients (Himalaya, \
             new Apple software) find nothing",
            "offer those ports too, first in the list",
        );
    }
    let oauth2_alone = |e: &Endpoint| e.authentication == [Authentication::OAuth2];
    if service.oauth2_issuer.is_some() && service.endpoints().any(oauth2_alone) {
        warn(
            "oauth2_issuer",
            "Thunderbird knows only the issuers that are built into it, and refuses the file when \
             OAuth2 at yours is all there is",
            "add \"password\" after \"oauth2\", with app passwords if you can",
        );
    }
    let sample = Domain::parse("example.org").expect("example.org is a domain");
    let answers = service.autodiscover == AutodiscoverMode::Answer;
    if answers
        && !odd_port
        && service.takes_password()
        && !Autodiscover::compile(service, None).is_offered(&sample)
    {
        warn(
            "incoming",
            "Autodiscover cannot say any of these servers: Outlook finds nothing",
            "use 993 and 465 with tls = \"implicit\"",
        );
    }
    for web in &service.companions.web {
        if web.address.port().get() != WebAddress::DEFAULT_PORT {
            warn(
                web.kind.as_str(),
                "PACC knows web services on port 443 alone, and leaves this one out",
                "serve it on port 443, if you can",
            );
        }
    }
}
