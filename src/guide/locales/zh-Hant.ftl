# 每則訊息一句話。同一則訊息的變數在所有語言中都相同。
# $provider：服務供應商的名稱。$name：供應商對該密碼或使用者名稱的稱呼。

## 提示：用一句話說明使用哪一種密碼，供會顯示提示的郵件程式使用

hint-normal = 使用 { $provider } 時，請輸入您信箱的一般密碼。
hint-app-password = 使用 { $provider } 時，請輸入在帳號設定中建立的應用程式密碼，而不是帳號密碼。
hint-dedicated = 使用 { $provider } 時，請輸入另外的郵件專用密碼，而不是登入網站的密碼。
hint-dedicated-named = 使用 { $provider } 時，請輸入您的「{ $name }」，而不是登入網站的密碼。
hint-authorization-code = 使用 { $provider } 時，請輸入在網頁版信箱設定中取得的授權碼，而不是帳號密碼。
hint-oauth2-only = { $provider } 不接受郵件程式以密碼登入，請選擇透過瀏覽器登入（OAuth2）。
hint-oauth2-or-other = 使用 { $provider } 時，請選擇透過瀏覽器登入（OAuth2）；只有在帳號頁面仍提供應用程式密碼時，才能使用這種密碼。
hint-none = { $provider } 無法在郵件程式中使用。
hint-unknown = 尚未確認 { $provider } 要求郵件程式使用哪一種密碼；如果您的密碼遭到拒絕，請在帳號設定中尋找應用程式密碼。

## 密碼的種類，用來回答「哪一種密碼？」

password-normal = 您信箱的一般密碼
password-app-password = 應用程式密碼，而不是帳號密碼
password-dedicated = 另外的郵件專用密碼，而不是登入網站的密碼
password-authorization-code = 在網頁版信箱設定中取得的授權碼，而不是帳號密碼
password-oauth2-only = 不需要密碼：請透過瀏覽器登入（OAuth2）
password-none = 沒有可用的密碼：郵件程式無法登入
password-unknown = 尚未確認：請先試試您信箱的密碼
password-named = { $provider } 將它稱為「{ $name }」。
password-also-app-password = 部分帳號也可以使用應用程式密碼。
password-also-normal = 部分帳號也可以使用一般密碼。
password-also-other = 部分帳號也可以使用其他種類的密碼，請查看您的帳號頁面。

## 從哪裡取得，是什麼樣子

two-factor-needed = 必須先開啟兩步驟驗證，才能建立。
create-here = 在這裡取得：{ $url }
reissue-here = 在這裡重新查看或建立新的：{ $url }
menu-path = 操作路徑：{ $path }
chosen-by-user = 由您自行設定。
chosen-by-provider = 由系統為您產生，您無法自行設定。
sent-by-sms = 會以簡訊傳送給您。
sent-by-email = 會以電子郵件寄送給您。
sent-by-post = 會以紙本寄送給您。
shown-once = 只會在建立時顯示一次；如果遺失，請重新建立。
not-shown-once = 之後可以再次查看。
revoked-by-password-change = 變更帳號密碼後就會失效，屆時請重新建立。
refused-since = 自 { $date } 起，郵件程式無法再使用帳號密碼登入。
length-exact = 長度為 { $count } 個字元。
length-between = 長度為 { $least } 到 { $most } 個字元。
length-at-least = 長度至少為 { $least } 個字元。
groups = 顯示時會分成幾組，輸入時請不要留空格。
case-sensitive = 大小寫視為不同。
oauth2-preferred = 如果您的郵件程式支援透過瀏覽器登入（OAuth2），請選擇該方式，這樣就不需要密碼。
password-doubtful = 各個來源對此說法不一，這裡的答案可能已經過時。
password-single-source = 只有一個來源這樣說明。

## 必須先開啟的項目

enable-required = 請先開啟 { $protocol }，否則伺服器會拒絕任何密碼。
enable-always-on = { $protocol } 一律為開啟狀態，不需要另外開啟。
enable-by-administrator = { $protocol } 是否開啟由您所屬組織的管理員決定。
enable-by-plan = { $protocol } 是否可用取決於所購買的方案。
enable-here = 在這裡開啟：{ $url }

## 使用者名稱

username-issued = 您的使用者名稱無法從電子郵件地址得知，它是由 { $provider } 提供給您的。
username-issued-named = 您的使用者名稱是您的「{ $name }」，無法從電子郵件地址得知。
username-where = 在這裡查看：{ $url }
username-ask = 請向 { $provider } 查詢
username-ask-named = 您的「{ $name }」

## 結果頁面

served = { $address } 是 { $provider } 的信箱。
served-domain = { $domain } 的信箱由 { $provider } 提供服務。
heading-password = 密碼
heading-servers = 伺服器
heading-before = 首先
heading-help = 更多資訊
server-line = { $protocol }：{ $host }，連接埠 { $port }，{ $tls }，使用者名稱：{ $username }
tls-implicit = SSL/TLS
tls-starttls = STARTTLS
tls-none = 不加密
help-page = { $provider } 的說明頁面：{ $url }

## 沒有設定資訊時

not-served-unknown-domain = 這裡沒有 { $domain } 的資訊，Mailguide 也不會猜測：請向負責該網域郵件服務的人員詢問伺服器名稱。
not-served-no-mail-protocol = { $provider } 只允許自家應用程式存取，不提供 IMAP 和 SMTP 給郵件程式使用。
not-served-bridge-only = { $provider } 只允許郵件程式透過其 Bridge 存取，這是在您自己的電腦上執行的程式，會顯示伺服器、使用者名稱和密碼。
not-served-mms-only = { $provider } 是手機的訊息服務（MMS），不是可以用郵件程式開啟的信箱。
not-served-unencrypted-only = { $provider } 已知的伺服器都不加密，您的密碼可能在傳輸途中遭人讀取，因此 Mailguide 不提供這些伺服器。
not-served-not-established = 沒有可信的來源說明 { $provider } 的郵件伺服器，Mailguide 也不會猜測。
not-served-help = 服務供應商的說明：{ $url }

## 網域是如何辨識的

found-by-mx = { $domain } 是根據其郵件伺服器 { $mx } 辨識出來的。
