//! Default, file, environment, argument: the later of them gives a setting its value.

use std::collections::{BTreeMap, HashMap};

use toml::de::DeValue;

use super::definitions::{DEFINITIONS, SECTIONS};
use super::domains::SourceFile;
use super::setting::{Definition, Kind, Origin, Setting};
use crate::diagnostics::Faults;
use crate::fields::{self, Fields, Value, lines, nearest, text, wrong_type};

/// What begins the name of an environment variable of ours.
const PREFIX: &str = "MAILGUIDE";

/// The value of every setting, in the order of the definitions.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Settings(Vec<Setting>);

/// What the command line says: keys with their values.
pub type Arguments = BTreeMap<&'static str, Vec<String>>;

impl Settings {
    /// Nothing but defaults.
    pub fn defaults() -> Self {
        let default = |definition: &Definition| Setting {
            key: definition.key,
            values: match (definition.default, definition.kind) {
                ("", _) => Vec::new(),
                (values, Kind::List) => items(values),
                (value, _) => vec![value.to_owned()],
            },
            origin: Origin::Default,
        };
        Self(DEFINITIONS.iter().map(default).collect())
    }

    /// All settings.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Definition, &Setting)> {
        DEFINITIONS.iter().zip(&self.0)
    }

    /// A setting by its key.
    pub fn get(&self, key: &str) -> &Setting {
        let found = self.0.iter().find(|setting| setting.key == key);
        found.expect("keys are those of the definitions; a test walks them all")
    }

    /// Gives a setting its value.
    pub(super) fn set(&mut self, key: &str, values: Vec<String>, origin: Origin) {
        if let Some(setting) = self.0.iter_mut().find(|setting| setting.key == key) {
            setting.values = values;
            setting.origin = origin;
        }
    }

    /// Lays the main file over what is there. Its tables of services and domains are read elsewhere.
    pub fn read_file(&mut self, file: &SourceFile, faults: &mut Faults) {
        let document = fields::parse(&file.text, faults);
        if !faults.is_empty() {
            return;
        }
        let first_line = 0..file.text.find('\n').unwrap_or(file.text.len());
        let mut root = Fields::new(document.get_ref(), first_line, faults);
        self.read_sections(&mut root);
        for tables in ["service", "domain", "default"] {
            let _ = root.value(tables);
        }
        root.finish();
    }

    fn read_sections(&mut self, root: &mut Fields<'_, '_>) {
        for (section, _) in SECTIONS.iter().copied() {
            root.table(section, |table| {
                for definition in DEFINITIONS {
                    let (of, name) = definition.section_and_name();
                    if of != section {
                        continue;
                    }
                    let place = table.place(name);
                    let read = |value: &_, faults: &mut _| read(definition.kind, value, faults);
                    if let Some(values) = table.optional(name, read) {
                        self.set(definition.key, values, Origin::File(place));
                    }
                }
            });
        }
    }

    /// Lays the environment over what is there: `MAILGUIDE__HTTP__LISTEN` for `http.listen`.
    pub fn read_environment(
        &mut self,
        variables: impl IntoIterator<Item = (String, String)>,
        faults: &mut Vec<String>,
    ) {
        let ours = |name: &str| name.to_uppercase().starts_with(&format!("{PREFIX}__"));
        let variables: HashMap<String, String> =
            variables.into_iter().filter(|(name, _)| ours(name)).collect();
        let source = config::Environment::with_prefix(PREFIX)
            .prefix_separator("__")
            .separator("__")
            .source(Some(variables));
        let tree = config::Config::builder().add_source(source).build();
        let sections: HashMap<String, config::Value> =
            match tree.and_then(config::Config::try_deserialize) {
                Ok(sections) => sections,
                Err(error) => return faults.push(format!("the environment: {error}")),
            };
        let mut given: Vec<(String, String)> = Vec::new();
        for (section, value) in sections {
            let Ok(names) = value.clone().into_table() else {
                given.push((section, value.into_string().unwrap_or_default()));
                continue;
            };
            for (name, value) in names {
                given.push((format!("{section}.{name}"), value.into_string().unwrap_or_default()));
            }
        }
        given.sort();
        for (key, text) in given {
            let variable = format!("{PREFIX}__{}", key.replace('.', "__").to_uppercase());
            let Some(definition) = DEFINITIONS.iter().find(|known| known.key == key) else {
                let known: Vec<String> = DEFINITIONS.iter().map(Definition::variable).collect();
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let remedy = match nearest(&variable, &known) {
                    Some(near) => format!("did you mean {near}?"),
                    None => "`mailguide config show` lists the settings".to_owned(),
                };
                let shown = variable.escape_default();
                faults.push(format!("{shown}: there is no such setting; {remedy}"));
                continue;
            };
            let values = match definition.kind {
                Kind::List => items(&text),
                _ => vec![text],
            };
            self.set(definition.key, values, Origin::Environment(variable));
        }
    }

    /// Lays the command line over what is there.
    pub fn read_arguments(&mut self, arguments: &Arguments) {
        for definition in DEFINITIONS {
            if let (Some(values), Some(option)) = (arguments.get(definition.key), definition.option)
            {
                self.set(definition.key, values.clone(), Origin::Argument(option.to_owned()));
            }
        }
    }
}

/// A list in a text that has no brackets.
pub(super) fn items(text: &str) -> Vec<String> {
    text.split(',').map(|item| item.trim().to_owned()).collect()
}

fn read(kind: Kind, value: &Value<'_>, faults: &mut Faults) -> Option<Vec<String>> {
    match (kind, value.get_ref()) {
        (Kind::Switch, DeValue::Boolean(switch)) => Some(vec![switch.to_string()]),
        (Kind::Switch, _) => {
            wrong_type(value, "true or false", faults);
            None
        }
        (Kind::Number, DeValue::Integer(number)) => Some(vec![number.to_string()]),
        (Kind::Number, _) => {
            wrong_type(value, "a whole number", faults);
            None
        }
        (Kind::List, DeValue::Array(items)) => {
            items.iter().map(|item| text(item, faults).map(String::from)).collect()
        }
        (Kind::List, _) => {
            wrong_type(value, "a list in [ ]", faults);
            None
        }
        (Kind::Lines, _) => lines(value, faults).map(|text| vec![text.into()]),
        (Kind::Text | Kind::Secret, _) => text(value, faults).map(|text| vec![text.into()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_told_speaks_to_no_terminal() {
        let mut faults = Vec::new();
        let variable = ("MAILGUIDE__HTTP__A\u{1b}[31m".to_owned(), "x".to_owned());
        Settings::defaults().read_environment([variable], &mut faults);
        assert_eq!(faults.len(), 1);
        assert!(!faults[0].contains(char::is_control), "{:?}", faults[0]);
    }
}
