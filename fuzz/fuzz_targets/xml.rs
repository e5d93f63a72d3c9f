//! XML, beside another parser: the same tree, or a refusal.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailguide::xml::{Limits, Node, XmlError, read};

const LIMITS: Limits = Limits { bytes: 64 * 1024, depth: 8, elements: 64, attributes: 16 };

fuzz_target!(|bytes: &[u8]| {
    let ours = read(bytes, LIMITS);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return assert!(ours.is_err());
    };
    if let Ok(root) = &ours {
        check_limits(root);
    }
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    // Without DTD: it refuses a DOCTYPE, as we do.
    let theirs = roxmltree::Document::parse(text);
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => assert_eq!(as_theirs(ours), node(theirs.root_element())),
        (Err(XmlError::TooLarge | XmlError::TooDeep), _) => {}
        // They put a sign in the place of a number that is no character.
        (Err(XmlError::Entity), Ok(_)) if text.contains("&#") => {}
        // They read a declaration on where `?>` stands in its quotes, which no encoding is called.
        (Err(XmlError::Malformed), Ok(_)) if has_open_quotes(text) => {}
        // They take `<:a></a>` for a pair, and `:xmlns` for a declaration.
        (Err(XmlError::Malformed), Ok(_)) if text.contains(':') => {}
        (Err(fault), Ok(_)) => panic!("{fault:?}: refused, but it is XML"),
        // We look at neither namespaces nor the letters of names.
        (_, Err(_)) => {}
    }
});

/// Whether the declaration of a document ends inside a quotation.
fn has_open_quotes(text: &str) -> bool {
    let declaration = text.strip_prefix("<?xml ").and_then(|text| text.split("?>").next());
    declaration.is_some_and(|text| ['"', '\''].iter().any(|q| text.matches(*q).count() % 2 == 1))
}

fn check_limits(root: &Node) {
    let (mut level, mut depth, mut elements) = (vec![root], 0, 0);
    while !level.is_empty() {
        depth += 1;
        elements += level.len();
        assert!(level.iter().all(|node| node.attributes.len() <= LIMITS.attributes));
        level = level.into_iter().flat_map(|node| &node.children).collect();
    }
    assert!(depth <= LIMITS.depth && elements <= LIMITS.elements);
}

/// They leave a carriage return before a reference as it is, where XML has a line end (§2.11), and
/// take `a:xmlns` for a declaration.
fn as_theirs(mut node: Node) -> Node {
    node.text = node.text.replace('\r', "\n");
    node.attributes.retain(|(name, _)| name != "xmlns");
    node.children = node.children.into_iter().map(as_theirs).collect();
    node
}

/// Their tree in our form.
fn node(theirs: roxmltree::Node<'_, '_>) -> Node {
    let attributes = theirs.attributes();
    let text = theirs.children().filter(|child| child.is_text()).filter_map(|t| t.text());
    let text: String = text.collect();
    Node {
        name: theirs.tag_name().name().to_owned(),
        attributes: attributes.map(|a| (a.name().to_owned(), a.value().to_owned())).collect(),
        text: text.replace('\r', "\n"),
        children: theirs.children().filter(|child| child.is_element()).map(node).collect(),
    }
}
