//! What `mailguide status` says of certificates. They are made up here, so that all can be said: a
//! server that orders some is in `tests/acme`.

use std::hash::RandomState;
use std::io::{Read, Write};
use std::os::unix::net::UnixListener;

use mailguide::acme::failure::{Failure, Problem};
use mailguide::admin::figures::Status;
use mailguide::metrics::certificates::CertificateFigures;
use mailguide::metrics::{Metrics, Observation};

use crate::observed::observed;
use crate::support::{Folder, mailguide};

/// What `mailguide status` prints of a server with these certificates, from its directories on.
fn told(certificates: Option<CertificateFigures>) -> String {
    let metrics = Metrics::new(RandomState::new());
    let status = Status::of(&Observation { certificates, ..observed(&metrics) });
    let reply = format!("ok\n{}\n", serde_json::to_string(&status).unwrap());
    let folder = Folder::new("status-text");
    let path = folder.path().join("control");
    let listener = UnixListener::bind(&path).unwrap();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut command = [0; 7];
        stream.read_exact(&mut command).unwrap();
        assert_eq!(&command, b"status\n");
        stream.write_all(reply.as_bytes()).unwrap();
    });
    let output = mailguide().args(["status", "--control"]).arg(&path).output().unwrap();
    server.join().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (_, rest) = text.split_once("\ndirectory    sql: timed_out\n").unwrap();
    rest.to_owned()
}

/// Those of the server that never ran: one with a certificate, one that never got one.
fn figures() -> CertificateFigures {
    let metrics = Metrics::new(RandomState::new());
    observed(&metrics).certificates.unwrap()
}

#[test]
fn status_counts_certificates_by_how_they_are_served() {
    let text = told(Some(figures()));
    let expected = "certificates 1 failing, 1 valid\n             \
                    the first ends 2026-12-22T10:07:29.000Z\n             \
                    the authority wants to be left alone until 2026-11-23T10:07:29.000Z\n\
                    loaded       ";
    assert!(text.starts_with(expected), "{text}");
}

#[test]
fn status_says_no_more_of_certificates_than_there_is() {
    // Nobody is waited for, and the first of two ends; its renewal has failed.
    let mut figures = figures();
    figures.paused_until = None;
    let (_, first) = &mut figures.names[0];
    first.problem = Some(Problem::new(Failure::RateLimited, "too many"));
    let sooner = first.facts.lifetime.as_mut().unwrap();
    sooner.until -= std::time::Duration::from_secs(7 * 86_400);
    let text = told(Some(figures.clone()));
    let expected = "certificates 1 failing, 1 renewal_failing\n             \
                    the first ends 2026-12-15T10:07:29.000Z\nloaded       ";
    assert!(text.starts_with(expected), "{text}");
    // None has one yet.
    figures.names.remove(0);
    let text = told(Some(figures));
    assert!(text.starts_with("certificates 1 failing\nloaded       "), "{text}");
    // None is ordered.
    assert!(told(None).starts_with("loaded       "));
}
