//! The configurations of other programs become a `mailguide.toml`: texts and rows in, an annotated
//! file and findings out.
//!
//! Every source is first brought into the form of a `draft`, which `rendering` alone writes. Nothing
//! is repaired in silence: what cannot be carried over as it stands stays in the file as a comment,
//! and is a [`Finding`]. What a source says is believed nowhere: names are checked, values are
//! escaped, and comments show words of the source only in quotes.

pub mod autoconfig;
pub mod automx2;
pub mod monogramm;

mod companion;
mod draft;
mod rendering;
mod server;
mod toml_writer;

use std::fmt;

use thiserror::Error;

use crate::xml::XmlError;

/// The largest text that is read, in bytes.
pub const TEXT_MAX: usize = 16 * 1024 * 1024;

/// A configuration of ours made from that of another program.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Imported {
    /// The text of a `mailguide.toml`.
    pub toml: String,
    /// What to know about it, in the order of the file; each stands there as a comment too.
    pub findings: Vec<Finding>,
    /// Whether a password is in it.
    pub secret: bool,
}

impl Imported {
    /// Whether somebody must edit the file before it does what the source did.
    pub fn needs_a_hand(&self) -> bool {
        self.findings.iter().any(|finding| finding.weight == Weight::NeedsHand)
    }
}

/// One sentence about what was imported. It is safe to print.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// How much it matters.
    pub weight: Weight,
    /// The sentence, without a full stop.
    pub message: String,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Weight {
    /// Good to know.
    Note,
    /// The file does not do yet what the source did.
    NeedsHand,
}

impl Finding {
    fn note(message: impl Into<String>) -> Self {
        Self { weight: Weight::Note, message: message.into() }
    }

    fn needs_hand(message: impl Into<String>) -> Self {
        Self { weight: Weight::NeedsHand, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weight = match self.weight {
            Weight::Note => "note",
            Weight::NeedsHand => "needs a hand",
        };
        write!(f, "{weight}: {}", self.message)
    }
}

/// Why nothing could be imported.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum ImportError {
    /// More than [`TEXT_MAX`] bytes.
    #[error("it is larger than 16 MiB; divide it")]
    TooLarge,
    /// Too many of something.
    #[error("it has more than {most} {things}; divide it")]
    TooMany {
        /// What is too many.
        things: &'static str,
        /// How many are read at most.
        most: usize,
    },
    /// Not UTF-8.
    #[error("it is not UTF-8")]
    NotUtf8,
    /// Not JSON.
    #[error("it is not JSON: line {line}, column {column}")]
    NotJson {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// JSON, or a database, but not of automx2.
    #[error("there are no domains of automx2 in it; name a JSON seed or an SQLite database of it")]
    NotAutomx2,
    /// None of the variables is set.
    #[error(
        "none of the variables of autodiscover-email-settings is set, such as DOMAIN or IMAP_HOST; \
         name a file with lines KEY=value"
    )]
    NoVariables,
    /// Not XML that we read.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// XML, but not autoconfig.
    #[error("there is no emailProvider in it; name an autoconfig file")]
    NoProvider,
}
