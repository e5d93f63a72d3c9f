//! Autodiscover version 2: JSON that says where version 1 is (protocols §4.6; there is no public
//! specification).

use serde_json::json;

use crate::mail::Domain;

/// The media type of the document.
pub const JSON_CONTENT_TYPE: &str = "application/json";

/// A protocol that a client asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Wanted {
    /// `AutodiscoverV1`: where the XML is.
    AutodiscoverV1,
    /// Anything else, such as `ActiveSync`, `Ews` or `REST`.
    Other,
}

impl Wanted {
    /// Reads the value of `Protocol`, in any letter case.
    pub fn parse(protocol: &str) -> Self {
        match protocol.eq_ignore_ascii_case("AutodiscoverV1") {
            true => Self::AutodiscoverV1,
            false => Self::Other,
        }
    }
}

/// Where the XML of a domain is.
pub fn location(domain: &Domain) -> String {
    let url = format!("https://autodiscover.{domain}/autodiscover/autodiscover.xml");
    json!({ "Protocol": "AutodiscoverV1", "Url": url }).to_string()
}

/// What a client hears that asks for another protocol. What it asked for is not repeated.
pub fn invalid_protocol() -> String {
    json!({
        "ErrorCode": "InvalidProtocol",
        "ErrorMessage": "The given protocol value is invalid. Supported values are 'AutodiscoverV1'",
    })
    .to_string()
}
