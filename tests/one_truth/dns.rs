//! The SRV records of RFC 6186 and RFC 8314: all servers, best first.

use mailguide::dns::zone::{Data, QueryType};
use mailguide::mail::Domain;

use crate::ask::World;
use crate::model::{Expected, Told};

pub(crate) fn check(world: World<'_>, expected: &Expected<'_>) {
    let mut read = read(world, expected.domain());
    let all = expected.service.incoming.iter().chain(&expected.service.outgoing);
    let mut told: Vec<Told> = all
        .map(|endpoint| Told { username: None, takes_password: None, ..expected.told(endpoint) })
        .collect();
    read.sort();
    told.sort();
    assert_eq!(read, told, "{}: DNS", expected.domain());
}

fn read(world: World<'_>, domain: &Domain) -> Vec<Told> {
    let labels = [
        ("_imap", "imap", "starttls"),
        ("_imaps", "imap", "implicit"),
        ("_pop3", "pop3", "starttls"),
        ("_pop3s", "pop3", "implicit"),
        ("_submission", "smtp", "starttls"),
        ("_submissions", "smtp", "implicit"),
    ];
    let mut told = Vec::new();
    for (label, protocol, tls) in labels {
        let name = format!("{label}._tcp.{domain}");
        let records = world.records(&name, QueryType::Srv);
        assert!(!records.is_empty(), "{name} says nothing, not even that it is not offered");
        for record in records {
            let Data::Srv { port, target, .. } = record else { panic!("{record:?}") };
            let Some(host) = target else {
                assert_eq!(port, 0);
                continue;
            };
            let protocol = protocol.to_owned();
            told.push(Told { protocol, host, port, tls, username: None, takes_password: None });
        }
    }
    told
}
