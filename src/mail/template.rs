//! Texts with the placeholders of autoconfig in them.

use std::borrow::Cow;
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
    /// `%EMAILDOMAINLABEL%`: the domain up to its first dot. Ours alone: clients never see it.
    DomainLabel,
    /// `%EMAILLOCALPART%`: what stands before the last `@`.
    LocalPart,
    /// `%%`: a percent sign.
    Percent,
}

impl Variable {
    const ALL: [Self; 5] =
        [Self::Address, Self::Domain, Self::DomainLabel, Self::LocalPart, Self::Percent];

    /// The placeholder as clients know it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Address => "%EMAILADDRESS%",
            Self::Domain => "%EMAILDOMAIN%",
            Self::DomainLabel => "%EMAILDOMAINLABEL%",
            Self::LocalPart => "%EMAILLOCALPART%",
            Self::Percent => "%%",
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

    /// Whether a variable occurs that only an address can fill.
    pub fn needs_address(&self) -> bool {
        self.variables().any(|v| matches!(v, Variable::Address | Variable::LocalPart))
    }

    /// Whether nothing but the whole domain is filled in: what host names may contain.
    pub fn needs_domain_alone(&self) -> bool {
        self.variables().all(|variable| variable == Variable::Domain)
    }

    fn variables(&self) -> impl Iterator<Item = Variable> {
        self.parts().filter_map(|(_, variable)| variable)
    }

    /// Fills in the domain; variables that need an address stay as they are.
    pub fn fill_domain(&self, domain: &Domain) -> String {
        self.fill_with(domain, |variable| variable.as_str().into())
    }

    /// Fills in all parts of an address.
    pub fn fill(&self, address: &Address) -> String {
        self.fill_with(address.domain(), |variable| match variable {
            Variable::LocalPart => address.local_part().into(),
            _ => address.to_string().into(),
        })
    }

    fn fill_with<'v>(
        &self,
        domain: &Domain,
        from_address: impl Fn(Variable) -> Cow<'v, str>,
    ) -> String {
        let mut filled = String::with_capacity(self.text.len() + 64);
        for (literal, variable) in self.parts() {
            filled.push_str(literal);
            match variable {
                None => {}
                Some(Variable::Domain) => filled.push_str(domain.as_str()),
                Some(Variable::DomainLabel) => filled.push_str(domain.first_label()),
                Some(Variable::Percent) => filled.push('%'),
                Some(variable @ (Variable::Address | Variable::LocalPart)) => {
                    filled.push_str(&from_address(variable));
                }
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
#[error(
    "a % that is no %EMAILADDRESS%, %EMAILLOCALPART%, %EMAILDOMAIN% or %EMAILDOMAINLABEL%; a percent \
     sign itself is written %%"
)]
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
            ("%EMAILLOCALPART%%%%EMAILDOMAINLABEL%", "a%EMAILDOMAIN%b%example"),
        ] {
            assert_eq!(Template::parse(text).unwrap().fill(&address), filled);
        }
    }

    /// The eight forms of user names that Virtualmin makes.
    #[test]
    fn user_names_with_a_prefix_can_be_said() {
        let address = Address::parse("fred@example.org").unwrap();
        let (user, prefix) = ("%EMAILLOCALPART%", "%EMAILDOMAINLABEL%");
        for (template, login) in [
            (format!("{user}.{prefix}"), "fred.example"),
            (format!("{user}-{prefix}"), "fred-example"),
            (format!("{user}_{prefix}"), "fred_example"),
            (format!("{prefix}.{user}"), "example.fred"),
            (format!("{prefix}-{user}"), "example-fred"),
            (format!("{prefix}_{user}"), "example_fred"),
            (format!("{user}@%EMAILDOMAIN%"), "fred@example.org"),
            (format!("{user}%%{prefix}"), "fred%example"),
        ] {
            assert_eq!(Template::parse(&template).unwrap().fill(&address), login, "{template}");
        }
    }

    #[test]
    fn a_broken_placeholder_is_refused() {
        assert_eq!(Template::parse("%EMAILADDRESS"), Err(TemplateError));
        assert_eq!(Template::parse("%REALNAME%"), Err(TemplateError));
    }
}
