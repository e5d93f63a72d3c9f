# One sentence a message. The variables of a message are the same in every language.
# $provider: the provider's name. $name: what the provider calls the password or the user name.

## The hint: which password, in one sentence, for mail programs that show one

hint-normal = Geben Sie für { $provider } das normale Passwort Ihres Postfachs ein.
hint-app-password = Geben Sie für { $provider } ein App-Passwort ein, das Sie in Ihren Kontoeinstellungen erstellt haben, nicht das Passwort Ihres Kontos.
hint-dedicated = Geben Sie für { $provider } das separate E-Mail-Passwort ein, nicht das Passwort, mit dem Sie sich auf der Website anmelden.
hint-dedicated-named = Geben Sie für { $provider } das als „{ $name }“ bezeichnete Passwort ein, nicht das Passwort, mit dem Sie sich auf der Website anmelden.
hint-authorization-code = Geben Sie für { $provider } den Autorisierungscode aus den Webmail-Einstellungen ein, nicht das Passwort Ihres Kontos.
hint-oauth2-only = { $provider } akzeptiert von E-Mail-Programmen kein Passwort: Wählen Sie die Anmeldung über den Browser (OAuth2).
hint-oauth2-or-other = Wählen Sie für { $provider } die Anmeldung über den Browser (OAuth2); ein App-Passwort funktioniert nur, wenn Ihre Kontoseite noch eines anbietet.
hint-none = { $provider } kann nicht in einem E-Mail-Programm verwendet werden.
hint-unknown = Es ist nicht gesichert, welches Passwort { $provider } von E-Mail-Programmen verlangt; wenn Ihres abgelehnt wird, suchen Sie in den Kontoeinstellungen nach einem App-Passwort.

## The kinds of password, as an answer to “which password?”

password-normal = Das normale Passwort Ihres Postfachs
password-app-password = Ein App-Passwort, nicht das Passwort Ihres Kontos
password-dedicated = Das separate Passwort für E-Mail, nicht das Passwort, mit dem Sie sich auf der Website anmelden
password-authorization-code = Ein Autorisierungscode aus den Webmail-Einstellungen, nicht das Passwort Ihres Kontos
password-oauth2-only = Keines: Melden Sie sich über den Browser an (OAuth2)
password-none = Keines: E-Mail-Programme haben keinen Zugang
password-unknown = Nicht gesichert: Versuchen Sie es mit dem Passwort Ihres Postfachs
password-named = { $provider } nennt es „{ $name }“.
password-also-app-password = Bei manchen Konten funktioniert auch ein App-Passwort.
password-also-normal = Bei manchen Konten funktioniert auch das normale Passwort.
password-also-other = Bei manchen Konten funktioniert auch eine andere Art von Passwort: Sehen Sie auf Ihrer Kontoseite nach.

## Where it comes from and what it looks like

two-factor-needed = Bevor Sie es erstellen können, muss die Zwei-Faktor-Authentifizierung eingeschaltet sein.
create-here = Hier erhalten Sie es: { $url }
reissue-here = Hier können Sie es erneut ansehen oder ein neues erstellen: { $url }
menu-path = So kommen Sie dorthin: { $path }
chosen-by-user = Sie legen es selbst fest.
chosen-by-provider = Es wird für Sie erzeugt; Sie können es nicht selbst wählen.
sent-by-sms = Sie erhalten es per SMS.
sent-by-email = Sie erhalten es per E-Mail.
sent-by-post = Sie erhalten es auf Papier.
shown-once = Es wird nur einmal angezeigt, und zwar beim Erstellen; wenn Sie es verlieren, erstellen Sie ein neues.
not-shown-once = Sie können es später erneut ansehen.
revoked-by-password-change = Es wird ungültig, wenn Sie das Passwort Ihres Kontos ändern: Erstellen Sie dann ein neues.
refused-since = Das Passwort Ihres Kontos wird in E-Mail-Programmen seit { $date } abgelehnt.
length-exact =
    { $count ->
        [one] Es besteht aus einem Zeichen.
       *[other] Es besteht aus { $count } Zeichen.
    }
length-between = Es besteht aus { $least } bis { $most } Zeichen.
length-at-least =
    { $least ->
        [one] Es besteht aus mindestens einem Zeichen.
       *[other] Es besteht aus mindestens { $least } Zeichen.
    }
groups = Es wird in Gruppen angezeigt; geben Sie es ohne die Zwischenräume ein.
case-sensitive = Groß- und Kleinbuchstaben werden unterschieden.
oauth2-preferred = Wenn Ihr E-Mail-Programm die Anmeldung über den Browser (OAuth2) anbietet, wählen Sie diese: Dann brauchen Sie kein Passwort.
password-doubtful = Die Quellen widersprechen sich in diesem Punkt; diese Angabe ist möglicherweise veraltet.
password-single-source = Diese Angabe stützt sich auf nur eine Quelle.

## What must be switched on first

enable-required = Schalten Sie zuerst { $protocol } ein: Sonst lehnt der Server jedes Passwort ab.
enable-always-on = { $protocol } ist immer eingeschaltet: Sie brauchen nichts einzuschalten.
enable-by-administrator = Ob { $protocol } eingeschaltet ist, entscheidet die Administration Ihrer Organisation.
enable-by-plan = Ob { $protocol } verfügbar ist, hängt vom gebuchten Tarif ab.
enable-here = Hier können Sie es einschalten: { $url }

## The user name

username-issued = Ihr Benutzername lässt sich nicht aus Ihrer Adresse ableiten: Sie haben ihn von { $provider } erhalten.
username-issued-named = Ihr Benutzername ist das, was Ihr Anbieter „{ $name }“ nennt; er lässt sich nicht aus Ihrer Adresse ableiten.
username-where = Hier finden Sie ihn: { $url }
username-ask = bei { $provider } erfragen
username-ask-named = was Ihr Anbieter „{ $name }“ nennt

## The page of results

served = { $address } ist ein Postfach bei { $provider }.
served-domain = Postfächer unter { $domain } gehören zu { $provider }.
heading-password = Passwort
heading-servers = Server
heading-before = Zuerst
heading-help = Weitere Informationen
server-line = { $protocol }: { $host }, Port { $port }, { $tls }, Benutzername: { $username }
tls-implicit = SSL/TLS
tls-starttls = STARTTLS
tls-none = keine Verschlüsselung
help-page = Hilfe von { $provider }: { $url }

## Where there are no settings

not-served-unknown-domain = { $domain } ist hier nicht bekannt, und Mailguide rät nicht: Erfragen Sie die Namen der Server dort, wo die E-Mail dieser Domain betrieben wird.
not-served-no-mail-protocol = { $provider } lässt nur die eigenen Apps zu: E-Mail-Programmen wird weder IMAP noch SMTP angeboten.
not-served-bridge-only = { $provider } lässt E-Mail-Programme nur über die eigene Bridge zu, ein Programm auf Ihrem Computer, das Ihnen Server, Benutzernamen und Passwort anzeigt.
not-served-mms-only = { $provider } ist ein Nachrichtendienst für das Telefon (MMS), kein Postfach, das ein E-Mail-Programm öffnen kann.
not-served-unencrypted-only = Die einzigen bekannten Server für { $provider } verschlüsseln nicht, sodass Ihr Passwort unterwegs mitgelesen werden könnte: Mailguide gibt sie nicht heraus.
not-served-not-established = Keine Quelle, der wir vertrauen, nennt die Mailserver für { $provider }, und Mailguide rät nicht.
not-served-help = Das sagt der Anbieter: { $url }

## How a domain was recognised

found-by-mx = { $domain } wurde am Mailserver { $mx } erkannt.
