//! A search filter of the operator in the first line, filled in with the address in the second.
#![no_main]

use ldap3::parse_filter;
use libfuzzer_sys::fuzz_target;
use mailguide::directory::ldap::filter::{about_address, about_domain};
use mailguide::mail::{Address, Template, Variable};

fuzz_target!(|text: &str| {
    let Some((template, address)) = text.split_once('\n') else { return };
    let (Ok(template), Ok(address)) = (Template::parse(template), Address::parse(address)) else {
        return;
    };
    // However the local part looks, the filter says the same as one made from its very octets.
    let local_part: String = address.local_part().bytes().map(|b| format!("\\{b:02x}")).collect();
    let domain = address.domain().as_str();
    let mut expected = String::new();
    for (literal, variable) in template.parts() {
        expected.push_str(literal);
        match variable {
            None => {}
            Some(Variable::Percent) => expected.push('%'),
            Some(Variable::Domain) => expected.push_str(domain),
            Some(Variable::DomainLabel) => expected.push_str(address.domain().first_label()),
            Some(Variable::LocalPart) => expected.push_str(&local_part),
            Some(Variable::Address) => expected.extend([&*local_part, "@", domain]),
        }
    }
    if let Ok(expected) = parse_filter(&expected) {
        let filled = about_address(&template, &address);
        let filled = parse_filter(&filled).expect("a filter stays one");
        assert_eq!(format!("{filled:?}"), format!("{expected:?}"));
    }
    if !template.needs_address() {
        assert_eq!(about_domain(&template, address.domain()), about_address(&template, &address));
    }
});
