//! TOML with comments, line by line: values are escaped, and no comment can break out of its line.

use std::fmt::Write as _;

/// Where comments are wrapped, in characters.
const WIDTH: usize = 100;
/// How much of a word of the source is shown in a sentence, in characters.
const SHOWN_MAX: usize = 80;

/// What stands behind `key =`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Value {
    List(Vec<&'static str>),
    Number(u16),
    Switch(bool),
    Text(String),
}

/// A TOML file that is being written.
#[derive(Default)]
pub(super) struct TomlWriter {
    text: String,
    prefix: &'static str,
}

impl TomlWriter {
    /// Parts what follows from what stands there already.
    pub(super) fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Writes sentences as a comment, wrapped.
    pub(super) fn comment(&mut self, words: &str) {
        let mut line = String::from("#");
        for word in words.split_whitespace() {
            if line.chars().count() + 1 + word.chars().count() > WIDTH && line != "#" {
                self.line(&line);
                line = String::from("#");
            }
            line.push(' ');
            line.extend(word.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }));
        }
        self.line(&line);
    }

    /// Begins a table, such as `[http]` or `[[domain]]`.
    pub(super) fn table(&mut self, header: &'static str) {
        let line = format!("{}{header}", self.prefix);
        self.line(&line);
    }

    /// Writes a key with its value.
    pub(super) fn value(&mut self, key: &'static str, value: &Value) {
        let value = match value {
            Value::List(words) => {
                let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
                format!("[{}]", words.join(", "))
            }
            Value::Number(number) => number.to_string(),
            Value::Switch(switch) => switch.to_string(),
            Value::Text(text) => quoted(text),
        };
        let line = format!("{}{key} = {value}", self.prefix);
        self.line(&line);
    }

    /// Writes a key with a text.
    pub(super) fn text(&mut self, key: &'static str, text: &str) {
        self.value(key, &Value::Text(text.to_owned()));
    }

    /// Writes tables and values as comments, ready to be put right.
    pub(super) fn commented(&mut self, write: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.prefix, "# ");
        write(self);
        self.prefix = before;
    }

    /// Ends the writing.
    pub(super) fn finish(self) -> String {
        self.text
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }
}

/// A basic string of TOML, always on one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() || is_disguise(c) => {
                write!(quoted, "\\u{:04X}", u32::from(c)).expect("a String takes it all");
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// What makes a text look other than it is: directions and line ends of Unicode.
fn is_disguise(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A word of the source as it can stand in a sentence: in quotes, on one line, not too long.
pub(super) fn shown(text: &str) -> String {
    let mut shown = String::from("\"");
    for (at, c) in text.chars().enumerate() {
        if at == SHOWN_MAX {
            shown.push('…');
            break;
        }
        let escaped = c.escape_debug();
        match escaped.len() {
            1 => shown.push(c),
            _ if c == '\'' => shown.push(c),
            _ => shown.extend(escaped),
        }
    }
    shown.push('"');
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn comments_are_wrapped_and_stay_comments() {
        let mut writer = TomlWriter::default();
        writer.comment(&format!("{} end\u{0}\n[http]", "word ".repeat(25)));
        let text = writer.finish();
        assert_eq!(text.lines().count(), 2);
        assert!(text.lines().all(|line| line.starts_with("# ") && line.chars().count() <= WIDTH));
        assert!(text.parse::<toml::Table>().unwrap().is_empty());
    }

    #[test]
    fn what_is_shown_is_short_and_visible() {
        assert_eq!(shown("it's \"a\"\n\u{202E}ü"), "\"it's \\\"a\\\"\\n\\u{202e}ü\"");
        assert_eq!(shown(&"a".repeat(500)).chars().count(), SHOWN_MAX + 3);
    }

    proptest! {
        #[test]
        fn a_text_comes_back_as_it_was(text in any::<String>()) {
            let mut writer = TomlWriter::default();
            writer.text("key", &text);
            writer.commented(|writer| writer.text("other", &text));
            let table: toml::Table = writer.finish().parse().unwrap();
            prop_assert_eq!(table["key"].as_str().unwrap(), text);
            prop_assert_eq!(table.len(), 1);
        }
    }
}
