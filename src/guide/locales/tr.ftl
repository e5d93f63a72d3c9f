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
