# One sentence a message. The variables of a message are the same in every language.
# $provider: the provider's name. $name: what the provider calls the password or the user name.

## The hint: which password, in one sentence, for mail programs that show one

hint-normal = Pour { $provider }, saisissez le mot de passe habituel de votre boîte mail.
hint-app-password = Pour { $provider }, saisissez un mot de passe d’application créé dans les paramètres de votre compte, et non le mot de passe de votre compte.
hint-dedicated = Pour { $provider }, saisissez le mot de passe réservé à la messagerie, et non celui avec lequel vous vous connectez au site web.
hint-dedicated-named = Pour { $provider }, saisissez votre « { $name } », et non le mot de passe avec lequel vous vous connectez au site web.
hint-authorization-code = Pour { $provider }, saisissez le code d’autorisation indiqué dans les paramètres du webmail, et non le mot de passe de votre compte.
hint-oauth2-only = { $provider } n’accepte aucun mot de passe de la part des logiciels de messagerie : choisissez la connexion via le navigateur (OAuth2).
hint-oauth2-or-other = Pour { $provider }, choisissez la connexion via le navigateur (OAuth2) ; un mot de passe d’application ne fonctionne que si la page de votre compte en propose encore un.
hint-none = Il n’est pas possible d’utiliser { $provider } dans un logiciel de messagerie.
hint-unknown = On ne sait pas avec certitude quel mot de passe { $provider } attend des logiciels de messagerie ; si le vôtre est refusé, cherchez un mot de passe d’application dans les paramètres du compte.

## The kinds of password, as an answer to “which password?”

password-normal = Le mot de passe habituel de votre boîte mail
password-app-password = Un mot de passe d’application, et non le mot de passe de votre compte
password-dedicated = Le mot de passe réservé à la messagerie, et non celui avec lequel vous vous connectez au site web
password-authorization-code = Un code d’autorisation indiqué dans les paramètres du webmail, et non le mot de passe de votre compte
password-oauth2-only = Aucun : connectez-vous via le navigateur (OAuth2)
password-none = Aucun : les logiciels de messagerie n’ont pas accès
password-unknown = Non établi : essayez le mot de passe de votre boîte mail
password-named = Chez { $provider }, il s’appelle « { $name } ».
password-also-app-password = Pour certains comptes, un mot de passe d’application fonctionne aussi.
password-also-normal = Pour certains comptes, le mot de passe habituel fonctionne aussi.
password-also-other = Pour certains comptes, un autre type de mot de passe fonctionne aussi : consultez la page de votre compte.

## Where it comes from and what it looks like

two-factor-needed = La validation en deux étapes doit être activée avant que vous puissiez le créer.
create-here = Obtenez-le ici : { $url }
reissue-here = Pour le revoir ou en créer un nouveau : { $url }
menu-path = Pour y accéder : { $path }
chosen-by-user = Vous le choisissez vous-même.
chosen-by-provider = Il est généré pour vous ; vous ne pouvez pas le choisir.
sent-by-sms = Il vous est envoyé par SMS.
sent-by-email = Il vous est envoyé par e-mail.
sent-by-post = Il vous est envoyé sur papier.
shown-once = Il n’est affiché qu’une seule fois, lors de sa création ; si vous le perdez, créez-en un nouveau.
not-shown-once = Vous pourrez le consulter à nouveau plus tard.
revoked-by-password-change = Il cesse de fonctionner lorsque vous changez le mot de passe de votre compte : créez-en alors un nouveau.
refused-since = Le mot de passe de votre compte est refusé dans les logiciels de messagerie depuis { $date }.
length-exact =
    { $count ->
        [one] Il comporte un caractère.
       *[other] Il comporte { $count } caractères.
    }
length-between = Il comporte de { $least } à { $most } caractères.
length-at-least =
    { $least ->
        [one] Il comporte au moins un caractère.
       *[other] Il comporte au moins { $least } caractères.
    }
groups = Il est affiché par groupes ; saisissez-le sans les espaces.
case-sensitive = Les majuscules et les minuscules sont différenciées.
oauth2-preferred = Si votre logiciel de messagerie propose la connexion via le navigateur (OAuth2), choisissez-la : vous n’aurez alors pas besoin de mot de passe.
password-doubtful = Les sources se contredisent sur ce point ; cette réponse n’est peut-être plus à jour.
password-single-source = Une seule source l’indique.

## What must be switched on first

enable-required = Activez d’abord l’accès { $protocol } : sans cela, le serveur refuse tous les mots de passe.
enable-always-on = L’accès { $protocol } est toujours activé : vous n’avez rien à activer.
enable-by-administrator = C’est l’administrateur de votre organisation qui décide si l’accès { $protocol } est activé.
enable-by-plan = L’accès { $protocol } dépend de l’offre souscrite.
enable-here = L’activation se fait ici : { $url }

## The user name

username-issued = Votre nom d’utilisateur ne peut pas être déduit de votre adresse : il vous a été attribué par { $provider }.
username-issued-named = Votre nom d’utilisateur est votre « { $name } » ; il ne peut pas être déduit de votre adresse.
username-where = Vous le trouverez ici : { $url }
username-whole-address = votre adresse complète
username-local-part = ce qui précède le @
username-ask = à demander à { $provider }
username-ask-named = votre « { $name } »

## The page of results

served = { $address } est une boîte mail chez { $provider }.
served-domain = Les boîtes mail du domaine { $domain } sont gérées par { $provider }.
heading-password = Mot de passe
heading-servers = Serveurs
heading-before = À faire d’abord
heading-help = En savoir plus
server-line = { $protocol } : { $host }, port { $port }, { $tls }, nom d’utilisateur : { $username }
tls-implicit = SSL/TLS
tls-starttls = STARTTLS
tls-none = sans chiffrement
help-page = Aide ({ $provider }) : { $url }

## Where there are no settings

not-served-unknown-domain = { $domain } n’est pas connu ici, et Mailguide ne devine pas : demandez les noms des serveurs à la personne ou à l’entreprise qui gère la messagerie de ce domaine.
not-served-no-mail-protocol = { $provider } n’autorise que ses propres applications : ni IMAP ni SMTP ne sont proposés aux logiciels de messagerie.
not-served-bridge-only = { $provider } n’autorise les logiciels de messagerie qu’au moyen de son Bridge, un programme installé sur votre ordinateur qui vous indique le serveur, le nom d’utilisateur et le mot de passe.
not-served-mms-only = { $provider } est un service de messages pour téléphone (MMS), et non une boîte mail qu’un logiciel de messagerie peut ouvrir.
not-served-unencrypted-only = Les seuls serveurs connus pour { $provider } n’utilisent pas de chiffrement, si bien que votre mot de passe pourrait être lu en chemin : Mailguide ne les communique pas.
not-served-not-established = Aucune source de confiance n’indique les serveurs de messagerie utilisés par { $provider }, et Mailguide ne devine pas.
not-served-help = Ce qu’indique le fournisseur : { $url }

## How a domain was recognised

found-by-mx = { $domain } a été reconnu à son serveur de messagerie { $mx }.

## Why it was refused: one short sentence a cause

cause-app-password-needed = { $provider } exige ici un mot de passe d’application.
cause-dedicated-password-needed = { $provider } exige ici le mot de passe réservé à la messagerie.
cause-authorization-code-needed = { $provider } exige ici un code d’autorisation.
cause-oauth2-needed = { $provider } exige ici une connexion via le navigateur.
cause-wrong-credentials = Le nom d’utilisateur ou le mot de passe est incorrect.
cause-access-not-enabled = L’accès des logiciels de messagerie est désactivé.
cause-account-locked = Le compte est verrouillé.
cause-too-many-attempts = Il y a eu trop de tentatives erronées.
cause-web-sign-in-needed = Le fournisseur demande que vous vous connectiez d’abord à son site web.
cause-unsafe-client = Le fournisseur ne fait pas confiance à ce logiciel de messagerie.
cause-plan-required = L’offre souscrite ne comprend pas l’accès par un logiciel de messagerie.
cause-stored-credentials = Un ancien mot de passe est encore enregistré sur l’appareil.
cause-server-values = Le serveur, le port ou le chiffrement ne correspond pas.
cause-network = La connexion au serveur ne s’établit pas.
cause-administrator = Ici, c’est l’administrateur de l’organisation qui décide.
cause-unknown = Ce message n’est pas connu ici.

## What to do: one step a message

advice-stop-trying = Arrêtez les essais pour le moment : d’autres tentatives erronées verrouilleraient le compte.
advice-web-sign-in = Connectez-vous au site web du fournisseur, consultez-y les avertissements et confirmez que c’était bien vous.
advice-recover-account = Si le site web vous refuse aussi l’accès, récupérez d’abord le compte : aucun logiciel de messagerie ne peut fonctionner avant cela.
advice-web-works = Si vous pouvez vous connecter au site web, le problème vient des paramètres du logiciel de messagerie.
advice-phone-works = Si cela fonctionne sur le téléphone, le problème vient de l’ordinateur.
advice-make-app-password = Créez un mot de passe d’application pour ce logiciel de messagerie et saisissez-le à l’endroit où le mot de passe est demandé.
advice-turn-on-two-factor = Activez d’abord la validation en deux étapes : les mots de passe d’application ne sont proposés qu’ensuite.
advice-app-password-missing = Si aucun mot de passe d’application n’est proposé, la validation en deux étapes est désactivée ou ce type de compte ne les autorise pas.
advice-no-less-secure-apps = Ne cherchez pas « applications moins sécurisées » : ce paramètre n’existe plus.
advice-two-keys = Le mot de passe de votre compte est la clé principale, et il est refusé ici ; un mot de passe d’application est réservé à un usage précis et peut être révoqué.
advice-two-factor-just-on = Si la validation en deux étapes vient d’être activée, l’ancien mot de passe ne fonctionne plus dans les logiciels de messagerie.
advice-new-app-password = Un mot de passe d’application ne peut pas être affiché à nouveau : créez-en un pour cet usage et remplacez l’ancien dans le logiciel de messagerie.
advice-delete-unused = Supprimez les mots de passe d’application des appareils que vous n’utilisez plus.
advice-get-dedicated = Obtenez le mot de passe de messagerie sur la page du fournisseur ; celui du site web est refusé.
advice-mobile-line = Ouvrez cette page par le réseau mobile, Wi-Fi désactivé ; votre code PIN réseau y sera demandé.
advice-settings-by-sms = Demandez la page des paramètres manuels : le lien arrive par SMS ; reprenez-en toutes les valeurs, y compris le nom d’utilisateur.
advice-password-by-sms = Ce mot de passe ne peut pas être affiché : changez-le dans l’espace client ; le premier arrive par SMS, envoyé par le 157.
advice-can-be-shown = Vous pouvez afficher ce mot de passe sur la page du fournisseur.
advice-only-new = Ce mot de passe ne peut pas être affiché : faites-en émettre un nouveau tout de suite au lieu de chercher à le deviner.
advice-member-password = Saisissez le mot de passe défini dans l’espace membre ; le premier figure dans les documents du contrat, et un mot de passe oublié ne peut être que réinitialisé.
advice-get-authorization-code = Activez l’accès dans les paramètres du webmail, faites émettre un code d’autorisation et saisissez-le comme mot de passe.
advice-use-oauth2 = Choisissez la connexion via le navigateur (OAuth2) dans le logiciel de messagerie ; s’il ne la propose pas, utilisez-en un autre.
advice-oauth2-first = Si le logiciel de messagerie propose la connexion via le navigateur (OAuth2), choisissez-la de préférence à tout mot de passe.
advice-password-kinds = « Mot de passe IMAP » peut désigner le mot de passe habituel, un mot de passe réservé à la messagerie ou un mot de passe d’application : ce qui compte, c’est celui que ce fournisseur attend.
advice-password-field = Saisissez-le dans le champ de mot de passe ordinaire, même s’il s’appelle « mot de passe IMAP » ou « mot de passe du serveur de réception ».
advice-no-blanks = Saisissez-le ou collez-le sans espace au début ni à la fin et sans caractères pleine chasse.
advice-which-account = S’il y a plusieurs comptes sur l’appareil, vérifiez qu’il s’agit du bon.
advice-username-address = Comme nom d’utilisateur, saisissez l’adresse complète.
advice-username-local-part = Comme nom d’utilisateur, saisissez ce qui précède le signe @.
advice-username-issued = Comme nom d’utilisateur, saisissez celui que le fournisseur vous a attribué, et non l’adresse.
advice-replace-stored = Remplacez le mot de passe enregistré dans le logiciel de messagerie.
advice-delete-and-add = Si cela ne suffit pas, supprimez le compte dans le logiciel de messagerie et ajoutez-le à nouveau.
advice-order-after-change = Après un changement, procédez dans cet ordre : site web, mot de passe dans le logiciel de messagerie, informations d’identification Windows pour Outlook et, avec la validation en deux étapes, nouveau mot de passe d’application.
advice-stored-copy = L’appareil conserve peut-être encore une copie lisible de l’ancien mot de passe dans son gestionnaire de mots de passe ; sinon, réinitialisez-le.
advice-sudden = Si rien n’a été changé, le fournisseur a peut-être modifié ses règles, ou un mot de passe réservé à la messagerie a expiré : obtenez à nouveau le type de mot de passe indiqué ci-dessus.
advice-windows-credentials = Dans Windows, ouvrez le Gestionnaire d’identification, supprimez toutes les entrées contenant le nom du serveur, l’adresse, « Outlook » ou « MicrosoftOffice », redémarrez Outlook et saisissez le bon mot de passe.
advice-managed-computer = Sur un ordinateur géré par une organisation, adressez-vous à l’administrateur et notez le nom des entrées avant d’en supprimer.
advice-outlook-silent = Si Outlook ne demande plus rien, effacez les informations d’identification enregistrées et le profil.
advice-outlook-profile = Dans le Panneau de configuration, ouvrez « Courrier (Microsoft Outlook) », affichez les profils, supprimez celui qui est endommagé, ajoutez-en un nouveau et reconnectez-vous.
advice-outlook-again = Supprimez le compte dans Outlook, ajoutez-le à nouveau et connectez-vous via le navigateur.
advice-office-identity = En dernier recours, sauvegardez le registre et supprimez les clés de ce compte sous { $key } : une erreur à cet endroit peut endommager Windows.
advice-office-repair = Réparez ou réinstallez Office.
advice-outlook-elsewhere = Essayez le compte dans un autre logiciel : s’il y fonctionne, le problème vient d’Outlook sur cet ordinateur.
advice-server-values = Comparez le nom du serveur, le port et le chiffrement, caractère par caractère, avec les valeurs ci-dessus.
advice-encryption-on = Activez le chiffrement (SSL/TLS) : sans lui, le serveur refuse les connexions.
advice-smtp-values = Si les messages arrivent mais ne peuvent pas être envoyés, c’est le serveur d’envoi (SMTP) qui est mal réglé, et non le serveur de réception.
advice-official-values = Reprenez toutes les valeurs d’ici ou de la page du fournisseur, et non de mémoire.
advice-enable-access = Activez l’accès des logiciels de messagerie dans les paramètres du fournisseur.
advice-enable-pop = L’accès IMAP est toujours activé ici ; seul l’accès POP s’active ou se désactive et, dans une organisation, c’est l’administrateur qui s’en charge.
advice-other-network = Essayez un autre réseau.
advice-no-vpn = Essayez sans le VPN : il bloque peut-être les ports.
advice-antivirus = Désactivez, le temps d’un essai, l’analyse des e-mails par l’antivirus.
advice-clock = Laissez l’appareil régler automatiquement la date et l’heure.
advice-system-update = Après une mise à jour du système, cherchez s’il y en a une autre ; adressez-vous ensuite à l’éditeur du système ou du logiciel.
advice-administrator = Demandez à l’administrateur : l’accès IMAP est peut-être interdit, ou seuls certains logiciels et modes de connexion sont autorisés.
advice-wait = Attendez un moment avant de réessayer.
advice-buy-plan = Demandez au fournisseur quelle offre comprend l’accès par un logiciel de messagerie.

## The questions, and the answers to choose from

question-address = Quelle est votre adresse e-mail ?
question-two-factor = La validation en deux étapes est-elle activée ?
question-change = Qu’est-ce qui a changé en dernier ?
question-app = Où cela échoue-t-il ?
question-message = Que dit le message ?
answer-yes = Oui
answer-no = Non
answer-not-sure = Je ne sais pas
answer-changed-phone = Un nouveau téléphone
answer-changed-computer = Un nouvel ordinateur
answer-changed-outlook = Le passage à Outlook ou à un nouvel Outlook
answer-changed-password = Le mot de passe du compte
answer-changed-two-factor = La validation en deux étapes a été activée
answer-changed-nothing = Rien, à ma connaissance
answer-app-outlook = Dans Outlook sous Windows
answer-app-phone = Dans l’application de messagerie du téléphone
answer-app-program = Dans un autre logiciel de messagerie
answer-app-sending = Seulement à l’envoi
answer-app-everywhere = Partout, y compris sur le site web du fournisseur
answer-message-password = Le mot de passe ou le nom d’utilisateur est incorrect
answer-message-connection = Le serveur est injoignable
answer-message-locked = Le compte est verrouillé, ou : réessayez plus tard
answer-message-dialog = Windows redemande sans cesse les informations d’identification
answer-message-silent = Il n’y a ni message ni demande
answer-message-other = Autre chose

## The page

page-title = Mailguide : quel mot de passe mon logiciel de messagerie attend-il ?
page-lead = Saisissez votre adresse e-mail pour voir les serveurs et le mot de passe à saisir.
page-address-label = Adresse e-mail
page-address-help = L’adresse ne sert qu’à cette réponse et n’est pas conservée.
page-show = Afficher
page-which-password = Quel mot de passe ?
page-servers = Serveurs
page-incoming = Courrier entrant
page-outgoing = Courrier sortant
page-server = Serveur
page-port = Port
page-encryption = Chiffrement
page-username = Nom d’utilisateur
page-make-it = Obtenir le mot de passe
page-enable-it = Activer l’accès
page-refused = A-t-il été refusé ?
page-error-label = Collez le message affiché
page-recognise = Que signifie-t-il ?
page-next-question = Encore une question
page-what-to-do = Que faire
page-languages = Langues
page-another-address = Autre adresse
page-no-settings = Aucun paramètre
page-bad-address = Ce n’est pas une adresse e-mail.
page-not-found = Cette page n’existe pas.
page-sources = Les informations proviennent de sources publiques, vérifiées le { $date }.
page-apple = iPhone, iPad et Mac
page-apple-get = Télécharger le profil
page-apple-on-phone = Sur un iPhone ou un iPad, ouvrez cette page dans Safari et téléchargez le profil, puis ouvrez Réglages, touchez « Profil téléchargé » et installez-le.
page-apple-on-mac = Sur un Mac, ouvrez le fichier téléchargé, puis allez dans Réglages Système > Général > Gestion des appareils et installez-le.
page-apple-scan = Code QR avec le lien vers le profil : visez-le avec l’appareil photo de l’iPhone ou de l’iPad.
