//! Which family of clients a `User-Agent` belongs to. It is a label of the numbers: what clients
//! call themselves never is.

use crate::mail::keywords;

/// As much of a `User-Agent` as is looked at; honest ones have some 150 bytes.
const LENGTH_MAX: usize = 512;

keywords! {
    /// A family of clients.
    pub enum ClientFamily {
        /// Thunderbird on a computer, and what is built from it.
        Thunderbird = "thunderbird",
        /// K-9 Mail and Thunderbird for Android, which leave OkHttp's own name in place.
        K9 = "k9",
        /// Outlook and its relatives, on every system.
        Outlook = "outlook",
        /// Evolution.
        Evolution = "evolution",
        /// KMail: KDE's own HTTP client.
        KMail = "kmail",
        /// Geary.
        Geary = "geary",
        /// Delta Chat, where it says so; its core sends no name at all.
        DeltaChat = "deltachat",
        /// FairEmail.
        FairEmail = "fairemail",
        /// Apple's Mail, Exchange and profile services.
        Apple = "apple",
        /// Nextcloud Mail.
        Nextcloud = "nextcloud",
        /// Programs in Go that leave the library's name in place: aerc among them.
        Go = "go",
        /// Himalaya and others of its project.
        Himalaya = "himalaya",
        /// Browsers, and the programs that say they are one.
        Browser = "browser",
        /// curl and other tools of the command line.
        Curl = "curl",
        /// What watches whether we are there.
        Monitor = "monitor",
        /// No name was given.
        Unnamed = "unnamed",
        /// A name that we do not know.
        Other = "other",
    }
}

impl ClientFamily {
    /// Recognises a `User-Agent`: the first product (RFC 9110 §10.1.5) that is in the table
    /// decides. Nearly everybody is `Mozilla` as well, so that one counts only at the end.
    pub fn recognise(user_agent: Option<&[u8]>) -> Self {
        let Some(text) = user_agent.filter(|text| !text.is_empty()) else {
            return Self::Unnamed;
        };
        let text = &text[..text.len().min(LENGTH_MAX)];
        let between = |byte: &u8| matches!(byte, b' ' | b'/' | b'(' | b')' | b';' | b',' | b'\t');
        let mut otherwise = Self::Other;
        for word in text.split(between) {
            match family(word) {
                Some(Self::Browser) => otherwise = Self::Browser,
                Some(family) => return family,
                None => {}
            }
        }
        otherwise
    }
}

/// The family that a word of a `User-Agent` gives away.
fn family(word: &[u8]) -> Option<ClientFamily> {
    Some(match word {
        b"Thunderbird" | b"Betterbird" => ClientFamily::Thunderbird,
        b"okhttp" | b"K-9" => ClientFamily::K9,
        b"Microsoft"
        | b"MacOutlook"
        | b"Outlook"
        | b"Outlook-iOS"
        | b"Outlook-Android"
        | b"Outlook-iOS-Android"
        | b"ms-office"
        | b"MSOffice"
        | b"MSOutlook" => ClientFamily::Outlook,
        b"Evolution" | b"evolution" => ClientFamily::Evolution,
        b"KIO" | b"kioworker" | b"KMail" | b"kmail2" | b"Akonadi" => ClientFamily::KMail,
        b"Geary" | b"geary" => ClientFamily::Geary,
        b"DeltaChat" | b"deltachat" | b"Delta-Chat" => ClientFamily::DeltaChat,
        b"FairEmail" | b"eu.faircode.email" => ClientFamily::FairEmail,
        b"CFNetwork"
        | b"dataaccessd"
        | b"accountsd"
        | b"exchangesyncd"
        | b"AppleExchangeWebServices" => ClientFamily::Apple,
        b"Nextcloud" => ClientFamily::Nextcloud,
        b"Go-http-client" | b"aerc" => ClientFamily::Go,
        b"himalaya" | b"pimalaya" | b"email-lib" => ClientFamily::Himalaya,
        b"curl" | b"Wget" | b"HTTPie" => ClientFamily::Curl,
        b"kube-probe" | b"Prometheus" | b"Blackbox" | b"UptimeRobot" | b"check_http" => {
            ClientFamily::Monitor
        }
        b"Mozilla" | b"Opera" => ClientFamily::Browser,
        // Exchange accounts of iPhones and iPads: `Apple-iPhone9C1`.
        _ if word.starts_with(b"Apple-i") => ClientFamily::Apple,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first line is as captured (protocols §2.3); the others are forms that the programs or
    /// their HTTP libraries document.
    const KNOWN: [(&str, ClientFamily); 22] = [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Thunderbird/153.7.0",
            ClientFamily::Thunderbird,
        ),
        ("okhttp/4.12.0", ClientFamily::K9),
        (
            "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)",
            ClientFamily::Outlook,
        ),
        ("Mozilla/4.0 (compatible; ms-office; MSOffice 16)", ClientFamily::Outlook),
        ("MacOutlook/16.89.24090815 (Intelx64 Mac OS X 14.6.1)", ClientFamily::Outlook),
        ("Outlook-iOS/2.0", ClientFamily::Outlook),
        ("Evolution/3.46.4", ClientFamily::Evolution),
        (
            "Mozilla/5.0 (X11; Linux x86_64) KHTML/5.103.0 (like Gecko) Konqueror/5 KIO/5.103",
            ClientFamily::KMail,
        ),
        ("Geary/43.0", ClientFamily::Geary),
        ("DeltaChat/2.65", ClientFamily::DeltaChat),
        ("FairEmail/1.2290", ClientFamily::FairEmail),
        ("eu.faircode.email/1.2290", ClientFamily::FairEmail),
        ("Apple-iPhone9C1/1501.530400009", ClientFamily::Apple),
        ("iOS/17.6 (21G80) dataaccessd/1.0", ClientFamily::Apple),
        ("Mail/3774 CFNetwork/1568.100 Darwin/24.0.0", ClientFamily::Apple),
        ("Nextcloud Server Crawler", ClientFamily::Nextcloud),
        ("Go-http-client/1.1", ClientFamily::Go),
        ("curl/7.88.1", ClientFamily::Curl),
        ("kube-probe/1.30", ClientFamily::Monitor),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
             Chrome/140.0.0.0 Safari/537.36",
            ClientFamily::Browser,
        ),
        ("fred@example.org", ClientFamily::Other),
        ("Thunderbirds/1.0", ClientFamily::Other),
    ];

    #[test]
    fn clients_are_recognised_by_what_they_send() {
        for (user_agent, expected) in KNOWN {
            let found = ClientFamily::recognise(Some(user_agent.as_bytes()));
            assert_eq!(found, expected, "{user_agent}");
        }
    }

    #[test]
    fn who_gives_no_name_is_unnamed() {
        // Delta Chat core sends a Host header and nothing else (protocols §3.4).
        assert_eq!(ClientFamily::recognise(None), ClientFamily::Unnamed);
        assert_eq!(ClientFamily::recognise(Some(b"")), ClientFamily::Unnamed);
        assert_eq!(ClientFamily::recognise(Some(b"\xff\xfe")), ClientFamily::Other);
    }

    #[test]
    fn no_more_than_the_beginning_is_looked_at() {
        let mut long = vec![b'x'; LENGTH_MAX];
        long.extend_from_slice(b" Thunderbird/1");
        assert_eq!(ClientFamily::recognise(Some(&long)), ClientFamily::Other);
    }
}
