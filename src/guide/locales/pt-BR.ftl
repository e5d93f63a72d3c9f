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
username-whole-address = seu endereço completo
username-local-part = o que vem antes do @
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

## Why it was refused: one short sentence a cause

cause-app-password-needed = { $provider } exige aqui uma senha de app.
cause-dedicated-password-needed = { $provider } exige aqui a senha específica do e-mail.
cause-authorization-code-needed = { $provider } exige aqui um código de autorização.
cause-oauth2-needed = { $provider } exige aqui o login pelo navegador.
cause-wrong-credentials = O nome de usuário ou a senha não estão corretos.
cause-access-not-enabled = O acesso de programas de e-mail está desativado.
cause-account-locked = A conta está bloqueada.
cause-too-many-attempts = Houve tentativas incorretas demais.
cause-web-sign-in-needed = O provedor exige que você entre primeiro no site dele.
cause-unsafe-client = O provedor não confia neste programa de e-mail.
cause-plan-required = O plano contratado não inclui programas de e-mail.
cause-stored-credentials = Uma senha antiga ainda está salva no dispositivo.
cause-server-values = O servidor, a porta ou a criptografia não conferem.
cause-network = Não foi possível estabelecer a conexão com o servidor.
cause-administrator = Aqui, quem decide é o administrador da organização.
cause-unknown = Esta mensagem não é conhecida aqui.

## What to do: one step a message

advice-stop-trying = Pare de tentar por enquanto: mais tentativas incorretas bloqueiam a conta.
advice-web-sign-in = Entre no site do provedor, veja se há avisos e confirme que foi você.
advice-recover-account = Se também não conseguir entrar no site, recupere primeiro a conta: antes disso, nenhum programa de e-mail vai funcionar.
advice-web-works = Se você consegue entrar no site, o problema está nas configurações do programa de e-mail.
advice-phone-works = Se funciona no celular, o problema está no computador.
advice-make-app-password = Crie uma senha de app para este programa de e-mail e digite-a onde a senha é solicitada.
advice-turn-on-two-factor = Ative primeiro a verificação em duas etapas: só então as senhas de app são oferecidas.
advice-app-password-missing = Se as senhas de app não são oferecidas, a verificação em duas etapas está desativada ou este tipo de conta não as permite.
advice-no-less-secure-apps = Não procure “apps menos seguros”: essa configuração não existe mais.
advice-two-keys = A senha da sua conta é a chave principal e é recusada aqui; uma senha de app serve para uma única finalidade e pode ser revogada.
advice-two-factor-just-on = Se a verificação em duas etapas acabou de ser ativada, a senha antiga deixou de funcionar nos programas de e-mail.
advice-new-app-password = Não é possível ver uma senha de app novamente: crie uma nova para esta finalidade e substitua a antiga no programa de e-mail.
advice-delete-unused = Exclua as senhas de app dos dispositivos que você não usa mais.
advice-get-dedicated = Obtenha a senha do e-mail na página do provedor; a senha do site é recusada.
advice-mobile-line = Abra essa página pela rede móvel, com o Wi-Fi desativado; ela pedirá seu PIN de rede.
advice-settings-by-sms = Solicite a página com as configurações manuais: o link chega por SMS; copie dela todos os valores, inclusive o nome de usuário.
advice-password-by-sms = Esta senha não pode ser exibida: altere-a na página do cliente; a primeira chega por SMS do número 157.
advice-can-be-shown = Você pode ver esta senha na página do provedor.
advice-only-new = Esta senha não pode ser exibida: solicite logo uma nova em vez de tentar adivinhar.
advice-member-password = Digite a senha definida na página de membros; a primeira está impressa nos documentos do contrato e, se você a esqueceu, só é possível redefini-la.
advice-get-authorization-code = Ative o acesso nas configurações do webmail, solicite um código de autorização e digite-o como senha.
advice-use-oauth2 = Escolha o login pelo navegador (OAuth2) no programa de e-mail; se ele não oferecer essa opção, use outro programa.
advice-oauth2-first = Se o programa de e-mail oferecer o login pelo navegador (OAuth2), prefira essa opção a qualquer senha.
advice-password-kinds = “Senha IMAP” pode significar a senha normal, uma senha específica do e-mail ou uma senha de app: o que conta é qual delas este provedor exige.
advice-password-field = Digite-a no campo de senha comum, mesmo que ele se chame “senha IMAP” ou “senha do servidor de entrada”.
advice-no-blanks = Digite-a ou cole-a sem espaços no início nem no fim e sem caracteres de largura total.
advice-which-account = Se houver várias contas no dispositivo, verifique se é a conta certa.
advice-username-address = Como nome de usuário, digite o endereço completo.
advice-username-local-part = Como nome de usuário, digite o que vem antes do @.
advice-username-issued = Como nome de usuário, digite o que o provedor forneceu a você, não o endereço.
advice-replace-stored = Substitua a senha salva no programa de e-mail.
advice-delete-and-add = Se isso não resolver, exclua a conta no programa de e-mail e adicione-a novamente.
advice-order-after-change = Depois de uma alteração, siga esta ordem: site, senha no programa de e-mail, credenciais do Windows no caso do Outlook e, com a verificação em duas etapas, uma nova senha de app.
advice-stored-copy = O dispositivo ainda pode ter uma cópia legível da senha antiga entre as senhas salvas; se não tiver, redefina-a.
advice-sudden = Se nada foi alterado, talvez o provedor tenha mudado suas regras ou uma senha específica tenha expirado: obtenha novamente o tipo de senha indicado acima.
advice-windows-credentials = No Windows, abra o Gerenciador de Credenciais, exclua todas as entradas com o nome do servidor, o endereço, “Outlook” ou “MicrosoftOffice”, reinicie o Outlook e digite a senha correta.
advice-managed-computer = Em um computador gerenciado, fale com o administrador e anote os nomes das entradas antes de excluí-las.
advice-outlook-silent = Se o Outlook não pedir mais nada, limpe as credenciais salvas e o perfil.
advice-outlook-profile = No Painel de Controle, abra “Email (Microsoft Outlook)”, mostre os perfis, exclua o que está com defeito, adicione um novo e entre novamente.
advice-outlook-again = Remova a conta do Outlook, adicione-a novamente e faça login pelo navegador.
advice-office-identity = Como último recurso, faça backup do Registro e exclua as chaves desta conta em { $key }: um passo errado ali pode danificar o Windows.
advice-office-repair = Repare ou reinstale o Office.
advice-outlook-elsewhere = Teste a conta em outro programa: se funcionar lá, o problema está no Outlook deste computador.
advice-server-values = Compare letra por letra o nome do servidor, a porta e a criptografia com os valores acima.
advice-encryption-on = Ative a criptografia (SSL/TLS): o servidor recusa conexões sem ela.
advice-smtp-values = Se os e-mails chegam mas não podem ser enviados, o que está configurado incorretamente é o servidor de saída (SMTP), não o de entrada.
advice-official-values = Copie todos os valores daqui ou da página do provedor, não de memória.
advice-enable-access = Ative o acesso de programas de e-mail nas configurações do provedor.
advice-enable-pop = O acesso IMAP está sempre ativado aqui; só o acesso POP pode ser ativado ou desativado e, em uma organização, quem faz isso é o administrador.
advice-other-network = Tente em outra rede.
advice-no-vpn = Tente sem a VPN: ela pode bloquear as portas.
advice-antivirus = Desative a verificação de e-mails do antivírus para fazer um teste.
advice-clock = Deixe o dispositivo ajustar a data e a hora automaticamente.
advice-system-update = Depois de uma atualização do sistema, veja se há outra; em seguida, consulte o fabricante do sistema ou do programa.
advice-administrator = Pergunte ao administrador: o IMAP pode estar proibido, ou talvez só sejam permitidos certos programas e formas de login.
advice-wait = Espere um pouco antes de tentar novamente.
advice-buy-plan = Pergunte ao provedor qual plano inclui programas de e-mail.

## The questions, and the answers to choose from

question-address = Qual é o seu endereço de e-mail?
question-two-factor = A verificação em duas etapas está ativada?
question-change = O que mudou por último?
question-app = Onde ocorre a falha?
question-message = O que diz a mensagem?
answer-yes = Sim
answer-no = Não
answer-not-sure = Não sei
answer-changed-phone = Um celular novo
answer-changed-computer = Um computador novo
answer-changed-outlook = A mudança para o Outlook ou para um novo Outlook
answer-changed-password = A senha da conta
answer-changed-two-factor = A verificação em duas etapas foi ativada
answer-changed-nothing = Nada, que eu saiba
answer-app-outlook = No Outlook para Windows
answer-app-phone = No app de e-mail do celular
answer-app-program = Em outro programa de e-mail
answer-app-sending = Só ao enviar
answer-app-everywhere = Em todos os lugares, inclusive no site do provedor
answer-message-password = A senha ou o nome de usuário estão incorretos
answer-message-connection = Não é possível conectar ao servidor
answer-message-locked = A conta está bloqueada, ou: tente mais tarde
answer-message-dialog = O Windows pede as credenciais repetidamente
answer-message-silent = Não aparece nenhuma mensagem nem pedido de senha
answer-message-other = Outra coisa

## The page

page-title = Mailguide: qual senha meu programa de e-mail pede?
page-lead = Digite seu endereço de e-mail e veja os servidores e qual senha usar.
page-address-label = Endereço de e-mail
page-address-help = O endereço é usado apenas para esta resposta e não é armazenado.
page-show = Mostrar
page-which-password = Qual senha?
page-servers = Servidores
page-incoming = Recebimento de e-mails
page-outgoing = Envio de e-mails
page-server = Servidor
page-port = Porta
page-encryption = Criptografia
page-username = Nome de usuário
page-make-it = Obter a senha
page-enable-it = Ativar o acesso
page-refused = A senha foi recusada?
page-error-label = Cole a mensagem exibida
page-recognise = O que significa?
page-next-question = Mais uma pergunta
page-what-to-do = O que fazer
page-languages = Idiomas
page-another-address = Outro endereço
page-no-settings = Sem configurações
page-bad-address = Isto não é um endereço de e-mail.
page-not-found = Esta página não existe.
page-sources = Os dados vêm de fontes públicas, verificadas em { $date }.
page-apple = iPhone, iPad e Mac
page-apple-get = Baixar o perfil
page-apple-on-phone = No iPhone ou iPad, abra esta página no Safari e baixe o perfil; depois abra Ajustes, toque em “Perfil Baixado” e instale-o.
page-apple-on-mac = No Mac, abra o arquivo baixado; depois vá em Ajustes do Sistema > Geral > Gerenciamento de Dispositivos e instale-o.
page-apple-scan = Código QR com o link para o perfil: aponte a câmera do iPhone ou iPad para ele.
