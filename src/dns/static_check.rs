//! What is wrong with the operator's records when they are seen together, beside our own, and
//! beside the servers of the service.

use thiserror::Error;

use super::record::Data;
use super::records::OwnName;
use super::static_cuts::{self, CutFault, below_domain, is_delegated};
use super::static_record::StaticRecord;
use crate::mail::{Domain, MailService, Template};

/// What is wrong with a record among the others.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum RecordFault {
    /// A record that is made from the service.
    #[error(
        "Mailguide makes the records of {} from the service; leave this one out",
        .0.as_str()
    )]
    Own(OwnName),
    /// A `CNAME` where there must be other records.
    #[error(
        "a CNAME cannot stand at the domain itself or at _tcp, which have records of their own \
         (RFC 1034 §3.6.2); write the addresses"
    )]
    AliasAtApex,
    /// A `CNAME` that is not alone.
    #[error("a CNAME excludes all other records of its name (RFC 1034 §3.6.2); keep one of them")]
    AliasAndOthers,
    /// A server that is named by an alias.
    #[error(
        "the value names a CNAME, but MX, NS and SRV must name the host itself (RFC 2181 §10.3); \
         write where the CNAME leads"
    )]
    TargetIsAlias,
    /// Something about what is delegated.
    #[error(transparent)]
    Cut(#[from] CutFault),
    /// The same once more.
    #[error("the record stands there twice; leave one out")]
    Twice,
    /// Another TTL than that of its set.
    #[error("all records of one name and type have the same TTL (RFC 2181 §5.2)")]
    Ttl,
}

/// Checks the records of one service together: at most one fault for each, with its index.
pub fn check_records(records: &[StaticRecord]) -> Vec<(usize, RecordFault)> {
    let faults = records
        .iter()
        .enumerate()
        .filter_map(|(index, record)| Some((index, fault(record, &records[..index], records)?)));
    faults.collect()
}

fn fault(
    record: &StaticRecord,
    before: &[StaticRecord],
    all: &[StaticRecord],
) -> Option<RecordFault> {
    let own = OwnName::parse(&record.name).filter(|own| own.makes(&record.data));
    let same_name = |other: &&StaticRecord| other.name == record.name;
    let others = all.iter().filter(same_name).count() - 1;
    let same_set = |other: &&StaticRecord| {
        same_name(other) && other.data.type_name() == record.data.type_name()
    };
    let is_alias = matches!(record.data, Data::Cname(_));
    if let Some(own) = own {
        return Some(RecordFault::Own(own));
    }
    if is_alias && matches!(&*record.name, "" | "_tcp") {
        return Some(RecordFault::AliasAtApex);
    }
    if before.iter().filter(same_name).any(|other| other.data == record.data) {
        return Some(RecordFault::Twice);
    }
    if is_alias && others > 0 {
        return Some(RecordFault::AliasAndOthers);
    }
    if let Some(fault) = static_cuts::fault(record, all) {
        return Some(fault.into());
    }
    if before.iter().find(same_set).is_some_and(|first| first.ttl != record.ttl) {
        return Some(RecordFault::Ttl);
    }
    let target = match &record.data {
        Data::Mx { exchange: target, .. } | Data::Srv { target, .. } => target.as_deref()?,
        Data::Ns(server) => server,
        _ => return None,
    };
    has_alias(all, below_domain(target)?).then_some(RecordFault::TargetIsAlias)
}

fn has_alias(records: &[StaticRecord], below: &str) -> bool {
    let alias = |r: &StaticRecord| *r.name == *below && matches!(r.data, Data::Cname(_));
    records.iter().any(alias)
}

/// What is wrong with the host of a server that lies below the domain, where the zone is ours.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum HostFault {
    /// It is an alias.
    #[error(
        "it is a CNAME, but SRV records must name the host itself (RFC 2782); give it the addresses"
    )]
    Alias,
    /// It has no address.
    #[error(
        "it has no address: the domain is answered as a whole, so add A and AAAA records for it, \
         or delegate single names only"
    )]
    NoAddress,
}

/// Checks the hosts of a service, and those that it delegates names to, that lie in the zone of one
/// of its domains. Each is told once.
pub fn check_hosts(
    service: &MailService,
    domain: &Domain,
    records: &[StaticRecord],
) -> Vec<(String, HostFault)> {
    let companions = &service.companions;
    let templates = service
        .endpoints()
        .map(|endpoint| &endpoint.host)
        .chain(companions.web.iter().map(|web| web.address.host()))
        .chain(companions.sieve.iter().map(|sieve| &sieve.host));
    let mut hosts: Vec<String> =
        templates.map(|host: &Template| host.fill_domain(domain)).collect();
    hosts.extend(records.iter().filter_map(|record| match record.fill(domain)? {
        Data::Ns(server) => Some(server),
        _ => None,
    }));
    hosts.sort();
    hosts.dedup();
    let faults = hosts.into_iter().filter_map(|host| {
        let below = host.strip_suffix(domain.as_str())?;
        let below = if below.is_empty() { below } else { below.strip_suffix('.')? };
        let address =
            |r: &StaticRecord| *r.name == *below && matches!(r.data, Data::A(_) | Data::Aaaa(_));
        let is_ours = OwnName::parse(below).is_some_and(OwnName::is_host);
        let fault = if has_alias(records, below) {
            HostFault::Alias
        } else if is_ours || is_delegated(below, records) || records.iter().any(address) {
            return None;
        } else {
            HostFault::NoAddress
        };
        Some((host, fault))
    });
    faults.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(line: &str) -> StaticRecord {
        let [name, ttl, record_type, value] = line.splitn(4, ' ').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        StaticRecord::parse(name, record_type, value, ttl.parse().unwrap()).unwrap()
    }

    fn faults(lines: &[&str]) -> Vec<(usize, RecordFault)> {
        check_records(&lines.iter().map(|line| record(line)).collect::<Vec<_>>())
    }

    #[test]
    fn records_that_go_together_are_no_fault() {
        let lines = [
            "@ 300 MX 10 mail",
            "@ 300 MX 20 mail.example.net.",
            "@ 60 TXT v=spf1 mx -all",
            "mail 300 A 192.0.2.1",
            "mail 60 AAAA 2001:db8::1",
            "www 300 CNAME web.example.net.",
            "autoconfig 300 CAA 0 issue \"ca.example\"",
            "_443._tcp.autoconfig 300 TLSA 3 1 0 ab",
            "_xmpp-client._tcp 300 SRV 0 0 5222 mail",
        ];
        assert_eq!(faults(&lines), []);
    }

    #[test]
    fn an_alias_stands_alone_and_not_at_the_domain_itself() {
        let lines = [
            "@ 60 CNAME a.example.net.",
            "x 60 CNAME a",
            "x 60 TXT b",
            "y 60 CNAME a",
            "y 60 CNAME b",
        ];
        let alone = RecordFault::AliasAndOthers;
        assert_eq!(
            faults(&lines),
            [(0, RecordFault::AliasAtApex), (1, alone), (3, alone), (4, alone)]
        );
        assert_eq!(faults(&["_tcp 60 CNAME a"]), [(0, RecordFault::AliasAtApex)]);
    }

    #[test]
    fn what_we_make_ourselves_is_refused_by_its_name() {
        for (line, own) in [
            ("autoconfig 60 A 192.0.2.1", OwnName::Autoconfig),
            ("autodiscover 60 CNAME a", OwnName::Autodiscover),
            ("_imaps._tcp 60 SRV 0 0 993 a", OwnName::Imaps),
            ("_caldavs._tcp 60 TXT path=/", OwnName::CalDavs),
            ("_ua-auto-config 60 TXT v=UAAC1", OwnName::UaAutoConfigDigest),
            ("_smtps._tcp 60 SRV 0 0 465 a", OwnName::Smtps),
        ] {
            let told = faults(&[line]);
            assert_eq!(told, [(0, RecordFault::Own(own))], "{line}");
            assert!(told[0].1.to_string().contains(own.as_str()));
        }
    }

    #[test]
    fn a_set_has_one_ttl_no_record_twice_and_servers_are_no_aliases() {
        let lines = ["a 60 A 192.0.2.1", "a 61 A 192.0.2.2", "a 60 A 192.0.2.1", "a 61 TXT x"];
        assert_eq!(faults(&lines), [(1, RecordFault::Ttl), (2, RecordFault::Twice)]);
        let lines =
            ["b 60 CNAME a", "@ 60 MX 10 b", "_x._tcp 60 SRV 0 0 1 b", "c 60 MX 1 b.example."];
        let alias = RecordFault::TargetIsAlias;
        assert_eq!(faults(&lines), [(1, alias), (2, alias)]);
    }

    const DS: &str =
        "sub 60 DS 7 13 2 0000000000000000000000000000000000000000000000000000000000000000";

    #[test]
    fn what_is_delegated_has_servers_keys_and_glue() {
        let lines = [
            "sub 60 NS ns.sub",
            "sub 60 NS sub",
            "sub 60 NS ns.example.net.",
            "sub 60 NS ns.other",
            "sub 60 NS mail",
            DS,
            "ns.sub 60 A 192.0.2.1",
            "sub 60 AAAA 2001:db8::1",
            "ns.other 60 A 192.0.2.1",
            "other 60 NS ns.other",
            "x._tcp 60 NS ns.example.net.",
            "_acme-challenge 60 NS ns.example.net.",
        ];
        assert_eq!(faults(&lines), []);
    }

    #[test]
    fn what_would_break_a_delegation_says_so() {
        let own = |name| CutFault::OwnName(name).into();
        let cut = |fault: CutFault| fault.into();
        for (lines, expected) in [
            (&["_tcp 60 NS a."][..], vec![(0, own(OwnName::Imap))]),
            (&["_imaps._tcp 60 NS a."], vec![(0, own(OwnName::Imaps))]),
            (&["autoconfig 60 NS a."], vec![(0, own(OwnName::Autoconfig))]),
            (&["ns 60 NS a."], vec![(0, cut(CutFault::NameServer))]),
            (&["a 60 NS ns.a"], vec![(0, cut(CutFault::NoGlue))]),
            (&["a 60 NS a"], vec![(0, cut(CutFault::NoGlue))]),
            (&[DS], vec![(0, cut(CutFault::KeysOfNobody))]),
            (&["a 60 NS b.", "a 60 TXT x"], vec![(1, cut(CutFault::Covered))]),
            (&["a 60 NS b.", "x.a 60 A 192.0.2.1"], vec![(1, cut(CutFault::Covered))]),
            (&["a 60 NS b.", "b.a 60 NS c."], vec![(1, cut(CutFault::Covered))]),
            (&["sub.a 60 CNAME c.", "a 60 NS b."], vec![(0, cut(CutFault::Covered))]),
            (&["a 60 NS b.", "a 60 CNAME c."], vec![(1, RecordFault::AliasAndOthers)]),
            (&["a 60 NS b", "b 60 CNAME c."], vec![(0, RecordFault::TargetIsAlias)]),
            (&["a 60 NS b.", "a 61 NS c."], vec![(1, RecordFault::Ttl)]),
        ] {
            assert_eq!(faults(lines), expected, "{lines:?}");
        }
    }
}
