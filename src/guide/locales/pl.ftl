# Jedno zdanie na komunikat. Zmienne komunikatu są takie same w każdym języku.
# $provider: nazwa dostawcy. $name: jak dostawca nazywa hasło lub nazwę użytkownika.

## Wskazówka: które hasło, w jednym zdaniu, dla programów pocztowych, które ją wyświetlają

hint-normal = W przypadku usługi { $provider } wpisz zwykłe hasło do swojej skrzynki pocztowej.
hint-app-password = W przypadku usługi { $provider } wpisz hasło do aplikacji utworzone w ustawieniach konta, a nie hasło do konta.
hint-dedicated = W przypadku usługi { $provider } wpisz osobne hasło do poczty, a nie hasło, którym logujesz się w witrynie.
hint-dedicated-named = W przypadku usługi { $provider } wpisz hasło o nazwie „{ $name }”, a nie hasło, którym logujesz się w witrynie.
hint-authorization-code = W przypadku usługi { $provider } wpisz kod autoryzacyjny z ustawień poczty w przeglądarce, a nie hasło do konta.
hint-oauth2-only = { $provider } nie przyjmuje haseł z programów pocztowych: wybierz logowanie przez przeglądarkę (OAuth2).
hint-oauth2-or-other = W przypadku usługi { $provider } wybierz logowanie przez przeglądarkę (OAuth2); hasło do aplikacji działa tylko wtedy, gdy strona Twojego konta nadal je oferuje.
hint-none = Z usługi { $provider } nie można korzystać w programie pocztowym.
hint-unknown = Nie ustalono, jakiego hasła { $provider } wymaga od programów pocztowych; jeśli Twoje hasło zostanie odrzucone, poszukaj hasła do aplikacji w ustawieniach konta.

## Rodzaje haseł jako odpowiedź na pytanie „które hasło?”

password-normal = Zwykłe hasło do skrzynki pocztowej
password-app-password = Hasło do aplikacji, a nie hasło do konta
password-dedicated = Osobne hasło do poczty, a nie hasło, którym logujesz się w witrynie
password-authorization-code = Kod autoryzacyjny z ustawień poczty w przeglądarce, a nie hasło do konta
password-oauth2-only = Żadne: zaloguj się przez przeglądarkę (OAuth2)
password-none = Żadne: programy pocztowe nie mają dostępu
password-unknown = Nie ustalono: spróbuj użyć hasła do skrzynki pocztowej
password-named = W usłudze { $provider } nosi ono nazwę „{ $name }”.
password-also-app-password = Na niektórych kontach działa też hasło do aplikacji.
password-also-normal = Na niektórych kontach działa też zwykłe hasło.
password-also-other = Na niektórych kontach działa też inny rodzaj hasła: sprawdź na stronie swojego konta.

## Skąd je wziąć i jak wygląda

two-factor-needed = Przed utworzeniem hasła trzeba włączyć weryfikację dwuetapową.
create-here = Hasło można uzyskać tutaj: { $url }
reissue-here = Hasło można ponownie wyświetlić lub utworzyć nowe tutaj: { $url }
menu-path = Ścieżka w menu: { $path }
chosen-by-user = Hasło ustalasz samodzielnie.
chosen-by-provider = Hasło jest generowane automatycznie; nie można ustalić własnego.
sent-by-sms = Hasło jest wysyłane SMS-em.
sent-by-email = Hasło jest wysyłane e-mailem.
sent-by-post = Hasło jest przekazywane na papierze.
shown-once = Hasło jest wyświetlane tylko raz, w chwili utworzenia; jeśli je zgubisz, utwórz nowe.
not-shown-once = Hasło można później ponownie wyświetlić.
revoked-by-password-change = Hasło przestaje działać po zmianie hasła do konta: wtedy utwórz nowe.
refused-since = Od { $date } hasło do konta jest odrzucane w programach pocztowych.
length-exact =
    { $count ->
        [one] Ma jeden znak.
        [few] Ma { $count } znaki.
        [many] Ma { $count } znaków.
       *[other] Ma { $count } znaku.
    }
length-between = Ma od { $least } do { $most } znaków.
length-at-least =
    { $least ->
        [one] Ma co najmniej jeden znak.
        [few] Ma co najmniej { $least } znaki.
        [many] Ma co najmniej { $least } znaków.
       *[other] Ma co najmniej { $least } znaku.
    }
groups = Hasło jest wyświetlane w grupach znaków; wpisz je bez odstępów.
case-sensitive = Wielkość liter ma znaczenie.
oauth2-preferred = Jeśli Twój program pocztowy oferuje logowanie przez przeglądarkę (OAuth2), wybierz tę opcję: hasło nie będzie wtedy potrzebne.
password-doubtful = Źródła podają na ten temat sprzeczne informacje; ta odpowiedź może być nieaktualna.
password-single-source = Ta informacja pochodzi tylko z jednego źródła.

## Co trzeba najpierw włączyć

enable-required = Najpierw włącz { $protocol }: bez tego serwer odrzuci każde hasło.
enable-always-on = Dostęp przez { $protocol } jest zawsze włączony: nie trzeba niczego włączać.
enable-by-administrator = O tym, czy dostęp przez { $protocol } jest włączony, decyduje administrator Twojej organizacji.
enable-by-plan = Dostęp przez { $protocol } zależy od wykupionego planu.
enable-here = To ustawienie znajduje się tutaj: { $url }

## Nazwa użytkownika

username-issued = Nazwy użytkownika nie da się ustalić na podstawie adresu: nadaje ją { $provider }.
username-issued-named = Nazwa użytkownika to Twój identyfikator „{ $name }”; nie da się jej ustalić na podstawie adresu.
username-where = Nazwę użytkownika znajdziesz tutaj: { $url }
username-ask = zapytaj dostawcę ({ $provider })
username-ask-named = Twój identyfikator „{ $name }”

## Strona wyników

served = { $address } to skrzynka pocztowa w usłudze { $provider }.
served-domain = Skrzynki pocztowe w domenie { $domain } obsługuje { $provider }.
heading-password = Hasło
heading-servers = Serwery
heading-before = Najpierw
heading-help = Więcej informacji
server-line = { $protocol }: { $host }, port { $port }, { $tls }, nazwa użytkownika: { $username }
tls-implicit = SSL/TLS
tls-starttls = STARTTLS
tls-none = bez szyfrowania
help-page = Pomoc usługi { $provider }: { $url }

## Gdy nie ma ustawień

not-served-unknown-domain = Domena { $domain } nie jest tu znana, a Mailguide nie zgaduje: o nazwy serwerów zapytaj osobę lub firmę, która obsługuje jej pocztę.
not-served-no-mail-protocol = { $provider } dopuszcza tylko własne aplikacje: nie udostępnia programom pocztowym ani IMAP, ani SMTP.
not-served-bridge-only = { $provider } dopuszcza programy pocztowe tylko przez Bridge, czyli program na Twoim komputerze, który pokazuje serwer, nazwę użytkownika i hasło.
not-served-mms-only = { $provider } to usługa wiadomości w telefonie (MMS), a nie skrzynka, którą można otworzyć w programie pocztowym.
not-served-unencrypted-only = Jedyne znane serwery usługi { $provider } nie szyfrują połączenia, więc ktoś mógłby po drodze odczytać Twoje hasło: Mailguide ich nie podaje.
not-served-not-established = Żadne zaufane źródło nie podaje serwerów pocztowych usługi { $provider }, a Mailguide nie zgaduje.
not-served-help = Informacje od dostawcy: { $url }

## Jak rozpoznano domenę

found-by-mx = Domenę { $domain } rozpoznano po jej serwerze pocztowym { $mx }.
