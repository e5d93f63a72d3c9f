//! What an authority is answered that checks a name over HTTP (RFC 8555 §8.3), whatever the host.

use super::reply::{Cache, Reply};
use crate::lookup::Reason;
use crate::snapshot::Snapshot;

/// The answer, where the path is one that an authority was told of. Nothing else is answered here:
/// who guesses paths is served, and limited, like everybody.
pub(super) fn challenge(method: &str, path: &str, snapshot: &Snapshot) -> Option<Reply> {
    let text =
        snapshot.policy().challenges.http(path).filter(|_| matches!(method, "GET" | "HEAD"))?;
    let kind = "application/octet-stream";
    let reply = Reply::new(200, Reason::Static, "acme", kind, text.as_bytes().to_vec());
    Some(Reply { cache: Cache::Never, ..reply })
}
