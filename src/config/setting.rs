//! What settings there are, and where the value of each came from.

use std::fmt;
use std::ops::Range;

/// A setting, as it is documented. One list of them makes the file, the environment, the options
/// of the command line, the sample file and what `mailguide config show` prints.
#[derive(Debug)]
pub struct Definition {
    /// Section and name in the file, such as `http.listen`.
    pub key: &'static str,
    /// The option of the command line, without its hyphens.
    pub option: Option<&'static str>,
    /// What the value is.
    pub kind: Kind,
    /// What a value looks like, for `--help`.
    pub value_name: &'static str,
    /// The value where nobody gives one; empty for none.
    pub default: &'static str,
    /// One line without a full stop, for `--help`.
    pub summary: &'static str,
    /// A paragraph for the sample file, with what happens and when to change it.
    pub paragraph: &'static str,
    /// A value for the sample file where there is no default.
    pub example: &'static str,
}

/// What a value is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// `true` or `false`; on the command line its presence.
    Switch,
    /// A whole number.
    Number,
    /// A text.
    Text,
    /// A text that may have several lines.
    Lines,
    /// A text that is never shown.
    Secret,
    /// Several texts; in the environment with commas between them.
    List,
}

impl Definition {
    /// Section and name.
    pub fn section_and_name(&self) -> (&'static str, &'static str) {
        self.key.split_once('.').expect("keys have a section; a test walks them all")
    }

    /// The environment variable.
    pub fn variable(&self) -> String {
        let (section, name) = self.section_and_name();
        format!("MAILGUIDE__{}__{}", section.to_uppercase(), name.to_uppercase())
    }
}

/// The value of a setting with its origin. Values are texts until [`super::Config`] is made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Setting {
    /// What it is the value of.
    pub key: &'static str,
    /// The values: none, one, or for a list any number.
    pub values: Vec<String>,
    /// Where they came from.
    pub origin: Origin,
}

/// Where the value of a setting came from; the later in this list wins.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Origin {
    /// Nobody gave one.
    Default,
    /// The configuration file, at these bytes.
    File(Range<usize>),
    /// The environment variable of that name.
    Environment(String),
    /// The option of that name.
    Argument(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(_) => f.write_str("file"),
            Self::Environment(variable) => f.write_str(variable),
            Self::Argument(option) => write!(f, "--{option}"),
        }
    }
}
