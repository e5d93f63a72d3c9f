//! Whether the server is ready, from its first moment to its last.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::process::Stdio;

use crate::admin;
use crate::support::programs::wait_until;
use crate::support::{Folder, Mailguide, PATIENCE, Response, mailguide};

#[test]
fn it_is_not_ready_while_it_stops_and_is_looked_at_until_the_end() {
    let mut server = Mailguide::start(&["--log", "off"]);
    // A request that has begun holds the server up, as in tests/cli.rs.
    let body = "email=fred@gmail.com";
    let mut stream = TcpStream::connect(server.http).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(
        stream,
        "POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    )
    .unwrap();
    let mut begun = [0; 25];
    stream.read_exact(&mut begun).unwrap();
    server.signal("TERM");
    server.stderr_line(|line| line == "stopping");
    let response = admin(&server, "/readyz");
    assert_eq!(response.status, 503);
    assert_eq!(response.text(), r#"{"reasons":[],"status":"stopping"}"#);
    assert_eq!(admin(&server, "/healthz").status, 200);
    stream.write_all(body.as_bytes()).unwrap();
    assert_eq!(server.wait(), Some(0));
}

/// A directory that takes its time at the start: it is looked at already, and not ready.
#[test]
fn it_is_not_ready_before_it_can_answer() {
    // Takes connections and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let folder = Folder::new("admin-start");
    let file = folder.write(
        "mailguide.toml",
        &format!(
            "[ldap]\nurl = \"ldap://{}\"\nbase = \"dc=example\"\ntimeout = \"20s\"\nservice = \
             \"gmail\"\ndomain_filter = \"(associatedDomain=%EMAILDOMAIN%)\"\n",
            silent.local_addr().unwrap()
        ),
    );
    let control = folder.path().join("control");
    let mut child = mailguide()
        .args(["serve", "--http", "127.0.0.1:0", "--dns", "127.0.0.1:0", "--log", "off"])
        .args(["--config"])
        .arg(file)
        .arg("--control")
        .arg(&control)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let socket = folder.path().join("control.admin");
    let mut connected = None;
    wait_until("the admin listener is there", PATIENCE, || {
        connected = UnixStream::connect(&socket).ok();
        connected.is_some()
    });
    let mut stream = connected.unwrap();
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut received = Vec::new();
    stream.read_to_end(&mut received).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let response = Response::parse(&received);
    assert_eq!(response.status, 503);
    assert_eq!(response.text(), r#"{"reasons":[],"status":"starting"}"#);
}
