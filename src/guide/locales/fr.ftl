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
