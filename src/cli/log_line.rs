//! The line of a request in the log, written by hand.
//!
//! It looks like the other lines, which tracing-subscriber writes, but every request has one, and
//! the general way through `Debug` and `Display` costs as much as all the rest of an answer.
#![expect(clippy::disallowed_methods, reason = "this is the shell: lines have a time")]

use std::fmt::{self, Debug, Write};
use std::time::{Duration, SystemTime};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::{Format, Full, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use crate::http::server::REQUEST_LOG;
use crate::mail::Date;

/// The room of a line, which no domain name of an honest request outgrows.
const LINE: usize = 256;

/// Writes lines: those of requests by hand, others as tracing-subscriber does.
pub(super) struct LineFormat {
    other: Format<Full>,
}

impl LineFormat {
    /// Our lines: without colours, and without the module that they come from.
    pub(super) fn new() -> Self {
        Self { other: Format::default().with_ansi(false).with_target(false) }
    }
}

impl<S, N> FormatEvent<S, N> for LineFormat
where
    S: Subscriber + for<'s> LookupSpan<'s>,
    N: for<'w> FormatFields<'w> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let about = event.metadata();
        if about.target() != REQUEST_LOG || *about.level() != Level::INFO {
            return self.other.format_event(context, writer, event);
        }
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let mut line = Line(String::with_capacity(LINE));
        line.time(now);
        line.0.push_str("  INFO");
        event.record(&mut line);
        line.0.push('\n');
        writer.write_str(&line.0)
    }
}

/// A line that is being written.
struct Line(String);

impl Line {
    /// A time since the Unix epoch (RFC 3339).
    fn time(&mut self, at: Duration) {
        const DAY: u64 = 24 * 60 * 60;
        let (year, month, day) = Date::from_days_since_epoch(at.as_secs() / DAY).earliest();
        let second = at.as_secs() % DAY;
        self.padded(year.into(), 4);
        for (before, number) in [
            ('-', month.into()),
            ('-', day.into()),
            ('T', second / 3600),
            (':', second / 60 % 60),
            (':', second % 60),
        ] {
            self.0.push(before);
            self.padded(number, 2);
        }
        self.0.push('.');
        self.padded(at.subsec_micros().into(), 6);
        self.0.push('Z');
    }

    /// A number of at least so many digits.
    fn padded(&mut self, mut number: u64, width: usize) {
        let mut digits = [b'0'; 20];
        let mut start = digits.len();
        while number > 0 {
            start -= 1;
            digits[start] = b'0' + (number % 10) as u8;
            number /= 10;
        }
        let start = start.min(digits.len() - width);
        self.0.push_str(str::from_utf8(&digits[start..]).expect("digits are ASCII"));
    }

    fn name(&mut self, field: &Field) {
        self.0.push(' ');
        self.0.push_str(field.name());
        self.0.push('=');
    }
}

impl Visit for Line {
    fn record_str(&mut self, field: &Field, value: &str) {
        let plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
        if !value.bytes().all(plain) {
            return self.record_debug(field, &value);
        }
        self.name(field);
        self.0.push('"');
        self.0.push_str(value);
        self.0.push('"');
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.name(field);
        self.padded(value, 1);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.name(field);
        write!(self.0, "{value:?}").expect("a String takes everything");
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use tracing::{info, warn};

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn log() {
        for (domain, mx, status, micros) in [
            ("example.org", None, 200_u16, 7_u64),
            ("-", Some("mx.example.net"), 404, 0),
            ("a\"b\\c\n\u{1b}\u{e9}", None, 65535, u64::MAX),
        ] {
            info!(target: REQUEST_LOG, scheme = "http", domain, mx, status, micros);
        }
        warn!(reason = "other", "something else");
    }

    /// Without their times.
    fn lines(written: &Written) -> Vec<String> {
        let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| line.split_once(' ').unwrap().1.to_owned()).collect()
    }

    #[test]
    fn lines_of_requests_look_like_others() {
        let (ours, theirs) = (Written::default(), Written::default());
        let (to_ours, to_theirs) = (ours.clone(), theirs.clone());
        let subscriber = tracing_subscriber::fmt().event_format(LineFormat::new());
        let subscriber = subscriber.with_writer(move || to_ours.clone()).finish();
        tracing::subscriber::with_default(subscriber, log);
        let subscriber = tracing_subscriber::fmt().with_ansi(false).with_target(false);
        let subscriber = subscriber.with_writer(move || to_theirs.clone()).finish();
        tracing::subscriber::with_default(subscriber, log);
        assert_eq!(lines(&ours), lines(&theirs));
        assert_eq!(lines(&ours).len(), 4);
    }

    #[test]
    fn times_are_those_of_rfc_3339() {
        for (seconds, micros, text) in [
            (0, 0, "1970-01-01T00:00:00.000000Z"),
            (951_782_399, 999_999, "2000-02-28T23:59:59.999999Z"),
            (951_782_400, 1, "2000-02-29T00:00:00.000001Z"),
            (1_700_000_000, 20_000, "2023-11-14T22:13:20.020000Z"),
        ] {
            let mut line = Line(String::new());
            line.time(Duration::from_secs(seconds) + Duration::from_micros(micros));
            assert_eq!(line.0, text);
        }
    }
}
