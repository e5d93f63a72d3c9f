//! Finds the configuration and reads all of it: file, environment, arguments, provider files, domain
//! files. What is wrong anywhere is told in one go, and then nothing is used.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::provider_files::{read_folder, read_toml_files};
use super::{CommandError, state_folder, tell};
use crate::acme::settings::StoreKind;
use crate::config::{
    Arguments, Config, Configured, DEFINITIONS, Kind, ReadDomains, SettingFaults, Settings,
    SourceFile, Surroundings, check_named_services, path, read_domains,
};
use crate::diagnostics::Report;
use crate::dns::zone::ZoneCuts;
use crate::providers::{Database, embedded};

/// Where the configuration file is looked for, where none is named.
const PLACES: [&str; 2] = ["mailguide.toml", "/etc/mailguide/mailguide.toml"];
/// The folder beside the configuration file that is read without being named.
const DOMAINS_FOLDER: &str = "domains.d";

/// The configuration file and every setting that has an option.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct ConfigurationArguments {
    #[command(flatten)]
    file: FileArgument,
    #[command(flatten)]
    settings: SettingArguments,
}

/// The configuration file, and own provider files.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct ReadArguments {
    #[command(flatten)]
    file: FileArgument,
    /// A folder with provider files of your own; they add to the built-in ones or replace them
    #[arg(long = "providers", value_name = "DIR")]
    own_providers: Option<String>,
}

/// The configuration file, and where a server keeps its state and listens to commands.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct StateArguments {
    #[command(flatten)]
    file: FileArgument,
    /// The folder that the server keeps its state in
    #[arg(long = "state", value_name = "DIR")]
    state: Option<String>,
    /// The socket through which commands reach the running server
    #[arg(long = "control", value_name = "PATH")]
    control: Option<String>,
}

#[derive(clap::Args, Clone, Debug)]
struct FileArgument {
    /// The configuration file [default: mailguide.toml here, or in /etc/mailguide, if it is there]
    #[arg(long = "config", value_name = "FILE")]
    path: Option<PathBuf>,
}

/// The options of all settings, made from their definitions.
#[derive(Clone, Debug)]
struct SettingArguments(Arguments);

impl clap::Args for SettingArguments {
    fn augment_args(command: Command) -> Command {
        DEFINITIONS.iter().fold(command, |command, definition| {
            let Some(option) = definition.option else { return command };
            let help = match (definition.kind, definition.default) {
                (Kind::Switch, _) | (_, "") => definition.summary.to_owned(),
                (_, default) => format!("{} [default: {default}]", definition.summary),
            };
            let argument = Arg::new(definition.key).long(option).help(help);
            command.arg(match definition.kind {
                Kind::Switch => argument.action(ArgAction::SetTrue),
                Kind::List => argument.action(ArgAction::Append).value_name(definition.value_name),
                Kind::Number | Kind::Text | Kind::Lines | Kind::Secret => {
                    argument.action(ArgAction::Set).value_name(definition.value_name)
                }
            })
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for SettingArguments {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut given = Arguments::new();
        for definition in DEFINITIONS.iter().filter(|definition| definition.option.is_some()) {
            let key = definition.key;
            if definition.kind == Kind::Switch {
                if matches.get_flag(key) {
                    given.insert(key, vec![true.to_string()]);
                }
            } else if let Some(values) = matches.get_many::<String>(key) {
                given.insert(key, values.cloned().collect());
            }
        }
        Ok(Self(given))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// A configuration without fault.
pub(super) struct Loaded {
    /// The file it was read from.
    pub(super) file: Option<SourceFile>,
    /// Every setting with its origin.
    pub(super) settings: Settings,
    /// The settings.
    pub(super) config: Config,
    /// The providers.
    pub(super) database: Database,
    /// The domains.
    pub(super) configured: Configured,
    /// What is right and yet lets some clients down.
    pub(super) warnings: Vec<Report>,
}

impl ConfigurationArguments {
    /// A file, and no options.
    pub(super) fn of_file(path: &Path) -> Self {
        let file = FileArgument { path: Some(path.to_owned()) };
        Self { file, settings: SettingArguments(Arguments::new()) }
    }

    /// Reads everything.
    pub(super) fn load(&self) -> Result<Loaded, CommandError> {
        load(self.file.path.as_deref(), &self.settings.0)
    }
}

impl ReadArguments {
    /// Reads everything; of the arguments only the folder of providers counts.
    pub(super) fn load(&self) -> Result<Loaded, CommandError> {
        let folder = self.own_providers.iter().map(|folder| ("providers.folder", folder));
        let arguments = folder.map(|(key, folder)| (key, vec![folder.clone()])).collect();
        load(self.file.path.as_deref(), &arguments)
    }
}

impl StateArguments {
    /// Reads everything; of the arguments only the places count.
    pub(super) fn load(&self) -> Result<Loaded, CommandError> {
        let given = [("state.folder", &self.state), ("control.socket", &self.control)];
        let given = given.into_iter().filter_map(|(key, value)| Some((key, value.clone()?)));
        load(self.file.path.as_deref(), &given.map(|(key, value)| (key, vec![value])).collect())
    }
}

fn load(named: Option<&Path>, arguments: &Arguments) -> Result<Loaded, CommandError> {
    let file = match named {
        Some(path) => Some(path.to_owned()),
        None => PLACES.iter().map(PathBuf::from).find(|path| path.exists()),
    };
    let main = file.as_deref().map(read_file).transpose()?;
    let base = file.as_deref().and_then(Path::parent);
    let mut reports: Vec<String> = Vec::new();
    let mut settings = Settings::defaults();
    let mut faults = SettingFaults::default();
    if let Some(main) = &main {
        settings.read_file(main, &mut faults.file);
    }
    let variables = std::env::vars_os();
    let variables = variables.filter_map(|(name, value)| {
        Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
    });
    settings.read_environment(variables, &mut faults.elsewhere);
    settings.read_arguments(arguments);
    let config = Config::read(&settings, base, &mut faults);
    let config = config.map(|mut config| {
        config.state = config.state.or_else(state_folder::of_service);
        config
    });
    if let Some(config) = &config
        && config.acme.as_ref().is_some_and(|acme| acme.store == StoreKind::Folder)
        && config.state.is_none()
    {
        let problem = "there is no place where what was ordered is kept";
        let remedy = "set state.folder (--state), or StateDirectory= in the systemd unit";
        faults.push(settings.get("acme.directory"), problem, remedy);
    }

    let mut provider_files = embedded();
    if let Some(folder) = path(settings.get("providers.folder"), base) {
        provider_files.extend(read_folder(&folder)?);
    }
    let database = Database::read(provider_files);
    let providers = database.as_ref().map_or(&[][..], |database| database.providers());
    let domain_files = match path(settings.get("domains.folder"), base) {
        Some(folder) => read_domain_files(&folder)?,
        None => match base.map(|base| base.join(DOMAINS_FOLDER)).filter(|path| path.is_dir()) {
            Some(folder) => read_domain_files(&folder)?,
            None => Vec::new(),
        },
    };
    let domain_list = path(settings.get("domains.file"), base);
    let domain_list = domain_list.map(|path| read_domain_list(&path)).transpose()?;
    let allow_unencrypted = &settings.get("providers.allow_unencrypted").values;
    let allow_unencrypted: Vec<Box<str>> =
        allow_unencrypted.iter().map(|id| id.as_str().into()).collect();
    let asked = |key: &str| !settings.get(key).values.is_empty();
    let surroundings = Surroundings {
        providers,
        allow_unencrypted: &allow_unencrypted,
        login_directory: asked("sql.login_query") || asked("ldap.login_filter"),
        whole_zones: config
            .as_ref()
            .is_some_and(|c| c.zone_cuts == ZoneCuts::Domain && !c.name_servers.is_empty()),
        name_servers: config.as_ref().map_or(&[], |config| &config.name_servers),
    };
    let ReadDomains { configured, faults: domain_reports, warnings } =
        read_domains(main.as_ref(), &domain_files, domain_list.as_ref(), surroundings);
    // With a provider file or a service missing, everything that names it would be at fault too.
    if domain_reports.is_empty() && database.is_ok() {
        check_named_services(&settings, &configured, providers, &mut faults);
    }

    let mut count = faults.elsewhere.len();
    reports.extend(faults.elsewhere.iter().map(|fault| format!("error: {fault}")));
    let file_report = main
        .as_ref()
        .filter(|_| !faults.file.is_empty())
        .map(|main| faults.file.into_report(&main.path, &main.text));
    let provider_reports = database.as_ref().err().into_iter().flatten();
    for report in file_report.iter().chain(&domain_reports).chain(provider_reports) {
        count += report.faults().len();
        reports.push(report.to_string());
    }
    match (config, database) {
        (Some(config), Ok(database)) if count == 0 => {
            Ok(Loaded { file: main, settings, config, database, configured, warnings })
        }
        _ => Err(CommandError::Files(told(count, &reports))),
    }
}

impl Loaded {
    /// A setting that is right by itself and cannot be carried out here.
    pub(super) fn fault(&self, key: &str, problem: &str, remedy: &str) -> CommandError {
        let mut faults = SettingFaults::default();
        faults.push(self.settings.get(key), problem, remedy);
        let mut reports: Vec<String> =
            faults.elsewhere.iter().map(|fault| format!("error: {fault}")).collect();
        if let Some(main) = self.file.as_ref().filter(|_| !faults.file.is_empty()) {
            reports.push(faults.file.into_report(&main.path, &main.text).to_string());
        }
        CommandError::Files(told(1, &reports))
    }
}

/// One fault in the environment or an argument is one sentence; more come under a heading.
fn told(count: usize, reports: &[String]) -> String {
    if let ([one], 1) = (reports, count)
        && let Some(sentence) = one.strip_prefix("error: ").filter(|text| !text.contains('\n'))
    {
        return sentence.to_owned();
    }
    let (faults, are) = if count == 1 { ("fault", "is") } else { ("faults", "are") };
    let mut text = format!("there {are} {count} {faults} in the configuration");
    for report in reports {
        let _ = write!(text, "\n\n{report}");
    }
    text
}

fn read_file(path: &Path) -> Result<SourceFile, CommandError> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        CommandError::Usage(format!(
            "cannot read {}: {error}; name a configuration file that this user may read with \
             --config, or make one with `mailguide init`",
            path.display()
        ))
    })?;
    Ok(SourceFile { path: path.display().to_string(), text })
}

fn read_domain_list(path: &Path) -> Result<SourceFile, CommandError> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        CommandError::Usage(format!(
            "domains.file: cannot read {}: {error}; name a text file that this user may read",
            path.display()
        ))
    })?;
    Ok(SourceFile { path: path.display().to_string(), text })
}

fn read_domain_files(folder: &Path) -> Result<Vec<SourceFile>, CommandError> {
    let files = read_toml_files(folder, "domain files", "domains.folder")?;
    let file =
        |(path, text): (PathBuf, String)| SourceFile { path: path.display().to_string(), text };
    Ok(files.into_iter().map(file).collect())
}

/// Tells warnings at the terminal.
pub(super) fn tell_warnings(warnings: &[Report]) {
    for warning in warnings {
        tell(&format!("{warning}\n"));
    }
}
