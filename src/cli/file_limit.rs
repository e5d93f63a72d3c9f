//! How many files and sockets this process may have open.

use std::num::NonZeroU32;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::tell;

/// What is open beside the connections of HTTP: listeners, directories, DNS over TCP, files.
const OTHERS: u64 = 512;

/// Raises the limit as far as the connections need it. Where the system does not allow as much,
/// the operator is told how many there can be.
pub(super) fn raise(connections: NonZeroU32) {
    let needed = u64::from(connections.get()) + OTHERS;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_none_or(|current| current >= needed) {
        return;
    }
    let possible = maximum.map_or(needed, |maximum| maximum.min(needed));
    let raised = setrlimit(Resource::Nofile, Rlimit { current: Some(possible), maximum });
    let allowed = if raised.is_ok() { possible } else { current.unwrap_or(needed) };
    if allowed < needed {
        tell(&format!(
            "warning: http.connections is {connections}, but this process may open {allowed} files; \
             allow it {needed} (LimitNOFILE= of systemd, ulimit -n), or lower http.connections"
        ));
    }
}
