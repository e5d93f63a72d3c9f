//! A MariaDB server of a test.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::process::Process;
use super::{
    Certificates, Folder, PASSWORD, PASSWORD_IN_URL, READER, as_user, found, give_to,
    is_quiet_success, run,
};
use crate::support::ports::free_port;

/// A MariaDB server.
pub struct MariaDb {
    process: Process,
    client: PathBuf,
    port: u16,
    certificates: Certificates,
    folder: Folder,
}

impl MariaDb {
    /// Starts one, unless it is not installed.
    pub fn start() -> Option<Self> {
        let programs = ["mariadb-install-db", "mariadbd", "mariadb", "openssl"];
        let [install, mariadbd, client, openssl]: [PathBuf; 4] =
            found(&programs)?.try_into().unwrap();
        let folder = Folder::new();
        let certificates = Certificates::make(&openssl, &folder);
        // A server that starts removes all temporary tables that it finds, also those of others.
        for name in ["data", "tmp"] {
            std::fs::create_dir(folder.path(name)).unwrap();
        }
        let temporary = folder.path("tmp");
        give_to("mysql", &folder.0);
        let mut init = as_user("mysql", &install);
        init.current_dir("/").env("TMPDIR", &temporary).args(["--no-defaults"]);
        init.arg(format!("--datadir={}", folder.text("data")));
        init.args(["--auth-root-authentication-method=normal", "--skip-test-db"]);
        run(init.args(["--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0"]), "");
        let port = free_port();
        let arguments = [
            "--no-defaults".to_owned(),
            format!("--datadir={}", folder.text("data")),
            format!("--socket={}", folder.text("socket")),
            format!("--pid-file={}", folder.text("pid")),
            format!("--port={port}"),
            format!("--ssl-ca={}", certificates.authority.display()),
            format!("--ssl-cert={}", certificates.certificate.display()),
            format!("--ssl-key={}", certificates.key.display()),
            "--bind-address=127.0.0.1".to_owned(),
            "--skip-log-bin".to_owned(),
            "--skip-name-resolve".to_owned(),
            "--innodb-buffer-pool-size=32M".to_owned(),
            "--innodb-flush-log-at-trx-commit=0".to_owned(),
        ];
        let command = move || {
            let mut command = as_user("mysql", &mariadbd);
            command.current_dir("/").env("TMPDIR", &temporary).args(&arguments);
            command
        };
        let ask = asking_mariadb(&client, &folder);
        let is_ready = move || is_quiet_success(ask().args(["-e", "SELECT 1"]));
        let mut process = Process {
            command: Box::new(command),
            is_ready: Box::new(is_ready),
            end_signal: "KILL",
            log: folder.path("log"),
            child: None,
        };
        process.start();
        let server = Self { process, client, port, certificates, folder };
        server.sql("", &format!("CREATE USER {READER}@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'"));
        Some(server)
    }

    /// Creates a database, fills it, and lets the reader read all its tables.
    pub fn create(&self, database: &str, text: &str) {
        self.sql("", &format!("CREATE DATABASE {database} CHARACTER SET utf8mb4"));
        self.sql(database, text);
        self.sql("", &format!("GRANT SELECT ON {database}.* TO {READER}@'127.0.0.1'"));
    }

    /// Runs SQL as the administrator, and returns what comes back, a row a line.
    pub fn sql(&self, database: &str, text: &str) -> String {
        let ask = asking_mariadb(&self.client, &self.folder);
        run(ask().args(["-N", "-B", database]), text)
    }

    /// How the reader reaches a database.
    pub fn url(&self, database: &str) -> String {
        format!("mysql://{READER}:{PASSWORD_IN_URL}@127.0.0.1:{}/{database}", self.port)
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

    /// Lets the server stand still: it takes connections, and says nothing.
    pub fn pause(&self) {
        self.process.pause();
    }

    /// Lets it go on.
    pub fn resume(&self) {
        self.process.signal("CONT");
    }

    /// A table `domain` with `customer-1.example` to `customer-<number>.example`.
    pub fn create_domains(&self, database: &str, number: usize) {
        self.create(
            database,
            &format!(
                "CREATE TABLE domain (name VARCHAR(255) PRIMARY KEY);
                 INSERT INTO domain
                 SELECT CONCAT('customer-', seq, '.example') FROM seq_1_to_{number};"
            ),
        );
    }
}

fn asking_mariadb(client: &Path, folder: &Folder) -> impl Fn() -> Command + use<> {
    let client = client.to_owned();
    let socket = folder.text("socket");
    move || {
        let mut command = Command::new(&client);
        command.args(["--no-defaults", "--user=root", "--socket", &socket]);
        command
    }
}
