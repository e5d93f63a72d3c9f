//! Microsoft Autodiscover: plain old XML ([MS-OXDSCLI]), and the JSON that points to it.

mod error;
mod json;
mod mobile_sync;
mod outlook;
mod request;
mod response;

pub use error::{ErrorCode, TimeOfDay, error};
pub use json::{JSON_CONTENT_TYPE, Location, Wanted, invalid_protocol};
pub use request::{Request, RequestError, Schema, read};
pub use response::{Autodiscover, CONTENT_TYPE, Document};
