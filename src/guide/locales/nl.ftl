# One sentence a message. The variables of a message are the same in every language.
# $provider: the provider's name. $name: what the provider calls the password or the user name.

## The hint: which password, in one sentence, for mail programs that show one

hint-normal = Vul voor { $provider } het gewone wachtwoord van uw mailbox in.
hint-app-password = Vul voor { $provider } een app-wachtwoord in dat u in uw accountinstellingen hebt gemaakt, niet het wachtwoord van uw account.
hint-dedicated = Vul voor { $provider } het aparte e-mailwachtwoord in, niet het wachtwoord waarmee u zich op de website aanmeldt.
hint-dedicated-named = Vul voor { $provider } uw “{ $name }” in, niet het wachtwoord waarmee u zich op de website aanmeldt.
hint-authorization-code = Vul voor { $provider } de autorisatiecode uit de webmailinstellingen in, niet het wachtwoord van uw account.
hint-oauth2-only = { $provider } accepteert geen wachtwoord van e-mailprogramma’s: kies voor aanmelden via de browser (OAuth2).
hint-oauth2-or-other = Kies voor { $provider } de optie om u via de browser aan te melden (OAuth2); een app-wachtwoord werkt alleen als uw accountpagina dat nog aanbiedt.
hint-none = { $provider } kan niet in een e-mailprogramma worden gebruikt.
hint-unknown = Het is niet zeker welk wachtwoord { $provider } van e-mailprogramma’s verlangt; als het uwe wordt geweigerd, zoek dan in de accountinstellingen naar een app-wachtwoord.

## The kinds of password, as an answer to “which password?”

password-normal = Het gewone wachtwoord van uw mailbox
password-app-password = Een app-wachtwoord, niet het wachtwoord van uw account
password-dedicated = Het aparte wachtwoord voor e-mail, niet het wachtwoord waarmee u zich op de website aanmeldt
password-authorization-code = Een autorisatiecode uit de webmailinstellingen, niet het wachtwoord van uw account
password-oauth2-only = Geen: meld u aan via de browser (OAuth2)
password-none = Geen: e-mailprogramma’s hebben geen toegang
password-unknown = Niet zeker: probeer het wachtwoord van uw mailbox
password-named = { $provider } noemt dit “{ $name }”.
password-also-app-password = Bij sommige accounts werkt ook een app-wachtwoord.
password-also-normal = Bij sommige accounts werkt ook het gewone wachtwoord.
password-also-other = Bij sommige accounts werkt ook een ander soort wachtwoord: kijk op uw accountpagina.

## Where it comes from and what it looks like

two-factor-needed = Verificatie in twee stappen moet zijn ingeschakeld voordat u het kunt maken.
create-here = Hier krijgt u het: { $url }
reissue-here = Hier kunt u het opnieuw bekijken of een nieuw wachtwoord maken: { $url }
menu-path = Zo komt u er: { $path }
chosen-by-user = U kiest het zelf.
chosen-by-provider = Het wordt voor u gemaakt; u kunt het niet zelf kiezen.
sent-by-sms = U ontvangt het per sms.
sent-by-email = U ontvangt het per e-mail.
sent-by-post = U ontvangt het op papier.
shown-once = Het wordt maar één keer getoond, wanneer het wordt gemaakt; maak een nieuw wachtwoord als u het kwijtraakt.
not-shown-once = U kunt het later opnieuw bekijken.
revoked-by-password-change = Het werkt niet meer zodra u het wachtwoord van uw account wijzigt: maak dan een nieuw wachtwoord.
refused-since = Het wachtwoord van uw account wordt in e-mailprogramma’s geweigerd sinds { $date }.
length-exact =
    { $count ->
        [one] Het bestaat uit één teken.
       *[other] Het bestaat uit { $count } tekens.
    }
length-between = Het bestaat uit { $least } tot { $most } tekens.
length-at-least =
    { $least ->
        [one] Het bestaat uit minstens één teken.
       *[other] Het bestaat uit minstens { $least } tekens.
    }
groups = Het wordt in groepjes getoond; vul het in zonder de spaties.
case-sensitive = Hoofdletters en kleine letters zijn verschillend.
oauth2-preferred = Als u zich in uw e-mailprogramma via de browser (OAuth2) kunt aanmelden, kies daar dan voor: u hebt dan geen wachtwoord nodig.
password-doubtful = De bronnen spreken elkaar op dit punt tegen; dit antwoord is mogelijk verouderd.
password-single-source = Slechts één bron vermeldt dit.

## What must be switched on first

enable-required = Schakel eerst { $protocol } in: anders weigert de server elk wachtwoord.
enable-always-on = { $protocol } is altijd ingeschakeld: u hoeft niets in te schakelen.
enable-by-administrator = De beheerder van uw organisatie bepaalt of { $protocol } is ingeschakeld.
enable-by-plan = Of { $protocol } beschikbaar is, hangt af van het afgenomen abonnement.
enable-here = Hier kunt u dit inschakelen: { $url }

## The user name

username-issued = Uw gebruikersnaam kan niet uit uw adres worden afgeleid: u hebt die van { $provider } gekregen.
username-issued-named = Uw gebruikersnaam is uw “{ $name }”; die kan niet uit uw adres worden afgeleid.
username-where = Hier vindt u de naam: { $url }
username-ask = vraag dit aan { $provider }
username-ask-named = uw “{ $name }”

## The page of results

served = { $address } is een mailbox bij { $provider }.
served-domain = Mailboxen van { $domain } horen bij { $provider }.
heading-password = Wachtwoord
heading-servers = Servers
heading-before = Eerst
heading-help = Meer informatie
server-line = { $protocol }: { $host }, poort { $port }, { $tls }, gebruikersnaam: { $username }
tls-implicit = SSL/TLS
tls-starttls = STARTTLS
tls-none = geen versleuteling
help-page = Hulp van { $provider }: { $url }

## Where there are no settings

not-served-unknown-domain = { $domain } is hier niet bekend en Mailguide gokt niet: vraag degene die de e-mail van dit domein beheert naar de namen van de servers.
not-served-no-mail-protocol = { $provider } laat alleen eigen apps toe: e-mailprogramma’s kunnen geen IMAP of SMTP gebruiken.
not-served-bridge-only = { $provider } laat e-mailprogramma’s alleen toe via de eigen Bridge, een programma op uw computer dat u de server, de gebruikersnaam en het wachtwoord laat zien.
not-served-mms-only = { $provider } is een berichtendienst voor de telefoon (MMS), geen mailbox die een e-mailprogramma kan openen.
not-served-unencrypted-only = De enige bekende servers voor { $provider } gebruiken geen versleuteling, waardoor uw wachtwoord onderweg kan worden gelezen: Mailguide geeft ze niet door.
not-served-not-established = Geen enkele bron die wij vertrouwen noemt de mailservers van { $provider }, en Mailguide gokt niet.
not-served-help = Wat de provider zegt: { $url }

## How a domain was recognised

found-by-mx = { $domain } is herkend aan de mailserver { $mx }.
