//! What is read back of certificates, orders, accounts and challenges, whoever has written into the
//! store: nothing of it stops a node, and what was written is read back the same.
#![no_main]

use std::sync::LazyLock;
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use mailguide::acme::challenges::Challenges;
use mailguide::acme::failure::Failure;
use mailguide::acme::record::{self, AccountRecord, ChallengeRecord, OrderRecord};
use mailguide::acme::schedule::{Facts, Lifetime};
use mailguide::acme::table::{Entry, Table};
use mailguide::admin::certificates::CertificateList;
use mailguide::mail::Domain;
use mailguide::metrics::certificates::{CertificateFigures, OrderCounts};
use mailguide::tls::certificate::{Certificate, Name};
use mailguide_fuzz::documents::NOW;
use mailguide_fuzz::report::check_words;
use serde::Serialize;
use serde::de::DeserializeOwned;

static HOST: LazyLock<Domain> =
    LazyLock::new(|| Domain::parse("autoconfig.own.example").expect("a domain"));

fuzz_target!(|value: &[u8]| {
    account(value);
    order(value);
    challenge(value);
    certificate(value);
});

/// Reads a record, if it is one. Written and read again, it is the same.
fn read<T: DeserializeOwned + Serialize>(value: &[u8]) -> Option<T> {
    let read: T = record::read(value)?;
    let written = record::write(&read);
    let again: T = record::read(&written).expect("what was written is read back");
    assert_eq!(record::write(&again), written);
    Some(again)
}

fn account(value: &[u8]) {
    let Some(account) = read::<AccountRecord>(value) else { return };
    // As it is forgotten at the authority.
    let forgotten = AccountRecord { url: None, ..account.clone() };
    let again: AccountRecord =
        record::read(&record::write(&forgotten)).expect("what was written is read back");
    assert_eq!((again.directory, again.key), (account.directory, account.key));
    assert_eq!(again.url, None);
}

fn order(value: &[u8]) {
    let Some(order) = read::<OrderRecord>(value) else { return };
    assert!(record::read::<OrderRecord>(&record::write(&order)).is_some_and(|one| one == order));
    let facts = Facts { retry_at: Some(Duration::from_secs(order.retry_at)), ..Facts::default() };
    let problem = order.last_problem();
    if let Some(problem) = &problem {
        check_words(&problem.to_string());
    }
    show(Entry { facts, failures: order.failures, problem, held_until: None, busy: false });
    if let Some(pending) = &order.pending {
        let _ = rcgen::KeyPair::from_pem(&pending.key);
    }
}

fn challenge(value: &[u8]) {
    let Some(challenge) = read::<ChallengeRecord>(value) else { return };
    assert_eq!(record::read(&record::write(&challenge)).as_ref(), Some(&challenge));
    let challenges = Challenges::default();
    challenges.set([(HOST.as_str(), &challenge)]);
    let path = format!("/.well-known/acme-challenge/{}", challenge.token);
    assert_eq!(challenges.http(&path).as_deref(), Some(&*challenge.key_authorization));
    let texts = challenges.texts(HOST.as_str());
    assert!(matches!(&texts[..], [text] if text.len() == 43 && text.is_ascii()), "{texts:?}");
    assert!(challenge.certificate(&HOST).is_some());
}

/// A chain with its key, in one value.
fn certificate(value: &[u8]) {
    let Ok(certificate) = Certificate::from_pem(value, value) else { return };
    assert!(!certificate.names().is_empty());
    for name in certificate.names() {
        assert_eq!(Name::parse(&name.to_string()).as_ref(), Some(name));
    }
    let _ = certificate.authority_key_and_serial();
    let lifetime = Lifetime { from: certificate.begins(), until: certificate.expires() };
    let renewal = lifetime.two_thirds();
    assert!(renewal >= lifetime.from && renewal <= lifetime.until.max(lifetime.from));
    let facts = Facts { lifetime: Some(lifetime), ..Facts::default() };
    show(Entry { facts, failures: 0, problem: None, held_until: None, busy: false });
}

/// A name is planned for, and the operator is told of it.
fn show(entry: Entry) {
    let mut table = Table::default();
    table.change(&HOST, |known| *known = entry.clone());
    let is_due = entry.plan().at <= NOW;
    assert_eq!(table.take_due(NOW, 1).len(), usize::from(is_due));
    let figures = CertificateFigures {
        now: NOW,
        names: vec![(HOST.clone(), entry)],
        orders: OrderCounts { issued: 0, failed: Failure::ALL.map(|failure| (failure, 0)) },
        requests: 0,
        paused_until: None,
    };
    let list = CertificateList::of(&figures);
    let text = serde_json::to_string(&list).expect("it is data");
    let again: CertificateList = serde_json::from_str(&text).expect("it was written here");
    assert_eq!(again, list);
}
