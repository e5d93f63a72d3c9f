//! The log: lines are gathered, and a thread of its own writes them to standard error, many at a
//! time.
//!
//! So a request neither waits for whoever reads the log nor pays a system call for its line. What
//! nobody reads fast enough is lost and counted; an orderly stop loses nothing, and a crash the
//! lines of its last [`PAUSE`].

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use super::log_line::LineFormat;

/// How long lines are gathered.
const PAUSE: Duration = Duration::from_millis(20);
/// How many bytes wait for whoever reads the log.
const WAITING_MAX: usize = 1024 * 1024;

/// The log of the process, until this is dropped.
#[must_use = "what is not written yet is written when this is dropped"]
pub(super) struct Log {
    lines: Lines,
    thread: Option<JoinHandle<()>>,
}

impl Log {
    /// Begins to log. Only our own lines: what libraries log may name addresses and queries.
    pub(super) fn start(level: &str) -> io::Result<Self> {
        let log = Self::to(io::stderr())?;
        let filter = EnvFilter::new(format!("off,mailguide={level}"));
        tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(log.lines.clone())
            .with_ansi(false)
            .event_format(LineFormat::new())
            .init();
        Ok(log)
    }

    fn to(out: impl Write + Send + 'static) -> io::Result<Self> {
        let lines = Lines::default();
        let theirs = lines.clone();
        let thread =
            thread::Builder::new().name("log".to_owned()).spawn(move || theirs.write_to(out))?;
        Ok(Self { lines, thread: Some(thread) })
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.lines.lock().ending = true;
        self.lines.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            // If it has panicked there is nobody left to tell.
            let _ = thread.join();
        }
    }
}

/// Where lines are left.
#[derive(Clone, Default)]
struct Lines {
    gathered: Arc<Mutex<Gathered>>,
    changed: Arc<Condvar>,
}

#[derive(Default)]
struct Gathered {
    bytes: Vec<u8>,
    lost: u64,
    ending: bool,
}

impl Lines {
    fn lock(&self) -> MutexGuard<'_, Gathered> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes until the log ends.
    fn write_to(&self, mut out: impl Write) {
        let mut bytes = Vec::new();
        loop {
            let nothing = |gathered: &mut Gathered| gathered.bytes.is_empty() && !gathered.ending;
            let gathered = self.changed.wait_while(self.lock(), nothing);
            let gathered = gathered.unwrap_or_else(PoisonError::into_inner);
            let waited = self.changed.wait_timeout_while(gathered, PAUSE, |it| !it.ending);
            let (mut gathered, _) = waited.unwrap_or_else(PoisonError::into_inner);
            std::mem::swap(&mut bytes, &mut gathered.bytes);
            let lost = std::mem::take(&mut gathered.lost);
            let ending = gathered.ending;
            drop(gathered);
            if lost > 0 {
                let line = format!("{lost} lines of the log were lost: nobody read fast enough\n");
                bytes.extend_from_slice(line.as_bytes());
            }
            // There is nowhere else to say that the log cannot be written.
            let _ = out.write_all(&bytes).and_then(|()| out.flush());
            bytes.clear();
            if ending {
                return;
            }
        }
    }
}

impl<'l> MakeWriter<'l> for Lines {
    type Writer = &'l Self;

    fn make_writer(&'l self) -> &'l Self {
        self
    }
}

/// Each write is a whole line.
impl Write for &Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut gathered = self.lock();
        let is_first = gathered.bytes.is_empty();
        if gathered.bytes.len() + line.len() > WAITING_MAX {
            gathered.lost += 1;
        } else {
            gathered.bytes.extend_from_slice(line);
        }
        drop(gathered);
        if is_first {
            self.changed.notify_one();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

    use super::*;

    /// A reader that takes what is written when it likes to.
    struct Reader(SyncSender<Vec<u8>>);

    impl Write for Reader {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.send(bytes.to_vec()).map_err(io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn all(read: &Receiver<Vec<u8>>) -> String {
        String::from_utf8(read.iter().collect::<Vec<_>>().concat()).unwrap()
    }

    #[test]
    fn an_orderly_stop_loses_nothing_and_many_lines_are_one_write() {
        let (write, read) = sync_channel(10_000);
        let log = Log::to(Reader(write)).unwrap();
        let lines: String = (0..1000).map(|number| format!("line {number}\n")).collect();
        for line in lines.split_inclusive('\n') {
            (&log.lines).write_all(line.as_bytes()).unwrap();
        }
        drop(log);
        let writes: Vec<Vec<u8>> = read.iter().collect();
        assert!(writes.len() < 500, "{} writes", writes.len());
        assert_eq!(String::from_utf8(writes.concat()).unwrap(), lines);
    }

    #[test]
    fn nobody_waits_for_a_reader_that_does_not_read() {
        let (write, read) = sync_channel(0);
        let log = Log::to(Reader(write)).unwrap();
        let line = [vec![b'x'; 1023], vec![b'\n']].concat();
        for _ in 0..4 * WAITING_MAX / line.len() {
            (&log.lines).write_all(&line).unwrap();
        }
        let reading = thread::spawn(move || all(&read));
        drop(log);
        let text = reading.join().unwrap();
        assert!(text.len() <= 2 * WAITING_MAX + 200, "{} bytes", text.len());
        assert!(text.contains(" lines of the log were lost"), "it says that some are missing");
    }
}
