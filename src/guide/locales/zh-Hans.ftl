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
