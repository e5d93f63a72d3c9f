//! Autodiscover version 2: JSON that says where a protocol is (protocols §4.6; there is no public
//! specification).

use serde_json::json;

/// The media type of the document.
pub const JSON_CONTENT_TYPE: &str = "application/json";

/// A protocol that a client asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Wanted {
    /// `ActiveSync`: where phones synchronise.
    ActiveSync,
    /// `AutodiscoverV1`: where the XML is.
    AutodiscoverV1,
    /// Anything else, such as `Ews` or `REST`.
    Other,
}

impl Wanted {
    /// Reads the value of `Protocol`, in any letter case.
    pub fn parse(protocol: &str) -> Self {
        let known = [Self::ActiveSync, Self::AutodiscoverV1];
        let named = |wanted: &Self| protocol.eq_ignore_ascii_case(wanted.as_str());
        known.into_iter().find(named).unwrap_or(Self::Other)
    }

    /// The name, as clients write it.
    fn as_str(self) -> &'static str {
        match self {
            Self::ActiveSync => "ActiveSync",
            Self::AutodiscoverV1 => "AutodiscoverV1",
            Self::Other => "",
        }
    }
}

/// Where a protocol is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Location {
    /// The protocol.
    pub wanted: Wanted,
    /// Where it is.
    pub url: String,
    /// Whether the operator sends clients there instead of to this server.
    pub redirects: bool,
}

impl Location {
    /// The document that says so.
    pub fn to_json(&self) -> String {
        json!({ "Protocol": self.wanted.as_str(), "Url": self.url }).to_string()
    }
}

/// What a client hears that asks for a protocol which is not among those offered. What it asked for
/// is not repeated.
pub fn invalid_protocol(offered: &[Location]) -> String {
    let supported: Vec<&str> = offered.iter().map(|location| location.wanted.as_str()).collect();
    let supported = supported.join(",");
    let message =
        format!("The given protocol value is invalid. Supported values are '{supported}'");
    json!({ "ErrorCode": "InvalidProtocol", "ErrorMessage": message }).to_string()
}
