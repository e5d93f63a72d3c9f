//! Programs of others: whether they are there, run to their end, or running beside a test.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::PATIENCE;

/// How long to wait before something is looked at once more.
const PAUSE: Duration = Duration::from_millis(20);

/// Whether all of these programs are there. `.ci/run` installs them all and sets
/// `MAILGUIDE_REQUIRE_PEERS`, which makes a missing one a failure.
pub fn have(programs: &[&str]) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there =
        |program: &str| std::env::split_paths(&path).any(|folder| folder.join(program).exists());
    let missing = programs.iter().find(|program| !is_there(program));
    if let Some(missing) = missing {
        let required = std::env::var_os("MAILGUIDE_REQUIRE_PEERS").is_some();
        assert!(!required, "{missing} is missing, but all peers are required");
        eprintln!("SKIPPED: {missing} is not installed");
    }
    missing.is_none()
}

/// All that a program said.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

/// Runs a program to its end, which must be a good one; returns what it printed.
#[track_caller]
pub fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// A program that runs beside the test, and is ended when this is dropped.
pub struct Running {
    child: Child,
    /// Where all goes that it says.
    log: PathBuf,
}

impl Running {
    /// Starts it; what it says goes to a file.
    pub fn start(command: &mut Command, log: PathBuf) -> Self {
        let file = File::create(&log).unwrap();
        command.stdin(Stdio::null()).stdout(file.try_clone().unwrap()).stderr(file);
        let child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        Self { child, log }
    }

    /// What it has said so far.
    pub fn said(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.log).unwrap()).into_owned()
    }

    /// Waits until something is so, which it never will be once the program has ended.
    #[track_caller]
    pub fn wait_until(&mut self, what: &str, patience: Duration, mut is_so: impl FnMut() -> bool) {
        let start = Instant::now();
        while !is_so() {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "it ended before {what}: {}", self.said());
            assert!(start.elapsed() < patience, "it never came to be: {what}: {}", self.said());
            std::thread::sleep(PAUSE);
        }
    }

    /// Sends a signal, such as `HUP`.
    pub fn signal(&self, name: &str) {
        run(Command::new("kill").args(["-s", name, &self.child.id().to_string()]));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The children of some end with them only when they are asked to.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let end = Instant::now() + PATIENCE / 4;
        while Instant::now() < end && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(PAUSE);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until something is so.
#[track_caller]
pub fn wait_until(what: &str, patience: Duration, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < patience, "it never came to be: {what}");
        std::thread::sleep(PAUSE);
    }
}
