//! A query of the operator for each database, and a password in the URL of one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailguide::directory::sql::masked;
use mailguide::directory::sql::query::{Dialect, Parameter, Query};
use mailguide::mail::{Address, Domain};

const ALL: &[Parameter] = &[Parameter::Domain, Parameter::Address, Parameter::LocalPart];

fuzz_target!(|text: &str| {
    for dialect in [Dialect::Sqlite, Dialect::Postgres, Dialect::MySql] {
        check(text, dialect);
    }
    assert_eq!(masked(&format!("mysql://user:{text}@host/mail")), "mysql://user:***@host/mail");
});

fn check(text: &str, dialect: Dialect) {
    let Ok(query) = Query::parse(text, dialect, ALL, ALL) else { return };
    let named = ALL.iter().map(|parameter| match parameter {
        Parameter::Domain => text.matches(":domain").count(),
        Parameter::Address => text.matches(":address").count(),
        Parameter::LocalPart => text.matches(":local_part").count(),
    });
    assert!(!query.parameters.is_empty() && query.parameters.len() <= named.sum());
    match dialect {
        Dialect::Postgres => {
            for (number, parameter) in (1..).zip(&query.parameters) {
                assert!(query.sql.contains(&format!("${number}")), "{}", query.sql);
                let same = query.parameters.iter().filter(|other| *other == parameter);
                assert_eq!(same.count(), 1);
            }
        }
        Dialect::Sqlite | Dialect::MySql => {
            let marks = query.sql.matches('?').count() - text.matches('?').count();
            assert_eq!(marks, query.parameters.len());
            // Nothing that is named is left.
            let again = Query::parse(&query.sql, dialect, &[], &[]);
            assert_eq!(again.map(|query| query.parameters), Ok(Vec::new()));
        }
    }
    // The text never holds a value.
    let address = Address::parse("');--@values.example").expect("an address");
    let values = query.about_address(&address);
    assert_eq!(values.len(), query.parameters.len());
    let domain: &Domain = address.domain();
    assert!(query.about_domain(domain).iter().all(|value| value == domain.as_str()));
}
