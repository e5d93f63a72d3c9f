//! What clients send to `/autodiscover/autodiscover.xml` ([MS-OXDSCLI] §2.2.3, [MS-ASCMD]).
//!
//! Real clients differ in order, prefixes, padding and escaping, so names are compared without
//! prefix and letter case, and namespaces are not looked at.

use percent_encoding::percent_decode_str;
use thiserror::Error;

use crate::mail::Address;
use crate::xml::{self, Limits, Node, XmlError};

/// What a request may cost. Thunderbird's has 392 bytes, 3 levels, 4 elements, 1 attribute.
const LIMITS: Limits = Limits { bytes: 64 * 1024, depth: 8, elements: 64, attributes: 16 };

/// A request that can be answered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Request {
    /// Whose mailbox it is.
    pub address: Address,
    /// What the client wants to read.
    pub schema: Schema,
}

/// Response schemas.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Schema {
    /// `…/outlook/responseschema/2006a`, with or without the `a`, or none named.
    Outlook,
    /// `…/mobilesync/responseschema/2006`.
    MobileSync,
    /// Any other.
    Unknown,
}

impl Schema {
    fn parse(name: &str) -> Self {
        let name = name.trim().to_ascii_lowercase();
        let ends = |tail: &str| name.contains(tail);
        match () {
            () if name.is_empty() || ends("/outlook/responseschema/2006") => Self::Outlook,
            () if ends("/mobilesync/responseschema/2006") => Self::MobileSync,
            () => Self::Unknown,
        }
    }
}

/// Why a request cannot be answered.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum RequestError {
    /// The body is not the XML we accept.
    #[error("the request body is refused: {0}")]
    Xml(#[from] XmlError),
    /// The body is empty.
    #[error("the request has no body")]
    Empty,
    /// There is no `EMailAddress`, or none that is an address.
    #[error("the request has no valid EMailAddress")]
    NoAddress,
    /// A `LegacyDN` asks for an Exchange mailbox.
    #[error("a LegacyDN names an Exchange mailbox, and there is none here")]
    LegacyDn,
}

/// Reads a request body: XML, or a form that carries XML or an address.
pub fn read(body: &[u8]) -> Result<Request, RequestError> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).trim_ascii_start();
    match body.first() {
        None => Err(RequestError::Empty),
        Some(b'<') => read_xml(body),
        Some(_) => read_form(body),
    }
}

fn read_xml(body: &[u8]) -> Result<Request, RequestError> {
    let root = xml::read(body, LIMITS)?;
    let request = root.child("Request").unwrap_or(&root);
    if request.child("LegacyDN").is_some_and(|dn| !dn.text.trim().is_empty()) {
        return Err(RequestError::LegacyDn);
    }
    let text = |name| request.child(name).map_or("", |node: &Node| node.text.trim());
    let schema = Schema::parse(text("AcceptableResponseSchema"));
    let address = Address::parse(text("EMailAddress")).map_err(|_| RequestError::NoAddress)?;
    Ok(Request { address, schema })
}

/// `application/x-www-form-urlencoded`: a field with the address, or the XML itself as value.
fn read_form(body: &[u8]) -> Result<Request, RequestError> {
    if body.len() > LIMITS.bytes {
        return Err(XmlError::TooLarge.into());
    }
    let body = std::str::from_utf8(body).map_err(|_| XmlError::NotUtf8)?;
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    for field in body.trim_end().split('&').take(16) {
        let (name, value) = field.split_once('=').unwrap_or(("", field));
        // In a form a plus is a space, and a plus sign comes as %2B; an address has no space.
        let spaced = decode(&value.replace('+', " "));
        if spaced.trim_start().starts_with('<') {
            return read_xml(spaced.trim_start().as_bytes());
        }
        if ["EMailAddress", "Email"].iter().any(|known| name.eq_ignore_ascii_case(known)) {
            let address =
                Address::parse(decode(value).trim()).map_err(|_| RequestError::NoAddress)?;
            return Ok(Request { address, schema: Schema::Outlook });
        }
    }
    Err(RequestError::NoAddress)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(body: &str) -> Result<String, RequestError> {
        read(body.as_bytes()).map(|request| request.address.to_string())
    }

    #[test]
    fn every_shape_of_request_is_read() {
        for body in [
            "<Autodiscover><Request><EMailAddress>a@b.example</EMailAddress></Request></Autodiscover>",
            "\u{FEFF}  <?xml version='1.0'?><x:Autodiscover xmlns:x='u'><x:Request><x:EMailAddress> \
             a@b.example\n</x:EMailAddress></x:Request></x:Autodiscover>",
            "<autodiscover><request><!-- --><emailaddress>a<![CDATA[@b]]>.example</emailaddress>\
             </request></autodiscover>",
            "<Request><EMailAddress>&#97;@b.example</EMailAddress></Request>",
            "EMailAddress=a%40b.example",
            "x=1&email=a@b.example",
            "data=%3CRequest%3E%3CEMailAddress%3Ea@b.example%3C/EMailAddress%3E%3C/Request%3E",
        ] {
            assert_eq!(address(body).as_deref(), Ok("a@b.example"), "{body}");
        }
    }

    #[test]
    fn an_ampersand_in_an_address_is_read_escaped_only() {
        let body = |address| format!("<Request><EMailAddress>{address}</EMailAddress></Request>");
        assert_eq!(address(&body("a&amp;b@c.example")).as_deref(), Ok("a&b@c.example"));
        assert!(address(&body("a&b@c.example")).is_err());
        assert_eq!(address(&body("a+b@c.example")).as_deref(), Ok("a+b@c.example"));
        assert_eq!(address("email=a%2Bb@c.example").as_deref(), Ok("a+b@c.example"));
    }

    #[test]
    fn a_refusal_has_a_reason() {
        for (body, error) in [
            ("", RequestError::Empty),
            (" \n", RequestError::Empty),
            ("<a/>", RequestError::NoAddress),
            ("<Request><EMailAddress>x</EMailAddress></Request>", RequestError::NoAddress),
            ("<Request><LegacyDN>/o=x</LegacyDN></Request>", RequestError::LegacyDn),
            ("<!DOCTYPE a><a/>", RequestError::Xml(XmlError::DocType)),
            ("{\"a\": 1}", RequestError::NoAddress),
        ] {
            assert_eq!(address(body), Err(error), "{body}");
        }
    }

    #[test]
    fn the_schema_is_found_in_any_case() {
        for (name, schema) in [
            ("", Schema::Outlook),
            (
                "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a",
                Schema::Outlook,
            ),
            (
                "https://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006",
                Schema::Outlook,
            ),
            (
                " HTTP://schemas.microsoft.com/exchange/autodiscover/MobileSync/responseschema/2006 ",
                Schema::MobileSync,
            ),
            ("http://example.org/", Schema::Unknown),
        ] {
            assert_eq!(Schema::parse(name), schema, "{name}");
        }
    }
}
