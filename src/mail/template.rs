//! Texts with the placeholders of autoconfig in them.

use std::fmt;

use thiserror::Error;

use super::{Address, Domain};

/// A placeholder (draft-ietf-mailmaint-autoconfig, section "Placeholders").
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Variable {
    /// `%EMAILADDRESS%`: the whole address.
    Address,
    /// `%EMAILDOMAIN%`: what stands behind the last `@`.
    Domain,
    /// `%EMAILLOCALPART%`: what stands before the last `@`.
    LocalPart,
}

impl Variable {
    const ALL: [Self; 3] = [Self::Address, Self::Domain, Self::LocalPart];

    /// The placeholder as clients know it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Address => "%EMAILADDRESS%",
            Self::Domain => "%EMAILDOMAIN%",
            Self::LocalPart => "%EMAILLOCALPART%",
        }
    }
}

/// A text in which the parts of an address are yet to be filled in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Template {
    text: Box<str>,
}

impl Template {
    /// Reads a template; every `%` must belong to a known placeholder.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let template = Self { text: text.into() };
        for (literal, _) in template.parts() {
            if literal.contains('%') {
                return Err(TemplateError);
            }
        }
        Ok(template)
    }

    /// The template as it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The literal pieces, each with the variable that follows it.
    pub fn parts(&self) -> impl Iterator<Item = (&str, Option<Variable>)> {
        let mut rest = Some(&*self.text);
        std::iter::from_fn(move || {
            let text = rest.take()?;
            let next = Variable::ALL
                .into_iter()
                .filter_map(|variable| Some((text.find(variable.as_str())?, variable)))
                .min_by_key(|(at, _)| *at);
            Some(match next {
                None => (text, None),
                Some((at, variable)) => {
                    rest = Some(&text[at + variable.as_str().len()..]);
                    (&text[..at], Some(variable))
                }
            })
        })
    }

    /// Whether a variable other than the domain occurs.
    pub fn needs_address(&self) -> bool {
        self.parts().any(|(_, variable)| matches!(variable, Some(v) if v != Variable::Domain))
    }

    /// Fills in the domain. Call it only where [`Self::needs_address`] is false.
    pub fn fill_domain(&self, domain: &Domain) -> String {
        self.text.replace(Variable::Domain.as_str(), domain.as_str())
    }

    /// Fills in all parts of an address.
    pub fn fill(&self, address: &Address) -> String {
        let mut filled = String::with_capacity(self.text.len() + 64);
        for (literal, variable) in self.parts() {
            filled.push_str(literal);
            match variable {
                None => {}
                Some(Variable::Address) => filled.push_str(&address.to_string()),
                Some(Variable::Domain) => filled.push_str(address.domain().as_str()),
                Some(Variable::LocalPart) => filled.push_str(address.local_part()),
            }
        }
        filled
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A `%` that belongs to no known placeholder.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("a % that is no %EMAILADDRESS%, %EMAILLOCALPART% or %EMAILDOMAIN%")]
pub struct TemplateError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_is_filled_in() {
        let address = Address::parse("a%EMAILDOMAIN%b@example.org").unwrap();
        for (text, filled) in [
            ("%EMAILLOCALPART%.%EMAILDOMAIN%", "a%EMAILDOMAIN%b.example.org"),
            ("%EMAILADDRESS%", "a%EMAILDOMAIN%b@example.org"),
            ("mail", "mail"),
        ] {
            assert_eq!(Template::parse(text).unwrap().fill(&address), filled);
        }
    }

    #[test]
    fn a_broken_placeholder_is_refused() {
        assert_eq!(Template::parse("%EMAILADDRESS"), Err(TemplateError));
        assert_eq!(Template::parse("%REALNAME%"), Err(TemplateError));
    }
}
