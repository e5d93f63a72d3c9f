//! What people and programs send: the fields of a query or a posted form, checked.

use percent_encoding::percent_decode_str;

use crate::guide::{App, Change, ERROR_MAX, Language, Symptom, TwoFactor};
use crate::mail::{Address, AddressError, Domain};

/// The longest query or form that is looked at: a message of [`ERROR_MAX`] bytes, percent-encoded,
/// and the other fields.
pub const FORM_MAX: usize = 3 * ERROR_MAX + 2048;
/// The most fields.
const FIELDS_MAX: usize = 32;

/// The fields there are.
const FIELDS: [&str; 7] = ["address", "error", "lang", "two_factor", "change", "app", "message"];

/// A form. Fields that are missing or empty are none.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Form {
    /// The address as it was typed.
    pub address: Option<Subject>,
    /// The pasted message.
    pub error: Option<String>,
    /// The language of the answer.
    pub language: Option<Language>,
    /// Whether two-step sign-in is on.
    pub two_factor: Option<TwoFactor>,
    /// What changed last.
    pub change: Option<Change>,
    /// Where it fails.
    pub app: Option<App>,
    /// What the message says, roughly.
    pub symptom: Option<Symptom>,
    /// Fields that make no sense, each with what would.
    pub faults: Vec<FormFault>,
}

/// An address, or a domain alone.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Subject {
    /// The address, if there was an `@`.
    pub address: Option<Address>,
    /// The domain.
    pub domain: Domain,
}

/// A field that makes no sense. It never repeats what was sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FormFault {
    /// The field.
    pub field: &'static str,
    /// What is wrong, and what would be right.
    pub problem: String,
}

impl Form {
    /// Reads a query or an `application/x-www-form-urlencoded` body.
    pub fn parse(text: &str) -> Self {
        let mut form = Self::default();
        if text.len() > FORM_MAX {
            form.fault("error", format!("all fields together are longer than {FORM_MAX} bytes"));
            return form;
        }
        for field in text.split('&').take(FIELDS_MAX) {
            let (name, value) = field.split_once('=').unwrap_or((field, ""));
            form.field(name, value);
        }
        form
    }

    fn field(&mut self, name: &str, raw: &str) {
        // What others append to links (utm_source and the like) harms nobody.
        let Some(name) = FIELDS.into_iter().find(|known| *known == name) else { return };
        // An address has no spaces: a raw plus in it is a plus.
        let raw = if name == "address" { raw.to_owned() } else { raw.replace('+', " ") };
        let Ok(value) = percent_decode_str(&raw).decode_utf8() else {
            return self.fault(name, "the field is not UTF-8".to_owned());
        };
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        match name {
            "address" => match Subject::parse(value) {
                Ok(subject) => self.address = Some(subject),
                Err(error) => self.fault("address", error.to_string()),
            },
            "error" => self.error = Some(value.to_owned()),
            "lang" => {
                self.language =
                    self.word("lang", Language::from_tag(value), &Language::ALL, Language::as_str);
            }
            "two_factor" => {
                self.two_factor = self.word(
                    "two_factor",
                    TwoFactor::parse(value),
                    &TwoFactor::ALL,
                    TwoFactor::as_str,
                );
            }
            "change" => {
                self.change =
                    self.word("change", Change::parse(value), &Change::ALL, Change::as_str);
            }
            "app" => self.app = self.word("app", App::parse(value), &App::ALL, App::as_str),
            "message" => {
                self.symptom =
                    self.word("message", Symptom::parse(value), &Symptom::ALL, Symptom::as_str);
            }
            _ => {}
        }
    }

    fn word<T: Copy>(
        &mut self,
        field: &'static str,
        value: Option<T>,
        all: &[T],
        as_str: fn(T) -> &'static str,
    ) -> Option<T> {
        if value.is_none() {
            let words: Vec<&str> = all.iter().map(|word| as_str(*word)).collect();
            self.fault(field, format!("write one of {}", words.join(", ")));
        }
        value
    }

    fn fault(&mut self, field: &'static str, problem: String) {
        self.faults.push(FormFault { field, problem });
    }
}

impl Subject {
    /// Reads an address, or a domain where there is no `@`.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        if text.contains('@') {
            let address = Address::parse(text)?;
            let domain = address.domain().clone();
            return Ok(Self { address: Some(address), domain });
        }
        Ok(Self { address: None, domain: Domain::parse(text)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_and_faults_never_repeat_them() {
        let form = Form::parse(
            "address=a%2Bb@Example.org&error=a+b%0Ac&lang=ja-JP&two_factor=no&change=phone&app=outlook\
             &message=dialog&utm_source=x",
        );
        assert_eq!(form.address.unwrap().address.unwrap().to_string(), "a+b@example.org");
        assert_eq!(form.error.as_deref(), Some("a b\nc"));
        assert_eq!(form.language, Some(Language::Japanese));
        assert_eq!(form.two_factor, Some(TwoFactor::No));
        assert_eq!((form.change, form.app), (Some(Change::Phone), Some(App::Outlook)));
        assert_eq!(form.symptom, Some(Symptom::Dialog));
        assert_eq!(form.faults, []);

        let form = Form::parse("address=<b>&lang=<b>&app=<b>&error=%ff");
        let fields: Vec<&str> = form.faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["address", "lang", "app", "error"]);
        assert!(form.faults.iter().all(|fault| !fault.problem.contains('<')));
        assert_eq!(Form::parse(&"x".repeat(FORM_MAX + 1)).faults.len(), 1);
    }
}
