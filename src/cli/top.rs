//! `mailguide top`: what the running server is asked, second by second.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, poll, read};
use crossterm::style::Print;
use crossterm::terminal::{
    self, Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{execute, queue};

use super::CommandError;
use super::control::ControlArguments;
use crate::admin::figures::Figures;
use crate::admin::table::table;

/// How often the table is drawn anew.
const REFRESH: Duration = Duration::from_secs(1);
/// The size of a terminal that does not tell it.
const SIZE: (u16, u16) = (80, 24);

/// Watch what the running server is asked: requests, reasons, the slowest; q quits
#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    control: ControlArguments,
}

/// Without a terminal one table is written, with what there was since the start.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, CommandError> {
    let first = arguments.control.figures()?;
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        let screen = Screen::open()?;
        watch(&arguments.control, first)?;
        drop(screen);
    } else {
        io::stdout().write_all(table(None, &first).as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A terminal that is ours alone, and is given back as it was.
struct Screen;

impl Screen {
    fn open() -> io::Result<Self> {
        enable_raw_mode()?;
        let screen = Self;
        execute!(io::stdout(), EnterAlternateScreen, Hide)?;
        Ok(screen)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = execute!(io::stdout(), Show, LeaveAlternateScreen);
        let _ = disable_raw_mode();
    }
}

fn watch(control: &ControlArguments, first: Figures) -> io::Result<()> {
    let mut previous: Option<(Figures, Instant)> = None;
    let mut current = (first, Instant::now());
    let mut notice = "";
    loop {
        let before =
            previous.as_ref().map(|(figures, at)| (figures, current.1.duration_since(*at)));
        draw(&format!("{notice}{}", table(before, &current.0)))?;
        if has_had_enough(Instant::now() + REFRESH)? {
            return Ok(());
        }
        // A server that is being restarted comes back.
        notice = match control.figures() {
            Ok(figures) => {
                previous = Some(std::mem::replace(&mut current, (figures, Instant::now())));
                ""
            }
            Err(_) => "No server answers now; this is what was last known. q quits.\n\n",
        };
    }
}

/// As much of a text as there is room for.
fn draw(text: &str) -> io::Result<()> {
    let told = terminal::size().ok().filter(|(columns, rows)| *columns > 0 && *rows > 0);
    let (columns, rows) = told.unwrap_or(SIZE);
    let mut out = io::stdout().lock();
    queue!(out, MoveTo(0, 0))?;
    for (row, line) in text.lines().take(usize::from(rows)).enumerate() {
        let line: String = line.chars().take(usize::from(columns)).collect();
        let row = u16::try_from(row).unwrap_or(u16::MAX);
        queue!(out, MoveTo(0, row), Print(line), Clear(ClearType::UntilNewLine))?;
    }
    queue!(out, Clear(ClearType::FromCursorDown))?;
    out.flush()
}

/// Waits for a key until then; whether it was one that quits.
fn has_had_enough(until: Instant) -> io::Result<bool> {
    while poll(until.saturating_duration_since(Instant::now()))? {
        let Event::Key(key) = read()? else { continue };
        if key.kind != KeyEventKind::Press {
            continue;
        }
        match key.code {
            KeyCode::Esc | KeyCode::Char('q') => return Ok(true),
            KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                return Ok(true);
            }
            _ => {}
        }
    }
    Ok(false)
}
