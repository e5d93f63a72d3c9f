# One sentence a message. The variables of a message are the same in every language.
# $provider: the provider's name. $name: what the provider calls the password or the user name.

## The hint: which password, in one sentence, for mail programs that show one

hint-normal = Para { $provider }, digite a senha normal do seu e-mail.
hint-app-password = Para { $provider }, digite uma senha de app criada nas configurações da sua conta, não a senha da conta.
hint-dedicated = Para { $provider }, digite a senha específica do e-mail, não a senha que você usa para entrar no site.
hint-dedicated-named = Para { $provider }, digite a senha chamada “{ $name }”, não a que você usa para entrar no site.
hint-authorization-code = Para { $provider }, digite o código de autorização das configurações do webmail, não a senha da sua conta.
hint-oauth2-only = { $provider } não aceita senhas de programas de e-mail: escolha o login pelo navegador (OAuth2).
hint-oauth2-or-other = Para { $provider }, escolha o login pelo navegador (OAuth2); uma senha de app só funciona se a página da sua conta ainda oferecer essa opção.
hint-none = Não é possível usar { $provider } em um programa de e-mail.
hint-unknown = Não se sabe ao certo qual senha { $provider } exige dos programas de e-mail; se a sua for recusada, procure uma senha de app nas configurações da conta.

## The kinds of password, as an answer to “which password?”

password-normal = A senha normal do seu e-mail
password-app-password = Uma senha de app, não a senha da sua conta
password-dedicated = A senha específica do e-mail, não a senha que você usa para entrar no site
password-authorization-code = Um código de autorização das configurações do webmail, não a senha da sua conta
password-oauth2-only = Nenhuma: faça login pelo navegador (OAuth2)
password-none = Nenhuma: programas de e-mail não têm acesso
password-unknown = Não confirmada: tente a senha do seu e-mail
password-named = Nome usado por { $provider }: “{ $name }”.
password-also-app-password = Em algumas contas, uma senha de app também funciona.
password-also-normal = Em algumas contas, a senha normal também funciona.
password-also-other = Em algumas contas, outro tipo de senha também funciona: consulte a página da sua conta.

## Where it comes from and what it looks like

two-factor-needed = Antes de criar a senha, é preciso ativar a verificação em duas etapas.
create-here = Obtenha aqui: { $url }
reissue-here = Para ver a senha novamente ou criar uma nova: { $url }
menu-path = Como chegar lá: { $path }
chosen-by-user = É você quem escolhe a senha.
chosen-by-provider = A senha é gerada para você; não é possível escolhê-la.
sent-by-sms = Ela é enviada a você por SMS.
sent-by-email = Ela é enviada a você por e-mail.
sent-by-post = Ela é enviada a você em papel.
shown-once = Ela é exibida apenas uma vez, no momento da criação; se você a perder, crie uma nova.
not-shown-once = Você poderá vê-la novamente mais tarde.
revoked-by-password-change = Ela deixa de funcionar quando você altera a senha da sua conta: nesse caso, crie uma nova.
refused-since = A senha da sua conta é recusada em programas de e-mail desde { $date }.
length-exact =
    { $count ->
        [one] Ela tem um caractere.
       *[other] Ela tem { $count } caracteres.
    }
length-between = Ela tem de { $least } a { $most } caracteres.
length-at-least =
    { $least ->
        [one] Ela tem pelo menos um caractere.
       *[other] Ela tem pelo menos { $least } caracteres.
    }
groups = Ela é exibida em grupos; digite-a sem os espaços.
case-sensitive = Letras maiúsculas e minúsculas são diferenciadas.
oauth2-preferred = Se o seu programa de e-mail oferecer o login pelo navegador (OAuth2), escolha essa opção: assim você não precisa de senha.
password-doubtful = As fontes se contradizem sobre isso; esta resposta pode estar desatualizada.
password-single-source = Apenas uma fonte afirma isso.

## What must be switched on first

enable-required = Ative primeiro o acesso { $protocol }: sem isso, o servidor recusa qualquer senha.
enable-always-on = O acesso { $protocol } está sempre ativado: não há nada para ativar.
enable-by-administrator = O administrador da sua organização decide se o acesso { $protocol } está ativado.
enable-by-plan = O acesso { $protocol } depende do plano contratado.
enable-here = A ativação é feita aqui: { $url }

## The user name

username-issued = Não é possível descobrir seu nome de usuário pelo endereço: ele foi fornecido a você por { $provider }.
username-issued-named = Seu nome de usuário é o que o provedor chama de “{ $name }”; não é possível descobri-lo pelo endereço.
username-where = Você o encontra aqui: { $url }
username-ask = pergunte a { $provider }
username-ask-named = o que o provedor chama de “{ $name }”

## The page of results

served = { $address } é uma conta de e-mail do provedor { $provider }.
served-domain = As contas de e-mail de { $domain } pertencem ao provedor { $provider }.
heading-password = Senha
heading-servers = Servidores
heading-before = Primeiro
heading-help = Saiba mais
server-line = { $protocol }: { $host }, porta { $port }, { $tls }, nome de usuário: { $username }
tls-implicit = SSL/TLS
tls-starttls = STARTTLS
tls-none = sem criptografia
help-page = Ajuda ({ $provider }): { $url }

## Where there are no settings

not-served-unknown-domain = { $domain } não é conhecido aqui, e o Mailguide não tenta adivinhar: pergunte os nomes dos servidores a quem administra o e-mail desse domínio.
not-served-no-mail-protocol = { $provider } só permite o acesso pelos próprios apps: não oferece IMAP nem SMTP a programas de e-mail.
not-served-bridge-only = { $provider } só permite o acesso de programas de e-mail por meio do próprio Bridge, um programa no seu computador que mostra o servidor, o nome de usuário e a senha.
not-served-mms-only = { $provider } é um serviço de mensagens do celular (MMS), não uma caixa de e-mail que um programa de e-mail possa abrir.
not-served-unencrypted-only = Os únicos servidores conhecidos para { $provider } não usam criptografia, e sua senha poderia ser lida no caminho: o Mailguide não os informa.
not-served-not-established = Nenhuma fonte confiável informa os servidores de e-mail usados por { $provider }, e o Mailguide não tenta adivinhar.
not-served-help = O que diz o provedor: { $url }

## How a domain was recognised

found-by-mx = { $domain } foi reconhecido pelo servidor de e-mail { $mx }.
