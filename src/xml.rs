//! XML in and out: a bounded reader and an escaping writer. The only user of quick-xml.
//!
//! The reader makes a small tree of local names; it refuses a DOCTYPE, entities of its own, depth
//! and size, so that no document can cost more than its bytes. The writer takes a tree in which a
//! text may contain slots, to be filled at each request without running the writer again.

use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::name::QName;
use quick_xml::{Reader, Writer, XmlVersion};
use thiserror::Error;

//----------- Reading --------------------------------------------------------

/// What a document may cost at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the whole document.
    pub bytes: usize,
    /// Elements inside each other.
    pub depth: usize,
    /// Elements in all.
    pub elements: usize,
    /// Attributes of one element.
    pub attributes: usize,
}

/// An element as it was read, without its namespace prefix.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Node {
    /// The name without prefix.
    pub name: String,
    /// Attributes in their order, names without prefix, `xmlns` declarations left out.
    pub attributes: Vec<(String, String)>,
    /// All text directly inside, CDATA included, as it stands.
    pub text: String,
    /// Elements directly inside.
    pub children: Vec<Self>,
}

impl Node {
    /// The first child of that name, in any letter case.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name.eq_ignore_ascii_case(name))
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let (_, value) = self.attributes.iter().find(|(attribute, _)| attribute == name)?;
        Some(value)
    }
}

/// Reads a document; the result is its root element.
pub fn read(bytes: &[u8], limits: Limits) -> Result<Node, XmlError> {
    if bytes.len() > limits.bytes {
        return Err(XmlError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| XmlError::NotUtf8)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut tree = Tree { open: Vec::new(), root: None, elements: 0, limits };
    let mut reader = Reader::from_str(text);
    loop {
        let event = reader.read_event().map_err(|_| XmlError::Malformed)?;
        match event {
            Event::Start(start) => tree.open(&start)?,
            Event::Empty(start) => {
                tree.open(&start)?;
                tree.close()?;
            }
            Event::End(_) => tree.close()?,
            Event::Text(text) => tree.text(&text.xml10_content())?,
            Event::CData(text) => tree.text(&text.xml10_content())?,
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref() {
                    Ok(Some(character)) if is_xml_character(character) => character,
                    Ok(None) => {
                        predefined_entity(&reference.into_inner()).ok_or(XmlError::Entity)?
                    }
                    _ => return Err(XmlError::Entity),
                };
                tree.text(character.encode_utf8(&mut [0; 4]))?;
            }
            Event::DocType(_) => return Err(XmlError::DocType),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    match tree.root {
        Some(root) if tree.open.is_empty() => Ok(root),
        _ => Err(XmlError::Malformed),
    }
}

struct Tree {
    open: Vec<Node>,
    root: Option<Node>,
    elements: usize,
    limits: Limits,
}

impl Tree {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), XmlError> {
        self.elements += 1;
        if self.elements > self.limits.elements {
            return Err(XmlError::TooLarge);
        }
        if self.open.len() >= self.limits.depth {
            return Err(XmlError::TooDeep);
        }
        if self.root.is_some() {
            return Err(XmlError::Malformed);
        }
        let mut attributes = Vec::new();
        for (count, attribute) in start.attributes().with_checks(false).enumerate() {
            if count >= self.limits.attributes {
                return Err(XmlError::TooLarge);
            }
            let attribute = attribute.map_err(|_| XmlError::Malformed)?;
            check_colons(attribute.key)?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|_| XmlError::Entity)?;
            let name: &str = attribute.key.local_name().into_inner();
            let full: &str = attribute.key.into_inner();
            if full != "xmlns" && !full.starts_with("xmlns:") {
                attributes.push((name.to_owned(), value.into_owned()));
            }
        }
        check_colons(start.name())?;
        let name: &str = start.local_name().into_inner();
        self.open.push(Node { name: name.to_owned(), attributes, ..Node::default() });
        Ok(())
    }

    fn close(&mut self) -> Result<(), XmlError> {
        let node = self.open.pop().ok_or(XmlError::Malformed)?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => self.root = Some(node),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), XmlError> {
        match self.open.last_mut() {
            Some(node) => node.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(XmlError::Malformed),
        }
        Ok(())
    }
}

/// Neither the prefix nor the name after it is empty, and there is one prefix (Namespaces in XML §4).
fn check_colons(name: QName<'_>) -> Result<(), XmlError> {
    let name: &str = name.into_inner();
    match name.split_once(':') {
        Some((prefix, local)) if prefix.is_empty() || local.is_empty() || local.contains(':') => {
            Err(XmlError::Malformed)
        }
        _ => Ok(()),
    }
}

/// XML 1.0 §4.6.
fn predefined_entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "apos" => Some('\''),
        "gt" => Some('>'),
        "lt" => Some('<'),
        "quot" => Some('"'),
        _ => None,
    }
}

/// XML 1.0 §2.2.
fn is_xml_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}')
        || matches!(c, '\u{10000}'..)
}

/// Why a document is refused.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum XmlError {
    /// A document type declaration.
    #[error("a DOCTYPE is not accepted")]
    DocType,
    /// An entity that XML does not define, or a character that XML cannot carry.
    #[error("only the five entities of XML are accepted")]
    Entity,
    /// Not well-formed.
    #[error("it is not well-formed XML")]
    Malformed,
    /// Not UTF-8.
    #[error("it is not UTF-8")]
    NotUtf8,
    /// Too many elements inside each other.
    #[error("its elements are nested too deeply")]
    TooDeep,
    /// Too many bytes, elements or attributes.
    #[error("it is too large")]
    TooLarge,
}

//----------- Writing --------------------------------------------------------

/// An element to be written.
#[derive(Clone, Debug)]
pub struct Element<S> {
    name: &'static str,
    attributes: Vec<(&'static str, Vec<Part<S>>)>,
    content: Content<S>,
    condition: Option<S>,
}

#[derive(Clone, Debug)]
enum Content<S> {
    Text(Vec<Part<S>>),
    Children(Vec<Element<S>>),
}

/// A piece of text, or a slot that is filled in later.
#[derive(Clone, Debug)]
pub enum Part<S> {
    /// Text, not yet escaped.
    Text(String),
    /// A slot.
    Slot(S),
}

impl<S> Element<S> {
    /// An element with children.
    pub fn parent(name: &'static str, children: Vec<Self>) -> Self {
        let content = Content::Children(children);
        Self { name, attributes: Vec::new(), content, condition: None }
    }

    /// An element with text.
    pub fn text(name: &'static str, text: impl Into<String>) -> Self {
        Self::parts(name, vec![Part::Text(text.into())])
    }

    /// An element with text and slots.
    pub fn parts(name: &'static str, parts: Vec<Part<S>>) -> Self {
        let content = Content::Text(parts);
        Self { name, attributes: Vec::new(), content, condition: None }
    }

    /// Adds an attribute.
    #[must_use]
    pub fn with(self, name: &'static str, value: impl Into<String>) -> Self {
        self.with_parts(name, vec![Part::Text(value.into())])
    }

    /// Adds an attribute with slots.
    #[must_use]
    pub fn with_parts(mut self, name: &'static str, value: Vec<Part<S>>) -> Self {
        self.attributes.push((name, value));
        self
    }

    /// Makes the element, its line included, depend on a condition known at each request.
    #[must_use]
    pub fn only_if(mut self, condition: S) -> Self {
        self.condition = Some(condition);
        self
    }
}

/// A place in written bytes where something happens at each request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Mark<S> {
    /// A slot is filled in here.
    Slot(S),
    /// What follows, up to the matching end, depends on this condition.
    Begin(S),
    /// The end of the innermost conditional part.
    End,
}

/// A written document: its bytes, and the marks in it by rising offset.
#[derive(Clone, Debug)]
pub struct Written<S> {
    /// The bytes, UTF-8, with a final line feed.
    pub bytes: Vec<u8>,
    /// Offsets into the bytes.
    pub marks: Vec<(usize, Mark<S>)>,
}

/// Writes a document: declaration, elements on lines of their own, two spaces a level, text tight
/// inside its element (Thunderbird does not trim).
pub fn write<S: Clone>(root: &Element<S>) -> Written<S> {
    let mut writing = Writing { writer: Writer::new(Vec::new()), marks: Vec::new() };
    writing.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    writing.raw("\n");
    writing.element(root, 0);
    Written { bytes: writing.writer.into_inner(), marks: writing.marks }
}

/// Writes elements without slots that stand inside others, at a level.
pub fn write_inner<S: Clone>(elements: &[Element<S>], level: usize) -> Vec<u8> {
    let mut writing = Writing { writer: Writer::new(Vec::new()), marks: Vec::new() };
    for element in elements {
        writing.element(element, level);
    }
    debug_assert!(writing.marks.is_empty(), "these elements have no slots");
    writing.writer.into_inner()
}

struct Writing<S> {
    writer: Writer<Vec<u8>>,
    marks: Vec<(usize, Mark<S>)>,
}

impl<S: Clone> Writing<S> {
    fn element(&mut self, element: &Element<S>, level: usize) {
        if let Some(condition) = &element.condition {
            self.mark(Mark::Begin(condition.clone()));
        }
        self.raw(&"  ".repeat(level));
        // quick-xml takes a start tag whole, but the value of an attribute may have slots.
        self.raw("<");
        self.raw(element.name);
        for (name, value) in &element.attributes {
            self.raw(&format!(" {name}=\""));
            self.parts(value);
            self.raw("\"");
        }
        self.raw(">");
        match &element.content {
            Content::Text(parts) => self.parts(parts),
            Content::Children(children) => {
                self.raw("\n");
                for child in children {
                    self.element(child, level + 1);
                }
                self.raw(&"  ".repeat(level));
            }
        }
        self.event(Event::End(BytesEnd::new(element.name)));
        self.raw("\n");
        if element.condition.is_some() {
            self.mark(Mark::End);
        }
    }

    fn parts(&mut self, parts: &[Part<S>]) {
        for part in parts {
            match part {
                Part::Text(text) => self.event(Event::Text(BytesText::new(text))),
                Part::Slot(slot) => self.mark(Mark::Slot(slot.clone())),
            }
        }
    }

    fn event(&mut self, event: Event<'_>) {
        self.writer.write_event(event).expect("a Vec takes every byte");
    }

    fn raw(&mut self, text: &str) {
        self.writer.get_mut().extend_from_slice(text.as_bytes());
    }

    fn mark(&mut self, mark: Mark<S>) {
        self.marks.push((self.writer.get_ref().len(), mark));
    }
}

/// Appends a text, escaped so that it can stand in element content and in attributes.
pub fn escape_into(text: &str, out: &mut Vec<u8>) {
    for byte in text.bytes() {
        match byte {
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            b'"' => out.extend_from_slice(b"&quot;"),
            b'\'' => out.extend_from_slice(b"&apos;"),
            byte => out.push(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { bytes: 4096, depth: 4, elements: 10, attributes: 3 };

    fn text_of(document: &str) -> Result<String, XmlError> {
        read(document.as_bytes(), LIMITS).map(|node| node.text)
    }

    #[test]
    fn text_is_put_together_from_all_its_forms() {
        let document = "\u{FEFF}<?xml version='1.0'?>\n<!-- c --><a> x&amp;y<![CDATA[<z>]]>\
                        <!-- c -->&#65;&#x42;&quot;&apos;&lt;&gt;</a>\n";
        assert_eq!(text_of(document).unwrap(), " x&y<z>AB\"'<>");
    }

    #[test]
    fn names_lose_their_prefix() {
        let node = read(b"<p:a xmlns:p='u' p:b='1' c='2'><p:d/></p:a>", LIMITS).unwrap();
        assert_eq!(node.name, "a");
        assert_eq!(node.attributes, [("b".into(), "1".into()), ("c".into(), "2".into())]);
        assert_eq!(node.child("D").unwrap().name, "d");
    }

    #[test]
    fn what_costs_too_much_is_refused() {
        let deep = format!("{}{}", "<a>".repeat(5), "</a>".repeat(5));
        let wide = format!("<a>{}</a>", "<b/>".repeat(10));
        for (document, error) in [
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", XmlError::DocType),
            ("<a>&b;</a>", XmlError::Entity),
            ("<a>&#0;</a>", XmlError::Entity),
            ("<a b='&c;'/>", XmlError::Entity),
            ("<a b='1' c='2' d='3' e='4'/>", XmlError::TooLarge),
            (deep.as_str(), XmlError::TooDeep),
            (wide.as_str(), XmlError::TooLarge),
            ("<a/><b/>", XmlError::Malformed),
            ("<a></b>", XmlError::Malformed),
            ("<:a/>", XmlError::Malformed),
            ("<a:/>", XmlError::Malformed),
            ("<a :xmlns='b'/>", XmlError::Malformed),
            ("<a b:c:d='e'/>", XmlError::Malformed),
            ("<a>", XmlError::Malformed),
            ("text", XmlError::Malformed),
            ("", XmlError::Malformed),
        ] {
            assert_eq!(text_of(document), Err(error), "{document}");
        }
        assert_eq!(read(&[b' '; 5000], LIMITS), Err(XmlError::TooLarge));
        assert_eq!(read(b"<a>\xff</a>", LIMITS), Err(XmlError::NotUtf8));
    }

    #[test]
    fn escaping_agrees_with_quick_xml() {
        let text = "a&b<c>d\"e'f ü";
        let mut escaped = Vec::new();
        escape_into(text, &mut escaped);
        let written = write(&Element::<()>::text("t", text));
        let document = String::from_utf8(written.bytes).unwrap();
        assert!(document.contains(std::str::from_utf8(&escaped).unwrap()), "{document}");
    }
}
