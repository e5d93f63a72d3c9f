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
