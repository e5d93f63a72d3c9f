# 每条消息一句话。同一条消息的变量在所有语言中都相同。
# $provider：服务商名称。$name：服务商对该密码或用户名的称呼。

## 提示：用一句话说明使用哪种密码，供会显示提示的邮件客户端使用

hint-normal = 使用 { $provider } 时，请输入您邮箱的普通密码。
hint-app-password = 使用 { $provider } 时，请输入在账号设置中生成的应用专用密码，而不是账号密码。
hint-dedicated = 使用 { $provider } 时，请输入单独的邮件密码，而不是登录网站的密码。
hint-dedicated-named = 使用 { $provider } 时，请输入您的“{ $name }”，而不是登录网站的密码。
hint-authorization-code = 使用 { $provider } 时，请输入在网页版邮箱设置中获取的授权码，而不是账号密码。
hint-oauth2-only = { $provider } 不接受邮件客户端使用密码登录，请选择通过浏览器登录（OAuth2）。
hint-oauth2-or-other = 使用 { $provider } 时，请选择通过浏览器登录（OAuth2）；只有账号页面仍提供应用专用密码时，才能使用这种密码。
hint-none = { $provider } 无法在邮件客户端中使用。
hint-unknown = 尚未确认 { $provider } 要求邮件客户端使用哪种密码；如果您的密码被拒绝，请在账号设置中查找应用专用密码。

## 密码的种类，用来回答“哪种密码？”

password-normal = 您邮箱的普通密码
password-app-password = 应用专用密码，而不是账号密码
password-dedicated = 单独的邮件密码，而不是登录网站的密码
password-authorization-code = 在网页版邮箱设置中获取的授权码，而不是账号密码
password-oauth2-only = 无需密码：请通过浏览器登录（OAuth2）
password-none = 没有可用的密码：邮件客户端无法登录
password-unknown = 尚未确认：请先试试您邮箱的密码
password-named = { $provider } 称之为“{ $name }”。
password-also-app-password = 部分账号也可以使用应用专用密码。
password-also-normal = 部分账号也可以使用普通密码。
password-also-other = 部分账号也可以使用其他种类的密码，请查看您的账号页面。

## 从哪里获取，是什么样子

two-factor-needed = 需要先开启两步验证，然后才能生成。
create-here = 在此获取：{ $url }
reissue-here = 在此重新查看或生成新的：{ $url }
menu-path = 操作路径：{ $path }
chosen-by-user = 由您自行设置。
chosen-by-provider = 由系统为您生成，您无法自行设置。
sent-by-sms = 会通过短信发送给您。
sent-by-email = 会通过电子邮件发送给您。
sent-by-post = 会以纸质形式寄送给您。
shown-once = 只在生成时显示一次；如果丢失，请重新生成。
not-shown-once = 以后可以再次查看。
revoked-by-password-change = 更改账号密码后会失效，届时请重新生成。
refused-since = 自 { $date } 起，邮件客户端无法再使用账号密码登录。
length-exact = 长度为 { $count } 个字符。
length-between = 长度为 { $least } 到 { $most } 个字符。
length-at-least = 长度至少为 { $least } 个字符。
groups = 显示时会分成几组，输入时请不要留空格。
case-sensitive = 区分大小写。
oauth2-preferred = 如果您的邮件客户端支持通过浏览器登录（OAuth2），请选择该方式，这样就不需要密码。
password-doubtful = 各来源对此说法不一，这里的答案可能已经过时。
password-single-source = 只有一个来源这样说明。

## 需要先开启的项目

enable-required = 请先开启 { $protocol }，否则服务器会拒绝任何密码。
enable-always-on = { $protocol } 始终处于开启状态，无需另行开启。
enable-by-administrator = { $protocol } 是否开启由您所在组织的管理员决定。
enable-by-plan = { $protocol } 是否可用取决于所购买的套餐。
enable-here = 在此开启：{ $url }

## 用户名

username-issued = 您的用户名无法从邮箱地址得知，它由 { $provider } 提供给您。
username-issued-named = 您的用户名是您的“{ $name }”，无法从邮箱地址得知。
username-where = 在此查看：{ $url }
username-whole-address = 完整的邮箱地址
username-local-part = @ 前面的部分
username-ask = 请向 { $provider } 查询
username-ask-named = 您的“{ $name }”

## 结果页面

served = { $address } 是 { $provider } 的邮箱。
served-domain = { $domain } 的邮箱由 { $provider } 提供服务。
heading-password = 密码
heading-servers = 服务器
heading-before = 首先
heading-help = 更多信息
server-line = { $protocol }：{ $host }，端口 { $port }，{ $tls }，用户名：{ $username }
tls-implicit = SSL/TLS
tls-starttls = STARTTLS
tls-none = 不加密
help-page = { $provider } 的帮助页面：{ $url }

## 没有设置信息时

not-served-unknown-domain = 这里没有 { $domain } 的信息，Mailguide 也不会猜测：请向负责该域名邮件服务的人员询问服务器名称。
not-served-no-mail-protocol = { $provider } 只允许自家应用访问，不向邮件客户端提供 IMAP 和 SMTP。
not-served-bridge-only = { $provider } 只允许邮件客户端通过其 Bridge 访问，这是在您自己的电脑上运行的程序，会显示服务器、用户名和密码。
not-served-mms-only = { $provider } 是手机的消息服务（彩信），不是可以用邮件客户端打开的邮箱。
not-served-unencrypted-only = { $provider } 已知的服务器均不加密，您的密码可能在传输途中被他人读取，因此 Mailguide 不提供这些服务器。
not-served-not-established = 没有可信的来源说明 { $provider } 的邮件服务器，Mailguide 也不会猜测。
not-served-help = 服务商的说明：{ $url }

## 域名是如何识别的

found-by-mx = { $domain } 是根据其邮件服务器 { $mx } 识别的。

## 被拒绝的原因：每种原因一句简短的话

cause-app-password-needed = 使用 { $provider } 时，这里需要应用专用密码。
cause-dedicated-password-needed = 使用 { $provider } 时，这里需要单独的邮件密码。
cause-authorization-code-needed = 使用 { $provider } 时，这里需要授权码。
cause-oauth2-needed = 使用 { $provider } 时，这里需要通过浏览器登录。
cause-wrong-credentials = 用户名或密码不正确。
cause-access-not-enabled = 邮件客户端的访问权限未开启。
cause-account-locked = 账号已被锁定。
cause-too-many-attempts = 错误尝试的次数过多。
cause-web-sign-in-needed = 服务商要求您先登录其网站。
cause-unsafe-client = 服务商不信任这个邮件客户端。
cause-plan-required = 所购买的套餐不支持邮件客户端。
cause-stored-credentials = 设备上仍保存着旧密码。
cause-server-values = 服务器、端口或加密方式不匹配。
cause-network = 无法与服务器建立连接。
cause-administrator = 这由组织的管理员决定。
cause-unknown = 这里没有这条消息的信息。

## 怎么办：每条消息一个步骤

advice-stop-trying = 请暂时不要再试：继续输错会导致账号被锁定。
advice-web-sign-in = 请登录服务商的网站，查看是否有通知，并确认是您本人操作。
advice-recover-account = 如果网站也无法登录，请先恢复账号；在此之前，任何邮件客户端都无法使用。
advice-web-works = 如果网站可以登录，问题出在邮件客户端的设置上。
advice-phone-works = 如果手机上可以使用，问题出在电脑上。
advice-make-app-password = 请为这个邮件客户端生成应用专用密码，并在要求输入密码的地方输入。
advice-turn-on-two-factor = 请先开启两步验证，之后才会提供应用专用密码。
advice-app-password-missing = 如果没有应用专用密码的选项，说明两步验证未开启，或者这类账号不允许使用。
advice-no-less-secure-apps = 不必寻找“安全性较低的应用”，该设置已不存在。
advice-two-keys = 账号密码是主钥匙，在这里会被拒绝；应用专用密码只用于一个用途，可以随时撤销。
advice-two-factor-just-on = 如果刚刚开启了两步验证，原来的密码在邮件客户端中已失效。
advice-new-app-password = 应用专用密码无法再次查看：请为此用途重新生成，并替换邮件客户端中的旧密码。
advice-delete-unused = 请删除不再使用的设备的应用专用密码。
advice-get-dedicated = 请在服务商的页面获取邮件密码；网站的登录密码会被拒绝。
advice-mobile-line = 请关闭 Wi-Fi，通过移动网络打开该页面；届时需要输入网络密码（PIN）。
advice-settings-by-sms = 请申请手动设置页面，链接会通过短信发送；请照抄其中的所有内容，包括用户名。
advice-password-by-sms = 此密码无法查看：请在客户页面更改；初始密码由 157 通过短信发送。
advice-can-be-shown = 您可以在服务商的页面查看此密码。
advice-only-new = 此密码无法查看：不要猜测，请直接重新获取。
advice-member-password = 请输入在会员页面设置的密码；初始密码印在合同文件上，忘记后只能重置。
advice-get-authorization-code = 请在网页版邮箱设置中开启访问权限，获取授权码，并将其作为密码输入。
advice-use-oauth2 = 请在邮件客户端中选择通过浏览器登录（OAuth2）；如果不支持，请改用其他客户端。
advice-oauth2-first = 如果邮件客户端支持通过浏览器登录（OAuth2），请优先选择该方式，而不是使用密码。
advice-password-kinds = “IMAP 密码”可能指普通密码、单独的邮件密码或应用专用密码，关键在于该服务商要求哪一种。
advice-password-field = 请在普通的密码栏中输入，即使该栏名为“IMAP 密码”或“接收服务器密码”。
advice-no-blanks = 输入或复制时，首尾不要留空格，也不要使用全角字符。
advice-which-account = 如果设备上有多个账号，请确认账号是否正确。
advice-username-address = 用户名请输入完整的邮箱地址。
advice-username-local-part = 用户名请输入 @ 前面的部分。
advice-username-issued = 用户名请输入服务商提供给您的名称，而不是邮箱地址。
advice-replace-stored = 请更换邮件客户端中保存的密码。
advice-delete-and-add = 如果仍无法解决，请在邮件客户端中删除该账号，然后重新添加。
advice-order-after-change = 更改后，请按以下顺序检查：网站、邮件客户端中的密码、Outlook 所用的 Windows 凭据，如果开启了两步验证，还有新的应用专用密码。
advice-stored-copy = 设备的密码管理器中可能还保存着可以查看的旧密码；如果没有，请重置密码。
advice-sudden = 如果什么都没有更改，可能是服务商更改了规则，或单独的密码已过期：请重新获取上面所示种类的密码。
advice-windows-credentials = 在 Windows 中打开凭据管理器，删除包含服务器名称、邮箱地址、“Outlook”或“MicrosoftOffice”的所有条目，重新启动 Outlook，然后输入正确的密码。
advice-managed-computer = 如果电脑由组织管理，请先咨询管理员，并在删除前记下条目的名称。
advice-outlook-silent = 如果 Outlook 完全不再询问密码，请清除其保存的凭据和配置文件。
advice-outlook-profile = 在控制面板中打开“邮件 (Microsoft Outlook)”，显示配置文件，删除损坏的配置文件，添加新的配置文件，然后重新登录。
advice-outlook-again = 请从 Outlook 中删除该账号，重新添加，并通过浏览器登录。
advice-office-identity = 万不得已时，请先备份注册表，再删除 { $key } 下此账号的项；操作有误可能会损坏 Windows。
advice-office-repair = 请修复或重新安装 Office。
advice-outlook-elsewhere = 请在其他客户端中试用该账号：如果可以使用，问题出在这台电脑的 Outlook 上。
advice-server-values = 请将服务器名称、端口和加密方式与上面的内容逐字核对。
advice-encryption-on = 请开启加密（SSL/TLS），否则服务器会拒绝连接。
advice-smtp-values = 如果能收到邮件但无法发送，说明设置有误的是发送服务器（SMTP），而不是接收服务器。
advice-official-values = 所有内容请以此处或服务商的页面为准，不要凭记忆填写。
advice-enable-access = 请在服务商的设置中开启邮件客户端的访问权限。
advice-enable-pop = IMAP 在这里始终处于开启状态；只有 POP 需要开启，在组织中由管理员设置。
advice-other-network = 请换一个网络试试。
advice-no-vpn = 请关闭 VPN 再试：它可能会封锁端口。
advice-antivirus = 请暂时关闭杀毒软件的邮件扫描，试一下。
advice-clock = 请将设备的日期和时间设为自动设置。
advice-system-update = 系统更新之后，请查看是否还有新的更新；如仍未解决，请咨询系统或软件的开发商。
advice-administrator = 请咨询管理员：可能禁止使用 IMAP，或只允许特定的客户端和登录方式。
advice-wait = 请稍等一段时间再试。
advice-buy-plan = 请向服务商询问哪种套餐支持邮件客户端。

## 问题，以及可选的答案

question-address = 您的邮箱地址是什么？
question-two-factor = 两步验证是否已开启？
question-change = 最近更改了什么？
question-app = 在哪里出现问题？
question-message = 显示了什么消息？
answer-yes = 是
answer-no = 否
answer-not-sure = 不清楚
answer-changed-phone = 换了新手机
answer-changed-computer = 换了新电脑
answer-changed-outlook = 改用 Outlook，或换成新版 Outlook
answer-changed-password = 更改了账号密码
answer-changed-two-factor = 开启了两步验证
answer-changed-nothing = 据我所知没有更改
answer-app-outlook = Windows 上的 Outlook
answer-app-phone = 手机的邮件应用
answer-app-program = 其他邮件客户端
answer-app-sending = 只在发送时
answer-app-everywhere = 所有地方，包括服务商的网站
answer-message-password = 密码或用户名错误
answer-message-connection = 无法连接服务器
answer-message-locked = 账号已锁定，或提示稍后再试
answer-message-dialog = Windows 反复要求输入凭据
answer-message-silent = 没有任何消息，也不询问密码
answer-message-other = 其他

## 页面

page-title = Mailguide：我的邮件客户端需要哪种密码？
page-lead = 输入您的邮箱地址，即可查看服务器以及应输入的密码。
page-address-label = 邮箱地址
page-address-help = 地址仅用于本次回答，不会保存。
page-show = 显示
page-which-password = 哪种密码？
page-servers = 服务器
page-incoming = 接收邮件
page-outgoing = 发送邮件
page-server = 服务器
page-port = 端口
page-encryption = 加密
page-username = 用户名
page-make-it = 获取密码
page-enable-it = 开启访问权限
page-refused = 被拒绝了吗？
page-error-label = 粘贴您看到的消息
page-recognise = 这是什么意思？
page-next-question = 还有一个问题
page-what-to-do = 怎么办
page-languages = 语言
page-another-address = 其他地址
page-no-settings = 没有设置信息
page-bad-address = 这不是邮箱地址。
page-not-found = 没有这个页面。
page-sources = 以上信息来自公开来源，核对日期：{ $date }。
page-apple = iPhone、iPad 和 Mac
page-apple-get = 下载描述文件
page-apple-on-phone = 在 iPhone 或 iPad 上，用 Safari 打开本页并下载描述文件；然后打开“设置”，轻点“已下载描述文件”并安装。
page-apple-on-mac = 在 Mac 上，打开下载的文件；然后前往“系统设置”>“通用”>“设备管理”进行安装。
page-apple-scan = 含有描述文件链接的二维码：请用 iPhone 或 iPad 的相机对准它。
