//! A server of a test: started, made to stand still, ended.

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::PATIENCE;

/// A server, as it runs, stands still, or is gone.
pub(super) struct Process {
    pub(super) command: Box<dyn Fn() -> Command + Send + Sync>,
    pub(super) is_ready: Box<dyn Fn() -> bool + Send + Sync>,
    /// What makes it leave at once. PostgreSQL's children would survive a `KILL`.
    pub(super) end_signal: &'static str,
    pub(super) log: PathBuf,
    pub(super) child: Option<Child>,
}

impl Process {
    pub(super) fn start(&mut self) {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let log = std::fs::File::options().create(true).append(true).open(&self.log).unwrap();
            let mut command = (self.command)();
            command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
            let child = self.child.insert(command.process_group(0).spawn().unwrap());
            // One that finds the traces of its predecessor may give up, and be started again.
            while begun.elapsed() < PATIENCE && child.try_wait().unwrap().is_none() {
                if (self.is_ready)() {
                    return;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let last: Vec<&str> = log.lines().rev().take(20).collect();
        panic!("it did not start; the last it said was {last:#?}");
    }

    pub(super) fn signal(&self, name: &str) {
        let Some(child) = &self.child else { return };
        let group = format!("-{}", child.id());
        let _ = Command::new("kill").args(["-s", name, "--", &group]).status();
    }

    /// Lets it stand still, and waits until all of its threads do: until then it may answer.
    pub(super) fn pause(&self) {
        self.signal("STOP");
        let Some(child) = &self.child else { return };
        let threads = format!("/proc/{}/task", child.id());
        let stands = |thread: std::fs::DirEntry| {
            let status = std::fs::read_to_string(thread.path().join("status")).unwrap_or_default();
            status.lines().any(|line| line.starts_with("State:\tT"))
        };
        let begun = Instant::now();
        while !std::fs::read_dir(&threads).unwrap().flatten().all(stands) {
            assert!(begun.elapsed() < PATIENCE, "it goes on");
            std::thread::yield_now();
        }
    }

    pub(super) fn stop(&mut self) {
        self.signal(self.end_signal);
        self.signal("CONT");
        let begun = Instant::now();
        let Some(mut child) = self.child.take() else { return };
        while child.try_wait().unwrap().is_none() {
            if begun.elapsed() > PATIENCE / 4 {
                let _ = child.kill();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}
