//! The body of an Autodiscover request: XML, or a form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailguide::documents::autodiscover::{Schema, read};
use mailguide::mail::Address;

const RESPONSE_SCHEMA: &str = "http://schemas.microsoft.com/exchange/autodiscover/";

fuzz_target!(|body: &[u8]| {
    let Ok(request) = read(body) else { return };
    // The address is one, and comes back from a request that another client would send.
    let address = request.address.to_string();
    assert_eq!(Address::parse(&address).as_ref(), Ok(&request.address));
    let schema = match request.schema {
        Schema::Outlook => format!("{RESPONSE_SCHEMA}outlook/responseschema/2006a"),
        Schema::MobileSync => format!("{RESPONSE_SCHEMA}mobilesync/responseschema/2006"),
        Schema::Unknown => "http://example.org/".to_owned(),
    };
    let mut escaped = Vec::new();
    mailguide::xml::escape_into(&address, &mut escaped);
    let escaped = String::from_utf8(escaped).expect("escaped text is text");
    let canonical = format!(
        "<?xml version=\"1.0\"?><Autodiscover><Request><EMailAddress>{escaped}</EMailAddress>\
         <AcceptableResponseSchema>{schema}</AcceptableResponseSchema></Request></Autodiscover>"
    );
    // Characters that XML cannot carry can only have come in a form.
    if roxmltree::Document::parse(&canonical).is_ok() {
        assert_eq!(read(canonical.as_bytes()), Ok(request));
    }
});
