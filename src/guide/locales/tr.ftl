# Her ileti bir cümledir. Bir iletinin değişkenleri her dilde aynıdır.
# $provider: sağlayıcının adı. $name: sağlayıcının şifreye veya kullanıcı adına verdiği ad.

## İpucu: hangi şifre, tek cümleyle, ipucu gösteren e-posta programları için

hint-normal = { $provider } için posta kutunuzun normal şifresini girin.
hint-app-password = { $provider } için hesap şifrenizi değil, hesap ayarlarınızda oluşturduğunuz bir uygulama şifresini girin.
hint-dedicated = { $provider } için web sitesinde oturum açtığınız şifreyi değil, ayrı e-posta şifresini girin.
hint-dedicated-named = { $provider } için web sitesinde oturum açtığınız şifreyi değil, “{ $name }” adlı şifreyi girin.
hint-authorization-code = { $provider } için hesap şifrenizi değil, web posta ayarlarından aldığınız yetkilendirme kodunu girin.
hint-oauth2-only = { $provider } e-posta programlarından şifre kabul etmez: tarayıcıyla oturum açmayı (OAuth2) seçin.
hint-oauth2-or-other = { $provider } için tarayıcıyla oturum açmayı (OAuth2) seçin; uygulama şifresi yalnızca hesap sayfanız bunu hâlâ sunuyorsa çalışır.
hint-none = { $provider } bir e-posta programında kullanılamaz.
hint-unknown = { $provider } için e-posta programlarında hangi şifrenin gerektiği doğrulanamadı; şifreniz reddedilirse hesap ayarlarında uygulama şifresi seçeneğini arayın.

## “Hangi şifre?” sorusuna yanıt olarak şifre türleri

password-normal = Posta kutunuzun normal şifresi
password-app-password = Hesabınızın şifresi değil, bir uygulama şifresi
password-dedicated = Web sitesinde oturum açtığınız şifre değil, e-posta için ayrı şifre
password-authorization-code = Hesabınızın şifresi değil, web posta ayarlarından alınan yetkilendirme kodu
password-oauth2-only = Yok: tarayıcıyla oturum açın (OAuth2)
password-none = Yok: e-posta programları erişemez
password-unknown = Doğrulanamadı: posta kutunuzun şifresini deneyin
password-named = { $provider } bunu “{ $name }” olarak adlandırır.
password-also-app-password = Bazı hesaplarda uygulama şifresi de çalışır.
password-also-normal = Bazı hesaplarda normal şifre de çalışır.
password-also-other = Bazı hesaplarda başka türde bir şifre de çalışır: hesap sayfanıza bakın.

## Nereden alınır ve nasıl görünür

two-factor-needed = Oluşturabilmeniz için önce iki adımlı doğrulamanın açık olması gerekir.
create-here = Buradan alabilirsiniz: { $url }
reissue-here = Buradan yeniden görebilir veya yenisini oluşturabilirsiniz: { $url }
menu-path = Menü yolu: { $path }
chosen-by-user = Bunu kendiniz belirlersiniz.
chosen-by-provider = Sizin için oluşturulur; kendiniz belirleyemezsiniz.
sent-by-sms = Size kısa mesajla (SMS) gönderilir.
sent-by-email = Size e-postayla gönderilir.
sent-by-post = Size kâğıt üzerinde gönderilir.
shown-once = Yalnızca bir kez, oluşturulduğunda gösterilir; kaybederseniz yenisini oluşturun.
not-shown-once = Daha sonra yeniden görüntüleyebilirsiniz.
revoked-by-password-change = Hesabınızın şifresini değiştirdiğinizde geçersiz olur: o zaman yenisini oluşturun.
refused-since = { $date } tarihinden bu yana hesabınızın şifresi e-posta programlarında kabul edilmiyor.
length-exact =
    { $count ->
        [one] Bir karakterden oluşur.
       *[other] { $count } karakterden oluşur.
    }
length-between = En az { $least }, en fazla { $most } karakterden oluşur.
length-at-least =
    { $least ->
        [one] En az bir karakterden oluşur.
       *[other] En az { $least } karakterden oluşur.
    }
groups = Gruplar hâlinde gösterilir; boşluk bırakmadan girin.
case-sensitive = Büyük ve küçük harfler birbirinden farklıdır.
oauth2-preferred = E-posta programınız tarayıcıyla oturum açmayı (OAuth2) sunuyorsa onu seçin: o zaman şifre gerekmez.
password-doubtful = Kaynaklar bu konuda birbiriyle çelişiyor; bu yanıt güncel olmayabilir.
password-single-source = Bunu yalnızca bir kaynak belirtiyor.

## Önce açılması gerekenler

enable-required = Önce { $protocol } erişimini açın: bu yapılmadan sunucu her şifreyi reddeder.
enable-always-on = { $protocol } her zaman açıktır: açılması gereken bir şey yoktur.
enable-by-administrator = { $protocol } erişiminin açık olup olmadığına kuruluşunuzun yöneticisi karar verir.
enable-by-plan = { $protocol } erişimi satın alınan plana bağlıdır.
enable-here = Bu ayar burada: { $url }

## Kullanıcı adı

username-issued = Kullanıcı adınız adresinizden anlaşılamaz: size { $provider } tarafından verilmiştir.
username-issued-named = Kullanıcı adınız, “{ $name }” bilginizdir; adresinizden anlaşılamaz.
username-where = Burada bulabilirsiniz: { $url }
username-whole-address = adresin tamamı
username-local-part = @ işaretinden önceki kısım
username-ask = sağlayıcıya sorun ({ $provider })
username-ask-named = “{ $name }” bilginiz

## Sonuç sayfası

served = { $address }, { $provider } hizmetindeki bir posta kutusudur.
served-domain = { $domain } alan adındaki posta kutuları { $provider } hizmetine aittir.
heading-password = Şifre
heading-servers = Sunucular
heading-before = Önce
heading-help = Daha fazla bilgi
server-line = { $protocol }: { $host }, bağlantı noktası { $port }, { $tls }, kullanıcı adı: { $username }
tls-implicit = SSL/TLS
tls-starttls = STARTTLS
tls-none = şifreleme yok
help-page = { $provider } yardım sayfası: { $url }

## Ayar bulunmadığında

not-served-unknown-domain = { $domain } burada bilinmiyor ve Mailguide tahminde bulunmaz: sunucu adlarını bu alan adının e-posta hizmetini yönetenlere sorun.
not-served-no-mail-protocol = { $provider } yalnızca kendi uygulamalarına izin verir: e-posta programlarına ne IMAP ne de SMTP sunar.
not-served-bridge-only = { $provider } e-posta programlarına yalnızca Bridge üzerinden izin verir; Bridge, kendi bilgisayarınızda çalışan ve size sunucuyu, kullanıcı adını ve şifreyi gösteren bir programdır.
not-served-mms-only = { $provider } bir telefon mesaj hizmetidir (MMS); e-posta programıyla açılabilecek bir posta kutusu değildir.
not-served-unencrypted-only = { $provider } için bilinen tek sunucular şifreleme kullanmıyor, bu yüzden şifreniz yolda okunabilir: Mailguide bu sunucuları vermez.
not-served-not-established = { $provider } için posta sunucularını bildiren güvenilir bir kaynak yok ve Mailguide tahminde bulunmaz.
not-served-help = Sağlayıcının açıklaması: { $url }

## Alan adı nasıl tanındı

found-by-mx = { $domain } alan adı, { $mx } posta sunucusu sayesinde tanındı.

## Neden reddedildi: her neden için kısa bir cümle

cause-app-password-needed = { $provider } için burada bir uygulama şifresi gerekir.
cause-dedicated-password-needed = { $provider } için burada ayrı e-posta şifresi gerekir.
cause-authorization-code-needed = { $provider } için burada bir yetkilendirme kodu gerekir.
cause-oauth2-needed = { $provider } için burada tarayıcıyla oturum açmanız gerekir.
cause-wrong-credentials = Kullanıcı adı veya şifre doğru değil.
cause-access-not-enabled = E-posta programlarının erişimi kapalı.
cause-account-locked = Hesap kilitli.
cause-too-many-attempts = Çok fazla hatalı deneme yapıldı.
cause-web-sign-in-needed = Sağlayıcı, önce web sitesinde oturum açmanızı istiyor.
cause-unsafe-client = Sağlayıcı bu e-posta programına güvenmiyor.
cause-plan-required = Satın alınan plan e-posta programlarını kapsamıyor.
cause-stored-credentials = Cihazda hâlâ eski bir şifre kayıtlı.
cause-server-values = Sunucu, bağlantı noktası veya şifreleme ayarı uyuşmuyor.
cause-network = Sunucuyla bağlantı kurulamıyor.
cause-administrator = Buna kuruluşun yöneticisi karar verir.
cause-unknown = Bu ileti burada bilinmiyor.

## Ne yapmalı: her iletide bir adım

advice-stop-trying = Şimdilik denemeyi bırakın: yeni hatalı denemeler hesabı kilitler.
advice-web-sign-in = Sağlayıcının web sitesinde oturum açın, oradaki bildirimlere bakın ve girişimin size ait olduğunu onaylayın.
advice-recover-account = Web sitesinde de oturum açamıyorsanız önce hesabı kurtarın: bundan önce hiçbir e-posta programı çalışmaz.
advice-web-works = Web sitesinde oturum açabiliyorsanız sorun e-posta programının ayarlarındadır.
advice-phone-works = Telefonda çalışıyorsa sorun bilgisayardadır.
advice-make-app-password = Bu e-posta programı için bir uygulama şifresi oluşturun ve şifre istenen yere girin.
advice-turn-on-two-factor = Önce iki adımlı doğrulamayı açın: uygulama şifreleri ancak o zaman sunulur.
advice-app-password-missing = Uygulama şifresi seçeneği yoksa iki adımlı doğrulama kapalıdır veya bu hesap türü buna izin vermiyordur.
advice-no-less-secure-apps = “Daha az güvenli uygulamalar” ayarını aramayın: bu ayar artık yok.
advice-two-keys = Hesabınızın şifresi ana anahtardır ve burada reddedilir; uygulama şifresi tek bir amaca yarar ve iptal edilebilir.
advice-two-factor-just-on = İki adımlı doğrulama yeni açıldıysa eski şifre e-posta programlarında artık çalışmaz.
advice-new-app-password = Uygulama şifresi yeniden görüntülenemez: bu amaç için yenisini oluşturun ve e-posta programındaki eskisini değiştirin.
advice-delete-unused = Artık kullanmadığınız cihazların uygulama şifrelerini silin.
advice-get-dedicated = E-posta şifresini sağlayıcının sayfasından alın; web sitesinin şifresi reddedilir.
advice-mobile-line = O sayfayı Wi-Fi kapalıyken mobil hat üzerinden açın; ağ PIN kodunuz istenir.
advice-settings-by-sms = Elle yapılandırma ayarlarının bulunduğu sayfayı isteyin: bağlantı kısa mesajla (SMS) gelir; kullanıcı adı da dâhil tüm değerleri oradan alın.
advice-password-by-sms = Bu şifre görüntülenemez: müşteri sayfasında değiştirin; ilk şifre 157 numarasından kısa mesajla (SMS) gelir.
advice-can-be-shown = Bu şifreyi sağlayıcının sayfasında görüntüleyebilirsiniz.
advice-only-new = Bu şifre görüntülenemez: tahmin etmek yerine hemen yenisini alın.
advice-member-password = Üye sayfasında belirlenen şifreyi girin; ilk şifre sözleşme belgelerinde yazılıdır, unutulan şifre ise yalnızca sıfırlanabilir.
advice-get-authorization-code = Web posta ayarlarında erişimi açın, bir yetkilendirme kodu alın ve bunu şifre olarak girin.
advice-use-oauth2 = E-posta programında tarayıcıyla oturum açmayı (OAuth2) seçin; program bunu sunmuyorsa başka bir program kullanın.
advice-oauth2-first = E-posta programı tarayıcıyla oturum açmayı (OAuth2) sunuyorsa şifre yerine onu seçin.
advice-password-kinds = “IMAP şifresi” normal şifre, ayrı e-posta şifresi veya uygulama şifresi anlamına gelebilir: önemli olan, bu sağlayıcının hangisini istediğidir.
advice-password-field = Adı “IMAP şifresi” veya “gelen posta sunucusunun şifresi” olsa da şifreyi normal şifre alanına girin.
advice-no-blanks = Başında ve sonunda boşluk olmadan ve tam genişlikli karakter kullanmadan girin veya kopyalayın.
advice-which-account = Cihazda birden fazla hesap varsa doğru hesap olduğundan emin olun.
advice-username-address = Kullanıcı adı olarak adresin tamamını girin.
advice-username-local-part = Kullanıcı adı olarak adresin @ işaretinden önceki bölümünü girin.
advice-username-issued = Kullanıcı adı olarak adresi değil, sağlayıcının size verdiği adı girin.
advice-replace-stored = E-posta programında kayıtlı şifreyi değiştirin.
advice-delete-and-add = Bu işe yaramazsa hesabı e-posta programından silip yeniden ekleyin.
advice-order-after-change = Bir değişiklikten sonra şu sırayı izleyin: web sitesi, e-posta programındaki şifre, Outlook için Windows kimlik bilgileri ve iki adımlı doğrulama açıksa yeni bir uygulama şifresi.
advice-stored-copy = Cihazın şifre deposunda eski şifrenin okunabilir bir kopyası kalmış olabilir; yoksa şifreyi sıfırlayın.
advice-sudden = Hiçbir şey değiştirilmediyse sağlayıcı kurallarını değiştirmiş veya ayrı bir şifrenin süresi dolmuş olabilir: yukarıda gösterilen türde şifreyi yeniden alın.
advice-windows-credentials = Windows’ta Kimlik Bilgileri Yöneticisi’ni açın; sunucu adını, adresi, “Outlook” veya “MicrosoftOffice” sözcüğünü içeren tüm kayıtları silin, Outlook’u yeniden başlatın ve doğru şifreyi girin.
advice-managed-computer = Bir kuruluşun yönettiği bilgisayarda yöneticiye sorun ve kayıtları silmeden önce adlarını not edin.
advice-outlook-silent = Outlook artık hiç şifre sormuyorsa kayıtlı kimlik bilgilerini ve profilini temizleyin.
advice-outlook-profile = Denetim Masası’nda Posta (Microsoft Outlook) öğesini açın, profilleri görüntüleyin, bozuk olanı silin, yenisini ekleyin ve yeniden oturum açın.
advice-outlook-again = Hesabı Outlook’tan kaldırın, yeniden ekleyin ve tarayıcıyla oturum açın.
advice-office-identity = Son çare olarak kayıt defterini yedekleyin ve { $key } altında bu hesaba ait anahtarları silin: burada yapılacak bir hata Windows’a zarar verebilir.
advice-office-repair = Office’i onarın veya yeniden yükleyin.
advice-outlook-elsewhere = Hesabı başka bir programda deneyin: orada çalışıyorsa sorun bu bilgisayardaki Outlook’tadır.
advice-server-values = Sunucu adını, bağlantı noktasını ve şifrelemeyi yukarıdaki değerlerle harf harf karşılaştırın.
advice-encryption-on = Şifrelemeyi (SSL/TLS) açın: sunucu şifrelemesiz bağlantıları reddeder.
advice-smtp-values = E-posta geliyor ama gönderilemiyorsa yanlış ayarlanan, gelen posta sunucusu değil, giden posta sunucusudur (SMTP).
advice-official-values = Tüm değerleri aklınızda kaldığı gibi değil, buradan veya sağlayıcının sayfasından alın.
advice-enable-access = Sağlayıcının ayarlarında e-posta programlarının erişimini açın.
advice-enable-pop = IMAP burada her zaman açıktır; yalnızca POP için bir ayar vardır ve kuruluşlarda bunu yönetici yapar.
advice-other-network = Başka bir ağ deneyin.
advice-no-vpn = VPN olmadan deneyin: bağlantı noktalarını kapatıyor olabilir.
advice-antivirus = Denemek için antivirüs programının e-posta taramasını kapatın.
advice-clock = Cihazın tarih ve saati otomatik olarak ayarlamasını sağlayın.
advice-system-update = Sistem güncellemesinden sonra yeni bir güncelleme olup olmadığına bakın; ardından sistemin veya programın üreticisine sorun.
advice-administrator = Yöneticiye sorun: IMAP yasaklanmış veya yalnızca belirli programlara ve oturum açma yöntemlerine izin verilmiş olabilir.
advice-wait = Yeniden denemeden önce bir süre bekleyin.
advice-buy-plan = Hangi planın e-posta programlarını kapsadığını sağlayıcıya sorun.

## Sorular ve seçilecek yanıtlar

question-address = E-posta adresiniz nedir?
question-two-factor = İki adımlı doğrulama açık mı?
question-change = En son ne değişti?
question-app = Sorun nerede çıkıyor?
question-message = İletide ne yazıyor?
answer-yes = Evet
answer-no = Hayır
answer-not-sure = Bilmiyorum
answer-changed-phone = Yeni bir telefon
answer-changed-computer = Yeni bir bilgisayar
answer-changed-outlook = Outlook’a geçiş veya yeni bir Outlook
answer-changed-password = Hesabın şifresi
answer-changed-two-factor = İki adımlı doğrulama açıldı
answer-changed-nothing = Bildiğim kadarıyla hiçbir şey
answer-app-outlook = Windows’taki Outlook’ta
answer-app-phone = Telefonun e-posta uygulamasında
answer-app-program = Başka bir e-posta programında
answer-app-sending = Yalnızca gönderirken
answer-app-everywhere = Her yerde, sağlayıcının web sitesinde de
answer-message-password = Şifre veya kullanıcı adı yanlış
answer-message-connection = Sunucuya ulaşılamıyor
answer-message-locked = Hesap kilitli veya: daha sonra yeniden deneyin
answer-message-dialog = Windows sürekli kimlik bilgisi istiyor
answer-message-silent = Ne ileti ne de soru var
answer-message-other = Başka bir şey

## Sayfa

page-title = Mailguide: e-posta programım hangi şifreyi istiyor?
page-lead = E-posta adresinizi girin; sunucuları ve hangi şifreyi gireceğinizi görün.
page-address-label = E-posta adresi
page-address-help = Adres yalnızca bu yanıt için kullanılır ve saklanmaz.
page-show = Göster
page-which-password = Hangi şifre?
page-servers = Sunucular
page-incoming = Gelen posta
page-outgoing = Giden posta
page-server = Sunucu
page-port = Bağlantı noktası
page-encryption = Şifreleme
page-username = Kullanıcı adı
page-make-it = Şifreyi al
page-enable-it = Erişimi aç
page-refused = Reddedildi mi?
page-error-label = Gördüğünüz iletiyi yapıştırın
page-recognise = Bu ne demek?
page-next-question = Bir soru daha
page-what-to-do = Ne yapmalı?
page-languages = Diller
page-another-address = Başka bir adres
page-no-settings = Ayar yok
page-bad-address = Bu bir e-posta adresi değil.
page-not-found = Böyle bir sayfa yok.
page-sources = Bilgiler herkese açık kaynaklardan alınmıştır (kontrol tarihi: { $date }).
page-apple = iPhone, iPad ve Mac
page-apple-get = Profili indir
page-apple-on-phone = iPhone veya iPad’de bu sayfayı Safari’de açıp profili indirin; sonra Ayarlar’ı açın, “Profil İndirildi”ye dokunun ve profili yükleyin.
page-apple-on-mac = Mac’te indirilen dosyayı açın; sonra Sistem Ayarları > Genel > Aygıt Yönetimi’ne gidip profili yükleyin.
page-apple-scan = Profilin bağlantısını içeren QR kodu: iPhone veya iPad’in kamerasını buna doğrultun.
