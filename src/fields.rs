//! Reads TOML tables field by field, so that every fault of a file is found in one go.
//!
//! serde stops at the first fault and forgets where a value stood; this keeps both.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::Faults;

/// A value with its place in the file.
pub type Value<'a> = Spanned<DeValue<'a>>;

/// Parses a whole file. Syntax faults are noted; what could be read is returned nevertheless.
pub fn parse<'a>(source: &'a str, faults: &mut Faults) -> Spanned<DeTable<'a>> {
    let (table, errors) = DeTable::parse_recoverable(source);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        faults.push(span, format!("not TOML: {}", error.message()));
    }
    table
}

/// A table that is being read. Fields that nobody asked for are faults.
pub struct Fields<'a, 'f> {
    table: &'a DeTable<'a>,
    span: Range<usize>,
    asked: BTreeSet<&'static str>,
    faults: &'f mut Faults,
}

impl<'a, 'f> Fields<'a, 'f> {
    /// Begins to read a table.
    pub fn new(table: &'a DeTable<'a>, span: Range<usize>, faults: &'f mut Faults) -> Self {
        Self { table, span, asked: BTreeSet::new(), faults }
    }

    /// The place of the whole table.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// How many of the fields asked for so far are there.
    pub fn present(&self) -> usize {
        self.asked.iter().filter(|name| self.table.contains_key(**name)).count()
    }

    /// The faults found so far.
    pub fn faults(&mut self) -> &mut Faults {
        self.faults
    }

    /// The value of a field, if it is there.
    pub fn value(&mut self, name: &'static str) -> Option<&'a Value<'a>> {
        self.asked.insert(name);
        self.table.get(name)
    }

    /// The place of a field's value, or of the table if the field is missing.
    pub fn place(&self, name: &str) -> Range<usize> {
        self.table.get(name).map_or_else(|| self.span(), Spanned::span)
    }

    /// Reads an optional field with a function that notes its own faults.
    pub fn optional<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&'a Value<'a>, &mut Faults) -> Option<T>,
    ) -> Option<T> {
        let value = self.value(name)?;
        read(value, self.faults)
    }

    /// Reads a field that must be there.
    pub fn required<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&'a Value<'a>, &mut Faults) -> Option<T>,
    ) -> Option<T> {
        if let Some(value) = self.value(name) {
            return read(value, self.faults);
        }
        self.faults.push_with_remedy(
            self.span(),
            format!("`{name}` is missing"),
            format!("add a line `{name} = …`; providers/README.md tells what belongs there"),
        );
        None
    }

    /// Reads a list, each item with its place; items at fault are left out.
    pub fn list<T>(
        &mut self,
        name: &'static str,
        mut read: impl FnMut(&'a Value<'a>, &mut Faults) -> Option<T>,
    ) -> Vec<Spanned<T>> {
        let Some(value) = self.value(name) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            wrong_type(value, "a list in [ ]", self.faults);
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| Some(Spanned::new(item.span(), read(item, self.faults)?)))
            .collect()
    }

    /// Reads a sub-table `[name]`, if it is there.
    pub fn table<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Fields<'a, '_>) -> T,
    ) -> Option<T> {
        let value = self.value(name)?;
        read_table(value, self.faults, read)
    }

    /// Reads all tables `[[name]]`.
    pub fn tables<T>(
        &mut self,
        name: &'static str,
        mut read: impl FnMut(&mut Fields<'a, '_>) -> Option<T>,
    ) -> Vec<Spanned<T>> {
        self.list(name, |value, faults| read_table(value, faults, &mut read).flatten())
    }

    /// Ends the reading: every field that nobody asked for is noted.
    pub fn finish(self) {
        for (key, _) in self.table {
            if self.asked.contains(key.get_ref().as_ref()) {
                continue;
            }
            let known: Vec<&str> = self.asked.iter().copied().collect();
            let message = format!("there is no field `{}` here", key.get_ref().escape_default());
            let remedy = match nearest(key.get_ref(), &known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the fields are {}", known.join(", ")),
            };
            self.faults.push_with_remedy(key.span(), message, remedy);
        }
    }
}

fn read_table<'a, T>(
    value: &'a Value<'a>,
    faults: &mut Faults,
    read: impl FnOnce(&mut Fields<'a, '_>) -> T,
) -> Option<T> {
    let DeValue::Table(table) = value.get_ref() else {
        wrong_type(value, "a table", faults);
        return None;
    };
    let mut fields = Fields::new(table, value.span(), faults);
    let result = read(&mut fields);
    fields.finish();
    Some(result)
}

/// The known word that differs least, if it differs little.
pub(crate) fn nearest<'w>(word: &str, known: &[&'w str]) -> Option<&'w str> {
    let shared = |candidate: &str| {
        let same = word.chars().zip(candidate.chars()).take_while(|(a, b)| a == b).count();
        let tail = word.chars().rev().zip(candidate.chars().rev());
        (same + tail.take_while(|(a, b)| a == b).count()).min(candidate.chars().count())
    };
    let best = known.iter().copied().max_by_key(|candidate| shared(candidate))?;
    (shared(best) + 2 >= best.chars().count().max(word.chars().count())).then_some(best)
}

//----------- Readers of single values ---------------------------------------

/// Reads a text that is not empty and has no control characters.
pub fn text(value: &Value<'_>, faults: &mut Faults) -> Option<Box<str>> {
    text_without(value, faults, char::is_control)
}

/// Reads a text that is not empty, may have several lines, and no other control characters.
pub fn lines(value: &Value<'_>, faults: &mut Faults) -> Option<Box<str>> {
    let unwanted = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
    text_without(value, faults, unwanted)
}

fn text_without(
    value: &Value<'_>,
    faults: &mut Faults,
    unwanted: impl Fn(char) -> bool,
) -> Option<Box<str>> {
    let Some(text) = value.get_ref().as_str() else {
        wrong_type(value, "a text in \" \"", faults);
        return None;
    };
    if text.trim().is_empty() || text.chars().any(unwanted) {
        faults.push(value.span(), "the text is empty or has a control character");
        return None;
    }
    Some(text.into())
}

/// Reads `true` or `false`.
pub fn boolean(value: &Value<'_>, faults: &mut Faults) -> Option<bool> {
    let boolean = value.get_ref().as_bool();
    if boolean.is_none() {
        wrong_type(value, "true or false", faults);
    }
    boolean
}

/// Reads a number from 1 to 65535.
pub fn positive(value: &Value<'_>, faults: &mut Faults) -> Option<std::num::NonZeroU16> {
    let number = value.get_ref().as_integer();
    let read = number.and_then(|n| u16::from_str_radix(n.as_str(), n.radix()).ok());
    let positive = read.and_then(std::num::NonZeroU16::new);
    if positive.is_none() {
        wrong_type(value, "a number from 1 to 65535", faults);
    }
    positive
}

/// Reads a text with a fallible parser.
pub fn parsed<T, E: std::fmt::Display>(
    parse: impl Fn(&str) -> Result<T, E>,
) -> impl Fn(&Value<'_>, &mut Faults) -> Option<T> {
    move |value, faults| {
        let text = text(value, faults)?;
        match parse(&text) {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                faults.push(value.span(), error.to_string());
                None
            }
        }
    }
}

/// Reads one of a list of words.
pub fn word<T: Copy, const N: usize>(
    all: [T; N],
    as_str: fn(T) -> &'static str,
) -> impl Fn(&Value<'_>, &mut Faults) -> Option<T> {
    move |value, faults| {
        let text = text(value, faults)?;
        let found = all.iter().copied().find(|item| as_str(*item) == &*text);
        if found.is_none() {
            let words: Vec<&str> = all.iter().map(|item| as_str(*item)).collect();
            faults.push_with_remedy(
                value.span(),
                format!("`{}` is not a word for this field", text.escape_default()),
                format!("write one of {}", words.join(", ")),
            );
        }
        found
    }
}

/// Notes that a value is not what it should be.
pub fn wrong_type(value: &Value<'_>, wanted: &str, faults: &mut Faults) {
    let message = format!("this is {}, but {wanted} belongs here", name_of(value.get_ref()));
    faults.push(value.span(), message);
}

fn name_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
