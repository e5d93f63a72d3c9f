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
username-whole-address = l’indirizzo completo
username-local-part = la parte prima della @
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

## Why it was refused: one short sentence a cause

cause-app-password-needed = { $provider } richiede qui una password per le app.
cause-dedicated-password-needed = { $provider } richiede qui la password specifica per la posta.
cause-authorization-code-needed = { $provider } richiede qui un codice di autorizzazione.
cause-oauth2-needed = { $provider } richiede qui l’accesso tramite browser.
cause-wrong-credentials = Il nome utente o la password non sono corretti.
cause-access-not-enabled = L’accesso per i programmi di posta è disattivato.
cause-account-locked = L’account è bloccato.
cause-too-many-attempts = I tentativi errati sono stati troppi.
cause-web-sign-in-needed = Il provider richiede prima un accesso dal proprio sito web.
cause-unsafe-client = Il provider non considera attendibile questo programma di posta.
cause-plan-required = Il piano acquistato non include i programmi di posta.
cause-stored-credentials = Sul dispositivo è ancora memorizzata una vecchia password.
cause-server-values = Il server, la porta o la crittografia non corrispondono.
cause-network = Non si riesce a stabilire la connessione al server.
cause-administrator = In questo caso decide l’amministratore dell’organizzazione.
cause-unknown = Questo messaggio non è presente qui.

## What to do: one step a message

advice-stop-trying = Per ora non fare altri tentativi: ulteriori errori bloccano l’account.
advice-web-sign-in = Accedere al sito web del provider, verificare se ci sono avvisi e confermare che l’accesso era legittimo.
advice-recover-account = Se non si riesce ad accedere nemmeno al sito web, recuperare prima l’account: fino ad allora nessun programma di posta può funzionare.
advice-web-works = Se si riesce ad accedere al sito web, il problema è nelle impostazioni del programma di posta.
advice-phone-works = Se sul telefono funziona, il problema è nel computer.
advice-make-app-password = Creare una password per le app per questo programma di posta e inserirla dove viene richiesta la password.
advice-turn-on-two-factor = Attivare prima la verifica in due passaggi: solo allora vengono offerte le password per le app.
advice-app-password-missing = Se non vengono offerte password per le app, la verifica in due passaggi è disattivata oppure questo tipo di account non le consente.
advice-no-less-secure-apps = Non cercare «app meno sicure»: questa impostazione non esiste più.
advice-two-keys = La password dell’account è la chiave principale e qui viene rifiutata; una password per le app serve a un solo scopo e può essere revocata.
advice-two-factor-just-on = Se la verifica in due passaggi è stata appena attivata, la vecchia password non funziona più nei programmi di posta.
advice-new-app-password = Una password per le app non si può visualizzare di nuovo: crearne una nuova per questo scopo e sostituire quella vecchia nel programma di posta.
advice-delete-unused = Eliminare le password per le app dei dispositivi che non si usano più.
advice-get-dedicated = Ottenere la password per la posta nella pagina del provider; quella del sito web viene rifiutata.
advice-mobile-line = Aprire quella pagina tramite la rete mobile con il Wi-Fi disattivato; verrà richiesto il PIN di rete.
advice-settings-by-sms = Richiedere la pagina con le impostazioni manuali: il link arriva tramite SMS; riprendere da lì tutti i valori, compreso il nome utente.
advice-password-by-sms = Questa password non si può visualizzare: cambiarla nell’area clienti; la prima arriva tramite SMS dal 157.
advice-can-be-shown = È possibile visualizzare questa password nella pagina del provider.
advice-only-new = Questa password non si può visualizzare: richiederne subito una nuova invece di tirare a indovinare.
advice-member-password = Inserire la password impostata nella pagina dei membri; la prima è riportata nei documenti del contratto e, se dimenticata, si può solo reimpostare.
advice-get-authorization-code = Attivare l’accesso nelle impostazioni della webmail, richiedere un codice di autorizzazione e inserirlo come password.
advice-use-oauth2 = Scegliere l’accesso tramite browser (OAuth2) nel programma di posta; se non lo offre, usare un altro programma.
advice-oauth2-first = Se il programma di posta offre l’accesso tramite browser (OAuth2), preferirlo a qualsiasi password.
advice-password-kinds = «Password IMAP» può indicare la normale password, una password specifica per la posta o una password per le app: conta quale di queste richiede il provider.
advice-password-field = Inserirla nel normale campo della password, anche se si chiama «password IMAP» o «password del server di posta in arrivo».
advice-no-blanks = Digitarla o incollarla senza spazi all’inizio o alla fine e senza caratteri a larghezza intera.
advice-which-account = Se sul dispositivo ci sono più account, verificare che sia quello giusto.
advice-username-address = Come nome utente, inserire l’indirizzo completo.
advice-username-local-part = Come nome utente, inserire la parte che precede la @.
advice-username-issued = Come nome utente, inserire quello assegnato dal provider, non l’indirizzo.
advice-replace-stored = Sostituire la password memorizzata nel programma di posta.
advice-delete-and-add = Se non basta, eliminare l’account dal programma di posta e aggiungerlo di nuovo.
advice-order-after-change = Dopo una modifica, procedere in quest’ordine: sito web, password nel programma di posta, credenziali Windows per Outlook e, con la verifica in due passaggi, una nuova password per le app.
advice-stored-copy = Il dispositivo potrebbe conservare ancora una copia leggibile della vecchia password nel proprio archivio delle password; in caso contrario, reimpostarla.
advice-sudden = Se non è stato cambiato nulla, forse il provider ha modificato le proprie regole o una password specifica è scaduta: ottenere di nuovo il tipo di password indicato sopra.
advice-windows-credentials = In Windows, aprire Gestione credenziali, eliminare tutte le voci che contengono il nome del server, l’indirizzo, «Outlook» o «MicrosoftOffice», riavviare Outlook e inserire la password corretta.
advice-managed-computer = Su un computer gestito, rivolgersi all’amministratore e annotare i nomi delle voci prima di eliminarle.
advice-outlook-silent = Se Outlook non chiede più nulla, cancellare le credenziali memorizzate e il profilo.
advice-outlook-profile = Nel Pannello di controllo, aprire «Posta (Microsoft Outlook)», mostrare i profili, eliminare quello danneggiato, aggiungerne uno nuovo e accedere di nuovo.
advice-outlook-again = Rimuovere l’account da Outlook, aggiungerlo di nuovo e accedere tramite browser.
advice-office-identity = Come ultima risorsa, eseguire il backup del Registro di sistema ed eliminare le chiavi di questo account che si trovano in { $key }: un passo falso può danneggiare Windows.
advice-office-repair = Ripristinare o reinstallare Office.
advice-outlook-elsewhere = Provare l’account in un altro programma: se lì funziona, il problema è Outlook su questo computer.
advice-server-values = Confrontare carattere per carattere il nome del server, la porta e la crittografia con i valori indicati sopra.
advice-encryption-on = Attivare la crittografia (SSL/TLS): senza, il server rifiuta le connessioni.
advice-smtp-values = Se la posta arriva ma non si riesce a inviarla, è impostato male il server di posta in uscita (SMTP), non quello di posta in arrivo.
advice-official-values = Riprendere tutti i valori da qui o dalla pagina del provider, non a memoria.
advice-enable-access = Attivare l’accesso per i programmi di posta nelle impostazioni del provider.
advice-enable-pop = L’accesso IMAP qui è sempre attivo; solo l’accesso POP si può attivare o disattivare e, in un’organizzazione, lo fa l’amministratore.
advice-other-network = Provare con un’altra rete.
advice-no-vpn = Provare senza VPN: potrebbe bloccare le porte.
advice-antivirus = Disattivare per prova la scansione della posta dell’antivirus.
advice-clock = Lasciare che il dispositivo imposti data e ora automaticamente.
advice-system-update = Dopo un aggiornamento del sistema, verificare se ce n’è un altro; poi rivolgersi al produttore del sistema o del programma.
advice-administrator = Chiedere all’amministratore: IMAP potrebbe essere vietato, oppure potrebbero essere consentiti solo determinati programmi e modi di accedere.
advice-wait = Attendere un po’ prima di riprovare.
advice-buy-plan = Chiedere al provider quale piano include i programmi di posta.

## The questions, and the answers to choose from

question-address = Qual è l’indirizzo di posta?
question-two-factor = La verifica in due passaggi è attiva?
question-change = Qual è l’ultima cosa che è cambiata?
question-app = Dove non funziona?
question-message = Che cosa dice il messaggio?
answer-yes = Sì
answer-no = No
answer-not-sure = Non lo so
answer-changed-phone = Un nuovo telefono
answer-changed-computer = Un nuovo computer
answer-changed-outlook = Il passaggio a Outlook o a un nuovo Outlook
answer-changed-password = La password dell’account
answer-changed-two-factor = È stata attivata la verifica in due passaggi
answer-changed-nothing = Niente, per quanto ne so
answer-app-outlook = In Outlook su Windows
answer-app-phone = Nell’app di posta del telefono
answer-app-program = In un altro programma di posta
answer-app-sending = Solo durante l’invio
answer-app-everywhere = Ovunque, anche sul sito web del provider
answer-message-password = La password o il nome utente sono errati
answer-message-connection = Il server non è raggiungibile
answer-message-locked = L’account è bloccato, oppure: riprovare più tardi
answer-message-dialog = Windows chiede continuamente le credenziali
answer-message-silent = Non compare alcun messaggio né alcuna richiesta
answer-message-other = Altro

## The page

page-title = Mailguide: quale password richiede il programma di posta?
page-lead = Inserire l’indirizzo di posta per vedere i server e quale password usare.
page-address-label = Indirizzo di posta
page-address-help = L’indirizzo viene usato solo per questa risposta e non viene memorizzato.
page-show = Mostra
page-which-password = Quale password?
page-servers = Server
page-incoming = Posta in arrivo
page-outgoing = Posta in uscita
page-server = Server
page-port = Porta
page-encryption = Crittografia
page-username = Nome utente
page-make-it = Ottenere la password
page-enable-it = Attivare l’accesso
page-refused = È stata rifiutata?
page-error-label = Incollare il messaggio visualizzato
page-recognise = Che cosa significa?
page-next-question = Ancora una domanda
page-what-to-do = Che cosa fare
page-languages = Lingue
page-another-address = Altro indirizzo
page-no-settings = Nessuna impostazione
page-bad-address = Questo non è un indirizzo di posta.
page-not-found = Questa pagina non esiste.
page-sources = I dati provengono da fonti pubbliche, verificate in data { $date }.
page-apple = iPhone, iPad e Mac
page-apple-get = Scaricare il profilo
page-apple-on-phone = Su iPhone o iPad, aprire questa pagina in Safari e scaricare il profilo; poi aprire Impostazioni, toccare “Profilo scaricato” e installarlo.
page-apple-on-mac = Su Mac, aprire il file scaricato; poi andare in Impostazioni di Sistema > Generali > Gestione dispositivi e installarlo.
page-apple-scan = Codice QR con il link al profilo: inquadrarlo con la fotocamera dell’iPhone o dell’iPad.
