//! Addresses, domains, hosts, links and templates as people and clients write them.
#![no_main]

use hickory_proto::rr::Name;
use libfuzzer_sys::fuzz_target;
use mailguide::mail::{Address, Domain, Host, Link, Template, WebAddress};
use mailguide::network::Network;
use mailguide_fuzz::documents::check_domain;

fuzz_target!(|text: &str| {
    if let Ok(domain) = Domain::parse(text) {
        check_domain(&domain);
        // Letter case and a final dot say nothing, and DNS takes it.
        assert_eq!(Domain::parse(&text.to_ascii_uppercase()).as_ref(), Ok(&domain));
        assert_eq!(Domain::parse(&format!("{domain}.")).as_ref(), Ok(&domain));
        assert!(Name::from_ascii(domain.as_str()).is_ok());
        assert!(domain.ends_with(&domain));
        if let Some(parent) = domain.parent() {
            assert_eq!(format!("{}.{parent}", domain.first_label()), domain.as_str());
        }
    }
    if let Ok(address) = Address::parse(text) {
        check_domain(address.domain());
        assert_eq!(Address::parse(&address.to_string()).as_ref(), Ok(&address));
        assert!(address.to_string().len() <= 254 && text.starts_with(address.local_part()));
        assert!(!address.local_part().contains(|c: char| c.is_control() || c.is_whitespace()));
    }
    if let Ok(host) = Host::parse(text) {
        let written = match &host {
            Host::Name(domain) => domain.to_string(),
            Host::Ip(address) if address.is_ipv6() => format!("[{address}]:8080"),
            Host::Ip(address) => format!("{address}:8080"),
        };
        assert_eq!(Host::parse(&written), Ok(host));
    }
    if let Ok(link) = Link::parse(text) {
        assert_eq!(link.as_str(), text);
        assert!(text.bytes().all(|b| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b)));
        let _ = link.host();
    }
    if let Ok(template) = Template::parse(text) {
        let address = Address::parse("%EMAILDOMAIN%@example.org").expect("an address");
        // What is filled in is not looked at again.
        let literal: usize = template.parts().map(|(literal, _)| literal.len()).sum();
        let filled = template.fill(&address);
        assert!(filled.len() >= literal);
        if !text.contains('%') {
            assert_eq!(filled, text);
        }
        assert_eq!(template.needs_address(), template.fill_domain(address.domain()) != filled);
    }
    if let Ok(web) = WebAddress::parse(text) {
        let domain = Domain::parse("example.org").expect("a domain");
        let host = web.host().fill_domain(&domain);
        let link = Link::parse(&web.fill(&domain)).expect("the URL of a domain is a link");
        assert_eq!(Ok(link.host()), Host::parse(&host));
        assert!(Domain::parse(&host).is_ok() && web.path().starts_with('/'));
    }
    if let Ok(network) = Network::parse(text) {
        assert_eq!(Network::parse(&network.to_string()), Ok(network));
    }
});
