//! Everything about a running server at one moment, and how well it is.

use std::time::Duration;

use super::certificates::CertificateFigures;
use super::{Configuration, Metrics};
use crate::acme::table::CertificateState;
use crate::directory::DirectoryFigures;
use crate::directory::mx::MxFigures;
use crate::mail::keywords;

/// Where a server is in its life.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Phase {
    /// It reads its configuration and reaches its directories for the first time.
    Starting,
    /// It answers.
    Serving,
    /// It finishes what has begun, and takes nothing more on.
    Stopping,
}

keywords! {
    /// How well a server is.
    pub enum Health {
        /// Everything is there.
        Ok = "ok",
        /// It answers, but something that answers are made from is not there.
        Degraded = "degraded",
        /// It does not answer yet.
        Starting = "starting",
        /// It does not answer any longer.
        Stopping = "stopping",
    }
}

impl Health {
    /// Whether clients should be sent here. What a directory said before goes on being served, so
    /// that a server without its directory is better than none.
    pub fn is_ready(self) -> bool {
        matches!(self, Self::Ok | Self::Degraded)
    }
}

/// What the system says about the process, where it says anything.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct ProcessFigures {
    /// Memory it holds, in bytes.
    pub resident_bytes: Option<u64>,
    /// Files and sockets it has open.
    pub open_files: Option<u64>,
}

impl ProcessFigures {
    /// Reads the memory from the text of `/proc/self/status` (proc(5)).
    pub fn resident_bytes_of(status: &str) -> Option<u64> {
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
        kibibytes.checked_mul(1024)
    }
}

/// A running server at one moment.
pub struct Observation<'m> {
    /// What was counted.
    pub metrics: &'m Metrics,
    /// The version of the program.
    pub version: &'static str,
    /// The time since the Unix epoch.
    pub now: Duration,
    /// How long it has been running.
    pub uptime: Duration,
    /// Where it is in its life.
    pub phase: Phase,
    /// What it serves.
    pub configuration: Configuration,
    /// Its directories.
    pub directories: DirectoryFigures,
    /// Its MX look-ups, where there is somebody to ask.
    pub mx: Option<MxFigures>,
    /// The certificates that it orders, where it does.
    pub certificates: Option<CertificateFigures>,
    /// Its process.
    pub process: ProcessFigures,
}

impl Observation<'_> {
    /// How well it is.
    pub fn health(&self) -> Health {
        match self.phase {
            Phase::Starting => Health::Starting,
            Phase::Stopping => Health::Stopping,
            Phase::Serving if self.reasons().is_empty() => Health::Ok,
            Phase::Serving => Health::Degraded,
        }
    }

    /// Why it is no better. Nothing in it is of the operator's files.
    pub fn reasons(&self) -> Vec<String> {
        let failing = self.directories.sources.iter().filter_map(|source| {
            let fault = source.failing?;
            Some(format!("directory {}: {}", source.name, fault.as_str()))
        });
        let refused = self.configuration.fault.iter().map(|_| {
            "the last reload was refused; `mailguide status` on that machine tells why".to_owned()
        });
        let figures = self.certificates.iter();
        let ended = figures.filter_map(|figures| {
            let ended =
                |(state, _): &(CertificateState, usize)| *state == CertificateState::Expired;
            let (_, count) = figures.by_state().find(ended).filter(|(_, count)| *count > 0)?;
            Some(format!("certificates: {count} have ended and could not be renewed"))
        });
        failing.chain(refused).chain(ended).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_as_linux_writes_it() {
        let read = ProcessFigures::resident_bytes_of;
        let status = "Name:\tmailguide\nVmHWM:\t   30000 kB\nVmRSS:\t   20480 kB\nThreads:\t5\n";
        assert_eq!(read(status), Some(20 * 1024 * 1024));
        for odd in ["", "VmRSS:", "VmRSS: 1 MB", "VmRSS: x kB", "VmRSS: 99999999999999999999 kB"] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }
}
