//! The control socket, and `mailguide status`, which asks it.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::databases::SqliteFile;
use crate::exposition::numbers;
use crate::support::programs::wait_until;
use crate::support::{Folder, Mailguide, PATIENCE, mailguide};
use crate::{admin, ask, words};

#[test]
fn status_tells_what_is_missing_and_is_right_again() {
    let database = SqliteFile::create_domains(3);
    let folder = Folder::new("admin-status");
    let good = format!(
        "[directory]\nremember = \"50ms\"\nremember_missing = \"50ms\"\n[sql]\nurl = \
         \"{}\"\ndomain_query = \"SELECT name FROM domain WHERE name = :domain\"\nservice = \
         \"google-workspace\"\n",
        database.url()
    );
    let file = folder.write("mailguide.toml", &good);
    let server = Mailguide::start(&["--log", "off", "--config", file.to_str().unwrap()]);
    let status = || {
        let (code, text) = ask(&server, &["status", "--json"]);
        (code, serde_json::from_str::<Value>(&text).unwrap())
    };
    let (code, json) = status();
    assert_eq!((code, &json["status"]), (0, &Value::from("ok")));
    assert_eq!(json["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(json["directories"]["sql"], "ok");
    assert!(json["domains"].as_u64().unwrap() > 100 && json["zone_serial"].as_u64().is_some());
    let (code, text) = ask(&server, &["status"]);
    assert_eq!(code, 0);
    let start = format!("mailguide {}: ok, up ", env!("CARGO_PKG_VERSION"));
    assert!(text.starts_with(&start) && text.contains("\ndirectory    sql: ok\n"), "{text}");
    assert_eq!(admin(&server, "/readyz").text(), r#"{"reasons":[],"status":"ok"}"#);

    // The table goes away: what was asked before is still answered, and everybody is told.
    let known = || server.get("/v1.1/customer-1.example").status;
    let sql = |name: &str| format!("mailguide_directory_{name}");
    assert_eq!(known(), 200);
    let asked = numbers(&server)[&sql("questions_total{directory=\"sql\"}")];
    database.sql("ALTER TABLE domain RENAME TO elsewhere");
    wait_until("the directory has failed", PATIENCE, || {
        assert_eq!(known(), 200);
        admin(&server, "/readyz").text().contains("degraded")
    });
    let response = admin(&server, "/readyz");
    assert_eq!(response.status, 200, "what is remembered goes on being served");
    assert_eq!(
        response.text(),
        r#"{"reasons":["directory sql: query_failed"],"status":"degraded"}"#
    );
    let (code, json) = status();
    assert_eq!((code, &json["directories"]["sql"]), (1, &Value::from("query_failed")));
    let now = numbers(&server);
    assert!(now[&sql("failures_total{directory=\"sql\",fault=\"query_failed\"}")] >= 1.0);
    assert!(now[&sql("remembered_total{age=\"old\"}")] >= 1.0);
    assert!(now[&sql("questions_total{directory=\"sql\"}")] > asked);
    assert_eq!(now[&sql("healthy{directory=\"sql\"}")], 0.0);
    assert_eq!((now["mailguide_degraded"], now["mailguide_ready"]), (1.0, 1.0));
    database.sql("ALTER TABLE elsewhere RENAME TO domain");
    wait_until("the directory answers again", PATIENCE, || {
        server.get("/v1.1/customer-2.example");
        status().0 == 0
    });

    // A reload that is refused is told with its fault, on this machine alone.
    folder.write("mailguide.toml", &good.replace("remember =", "remembers ="));
    assert_eq!(ask(&server, &["reload"]).0, 1);
    let (code, text) = ask(&server, &["status"]);
    assert_eq!(code, 1);
    assert!(text.contains("\nrefused ") && text.contains("remembers"), "{text}");
    let response = admin(&server, "/readyz");
    assert!(response.text().contains("the last reload was refused"), "{}", response.text());
    assert!(!response.text().contains("remembers"), "{}", response.text());
    let now = numbers(&server);
    assert_eq!(now["mailguide_configuration_last_load_successful"], 0.0);
    assert_eq!(now["mailguide_configuration_loads_total{outcome=\"refused\"}"], 1.0);
    folder.write("mailguide.toml", &good);
    assert_eq!(ask(&server, &["reload"]).0, 0);
    assert_eq!(status().0, 0);
    assert_eq!(numbers(&server)["mailguide_configuration_loads_total{outcome=\"loaded\"}"], 2.0);
}

/// Somebody who connects and says nothing keeps nobody else from being answered.
#[test]
fn the_control_socket_knows_its_commands_and_waits_for_nobody() {
    let server = Mailguide::start(&["--log", "off"]);
    let silent: Vec<UnixStream> =
        (0..4).map(|_| UnixStream::connect(&server.control).unwrap()).collect();
    let say = |command: &[u8]| {
        let mut stream = UnixStream::connect(&server.control).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(command).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        reply
    };
    let start = Instant::now();
    assert!(say(b"status\n").starts_with("ok\n{\"status\":\"ok\","));
    assert!(say(b"figures\n").starts_with("ok\n{\"status\":{"));
    let unknown = "error\nthe commands are: reload, status, figures, certificates, renew NAME, \
                   revoke NAME\n";
    assert!(say(b"renew autoconfig.example.org\n").starts_with("error\nthis server orders no"));
    assert_eq!(say(b"shutdown\n"), unknown);
    assert_eq!(say(&[b'x'; 320]), unknown, "no more than a command is read");
    assert!(start.elapsed() < Duration::from_secs(4), "those who are silent are given 5 s");
    drop(silent);
}

#[test]
fn without_a_server_status_and_top_say_so() {
    let path = std::env::temp_dir().join("mailguide-no-server-is-here");
    for command in ["status", "top"] {
        let output = mailguide().args([command, "--control"]).arg(&path).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{command}");
        assert!(words(&output).starts_with("error: no server answers on "), "{}", words(&output));
    }
}
