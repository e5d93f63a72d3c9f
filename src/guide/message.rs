//! The sentences: one Fluent file a language, built into the program.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::Language;
use crate::mail::keywords;

keywords! {
    /// Every sentence there is, by its identifier in the Fluent files, where it can be read.
    pub enum Message {
        /// `hint-normal`.
        HintNormal = "hint-normal",
        /// `hint-app-password`.
        HintAppPassword = "hint-app-password",
        /// `hint-dedicated`.
        HintDedicated = "hint-dedicated",
        /// `hint-dedicated-named`.
        HintDedicatedNamed = "hint-dedicated-named",
        /// `hint-authorization-code`.
        HintAuthorizationCode = "hint-authorization-code",
        /// `hint-oauth2-only`.
        HintOauth2Only = "hint-oauth2-only",
        /// `hint-oauth2-or-other`.
        HintOauth2OrOther = "hint-oauth2-or-other",
        /// `hint-none`.
        HintNone = "hint-none",
        /// `hint-unknown`.
        HintUnknown = "hint-unknown",
        /// `password-normal`.
        PasswordNormal = "password-normal",
        /// `password-app-password`.
        PasswordAppPassword = "password-app-password",
        /// `password-dedicated`.
        PasswordDedicated = "password-dedicated",
        /// `password-authorization-code`.
        PasswordAuthorizationCode = "password-authorization-code",
        /// `password-oauth2-only`.
        PasswordOauth2Only = "password-oauth2-only",
        /// `password-none`.
        PasswordNone = "password-none",
        /// `password-unknown`.
        PasswordUnknown = "password-unknown",
        /// `password-named`.
        PasswordNamed = "password-named",
        /// `password-also-app-password`.
        PasswordAlsoAppPassword = "password-also-app-password",
        /// `password-also-normal`.
        PasswordAlsoNormal = "password-also-normal",
        /// `password-also-other`.
        PasswordAlsoOther = "password-also-other",
        /// `two-factor-needed`.
        TwoFactorNeeded = "two-factor-needed",
        /// `create-here`.
        CreateHere = "create-here",
        /// `reissue-here`.
        ReissueHere = "reissue-here",
        /// `menu-path`.
        MenuPath = "menu-path",
        /// `chosen-by-user`.
        ChosenByUser = "chosen-by-user",
        /// `chosen-by-provider`.
        ChosenByProvider = "chosen-by-provider",
        /// `sent-by-sms`.
        SentBySms = "sent-by-sms",
        /// `sent-by-email`.
        SentByEmail = "sent-by-email",
        /// `sent-by-post`.
        SentByPost = "sent-by-post",
        /// `shown-once`.
        ShownOnce = "shown-once",
        /// `not-shown-once`.
        NotShownOnce = "not-shown-once",
        /// `revoked-by-password-change`.
        RevokedByPasswordChange = "revoked-by-password-change",
        /// `refused-since`.
        RefusedSince = "refused-since",
        /// `length-exact`.
        LengthExact = "length-exact",
        /// `length-between`.
        LengthBetween = "length-between",
        /// `length-at-least`.
        LengthAtLeast = "length-at-least",
        /// `groups`.
        Groups = "groups",
        /// `case-sensitive`.
        CaseSensitive = "case-sensitive",
        /// `oauth2-preferred`.
        Oauth2Preferred = "oauth2-preferred",
        /// `password-doubtful`.
        PasswordDoubtful = "password-doubtful",
        /// `password-single-source`.
        PasswordSingleSource = "password-single-source",
        /// `enable-required`.
        EnableRequired = "enable-required",
        /// `enable-always-on`.
        EnableAlwaysOn = "enable-always-on",
        /// `enable-by-administrator`.
        EnableByAdministrator = "enable-by-administrator",
        /// `enable-by-plan`.
        EnableByPlan = "enable-by-plan",
        /// `enable-here`.
        EnableHere = "enable-here",
        /// `username-issued`.
        UsernameIssued = "username-issued",
        /// `username-issued-named`.
        UsernameIssuedNamed = "username-issued-named",
        /// `username-where`.
        UsernameWhere = "username-where",
        /// `username-ask`.
        UsernameAsk = "username-ask",
        /// `username-ask-named`.
        UsernameAskNamed = "username-ask-named",
        /// `served`.
        Served = "served",
        /// `served-domain`.
        ServedDomain = "served-domain",
        /// `heading-password`.
        HeadingPassword = "heading-password",
        /// `heading-servers`.
        HeadingServers = "heading-servers",
        /// `heading-before`.
        HeadingBefore = "heading-before",
        /// `heading-help`.
        HeadingHelp = "heading-help",
        /// `server-line`.
        ServerLine = "server-line",
        /// `tls-implicit`.
        TlsImplicit = "tls-implicit",
        /// `tls-starttls`.
        TlsStarttls = "tls-starttls",
        /// `tls-none`.
        TlsNone = "tls-none",
        /// `help-page`.
        HelpPage = "help-page",
        /// `not-served-unknown-domain`.
        NotServedUnknownDomain = "not-served-unknown-domain",
        /// `not-served-no-mail-protocol`.
        NotServedNoMailProtocol = "not-served-no-mail-protocol",
        /// `not-served-bridge-only`.
        NotServedBridgeOnly = "not-served-bridge-only",
        /// `not-served-mms-only`.
        NotServedMmsOnly = "not-served-mms-only",
        /// `not-served-unencrypted-only`.
        NotServedUnencryptedOnly = "not-served-unencrypted-only",
        /// `not-served-not-established`.
        NotServedNotEstablished = "not-served-not-established",
        /// `found-by-mx`.
        FoundByMx = "found-by-mx",
        /// `not-served-help`.
        NotServedHelp = "not-served-help",
        /// `cause-app-password-needed`.
        CauseAppPasswordNeeded = "cause-app-password-needed",
        /// `cause-dedicated-password-needed`.
        CauseDedicatedPasswordNeeded = "cause-dedicated-password-needed",
        /// `cause-authorization-code-needed`.
        CauseAuthorizationCodeNeeded = "cause-authorization-code-needed",
        /// `cause-oauth2-needed`.
        CauseOauth2Needed = "cause-oauth2-needed",
        /// `cause-wrong-credentials`.
        CauseWrongCredentials = "cause-wrong-credentials",
        /// `cause-access-not-enabled`.
        CauseAccessNotEnabled = "cause-access-not-enabled",
        /// `cause-account-locked`.
        CauseAccountLocked = "cause-account-locked",
        /// `cause-too-many-attempts`.
        CauseTooManyAttempts = "cause-too-many-attempts",
        /// `cause-web-sign-in-needed`.
        CauseWebSignInNeeded = "cause-web-sign-in-needed",
        /// `cause-unsafe-client`.
        CauseUnsafeClient = "cause-unsafe-client",
        /// `cause-plan-required`.
        CausePlanRequired = "cause-plan-required",
        /// `cause-stored-credentials`.
        CauseStoredCredentials = "cause-stored-credentials",
        /// `cause-server-values`.
        CauseServerValues = "cause-server-values",
        /// `cause-network`.
        CauseNetwork = "cause-network",
        /// `cause-administrator`.
        CauseAdministrator = "cause-administrator",
        /// `cause-unknown`.
        CauseUnknown = "cause-unknown",
        /// `advice-stop-trying`.
        AdviceStopTrying = "advice-stop-trying",
        /// `advice-web-sign-in`.
        AdviceWebSignIn = "advice-web-sign-in",
        /// `advice-recover-account`.
        AdviceRecoverAccount = "advice-recover-account",
        /// `advice-web-works`.
        AdviceWebWorks = "advice-web-works",
        /// `advice-phone-works`.
        AdvicePhoneWorks = "advice-phone-works",
        /// `advice-make-app-password`.
        AdviceMakeAppPassword = "advice-make-app-password",
        /// `advice-turn-on-two-factor`.
        AdviceTurnOnTwoFactor = "advice-turn-on-two-factor",
        /// `advice-app-password-missing`.
        AdviceAppPasswordMissing = "advice-app-password-missing",
        /// `advice-no-less-secure-apps`.
        AdviceNoLessSecureApps = "advice-no-less-secure-apps",
        /// `advice-two-keys`.
        AdviceTwoKeys = "advice-two-keys",
        /// `advice-two-factor-just-on`.
        AdviceTwoFactorJustOn = "advice-two-factor-just-on",
        /// `advice-new-app-password`.
        AdviceNewAppPassword = "advice-new-app-password",
        /// `advice-delete-unused`.
        AdviceDeleteUnused = "advice-delete-unused",
        /// `advice-get-dedicated`.
        AdviceGetDedicated = "advice-get-dedicated",
        /// `advice-mobile-line`.
        AdviceMobileLine = "advice-mobile-line",
        /// `advice-settings-by-sms`.
        AdviceSettingsBySms = "advice-settings-by-sms",
        /// `advice-password-by-sms`.
        AdvicePasswordBySms = "advice-password-by-sms",
        /// `advice-can-be-shown`.
        AdviceCanBeShown = "advice-can-be-shown",
        /// `advice-only-new`.
        AdviceOnlyNew = "advice-only-new",
        /// `advice-member-password`.
        AdviceMemberPassword = "advice-member-password",
        /// `advice-get-authorization-code`.
        AdviceGetAuthorizationCode = "advice-get-authorization-code",
        /// `advice-use-oauth2`.
        AdviceUseOauth2 = "advice-use-oauth2",
        /// `advice-oauth2-first`.
        AdviceOauth2First = "advice-oauth2-first",
        /// `advice-password-kinds`.
        AdvicePasswordKinds = "advice-password-kinds",
        /// `advice-password-field`.
        AdvicePasswordField = "advice-password-field",
        /// `advice-no-blanks`.
        AdviceNoBlanks = "advice-no-blanks",
        /// `advice-which-account`.
        AdviceWhichAccount = "advice-which-account",
        /// `advice-username-address`.
        AdviceUsernameAddress = "advice-username-address",
        /// `advice-username-local-part`.
        AdviceUsernameLocalPart = "advice-username-local-part",
        /// `advice-username-issued`.
        AdviceUsernameIssued = "advice-username-issued",
        /// `advice-replace-stored`.
        AdviceReplaceStored = "advice-replace-stored",
        /// `advice-delete-and-add`.
        AdviceDeleteAndAdd = "advice-delete-and-add",
        /// `advice-order-after-change`.
        AdviceOrderAfterChange = "advice-order-after-change",
        /// `advice-stored-copy`.
        AdviceStoredCopy = "advice-stored-copy",
        /// `advice-sudden`.
        AdviceSudden = "advice-sudden",
        /// `advice-windows-credentials`.
        AdviceWindowsCredentials = "advice-windows-credentials",
        /// `advice-managed-computer`.
        AdviceManagedComputer = "advice-managed-computer",
        /// `advice-outlook-silent`.
        AdviceOutlookSilent = "advice-outlook-silent",
        /// `advice-outlook-profile`.
        AdviceOutlookProfile = "advice-outlook-profile",
        /// `advice-outlook-again`.
        AdviceOutlookAgain = "advice-outlook-again",
        /// `advice-office-identity`.
        AdviceOfficeIdentity = "advice-office-identity",
        /// `advice-office-repair`.
        AdviceOfficeRepair = "advice-office-repair",
        /// `advice-outlook-elsewhere`.
        AdviceOutlookElsewhere = "advice-outlook-elsewhere",
        /// `advice-server-values`.
        AdviceServerValues = "advice-server-values",
        /// `advice-encryption-on`.
        AdviceEncryptionOn = "advice-encryption-on",
        /// `advice-smtp-values`.
        AdviceSmtpValues = "advice-smtp-values",
        /// `advice-official-values`.
        AdviceOfficialValues = "advice-official-values",
        /// `advice-enable-access`.
        AdviceEnableAccess = "advice-enable-access",
        /// `advice-enable-pop`.
        AdviceEnablePop = "advice-enable-pop",
        /// `advice-other-network`.
        AdviceOtherNetwork = "advice-other-network",
        /// `advice-no-vpn`.
        AdviceNoVpn = "advice-no-vpn",
        /// `advice-antivirus`.
        AdviceAntivirus = "advice-antivirus",
        /// `advice-clock`.
        AdviceClock = "advice-clock",
        /// `advice-system-update`.
        AdviceSystemUpdate = "advice-system-update",
        /// `advice-administrator`.
        AdviceAdministrator = "advice-administrator",
        /// `advice-wait`.
        AdviceWait = "advice-wait",
        /// `advice-buy-plan`.
        AdviceBuyPlan = "advice-buy-plan",
        /// `question-address`.
        QuestionAddress = "question-address",
        /// `question-two-factor`.
        QuestionTwoFactor = "question-two-factor",
        /// `question-change`.
        QuestionChange = "question-change",
        /// `question-app`.
        QuestionApp = "question-app",
        /// `question-message`.
        QuestionMessage = "question-message",
        /// `answer-yes`.
        AnswerYes = "answer-yes",
        /// `answer-no`.
        AnswerNo = "answer-no",
        /// `answer-not-sure`.
        AnswerNotSure = "answer-not-sure",
        /// `answer-changed-phone`.
        AnswerChangedPhone = "answer-changed-phone",
        /// `answer-changed-computer`.
        AnswerChangedComputer = "answer-changed-computer",
        /// `answer-changed-outlook`.
        AnswerChangedOutlook = "answer-changed-outlook",
        /// `answer-changed-password`.
        AnswerChangedPassword = "answer-changed-password",
        /// `answer-changed-two-factor`.
        AnswerChangedTwoFactor = "answer-changed-two-factor",
        /// `answer-changed-nothing`.
        AnswerChangedNothing = "answer-changed-nothing",
        /// `answer-app-outlook`.
        AnswerAppOutlook = "answer-app-outlook",
        /// `answer-app-phone`.
        AnswerAppPhone = "answer-app-phone",
        /// `answer-app-program`.
        AnswerAppProgram = "answer-app-program",
        /// `answer-app-sending`.
        AnswerAppSending = "answer-app-sending",
        /// `answer-app-everywhere`.
        AnswerAppEverywhere = "answer-app-everywhere",
        /// `answer-message-password`.
        AnswerMessagePassword = "answer-message-password",
        /// `answer-message-connection`.
        AnswerMessageConnection = "answer-message-connection",
        /// `answer-message-locked`.
        AnswerMessageLocked = "answer-message-locked",
        /// `answer-message-dialog`.
        AnswerMessageDialog = "answer-message-dialog",
        /// `answer-message-silent`.
        AnswerMessageSilent = "answer-message-silent",
        /// `answer-message-other`.
        AnswerMessageOther = "answer-message-other",
        /// `page-title`.
        PageTitle = "page-title",
        /// `page-lead`.
        PageLead = "page-lead",
        /// `page-address-label`.
        PageAddressLabel = "page-address-label",
        /// `page-address-help`.
        PageAddressHelp = "page-address-help",
        /// `page-show`.
        PageShow = "page-show",
        /// `page-which-password`.
        PageWhichPassword = "page-which-password",
        /// `page-servers`.
        PageServers = "page-servers",
        /// `page-incoming`.
        PageIncoming = "page-incoming",
        /// `page-outgoing`.
        PageOutgoing = "page-outgoing",
        /// `page-server`.
        PageServer = "page-server",
        /// `page-port`.
        PagePort = "page-port",
        /// `page-encryption`.
        PageEncryption = "page-encryption",
        /// `page-username`.
        PageUsername = "page-username",
        /// `page-make-it`.
        PageMakeIt = "page-make-it",
        /// `page-enable-it`.
        PageEnableIt = "page-enable-it",
        /// `page-refused`.
        PageRefused = "page-refused",
        /// `page-error-label`.
        PageErrorLabel = "page-error-label",
        /// `page-recognise`.
        PageRecognise = "page-recognise",
        /// `page-next-question`.
        PageNextQuestion = "page-next-question",
        /// `page-what-to-do`.
        PageWhatToDo = "page-what-to-do",
        /// `page-languages`.
        PageLanguages = "page-languages",
        /// `page-another-address`.
        PageAnotherAddress = "page-another-address",
        /// `page-no-settings`.
        PageNoSettings = "page-no-settings",
        /// `page-bad-address`.
        PageBadAddress = "page-bad-address",
        /// `page-not-found`.
        PageNotFound = "page-not-found",
        /// `page-sources`.
        PageSources = "page-sources",
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
