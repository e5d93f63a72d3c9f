//! Faults in files that operators write: where, what, and what to do about it.
//!
//! A file is read to its end and all of its faults are collected, so that one run shows them all.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// One fault, at a byte range of the file it is in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
    /// The bytes at fault.
    pub span: Range<usize>,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to do, without a full stop.
    pub remedy: Option<String>,
}

/// The faults of one file, in the order in which they were found.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Notes a fault.
    pub fn push(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.0.push(Fault { span, message: message.into(), remedy: None });
    }

    /// Notes a fault with its remedy.
    pub fn push_with_remedy(
        &mut self,
        span: Range<usize>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.0.push(Fault { span, message: message.into(), remedy: Some(remedy.into()) });
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Binds the faults to their file, sorted by place.
    pub fn into_report(self, path: &str, source: &str) -> Report {
        self.bind(path, source, Severity::Error)
    }

    /// The same for what is right, and yet somebody should think about.
    pub fn into_warnings(self, path: &str, source: &str) -> Report {
        self.bind(path, source, Severity::Warning)
    }

    fn bind(mut self, path: &str, source: &str, severity: Severity) -> Report {
        self.0.sort_by_key(|fault| fault.span.start);
        Report { path: path.into(), source: source.into(), severity, faults: self.0 }
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Severity {
    Error,
    Warning,
}

/// The faults of one file together with its text, ready to be shown.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Report {
    path: Box<str>,
    source: Box<str>,
    severity: Severity,
    faults: Vec<Fault>,
}

impl Report {
    /// The file, as it was named to us.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The faults, sorted by place.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Line and column of a fault, both counted from 1, the column in characters.
    pub fn place(&self, fault: &Fault) -> (usize, usize) {
        let before = &self.source[..shown_place(&self.source, fault.span.start)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

/// One block a fault: `error: …` or `warning: …`, `path:line:column`, the line with carets, `help: …`.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let renderer = Renderer::plain();
        for (index, fault) in self.faults.iter().enumerate() {
            let start = shown_place(&self.source, fault.span.start);
            let end = shown_place(&self.source, fault.span.end).max(start);
            let snippet = Snippet::source(&*self.source)
                .path(&*self.path)
                .annotation(AnnotationKind::Primary.span(start..end));
            let level = match self.severity {
                Severity::Error => Level::ERROR,
                Severity::Warning => Level::WARNING,
            };
            let title = level.primary_title(&fault.message);
            let mut report: Vec<Group<'_>> = vec![title.element(snippet)];
            if let Some(remedy) = &fault.remedy {
                report[0] = std::mem::replace(&mut report[0], Group::with_level(Level::HELP))
                    .element(Level::HELP.message(remedy));
            }
            if index > 0 {
                f.write_str("\n\n")?;
            }
            f.write_str(&renderer.render(&report))?;
        }
        Ok(())
    }
}

/// The nearest place that can be shown: before a character, and not behind the last line.
fn shown_place(text: &str, at: usize) -> usize {
    let lines = text.strip_suffix('\n').unwrap_or(text);
    let lines = lines.strip_suffix('\r').unwrap_or(lines);
    let mut at = at.min(lines.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_its_place_and_its_remedy() {
        let source = "ü = 1\nport = 143\n";
        let mut faults = Faults::default();
        faults.push_with_remedy(14..17, "port 143 does not begin with TLS", "write 993");
        let report = faults.into_report("a.toml", source);
        assert_eq!(report.place(&report.faults()[0]), (2, 8));
        let text = report.to_string();
        assert!(text.contains("a.toml:2:8"), "{text}");
        assert!(text.contains("^^^"), "{text}");
        assert!(text.contains("help: write 993"), "{text}");
    }

    #[test]
    fn what_is_missing_at_the_end_is_missed_behind_the_last_character() {
        for source in ["a = [\nü", "a = [\nü\n", "a = [\nü\r\n"] {
            let mut faults = Faults::default();
            faults.push(source.len()..source.len(), "unclosed");
            let report = faults.into_report("a.toml", source);
            assert_eq!(report.place(&report.faults()[0]), (2, 2), "{source:?}");
            assert!(report.to_string().contains("a.toml:2:2"), "{report}");
        }
    }

    #[test]
    fn a_span_inside_a_character_or_past_the_end_is_shown_all_the_same() {
        let mut faults = Faults::default();
        faults.push(1..900, "odd");
        assert!(faults.into_report("a.toml", "ü").to_string().contains("a.toml:1:1"));
    }
}
