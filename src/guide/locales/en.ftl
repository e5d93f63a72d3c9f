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
username-whole-address = your whole address
username-local-part = what stands before the @
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

## Why it was refused: one short sentence a cause

cause-app-password-needed = { $provider } wants an app password here.
cause-dedicated-password-needed = { $provider } wants the separate mail password here.
cause-authorization-code-needed = { $provider } wants an authorization code here.
cause-oauth2-needed = { $provider } wants you to sign in through the browser here.
cause-wrong-credentials = The user name or the password is not right.
cause-access-not-enabled = Access for mail programs is switched off.
cause-account-locked = The account is locked.
cause-too-many-attempts = There were too many wrong attempts.
cause-web-sign-in-needed = The provider wants to see you on its website first.
cause-unsafe-client = The provider does not trust this mail program.
cause-plan-required = The plan that was bought does not include mail programs.
cause-stored-credentials = An old password is still stored on the device.
cause-server-values = The server, the port or the encryption does not match.
cause-network = The connection to the server does not come about.
cause-administrator = The administrator of the organisation decides here.
cause-unknown = This message is not known here.

## What to do: one step a message

advice-stop-trying = Stop trying for now: more wrong attempts lock the account.
advice-web-sign-in = Sign in on the provider’s website, look for notices there and confirm that it was you.
advice-recover-account = If the website does not let you in either, recover the account first: no mail program can work before.
advice-web-works = If the website lets you in, the fault is in the settings of the mail program.
advice-phone-works = If it works on the phone, the fault is on the computer.
advice-make-app-password = Make an app password for this mail program and type it where the password is asked for.
advice-turn-on-two-factor = Turn on two-step sign-in first: app passwords are offered only then.
advice-app-password-missing = If no app passwords are offered, two-step sign-in is off, or this kind of account does not allow them.
advice-no-less-secure-apps = Do not look for “less secure apps”: that setting no longer exists.
advice-two-keys = The password of your account is the main key and is refused here; an app password serves one purpose and can be taken back.
advice-two-factor-just-on = If two-step sign-in was just turned on, the old password stopped working in mail programs.
advice-new-app-password = An app password cannot be seen again: make a new one for this purpose and replace the old one in the mail program.
advice-delete-unused = Delete the app passwords of devices that you no longer use.
advice-get-dedicated = Get the mail password on the provider’s page; the password for the website is refused.
advice-mobile-line = Open that page over the mobile line with Wi-Fi switched off; it asks for your network PIN.
advice-settings-by-sms = Ask for the page with the manual settings: a text message brings the link; take over all values from it, the user name too.
advice-password-by-sms = This password cannot be displayed: change it on the customer page; the first one comes by text message from 157.
advice-can-be-shown = You can display this password on the provider’s page.
advice-only-new = This password cannot be displayed: have a new one issued at once instead of guessing.
advice-member-password = Type the password set on the member page; the first one is printed in the contract papers, and a forgotten one can only be reset.
advice-get-authorization-code = Switch access on in the webmail settings, have an authorization code issued, and type that as the password.
advice-use-oauth2 = Choose sign-in through the browser (OAuth2) in the mail program; if it offers none, use another program.
advice-oauth2-first = If the mail program offers sign-in through the browser (OAuth2), choose that before any password.
advice-password-kinds = “IMAP password” may mean the ordinary password, a separate mail password or an app password: what counts is which one this provider wants.
advice-password-field = Type it into the ordinary password field, also where it is called “IMAP password” or “password of the incoming server”.
advice-no-blanks = Type or copy it without blanks at either end and without full-width characters.
advice-which-account = If there are several accounts on the device, check that it is the right one.
advice-username-address = As user name, type the whole address.
advice-username-local-part = As user name, type what stands before the @.
advice-username-issued = As user name, type what the provider gave you, not the address.
advice-replace-stored = Replace the password that is stored in the mail program.
advice-delete-and-add = If that does not help, delete the account in the mail program and add it again.
advice-order-after-change = After a change, go in this order: website, password in the mail program, Windows credentials for Outlook, and with two-step sign-in a new app password.
advice-stored-copy = The device may still hold a readable copy of the old password in its password store; if not, reset it.
advice-sudden = If nothing was changed, the provider may have changed its rules, or a separate password has expired: get the kind of password shown above anew.
advice-windows-credentials = In Windows, open Credential Manager, delete all entries with the server name, the address, “Outlook” or “MicrosoftOffice”, restart Outlook and type the right password.
advice-managed-computer = On a managed computer, ask the administrator, and write the names of the entries down before you delete any.
advice-outlook-silent = If Outlook no longer asks at all, clear its stored credentials and profile.
advice-outlook-profile = In the Control Panel, open Mail (Microsoft Outlook), show the profiles, delete the broken one, add a new one and sign in anew.
advice-outlook-again = Remove the account in Outlook, add it again and sign in through the browser.
advice-office-identity = As a last resort, back up the registry and delete the keys of this account below { $key }: a wrong step there can damage Windows.
advice-office-repair = Repair or reinstall Office.
advice-outlook-elsewhere = Try the account in another program: if it works there, Outlook on this computer is at fault.
advice-server-values = Compare server name, port and encryption letter by letter with the values above.
advice-encryption-on = Switch encryption (SSL/TLS) on: the server refuses connections without it.
advice-smtp-values = If mail arrives but cannot be sent, the outgoing server (SMTP) is set wrong, not the incoming one.
advice-official-values = Take all values from here or from the provider’s page, not from memory.
advice-enable-access = Switch access for mail programs on in the provider’s settings.
advice-enable-pop = IMAP is always on here; only POP has a switch, and in an organisation the administrator has it.
advice-other-network = Try another network.
advice-no-vpn = Try without the VPN: it may close the ports.
advice-antivirus = Switch the mail scanning of the antivirus program off for a test.
advice-clock = Let the device set date and time by itself.
advice-system-update = After a system update, look for a further one; then ask the maker of the system or of the program.
advice-administrator = Ask the administrator: IMAP may be forbidden, or only certain programs and ways to sign in may be allowed.
advice-wait = Wait a while before you try again.
advice-buy-plan = Ask the provider which plan includes mail programs.

## The questions, and the answers to choose from

question-address = What is your mail address?
question-two-factor = Is two-step sign-in on?
question-change = What changed last?
question-app = Where does it fail?
question-message = What does the message say?
answer-yes = Yes
answer-no = No
answer-not-sure = I do not know
answer-changed-phone = A new phone
answer-changed-computer = A new computer
answer-changed-outlook = A move to Outlook, or a new Outlook
answer-changed-password = The password of the account
answer-changed-two-factor = Two-step sign-in was turned on
answer-changed-nothing = Nothing that I know of
answer-app-outlook = In Outlook on Windows
answer-app-phone = In the mail app of the phone
answer-app-program = In another mail program
answer-app-sending = Only when sending
answer-app-everywhere = Everywhere, on the provider’s website too
answer-message-password = The password or the user name is wrong
answer-message-connection = The server cannot be reached
answer-message-locked = The account is locked, or: try again later
answer-message-dialog = Windows asks for credentials again and again
answer-message-silent = There is no message and no question
answer-message-other = Something else

## The page

page-title = Mailguide: which password does my mail program want?
page-lead = Type your mail address, and see the servers and which password to type.
page-address-label = Mail address
page-address-help = The address is used for this answer only and is not stored.
page-show = Show
page-which-password = Which password?
page-servers = Servers
page-incoming = Incoming mail
page-outgoing = Outgoing mail
page-server = Server
page-port = Port
page-encryption = Encryption
page-username = User name
page-make-it = Get the password
page-enable-it = Switch access on
page-refused = Was it refused?
page-error-label = Paste the message that you see
page-recognise = What does it mean?
page-next-question = One more question
page-what-to-do = What to do
page-languages = Languages
page-another-address = Another address
page-no-settings = No settings
page-bad-address = This is not a mail address.
page-not-found = There is no such page.
page-sources = The facts come from public sources, checked on { $date }.
page-apple = iPhone, iPad and Mac
page-apple-get = Download the profile
page-apple-on-phone = On an iPhone or iPad, open this page in Safari and download the profile; then open Settings, tap “Profile Downloaded” and install it.
page-apple-on-mac = On a Mac, open the downloaded file; then go to System Settings > General > Device Management and install it there.
page-apple-scan = QR code with the link to the profile: point the camera of the iPhone or iPad at it.
