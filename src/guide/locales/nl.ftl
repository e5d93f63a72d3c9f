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
username-whole-address = uw volledige adres
username-local-part = wat vóór de @ staat
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

## Why it was refused: one short sentence a cause

cause-app-password-needed = { $provider } verlangt hier een app-wachtwoord.
cause-dedicated-password-needed = { $provider } verlangt hier het aparte e-mailwachtwoord.
cause-authorization-code-needed = { $provider } verlangt hier een autorisatiecode.
cause-oauth2-needed = { $provider } verlangt hier dat u zich via de browser aanmeldt.
cause-wrong-credentials = De gebruikersnaam of het wachtwoord is onjuist.
cause-access-not-enabled = De toegang voor e-mailprogramma’s is uitgeschakeld.
cause-account-locked = Het account is vergrendeld.
cause-too-many-attempts = Er zijn te veel mislukte pogingen gedaan.
cause-web-sign-in-needed = De provider verlangt dat u zich eerst op de website aanmeldt.
cause-unsafe-client = De provider vertrouwt dit e-mailprogramma niet.
cause-plan-required = Het afgenomen abonnement omvat geen toegang voor e-mailprogramma’s.
cause-stored-credentials = Op het apparaat is nog een oud wachtwoord opgeslagen.
cause-server-values = De server, de poort of de versleuteling klopt niet.
cause-network = De verbinding met de server komt niet tot stand.
cause-administrator = Hier beslist de beheerder van de organisatie.
cause-unknown = Deze melding is hier niet bekend.

## What to do: one step a message

advice-stop-trying = Probeer het voorlopig niet meer: door meer mislukte pogingen wordt het account vergrendeld.
advice-web-sign-in = Meld u aan op de website van de provider, kijk of daar meldingen staan en bevestig dat u het was.
advice-recover-account = Als u zich ook op de website niet kunt aanmelden, herstel dan eerst het account: tot die tijd kan geen enkel e-mailprogramma werken.
advice-web-works = Als u zich op de website wel kunt aanmelden, ligt de fout in de instellingen van het e-mailprogramma.
advice-phone-works = Als het op de telefoon wel werkt, ligt de fout bij de computer.
advice-make-app-password = Maak een app-wachtwoord voor dit e-mailprogramma en vul het in waar om het wachtwoord wordt gevraagd.
advice-turn-on-two-factor = Schakel eerst verificatie in twee stappen in: pas dan worden app-wachtwoorden aangeboden.
advice-app-password-missing = Als er geen app-wachtwoorden worden aangeboden, is verificatie in twee stappen uitgeschakeld of staat dit soort account ze niet toe.
advice-no-less-secure-apps = Zoek niet naar “minder goed beveiligde apps”: die instelling bestaat niet meer.
advice-two-keys = Het wachtwoord van uw account is de hoofdsleutel en wordt hier geweigerd; een app-wachtwoord dient één doel en kan worden ingetrokken.
advice-two-factor-just-on = Als verificatie in twee stappen net is ingeschakeld, werkt het oude wachtwoord niet meer in e-mailprogramma’s.
advice-new-app-password = Een app-wachtwoord kan niet opnieuw worden bekeken: maak voor dit doel een nieuw wachtwoord en vervang het oude in het e-mailprogramma.
advice-delete-unused = Verwijder de app-wachtwoorden van apparaten die u niet meer gebruikt.
advice-get-dedicated = U krijgt het e-mailwachtwoord op de pagina van de provider; het wachtwoord voor de website wordt geweigerd.
advice-mobile-line = Open die pagina via het mobiele netwerk, met wifi uitgeschakeld; er wordt om uw netwerkpincode gevraagd.
advice-settings-by-sms = Vraag de pagina met de handmatige instellingen aan: u ontvangt de link per sms; neem daaruit alle waarden over, ook de gebruikersnaam.
advice-password-by-sms = Dit wachtwoord kan niet worden getoond: wijzig het op de klantpagina; het eerste ontvangt u per sms van het nummer 157.
advice-can-be-shown = U kunt dit wachtwoord op de pagina van de provider bekijken.
advice-only-new = Dit wachtwoord kan niet worden getoond: vraag meteen een nieuw wachtwoord aan in plaats van te gokken.
advice-member-password = Vul het wachtwoord in dat op de ledenpagina is ingesteld; het eerste staat in de contractpapieren en een vergeten wachtwoord kan alleen opnieuw worden ingesteld.
advice-get-authorization-code = Schakel de toegang in de webmailinstellingen in, vraag een autorisatiecode aan en vul die als wachtwoord in.
advice-use-oauth2 = Kies in het e-mailprogramma voor aanmelden via de browser (OAuth2); als het dat niet aanbiedt, gebruik dan een ander programma.
advice-oauth2-first = Als u zich in het e-mailprogramma via de browser (OAuth2) kunt aanmelden, kies daar dan voor in plaats van een wachtwoord.
advice-password-kinds = “IMAP-wachtwoord” kan het gewone wachtwoord, een apart e-mailwachtwoord of een app-wachtwoord betekenen: het gaat erom welk daarvan deze provider verlangt.
advice-password-field = Vul het in het gewone wachtwoordveld in, ook als dat “IMAP-wachtwoord” of “wachtwoord van de server voor inkomende e-mail” heet.
advice-no-blanks = Typ of plak het zonder spaties aan het begin of het einde en zonder tekens van volledige breedte.
advice-which-account = Als er meerdere accounts op het apparaat staan, controleer dan of het het juiste account is.
advice-username-address = Vul als gebruikersnaam het volledige adres in.
advice-username-local-part = Vul als gebruikersnaam het deel vóór de @ in.
advice-username-issued = Vul als gebruikersnaam in wat u van de provider hebt gekregen, niet het adres.
advice-replace-stored = Vervang het wachtwoord dat in het e-mailprogramma is opgeslagen.
advice-delete-and-add = Als dat niet helpt, verwijder het account dan uit het e-mailprogramma en voeg het opnieuw toe.
advice-order-after-change = Houd na een wijziging deze volgorde aan: website, wachtwoord in het e-mailprogramma, Windows-referenties voor Outlook en, bij verificatie in twee stappen, een nieuw app-wachtwoord.
advice-stored-copy = Misschien staat het oude wachtwoord nog leesbaar bij de opgeslagen wachtwoorden op het apparaat; zo niet, stel het dan opnieuw in.
advice-sudden = Als er niets is gewijzigd, heeft de provider misschien de regels veranderd of is een apart wachtwoord verlopen: zorg voor een nieuw wachtwoord van de soort die hierboven staat.
advice-windows-credentials = Open in Windows Referentiebeheer, verwijder alle vermeldingen met de servernaam, het adres, “Outlook” of “MicrosoftOffice”, start Outlook opnieuw en vul het juiste wachtwoord in.
advice-managed-computer = Vraag bij een beheerde computer de beheerder om hulp en noteer de namen van de vermeldingen voordat u er een verwijdert.
advice-outlook-silent = Als Outlook helemaal niets meer vraagt, wis dan de opgeslagen referenties en het profiel.
advice-outlook-profile = Open in het Configuratiescherm “E-mail (Microsoft Outlook)”, geef de profielen weer, verwijder het beschadigde profiel, voeg een nieuw profiel toe en meld u opnieuw aan.
advice-outlook-again = Verwijder het account uit Outlook, voeg het opnieuw toe en meld u aan via de browser.
advice-office-identity = Maak als laatste redmiddel een back-up van het register en verwijder de sleutels van dit account onder { $key }: een verkeerde stap kan Windows daarbij beschadigen.
advice-office-repair = Herstel Office of installeer het opnieuw.
advice-outlook-elsewhere = Probeer het account in een ander programma: als het daar werkt, ligt het aan Outlook op deze computer.
advice-server-values = Vergelijk de servernaam, de poort en de versleuteling letter voor letter met de waarden hierboven.
advice-encryption-on = Schakel versleuteling (SSL/TLS) in: zonder versleuteling weigert de server verbindingen.
advice-smtp-values = Als e-mail wel binnenkomt maar niet kan worden verzonden, is de server voor uitgaande e-mail (SMTP) verkeerd ingesteld, niet die voor inkomende e-mail.
advice-official-values = Neem alle waarden over van hier of van de pagina van de provider, niet uit het hoofd.
advice-enable-access = Schakel in de instellingen bij de provider de toegang voor e-mailprogramma’s in.
advice-enable-pop = IMAP is hier altijd ingeschakeld; alleen POP kan worden in- en uitgeschakeld, in een organisatie door de beheerder.
advice-other-network = Probeer een ander netwerk.
advice-no-vpn = Probeer het zonder VPN: die blokkeert mogelijk de poorten.
advice-antivirus = Schakel bij wijze van test de e-mailscan van het antivirusprogramma uit.
advice-clock = Laat het apparaat de datum en tijd automatisch instellen.
advice-system-update = Zoek na een systeemupdate naar een volgende update; vraag het daarna aan de maker van het systeem of van het programma.
advice-administrator = Vraag het aan de beheerder: misschien is IMAP verboden of zijn alleen bepaalde programma’s en manieren van aanmelden toegestaan.
advice-wait = Wacht een tijdje voordat u het opnieuw probeert.
advice-buy-plan = Vraag de provider welk abonnement toegang voor e-mailprogramma’s omvat.

## The questions, and the answers to choose from

question-address = Wat is uw e-mailadres?
question-two-factor = Is verificatie in twee stappen ingeschakeld?
question-change = Wat is er het laatst veranderd?
question-app = Waar gaat het mis?
question-message = Wat staat er in de melding?
answer-yes = Ja
answer-no = Nee
answer-not-sure = Dat weet ik niet
answer-changed-phone = Een nieuwe telefoon
answer-changed-computer = Een nieuwe computer
answer-changed-outlook = Een overstap naar Outlook of een nieuwe Outlook
answer-changed-password = Het wachtwoord van het account
answer-changed-two-factor = Verificatie in twee stappen is ingeschakeld
answer-changed-nothing = Niets, voor zover ik weet
answer-app-outlook = In Outlook op Windows
answer-app-phone = In de e-mailapp van de telefoon
answer-app-program = In een ander e-mailprogramma
answer-app-sending = Alleen bij het verzenden
answer-app-everywhere = Overal, ook op de website van de provider
answer-message-password = Het wachtwoord of de gebruikersnaam is onjuist
answer-message-connection = De server is niet bereikbaar
answer-message-locked = Het account is vergrendeld, of: probeer het later opnieuw
answer-message-dialog = Windows vraagt steeds opnieuw om referenties
answer-message-silent = Er verschijnt geen melding en er wordt niets gevraagd
answer-message-other = Iets anders

## The page

page-title = Mailguide: welk wachtwoord wil mijn e-mailprogramma?
page-lead = Vul uw e-mailadres in en zie welke servers en welk wachtwoord u nodig hebt.
page-address-label = E-mailadres
page-address-help = Het adres wordt alleen voor dit antwoord gebruikt en niet opgeslagen.
page-show = Tonen
page-which-password = Welk wachtwoord?
page-servers = Servers
page-incoming = Inkomende e-mail
page-outgoing = Uitgaande e-mail
page-server = Server
page-port = Poort
page-encryption = Versleuteling
page-username = Gebruikersnaam
page-make-it = Wachtwoord verkrijgen
page-enable-it = Toegang inschakelen
page-refused = Is het geweigerd?
page-error-label = Plak de melding die u ziet
page-recognise = Wat betekent deze?
page-next-question = Nog één vraag
page-what-to-do = Wat u kunt doen
page-languages = Talen
page-another-address = Ander adres
page-no-settings = Geen instellingen
page-bad-address = Dit is geen e-mailadres.
page-not-found = Deze pagina bestaat niet.
page-sources = De gegevens komen uit openbare bronnen, gecontroleerd op { $date }.
page-apple = iPhone, iPad en Mac
page-apple-get = Profiel downloaden
page-apple-on-phone = Open op een iPhone of iPad deze pagina in Safari en download het profiel; open daarna Instellingen, tik op ‘Profiel gedownload’ en installeer het.
page-apple-on-mac = Open op een Mac het gedownloade bestand; ga daarna naar Systeeminstellingen > Algemeen > Apparaatbeheer en installeer het daar.
page-apple-scan = QR-code met de link naar het profiel: richt de camera van de iPhone of iPad erop.
