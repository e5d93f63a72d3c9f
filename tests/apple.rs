//! Apple profiles, held against tools that are not ours: property list readers, OpenSSL, and a
//! scanner of QR codes.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "tests write files and run programs")]

mod support;

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use mailguide::config::Configured;
use mailguide::guide::{Guide, Language};
use mailguide::http::answer::{Asked, answer};
use mailguide::http::reply::Reply;
use mailguide::http::route::Route;
use mailguide::lookup::Known;
use mailguide::mail::Link;
use mailguide::providers::{Database, embedded};
use mailguide::signing::{Signer, SigningError};
use mailguide::snapshot::{Policy, Snapshot};
use support::Mailguide;
use support::programs::have;

const MEDIA_TYPE: &str = "application/x-apple-aspen-config";
/// 2026-11-22T10:11:12Z.
const NOW: Duration = Duration::from_secs(1_795_342_272);

static GUIDE: LazyLock<Guide> = LazyLock::new(Guide::built_in);
static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| snapshot(Policy::default()));

fn snapshot(policy: Policy) -> Snapshot {
    let database = Database::read(embedded()).expect("the built-in files are right");
    Snapshot::build(database, Configured::default(), &GUIDE.sentences, policy, 1)
}

fn get(target: &str, snapshot: &Snapshot) -> Reply {
    let (path, query) = target.split_once('?').map_or((target, None), |(p, q)| (p, Some(q)));
    let route = Route::parse("GET", Some("localhost"), path, query);
    let asked = Asked::read(route, b"");
    answer(asked, &Known::NOTHING, Language::FALLBACK, NOW, &GUIDE, snapshot, Vec::new())
}

fn encode(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

//----------- Peers ----------------------------------------------------------

/// A folder of this test's own, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("mailguide-apple-{}-{number}", std::process::id()));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.0.join(name), bytes).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(name)).unwrap()
    }

    /// Runs a line of a shell in the folder.
    fn try_run(&self, line: &str) -> Output {
        Command::new("sh").args(["-c", line]).current_dir(&self.0).output().unwrap()
    }

    fn run(&self, line: &str) -> String {
        let output = self.try_run(line);
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

//----------- Over HTTP ------------------------------------------------------

#[test]
fn a_profile_is_a_file_to_whoever_downloads_it() {
    let server = Mailguide::start(&["--log", "off"]);
    let target = "/profile.mobileconfig?email=fred%40fastmail.com";
    let response = server.get(target);
    assert_eq!(response.status, 200);
    assert_eq!(response.header("content-type"), Some(MEDIA_TYPE));
    assert_eq!(response.header("cache-control"), Some("no-store"));
    let attachment = "attachment; filename=\"fastmail.com.mobileconfig\"";
    assert_eq!(response.header("content-disposition"), Some(attachment));
    assert!(response.text().contains("<string>fred@fastmail.com</string>"));
    // The same for a mailbox that cannot exist.
    let other = server.get("/profile.mobileconfig?email=no-such%40fastmail.com");
    let (fred, other) = (response.text().to_owned(), other.text().to_owned());
    assert_eq!(fred.matches("fred@").count(), other.matches("no-such@").count());

    let head = server.request("HEAD", target, "", b"");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), response.header("content-length"));
    assert_eq!(head.header("content-disposition"), Some(attachment));

    for (target, host) in [
        ("/mobileconfig", "autoconfig.fastmail.com"),
        ("/mobileconfig/", "fastmail.com"),
        ("/mail/ios.mobileconfig", "fastmail.com:8080"),
    ] {
        let response = server.request("GET", target, &format!("Host: {host}\r\n"), b"");
        assert_eq!(response.header("content-disposition"), Some(attachment), "{host}");
        assert!(!response.text().contains("EmailAddress"), "{host}");
    }
    for target in
        ["/profile.mobileconfig?email=fred%40outlook.com", "/mobileconfig?email=a%40b.example"]
    {
        let response = server.get(target);
        assert_eq!(response.status, 404);
        assert_eq!(response.header("content-type"), Some("text/plain; charset=utf-8"));
        assert_eq!(response.header("content-disposition"), None);
        assert_eq!(response.text().lines().count(), 1);
    }
}

//----------- Property lists -------------------------------------------------

/// What Python's reader, which is not related to the crate that we write with, finds in a profile.
fn read_by_python(folder: &Folder, profile: &[u8]) -> serde_json::Value {
    const SCRIPT: &str = "import json, plistlib, sys\n\
                          profile = plistlib.load(sys.stdin.buffer, fmt=plistlib.FMT_XML)\n\
                          print(json.dumps(profile))\n";
    folder.write("read.py", SCRIPT);
    folder.write("profile.xml", profile);
    serde_json::from_str(&folder.run("python3 read.py < profile.xml")).unwrap()
}

#[test]
fn property_list_readers_take_profiles_whatever_the_address() {
    if !have(&["plistutil", "python3"]) {
        return;
    }
    let folder = Folder::new();
    for local_part in ["fred", "</string><!--", "a&amp;\"'>b", "åäö漢字😀", "user+tag", "%41"]
    {
        let address = format!("{local_part}@fastmail.com");
        let target = format!("/profile.mobileconfig?emailaddress={}", encode(&address));
        let body = get(&target, &SNAPSHOT).body;

        let profile = read_by_python(&folder, &body);
        let mail = &profile["PayloadContent"][0];
        assert_eq!(mail["EmailAddress"], *address);
        assert_eq!(mail["OutgoingMailServerUsername"], *address);
        assert_eq!(mail["IncomingMailServerUseSSL"], true);
        assert_eq!(mail["IncomingMailServerPortNumber"], 993);
        let consent = profile["ConsentText"].as_object().unwrap();
        assert_eq!(consent.len(), Language::ALL.len() + 1);
        assert_eq!(consent["default"], consent["en"]);
        assert!(consent["zh-Hans"].as_str().unwrap().contains("应用专用密码"));

        folder.write("profile.mobileconfig", &body);
        folder.run("plistutil -i profile.mobileconfig -o profile.bin -f bin");
        assert!(folder.read("profile.bin").starts_with(b"bplist00"));
        folder.run("plistutil -i profile.bin -o again.xml -f xml");
        assert_eq!(read_by_python(&folder, &folder.read("again.xml")), profile);
    }
    folder.write("broken.mobileconfig", "<plist version=\"1.0\"><dict><key>a</plist>");
    folder.try_run("plistutil -i broken.mobileconfig -o broken.bin -f bin");
    assert!(!folder.0.join("broken.bin").exists(), "it takes anything");
}

//----------- Signatures -----------------------------------------------------

const LEAF: &str = "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\n\
                    extendedKeyUsage=serverAuth\nsubjectAltName=DNS:guide.example.net\n";

/// A root, an authority below it, and certificates of servers below that.
fn authority() -> Folder {
    let folder = Folder::new();
    folder.write("ca.ext", "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign,cRLSign\n");
    folder.write("leaf.ext", LEAF);
    folder.run(
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -days 30 \
         -subj '/O=Test/CN=Root' -addext keyUsage=keyCertSign",
    );
    folder.run(
        "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout middle.key \
         -out middle.csr -subj '/O=Test/CN=Middle'",
    );
    folder.run(
        "openssl x509 -req -in middle.csr -CA root.pem -CAkey root.key -CAcreateserial -days 30 \
         -extfile ca.ext -out middle.pem",
    );
    folder
}

impl Folder {
    /// Makes `NAME.key`, and `NAME.pem` with the certificate and the one above it.
    fn issue(&self, name: &str, key: &str) {
        self.run(&format!("openssl genpkey {key} -out {name}.key"));
        self.certify(name);
    }

    fn certify(&self, name: &str) {
        self.run(&format!(
            "openssl req -new -key {name}.key -out {name}.csr -subj /CN=guide.example.net"
        ));
        self.run(&format!(
            "openssl x509 -req -in {name}.csr -CA middle.pem -CAkey middle.key -CAcreateserial \
             -days 30 -extfile leaf.ext -out {name}.own.pem && cat {name}.own.pem middle.pem > {name}.pem"
        ));
    }

    fn signer(&self, certificates: &str, key: &str) -> Result<Signer, SigningError> {
        Signer::from_pem(&self.read(certificates), &self.read(key))
    }

    /// The content of a signed message that OpenSSL trusts.
    fn verified(&self, signed: &[u8]) -> Option<Vec<u8>> {
        self.write("signed.der", signed);
        let output = self.try_run(
            "openssl cms -verify -binary -inform DER -in signed.der -CAfile root.pem -purpose any \
             -out content",
        );
        output.status.success().then(|| self.read("content"))
    }
}

const KEYS: [(&str, &str); 4] = [
    ("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048"),
    ("rsa3072", "-algorithm RSA -pkeyopt rsa_keygen_bits:3072"),
    ("p256", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"),
    ("p384", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384"),
];

/// Where a part of a message begins.
fn find(message: &[u8], part: &[u8]) -> usize {
    message.windows(part.len()).position(|window| window == part).expect("it is in there")
}

#[test]
fn openssl_verifies_what_was_signed_and_nothing_else() {
    if !have(&["openssl"]) {
        return;
    }
    let folder = authority();
    // Line ends that a careless tool would change.
    let content = b"first\nsecond\r\nthird\r\0\xFF, and no line end";
    for (name, key) in KEYS {
        folder.issue(name, key);
        let signer = folder.signer(&format!("{name}.pem"), &format!("{name}.key")).unwrap();
        let signed = signer.sign(content, NOW);
        assert_eq!(folder.verified(&signed).as_deref(), Some(&content[..]), "{name}");
        assert_eq!(folder.verified(&signer.sign(b"", NOW)).as_deref(), Some(&b""[..]), "{name}");
        let large = vec![b'x'; 70_000];
        assert_eq!(folder.verified(&signer.sign(&large, NOW)), Some(large), "{name}");

        let at = find(&signed, content);
        // A byte of the content, and one of the signature, which stands last.
        for at in [at, at + content.len() - 1, signed.len() - 1] {
            let mut changed = signed.clone();
            changed[at] ^= 1;
            assert_eq!(folder.verified(&changed), None, "{name}: byte {at}");
        }
        assert!(!format!("{signer:?}").contains("key"), "{signer:?}");
    }
}

#[test]
fn a_signature_says_when_it_was_made_and_by_which_algorithms() {
    if !have(&["openssl"]) {
        return;
    }
    let folder = authority();
    let year_2100 = Duration::from_secs(4_102_444_800);
    for (name, key, algorithms) in [
        ("rsa", KEYS[0].1, ["sha256", "rsaEncryption"]),
        ("p256", KEYS[2].1, ["sha256", "ecdsa-with-SHA256"]),
        ("p384", KEYS[3].1, ["sha384", "ecdsa-with-SHA384"]),
    ] {
        folder.issue(name, key);
        let signer = folder.signer(&format!("{name}.pem"), &format!("{name}.key")).unwrap();
        for (time, told) in [
            (NOW, "UTCTIME:Nov 22 10:11:12 2026 GMT"),
            (year_2100, "GENERALIZEDTIME:Jan  1 00:00:00 2100 GMT"),
            (Duration::MAX, "GENERALIZEDTIME:Dec 31 23:59:59 9999 GMT"),
        ] {
            folder.write("signed.der", signer.sign(b"content", time));
            let shown = folder.run("openssl cms -cmsout -print -inform DER -in signed.der");
            for word in [told].into_iter().chain(algorithms) {
                assert!(shown.contains(word), "{name}: no {word} in {shown}");
            }
            assert_eq!(shown.matches("cert_info:").count(), 2, "the chain, each once: {shown}");
        }
    }
}

#[test]
fn keys_and_chains_are_read_in_every_usual_form() {
    if !have(&["openssl"]) {
        return;
    }
    let folder = authority();
    folder.issue("rsa", KEYS[0].1);
    folder.issue("p384", KEYS[3].1);
    folder.run("openssl ecparam -name prime256v1 -genkey -out p256.key");
    folder.certify("p256");
    folder.run("openssl rsa -traditional -in rsa.key -out rsa.pkcs1.key");
    folder.run("openssl ec -in p384.key -out p384.sec1.key");
    // As exports write them: text around the blocks, one long line, other line ends.
    folder.run("(echo 'Bag Attributes: none'; openssl x509 -in rsa.own.pem -text; cat middle.pem) > rsa.text.pem");
    folder.run("cat middle.pem rsa.own.pem middle.pem > rsa.disorder.pem");
    folder.run("sed 's/$/\\r/' rsa.pem > rsa.crlf.pem && sed 's/$/\\r/' rsa.key > rsa.crlf.key");
    folder.run(
        "(echo '-----BEGIN PRIVATE KEY-----'; grep -v -e ----- rsa.key | tr -d '\\n'; echo; \
         echo '-----END PRIVATE KEY-----') > rsa.line.key",
    );
    folder.run("cat rsa.pem rsa.key > rsa.both.pem");
    for (label, key) in [
        ("-----BEGIN EC PARAMETERS-----", "p256.key"),
        ("-----BEGIN EC PRIVATE KEY-----", "p384.sec1.key"),
        ("-----BEGIN PRIVATE KEY-----", "p384.key"),
        ("-----BEGIN RSA PRIVATE KEY-----", "rsa.pkcs1.key"),
    ] {
        let text = String::from_utf8(folder.read(key)).unwrap();
        assert!(text.starts_with(label), "{key} is not what this test is about: {text}");
    }
    for (certificates, key) in [
        ("p256.pem", "p256.key"),
        ("p384.pem", "p384.sec1.key"),
        ("rsa.pem", "rsa.pkcs1.key"),
        ("rsa.text.pem", "rsa.key"),
        ("rsa.disorder.pem", "rsa.key"),
        ("rsa.crlf.pem", "rsa.crlf.key"),
        ("rsa.pem", "rsa.line.key"),
        ("rsa.both.pem", "rsa.both.pem"),
    ] {
        let signed = folder.signer(certificates, key).unwrap().sign(b"content", NOW);
        let content = folder.verified(&signed);
        assert_eq!(content.as_deref(), Some(&b"content"[..]), "{certificates} {key}");
    }
}

#[test]
fn what_cannot_sign_says_which_file_is_at_fault() {
    if !have(&["openssl"]) {
        return;
    }
    let folder = authority();
    folder.issue("rsa", KEYS[0].1);
    folder.issue("other", KEYS[0].1);
    folder.run("openssl pkey -in rsa.key -aes256 -passout pass:secret -out encrypted.key");
    folder.run("openssl rsa -traditional -in rsa.key -aes256 -passout pass:secret -out old.key");
    folder.run("openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out weak.key");
    folder.run("openssl genpkey -algorithm ED25519 -out ed25519.key");
    folder.run("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out p521.key");
    folder.run("openssl x509 -in rsa.own.pem -outform DER -out rsa.der");
    folder.run("sed '5d' rsa.own.pem > damaged.pem && cat middle.pem damaged.pem > second.pem");
    folder.run("sed '5d' rsa.key > damaged.key");
    folder.write("empty", "");
    let certificate = "the certificate file";
    let key = "the key file";
    for (certificates, key_file, fault, words) in [
        ("rsa.pem", "other.key", SigningError::Mismatch, [certificate, key]),
        ("middle.pem", "rsa.key", SigningError::Mismatch, [certificate, key]),
        ("empty", "rsa.key", SigningError::NoCertificate, [certificate, "BEGIN CERTIFICATE"]),
        ("rsa.key", "rsa.key", SigningError::NoCertificate, [certificate, "BEGIN CERTIFICATE"]),
        ("rsa.der", "rsa.key", SigningError::NoCertificate, [certificate, "PEM"]),
        ("damaged.pem", "rsa.key", SigningError::Certificate(1), ["certificate 1", "openssl x509"]),
        ("second.pem", "rsa.key", SigningError::Certificate(2), ["certificate 2", "openssl x509"]),
        ("rsa.pem", "empty", SigningError::NoKey, [key, "BEGIN PRIVATE KEY"]),
        ("rsa.pem", "rsa.pem", SigningError::NoKey, [key, "BEGIN PRIVATE KEY"]),
        ("rsa.pem", "encrypted.key", SigningError::KeyEncrypted, [key, "openssl pkey"]),
        ("rsa.pem", "old.key", SigningError::KeyEncrypted, [key, "pass phrase"]),
        ("rsa.pem", "weak.key", SigningError::Key, [key, "2048"]),
        ("rsa.pem", "ed25519.key", SigningError::Key, [key, "P-256"]),
        ("rsa.pem", "p521.key", SigningError::Key, [key, "P-384"]),
        ("rsa.pem", "damaged.key", SigningError::Key, [key, "damaged"]),
    ] {
        let found = folder.signer(certificates, key_file).map(|_| "no fault").unwrap_err();
        assert_eq!(found, fault, "{certificates} {key_file}");
        for word in words {
            assert!(found.to_string().contains(word), "no {word} in {found}");
        }
    }
}

#[test]
fn a_server_with_a_key_signs_its_profiles_and_only_those() {
    if !have(&["openssl"]) {
        return;
    }
    let folder = authority();
    folder.issue("p256", KEYS[2].1);
    let signer = folder.signer("p256.pem", "p256.key").unwrap();
    let policy = Policy { profile_signer: Some(Arc::new(signer)), ..Policy::default() };
    let signing = snapshot(policy);
    let target = "/profile.mobileconfig?email=fred%40fastmail.com";
    let (signed, plain) = (get(target, &signing), get(target, &SNAPSHOT));
    assert_eq!(folder.verified(&signed.body), Some(plain.body.clone()));
    assert_eq!(Reply { body: plain.body.clone(), ..signed }, plain);
    for target in ["/profile.mobileconfig?email=fred%40outlook.com", "/mail/config-v1.1.xml"] {
        assert_eq!(get(target, &signing), get(target, &SNAPSHOT), "{target}");
    }
}

//----------- The page -------------------------------------------------------

fn page(address: &str, language: Language, snapshot: &Snapshot) -> String {
    let target = format!("/setup?address={}&lang={}", encode(address), language.as_str());
    String::from_utf8(get(&target, snapshot).body).unwrap()
}

/// What stands in the attribute of the one link to a profile.
fn profile_link(page: &str) -> Option<&str> {
    let mut links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let link = links.find(|link| link.contains("mobileconfig"));
    assert_eq!(links.find(|link| link.contains("mobileconfig")), None, "a second link");
    link
}

#[test]
fn the_page_leads_to_the_profile_where_there_is_one() {
    for language in Language::ALL {
        let page = page("fred+tag@fastmail.com", language, &SNAPSHOT);
        let link = profile_link(&page).unwrap();
        assert_eq!(link, "/profile.mobileconfig?emailaddress=fred%2Btag%40fastmail.com");
        let reply = get(link, &SNAPSHOT);
        let body = String::from_utf8(reply.body).unwrap();
        assert!(body.contains("<key>EmailAddress</key>\n\t\t\t<string>fred+tag@fastmail.com<"));
        assert!(page.contains("iPhone") && page.contains("Safari") && page.contains("Mac"));
        // Phones do not reach a server that has no public name.
        assert!(!page.contains("<svg"), "{page}");
    }
    for address in ["fred@outlook.com", "fred@proton.me", "fred@unknown.example", "fastmail.com"] {
        assert_eq!(profile_link(&page(address, Language::English, &SNAPSHOT)), None, "{address}");
    }
}

#[test]
fn the_code_on_the_page_is_read_by_a_scanner() {
    if !have(&["rsvg-convert", "zbarimg"]) {
        return;
    }
    let folder = Folder::new();
    let public_url = Some(Link::parse("https://guide.example.net/").unwrap());
    let snapshot = snapshot(Policy { public_url, ..Policy::default() });
    let long = format!("{}@fastmail.com", "é+".repeat(21));
    for address in ["fred@fastmail.com", long.as_str()] {
        let page = page(address, Language::Japanese, &snapshot);
        let (start, end) = (page.find("<svg ").unwrap(), page.find("</svg>").unwrap());
        let svg = &page[start..end + "</svg>".len()];
        // Read out by what stands below it; and nothing that the policy of our pages forbids.
        assert!(svg.contains("role=\"img\" aria-labelledby=\"scan\""), "{svg}");
        assert!(page.contains("<figcaption id=\"scan\">プロファイルへのリンクのQRコードです。"));
        assert!(!svg.contains("style") && !svg.contains("script") && !svg.contains("href"));
        let svg = svg.replacen("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ", 1);
        folder.write("code.svg", svg);
        folder.run("rsvg-convert --width 800 --output code.png code.svg");
        let scanned = folder.run("zbarimg --quiet --raw -Sdisable -Sqrcode.enable code.png");
        let link = format!("https://guide.example.net{}", profile_link(&page).unwrap());
        assert_eq!(scanned.trim_end(), link);
    }
    // What is known of no address has no code either.
    assert!(!page("fred@outlook.com", Language::English, &snapshot).contains("<svg"));
}
