# One sentence a message. The variables of a message are the same in every language.
# $provider: the provider's name. $name: what the provider calls the password or the user name.

## The hint: which password, in one sentence, for mail programs that show one

hint-normal = Para { $provider }, escriba la contraseña habitual de su buzón de correo.
hint-app-password = Para { $provider }, escriba una contraseña de aplicación creada en la configuración de su cuenta, no la contraseña de la cuenta.
hint-dedicated = Para { $provider }, escriba la contraseña específica del correo, no la que usa para iniciar sesión en el sitio web.
hint-dedicated-named = Para { $provider }, escriba su «{ $name }», no la contraseña que usa para iniciar sesión en el sitio web.
hint-authorization-code = Para { $provider }, escriba el código de autorización de la configuración del correo web, no la contraseña de su cuenta.
hint-oauth2-only = { $provider } no acepta contraseñas de los programas de correo: elija el inicio de sesión en el navegador (OAuth2).
hint-oauth2-or-other = Para { $provider }, elija el inicio de sesión en el navegador (OAuth2); una contraseña de aplicación solo funciona si la página de su cuenta todavía la ofrece.
hint-none = { $provider } no se puede usar en un programa de correo.
hint-unknown = No se sabe con certeza qué contraseña pide { $provider } a los programas de correo; si se rechaza la suya, busque una contraseña de aplicación en la configuración de la cuenta.

## The kinds of password, as an answer to “which password?”

password-normal = La contraseña habitual de su buzón de correo
password-app-password = Una contraseña de aplicación, no la contraseña de su cuenta
password-dedicated = La contraseña específica del correo, no la que usa para iniciar sesión en el sitio web
password-authorization-code = Un código de autorización de la configuración del correo web, no la contraseña de su cuenta
password-oauth2-only = Ninguna: inicie sesión en el navegador (OAuth2)
password-none = Ninguna: los programas de correo no tienen acceso
password-unknown = Sin confirmar: pruebe con la contraseña de su buzón de correo
password-named = En { $provider } se llama «{ $name }».
password-also-app-password = En algunas cuentas también funciona una contraseña de aplicación.
password-also-normal = En algunas cuentas también funciona la contraseña habitual.
password-also-other = En algunas cuentas también funciona otro tipo de contraseña: consulte la página de su cuenta.

## Where it comes from and what it looks like

two-factor-needed = Antes de poder crear la contraseña, debe estar activada la verificación en dos pasos.
create-here = Se obtiene aquí: { $url }
reissue-here = Para volver a ver la contraseña o crear una nueva: { $url }
menu-path = Cómo llegar: { $path }
chosen-by-user = La contraseña la elige usted.
chosen-by-provider = La contraseña se genera automáticamente; usted no puede elegirla.
sent-by-sms = Se le envía por SMS.
sent-by-email = Se le envía por correo electrónico.
sent-by-post = Se le envía en papel.
shown-once = Solo se muestra una vez, al crearse; si la pierde, cree una nueva.
not-shown-once = Podrá volver a verla más adelante.
revoked-by-password-change = Deja de funcionar cuando cambia la contraseña de su cuenta: en ese caso, cree una nueva.
refused-since = La contraseña de su cuenta se rechaza en los programas de correo desde { $date }.
length-exact =
    { $count ->
        [one] Tiene un carácter.
       *[other] Tiene { $count } caracteres.
    }
length-between = Tiene de { $least } a { $most } caracteres.
length-at-least =
    { $least ->
        [one] Tiene al menos un carácter.
       *[other] Tiene al menos { $least } caracteres.
    }
groups = Se muestra en grupos; escríbala sin los espacios.
case-sensitive = Se distingue entre mayúsculas y minúsculas.
oauth2-preferred = Si su programa de correo ofrece el inicio de sesión en el navegador (OAuth2), elíjalo: así no necesitará ninguna contraseña.
password-doubtful = Las fuentes se contradicen en este punto; es posible que esta respuesta no esté actualizada.
password-single-source = Solo lo indica una fuente.

## What must be switched on first

enable-required = Active primero el acceso por { $protocol }: de lo contrario, el servidor rechaza cualquier contraseña.
enable-always-on = El acceso por { $protocol } está siempre activado: no hay nada que activar.
enable-by-administrator = El administrador de su organización decide si el acceso por { $protocol } está activado.
enable-by-plan = El acceso por { $protocol } depende del plan contratado.
enable-here = Se activa aquí: { $url }

## The user name

username-issued = Su nombre de usuario no se puede deducir de su dirección: se lo asignó { $provider }.
username-issued-named = Su nombre de usuario es su «{ $name }»; no se puede deducir de su dirección.
username-where = Lo encontrará aquí: { $url }
username-ask = pregunte a { $provider }
username-ask-named = su «{ $name }»

## The page of results

served = { $address } es un buzón de correo de { $provider }.
served-domain = Los buzones de correo de { $domain } pertenecen a { $provider }.
heading-password = Contraseña
heading-servers = Servidores
heading-before = Primero
heading-help = Más información
server-line = { $protocol }: { $host }, puerto { $port }, { $tls }, nombre de usuario: { $username }
tls-implicit = SSL/TLS
tls-starttls = STARTTLS
tls-none = sin cifrado
help-page = Ayuda de { $provider }: { $url }

## Where there are no settings

not-served-unknown-domain = { $domain } no se conoce aquí, y Mailguide no hace suposiciones: pregunte los nombres de los servidores a quien gestione el correo de ese dominio.
not-served-no-mail-protocol = { $provider } solo permite el acceso con sus propias aplicaciones: no ofrece IMAP ni SMTP a los programas de correo.
not-served-bridge-only = { $provider } solo permite el acceso de los programas de correo a través de su Bridge, un programa instalado en su propio equipo que le muestra el servidor, el nombre de usuario y la contraseña.
not-served-mms-only = { $provider } es un servicio de mensajes del teléfono (MMS), no un buzón de correo que se pueda abrir con un programa de correo.
not-served-unencrypted-only = Los únicos servidores que se conocen para { $provider } no usan cifrado, por lo que su contraseña podría ser leída por el camino: Mailguide no los facilita.
not-served-not-established = Ninguna fuente de confianza indica los servidores de correo de { $provider }, y Mailguide no hace suposiciones.
not-served-help = Lo que dice el proveedor: { $url }

## How a domain was recognised

found-by-mx = { $domain } se reconoció por su servidor de correo { $mx }.
