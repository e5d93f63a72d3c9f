# One sentence a message. The variables of a message are the same in every language.
# $provider: the provider's name. $name: what the provider calls the password or the user name.

## The hint: which password, in one sentence, for mail programs that show one

hint-normal = For { $provider }, type the ordinary password of your mailbox.
hint-app-password = For { $provider }, type an app password made in your account settings, not your account password.
hint-dedicated = For { $provider }, type the separate mail password, not the password you sign in to the website with.
hint-dedicated-named = For { $provider }, type your “{ $name }”, not the password you sign in to the website with.
hint-authorization-code = For { $provider }, type the authorization code from the webmail settings, not your account password.
hint-oauth2-only = { $provider } accepts no password from mail programs: choose sign-in through the browser (OAuth2).
hint-oauth2-or-other = For { $provider }, choose sign-in through the browser (OAuth2); an app password works only where your account page still offers one.
hint-none = { $provider } cannot be used in a mail program.
hint-unknown = It is not established which password { $provider } wants from mail programs; if yours is refused, look for an app password in the account settings.

## The kinds of password, as an answer to “which password?”

password-normal = The ordinary password of your mailbox
password-app-password = An app password, not the password of your account
password-dedicated = The separate password for mail, not the password you sign in to the website with
password-authorization-code = An authorization code from the webmail settings, not the password of your account
password-oauth2-only = None: sign in through the browser (OAuth2)
password-none = None: mail programs cannot get in
password-unknown = Not established: try the password of your mailbox
password-named = { $provider } calls it “{ $name }”.
password-also-app-password = For some accounts an app password works as well.
password-also-normal = For some accounts the ordinary password works as well.
password-also-other = For some accounts another kind of password works as well: look at your account page.

## Where it comes from and what it looks like

two-factor-needed = Two-step sign-in must be on before you can make it.
create-here = Get it here: { $url }
reissue-here = See it again or make a new one here: { $url }
menu-path = The way there: { $path }
chosen-by-user = You choose it yourself.
chosen-by-provider = It is made for you; you cannot choose it.
sent-by-sms = It is sent to you by text message.
sent-by-email = It is sent to you by e-mail.
sent-by-post = It is sent to you on paper.
shown-once = It is shown only once, when it is made; if you lose it, make a new one.
not-shown-once = You can look at it again later.
revoked-by-password-change = It stops working when you change the password of your account: then make a new one.
refused-since = The password of your account has been refused in mail programs since { $date }.
length-exact =
    { $count ->
        [one] It has one character.
       *[other] It has { $count } characters.
    }
length-between = It has { $least } to { $most } characters.
length-at-least =
    { $least ->
        [one] It has at least one character.
       *[other] It has at least { $least } characters.
    }
groups = It is shown in groups; type it without the gaps.
case-sensitive = Capital and small letters are different.
oauth2-preferred = If your mail program offers sign-in through the browser (OAuth2), choose that: then you need no password.
password-doubtful = The sources contradict each other on this; this answer may be out of date.
password-single-source = Only one source says so.

## What must be switched on first

enable-required = Switch { $protocol } on first: without that, the server refuses every password.
enable-always-on = { $protocol } is always on: there is nothing to switch on.
enable-by-administrator = Whether { $protocol } is on is decided by the administrator of your organisation.
enable-by-plan = { $protocol } depends on the plan that was bought.
enable-here = The switch is here: { $url }

## The user name

username-issued = Your user name cannot be told from your address: it was given to you by { $provider }.
username-issued-named = Your user name is your “{ $name }”; it cannot be told from your address.
username-where = You find it here: { $url }
username-ask = ask { $provider }
username-ask-named = your “{ $name }”

## The page of results

served = { $address } is a mailbox at { $provider }.
served-domain = Mailboxes at { $domain } belong to { $provider }.
heading-password = Password
heading-servers = Servers
heading-before = First
heading-help = More
server-line = { $protocol }: { $host }, port { $port }, { $tls }, user name: { $username }
tls-implicit = SSL/TLS
tls-starttls = STARTTLS
tls-none = no encryption
help-page = Help of { $provider }: { $url }

## Where there are no settings

not-served-unknown-domain = { $domain } is not known here, and Mailguide does not guess: ask whoever runs its mail for the names of the servers.
not-served-no-mail-protocol = { $provider } lets only its own apps in: it offers neither IMAP nor SMTP to mail programs.
not-served-bridge-only = { $provider } lets mail programs in only through its Bridge, a program on your own computer that shows you server, user name and password.
not-served-mms-only = { $provider } is a message service of the phone (MMS), not a mailbox that a mail program can open.
not-served-unencrypted-only = The only servers known for { $provider } do not encrypt, so your password could be read on the way: Mailguide does not hand them out.
not-served-not-established = Nobody we trust names the mail servers of { $provider }, and Mailguide does not guess.
not-served-help = What the provider says: { $url }

## How a domain was recognised

found-by-mx = { $domain } was recognised by its mail server { $mx }.
