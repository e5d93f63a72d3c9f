//! The main file with settings, services and domains: its faults have places, or it is served.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mailguide::config::{
    Config, SettingFaults, Settings, SourceFile, Surroundings, check_named_services, read_domains,
    show, show_json,
};
use mailguide::dns::zone::ZoneCuts;
use mailguide::guide::Guide;
use mailguide::providers::{Database, embedded};
use mailguide_fuzz::{documents, report, snapshot_of};

static GUIDE: LazyLock<Guide> = LazyLock::new(Guide::built_in);
static DATABASE: LazyLock<Database> =
    LazyLock::new(|| Database::read(embedded()).expect("a test reads the built-in files"));

fuzz_target!(|text: &str| {
    let main = SourceFile { path: "mailguide.toml".to_owned(), text: text.to_owned() };
    let mut settings = Settings::defaults();
    let mut faults = SettingFaults::default();
    settings.read_file(&main, &mut faults.file);
    let config = Config::read(&settings, None, &mut faults);
    let whole_zones =
        |config: &Config| config.zone_cuts == ZoneCuts::Domain && !config.name_servers.is_empty();
    let surroundings = Surroundings {
        providers: DATABASE.providers(),
        allow_unencrypted: &[],
        login_directory: !settings.get("sql.login_query").values.is_empty(),
        name_servers: config.as_ref().map_or(&[], |config| &config.name_servers),
        whole_zones: config.as_ref().is_some_and(whole_zones),
    };
    let read = read_domains(Some(&main), &[], None, surroundings);
    for found in read.faults.iter().chain(&read.warnings) {
        report::check(found, text);
    }
    if read.faults.is_empty() {
        check_named_services(&settings, &read.configured, DATABASE.providers(), &mut faults);
    }
    let _: toml::Table =
        show(&settings, Some(&main), false).parse().expect("what is shown is TOML");
    let _: toml::Table = show(&settings, Some(&main), true).parse().expect("what is shown is TOML");
    let _ = show_json(&settings, Some(&main)).to_string();
    assert_eq!(faults.elsewhere, Vec::<String>::new(), "all of it stands in the file");
    if !faults.is_empty() {
        return report::check(&faults.file.into_report(&main.path, text), text);
    }
    if !read.faults.is_empty() {
        return;
    }
    // The same text is a file of one domain, or has faults with places.
    let one = SourceFile { path: "domains.d/one.toml".to_owned(), ..main };
    for found in read_domains(None, &[one], None, surroundings).faults {
        report::check(&found, text);
    }
    let domains: Vec<_> =
        read.configured.domains.iter().map(|(domain, _)| domain.clone()).take(2).collect();
    let snapshot = snapshot_of(read.configured, &GUIDE.sentences);
    for domain in &domains {
        documents::check_domain(domain);
        documents::check_all(domain, &GUIDE, &snapshot);
    }
});
