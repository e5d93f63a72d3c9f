//! The guide at a terminal: advice in words, and questions that are answered with one key.

use std::io::{self, BufRead, IsTerminal, Write};

use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, read};
use crossterm::terminal;

use crate::guide::advice::{cause_sentence, step};
use crate::guide::{
    App, Change, Guide, Language, Message, Question, Situation, Symptom, TwoFactor,
};

/// Whether headings stand out. What they say is said in words anyway.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    coloured: bool,
}

impl Style {
    /// Colours on a terminal, unless `NO_COLOR` is set (no-color.org) or the terminal has none.
    pub(super) fn of_stdout() -> Self {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self { coloured: io::stdout().is_terminal() && !unwanted }
    }

    /// A heading, bold where that is possible.
    pub(super) fn heading(self, words: &str) -> String {
        match self.coloured {
            true => format!("\x1b[1m{words}\x1b[0m"),
            false => words.to_owned(),
        }
    }
}

/// Tells why it was refused and what to do.
pub(super) fn tell_advice(
    guide: &Guide,
    language: Language,
    situation: &Situation<'_>,
    error: Option<&str>,
    style: Style,
) -> io::Result<()> {
    let say = |message| guide.sentences.say(language, message, &[]);
    let advice = guide.rules.advise(situation);
    let mut out = io::stdout().lock();
    let cause = match advice.cause {
        Some(cause) => Some(cause_sentence(cause, situation.service, &guide.sentences, language)),
        None => error.map(|_| say(Message::CauseUnknown)),
    };
    if let Some(cause) = cause {
        writeln!(out, "\n{}\n  {cause}", style.heading(&say(Message::PageRefused)))?;
    }
    if !advice.steps.is_empty() {
        writeln!(out, "\n{}", style.heading(&say(Message::PageWhatToDo)))?;
    }
    for (number, message) in (1..).zip(&advice.steps) {
        writeln!(out, "  {number}. {}", step(*message, &guide.sentences, language))?;
    }
    if let Some(question) = advice.question.filter(|_| error.is_some()) {
        writeln!(out, "\n{}", say(question.message()))?;
        for (_, text) in question.answers() {
            writeln!(out, "  - {}", say(text))?;
        }
    }
    Ok(())
}

/// Asks until nothing is left to ask, or the person has had enough, and then advises.
pub(super) fn ask(
    guide: &Guide,
    language: Language,
    situation: &mut Situation<'_>,
    style: Style,
) -> io::Result<()> {
    while let Some(question) = guide.rules.advise(situation).question {
        let answers = question.answers();
        if answers.is_empty() {
            break;
        }
        let say = |message| guide.sentences.say(language, message, &[]);
        let mut out = io::stdout().lock();
        writeln!(out, "\n{}", style.heading(&say(question.message())))?;
        for (number, (_, text)) in (1..).zip(&answers) {
            writeln!(out, "  {number}  {}", say(*text))?;
        }
        out.flush()?;
        drop(out);
        let Some(number) = choose(answers.len())? else { break };
        take(question, answers[number - 1].0, situation);
    }
    tell_advice(guide, language, situation, None, style)
}

/// One key at a terminal; a line with a number where there is none. Nothing at the end of the
/// input, or when the person leaves with q or Escape.
fn choose(answers: usize) -> io::Result<Option<usize>> {
    let fits = |number: usize| (1..=answers).contains(&number).then_some(number);
    if !io::stdin().is_terminal() {
        let mut line = String::new();
        while io::stdin().lock().read_line(&mut line)? > 0 {
            match line.trim() {
                "q" => return Ok(None),
                text => {
                    if let Some(number) = text.parse().ok().and_then(fits) {
                        return Ok(Some(number));
                    }
                }
            }
            line.clear();
        }
        return Ok(None);
    }
    terminal::enable_raw_mode()?;
    let chosen = key(fits);
    terminal::disable_raw_mode()?;
    chosen
}

fn key(fits: impl Fn(usize) -> Option<usize>) -> io::Result<Option<usize>> {
    loop {
        let Event::Key(key) = read()? else { continue };
        if key.kind != KeyEventKind::Press {
            continue;
        }
        match key.code {
            KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                return Ok(None);
            }
            KeyCode::Esc | KeyCode::Char('q') => return Ok(None),
            KeyCode::Char(digit) => {
                let number = digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
                if let Some(number) = number.and_then(&fits) {
                    return Ok(Some(number));
                }
            }
            _ => {}
        }
    }
}

/// Writes an answer down.
fn take(question: Question, word: &str, situation: &mut Situation<'_>) {
    match question {
        Question::Address => {}
        Question::TwoFactor => situation.two_factor = TwoFactor::parse(word),
        Question::Change => situation.change = Change::parse(word),
        Question::App => situation.app = App::parse(word),
        Question::Symptom => situation.symptom = Symptom::parse(word),
    }
}
