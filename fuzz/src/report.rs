//! What holds for a report about any text.

use mailguide::diagnostics::Report;

/// Every fault has a place in the text, and what is shown speaks to no terminal.
pub fn check(report: &Report, source: &str) {
    assert!(!report.faults().is_empty());
    let shown = report.to_string();
    check_words(&shown);
    for fault in report.faults() {
        assert!(fault.span.start <= fault.span.end, "{fault:?}");
        assert!(source.get(fault.span.clone()).is_some(), "{fault:?} of {} bytes", source.len());
        let (line, column) = report.place(fault);
        let place = format!("{}:{line}:{column}", report.path());
        assert!(shown.contains(&place), "{place}\n{shown}");
        for words in [Some(&fault.message), fault.remedy.as_ref()].into_iter().flatten() {
            assert!(!words.trim().is_empty());
            check_words(words);
        }
    }
}

/// Nothing but line ends moves the cursor.
pub fn check_words(words: &str) {
    let odd = words.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(odd, None, "{words:?}");
}
