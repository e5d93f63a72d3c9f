//! Documents as written pieces with slots between them: answering is copying.

use crate::mail::{Address, Domain, MailService, Template, Username, Variable};
use crate::xml::{Element, Mark, Part, Written, escape_into, write};

/// What is filled in, or asked, at each request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Slot {
    /// The whole address.
    Address,
    /// The domain that was asked for.
    Domain,
    /// What stands before the `@`.
    LocalPart,
    /// The domain up to its first dot.
    DomainLabel,
    /// The login name that a directory has, or else the whole address.
    Login,
    /// As a condition: the domain asked for is not the provider's own.
    Foreign,
}

/// The values for the slots of one answer.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a> {
    /// The domain that was asked for.
    pub domain: &'a Domain,
    /// The address, in documents that are made for one.
    pub address: Option<&'a Address>,
    /// Whether the domain is not the provider's own.
    pub foreign: bool,
    /// The login name that a directory has for the address.
    pub login: Option<&'a str>,
}

/// A document that waits for its values.
#[derive(Clone, Debug)]
pub struct Pieces {
    bytes: Box<[u8]>,
    marks: Box<[(u32, Mark<Slot>)]>,
}

impl Pieces {
    /// Writes a document for good.
    pub fn compile(root: &Element<Slot>) -> Self {
        let Written { bytes, marks } = write(root);
        let marks = marks
            .into_iter()
            .map(|(at, mark)| (u32::try_from(at).expect("documents are a few kB"), mark))
            .collect();
        Self { bytes: bytes.into(), marks }
    }

    /// Takes the end off a document that ends so and has no slots there.
    pub fn split_off_end(self, end: &str) -> (Self, Box<[u8]>) {
        let at = self.bytes.len() - end.len();
        assert!(self.bytes.ends_with(end.as_bytes()), "the caller knows how its documents end");
        debug_assert!(self.marks.iter().all(|(mark, _)| *mark as usize <= at));
        (Self { bytes: self.bytes[..at].into(), marks: self.marks }, self.bytes[at..].into())
    }

    /// Room for the document with these values; escaped ones may need more.
    pub fn room(&self, values: Values<'_>) -> usize {
        let domain = values.domain.as_str().len();
        let local_part = values.address.map_or(0, |address| address.local_part().len() + 1);
        let login = values.login.map_or(0, str::len);
        self.bytes.len() + self.marks.len() * (domain + local_part).max(login)
    }

    /// Appends the document with its values filled in.
    pub fn render_into(&self, values: Values<'_>, out: &mut Vec<u8>) {
        out.reserve(self.room(values));
        let mut from = 0;
        let mut skipping = false;
        for (at, mark) in &self.marks {
            let at = *at as usize;
            if !skipping {
                out.extend_from_slice(&self.bytes[from..at]);
            }
            from = at;
            match mark {
                Mark::Begin(condition) => skipping = !holds(*condition, values),
                Mark::End => skipping = false,
                Mark::Slot(slot) if !skipping => fill(*slot, values, out),
                Mark::Slot(_) => {}
            }
        }
        out.extend_from_slice(&self.bytes[from..]);
    }
}

fn holds(condition: Slot, values: Values<'_>) -> bool {
    match condition {
        Slot::Foreign => values.foreign,
        Slot::Address | Slot::LocalPart => values.address.is_some(),
        Slot::Domain | Slot::DomainLabel | Slot::Login => true,
    }
}

fn fill(slot: Slot, values: Values<'_>, out: &mut Vec<u8>) {
    match (slot, values.address) {
        (Slot::DomainLabel, _) => out.extend_from_slice(values.domain.first_label().as_bytes()),
        (Slot::Login, _) => match values.login {
            Some(login) => escape_into(login, out),
            None => fill(Slot::Address, values, out),
        },
        (Slot::Domain, _) => out.extend_from_slice(values.domain.as_str().as_bytes()),
        (Slot::Address, Some(address)) => {
            escape_into(address.local_part(), out);
            out.push(b'@');
            out.extend_from_slice(address.domain().as_str().as_bytes());
        }
        (Slot::LocalPart, Some(address)) => escape_into(address.local_part(), out),
        (Slot::Address, None) => out.extend_from_slice(Variable::Address.as_str().as_bytes()),
        (Slot::LocalPart, None) => out.extend_from_slice(Variable::LocalPart.as_str().as_bytes()),
        (Slot::Foreign, _) => {}
    }
}

/// A template as text with slots.
pub fn parts(template: &Template) -> Vec<Part<Slot>> {
    let mut parts = Vec::new();
    for (literal, variable) in template.parts() {
        if !literal.is_empty() {
            parts.push(Part::Text(literal.to_owned()));
        }
        parts.extend(variable.map(|variable| match variable {
            Variable::Address => Part::Slot(Slot::Address),
            Variable::Domain => Part::Slot(Slot::Domain),
            Variable::DomainLabel => Part::Slot(Slot::DomainLabel),
            Variable::LocalPart => Part::Slot(Slot::LocalPart),
            Variable::Percent => Part::Text("%".to_owned()),
        }));
    }
    parts
}

/// The user name to be written into a document whose reader fills in nothing, or nothing if the
/// user must be asked.
pub fn login_name(username: &Username) -> Option<Vec<Part<Slot>>> {
    match username {
        Username::Address => Some(vec![Part::Slot(Slot::Address)]),
        Username::LocalPart => Some(vec![Part::Slot(Slot::LocalPart)]),
        Username::Issued => None,
        Username::Template(template) => Some(parts(template)),
        Username::Directory => Some(vec![Part::Slot(Slot::Login)]),
    }
}

/// The instruction that stands where a user name must stand but only the user knows it.
pub fn placeholder(service: &MailService) -> String {
    let login = service.login.as_ref();
    let placeholder = login.and_then(|login| login.placeholder.as_deref());
    placeholder.unwrap_or("your-mail-login-name").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(pieces: &Pieces, address: &str, foreign: bool) -> String {
        let address = Address::parse(address).unwrap();
        let mut out = Vec::new();
        let domain = address.domain();
        pieces.render_into(
            Values { domain, address: Some(&address), foreign, login: None },
            &mut out,
        );
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn slots_are_filled_escaped_and_conditions_obeyed() {
        let pieces = Pieces::compile(&Element::parent(
            "a",
            vec![
                Element::parts("b", vec![Part::Text("<".into()), Part::Slot(Slot::Address)]),
                Element::parts("c", vec![Part::Slot(Slot::Domain)]).only_if(Slot::Foreign),
            ],
        ));
        let head =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>\n  <b>&lt;&amp;x@y.example</b>\n";
        let foreign = "  <c>y.example</c>\n";
        assert_eq!(render(&pieces, "&x@y.example", true), format!("{head}{foreign}</a>\n"));
        assert_eq!(render(&pieces, "&x@y.example", false), format!("{head}</a>\n"));
    }

    proptest::proptest! {
        /// Filling slots by copying gives the bytes that quick-xml writes for the same values.
        #[test]
        fn filled_slots_are_what_quick_xml_would_have_written(local_part in "[^\\s\\p{C}@]{1,16}") {
            let text = format!("{local_part}@y.example");
            let address = Address::parse(&text);
            proptest::prop_assume!(address.is_ok());
            let tree = |address: Part<Slot>, local_part: Part<Slot>, domain: Part<Slot>| {
                let text = Part::Text("<&> ".to_owned());
                let inner = Element::parts("b", vec![text, address, local_part]);
                Element::parent("a", vec![inner.with_parts("id", vec![domain])])
            };
            let slots = tree(
                Part::Slot(Slot::Address),
                Part::Slot(Slot::LocalPart),
                Part::Slot(Slot::Domain),
            );
            let literal = tree(
                Part::Text(text.clone()),
                Part::Text(local_part),
                Part::Text("y.example".to_owned()),
            );
            let written = String::from_utf8(write(&literal).bytes).unwrap();
            proptest::prop_assert_eq!(render(&Pieces::compile(&slots), &text, false), written);
        }
    }
}
