//! Microsoft Autodiscover, plain old XML: [MS-OXDSCLI].

mod request;
mod response;

pub use request::{Request, RequestError, Schema, read};
pub use response::{Autodiscover, CONTENT_TYPE, ErrorCode, TimeOfDay, error};
