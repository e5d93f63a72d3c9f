//! The sentences: one Fluent file a language, built into the program.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::Language;
use crate::mail::keywords;

keywords! {
    /// Every sentence there is, by its identifier in the Fluent files, where it can be read.
    pub enum Message {
        HintNormal = "hint-normal",
        HintAppPassword = "hint-app-password",
        HintDedicated = "hint-dedicated",
        HintDedicatedNamed = "hint-dedicated-named",
        HintAuthorizationCode = "hint-authorization-code",
        HintOauth2Only = "hint-oauth2-only",
        HintOauth2OrOther = "hint-oauth2-or-other",
        HintNone = "hint-none",
        HintUnknown = "hint-unknown",
        PasswordNormal = "password-normal",
        PasswordAppPassword = "password-app-password",
        PasswordDedicated = "password-dedicated",
        PasswordAuthorizationCode = "password-authorization-code",
        PasswordOauth2Only = "password-oauth2-only",
        PasswordNone = "password-none",
        PasswordUnknown = "password-unknown",
        PasswordNamed = "password-named",
        PasswordAlsoAppPassword = "password-also-app-password",
        PasswordAlsoNormal = "password-also-normal",
        PasswordAlsoOther = "password-also-other",
        TwoFactorNeeded = "two-factor-needed",
        CreateHere = "create-here",
        ReissueHere = "reissue-here",
        MenuPath = "menu-path",
        ChosenByUser = "chosen-by-user",
        ChosenByProvider = "chosen-by-provider",
        SentBySms = "sent-by-sms",
        SentByEmail = "sent-by-email",
        SentByPost = "sent-by-post",
        ShownOnce = "shown-once",
        NotShownOnce = "not-shown-once",
        RevokedByPasswordChange = "revoked-by-password-change",
        RefusedSince = "refused-since",
        LengthExact = "length-exact",
        LengthBetween = "length-between",
        LengthAtLeast = "length-at-least",
        Groups = "groups",
        CaseSensitive = "case-sensitive",
        Oauth2Preferred = "oauth2-preferred",
        PasswordDoubtful = "password-doubtful",
        PasswordSingleSource = "password-single-source",
        EnableRequired = "enable-required",
        EnableAlwaysOn = "enable-always-on",
        EnableByAdministrator = "enable-by-administrator",
        EnableByPlan = "enable-by-plan",
        EnableHere = "enable-here",
        UsernameIssued = "username-issued",
        UsernameIssuedNamed = "username-issued-named",
        UsernameWhere = "username-where",
        UsernameWholeAddress = "username-whole-address",
        UsernameLocalPart = "username-local-part",
        UsernameAsk = "username-ask",
        UsernameAskNamed = "username-ask-named",
        Served = "served",
        ServedDomain = "served-domain",
        HeadingPassword = "heading-password",
        HeadingServers = "heading-servers",
        HeadingBefore = "heading-before",
        HeadingHelp = "heading-help",
        ServerLine = "server-line",
        TlsImplicit = "tls-implicit",
        TlsStarttls = "tls-starttls",
        TlsNone = "tls-none",
        HelpPage = "help-page",
        NotServedUnknownDomain = "not-served-unknown-domain",
        NotServedNoMailProtocol = "not-served-no-mail-protocol",
        NotServedBridgeOnly = "not-served-bridge-only",
        NotServedMmsOnly = "not-served-mms-only",
        NotServedUnencryptedOnly = "not-served-unencrypted-only",
        NotServedNotEstablished = "not-served-not-established",
        FoundByMx = "found-by-mx",
        NotServedHelp = "not-served-help",
        CauseAppPasswordNeeded = "cause-app-password-needed",
        CauseDedicatedPasswordNeeded = "cause-dedicated-password-needed",
        CauseAuthorizationCodeNeeded = "cause-authorization-code-needed",
        CauseOauth2Needed = "cause-oauth2-needed",
        CauseWrongCredentials = "cause-wrong-credentials",
        CauseAccessNotEnabled = "cause-access-not-enabled",
        CauseAccountLocked = "cause-account-locked",
        CauseTooManyAttempts = "cause-too-many-attempts",
        CauseWebSignInNeeded = "cause-web-sign-in-needed",
        CauseUnsafeClient = "cause-unsafe-client",
        CausePlanRequired = "cause-plan-required",
        CauseStoredCredentials = "cause-stored-credentials",
        CauseServerValues = "cause-server-values",
        CauseNetwork = "cause-network",
        CauseAdministrator = "cause-administrator",
        CauseUnknown = "cause-unknown",
        AdviceStopTrying = "advice-stop-trying",
        AdviceWebSignIn = "advice-web-sign-in",
        AdviceRecoverAccount = "advice-recover-account",
        AdviceWebWorks = "advice-web-works",
        AdvicePhoneWorks = "advice-phone-works",
        AdviceMakeAppPassword = "advice-make-app-password",
        AdviceTurnOnTwoFactor = "advice-turn-on-two-factor",
        AdviceAppPasswordMissing = "advice-app-password-missing",
        AdviceNoLessSecureApps = "advice-no-less-secure-apps",
        AdviceTwoKeys = "advice-two-keys",
        AdviceTwoFactorJustOn = "advice-two-factor-just-on",
        AdviceNewAppPassword = "advice-new-app-password",
        AdviceDeleteUnused = "advice-delete-unused",
        AdviceGetDedicated = "advice-get-dedicated",
        AdviceMobileLine = "advice-mobile-line",
        AdviceSettingsBySms = "advice-settings-by-sms",
        AdvicePasswordBySms = "advice-password-by-sms",
        AdviceCanBeShown = "advice-can-be-shown",
        AdviceOnlyNew = "advice-only-new",
        AdviceMemberPassword = "advice-member-password",
        AdviceGetAuthorizationCode = "advice-get-authorization-code",
        AdviceUseOauth2 = "advice-use-oauth2",
        AdviceOauth2First = "advice-oauth2-first",
        AdvicePasswordKinds = "advice-password-kinds",
        AdvicePasswordField = "advice-password-field",
        AdviceNoBlanks = "advice-no-blanks",
        AdviceWhichAccount = "advice-which-account",
        AdviceUsernameAddress = "advice-username-address",
        AdviceUsernameLocalPart = "advice-username-local-part",
        AdviceUsernameIssued = "advice-username-issued",
        AdviceReplaceStored = "advice-replace-stored",
        AdviceDeleteAndAdd = "advice-delete-and-add",
        AdviceOrderAfterChange = "advice-order-after-change",
        AdviceStoredCopy = "advice-stored-copy",
        AdviceSudden = "advice-sudden",
        AdviceWindowsCredentials = "advice-windows-credentials",
        AdviceManagedComputer = "advice-managed-computer",
        AdviceOutlookSilent = "advice-outlook-silent",
        AdviceOutlookProfile = "advice-outlook-profile",
        AdviceOutlookAgain = "advice-outlook-again",
        AdviceOfficeIdentity = "advice-office-identity",
        AdviceOfficeRepair = "advice-office-repair",
        AdviceOutlookElsewhere = "advice-outlook-elsewhere",
        AdviceServerValues = "advice-server-values",
        AdviceEncryptionOn = "advice-encryption-on",
        AdviceSmtpValues = "advice-smtp-values",
        AdviceOfficialValues = "advice-official-values",
        AdviceEnableAccess = "advice-enable-access",
        AdviceEnablePop = "advice-enable-pop",
        AdviceOtherNetwork = "advice-other-network",
        AdviceNoVpn = "advice-no-vpn",
        AdviceAntivirus = "advice-antivirus",
        AdviceClock = "advice-clock",
        AdviceSystemUpdate = "advice-system-update",
        AdviceAdministrator = "advice-administrator",
        AdviceWait = "advice-wait",
        AdviceBuyPlan = "advice-buy-plan",
        QuestionAddress = "question-address",
        QuestionTwoFactor = "question-two-factor",
        QuestionChange = "question-change",
        QuestionApp = "question-app",
        QuestionMessage = "question-message",
        AnswerYes = "answer-yes",
        AnswerNo = "answer-no",
        AnswerNotSure = "answer-not-sure",
        AnswerChangedPhone = "answer-changed-phone",
        AnswerChangedComputer = "answer-changed-computer",
        AnswerChangedOutlook = "answer-changed-outlook",
        AnswerChangedPassword = "answer-changed-password",
        AnswerChangedTwoFactor = "answer-changed-two-factor",
        AnswerChangedNothing = "answer-changed-nothing",
        AnswerAppOutlook = "answer-app-outlook",
        AnswerAppPhone = "answer-app-phone",
        AnswerAppProgram = "answer-app-program",
        AnswerAppSending = "answer-app-sending",
        AnswerAppEverywhere = "answer-app-everywhere",
        AnswerMessagePassword = "answer-message-password",
        AnswerMessageConnection = "answer-message-connection",
        AnswerMessageLocked = "answer-message-locked",
        AnswerMessageDialog = "answer-message-dialog",
        AnswerMessageSilent = "answer-message-silent",
        AnswerMessageOther = "answer-message-other",
        PageTitle = "page-title",
        PageLead = "page-lead",
        PageAddressLabel = "page-address-label",
        PageAddressHelp = "page-address-help",
        PageShow = "page-show",
        PageWhichPassword = "page-which-password",
        PageServers = "page-servers",
        PageIncoming = "page-incoming",
        PageOutgoing = "page-outgoing",
        PageServer = "page-server",
        PagePort = "page-port",
        PageEncryption = "page-encryption",
        PageUsername = "page-username",
        PageMakeIt = "page-make-it",
        PageEnableIt = "page-enable-it",
        PageRefused = "page-refused",
        PageErrorLabel = "page-error-label",
        PageRecognise = "page-recognise",
        PageNextQuestion = "page-next-question",
        PageWhatToDo = "page-what-to-do",
        PageLanguages = "page-languages",
        PageAnotherAddress = "page-another-address",
        PageNoSettings = "page-no-settings",
        PageBadAddress = "page-bad-address",
        PageNotFound = "page-not-found",
        PageSources = "page-sources",
        PageApple = "page-apple",
        PageAppleGet = "page-apple-get",
        PageAppleOnPhone = "page-apple-on-phone",
        PageAppleOnMac = "page-apple-on-mac",
        PageAppleScan = "page-apple-scan",
    }
}

/// What is filled into a sentence.
#[derive(Clone, Copy, Debug)]
pub enum Argument<'a> {
    /// A name, a link, a date.
    Text(&'a str),
    /// A count, which may decide between singular and plural.
    Count(u16),
}

/// All sentences in all languages.
pub struct Sentences {
    bundles: Vec<FluentBundle<FluentResource>>,
}

impl Sentences {
    /// Reads the built-in files.
    pub fn built_in() -> Self {
        Self { bundles: Language::ALL.iter().map(|language| bundle(*language)).collect() }
    }

    /// A sentence with its arguments filled in.
    pub fn say(
        &self,
        language: Language,
        message: Message,
        arguments: &[(&'static str, Argument<'_>)],
    ) -> String {
        let bundle = &self.bundles[language.index()];
        let pattern = bundle
            .get_message(message.as_str())
            .and_then(|message| message.value())
            .expect("a test shows that every language has every message");
        let mut filled = FluentArgs::with_capacity(arguments.len());
        for (name, argument) in arguments {
            let value = match argument {
                Argument::Text(text) => FluentValue::from(*text),
                Argument::Count(count) => FluentValue::from(*count),
            };
            filled.set(*name, value);
        }
        let mut errors = Vec::new();
        bundle.format_pattern(pattern, Some(&filled), &mut errors).into_owned()
    }
}

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let identifier: LanguageIdentifier = language.as_str().parse().expect("our own tags are valid");
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    // The marks that keep directions apart would be read aloud, copied and pasted.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(source(language).to_owned())
        .expect("a test reads every built-in file");
    bundle.add_resource(resource).expect("no identifier stands twice in a file");
    bundle
}

fn source(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("locales/en.ftl"),
        Language::Japanese => include_str!("locales/ja.ftl"),
        Language::German => include_str!("locales/de.ftl"),
        Language::French => include_str!("locales/fr.ftl"),
        Language::Spanish => include_str!("locales/es.ftl"),
        Language::Italian => include_str!("locales/it.ftl"),
        Language::BrazilianPortuguese => include_str!("locales/pt-BR.ftl"),
        Language::Dutch => include_str!("locales/nl.ftl"),
        Language::Polish => include_str!("locales/pl.ftl"),
        Language::Ukrainian => include_str!("locales/uk.ftl"),
        Language::Russian => include_str!("locales/ru.ftl"),
        Language::Turkish => include_str!("locales/tr.ftl"),
        Language::SimplifiedChinese => include_str!("locales/zh-Hans.ftl"),
        Language::TraditionalChinese => include_str!("locales/zh-Hant.ftl"),
        Language::Korean => include_str!("locales/ko.ftl"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// Identifier to the variables that occur in it, read without fluent-bundle.
    fn variables(source: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut current = String::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if let Some((id, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                current = id.to_owned();
                assert!(messages.insert(current.clone(), BTreeSet::new()).is_none(), "{id} twice");
            }
            for piece in line.split('$').skip(1) {
                let name = piece.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap();
                messages.get_mut(&current).unwrap().insert(name.to_owned());
            }
        }
        messages
    }

    #[test]
    fn every_language_has_every_message_with_every_variable() {
        let english = variables(source(Language::English));
        let known: Vec<&str> = Message::ALL.iter().map(|message| message.as_str()).collect();
        let written: Vec<&str> = english.keys().map(String::as_str).collect();
        let mut sorted = known.clone();
        sorted.sort_unstable();
        assert_eq!(written, sorted, "en.ftl and the enum differ");
        for language in Language::ALL {
            let theirs = variables(source(language));
            assert_eq!(theirs, english, "{}.ftl differs from en.ftl", language.as_str());
        }
    }

    #[test]
    fn counts_choose_the_plural() {
        let sentences = Sentences::built_in();
        let say = |count| {
            let arguments = [("count", Argument::Count(count))];
            sentences.say(Language::English, Message::LengthExact, &arguments)
        };
        assert_eq!(say(1), "It has one character.");
        assert_eq!(say(16), "It has 16 characters.");
    }
}
