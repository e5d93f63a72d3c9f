//! Reloading provider files: whole or not at all, and without a request noticing.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "tests write files")]

mod support;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use support::{Folder, Mailguide, mailguide};

const GOOD: &str = include_str!("fixtures/providers/captured.toml");

/// A folder of provider files that is removed in the end.
fn serve(folder: &Folder, more: &[&str]) -> Mailguide {
    let path = folder.path().to_str().unwrap();
    Mailguide::start(&[&["--providers", path][..], more].concat())
}

fn reload(server: &Mailguide) -> (i32, String) {
    let output = mailguide().args(["reload", "--control"]).arg(&server.control).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

fn serial(server: &Mailguide) -> u32 {
    let query = b"\0\x01\0\0\0\x01\0\0\0\0\0\0\x05gmail\x03com\0\0\x06\0\x01";
    let answer = server.udp(query);
    // The serial stands 20 bytes before the end of an answer that ends in a SOA.
    let at = answer.len() - 20;
    u32::from_be_bytes(answer[at..at + 4].try_into().unwrap())
}

#[test]
fn what_was_added_is_served_after_a_reload() {
    let folder = Folder::new("reload-adds");
    let server = serve(&folder, &["--log", "off"]);
    assert_eq!(server.get("/v1.1/cap.test").status, 404);
    let before = serial(&server);
    folder.write("own.toml", GOOD);
    let (code, words) = reload(&server);
    assert_eq!(code, 0, "{words}");
    assert!(words.starts_with("reloaded: "), "{words}");
    assert_eq!(server.get("/v1.1/cap.test").status, 200);
    assert!(serial(&server) > before, "zone serials rise with every snapshot");
}

#[test]
fn a_signal_reloads_too() {
    let folder = Folder::new("reload-signal");
    let server = serve(&folder, &[]);
    folder.write("own.toml", GOOD);
    server.signal("HUP");
    server.stderr_line(|line| line.contains("reloaded: "));
    assert_eq!(server.get("/v1.1/cap.test").status, 200);
}

#[test]
fn a_broken_file_changes_nothing_and_is_told_with_its_place() {
    let folder = Folder::new("reload-broken");
    folder.write("own.toml", GOOD);
    let server = serve(&folder, &[]);
    let before = server.get("/v1.1/cap.test").body;
    folder.write("own.toml", &GOOD.replace("imap.cap.test", "imap2.cap.test"));
    folder.write("broken.toml", &GOOD.replace("993", "\"993\"").replace("cap.test", "x.test"));
    let (code, words) = reload(&server);
    assert_eq!(code, 1, "{words}");
    assert!(words.contains("broken.toml:12:8"), "{words}");
    assert_eq!(server.get("/v1.1/cap.test").body, before, "half of it was taken");
    server.signal("HUP");
    server.stderr_line(|line| line.contains("the old configuration stays in use"));
    assert_eq!(server.get("/v1.1/cap.test").body, before);
    // And when it is mended, all of it comes.
    folder.write("broken.toml", "");
    std::fs::remove_file(folder.path().join("broken.toml")).unwrap();
    assert_eq!(reload(&server).0, 0);
    assert!(server.get("/v1.1/cap.test").text().contains("imap2.cap.test"));
}

#[test]
fn no_request_fails_during_a_hundred_reloads() {
    let folder = Folder::new("reload-load");
    let versions = [GOOD.to_owned(), GOOD.replace("imap.cap.test", "imap2.cap.test")];
    folder.write("own.toml", &versions[0]);
    let server = serve(&folder, &["--log", "off"]);
    let done = AtomicBool::new(false);
    let answered = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let response = server.get("/v1.1/cap.test");
                    let text = response.text();
                    assert_eq!(response.status, 200);
                    let (old, new) = (text.contains("imap.cap.test"), text.contains("imap2.cap.test"));
                    assert!(old != new && text.ends_with("</clientConfig>\n"), "{text}");
                    let query = b"\0\x01\0\0\0\x01\0\0\0\0\0\0\x06_imaps\x04_tcp\x03cap\x04test\0\0\x21\0\x01";
                    let answer = server.udp(query);
                    assert_eq!(answer[3] & 0x0F, 0, "NOERROR");
                    answered.fetch_add(2, Ordering::Relaxed);
                }
            });
        }
        for round in 0..100 {
            folder.write("own.toml", &versions[round % 2]);
            let (code, words) = reload(&server);
            assert_eq!(code, 0, "{words}");
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(answered.load(Ordering::Relaxed) > 100, "{answered:?} answers are no load");
}

#[test]
fn without_a_server_reload_says_so() {
    let path = std::env::temp_dir().join("mailguide-nobody-listens-here");
    let output = mailguide().args(["reload", "--control"]).arg(&path).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(
        words.starts_with("error: no server answers on ") && words.contains("--control"),
        "{words}"
    );
}

#[test]
fn the_control_socket_is_the_users_own_and_goes_with_the_server() {
    use std::os::unix::fs::PermissionsExt;
    let mut server = Mailguide::start(&["--log", "off"]);
    let mode = std::fs::metadata(&server.control).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // A second server does not take it away.
    let output = mailguide()
        .args(["serve", "--http", "127.0.0.1:0", "--dns", "127.0.0.1:0", "--control"])
        .arg(&server.control)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    server.signal("TERM");
    assert_eq!(server.wait(), Some(0));
    assert!(!server.control.exists());
}
