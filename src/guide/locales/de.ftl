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
username-whole-address = Ihre vollständige Adresse
username-local-part = der Teil vor dem @
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

## Why it was refused: one short sentence a cause

cause-app-password-needed = { $provider } verlangt hier ein App-Passwort.
cause-dedicated-password-needed = { $provider } verlangt hier das separate E-Mail-Passwort.
cause-authorization-code-needed = { $provider } verlangt hier einen Autorisierungscode.
cause-oauth2-needed = { $provider } verlangt hier die Anmeldung über den Browser.
cause-wrong-credentials = Der Benutzername oder das Passwort ist falsch.
cause-access-not-enabled = Der Zugang für E-Mail-Programme ist ausgeschaltet.
cause-account-locked = Das Konto ist gesperrt.
cause-too-many-attempts = Es gab zu viele Fehlversuche.
cause-web-sign-in-needed = Der Anbieter verlangt, dass Sie sich zuerst auf seiner Website anmelden.
cause-unsafe-client = Der Anbieter vertraut diesem E-Mail-Programm nicht.
cause-plan-required = Im gebuchten Tarif sind E-Mail-Programme nicht enthalten.
cause-stored-credentials = Auf dem Gerät ist noch ein altes Passwort gespeichert.
cause-server-values = Server, Port oder Verschlüsselung stimmen nicht.
cause-network = Die Verbindung zum Server kommt nicht zustande.
cause-administrator = Hier entscheidet die Administration der Organisation.
cause-unknown = Diese Meldung ist hier nicht bekannt.

## What to do: one step a message

advice-stop-trying = Versuchen Sie es vorerst nicht weiter: Weitere Fehlversuche führen zur Sperrung des Kontos.
advice-web-sign-in = Melden Sie sich auf der Website des Anbieters an, achten Sie dort auf Hinweise und bestätigen Sie, dass Sie es waren.
advice-recover-account = Wenn Sie auch auf der Website nicht hineinkommen, stellen Sie zuerst das Konto wieder her: Vorher kann kein E-Mail-Programm funktionieren.
advice-web-works = Wenn die Anmeldung auf der Website gelingt, liegt der Fehler in den Einstellungen des E-Mail-Programms.
advice-phone-works = Wenn es auf dem Smartphone funktioniert, liegt der Fehler am Computer.
advice-make-app-password = Erstellen Sie ein App-Passwort für dieses E-Mail-Programm und geben Sie es dort ein, wo das Passwort verlangt wird.
advice-turn-on-two-factor = Schalten Sie zuerst die Zwei-Faktor-Authentifizierung ein: Erst dann werden App-Passwörter angeboten.
advice-app-password-missing = Wenn keine App-Passwörter angeboten werden, ist die Zwei-Faktor-Authentifizierung ausgeschaltet oder diese Art von Konto lässt keine zu.
advice-no-less-secure-apps = Suchen Sie nicht nach „weniger sicheren Apps“: Diese Einstellung gibt es nicht mehr.
advice-two-keys = Das Passwort Ihres Kontos ist der Hauptschlüssel und wird hier abgelehnt; ein App-Passwort dient nur einem Zweck und lässt sich widerrufen.
advice-two-factor-just-on = Wenn die Zwei-Faktor-Authentifizierung gerade erst eingeschaltet wurde, funktioniert das alte Passwort in E-Mail-Programmen nicht mehr.
advice-new-app-password = Ein App-Passwort lässt sich nicht noch einmal anzeigen: Erstellen Sie für diesen Zweck ein neues und ersetzen Sie damit das alte im E-Mail-Programm.
advice-delete-unused = Löschen Sie die App-Passwörter von Geräten, die Sie nicht mehr verwenden.
advice-get-dedicated = Sie erhalten das E-Mail-Passwort auf der Seite des Anbieters; das Passwort für die Website wird abgelehnt.
advice-mobile-line = Öffnen Sie diese Seite bei ausgeschaltetem WLAN über das Mobilfunknetz; dort wird Ihre Netzwerk-PIN verlangt.
advice-settings-by-sms = Fordern Sie die Seite mit den manuellen Einstellungen an: Sie erhalten den Link per SMS; übernehmen Sie von dort alle Werte, auch den Benutzernamen.
advice-password-by-sms = Dieses Passwort lässt sich nicht anzeigen: Ändern Sie es auf der Kundenseite; das erste erhalten Sie per SMS von der Nummer 157.
advice-can-be-shown = Sie können sich dieses Passwort auf der Seite des Anbieters anzeigen lassen.
advice-only-new = Dieses Passwort lässt sich nicht anzeigen: Lassen Sie sich gleich ein neues ausstellen, statt zu raten.
advice-member-password = Geben Sie das Passwort ein, das auf der Mitgliederseite festgelegt wurde; das erste steht in den Vertragsunterlagen, ein vergessenes kann nur zurückgesetzt werden.
advice-get-authorization-code = Schalten Sie in den Webmail-Einstellungen den Zugang ein, lassen Sie sich einen Autorisierungscode ausstellen und geben Sie diesen als Passwort ein.
advice-use-oauth2 = Wählen Sie im E-Mail-Programm die Anmeldung über den Browser (OAuth2); wenn es sie nicht anbietet, verwenden Sie ein anderes Programm.
advice-oauth2-first = Wenn das E-Mail-Programm die Anmeldung über den Browser (OAuth2) anbietet, wählen Sie diese statt eines Passworts.
advice-password-kinds = „IMAP-Passwort“ kann das normale Passwort, ein separates E-Mail-Passwort oder ein App-Passwort bedeuten: Entscheidend ist, welches davon dieser Anbieter verlangt.
advice-password-field = Geben Sie es in das gewöhnliche Passwortfeld ein, auch wenn dieses „IMAP-Passwort“ oder „Passwort des Posteingangsservers“ heißt.
advice-no-blanks = Geben oder fügen Sie es ohne Leerzeichen am Anfang und am Ende und ohne vollbreite Zeichen ein.
advice-which-account = Wenn auf dem Gerät mehrere Konten eingerichtet sind, prüfen Sie, ob es das richtige ist.
advice-username-address = Geben Sie als Benutzernamen die vollständige Adresse ein.
advice-username-local-part = Geben Sie als Benutzernamen den Teil vor dem @ ein.
advice-username-issued = Geben Sie als Benutzernamen das ein, was Sie vom Anbieter erhalten haben, nicht die Adresse.
advice-replace-stored = Ersetzen Sie das Passwort, das im E-Mail-Programm gespeichert ist.
advice-delete-and-add = Wenn das nicht hilft, löschen Sie das Konto im E-Mail-Programm und fügen Sie es neu hinzu.
advice-order-after-change = Gehen Sie nach einer Änderung in dieser Reihenfolge vor: Website, Passwort im E-Mail-Programm, bei Outlook die Windows-Anmeldeinformationen und bei Zwei-Faktor-Authentifizierung ein neues App-Passwort.
advice-stored-copy = Vielleicht ist das alte Passwort im Passwortspeicher des Geräts noch lesbar vorhanden; wenn nicht, setzen Sie es zurück.
advice-sudden = Wenn nichts geändert wurde, hat vielleicht der Anbieter seine Regeln geändert oder ein separates Passwort ist abgelaufen: Besorgen Sie sich die oben genannte Art von Passwort neu.
advice-windows-credentials = Öffnen Sie in Windows die Anmeldeinformationsverwaltung, löschen Sie alle Einträge mit dem Servernamen, der Adresse, „Outlook“ oder „MicrosoftOffice“, starten Sie Outlook neu und geben Sie das richtige Passwort ein.
advice-managed-computer = Wenden Sie sich bei einem verwalteten Computer an die Administration und notieren Sie die Namen der Einträge, bevor Sie welche löschen.
advice-outlook-silent = Wenn Outlook gar nicht mehr nach dem Passwort fragt, löschen Sie die gespeicherten Anmeldeinformationen und das Profil.
advice-outlook-profile = Öffnen Sie in der Systemsteuerung „Mail (Microsoft Outlook)“, lassen Sie sich die Profile anzeigen, löschen Sie das defekte, fügen Sie ein neues hinzu und melden Sie sich neu an.
advice-outlook-again = Entfernen Sie das Konto in Outlook, fügen Sie es wieder hinzu und melden Sie sich über den Browser an.
advice-office-identity = Sichern Sie als letztes Mittel die Registrierung und löschen Sie die Schlüssel dieses Kontos unter { $key }: Ein falscher Schritt kann dabei Windows beschädigen.
advice-office-repair = Reparieren Sie Office oder installieren Sie es neu.
advice-outlook-elsewhere = Probieren Sie das Konto in einem anderen Programm aus: Wenn es dort funktioniert, liegt es an Outlook auf diesem Computer.
advice-server-values = Vergleichen Sie Servernamen, Port und Verschlüsselung Zeichen für Zeichen mit den Werten oben.
advice-encryption-on = Schalten Sie die Verschlüsselung (SSL/TLS) ein: Ohne sie lehnt der Server Verbindungen ab.
advice-smtp-values = Wenn E-Mails ankommen, aber nicht gesendet werden können, ist der Postausgangsserver (SMTP) falsch eingestellt, nicht der Posteingangsserver.
advice-official-values = Übernehmen Sie alle Werte von hier oder von der Seite des Anbieters, nicht aus dem Gedächtnis.
advice-enable-access = Schalten Sie in den Einstellungen beim Anbieter den Zugang für E-Mail-Programme ein.
advice-enable-pop = IMAP ist hier immer eingeschaltet; nur POP lässt sich ein- und ausschalten, in einer Organisation durch die Administration.
advice-other-network = Versuchen Sie es in einem anderen Netzwerk.
advice-no-vpn = Versuchen Sie es ohne VPN: Es sperrt möglicherweise die Ports.
advice-antivirus = Schalten Sie die E-Mail-Prüfung des Virenschutzprogramms testweise aus.
advice-clock = Lassen Sie das Gerät Datum und Uhrzeit automatisch einstellen.
advice-system-update = Suchen Sie nach einem Systemupdate nach einem weiteren; fragen Sie danach beim Hersteller des Systems oder des Programms nach.
advice-administrator = Fragen Sie die Administration: Vielleicht ist IMAP verboten oder es sind nur bestimmte Programme und Anmeldearten erlaubt.
advice-wait = Warten Sie eine Weile, bevor Sie es erneut versuchen.
advice-buy-plan = Fragen Sie den Anbieter, in welchem Tarif E-Mail-Programme enthalten sind.

## The questions, and the answers to choose from

question-address = Wie lautet Ihre E-Mail-Adresse?
question-two-factor = Ist die Zwei-Faktor-Authentifizierung eingeschaltet?
question-change = Was hat sich zuletzt geändert?
question-app = Wo klappt es nicht?
question-message = Was besagt die Meldung?
answer-yes = Ja
answer-no = Nein
answer-not-sure = Weiß ich nicht
answer-changed-phone = Ein neues Smartphone
answer-changed-computer = Ein neuer Computer
answer-changed-outlook = Ein Wechsel zu Outlook oder ein neues Outlook
answer-changed-password = Das Passwort des Kontos
answer-changed-two-factor = Die Zwei-Faktor-Authentifizierung wurde eingeschaltet
answer-changed-nothing = Nichts, soweit ich weiß
answer-app-outlook = In Outlook unter Windows
answer-app-phone = In der E-Mail-App des Smartphones
answer-app-program = In einem anderen E-Mail-Programm
answer-app-sending = Nur beim Senden
answer-app-everywhere = Überall, auch auf der Website des Anbieters
answer-message-password = Das Passwort oder der Benutzername ist falsch
answer-message-connection = Der Server ist nicht erreichbar
answer-message-locked = Das Konto ist gesperrt, oder: Versuchen Sie es später erneut
answer-message-dialog = Windows fragt immer wieder nach Anmeldeinformationen
answer-message-silent = Es erscheint weder eine Meldung noch eine Abfrage
answer-message-other = Etwas anderes

## The page

page-title = Mailguide: Welches Passwort verlangt mein E-Mail-Programm?
page-lead = Geben Sie Ihre E-Mail-Adresse ein und sehen Sie, welche Server und welches Passwort Sie brauchen.
page-address-label = E-Mail-Adresse
page-address-help = Die Adresse wird nur für diese Antwort verwendet und nicht gespeichert.
page-show = Anzeigen
page-which-password = Welches Passwort?
page-servers = Server
page-incoming = Posteingang
page-outgoing = Postausgang
page-server = Server
page-port = Port
page-encryption = Verschlüsselung
page-username = Benutzername
page-make-it = Passwort erhalten
page-enable-it = Zugang einschalten
page-refused = Wurde es abgelehnt?
page-error-label = Fügen Sie die angezeigte Meldung ein
page-recognise = Was bedeutet sie?
page-next-question = Noch eine Frage
page-what-to-do = Was Sie tun können
page-languages = Sprachen
page-another-address = Andere Adresse
page-no-settings = Keine Einstellungen
page-bad-address = Das ist keine E-Mail-Adresse.
page-not-found = Diese Seite gibt es nicht.
page-sources = Die Angaben stammen aus öffentlichen Quellen, geprüft am { $date }.
page-apple = iPhone, iPad und Mac
page-apple-get = Profil laden
page-apple-on-phone = Auf iPhone oder iPad: Öffnen Sie diese Seite in Safari, laden Sie das Profil, öffnen Sie dann die Einstellungen, tippen Sie auf „Profil geladen“ und installieren Sie es.
page-apple-on-mac = Auf dem Mac: Öffnen Sie die geladene Datei und installieren Sie sie dann unter Systemeinstellungen > Allgemein > Geräteverwaltung.
page-apple-scan = QR-Code mit dem Link zum Profil: Richten Sie die Kamera des iPhone oder iPad darauf.
