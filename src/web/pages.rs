//! What each page shows. The templates hold the markup, the language files the words.

use askama::Template;

use super::form::{Form, Subject};
use super::profile::{ProfileSection, profile};
use crate::guide::advice::{self, cause_sentence};
use crate::guide::{
    Advice, Argument, Explanation, Guide, Language, Message, Question, ServerFacts, explain,
    username_words,
};
use crate::lookup::{Answer, Found};
use crate::mail::{Address, Domain, Endpoint, Link, MailService, PasswordKind, Protocol, TlsMode};
use crate::snapshot::Entry;

/// The one style sheet.
pub const STYLE_SHEET: &str = include_str!("../../templates/style.css");

//----------- What the templates take ----------------------------------------

struct Page {
    language: &'static str,
    title: String,
    path: String,
    languages_label: String,
    languages: Vec<LanguageLink>,
}

struct LanguageLink {
    tag: &'static str,
    name: &'static str,
    current: bool,
}

struct Words {
    address_label: String,
    address_help: String,
    show: String,
    which_password: String,
    servers: String,
    server: String,
    port: String,
    encryption: String,
    username: String,
    make_it: String,
    enable_it: String,
    refused: String,
    error_label: String,
    recognise: String,
    what_to_do: String,
    help: String,
    another_address: String,
    no_settings: String,
    next_question: String,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    page: Page,
    text: Words,
    lead: String,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "setup.html")]
struct SetupPage {
    page: Page,
    text: Words,
    heading: String,
    opening: Vec<String>,
    reasons: Vec<String>,
    facts: Option<Facts>,
    profile: Option<ProfileSection>,
    cause: Option<String>,
    steps: Vec<String>,
    question: Option<QuestionForm>,
    action: String,
    hidden: Vec<Hidden>,
    help: Vec<String>,
    sources: Option<String>,
}

struct Facts {
    kind: String,
    password_lines: Vec<String>,
    create_url: Option<String>,
    before: Vec<String>,
    enable_url: Option<String>,
    servers: Vec<Server>,
    username_lines: Vec<String>,
}

struct Server {
    title: String,
    host: String,
    port: String,
    encryption: String,
    username: String,
    username_is_literal: bool,
}

struct QuestionForm {
    name: &'static str,
    text: String,
    answers: Vec<AnswerButton>,
}

struct AnswerButton {
    value: &'static str,
    text: String,
}

struct Hidden {
    name: &'static str,
    value: String,
}

//----------- The pages ------------------------------------------------------

/// The first page: one field. `problem` is told above it.
pub fn home(guide: &Guide, language: Language, problem: Option<Message>) -> String {
    let say = |message| guide.sentences.say(language, message, &[]);
    let page = HomePage {
        page: page(guide, language, say(Message::PageTitle), "/"),
        text: words(guide, language),
        lead: say(Message::PageLead),
        problem: problem.map(say),
    };
    rendered(&page)
}

/// A page that is not there.
pub fn not_found(guide: &Guide, language: Language) -> String {
    home(guide, language, Some(Message::PageNotFound))
}

/// Servers, password and advice for what was typed. `public_url` is where phones reach us.
pub fn setup(
    guide: &Guide,
    language: Language,
    form: &Form,
    subject: &Subject,
    answer: &Answer<'_>,
    advice: &Advice,
    public_url: Option<&Link>,
) -> String {
    let address = subject.address.as_ref().map(ToString::to_string);
    let address = address.unwrap_or_else(|| subject.domain.to_string());
    let about = About {
        heading: address.clone(),
        // A language link must not carry the address; it leads to the first page.
        path: "/".to_owned(),
        action: "/setup".to_owned(),
        address: subject.address.as_ref(),
        public_url,
        posted_address: Some(address),
    };
    let told = explain(answer, &subject.domain, about.address, &guide.sentences, language);
    result(guide, language, form, about, answer, &told, advice)
}

/// The same for a provider, at an address that stays.
pub fn provider(
    guide: &Guide,
    language: Language,
    form: &Form,
    service: &MailService,
    answer: &Answer<'_>,
    advice: &Advice,
) -> String {
    let path = format!("/guide/{}", service.id);
    let about = About {
        heading: service.name.to_string(),
        path: path.clone(),
        action: path,
        address: None,
        public_url: None,
        posted_address: None,
    };
    let domain = match answer {
        Answer::Found(found) => found.domain.clone(),
        Answer::NotServed { .. } => Domain::parse("example.org").expect("it is a domain"),
    };
    let mut told = explain(answer, &domain, None, &guide.sentences, language);
    if matches!(answer, Answer::Found(_)) {
        // Whose domain it is stands in the heading.
        told.paragraphs[0].lines.clear();
    }
    result(guide, language, form, about, answer, &told, advice)
}

/// What a page of results is about.
struct About<'a> {
    heading: String,
    path: String,
    action: String,
    address: Option<&'a Address>,
    public_url: Option<&'a Link>,
    posted_address: Option<String>,
}

fn result(
    guide: &Guide,
    language: Language,
    form: &Form,
    about: About<'_>,
    answer: &Answer<'_>,
    told: &Explanation,
    advice: &Advice,
) -> String {
    let say = |message| guide.sentences.say(language, message, &[]);
    let found = answer.found();
    let service = found.map(|found| found.entry.service());
    let known = answer.entry().map(Entry::service);
    let opening = told.paragraphs[0].lines.clone();
    let asked = form.error.is_some()
        || form.symptom.is_some()
        || form.change.is_some()
        || form.app.is_some()
        || form.two_factor.is_some();
    let cause = match advice.cause {
        Some(cause) => Some(cause_sentence(cause, service, &guide.sentences, language)),
        None => form.error.as_ref().map(|_| say(Message::CauseUnknown)),
    };
    let title = format!("{} · Mailguide", about.heading);
    let steps = advice.steps.iter().map(|step| advice::step(*step, &guide.sentences, language));
    let page = SetupPage {
        page: page(guide, language, title, &about.path),
        text: words(guide, language),
        heading: about.heading.clone(),
        opening: if found.is_some() { opening.clone() } else { Vec::new() },
        reasons: if found.is_some() { Vec::new() } else { without_links(opening) },
        facts: found.map(|found| facts(guide, language, found, told, about.address)),
        profile: found
            .and_then(|found| profile(guide, language, found, about.address, about.public_url)),
        cause: cause.filter(|_| asked),
        steps: if asked { steps.collect() } else { Vec::new() },
        question: advice.question.and_then(|question| question_form(guide, language, question)),
        action: about.action,
        hidden: hidden(form, about.posted_address, language),
        help: known.map(help).unwrap_or_default(),
        sources: found.and_then(|found| sources(guide, language, found)),
    };
    rendered(&page)
}

/// What is a link in a terminal stands as a link or a button elsewhere on the page.
fn without_links(lines: Vec<String>) -> Vec<String> {
    lines.into_iter().filter(|line| !line.contains("https://")).collect()
}

fn rendered(page: &impl Template) -> String {
    page.render().expect("writing into a String cannot fail, and our templates call nothing else")
}

//----------- Parts ----------------------------------------------------------

fn page(guide: &Guide, language: Language, title: String, path: &str) -> Page {
    let languages = Language::ALL.map(|other| LanguageLink {
        tag: other.as_str(),
        name: other.own_name(),
        current: other == language,
    });
    Page {
        language: language.as_str(),
        title,
        path: path.to_owned(),
        languages_label: guide.sentences.say(language, Message::PageLanguages, &[]),
        languages: languages.into(),
    }
}

fn words(guide: &Guide, language: Language) -> Words {
    let say = |message| guide.sentences.say(language, message, &[]);
    Words {
        address_label: say(Message::PageAddressLabel),
        address_help: say(Message::PageAddressHelp),
        show: say(Message::PageShow),
        which_password: say(Message::PageWhichPassword),
        servers: say(Message::PageServers),
        server: say(Message::PageServer),
        port: say(Message::PagePort),
        encryption: say(Message::PageEncryption),
        username: say(Message::PageUsername),
        make_it: say(Message::PageMakeIt),
        enable_it: say(Message::PageEnableIt),
        refused: say(Message::PageRefused),
        error_label: say(Message::PageErrorLabel),
        recognise: say(Message::PageRecognise),
        what_to_do: say(Message::PageWhatToDo),
        help: say(Message::HeadingHelp),
        another_address: say(Message::PageAnotherAddress),
        no_settings: say(Message::PageNoSettings),
        next_question: say(Message::PageNextQuestion),
    }
}

fn facts(
    guide: &Guide,
    language: Language,
    found: &Found<'_>,
    told: &Explanation,
    address: Option<&Address>,
) -> Facts {
    let service = found.entry.service();
    let say = |message| guide.sentences.say(language, message, &[]);
    let lines = |heading: Message| -> Vec<String> {
        let heading = say(heading);
        let paragraph = told.paragraphs.iter().find(|p| p.heading.as_ref() == Some(&heading));
        paragraph.map(|p| without_links(p.lines.clone())).unwrap_or_default()
    };
    let mut password = lines(Message::HeadingPassword).into_iter();
    let kind = password.next().unwrap_or_default();
    let issued = service.endpoints().any(|endpoint| endpoint.username.as_str() == "issued");
    let servers = lines(Message::HeadingServers);
    let username_lines = servers[service.endpoints().count().min(servers.len())..].to_vec();
    Facts {
        kind,
        password_lines: password.collect(),
        create_url: (service.password.kind != PasswordKind::None)
            .then(|| service.password.create_url.as_ref().map(ToString::to_string))
            .flatten(),
        before: lines(Message::HeadingBefore),
        enable_url: service.requirement.url.as_ref().map(ToString::to_string),
        servers: service
            .endpoints()
            .map(|endpoint| server(guide, language, found, endpoint, address))
            .collect(),
        username_lines: if issued { username_lines } else { Vec::new() },
    }
}

fn server(
    guide: &Guide,
    language: Language,
    found: &Found<'_>,
    endpoint: &Endpoint,
    address: Option<&Address>,
) -> Server {
    let service = found.entry.service();
    let say = |message| guide.sentences.say(language, message, &[]);
    let facts = ServerFacts::new(endpoint, &found.domain, address, found.login.as_deref());
    let direction = match endpoint.protocol {
        Protocol::Imap | Protocol::Pop3 => Message::PageIncoming,
        Protocol::Smtp => Message::PageOutgoing,
    };
    let username_is_literal = facts.username.is_some() && address.is_some();
    let username = username_words(&facts, service, address, &guide.sentences, language);
    Server {
        title: format!("{} ({})", say(direction), endpoint.protocol.name()),
        host: facts.host,
        port: endpoint.port.to_string(),
        encryption: say(match endpoint.tls {
            TlsMode::Implicit => Message::TlsImplicit,
            TlsMode::StartTls => Message::TlsStarttls,
            TlsMode::None => Message::TlsNone,
        }),
        username,
        username_is_literal,
    }
}

fn question_form(guide: &Guide, language: Language, question: Question) -> Option<QuestionForm> {
    let say = |message| guide.sentences.say(language, message, &[]);
    let answers: Vec<AnswerButton> = question
        .answers()
        .into_iter()
        .map(|(value, text)| AnswerButton { value, text: say(text) })
        .collect();
    let text = say(question.message());
    (!answers.is_empty()).then_some(QuestionForm { name: question.as_str(), text, answers })
}

/// What is known already goes along to the next answer.
fn hidden(form: &Form, address: Option<String>, language: Language) -> Vec<Hidden> {
    let known = [
        ("lang", Some(language.as_str().to_owned())),
        ("address", address),
        ("two_factor", form.two_factor.map(|word| word.as_str().to_owned())),
        ("change", form.change.map(|word| word.as_str().to_owned())),
        ("app", form.app.map(|word| word.as_str().to_owned())),
        ("message", form.symptom.map(|word| word.as_str().to_owned())),
    ];
    known.into_iter().filter_map(|(name, value)| Some(Hidden { name, value: value? })).collect()
}

/// When the facts were read last.
fn sources(guide: &Guide, language: Language, found: &Found<'_>) -> Option<String> {
    let newest = found.entry.provider().sources.iter().map(|source| source.checked).max()?;
    let date = newest.to_string();
    Some(guide.sentences.say(language, Message::PageSources, &[("date", Argument::Text(&date))]))
}

fn help(service: &MailService) -> Vec<String> {
    advice::links(service).iter().map(ToString::to_string).collect()
}
