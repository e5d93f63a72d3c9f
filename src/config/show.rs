//! Settings as they are shown: value and origin, secrets left out.

use serde_json::{Value, json};

use super::definitions::SECTIONS;
use super::domains::SourceFile;
use super::layers::Settings;
use super::sample::quoted;
use super::setting::{Definition, Kind, Origin, Setting};

/// What stands in the place of a secret.
const HIDDEN: &str = "(set, not shown)";

/// All settings in the form of the file, those without a value left out as comments. With `origin`,
/// behind each where it came from.
pub fn show(settings: &Settings, file: Option<&SourceFile>, origin: bool) -> String {
    let mut text = String::new();
    for (section, _) in SECTIONS.iter().copied() {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("[{section}]\n"));
        for (definition, setting) in settings.iter() {
            let (of, name) = definition.section_and_name();
            if of != section {
                continue;
            }
            let mut line = match setting.values.is_empty() && definition.kind != Kind::List {
                true => format!("# {name} is not set"),
                false => format!("{name} = {}", written(definition, setting)),
            };
            if origin {
                line = format!("{line:<50} # {}", place(&setting.origin, file));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text
}

/// The same as data: key, value, origin.
pub fn show_json(settings: &Settings, file: Option<&SourceFile>) -> Value {
    settings
        .iter()
        .map(|(definition, setting)| {
            let first = setting.values.first();
            let value = match definition.kind {
                Kind::Secret => first.map_or(Value::Null, |_| json!(HIDDEN)),
                Kind::List => json!(setting.values),
                Kind::Switch => json!(first.is_some_and(|value| value == "true")),
                Kind::Number => json!(first.and_then(|value| value.parse::<u64>().ok())),
                Kind::Text | Kind::Lines => json!(first),
            };
            json!({
                "key": definition.key,
                "value": value,
                "origin": place(&setting.origin, file),
                "variable": definition.variable(),
                "option": definition.option.map(|option| format!("--{option}")),
            })
        })
        .collect()
}

fn written(definition: &Definition, setting: &Setting) -> String {
    let quote = |value: &String| quoted(value);
    match definition.kind {
        Kind::Secret => quoted(HIDDEN),
        Kind::List => {
            format!("[{}]", setting.values.iter().map(quote).collect::<Vec<_>>().join(", "))
        }
        // What comes from elsewhere than a file may be written as TOML would not have it.
        Kind::Number => setting.values.iter().map(|value| number(value)).collect(),
        Kind::Switch => match setting.values.iter().all(|value| value.parse::<bool>().is_ok()) {
            true => setting.values.concat(),
            false => setting.values.iter().map(quote).collect(),
        },
        Kind::Text | Kind::Lines => setting.values.iter().map(quote).collect(),
    }
}

fn number(value: &str) -> String {
    value.parse::<u64>().map_or_else(|_| quoted(value), |number| number.to_string())
}

/// Where a value came from; in the file with line and column.
fn place(origin: &Origin, file: Option<&SourceFile>) -> String {
    match (origin, file) {
        (Origin::File(span), Some(file)) => {
            let before = file.text.get(..span.start).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
            format!("{}:{line}:{column}", file.path)
        }
        (origin, _) => origin.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_environment_are_shown_as_toml_has_them() {
        let mut settings = Settings::defaults();
        let set = |name: &str, value: &str| (format!("MAILGUIDE__{name}"), value.to_owned());
        let variables =
            [set("SQL__CONNECTIONS", "+05"), set("LDAP__CONNECTIONS", "x"), set("MX__LOOKUP", "y")];
        settings.read_environment(variables, &mut Vec::new());
        let shown: toml::Table = show(&settings, None, true).parse().unwrap();
        assert_eq!(shown["sql"]["connections"].as_integer(), Some(5));
        assert_eq!(shown["ldap"]["connections"].as_str(), Some("x"));
        assert_eq!(shown["mx"]["lookup"].as_str(), Some("y"));
    }
}
