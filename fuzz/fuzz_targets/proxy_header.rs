//! The beginning of a connection that a proxy passes on.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailguide::http::proxy::ProxyHeader;

fuzz_target!(|bytes: &[u8]| {
    // A header is whole at one length only: what follows does not change it, and what is missing
    // is waited for.
    let Ok(Some(header)) = ProxyHeader::read(bytes) else { return };
    assert!(header.length <= bytes.len());
    assert_eq!(ProxyHeader::read(&bytes[..header.length]), Ok(Some(header)));
    for end in 0..header.length {
        assert_eq!(ProxyHeader::read(&bytes[..end]), Ok(None), "{end}");
    }
    if let Some(client) = header.client {
        assert_eq!(client, client.to_canonical());
    }
});
