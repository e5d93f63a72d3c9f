//! Where the admin listener is, who reaches it, and who is cut off.

use std::hash::RandomState;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::process::Output;
use std::sync::Arc;

use mailguide::admin::server::{self, AdminListener, Node};
use mailguide::metrics::Metrics;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::{Folder, Mailguide, Response, mailguide};
use crate::{admin, admin_request, socket, words};

#[test]
fn the_listener_is_the_users_own_and_goes_with_the_server() {
    let mut server = Mailguide::start(&["--log", "off"]);
    let mode = std::fs::metadata(socket(&server)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(admin(&server, "/healthz").text(), "ok\n");
    assert_eq!(admin(&server, "/readyz").text(), r#"{"reasons":[],"status":"ok"}"#);
    assert_eq!(admin(&server, "/nowhere").status, 404);
    let refused = admin_request(&server, "POST", "/metrics");
    assert_eq!((refused.status, refused.header("allow")), (405, Some("GET, HEAD")));
    let head = admin_request(&server, "HEAD", "/metrics");
    assert!(head.status == 200 && head.body.is_empty());
    assert_eq!(server.get("/metrics").status, 404, "the public front has none of it");
    server.signal("TERM");
    assert_eq!(server.wait(), Some(0));
    assert!(!socket(&server).exists());
}

#[test]
fn the_listener_is_where_it_is_configured_to_be() {
    let get = |address: &str| {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let mut received = Vec::new();
        stream.read_to_end(&mut received).unwrap();
        Response::parse(&received).status
    };
    let server = Mailguide::start(&["--log", "off", "--admin", "127.0.0.1:0"]);
    assert_eq!(get(server.admin.as_deref().unwrap()), 200);
    assert!(!socket(&server).exists());

    let folder = Folder::new("admin");
    let path = format!("unix:{}/socket", folder.path().display());
    let server = Mailguide::start(&["--log", "off", "--admin", &path]);
    assert_eq!(server.admin.as_deref(), Some(path.as_str()));
    let taken = serve(&["--admin", &path], &[]);
    assert_eq!(taken.status.code(), Some(2), "{taken:?}");
    assert!(
        words(&taken).contains("another program listens there; name another place with --admin")
    );

    let server = Mailguide::start(&["--log", "off", "--admin", "off"]);
    assert_eq!(server.admin, None);
    assert!(!socket(&server).exists());
}

/// Runs `mailguide serve` that is expected to end by itself.
fn serve(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let folder = Folder::new("admin-serve");
    let control = folder.path().join("control");
    mailguide()
        .args(["serve", "--http", "127.0.0.1:0", "--dns", "127.0.0.1:0", "--control"])
        .arg(control)
        .args(arguments)
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}

#[test]
fn others_do_not_reach_it_without_the_operators_word() {
    for address in ["0.0.0.0:8081", "192.0.2.1:8081", "[::]:8081"] {
        let refused = serve(&["--admin", address], &[]);
        assert_eq!(refused.status.code(), Some(2), "{refused:?}");
        assert_eq!(
            words(&refused),
            format!(
                "error: --admin: admin.listen is {address}, which others can reach; name a \
                 loopback address or unix:/path, or set admin.allow_remote = true\n"
            )
        );
    }
    // With it, it is the address alone that decides: this one is in use.
    let listener = TcpListener::bind("0.0.0.0:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let taken = serve(&["--admin", &address], &[("MAILGUIDE__ADMIN__ALLOW_REMOTE", "true")]);
    assert_eq!(taken.status.code(), Some(2), "{taken:?}");
    assert!(words(&taken).contains("another program uses the port"), "{}", words(&taken));
}

/// Who says half a sentence and no more is not waited for without end.
#[tokio::test(start_paused = true)]
async fn a_slow_monitor_is_cut_off() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let node = Arc::new(Node::new(Arc::new(Metrics::new(RandomState::new()))));
    tokio::spawn(server::serve(AdminListener::Tcp(listener), node));
    let start = tokio::time::Instant::now();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHo").await.unwrap();
    let mut received = Vec::new();
    stream.read_to_end(&mut received).await.unwrap();
    let waited = start.elapsed();
    assert!((14..=31).contains(&waited.as_secs()), "cut after {waited:?}");
}
