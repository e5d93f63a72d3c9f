//! What goes wrong with a directory: at the start, told to the operator, and while it is asked.

use std::fmt;

use thiserror::Error;

use crate::mail::keywords;

/// Why a directory cannot be used as it is configured. One sentence: the setting at fault, what is
/// wrong, what to do.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{setting}: {problem}; {remedy}")]
pub struct DirectoryError {
    setting: &'static str,
    problem: String,
    remedy: String,
    unreachable: bool,
}

impl DirectoryError {
    /// The configuration is wrong, and stays so until somebody changes it.
    pub(super) fn configuration<P: Into<String>, R: Into<String>>(
        setting: &'static str,
        problem: P,
        remedy: R,
    ) -> Self {
        Self { setting, problem: problem.into(), remedy: remedy.into(), unreachable: false }
    }

    /// The configuration may be right, but nobody answers.
    pub(super) fn unreachable(
        setting: &'static str,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { setting, problem: problem.into(), remedy: remedy.into(), unreachable: true }
    }

    /// The key of the setting at fault, such as `sql.domain_query`.
    pub fn setting(&self) -> &'static str {
        self.setting
    }

    /// Whether the directory could not be reached; otherwise its configuration is at fault.
    pub fn is_unreachable(&self) -> bool {
        self.unreachable
    }
}

keywords! {
    /// Why a directory did not answer a question.
    pub enum DirectoryFault {
        /// There is no connection.
        Unreachable = "unreachable",
        /// No answer came in time, or no connection was free.
        TimedOut = "timed_out",
        /// The server refuses our user, or what it may read.
        Refused = "refused",
        /// The server does not carry the query out.
        QueryFailed = "query_failed",
        /// The answer is not text.
        Unreadable = "unreadable",
        /// The answer has more rows than are allowed.
        TooMany = "too_many",
    }
}

impl fmt::Display for DirectoryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreachable => "the directory cannot be reached",
            Self::TimedOut => "the directory does not answer in time",
            Self::Refused => "the directory refuses its user",
            Self::QueryFailed => "the directory does not carry out the query",
            Self::Unreadable => "the directory answers with something that is no text",
            Self::TooMany => "the directory lists more than is allowed",
        })
    }
}

impl std::error::Error for DirectoryFault {}

/// What a server says, on one line: it goes into one sentence.
pub(super) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").trim_end_matches(['.', ';']).to_owned()
}
