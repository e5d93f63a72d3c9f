//! Whether the host of a server is an alias, found out by DNS: SRV and MX name the host itself
//! (RFC 2782, RFC 2181 §10.3).

use std::net::SocketAddr;
use std::sync::Arc;

use hickory_resolver::TokioResolver;
use hickory_resolver::proto::rr::{RData, RecordType};
use tokio::task::JoinSet;

use super::mx::{NoResolver, TIMEOUT, resolver};
use crate::mail::Domain;

/// How many hosts are looked up at a time.
const AT_A_TIME: usize = 16;

/// What DNS says about a host.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum HostKind {
    /// It is no alias.
    Itself,
    /// It is an alias of another host.
    Alias(Box<str>),
    /// It does not exist.
    Missing,
    /// Nobody answered.
    Unavailable,
}

/// Looks all hosts up, by one server or those that the system is configured for.
pub async fn look_up(
    hosts: Vec<Domain>,
    server: Option<SocketAddr>,
) -> Result<Vec<(Domain, HostKind)>, NoResolver> {
    let resolver = Arc::new(resolver(server)?);
    let (mut hosts, mut running) = (hosts.into_iter(), JoinSet::new());
    let mut found = Vec::new();
    loop {
        for host in hosts.by_ref().take(AT_A_TIME - running.len()) {
            let resolver = Arc::clone(&resolver);
            running.spawn(async move {
                let kind = ask(&resolver, &host).await;
                (host, kind)
            });
        }
        match running.join_next().await {
            Some(Ok(host)) => found.push(host),
            Some(Err(_)) => {}
            None => return Ok(found),
        }
    }
}

async fn ask(resolver: &TokioResolver, host: &Domain) -> HostKind {
    let question = resolver.lookup(format!("{host}."), RecordType::CNAME);
    match tokio::time::timeout(TIMEOUT, question).await {
        Ok(Ok(answer)) => {
            let target = answer.answers().iter().find_map(|record| match &record.data {
                RData::CNAME(target) => Some(target.to_ascii()),
                _ => None,
            });
            target
                .map_or(HostKind::Itself, |name| HostKind::Alias(name.trim_end_matches('.').into()))
        }
        Ok(Err(error)) if error.is_nx_domain() => HostKind::Missing,
        Ok(Err(error)) if error.is_no_records_found() => HostKind::Itself,
        Ok(Err(_)) | Err(_) => HostKind::Unavailable,
    }
}
