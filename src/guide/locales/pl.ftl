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
username-whole-address = cały adres
username-local-part = część przed znakiem @
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

## Dlaczego odrzucono: jedno krótkie zdanie na przyczynę

cause-app-password-needed = W przypadku usługi { $provider } potrzebne jest tu hasło do aplikacji.
cause-dedicated-password-needed = W przypadku usługi { $provider } potrzebne jest tu osobne hasło do poczty.
cause-authorization-code-needed = W przypadku usługi { $provider } potrzebny jest tu kod autoryzacyjny.
cause-oauth2-needed = W przypadku usługi { $provider } trzeba tu zalogować się przez przeglądarkę.
cause-wrong-credentials = Nazwa użytkownika lub hasło są nieprawidłowe.
cause-access-not-enabled = Dostęp dla programów pocztowych jest wyłączony.
cause-account-locked = Konto jest zablokowane.
cause-too-many-attempts = Było zbyt wiele nieudanych prób.
cause-web-sign-in-needed = Dostawca wymaga najpierw zalogowania się w jego witrynie.
cause-unsafe-client = Dostawca nie ufa temu programowi pocztowemu.
cause-plan-required = Wykupiony plan nie obejmuje programów pocztowych.
cause-stored-credentials = Na urządzeniu jest nadal zapisane stare hasło.
cause-server-values = Serwer, port lub szyfrowanie są ustawione nieprawidłowo.
cause-network = Nie udaje się nawiązać połączenia z serwerem.
cause-administrator = Decyduje o tym administrator organizacji.
cause-unknown = Ten komunikat nie jest tu znany.

## Co zrobić: jeden krok na komunikat

advice-stop-trying = Na razie nie próbuj ponownie: kolejne nieudane próby spowodują zablokowanie konta.
advice-web-sign-in = Zaloguj się w witrynie dostawcy, sprawdź, czy są tam powiadomienia, i potwierdź, że to Ty.
advice-recover-account = Jeśli w witrynie też nie możesz się zalogować, najpierw odzyskaj konto: wcześniej żaden program pocztowy nie będzie działać.
advice-web-works = Jeśli w witrynie możesz się zalogować, przyczyna leży w ustawieniach programu pocztowego.
advice-phone-works = Jeśli na telefonie poczta działa, przyczyna leży po stronie komputera.
advice-make-app-password = Utwórz hasło do aplikacji dla tego programu pocztowego i wpisz je w polu hasła.
advice-turn-on-two-factor = Najpierw włącz weryfikację dwuetapową: hasła do aplikacji są dostępne dopiero wtedy.
advice-app-password-missing = Jeśli nie ma opcji haseł do aplikacji, weryfikacja dwuetapowa jest wyłączona albo ten rodzaj konta na nie nie pozwala.
advice-no-less-secure-apps = Nie szukaj opcji „mniej bezpieczne aplikacje”: tego ustawienia już nie ma.
advice-two-keys = Hasło do konta jest jak klucz główny i jest tu odrzucane; hasło do aplikacji służy do jednego celu i można je cofnąć.
advice-two-factor-just-on = Jeśli weryfikację dwuetapową włączono niedawno, dotychczasowe hasło przestało działać w programach pocztowych.
advice-new-app-password = Hasła do aplikacji nie można ponownie wyświetlić: utwórz nowe do tego celu i zastąp nim stare w programie pocztowym.
advice-delete-unused = Usuń hasła do aplikacji utworzone dla urządzeń, których już nie używasz.
advice-get-dedicated = Hasło do poczty uzyskasz na stronie dostawcy; hasło do witryny jest odrzucane.
advice-mobile-line = Otwórz tę stronę przez sieć komórkową, przy wyłączonym Wi-Fi; trzeba będzie podać sieciowy kod PIN.
advice-settings-by-sms = Zamów stronę z ustawieniami ręcznymi: link przyjdzie SMS-em; przepisz z niej wszystkie wartości, także nazwę użytkownika.
advice-password-by-sms = Tego hasła nie można wyświetlić: zmień je na stronie klienta; pierwsze hasło przychodzi SMS-em z numeru 157.
advice-can-be-shown = To hasło można wyświetlić na stronie dostawcy.
advice-only-new = Tego hasła nie można wyświetlić: zamiast zgadywać, od razu wygeneruj nowe.
advice-member-password = Wpisz hasło ustawione na stronie członkowskiej; pierwsze jest wydrukowane w dokumentach umowy, a zapomniane można tylko zresetować.
advice-get-authorization-code = W ustawieniach poczty w przeglądarce włącz dostęp, wygeneruj kod autoryzacyjny i wpisz go jako hasło.
advice-use-oauth2 = Wybierz w programie pocztowym logowanie przez przeglądarkę (OAuth2); jeśli go nie oferuje, użyj innego programu.
advice-oauth2-first = Jeśli program pocztowy oferuje logowanie przez przeglądarkę (OAuth2), wybierz je zamiast hasła.
advice-password-kinds = „Hasło IMAP” może oznaczać zwykłe hasło, osobne hasło do poczty lub hasło do aplikacji: liczy się to, którego wymaga dany dostawca.
advice-password-field = Wpisz je w zwykłym polu hasła, także wtedy, gdy nosi ono nazwę „hasło IMAP” lub „hasło serwera poczty przychodzącej”.
advice-no-blanks = Wpisz lub skopiuj je bez spacji na początku i na końcu oraz bez znaków o pełnej szerokości.
advice-which-account = Jeśli na urządzeniu jest kilka kont, sprawdź, czy to właściwe.
advice-username-address = Jako nazwę użytkownika wpisz cały adres e-mail.
advice-username-local-part = Jako nazwę użytkownika wpisz część adresu przed znakiem @.
advice-username-issued = Jako nazwę użytkownika wpisz tę, którą nadał dostawca, a nie adres.
advice-replace-stored = Zastąp hasło zapisane w programie pocztowym.
advice-delete-and-add = Jeśli to nie pomoże, usuń konto z programu pocztowego i dodaj je ponownie.
advice-order-after-change = Po zmianie sprawdzaj w tej kolejności: witryna, hasło w programie pocztowym, poświadczenia systemu Windows w przypadku Outlooka, a przy weryfikacji dwuetapowej nowe hasło do aplikacji.
advice-stored-copy = W magazynie haseł urządzenia może być nadal czytelna kopia starego hasła; jeśli jej nie ma, zresetuj hasło.
advice-sudden = Jeśli nic nie zmieniano, dostawca mógł zmienić zasady albo osobne hasło wygasło: uzyskaj ponownie hasło rodzaju podanego powyżej.
advice-windows-credentials = W systemie Windows otwórz Menedżera poświadczeń, usuń wszystkie wpisy z nazwą serwera, adresem, słowem „Outlook” lub „MicrosoftOffice”, uruchom ponownie Outlooka i wpisz właściwe hasło.
advice-managed-computer = Na komputerze zarządzanym przez organizację skontaktuj się z administratorem i przed usunięciem wpisów zanotuj ich nazwy.
advice-outlook-silent = Jeśli Outlook w ogóle nie pyta już o hasło, usuń jego zapisane poświadczenia i profil.
advice-outlook-profile = W Panelu sterowania otwórz pozycję Poczta (Microsoft Outlook), wyświetl profile, usuń uszkodzony, dodaj nowy i zaloguj się ponownie.
advice-outlook-again = Usuń konto z Outlooka, dodaj je ponownie i zaloguj się przez przeglądarkę.
advice-office-identity = W ostateczności wykonaj kopię zapasową rejestru i usuń klucze tego konta w lokalizacji { $key }: błędny krok może tam uszkodzić system Windows.
advice-office-repair = Napraw lub zainstaluj ponownie pakiet Office.
advice-outlook-elsewhere = Wypróbuj konto w innym programie: jeśli tam działa, przyczyną jest Outlook na tym komputerze.
advice-server-values = Porównaj nazwę serwera, port i szyfrowanie znak po znaku z wartościami podanymi powyżej.
advice-encryption-on = Włącz szyfrowanie (SSL/TLS): bez niego serwer odrzuca połączenia.
advice-smtp-values = Jeśli poczta przychodzi, ale nie można jej wysłać, źle ustawiony jest serwer poczty wychodzącej (SMTP), a nie przychodzącej.
advice-official-values = Wszystkie wartości weź stąd lub ze strony dostawcy, a nie z pamięci.
advice-enable-access = Włącz dostęp dla programów pocztowych w ustawieniach u dostawcy.
advice-enable-pop = Dostęp przez IMAP jest tu zawsze włączony; włączyć trzeba tylko POP, a w organizacji robi to administrator.
advice-other-network = Spróbuj w innej sieci.
advice-no-vpn = Spróbuj bez VPN: może blokować porty.
advice-antivirus = Na próbę wyłącz skanowanie poczty w programie antywirusowym.
advice-clock = Ustaw na urządzeniu automatyczną datę i godzinę.
advice-system-update = Po aktualizacji systemu sprawdź, czy jest kolejna; potem zapytaj producenta systemu lub programu.
advice-administrator = Zapytaj administratora: dostęp przez IMAP może być zabroniony albo dozwolone są tylko niektóre programy i sposoby logowania.
advice-wait = Odczekaj trochę, zanim spróbujesz ponownie.
advice-buy-plan = Zapytaj dostawcę, który plan obejmuje programy pocztowe.

## Pytania i odpowiedzi do wyboru

question-address = Jaki jest Twój adres e-mail?
question-two-factor = Czy weryfikacja dwuetapowa jest włączona?
question-change = Co zmieniło się ostatnio?
question-app = Gdzie występuje problem?
question-message = Co mówi komunikat?
answer-yes = Tak
answer-no = Nie
answer-not-sure = Nie wiem
answer-changed-phone = Nowy telefon
answer-changed-computer = Nowy komputer
answer-changed-outlook = Przejście na Outlooka lub nowy Outlook
answer-changed-password = Hasło do konta
answer-changed-two-factor = Włączono weryfikację dwuetapową
answer-changed-nothing = Nic, o czym mi wiadomo
answer-app-outlook = W Outlooku w systemie Windows
answer-app-phone = W aplikacji pocztowej na telefonie
answer-app-program = W innym programie pocztowym
answer-app-sending = Tylko podczas wysyłania
answer-app-everywhere = Wszędzie, także w witrynie dostawcy
answer-message-password = Hasło lub nazwa użytkownika są nieprawidłowe
answer-message-connection = Nie można połączyć się z serwerem
answer-message-locked = Konto jest zablokowane lub: spróbuj ponownie później
answer-message-dialog = Windows ciągle pyta o poświadczenia
answer-message-silent = Nie ma ani komunikatu, ani pytania
answer-message-other = Coś innego

## Strona

page-title = Mailguide: którego hasła wymaga mój program pocztowy?
page-lead = Wpisz swój adres e-mail, a zobaczysz serwery i dowiesz się, które hasło wpisać.
page-address-label = Adres e-mail
page-address-help = Adres służy tylko do udzielenia tej odpowiedzi i nie jest zapisywany.
page-show = Pokaż
page-which-password = Które hasło?
page-servers = Serwery
page-incoming = Poczta przychodząca
page-outgoing = Poczta wychodząca
page-server = Serwer
page-port = Port
page-encryption = Szyfrowanie
page-username = Nazwa użytkownika
page-make-it = Uzyskaj hasło
page-enable-it = Włącz dostęp
page-refused = Hasło odrzucone?
page-error-label = Wklej wyświetlony komunikat
page-recognise = Co to znaczy?
page-next-question = Jeszcze jedno pytanie
page-what-to-do = Co zrobić
page-languages = Języki
page-another-address = Inny adres
page-no-settings = Brak ustawień
page-bad-address = To nie jest adres e-mail.
page-not-found = Nie ma takiej strony.
page-sources = Informacje pochodzą ze źródeł publicznych (data sprawdzenia: { $date }).
page-apple = iPhone, iPad i Mac
page-apple-get = Pobierz profil
page-apple-on-phone = Na iPhonie lub iPadzie otwórz tę stronę w Safari i pobierz profil; następnie otwórz Ustawienia, stuknij „Pobrano profil” i zainstaluj go.
page-apple-on-mac = Na Macu otwórz pobrany plik; następnie przejdź do Ustawienia systemowe > Ogólne > Zarządzanie urządzeniami i tam go zainstaluj.
page-apple-scan = Kod QR z łączem do profilu: skieruj na niego aparat iPhone’a lub iPada.
