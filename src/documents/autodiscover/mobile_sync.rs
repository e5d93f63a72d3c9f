//! What phones read that look for Exchange ActiveSync ([MS-ASCMD], Autodiscover).

use super::outlook::respond;
use crate::documents::pieces::{Pieces, Slot, parts};
use crate::mail::{Domain, WebAddress};
use crate::xml::{Element, Part};

/// The namespace of an answer for ActiveSync.
const RESPONSE_NAMESPACE: &str =
    "http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006";

/// Where the ActiveSync server is. Its name is the URL again ([MS-ASCMD], Name).
pub(super) fn settings(address: &WebAddress) -> Pieces {
    let url = || parts(address.template());
    let server = vec![
        Element::text("Type", "MobileSync"),
        Element::parts("Url", url()),
        Element::parts("Name", url()),
    ];
    document(Element::parent("Settings", vec![Element::parent("Server", server)]))
}

/// Sends a client on to ask for the same local part at another domain.
pub(super) fn redirect_to_domain(domain: &Domain) -> Pieces {
    let address = vec![Part::Slot(Slot::LocalPart), Part::Text(format!("@{domain}"))];
    document(Element::parts("Redirect", address))
}

fn document(action: Element<Slot>) -> Pieces {
    let address = |name| Element::parts(name, vec![Part::Slot(Slot::Address)]);
    let children = vec![
        Element::text("Culture", "en:us"),
        Element::parent("User", vec![address("DisplayName"), address("EMailAddress")]),
        Element::parent("Action", vec![action]),
    ];
    respond(RESPONSE_NAMESPACE, children)
}
