//! What a client hears whose request cannot be answered ([MS-OXDSCLI] §2.2.4.1.1.3).

use super::outlook::NAMESPACE;
use crate::documents::pieces::Slot;
use crate::xml::{Element, write};

/// Error codes ([MS-OXDSCLI] §2.2.4.1.1.3.2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ErrorCode {
    /// 500: the address cannot be found.
    NotFound,
    /// 600: the request is not one.
    InvalidRequest,
    /// 601: the response schema asked for is not available.
    SchemaUnavailable,
}

impl ErrorCode {
    fn number(self) -> &'static str {
        match self {
            Self::NotFound => "500",
            Self::InvalidRequest => "600",
            Self::SchemaUnavailable => "601",
        }
    }
}

/// A time of day, as errors must carry one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TimeOfDay {
    nanoseconds: u64,
}

impl TimeOfDay {
    /// From the time since the epoch.
    pub fn from_epoch(since_epoch: std::time::Duration) -> Self {
        let seconds = since_epoch.as_secs() % 86_400;
        Self { nanoseconds: seconds * 1_000_000_000 + u64::from(since_epoch.subsec_nanos()) }
    }

    fn to_text(self) -> String {
        let seconds = self.nanoseconds / 1_000_000_000;
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        let fraction = self.nanoseconds % 1_000_000_000 / 100;
        format!("{hours:02}:{minutes:02}:{:02}.{fraction:07}", seconds % 60)
    }
}

/// Appends an error document. `message` is ours and never repeats what the client sent.
pub fn error(code: ErrorCode, message: &str, time: TimeOfDay, out: &mut Vec<u8>) {
    let detail = Element::parent(
        "Error",
        vec![
            Element::<Slot>::text("ErrorCode", code.number()),
            Element::text("Message", message),
            Element::text("DebugData", ""),
        ],
    );
    // An identifier to be quoted to the operator; Exchange's has ten digits as well.
    let id = time.nanoseconds / 100 % 4_294_967_295;
    let detail = detail.with("Time", time.to_text()).with("Id", id.to_string());
    let response = Element::parent("Response", vec![detail]);
    let root = Element::parent("Autodiscover", vec![response]).with("xmlns", NAMESPACE);
    out.extend_from_slice(&write(&root).bytes);
}
