//! A PostgreSQL server of a test.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::process::Process;
use super::{
    Certificates, Folder, PASSWORD, PASSWORD_IN_URL, READER, as_user, found, give_to,
    is_quiet_success, run,
};
use crate::support::ports::free_port;

/// A PostgreSQL server.
pub struct Postgres {
    process: Process,
    psql: PathBuf,
    port: u16,
    certificates: Certificates,
    folder: Folder,
}

impl Postgres {
    /// Starts one, unless it is not installed.
    pub fn start() -> Option<Self> {
        let [initdb, postgres, psql, openssl]: [PathBuf; 4] =
            found(&["initdb", "postgres", "psql", "openssl"])?.try_into().unwrap();
        let folder = Folder::new();
        let certificates = Certificates::make(&openssl, &folder);
        std::fs::set_permissions(&certificates.key, PermissionsExt::from_mode(0o600)).unwrap();
        give_to("postgres", &folder.0);
        let mut init = as_user("postgres", &initdb);
        init.current_dir("/").args(["--pgdata", &folder.text("data"), "--username=admin"]);
        init.args(["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]);
        run(init.args(["--auth-local=trust", "--auth-host=scram-sha-256"]), "");
        let port = free_port();
        let arguments = [
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={port}"),
            format!("unix_socket_directories={}", folder.0.display()),
            format!("ssl_cert_file={}", certificates.certificate.display()),
            format!("ssl_key_file={}", certificates.key.display()),
            "ssl=on".to_owned(),
            "fsync=off".to_owned(),
            "shared_buffers=16MB".to_owned(),
            "max_connections=30".to_owned(),
        ];
        let data = folder.text("data");
        let command = move || {
            let mut command = as_user("postgres", &postgres);
            command.current_dir("/").args(["-D", &data]);
            for argument in &arguments {
                command.args(["-c", argument]);
            }
            command
        };
        let ask = asking_postgres(&psql, &folder, port, "postgres");
        let is_ready = move || is_quiet_success(ask().args(["-c", "SELECT 1"]));
        let mut process = Process {
            command: Box::new(command),
            is_ready: Box::new(is_ready),
            end_signal: "QUIT",
            log: folder.path("log"),
            child: None,
        };
        process.start();
        let server = Self { process, psql, port, certificates, folder };
        server.sql("postgres", &format!("CREATE ROLE {READER} LOGIN PASSWORD '{PASSWORD}'"));
        Some(server)
    }

    /// Creates a database, fills it, and lets the reader read all its tables.
    pub fn create(&self, database: &str, text: &str) {
        self.sql("postgres", &format!("CREATE DATABASE {database}"));
        self.sql(database, text);
        self.sql(database, &format!("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {READER}"));
    }

    /// Runs SQL as the administrator, and returns what comes back, a row a line.
    pub fn sql(&self, database: &str, text: &str) -> String {
        let ask = asking_postgres(&self.psql, &self.folder, self.port, database);
        run(ask().args(["-f", "-"]), text)
    }

    /// How the reader reaches a database.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{READER}:{PASSWORD_IN_URL}@127.0.0.1:{}/{database}", self.port)
    }

    /// The authority of the server's certificate.
    pub fn authority(&self) -> &Path {
        &self.certificates.authority
    }

    /// Takes the server away at once, as a crash would.
    pub fn stop(&mut self) {
        self.process.stop();
    }

    /// Brings it back on the same port, and waits until it answers.
    pub fn start_again(&mut self) {
        self.process.start();
    }

    /// A table `domain` with `customer-1.example` to `customer-<number>.example`.
    pub fn create_domains(&self, database: &str, number: usize) {
        self.create(
            database,
            &format!(
                "CREATE TABLE domain (name VARCHAR(255) PRIMARY KEY);
                 INSERT INTO domain
                 SELECT 'customer-' || n || '.example' FROM generate_series(1, {number}) AS n;
                 ANALYZE"
            ),
        );
    }
}

fn asking_postgres(
    psql: &Path,
    folder: &Folder,
    port: u16,
    database: &str,
) -> impl Fn() -> Command + use<> {
    let psql = psql.to_owned();
    let host = folder.0.display().to_string();
    let (port, database) = (port.to_string(), database.to_owned());
    move || {
        let mut command = Command::new(&psql);
        command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "admin"]);
        command.args(["-h", &host, "-p", &port, "-d", &database]);
        command
    }
}
