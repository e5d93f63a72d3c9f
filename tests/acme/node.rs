//! A server that orders certificates, and a client that asks it over HTTPS.

use std::process::Command;

use crate::authority::{World, wait_until};
use crate::support::programs::have;
use crate::support::{Mailguide, mailguide};

/// The programs that the tests need, or nothing where one is missing and may be.
pub(crate) fn peers() -> Option<()> {
    have(&["pebble", "pebble-challtestsrv", "curl", "openssl", "unbound"]).then_some(())
}

/// Services of the operator, as a file has them.
pub(crate) const SERVICE: &str = r#"
[[service]]
id = "standard"

[[service.incoming]]
protocol = "imap"
host = "imap.%EMAILDOMAIN%"
port = 993
tls = "implicit"
username = "address"
authentication = ["password"]

[[service.outgoing]]
protocol = "smtp"
host = "smtp.%EMAILDOMAIN%"
port = 465
tls = "implicit"
username = "address"
authentication = ["password"]

[[service]]
id = "small"
autodiscover = false

[[service.incoming]]
protocol = "imap"
host = "imap.%EMAILDOMAIN%"
port = 143
tls = "starttls"
username = "address"
authentication = ["password"]

[[service.outgoing]]
protocol = "smtp"
host = "smtp.%EMAILDOMAIN%"
port = 587
tls = "starttls"
username = "address"
authentication = ["password"]
"#;

/// A domain of that service.
pub(crate) fn domain(name: &str) -> String {
    format!("[[domain]]\nname = \"{name}\"\nservice = \"standard\"\n")
}

/// A domain with one host alone, so that there is one order: PACC knows no STARTTLS.
pub(crate) fn small_domain(name: &str) -> String {
    format!("[[domain]]\nname = \"{name}\"\nservice = \"small\"\n")
}

/// A configuration: the authority, further settings below `[acme]`, and domains.
pub(crate) fn configuration(world: &World, acme: &str, rest: &str) -> String {
    format!(
        "[state]\nfolder = \"state\"\n[tls]\nlisten = \"127.0.0.1:0\"\n[acme]\n\
         directory = \"{}\"\naccept_terms = true\nca_file = \"authority.pem\"\n{acme}\n{rest}",
        world.directory()
    )
}

/// Starts a server in the folder of the world, and leads the ports of the names to it.
pub(crate) fn start(world: &World) -> Mailguide {
    let node = Mailguide::start_in(world.folder.path(), &[]);
    world.http.lead_to(node.http);
    world.https.lead_to(node.https.unwrap());
    node
}

/// Ends a server as a crash would.
pub(crate) fn kill(id: u32) {
    let status = Command::new("kill").args(["-s", "KILL", &id.to_string()]).status().unwrap();
    assert!(status.success());
}

/// What curl says to a host that must have a certificate of the authority.
pub(crate) fn curl(world: &World, node: &Mailguide, host: &str) -> Result<String, String> {
    let port = node.https.unwrap().port();
    let output = Command::new("curl")
        .args(["--silent", "--show-error", "--max-time", "20", "--cacert"])
        .arg(world.issued_root())
        .args(["--resolve", &format!("{host}:{port}:127.0.0.1")])
        .arg(format!("https://{host}:{port}/health"))
        .output()
        .unwrap();
    match output.status.success() {
        true => Ok(String::from_utf8(output.stdout).unwrap()),
        false => Err(String::from_utf8(output.stderr).unwrap()),
    }
}

/// Waits until a host is answered over HTTPS that clients trust.
pub(crate) fn wait_for_certificate(world: &World, node: &Mailguide, host: &str) {
    wait_until(&format!("{host} has a certificate"), || curl(world, node, host).is_ok());
}

/// The serial of the certificate that a host shows, in hexadecimal.
pub(crate) fn serial(node: &Mailguide, host: &str) -> String {
    let port = node.https.unwrap().port();
    let script = format!(
        "openssl s_client -connect 127.0.0.1:{port} -servername {host} </dev/null 2>/dev/null | \
         openssl x509 -noout -serial"
    );
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().trim_start_matches("serial=").to_owned()
}

/// Runs `mailguide certificates`: its exit code and what it printed.
pub(crate) fn certificates(node: &Mailguide, arguments: &[&str]) -> (i32, String) {
    let output = mailguide()
        .arg("certificates")
        .args(arguments)
        .arg("--control")
        .arg(&node.control)
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

/// What the server says of a name.
pub(crate) fn told(node: &Mailguide, host: &str) -> serde_json::Value {
    let (_, text) = certificates(node, &["list", "--json"]);
    let list: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}"));
    let names = list["names"].as_array().unwrap();
    names.iter().find(|name| name["name"] == host).cloned().unwrap_or_default()
}
