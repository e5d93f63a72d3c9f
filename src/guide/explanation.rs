//! Everything a person needs to set up a mailbox, put into words.

use super::{Argument, Language, Message, Sentences};
use crate::lookup::{Answer, Reason};
use crate::mail::{
    Access, Address, Authentication, Domain, Endpoint, Login, MailService, PasswordFormat,
    PasswordKind, PasswordMaker, PasswordRule, Protocol, Requirement, SentBy, TlsMode, Username,
};
use crate::providers::Confidence;

/// An explanation: paragraphs in the order in which they matter.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Explanation {
    /// The paragraphs, never empty.
    pub paragraphs: Vec<Paragraph>,
}

/// Sentences that belong together.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Paragraph {
    /// A word above them.
    pub heading: Option<String>,
    /// The sentences.
    pub lines: Vec<String>,
}

/// A server with everything filled in that is known.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ServerFacts<'a> {
    /// The endpoint it is made from.
    pub endpoint: &'a Endpoint,
    /// The host name.
    pub host: String,
    /// The user name, unless the user must be asked.
    pub username: Option<String>,
}

impl<'a> ServerFacts<'a> {
    /// Fills in a domain and, where it is known, an address.
    pub fn new(
        endpoint: &'a Endpoint,
        domain: &Domain,
        address: Option<&Address>,
        login: Option<&str>,
    ) -> Self {
        let form = match &endpoint.username {
            Username::Address | Username::Directory => Some("%EMAILADDRESS%"),
            Username::LocalPart => Some("%EMAILLOCALPART%"),
            Username::Template(template) => Some(template.as_str()),
            Username::Issued => None,
        };
        let filled = endpoint.username.fill(domain, address, login);
        let username = filled.or_else(|| form.map(str::to_owned));
        Self { endpoint, host: endpoint.host.fill_domain(domain), username }
    }
}

/// Puts an answer into words. `address` is given where the question was one.
pub fn explain(
    answer: &Answer<'_>,
    domain: &Domain,
    address: Option<&Address>,
    sentences: &Sentences,
    language: Language,
) -> Explanation {
    let mut teller = Teller { sentences, language, paragraphs: Vec::new() };
    match answer {
        Answer::Found(found) => {
            let provider = found.entry.provider();
            teller.open(&provider.service, domain, address, found.mx.as_ref());
            teller.password(&provider.service, provider.password_confidence);
            teller.requirement(&provider.service);
            teller.servers(&provider.service, domain, address, found.login.as_deref());
            teller.help(&provider.service);
        }
        Answer::NotServed { reason, entry } => {
            let service = entry.map(|entry| &entry.provider().service);
            teller.not_served(*reason, service, domain);
        }
    }
    Explanation { paragraphs: teller.paragraphs }
}

struct Teller<'a> {
    sentences: &'a Sentences,
    language: Language,
    paragraphs: Vec<Paragraph>,
}

type Arguments<'a> = [(&'static str, Argument<'a>)];

impl Teller<'_> {
    fn say(&self, message: Message, arguments: &Arguments<'_>) -> String {
        self.sentences.say(self.language, message, arguments)
    }

    fn plain(&self, message: Message) -> String {
        self.say(message, &[])
    }

    fn link(&self, message: Message, url: &impl ToString) -> String {
        self.say(message, &[("url", Argument::Text(&url.to_string()))])
    }

    fn menu(&self, menu: &[Box<str>]) -> Option<String> {
        let path = menu.join(" > ");
        let arguments = [("path", Argument::Text(&path))];
        (!menu.is_empty()).then(|| self.say(Message::MenuPath, &arguments))
    }

    fn add(&mut self, heading: Option<Message>, lines: Vec<String>) {
        if !lines.is_empty() {
            let heading = heading.map(|heading| self.plain(heading));
            self.paragraphs.push(Paragraph { heading, lines });
        }
    }

    fn open(
        &mut self,
        service: &MailService,
        domain: &Domain,
        address: Option<&Address>,
        mx: Option<&Domain>,
    ) {
        let provider = ("provider", Argument::Text(&service.name));
        let line = match address {
            Some(address) => {
                let address = address.to_string();
                self.say(Message::Served, &[("address", Argument::Text(&address)), provider])
            }
            None => {
                let domain = ("domain", Argument::Text(domain.as_str()));
                self.say(Message::ServedDomain, &[domain, provider])
            }
        };
        let recognised = mx.map(|mx| {
            let domain = ("domain", Argument::Text(domain.as_str()));
            self.say(Message::FoundByMx, &[domain, ("mx", Argument::Text(mx.as_str()))])
        });
        self.add(None, std::iter::once(line).chain(recognised).collect());
    }

    fn password(&mut self, service: &MailService, confidence: Confidence) {
        let rule = &service.password;
        let provider = ("provider", Argument::Text(&service.name));
        let mut lines = vec![self.plain(kind_message(rule.kind))];
        if let Some(name) = &rule.name {
            lines.push(
                self.say(Message::PasswordNamed, &[provider, ("name", Argument::Text(name))]),
            );
        }
        lines.extend(rule.also.iter().map(|kind| self.plain(also_message(*kind))));
        if rule.kind != PasswordKind::OAuth2Only && prefers_oauth2(service) {
            lines.push(self.plain(Message::Oauth2Preferred));
        }
        if rule.requires_two_factor == Some(true) {
            lines.push(self.plain(Message::TwoFactorNeeded));
        }
        lines.extend(rule.create_url.iter().map(|url| self.link(Message::CreateHere, url)));
        lines.extend(self.menu(&rule.menu));
        lines.extend(self.origin(rule));
        lines.extend(self.format(&rule.format));
        lines.extend(match rule.shown_once {
            Some(true) => Some(self.plain(Message::ShownOnce)),
            Some(false) => Some(self.plain(Message::NotShownOnce)),
            None => None,
        });
        lines.extend(rule.reissue_url.iter().map(|url| self.link(Message::ReissueHere, url)));
        if rule.revoked_by_password_change == Some(true) {
            lines.push(self.plain(Message::RevokedByPasswordChange));
        }
        if let Some(date) = rule.account_password_refused_since {
            let date = date.to_string();
            lines.push(self.say(Message::RefusedSince, &[("date", Argument::Text(&date))]));
        }
        lines.extend(match confidence {
            Confidence::Conflict => Some(self.plain(Message::PasswordDoubtful)),
            Confidence::One if rule.kind != PasswordKind::Normal => {
                Some(self.plain(Message::PasswordSingleSource))
            }
            _ => None,
        });
        self.add(Some(Message::HeadingPassword), lines);
    }

    fn origin(&self, rule: &PasswordRule) -> Vec<String> {
        let chosen = rule.chosen_by.map(|maker| match maker {
            PasswordMaker::Provider => Message::ChosenByProvider,
            PasswordMaker::User => Message::ChosenByUser,
        });
        let sent = rule.sent_by.map(|sent| match sent {
            SentBy::Email => Message::SentByEmail,
            SentBy::Post => Message::SentByPost,
            SentBy::Sms => Message::SentBySms,
        });
        chosen.into_iter().chain(sent).map(|message| self.plain(message)).collect()
    }

    fn format(&self, format: &PasswordFormat) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some((least, most)) = format.length {
            let (least_count, most_count) = (Argument::Count(least), Argument::Count(most));
            lines.push(match most {
                most if most == least => self.say(Message::LengthExact, &[("count", least_count)]),
                u16::MAX => self.say(Message::LengthAtLeast, &[("least", least_count)]),
                _ => {
                    let arguments = [("least", least_count), ("most", most_count)];
                    self.say(Message::LengthBetween, &arguments)
                }
            });
        }
        if format.groups.is_some_and(|groups| groups > 1) {
            lines.push(self.plain(Message::Groups));
        }
        if format.case_sensitive == Some(true) {
            lines.push(self.plain(Message::CaseSensitive));
        }
        lines
    }

    fn requirement(&mut self, service: &MailService) {
        let Requirement { imap, pop3, smtp, url, menu } = &service.requirement;
        let mut lines = Vec::new();
        let mut act = false;
        for (protocol, access) in
            [(Protocol::Imap, imap), (Protocol::Pop3, pop3), (Protocol::Smtp, smtp)]
        {
            let offered = service.preferred(protocol).is_some();
            if let Some(message) = access_message(*access).filter(|_| offered) {
                lines.push(self.say(message, &[("protocol", Argument::Text(protocol.name()))]));
                act |= *access != Access::AlwaysOn;
            }
        }
        if act {
            lines.extend(url.iter().map(|url| self.link(Message::EnableHere, url)));
            lines.extend(self.menu(menu));
        }
        self.add(Some(Message::HeadingBefore), lines);
    }

    fn servers(
        &mut self,
        service: &MailService,
        domain: &Domain,
        address: Option<&Address>,
        login: Option<&str>,
    ) {
        let mut lines: Vec<String> = service
            .endpoints()
            .map(|endpoint| {
                let facts = ServerFacts::new(endpoint, domain, address, login);
                let username =
                    username_words(&facts, service, address, self.sentences, self.language);
                let tls = self.plain(match endpoint.tls {
                    TlsMode::Implicit => Message::TlsImplicit,
                    TlsMode::StartTls => Message::TlsStarttls,
                    TlsMode::None => Message::TlsNone,
                });
                let arguments = [
                    ("protocol", Argument::Text(endpoint.protocol.name())),
                    ("host", Argument::Text(&facts.host)),
                    ("port", Argument::Text(&endpoint.port.to_string())),
                    ("tls", Argument::Text(&tls)),
                    ("username", Argument::Text(&username)),
                ];
                self.say(Message::ServerLine, &arguments)
            })
            .collect();
        if service.endpoints().any(|endpoint| endpoint.username == Username::Issued) {
            lines.push(match login_name(service) {
                Some(name) => self.say(Message::UsernameIssuedNamed, &[("name", name)]),
                None => {
                    let provider = [("provider", Argument::Text(&service.name))];
                    self.say(Message::UsernameIssued, &provider)
                }
            });
            if let Some(Login { url, menu, .. }) = &service.login {
                lines.extend(url.iter().map(|url| self.link(Message::UsernameWhere, url)));
                lines.extend(self.menu(menu));
            }
        }
        self.add(Some(Message::HeadingServers), lines);
    }

    fn help(&mut self, service: &MailService) {
        let lines = service.documentation.iter().take(2).map(|url| {
            let arguments = [
                ("provider", Argument::Text(&service.name)),
                ("url", Argument::Text(url.as_str())),
            ];
            self.say(Message::HelpPage, &arguments)
        });
        let lines = lines.collect();
        self.add(Some(Message::HeadingHelp), lines);
    }

    fn not_served(&mut self, reason: Reason, service: Option<&MailService>, domain: &Domain) {
        let name = service.map_or(domain.as_str(), |service| &service.name);
        let provider = [("provider", Argument::Text(name))];
        let mut lines = vec![match reason {
            Reason::NoMailProtocol => self.say(Message::NotServedNoMailProtocol, &provider),
            Reason::BridgeOnly => self.say(Message::NotServedBridgeOnly, &provider),
            Reason::MmsOnly => self.say(Message::NotServedMmsOnly, &provider),
            Reason::UnencryptedOnly => self.say(Message::NotServedUnencryptedOnly, &provider),
            Reason::NotEstablished => self.say(Message::NotServedNotEstablished, &provider),
            _ => {
                let domain = [("domain", Argument::Text(domain.as_str()))];
                self.say(Message::NotServedUnknownDomain, &domain)
            }
        }];
        let help = service.and_then(|service| service.documentation.first());
        lines.extend(help.map(|url| self.link(Message::NotServedHelp, url)));
        self.add(None, lines);
    }
}

/// The user name as a person reads it: itself where it is known, or else in words.
pub fn username_words(
    facts: &ServerFacts<'_>,
    service: &MailService,
    address: Option<&Address>,
    sentences: &Sentences,
    language: Language,
) -> String {
    match (&facts.endpoint.username, address, &facts.username) {
        (Username::Address | Username::Directory, None, _) => {
            sentences.say(language, Message::UsernameWholeAddress, &[])
        }
        (Username::LocalPart, None, _) => sentences.say(language, Message::UsernameLocalPart, &[]),
        (_, _, Some(known)) => known.clone(),
        (_, _, None) => match login_name(service) {
            Some(name) => sentences.say(language, Message::UsernameAskNamed, &[("name", name)]),
            None => {
                let provider = [("provider", Argument::Text(&service.name))];
                sentences.say(language, Message::UsernameAsk, &provider)
            }
        },
    }
}

fn login_name(service: &MailService) -> Option<Argument<'_>> {
    service.login.as_ref().and_then(|login| login.name.as_deref()).map(Argument::Text)
}

fn prefers_oauth2(service: &MailService) -> bool {
    service.endpoints().any(|endpoint| endpoint.authentication.contains(&Authentication::OAuth2))
}

fn kind_message(kind: PasswordKind) -> Message {
    match kind {
        PasswordKind::Normal => Message::PasswordNormal,
        PasswordKind::AppPassword => Message::PasswordAppPassword,
        PasswordKind::Dedicated => Message::PasswordDedicated,
        PasswordKind::AuthorizationCode => Message::PasswordAuthorizationCode,
        PasswordKind::OAuth2Only => Message::PasswordOauth2Only,
        PasswordKind::None => Message::PasswordNone,
        PasswordKind::Unknown => Message::PasswordUnknown,
    }
}

fn also_message(kind: PasswordKind) -> Message {
    match kind {
        PasswordKind::AppPassword => Message::PasswordAlsoAppPassword,
        PasswordKind::Normal => Message::PasswordAlsoNormal,
        _ => Message::PasswordAlsoOther,
    }
}

fn access_message(access: Access) -> Option<Message> {
    match access {
        Access::AlwaysOn => Some(Message::EnableAlwaysOn),
        Access::ByAdministrator => Some(Message::EnableByAdministrator),
        Access::ByPlan => Some(Message::EnableByPlan),
        Access::Required => Some(Message::EnableRequired),
        Access::Unknown => None,
    }
}
