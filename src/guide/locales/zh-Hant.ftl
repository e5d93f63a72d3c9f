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
username-whole-address = 完整的郵件地址
username-local-part = @ 前面的部分
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

## 遭到拒絕的原因：每種原因一句簡短的話

cause-app-password-needed = 使用 { $provider } 時，這裡需要應用程式密碼。
cause-dedicated-password-needed = 使用 { $provider } 時，這裡需要另外的郵件專用密碼。
cause-authorization-code-needed = 使用 { $provider } 時，這裡需要授權碼。
cause-oauth2-needed = 使用 { $provider } 時，這裡需要透過瀏覽器登入。
cause-wrong-credentials = 使用者名稱或密碼不正確。
cause-access-not-enabled = 郵件程式的存取權限未開啟。
cause-account-locked = 帳號已遭鎖定。
cause-too-many-attempts = 錯誤嘗試的次數過多。
cause-web-sign-in-needed = 服務供應商要求您先登入其網站。
cause-unsafe-client = 服務供應商不信任這個郵件程式。
cause-plan-required = 所購買的方案不支援郵件程式。
cause-stored-credentials = 裝置上仍儲存著舊密碼。
cause-server-values = 伺服器、連接埠或加密方式不符。
cause-network = 無法與伺服器建立連線。
cause-administrator = 這由組織的管理員決定。
cause-unknown = 這裡沒有這則訊息的資訊。

## 怎麼辦：每則訊息一個步驟

advice-stop-trying = 請暫時不要再試：繼續輸錯會導致帳號遭到鎖定。
advice-web-sign-in = 請登入服務供應商的網站，查看是否有通知，並確認是您本人的操作。
advice-recover-account = 如果網站也無法登入，請先復原帳號；在此之前，任何郵件程式都無法使用。
advice-web-works = 如果網站可以登入，問題出在郵件程式的設定。
advice-phone-works = 如果手機上可以使用，問題出在電腦。
advice-make-app-password = 請為這個郵件程式建立應用程式密碼，並在要求輸入密碼的地方輸入。
advice-turn-on-two-factor = 請先開啟兩步驟驗證，之後才會提供應用程式密碼。
advice-app-password-missing = 如果沒有應用程式密碼的選項，表示兩步驟驗證未開啟，或這類帳號不允許使用。
advice-no-less-secure-apps = 不必尋找「低安全性應用程式」，這項設定已經不存在。
advice-two-keys = 帳號密碼是主鑰匙，在這裡會遭到拒絕；應用程式密碼只用於一個用途，可以隨時撤銷。
advice-two-factor-just-on = 如果剛開啟兩步驟驗證，原來的密碼在郵件程式中已經失效。
advice-new-app-password = 應用程式密碼無法再次查看：請為此用途重新建立，並取代郵件程式中的舊密碼。
advice-delete-unused = 請刪除不再使用的裝置的應用程式密碼。
advice-get-dedicated = 請在服務供應商的頁面取得郵件專用密碼；網站的登入密碼會遭到拒絕。
advice-mobile-line = 請關閉 Wi-Fi，透過行動網路開啟該頁面；屆時需要輸入網路密碼（PIN）。
advice-settings-by-sms = 請申請手動設定頁面，連結會以簡訊傳送；請照抄其中的所有內容，包括使用者名稱。
advice-password-by-sms = 此密碼無法查看：請在客戶頁面變更；初始密碼由 157 以簡訊傳送。
advice-can-be-shown = 您可以在服務供應商的頁面查看此密碼。
advice-only-new = 此密碼無法查看：不要猜測，請直接重新取得。
advice-member-password = 請輸入在會員頁面設定的密碼；初始密碼印在合約文件上，忘記後只能重設。
advice-get-authorization-code = 請在網頁版信箱設定中開啟存取權限，取得授權碼，並將它當作密碼輸入。
advice-use-oauth2 = 請在郵件程式中選擇透過瀏覽器登入（OAuth2）；如果不支援，請改用其他程式。
advice-oauth2-first = 如果郵件程式支援透過瀏覽器登入（OAuth2），請優先選擇該方式，而不是使用密碼。
advice-password-kinds = 「IMAP 密碼」可能指一般密碼、另外的郵件專用密碼或應用程式密碼，關鍵在於該服務供應商要求哪一種。
advice-password-field = 請在一般的密碼欄位中輸入，即使該欄位名為「IMAP 密碼」或「內送伺服器密碼」。
advice-no-blanks = 輸入或複製時，前後不要留空格，也不要使用全形字元。
advice-which-account = 如果裝置上有多個帳號，請確認帳號是否正確。
advice-username-address = 使用者名稱請輸入完整的電子郵件地址。
advice-username-local-part = 使用者名稱請輸入 @ 前面的部分。
advice-username-issued = 使用者名稱請輸入服務供應商提供給您的名稱，而不是電子郵件地址。
advice-replace-stored = 請更換郵件程式中儲存的密碼。
advice-delete-and-add = 如果仍無法解決，請在郵件程式中刪除該帳號，再重新新增。
advice-order-after-change = 變更後，請依下列順序檢查：網站、郵件程式中的密碼、Outlook 所用的 Windows 認證，如果開啟了兩步驟驗證，還有新的應用程式密碼。
advice-stored-copy = 裝置的密碼管理工具中可能還儲存著可以查看的舊密碼；如果沒有，請重設密碼。
advice-sudden = 如果什麼都沒有變更，可能是服務供應商變更了規則，或專用密碼已過期：請重新取得上面所示種類的密碼。
advice-windows-credentials = 在 Windows 中開啟認證管理員，刪除包含伺服器名稱、電子郵件地址、「Outlook」或「MicrosoftOffice」的所有項目，重新啟動 Outlook，然後輸入正確的密碼。
advice-managed-computer = 如果電腦由組織管理，請先詢問管理員，並在刪除前記下項目的名稱。
advice-outlook-silent = 如果 Outlook 完全不再詢問密碼，請清除其儲存的認證和設定檔。
advice-outlook-profile = 在控制台中開啟「郵件 (Microsoft Outlook)」，顯示設定檔，刪除損壞的設定檔，新增設定檔，然後重新登入。
advice-outlook-again = 請從 Outlook 中移除該帳號，重新新增，並透過瀏覽器登入。
advice-office-identity = 萬不得已時，請先備份登錄，再刪除 { $key } 底下此帳號的機碼；操作有誤可能會損壞 Windows。
advice-office-repair = 請修復或重新安裝 Office。
advice-outlook-elsewhere = 請在其他程式中試用該帳號：如果可以使用，問題出在這台電腦的 Outlook。
advice-server-values = 請將伺服器名稱、連接埠和加密方式與上面的內容逐字核對。
advice-encryption-on = 請開啟加密（SSL/TLS），否則伺服器會拒絕連線。
advice-smtp-values = 如果能收到郵件但無法寄出，表示設定有誤的是外寄伺服器（SMTP），而不是內送伺服器。
advice-official-values = 所有內容請以此處或服務供應商的頁面為準，不要憑記憶填寫。
advice-enable-access = 請在服務供應商的設定中開啟郵件程式的存取權限。
advice-enable-pop = IMAP 在這裡一律為開啟狀態；只有 POP 需要開啟，在組織中由管理員設定。
advice-other-network = 請換一個網路試試。
advice-no-vpn = 請關閉 VPN 再試：它可能會封鎖連接埠。
advice-antivirus = 請暫時關閉防毒軟體的郵件掃描，試試看。
advice-clock = 請將裝置的日期和時間設為自動設定。
advice-system-update = 系統更新之後，請查看是否還有新的更新；如果仍未解決，請詢問系統或軟體的開發商。
advice-administrator = 請詢問管理員：可能禁止使用 IMAP，或只允許特定的程式和登入方式。
advice-wait = 請稍候一段時間再試。
advice-buy-plan = 請向服務供應商詢問哪一種方案支援郵件程式。

## 問題，以及可選擇的答案

question-address = 您的電子郵件地址是什麼？
question-two-factor = 兩步驟驗證是否已開啟？
question-change = 最近變更了什麼？
question-app = 在哪裡出現問題？
question-message = 顯示了什麼訊息？
answer-yes = 是
answer-no = 否
answer-not-sure = 不清楚
answer-changed-phone = 換了新手機
answer-changed-computer = 換了新電腦
answer-changed-outlook = 改用 Outlook，或換成新版 Outlook
answer-changed-password = 變更了帳號密碼
answer-changed-two-factor = 開啟了兩步驟驗證
answer-changed-nothing = 據我所知沒有變更
answer-app-outlook = Windows 上的 Outlook
answer-app-phone = 手機的郵件應用程式
answer-app-program = 其他郵件程式
answer-app-sending = 只在寄送時
answer-app-everywhere = 所有地方，包括服務供應商的網站
answer-message-password = 密碼或使用者名稱錯誤
answer-message-connection = 無法連線到伺服器
answer-message-locked = 帳號已鎖定，或提示稍後再試
answer-message-dialog = Windows 反覆要求輸入認證
answer-message-silent = 沒有任何訊息，也不詢問密碼
answer-message-other = 其他

## 頁面

page-title = Mailguide：我的郵件程式需要哪一種密碼？
page-lead = 輸入您的電子郵件地址，即可查看伺服器以及應輸入的密碼。
page-address-label = 電子郵件地址
page-address-help = 地址僅用於本次回答，不會儲存。
page-show = 顯示
page-which-password = 哪一種密碼？
page-servers = 伺服器
page-incoming = 內送郵件
page-outgoing = 外寄郵件
page-server = 伺服器
page-port = 連接埠
page-encryption = 加密
page-username = 使用者名稱
page-make-it = 取得密碼
page-enable-it = 開啟存取權限
page-refused = 遭到拒絕了嗎？
page-error-label = 貼上您看到的訊息
page-recognise = 這是什麼意思？
page-next-question = 還有一個問題
page-what-to-do = 怎麼辦
page-languages = 語言
page-another-address = 其他地址
page-no-settings = 沒有設定資訊
page-bad-address = 這不是電子郵件地址。
page-not-found = 沒有這個頁面。
page-sources = 以上資訊來自公開來源，核對日期：{ $date }。
page-apple = iPhone、iPad 和 Mac
page-apple-get = 下載描述檔
page-apple-on-phone = 在 iPhone 或 iPad 上，用 Safari 打開本頁並下載描述檔；然後打開「設定」，點一下「已下載描述檔」並安裝。
page-apple-on-mac = 在 Mac 上，打開下載的檔案；然後前往「系統設定」>「一般」>「裝置管理」進行安裝。
page-apple-scan = 含有描述檔連結的 QR 碼：請用 iPhone 或 iPad 的相機對準它。
