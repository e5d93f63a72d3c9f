//! Microsoft Autodiscover: plain old XML ([MS-OXDSCLI]), and the JSON that points to it.

mod json;
mod request;
mod response;

pub use json::{JSON_CONTENT_TYPE, Wanted, invalid_protocol, location};
pub use request::{Request, RequestError, Schema, read};
pub use response::{Autodiscover, CONTENT_TYPE, ErrorCode, TimeOfDay, error};
