//! Pages for people: server-rendered HTML, no script, nothing from elsewhere.

mod form;
mod pages;
mod profile;

pub use form::{FORM_MAX, Form, FormFault, Subject};
pub use pages::{STYLE_SHEET, home, not_found, provider, setup};
