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
username-whole-address = su dirección completa
username-local-part = lo que va antes de la @
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

## Why it was refused: one short sentence a cause

cause-app-password-needed = { $provider } pide aquí una contraseña de aplicación.
cause-dedicated-password-needed = { $provider } pide aquí la contraseña específica del correo.
cause-authorization-code-needed = { $provider } pide aquí un código de autorización.
cause-oauth2-needed = { $provider } pide aquí que inicie sesión en el navegador.
cause-wrong-credentials = El nombre de usuario o la contraseña no son correctos.
cause-access-not-enabled = El acceso de los programas de correo está desactivado.
cause-account-locked = La cuenta está bloqueada.
cause-too-many-attempts = Ha habido demasiados intentos fallidos.
cause-web-sign-in-needed = El proveedor pide que primero inicie sesión en su sitio web.
cause-unsafe-client = El proveedor no confía en este programa de correo.
cause-plan-required = El plan contratado no incluye los programas de correo.
cause-stored-credentials = En el dispositivo sigue guardada una contraseña antigua.
cause-server-values = El servidor, el puerto o el cifrado no coinciden.
cause-network = No se logra establecer la conexión con el servidor.
cause-administrator = Aquí decide el administrador de la organización.
cause-unknown = Este mensaje no se conoce aquí.

## What to do: one step a message

advice-stop-trying = Deje de intentarlo por ahora: más intentos fallidos bloquean la cuenta.
advice-web-sign-in = Inicie sesión en el sitio web del proveedor, compruebe si hay avisos y confirme que fue usted.
advice-recover-account = Si tampoco puede entrar en el sitio web, recupere primero la cuenta: hasta entonces no funcionará ningún programa de correo.
advice-web-works = Si puede entrar en el sitio web, el fallo está en la configuración del programa de correo.
advice-phone-works = Si funciona en el teléfono, el fallo está en el equipo.
advice-make-app-password = Cree una contraseña de aplicación para este programa de correo y escríbala donde se pide la contraseña.
advice-turn-on-two-factor = Active primero la verificación en dos pasos: solo entonces se ofrecen contraseñas de aplicación.
advice-app-password-missing = Si no se ofrecen contraseñas de aplicación, la verificación en dos pasos está desactivada o este tipo de cuenta no las permite.
advice-no-less-secure-apps = No busque «aplicaciones menos seguras»: esa opción ya no existe.
advice-two-keys = La contraseña de su cuenta es la llave principal y aquí se rechaza; una contraseña de aplicación tiene una única finalidad y se puede revocar.
advice-two-factor-just-on = Si se acaba de activar la verificación en dos pasos, la contraseña antigua ha dejado de funcionar en los programas de correo.
advice-new-app-password = Una contraseña de aplicación no se puede volver a ver: cree una nueva para este uso y sustituya la antigua en el programa de correo.
advice-delete-unused = Elimine las contraseñas de aplicación de los dispositivos que ya no usa.
advice-get-dedicated = Obtenga la contraseña del correo en la página del proveedor; la del sitio web se rechaza.
advice-mobile-line = Abra esa página a través de la red móvil, con el wifi desactivado; se le pedirá su PIN de red.
advice-settings-by-sms = Solicite la página con la configuración manual: recibirá el enlace por SMS; copie de ella todos los valores, también el nombre de usuario.
advice-password-by-sms = Esta contraseña no se puede mostrar: cámbiela en la página de clientes; la primera llega por SMS desde el 157.
advice-can-be-shown = Puede ver esta contraseña en la página del proveedor.
advice-only-new = Esta contraseña no se puede mostrar: solicite una nueva cuanto antes en lugar de intentar adivinarla.
advice-member-password = Escriba la contraseña establecida en la página de miembros; la primera figura en los documentos del contrato, y si la ha olvidado, solo se puede restablecer.
advice-get-authorization-code = Active el acceso en la configuración del correo web, solicite un código de autorización y escríbalo como contraseña.
advice-use-oauth2 = Elija el inicio de sesión en el navegador (OAuth2) en el programa de correo; si no lo ofrece, use otro programa.
advice-oauth2-first = Si el programa de correo ofrece el inicio de sesión en el navegador (OAuth2), elíjalo antes que cualquier contraseña.
advice-password-kinds = «Contraseña IMAP» puede referirse a la contraseña habitual, a una específica del correo o a una de aplicación: lo que cuenta es cuál pide este proveedor.
advice-password-field = Escríbala en el campo de contraseña normal, aunque se llame «contraseña IMAP» o «contraseña del servidor de correo entrante».
advice-no-blanks = Escríbala o péguela sin espacios al principio ni al final y sin caracteres de ancho completo.
advice-which-account = Si hay varias cuentas en el dispositivo, compruebe que sea la correcta.
advice-username-address = Como nombre de usuario, escriba la dirección completa.
advice-username-local-part = Como nombre de usuario, escriba lo que va antes de la @.
advice-username-issued = Como nombre de usuario, escriba el que le asignó el proveedor, no la dirección.
advice-replace-stored = Sustituya la contraseña guardada en el programa de correo.
advice-delete-and-add = Si eso no ayuda, elimine la cuenta en el programa de correo y vuelva a añadirla.
advice-order-after-change = Después de un cambio, siga este orden: sitio web, contraseña en el programa de correo, credenciales de Windows en el caso de Outlook y, con la verificación en dos pasos, una nueva contraseña de aplicación.
advice-stored-copy = Es posible que el dispositivo aún conserve una copia legible de la contraseña antigua en su almacén de contraseñas; si no, restablézcala.
advice-sudden = Si no se ha cambiado nada, quizá el proveedor haya cambiado sus normas o haya caducado una contraseña específica: obtenga de nuevo el tipo de contraseña indicado arriba.
advice-windows-credentials = En Windows, abra el Administrador de credenciales, elimine todas las entradas que contengan el nombre del servidor, la dirección, «Outlook» o «MicrosoftOffice», reinicie Outlook y escriba la contraseña correcta.
advice-managed-computer = En un equipo administrado, consulte al administrador y anote los nombres de las entradas antes de eliminar ninguna.
advice-outlook-silent = Si Outlook ya no pide nada, borre las credenciales guardadas y el perfil.
advice-outlook-profile = En el Panel de control, abra «Correo (Microsoft Outlook)», muestre los perfiles, elimine el dañado, añada uno nuevo y vuelva a iniciar sesión.
advice-outlook-again = Quite la cuenta en Outlook, vuelva a añadirla e inicie sesión en el navegador.
advice-office-identity = Como último recurso, haga una copia de seguridad del Registro y elimine las claves de esta cuenta que se encuentran en { $key }: un paso en falso puede dañar Windows.
advice-office-repair = Repare o reinstale Office.
advice-outlook-elsewhere = Pruebe la cuenta en otro programa: si allí funciona, el problema está en Outlook en este equipo.
advice-server-values = Compare letra por letra el nombre del servidor, el puerto y el cifrado con los valores de arriba.
advice-encryption-on = Active el cifrado (SSL/TLS): el servidor rechaza las conexiones sin él.
advice-smtp-values = Si el correo llega pero no se puede enviar, está mal configurado el servidor de correo saliente (SMTP), no el entrante.
advice-official-values = Copie todos los valores de aquí o de la página del proveedor, no de memoria.
advice-enable-access = Active el acceso de los programas de correo en la configuración del proveedor.
advice-enable-pop = El acceso por IMAP está siempre activado aquí; solo el acceso por POP se puede activar o desactivar y, en una organización, lo hace el administrador.
advice-other-network = Pruebe con otra red.
advice-no-vpn = Pruebe sin la VPN: puede que cierre los puertos.
advice-antivirus = Desactive, a modo de prueba, el análisis de correo del antivirus.
advice-clock = Deje que el dispositivo ajuste la fecha y la hora automáticamente.
advice-system-update = Después de una actualización del sistema, busque si hay otra; luego consulte al fabricante del sistema o del programa.
advice-administrator = Pregunte al administrador: puede que IMAP esté prohibido o que solo se permitan determinados programas y formas de iniciar sesión.
advice-wait = Espere un rato antes de volver a intentarlo.
advice-buy-plan = Pregunte al proveedor qué plan incluye los programas de correo.

## The questions, and the answers to choose from

question-address = ¿Cuál es su dirección de correo?
question-two-factor = ¿Está activada la verificación en dos pasos?
question-change = ¿Qué es lo último que ha cambiado?
question-app = ¿Dónde falla?
question-message = ¿Qué dice el mensaje?
answer-yes = Sí
answer-no = No
answer-not-sure = No lo sé
answer-changed-phone = Un teléfono nuevo
answer-changed-computer = Un equipo nuevo
answer-changed-outlook = El paso a Outlook o a un Outlook nuevo
answer-changed-password = La contraseña de la cuenta
answer-changed-two-factor = Se activó la verificación en dos pasos
answer-changed-nothing = Nada, que yo sepa
answer-app-outlook = En Outlook para Windows
answer-app-phone = En la aplicación de correo del teléfono
answer-app-program = En otro programa de correo
answer-app-sending = Solo al enviar
answer-app-everywhere = En todas partes, también en el sitio web del proveedor
answer-message-password = La contraseña o el nombre de usuario no son correctos
answer-message-connection = No se puede conectar con el servidor
answer-message-locked = La cuenta está bloqueada, o bien: inténtelo más tarde
answer-message-dialog = Windows pide las credenciales una y otra vez
answer-message-silent = No aparece ningún mensaje ni se pide nada
answer-message-other = Otra cosa

## The page

page-title = Mailguide: ¿qué contraseña pide mi programa de correo?
page-lead = Escriba su dirección de correo y verá los servidores y qué contraseña debe usar.
page-address-label = Dirección de correo
page-address-help = La dirección solo se usa para esta respuesta y no se guarda.
page-show = Mostrar
page-which-password = ¿Qué contraseña?
page-servers = Servidores
page-incoming = Correo entrante
page-outgoing = Correo saliente
page-server = Servidor
page-port = Puerto
page-encryption = Cifrado
page-username = Nombre de usuario
page-make-it = Obtener la contraseña
page-enable-it = Activar el acceso
page-refused = ¿Se ha rechazado?
page-error-label = Pegue el mensaje que aparece
page-recognise = ¿Qué significa?
page-next-question = Una pregunta más
page-what-to-do = Qué hacer
page-languages = Idiomas
page-another-address = Otra dirección
page-no-settings = Sin configuración
page-bad-address = Esto no es una dirección de correo.
page-not-found = Esta página no existe.
page-sources = Los datos proceden de fuentes públicas, comprobadas el { $date }.
page-apple = iPhone, iPad y Mac
page-apple-get = Descargar el perfil
page-apple-on-phone = En un iPhone o iPad, abra esta página en Safari y descargue el perfil; después abra Ajustes, toque «Perfil descargado» e instálelo.
page-apple-on-mac = En un Mac, abra el archivo descargado; después vaya a Ajustes del Sistema > General > Gestión de dispositivos e instálelo.
page-apple-scan = Código QR con el enlace al perfil: apunte a él con la cámara del iPhone o iPad.
