# One sentence a message. The variables of a message are the same in every language.
# $provider: the provider's name. $name: what the provider calls the password or the user name.

## The hint: which password, in one sentence, for mail programs that show one

hint-normal = Per { $provider }, inserire la normale password della casella di posta.
hint-app-password = Per { $provider }, inserire una password per le app creata nelle impostazioni dell’account, non la password dell’account.
hint-dedicated = Per { $provider }, inserire la password specifica per la posta, non quella usata per accedere al sito web.
hint-dedicated-named = Per { $provider }, inserire la password indicata come «{ $name }», non quella usata per accedere al sito web.
hint-authorization-code = Per { $provider }, inserire il codice di autorizzazione indicato nelle impostazioni della webmail, non la password dell’account.
hint-oauth2-only = { $provider } non accetta password dai programmi di posta: scegliere l’accesso tramite browser (OAuth2).
hint-oauth2-or-other = Per { $provider }, scegliere l’accesso tramite browser (OAuth2); una password per le app funziona solo se la pagina dell’account la offre ancora.
hint-none = Non è possibile usare { $provider } in un programma di posta.
hint-unknown = Non è certo quale password { $provider } richieda ai programmi di posta; se quella inserita viene rifiutata, cercare una password per le app nelle impostazioni dell’account.

## The kinds of password, as an answer to “which password?”

password-normal = La normale password della casella di posta
password-app-password = Una password per le app, non la password dell’account
password-dedicated = La password specifica per la posta, non quella usata per accedere al sito web
password-authorization-code = Un codice di autorizzazione indicato nelle impostazioni della webmail, non la password dell’account
password-oauth2-only = Nessuna: accedere tramite browser (OAuth2)
password-none = Nessuna: i programmi di posta non possono accedere
password-unknown = Non accertata: provare con la password della casella di posta
password-named = Nome usato da { $provider }: «{ $name }».
password-also-app-password = Per alcuni account funziona anche una password per le app.
password-also-normal = Per alcuni account funziona anche la normale password.
password-also-other = Per alcuni account funziona anche un altro tipo di password: consultare la pagina dell’account.

## Where it comes from and what it looks like

two-factor-needed = Prima di poterla creare, deve essere attiva la verifica in due passaggi.
create-here = Si ottiene qui: { $url }
reissue-here = Per visualizzarla di nuovo o crearne una nuova: { $url }
menu-path = Come arrivarci: { $path }
chosen-by-user = La sceglie direttamente l’utente.
chosen-by-provider = Viene generata automaticamente; non è possibile sceglierla.
sent-by-sms = Viene inviata tramite SMS.
sent-by-email = Viene inviata tramite e-mail.
sent-by-post = Viene inviata su carta.
shown-once = Viene mostrata una sola volta, al momento della creazione; se si perde, crearne una nuova.
not-shown-once = È possibile visualizzarla di nuovo in seguito.
revoked-by-password-change = Smette di funzionare quando si cambia la password dell’account: in tal caso, crearne una nuova.
refused-since = La password dell’account viene rifiutata nei programmi di posta dal { $date }.
length-exact =
    { $count ->
        [one] È composta da un carattere.
       *[other] È composta da { $count } caratteri.
    }
length-between = La lunghezza va da { $least } a { $most } caratteri.
length-at-least =
    { $least ->
        [one] È composta da almeno un carattere.
       *[other] È composta da almeno { $least } caratteri.
    }
groups = Viene mostrata divisa in gruppi; inserirla senza gli spazi.
case-sensitive = Si fa distinzione tra maiuscole e minuscole.
oauth2-preferred = Se il programma di posta offre l’accesso tramite browser (OAuth2), scegliere quello: così non serve alcuna password.
password-doubtful = Le fonti si contraddicono su questo punto; questa risposta potrebbe non essere aggiornata.
password-single-source = Lo indica una sola fonte.

## What must be switched on first

enable-required = Attivare prima l’accesso { $protocol }: altrimenti il server rifiuta qualsiasi password.
enable-always-on = L’accesso { $protocol } è sempre attivo: non c’è nulla da attivare.
enable-by-administrator = È l’amministratore dell’organizzazione a decidere se l’accesso { $protocol } è attivo.
enable-by-plan = L’accesso { $protocol } dipende dal piano acquistato.
enable-here = Si attiva qui: { $url }

## The user name

username-issued = Il nome utente non si può ricavare dall’indirizzo: è stato assegnato da { $provider }.
username-issued-named = Il nome utente è quello indicato dal provider come «{ $name }»; non si può ricavare dall’indirizzo.
username-where = Si trova qui: { $url }
username-ask = da chiedere a { $provider }
username-ask-named = quello indicato come «{ $name }»

## The page of results

served = { $address } è una casella di posta { $provider }.
served-domain = Le caselle di posta del dominio { $domain } sono gestite da { $provider }.
heading-password = Password
heading-servers = Server
heading-before = Prima di tutto
heading-help = Ulteriori informazioni
server-line = { $protocol }: { $host }, porta { $port }, { $tls }, nome utente: { $username }
tls-implicit = SSL/TLS
tls-starttls = STARTTLS
tls-none = nessuna crittografia
help-page = Assistenza { $provider }: { $url }

## Where there are no settings

not-served-unknown-domain = { $domain } non è presente qui e Mailguide non tira a indovinare: chiedere i nomi dei server a chi gestisce la posta di questo dominio.
not-served-no-mail-protocol = { $provider } consente l’accesso solo alle proprie app: non offre né IMAP né SMTP ai programmi di posta.
not-served-bridge-only = { $provider } consente l’accesso ai programmi di posta solo tramite il proprio Bridge, un programma installato sul computer che mostra server, nome utente e password.
not-served-mms-only = { $provider } è un servizio di messaggi per telefono (MMS), non una casella che un programma di posta possa aprire.
not-served-unencrypted-only = Gli unici server noti per { $provider } non usano la crittografia, quindi la password potrebbe essere letta lungo il percorso: Mailguide non li fornisce.
not-served-not-established = Nessuna fonte attendibile indica i server di posta usati da { $provider } e Mailguide non tira a indovinare.
not-served-help = Che cosa dice il provider: { $url }

## How a domain was recognised

found-by-mx = { $domain } è stato riconosciuto dal suo server di posta { $mx }.
