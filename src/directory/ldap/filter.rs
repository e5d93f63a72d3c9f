//! Search filters of the operator, with the parts of an address filled in so that none breaks out.

use ldap3::ldap_escape;

use crate::mail::{Address, Domain, Template, Variable};

/// A filter about a domain. Variables that need an address must not occur.
pub fn about_domain(template: &Template, domain: &Domain) -> String {
    fill(template, "", domain)
}

/// A filter about an address.
pub fn about_address(template: &Template, address: &Address) -> String {
    fill(template, address.local_part(), address.domain())
}

/// Fills in, escaped as RFC 4515 §3 wants it.
fn fill(template: &Template, local_part: &str, domain: &Domain) -> String {
    let mut filter = String::with_capacity(template.as_str().len() + 64);
    for (literal, variable) in template.parts() {
        filter.push_str(literal);
        match variable {
            None => {}
            Some(Variable::Percent) => filter.push('%'),
            Some(Variable::Domain) => filter.push_str(domain.as_str()),
            Some(Variable::DomainLabel) => filter.push_str(domain.first_label()),
            Some(Variable::LocalPart) => filter.push_str(&ldap_escape(local_part)),
            Some(Variable::Address) => {
                filter.push_str(&ldap_escape(local_part));
                filter.push('@');
                filter.push_str(domain.as_str());
            }
        }
    }
    filter
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn example_org() -> Domain {
        Domain::parse("example.org").unwrap()
    }

    #[test]
    fn every_variable_is_filled_in_and_escaped() {
        let template = Template::parse(
            "(|(mail=%EMAILADDRESS%)(uid=%EMAILLOCALPART%)(dc=%EMAILDOMAINLABEL%)\
             (associatedDomain=%EMAILDOMAIN%)(cn=100%%))",
        );
        let address = Address::parse(r"a*(b)\@example.org").unwrap();
        assert_eq!(
            about_address(&template.unwrap(), &address),
            r"(|(mail=a\2a\28b\29\5c@example.org)(uid=a\2a\28b\29\5c)(dc=example)(associatedDomain=example.org)(cn=100%))",
        );
    }

    proptest! {
        /// However the local part looks, the filter says the same as one that was put together
        /// from the very octets.
        #[test]
        fn nothing_breaks_out(
            local_part in prop_oneof!["[*()\\\\&|!=~<>:\0a\u{e9}-]{1,64}", "\\PC{1,64}"],
        ) {
            let template = Template::parse("(&(objectClass=person)(mail=%EMAILADDRESS%))").unwrap();
            let hexadecimal: String = local_part.bytes().map(|b| format!("\\{b:02x}")).collect();
            let expected = format!("(&(objectClass=person)(mail={hexadecimal}@example.org))");
            let filled = fill(&template, &local_part, &example_org());
            let shape = |filter: &str| format!("{:?}", ldap3::parse_filter(filter).unwrap());
            prop_assert_eq!(shape(&filled), shape(&expected));
        }
    }
}
