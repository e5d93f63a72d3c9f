//! The guide: every rule of the research is reachable, messages are recognised, and nobody needs
//! more than five answers.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "a test reads the environment and files")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use mailguide::guide::advice::{cause_sentence, step};
use mailguide::guide::{
    Advice, App, Cause, Change, ErrorTexts, Guide, Language, Message, Question, Situation, Symptom,
    TwoFactor,
};
use mailguide::mail::{MailService, PasswordKind};
use mailguide::providers::{Database, embedded};

static GUIDE: LazyLock<Guide> = LazyLock::new(Guide::built_in);
static DATABASE: LazyLock<Database> = LazyLock::new(|| Database::read(embedded()).unwrap());

fn service(id: &str) -> &'static MailService {
    let found = DATABASE.providers().iter().find(|provider| &*provider.service.id == id);
    &found.unwrap_or_else(|| panic!("no provider {id}")).service
}

/// Every combination of answers, for a service.
fn situations(service: &'static MailService) -> impl Iterator<Item = Situation<'static>> {
    let two_factor = || TwoFactor::ALL.into_iter().map(Some).chain([None]);
    let change = || Change::ALL.into_iter().map(Some).chain([None]);
    let app = || App::ALL.into_iter().map(Some).chain([None]);
    let symptom = || Symptom::ALL.into_iter().map(Some).chain([None]);
    two_factor().flat_map(move |two_factor| {
        change().flat_map(move |change| {
            app().flat_map(move |app| {
                symptom().map(move |symptom| Situation {
                    service: Some(service),
                    two_factor,
                    change,
                    app,
                    symptom,
                    recognition: None,
                })
            })
        })
    })
}

/// One of each kind, and those that rules name.
const REPRESENTATIVES: [&str; 13] = [
    "gmail",
    "google-workspace",
    "icloud",
    "icloud-custom-domain",
    "docomo",
    "au",
    "softbank-i",
    "ocn",
    "biglobe",
    "microsoft365",
    "outlook-personal",
    "qq",
    "a1-net",
];

/// Each rule of the research with where it appears: in which situation, with which sentence. Read
/// what changed before you bless it.
#[test]
fn all_92_rules_are_reachable_where_the_golden_table_says() {
    let mut reached: BTreeMap<String, String> = BTreeMap::new();
    let mut note = |advice: &Advice, place: &str| {
        for rule in &advice.rules {
            reached.entry(rule.clone()).or_insert_with(|| place.to_owned());
        }
    };
    for id in REPRESENTATIVES {
        for situation in situations(service(id)) {
            let advice = GUIDE.rules.advise(&situation);
            let word = |word: Option<&'static str>| word.unwrap_or("-");
            let place = format!(
                "{id} two_factor={} change={} app={} message={}",
                word(situation.two_factor.map(TwoFactor::as_str)),
                word(situation.change.map(Change::as_str)),
                word(situation.app.map(App::as_str)),
                word(situation.symptom.map(Symptom::as_str)),
            );
            note(&advice, &place);
        }
        for (text, cause) in GUIDE.error_texts.texts() {
            let recognition = GUIDE.error_texts.recognise(text, Some(service(id)));
            assert!(recognition.cause.is_some(), "{text} ({cause:?}) is not recognised");
            let situation = Situation {
                service: Some(service(id)),
                recognition: Some(recognition),
                ..Situation::default()
            };
            note(&GUIDE.rules.advise(&situation), &format!("{id} error={text}"));
        }
    }
    let all: Vec<&str> = GUIDE.rules.ids();
    assert_eq!(all.len(), 92);
    let missing: Vec<&&str> = all.iter().filter(|id| !reached.contains_key(**id)).collect();
    assert!(missing.is_empty(), "never reached: {missing:?}");
    let mut table = String::new();
    for (rule, place) in reached {
        writeln!(table, "{rule}\t{place}").unwrap();
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/guide-rules.tsv");
    if std::env::var("MAILGUIDE_BLESS").is_ok() {
        std::fs::write(path, &table).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), table);
}

/// The rules that the research corrected are followed as corrected.
#[test]
fn corrected_rules_are_followed() {
    let advise = |id: &str, situation: Situation<'static>| {
        GUIDE.rules.advise(&Situation { service: Some(service(id)), ..situation })
    };
    let refused = Situation { symptom: Some(Symptom::Password), ..Situation::default() };
    // G2, D6: without two-step sign-in no password works at Gmail: it is turned on first.
    let off = Situation { two_factor: Some(TwoFactor::No), ..refused };
    let advice = advise("gmail", off);
    assert_eq!(advice.cause, Some(Cause::AppPasswordNeeded));
    let first = advice.steps.iter().position(|s| *s == Message::AdviceTurnOnTwoFactor).unwrap();
    let second = advice.steps.iter().position(|s| *s == Message::AdviceMakeAppPassword).unwrap();
    assert!(first < second);
    // D9: OAuth2 before the app password, where the service has it.
    assert!(advise("gmail", refused).steps.contains(&Message::AdviceOauth2First));
    assert!(!advise("icloud", refused).steps.contains(&Message::AdviceOauth2First));
    // G13: IMAP has no switch at Gmail any more.
    let closed = GUIDE.error_texts.recognise("IMAP access is disabled", Some(service("gmail")));
    let closed = Situation { recognition: Some(closed), ..Situation::default() };
    assert!(advise("gmail", closed).steps.contains(&Message::AdviceEnablePop));
    // J2: the user name of docomo is issued.
    let steps = advise("docomo", refused).steps;
    assert!(steps.contains(&Message::AdviceUsernameIssued));
    assert!(!steps.contains(&Message::AdviceUsernameAddress));
    // J1: on the mobile line; J5: by text message; J7: never displayed.
    assert!(steps.contains(&Message::AdviceMobileLine));
    assert!(advise("au", refused).steps.contains(&Message::AdviceSettingsBySms));
    assert!(advise("softbank-i", refused).steps.contains(&Message::AdvicePasswordBySms));
    // O2: the registry comes last, with its key and its warning.
    let dialog = Situation {
        app: Some(App::Outlook),
        symptom: Some(Symptom::Dialog),
        ..Situation::default()
    };
    let steps = advise("gmail", dialog).steps;
    assert_eq!(steps.last(), Some(&Message::AdviceOfficeIdentity));
    let told = step(Message::AdviceOfficeIdentity, &GUIDE.sentences, Language::English);
    assert!(told.contains(r"Common\Identity\Identities") && told.contains("back up"), "{told}");
}

/// At most five answers, each question once, none that is known already.
#[test]
fn nobody_is_asked_more_than_five_questions() {
    for provider in DATABASE.providers() {
        let mut situation = Situation { service: Some(&provider.service), ..Situation::default() };
        let mut asked: Vec<Question> = vec![Question::Address];
        while let Some(question) = GUIDE.rules.advise(&situation).question {
            assert!(!asked.contains(&question), "{question:?} twice");
            asked.push(question);
            match question {
                Question::Address => unreachable!("the service is known"),
                Question::TwoFactor => situation.two_factor = Some(TwoFactor::NotSure),
                Question::Change => situation.change = Some(Change::Nothing),
                Question::App => situation.app = Some(App::Program),
                Question::Symptom => situation.symptom = Some(Symptom::Password),
            }
        }
        assert!(asked.len() <= 5, "{}: {asked:?}", provider.service.id);
        // And then there is an answer.
        let advice = GUIDE.rules.advise(&situation);
        assert!(advice.cause.is_some(), "{}", provider.service.id);
        assert!(!advice.steps.is_empty(), "{}", provider.service.id);
    }
    assert_eq!(GUIDE.rules.advise(&Situation::default()).question, Some(Question::Address));
}

/// Five answers, or one paste, give the kind of password that the service wants.
#[test]
fn a_refused_password_leads_to_the_kind_that_is_wanted() {
    for provider in DATABASE.providers() {
        let service = &provider.service;
        let expected = match service.password.kind {
            PasswordKind::AppPassword => Cause::AppPasswordNeeded,
            PasswordKind::Dedicated => Cause::DedicatedPasswordNeeded,
            PasswordKind::AuthorizationCode => Cause::AuthorizationCodeNeeded,
            PasswordKind::OAuth2Only => Cause::OAuth2Needed,
            _ => Cause::WrongCredentials,
        };
        let answered = Situation {
            service: Some(service),
            symptom: Some(Symptom::Password),
            app: Some(App::Program),
            ..Situation::default()
        };
        assert_eq!(GUIDE.rules.advise(&answered).cause, Some(expected), "{}", service.id);
        for error in ["535 5.7.8 Authentication failed", "パスワードが正しくありません"]
        {
            let recognition = GUIDE.error_texts.recognise(error, Some(service));
            let own = service
                .error_texts
                .iter()
                .any(|known| error.to_lowercase().contains(&known.text.to_lowercase()));
            assert!(own || recognition.cause == Some(expected), "{}: {error}", service.id);
        }
    }
}

/// What a provider's server really says is recognised as what its file says it means.
#[test]
fn every_error_text_of_a_provider_file_is_recognised() {
    let mut texts = 0;
    for provider in DATABASE.providers() {
        for known in &provider.service.error_texts {
            texts += 1;
            let error = format!("a1 NO {} (Failure)", known.text.to_uppercase());
            let cause = GUIDE.error_texts.recognise(&error, Some(&provider.service)).cause;
            assert!(cause.is_some(), "{}: {}", provider.service.id, known.text);
        }
    }
    assert!(texts > 10, "{texts}");
}

/// The texts of the research's rules are recognised, with and without a service.
#[test]
fn the_messages_of_the_research_are_recognised() {
    let texts = ErrorTexts::built_in();
    for error in [
        "IMAPパスワードを入力してください",
        "パスワードが正しくありません",
        "IMAPサーバーに接続できません",
        "アカウントがロックされています",
        "しばらくしてから再試行してください",
        "資格情報を入力してください",
        "サーバーに接続できません",
        "パスワードが間違っています",
        "534-5.7.9 Application-specific password required. For more information",
        "[WEBALERT https://accounts.example/] Web login required",
        "Outlook: 0x800CCC92",
        "A0001 NO [AUTHENTICATIONFAILED] Authentication failed.",
    ] {
        assert!(texts.recognise(error, None).cause.is_some(), "{error}");
    }
    for unknown in ["", "hello", "everything is fine", "12345"] {
        assert_eq!(texts.recognise(unknown, None).cause, None, "{unknown}");
    }
}

/// Every step and every cause is a whole sentence in every language.
#[test]
fn every_step_and_cause_is_told_in_every_language() {
    let mut steps = BTreeSet::new();
    for id in REPRESENTATIVES {
        for situation in situations(service(id)) {
            steps.extend(GUIDE.rules.advise(&situation).steps);
        }
    }
    for language in Language::ALL {
        let whole = |text: String| {
            assert!(!text.contains(['{', '}']) || text.contains("HKEY_"), "{text}");
            assert!(text.ends_with(['.', '。']), "{}: {text}", language.as_str());
        };
        for message in &steps {
            whole(step(*message, &GUIDE.sentences, language));
        }
        for cause in Cause::ALL {
            whole(cause_sentence(cause, Some(service("gmail")), &GUIDE.sentences, language));
            assert!(!cause_sentence(cause, None, &GUIDE.sentences, language).contains("{ "));
        }
    }
}
