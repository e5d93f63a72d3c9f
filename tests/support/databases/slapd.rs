//! An OpenLDAP server of a test.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::process::Process;
use super::{Certificates, Folder, PASSWORD, found, is_quiet_success, run};
use crate::support::ports::free_port;

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
