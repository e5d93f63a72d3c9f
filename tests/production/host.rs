//! The host of the node: what the README has an operator write, the authority, and the service
//! manager.

use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Step;
use crate::certificates::Authority;

pub(crate) const README: &str = include_str!("../../README.md");
/// The address in the README.
pub(crate) const PUBLIC_ADDRESS: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 1);
/// Whose file is written: the first of each section.
pub(crate) const SECTIONS: [&str; 2] =
    ["A hoster with a hundred thousand domains in SQL", "Certificates from an authority"];
/// Where the package has it.
const CONFIGURATION: &str = "/etc/mailguide/mailguide.toml";
const ENVIRONMENT: &str = "/etc/mailguide/environment";
const DATABASE: &str = "/srv/mail/mail.db";
const DIRECTORY: &str = "https://localhost:14000/dir";
const PEBBLE: &str = "127.0.0.1:14000";
const PEBBLE_MANAGEMENT: &str = "127.0.0.1:15000";
const PATIENCE: Duration = Duration::from_secs(60);

/// A host with an authority; all that runs there ends with its namespace.
pub(crate) struct Host {
    folder: PathBuf,
    program: PathBuf,
}

impl Host {
    /// Writes what the README says, and starts the authority, which asks the node itself for names.
    pub(crate) fn set_up() -> Self {
        let folder = PathBuf::from("/run/mailguide-test");
        for path in [folder.as_path(), Path::new("/etc/mailguide"), Path::new("/srv/mail")] {
            std::fs::create_dir_all(path).unwrap();
        }
        let blocks: Vec<&str> = SECTIONS.map(first_file).to_vec();
        std::fs::write(CONFIGURATION, blocks.join("\n")).unwrap();
        let (_, table) = README.split_once("```sql\n").unwrap();
        let (table, _) = table.split_once("```").unwrap();
        sql(table);
        let host = Self { program: folder.join("mailguide"), folder };
        host.install();
        host.start_authority();
        host
    }

    /// Puts the program in its place, as a package does: whole, under the same name.
    fn install(&self) {
        let new = self.program.with_extension("new");
        std::fs::copy(env!("CARGO_BIN_EXE_mailguide"), &new).unwrap();
        std::fs::rename(new, &self.program).unwrap();
    }

    fn start_authority(&self) {
        let authority = Authority::new();
        let root = self.folder.join("authority.pem");
        std::fs::write(&root, authority.root()).unwrap();
        let issued = authority.issue(&["localhost"]);
        let (chain, key) = (self.folder.join("pebble.pem"), self.folder.join("pebble.key"));
        std::fs::write(&chain, issued.chain).unwrap();
        std::fs::write(&key, issued.key).unwrap();
        let config = serde_json::json!({ "pebble": {
            "listenAddress": PEBBLE,
            "managementListenAddress": PEBBLE_MANAGEMENT,
            "certificate": chain,
            "privateKey": key,
            "httpPort": 80,
            "tlsPort": 443,
            "ocspResponderURL": "",
            "externalAccountBindingRequired": false,
        } });
        let config_file = self.folder.join("pebble.json");
        std::fs::write(&config_file, config.to_string()).unwrap();
        let log = std::fs::File::create(self.folder.join("pebble.log")).unwrap();
        let mut pebble = Command::new("pebble");
        pebble.args(["-strict", "-dnsserver", "127.0.0.1:53", "-config"]).arg(config_file);
        // It looks for names and certificates a while later than asked, and refuses some requests, as
        // authorities do.
        let log_too = log.try_clone().unwrap();
        leave(pebble.stdout(log).stderr(log_too).spawn().unwrap());
        wait_until("Pebble listens", || TcpStream::connect(PEBBLE).is_ok());
        // The only difference from the README: another authority.
        let environment = format!(
            "MAILGUIDE__ACME__DIRECTORY={DIRECTORY}\nMAILGUIDE__ACME__CA_FILE={}\n",
            root.display(),
        );
        std::fs::write(ENVIRONMENT, environment).unwrap();
    }

    /// The root of what the authority issues.
    pub(crate) fn authority_root(&self) -> String {
        let output = Command::new("curl")
            .args(["--silent", "--show-error", "--max-time", "20", "--cacert"])
            .arg(self.folder.join("authority.pem"))
            .args(["--resolve", "localhost:15000:127.0.0.1", "https://localhost:15000/roots/0"])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// A customer's row appears in the operator's database.
    pub(crate) fn add_customer(&self, domain: &str) {
        sql(&format!("INSERT INTO domain VALUES ('{domain}', 1)"));
    }

    /// Starts the service, as the units say.
    pub(crate) fn start(&self) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let manager = Command::new("python3")
            .arg(root.join("tests/production/manager.py"))
            .arg(root.join("deploy/systemd"))
            .args([&self.program, &self.pid_file()])
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        leave(manager);
        wait_until("the service has begun", || self.pid_file().exists());
    }

    fn pid_file(&self) -> PathBuf {
        self.folder.join("mailguide.pid")
    }

    /// Does something to the service; returns when its next process has begun.
    pub(crate) fn carry_out(&self, step: Step) {
        let pid = || std::fs::read_to_string(self.pid_file()).unwrap();
        let old = pid();
        let signal = match step {
            Step::Kill => "KILL",
            Step::Restart => "TERM",
            Step::Upgrade => {
                self.install();
                "TERM"
            }
        };
        assert!(Command::new("kill").args(["-s", signal, &old]).status().unwrap().success());
        wait_until("the service begins again", || pid() != old);
    }
}

/// The first file of a section of the README.
fn first_file(heading: &str) -> &'static str {
    let (_, section) = README.split_once(&format!("### {heading}\n")).unwrap();
    let (_, block) = section.split_once("```toml\n").unwrap();
    block.split_once("```").unwrap().0
}

/// What the operator's own programs do to the database.
fn sql(text: &str) {
    let script =
        "import sqlite3, sys\nd = sqlite3.connect(sys.argv[1])\nd.executescript(sys.argv[2])";
    let status = Command::new("python3").args(["-c", script, DATABASE, text]).status().unwrap();
    assert!(status.success());
}

/// Runs until the namespace ends.
fn leave(child: Child) {
    std::mem::forget(child);
}

fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < end, "it never came to be that {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
