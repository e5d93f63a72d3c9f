//! What holds for a page, whatever was typed: only elements and attributes of the templates.

const ELEMENTS: [&str; 41] = [
    "a",
    "body",
    "button",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "head",
    "header",
    "html",
    "input",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "meta",
    "nav",
    "ol",
    "option",
    "p",
    "path",
    "pre",
    "rect",
    "section",
    "select",
    "span",
    "strong",
    "svg",
    "textarea",
    "title",
    "ul",
];
const ATTRIBUTES: [&str; 40] = [
    "action",
    "aria-current",
    "aria-describedby",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "autocapitalize",
    "autocomplete",
    "autofocus",
    "charset",
    "checked",
    "class",
    "content",
    "d",
    "fill",
    "for",
    "height",
    "href",
    "hreflang",
    "id",
    "inputmode",
    "lang",
    "maxlength",
    "method",
    "name",
    "rel",
    "required",
    "role",
    "rows",
    "selected",
    "shape-rendering",
    "spellcheck",
    "type",
    "value",
    "viewbox",
    "width",
    "xmlns",
    "x",
    "y",
    "src",
];

/// Takes the page apart as a browser does: text, and tags with quoted attributes.
pub fn check(page: &str) {
    let mut rest = page.strip_prefix("<!DOCTYPE html>").expect("a page says what it is");
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        rest = rest.strip_prefix('/').unwrap_or(rest);
        let (name, behind) = word(rest);
        assert!(ELEMENTS.contains(&name), "<{name}");
        rest = attributes(behind);
    }
}

fn attributes(mut rest: &str) -> &str {
    loop {
        rest = rest.trim_start();
        let end = rest.strip_prefix("/>").or_else(|| rest.strip_prefix('>'));
        if let Some(behind) = end {
            return behind;
        }
        let (name, behind) = word(rest);
        assert!(ATTRIBUTES.contains(&name.to_ascii_lowercase().as_str()), "attribute {name:?}");
        rest = behind;
        if let Some(value) = behind.strip_prefix('=') {
            let value = value.strip_prefix('"').expect("values are quoted");
            let (value, behind) = value.split_once('"').expect("quotes are closed");
            assert!(!value.contains('<'), "{name}={value:?}");
            let script = value.trim_start().to_ascii_lowercase().starts_with("javascript:");
            assert!(!script, "{name}={value:?}");
            rest = behind;
        }
    }
}

fn word(rest: &str) -> (&str, &str) {
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    rest.split_at(end.unwrap_or(rest.len()))
}
