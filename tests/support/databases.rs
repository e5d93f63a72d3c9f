//! Databases and directories of a test's own: PostgreSQL, MariaDB, OpenLDAP and SQLite files, each
//! in a temporary folder and on a free port, gone when they are dropped.
//!
//! Use it as `#[path = "support/databases.rs"] mod databases;`.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its part of it")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]
#![allow(clippy::disallowed_types, reason = "tests open sockets and files")]
#![allow(clippy::disallowed_methods, reason = "tests read files and the environment")]

use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::support::ports::free_port;

/// How long a server may take to start or to stop. Those that recover on a busy machine take long.
const PATIENCE: Duration = Duration::from_secs(60);
/// The user that tables are read with. It may do nothing else.
pub const READER: &str = "reader";
/// Its password, with all in it that is special in a URL.
pub const PASSWORD: &str = "pa/ss@w:rd?#%";
/// The same in a URL.
pub const PASSWORD_IN_URL: &str = "pa%2Fss%40w%3Ard%3F%23%25";

/// Returns what is there, or says that the test is skipped. `.ci/run` installs it all and sets
/// `MAILGUIDE_REQUIRE_PEERS`, which makes a missing program a failure.
fn found(programs: &[&str]) -> Option<Vec<PathBuf>> {
    let mut folders: Vec<PathBuf> = ["/usr/sbin", "/usr/bin"].map(PathBuf::from).to_vec();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin")).collect();
    versions.sort();
    folders.extend(versions.into_iter().next_back());
    let find = |program| {
        let paths = folders.iter().map(|folder| folder.join(program));
        paths.into_iter().find(|path| path.exists()).ok_or(program)
    };
    match programs.iter().copied().map(find).collect::<Result<_, &str>>() {
        Ok(paths) => Some(paths),
        Err(program) => {
            let required = std::env::var_os("MAILGUIDE_REQUIRE_PEERS").is_some();
            assert!(!required, "{program} is not installed, but all peers are required");
            eprintln!("SKIPPED: {program} is not installed");
            None
        }
    }
}

/// A temporary folder, removed when it is dropped.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("mailguide-databases-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        // Servers run as users of their own.
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
        Self(path)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs a program to its end, with a text for it to read, and returns what it says.
fn run(command: &mut Command, input: &str) -> String {
    let shown = format!("{command:?}");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{shown}: {error}"));
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writing = std::thread::spawn(move || {
        // A program that has failed reads no further; its exit code tells.
        let _ = stdin.write_all(input.as_bytes());
    });
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{shown}: {told}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

/// A program that runs as `user` where we are root: database servers refuse to be root.
fn as_user(user: &str, program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", user, "--regid", user, "--clear-groups", "--"]).arg(program);
    command
}

fn give_to(user: &str, path: &Path) {
    if is_root() {
        run(Command::new("chown").args(["-R", &format!("{user}:")]).arg(path), "");
    }
}

/// A server, as it runs, stands still, or is gone.
struct Process {
    command: Box<dyn Fn() -> Command + Send + Sync>,
    is_ready: Box<dyn Fn() -> bool + Send + Sync>,
    /// What makes it leave at once. PostgreSQL's children would survive a `KILL`.
    end_signal: &'static str,
    log: PathBuf,
    child: Option<Child>,
}

impl Process {
    fn start(&mut self) {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let log = std::fs::File::options().create(true).append(true).open(&self.log).unwrap();
            let mut command = (self.command)();
            command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
            let child = self.child.insert(command.process_group(0).spawn().unwrap());
            // One that finds the traces of its predecessor may give up, and be started again.
            while begun.elapsed() < PATIENCE && child.try_wait().unwrap().is_none() {
                if (self.is_ready)() {
                    return;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let last: Vec<&str> = log.lines().rev().take(20).collect();
        panic!("it did not start; the last it said was {last:#?}");
    }

    fn signal(&self, name: &str) {
        let Some(child) = &self.child else { return };
        let group = format!("-{}", child.id());
        let _ = Command::new("kill").args(["-s", name, "--", &group]).status();
    }

    /// Lets it stand still, and waits until all of its threads do: until then it may answer.
    fn pause(&self) {
        self.signal("STOP");
        let Some(child) = &self.child else { return };
        let threads = format!("/proc/{}/task", child.id());
        let stands = |thread: std::fs::DirEntry| {
            let status = std::fs::read_to_string(thread.path().join("status")).unwrap_or_default();
            status.lines().any(|line| line.starts_with("State:\tT"))
        };
        let begun = Instant::now();
        while !std::fs::read_dir(&threads).unwrap().flatten().all(stands) {
            assert!(begun.elapsed() < PATIENCE, "it goes on");
            std::thread::yield_now();
        }
    }

    fn stop(&mut self) {
        self.signal(self.end_signal);
        self.signal("CONT");
        let begun = Instant::now();
        let Some(mut child) = self.child.take() else { return };
        while child.try_wait().unwrap().is_none() {
            if begun.elapsed() > PATIENCE / 4 {
                let _ = child.kill();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}

fn is_quiet_success(command: &mut Command) -> bool {
    let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// An authority and a certificate of it for 127.0.0.1 and localhost.
struct Certificates {
    authority: PathBuf,
    certificate: PathBuf,
    key: PathBuf,
}

impl Certificates {
    fn make(openssl: &Path, folder: &Folder) -> Self {
        let path = |name: &str| folder.text(name);
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout"];
        let mut request = Command::new(openssl);
        request.args(["req", "-x509", "-days", "2", "-subj", "/CN=Test authority"]).args(key);
        run(request.args([path("authority.key"), "-out".into(), path("authority.pem")]), "");
        let mut request = Command::new(openssl);
        request.args(["req", "-subj", "/CN=localhost"]).args(key);
        run(request.args([path("server.key"), "-out".into(), path("server.csr")]), "");
        folder.write("names", "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
        let mut sign = Command::new(openssl);
        sign.args(["x509", "-req", "-days", "2", "-CAcreateserial", "-in", &path("server.csr")]);
        sign.args(["-CA", &path("authority.pem"), "-CAkey", &path("authority.key")]);
        run(sign.args(["-extfile", &path("names"), "-out", &path("server.pem")]), "");
        Self {
            authority: folder.path("authority.pem"),
            certificate: folder.path("server.pem"),
            key: folder.path("server.key"),
        }
    }
}

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

/// An OpenLDAP server with the base `dc=example,dc=org`.
pub struct Slapd {
    process: Process,
    ldapadd: PathBuf,
    port: u16,
    tls_port: u16,
    certificates: Certificates,
    folder: Folder,
}

impl Slapd {
    /// Its administrator.
    pub const ADMIN: &str = "cn=admin,dc=example,dc=org";

    /// Starts one with further lines for the global part of its configuration, unless it is not
    /// installed. With `with_tls` it has a certificate.
    pub fn start(with_tls: bool, configuration: &str) -> Option<Self> {
        let programs = ["slapd", "ldapadd", "ldapsearch", "openssl"];
        let [slapd, ldapadd, ldapsearch, openssl]: [PathBuf; 4] =
            found(&programs)?.try_into().unwrap();
        let folder = Folder::new();
        let certificates = Certificates::make(&openssl, &folder);
        std::fs::create_dir(folder.path("data")).unwrap();
        let tls = match with_tls {
            false => String::new(),
            true => format!(
                "TLSCACertificateFile {}\nTLSCertificateFile {}\nTLSCertificateKeyFile {}\n",
                certificates.authority.display(),
                certificates.certificate.display(),
                certificates.key.display(),
            ),
        };
        let configuration = format!(
            "include /etc/ldap/schema/core.schema\n\
             include /etc/ldap/schema/cosine.schema\n\
             include /etc/ldap/schema/inetorgperson.schema\n\
             modulepath /usr/lib/ldap\nmoduleload back_mdb\n\
             pidfile {pid}\n{tls}{configuration}\n\
             database mdb\nsuffix dc=example,dc=org\nrootdn {admin}\nrootpw {PASSWORD}\n\
             directory {data}\ndbnosync\nindex objectClass,mail,uid,associatedDomain eq\n",
            pid = folder.text("pid"),
            admin = Self::ADMIN,
            data = folder.text("data"),
        );
        let file = folder.write("slapd.conf", &configuration);
        let (port, tls_port) = (free_port(), free_port());
        let mut urls = format!("ldap://127.0.0.1:{port}/ ldapi://{}/", in_url(&folder));
        if with_tls {
            urls.push_str(&format!(" ldaps://127.0.0.1:{tls_port}/"));
        }
        let command = move || {
            let mut command = Command::new(&slapd);
            command.arg("-f").arg(&file).args(["-h", &urls, "-d", "0"]);
            command
        };
        let socket = format!("ldapi://{}", in_url(&folder));
        let is_ready = move || {
            let mut search = Command::new(&ldapsearch);
            search.args(["-x", "-H", &socket, "-D", Self::ADMIN, "-w", PASSWORD]);
            is_quiet_success(search.args(["-s", "base", "-b", "", "-LLL"]))
        };
        let mut process = Process {
            command: Box::new(command),
            is_ready: Box::new(is_ready),
            end_signal: "KILL",
            log: folder.path("log"),
            child: None,
        };
        process.start();
        let server = Self { process, ldapadd, port, tls_port, certificates, folder };
        server.ldif(
            "dn: dc=example,dc=org\nobjectClass: dcObject\nobjectClass: organization\n\
             dc: example\no: Example\n",
        );
        Some(server)
    }

    /// Adds entries.
    pub fn ldif(&self, text: &str) {
        let mut add = Command::new(&self.ldapadd);
        add.args(["-x", "-H", &self.socket_url(), "-D", Self::ADMIN, "-w", PASSWORD]);
        run(&mut add, text);
    }

    /// `ldap://`.
    pub fn url(&self) -> String {
        format!("ldap://127.0.0.1:{}", self.port)
    }

    /// `ldaps://`.
    pub fn tls_url(&self) -> String {
        format!("ldaps://127.0.0.1:{}", self.tls_port)
    }

    /// `ldapi://`.
    pub fn socket_url(&self) -> String {
        format!("ldapi://{}", in_url(&self.folder))
    }

    /// The authority of the server's certificate.
    pub fn authority(&self) -> &Path {
        &self.certificates.authority
    }

    /// Takes the server away at once, as a crash would.
    pub fn stop(&mut self) {
        self.process.stop();
    }

    /// Brings it back on the same ports, and waits until it answers.
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
}

/// The path of the socket, as it stands in a URL.
fn in_url(folder: &Folder) -> String {
    folder.text("socket").replace('/', "%2F")
}

/// A SQLite file.
pub struct SqliteFile {
    folder: Folder,
}

impl SqliteFile {
    /// Creates and fills one.
    pub fn create(text: &str) -> Self {
        let file = Self { folder: Folder::new() };
        file.sql(text);
        file
    }

    /// A table `domain` with `customer-1.example` to `customer-<number>.example`.
    pub fn create_domains(number: usize) -> Self {
        Self::create(&format!(
            "CREATE TABLE domain (name VARCHAR(255) PRIMARY KEY);
             INSERT INTO domain
             WITH RECURSIVE numbers (n) AS
               (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {number})
             SELECT 'customer-' || n || '.example' FROM numbers"
        ))
    }

    /// Runs SQL.
    pub fn sql(&self, text: &str) {
        let text = text.to_owned();
        let url = format!("{}?mode=rwc", self.url());
        // A test may have a runtime already, in which no other can be entered.
        let running = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                use sqlx::{Connection, Executor};
                let mut file = sqlx::SqliteConnection::connect(&url).await.unwrap();
                file.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(text))).await.unwrap();
                file.close().await.unwrap();
            });
        });
        running.join().unwrap();
    }

    /// Where it lies.
    pub fn path(&self) -> PathBuf {
        self.folder.path("mail.db")
    }

    /// How it is opened.
    pub fn url(&self) -> String {
        format!("sqlite:{}", self.path().display())
    }
}
