# 1メッセージにつき1文。変数はどの言語でも同じ。

## ヒント（1文）

hint-normal = { $provider }では、メールボックスの通常のパスワードを入力してください。
hint-app-password = { $provider }では、アカウントのパスワードではなく、アカウント設定で作成したアプリパスワードを入力してください。
hint-dedicated = { $provider }では、Webサイトのログイン用パスワードではなく、メール専用のパスワードを入力してください。
hint-dedicated-named = { $provider }では、Webサイトのログイン用パスワードではなく、「{ $name }」を入力してください。
hint-authorization-code = { $provider }では、アカウントのパスワードではなく、Webメールの設定で発行した認証コードを入力してください。
hint-oauth2-only = { $provider }はメールソフトからのパスワードを受け付けません。ブラウザーでのサインイン（OAuth2）を選んでください。
hint-oauth2-or-other = { $provider }では、ブラウザーでのサインイン（OAuth2）を選んでください。アプリパスワードが使えるのは、アカウントのページで今も作成できる場合だけです。
hint-none = { $provider }はメールソフトでは利用できません。
hint-unknown = { $provider }がメールソフトにどのパスワードを求めるかは確認できていません。拒否された場合は、アカウント設定でアプリパスワードを探してください。

## パスワードの種類

password-normal = メールボックスの通常のパスワード
password-app-password = アプリパスワード（アカウントのパスワードではありません）
password-dedicated = メール専用のパスワード（Webサイトのログイン用パスワードではありません）
password-authorization-code = Webメールの設定で発行する認証コード（アカウントのパスワードではありません）
password-oauth2-only = パスワードは使えません。ブラウザーでサインインします（OAuth2）
password-none = ありません。メールソフトからは接続できません
password-unknown = 確認できていません。まずメールボックスのパスワードを試してください
password-named = { $provider }では「{ $name }」と呼ばれています。
password-also-app-password = アカウントによっては、アプリパスワードも使えます。
password-also-normal = アカウントによっては、通常のパスワードも使えます。
password-also-other = アカウントによっては、別の種類のパスワードも使えます。アカウントのページで確認してください。

## 入手方法と形式

two-factor-needed = 作成する前に、2段階認証を有効にする必要があります。
create-here = こちらで入手できます: { $url }
reissue-here = 再表示や再発行はこちら: { $url }
menu-path = 操作手順: { $path }
chosen-by-user = 自分で決めるパスワードです。
chosen-by-provider = 自動で発行されるもので、自分で決めることはできません。
sent-by-sms = SMSで届きます。
sent-by-email = メールで届きます。
sent-by-post = 書面で届きます。
shown-once = 表示されるのは作成時の1回だけです。わからなくなったら、新しく作り直してください。
not-shown-once = あとから再表示できます。
revoked-by-password-change = アカウントのパスワードを変更すると使えなくなります。そのときは作り直してください。
refused-since = アカウントのパスワードは、{ $date } 以降、メールソフトでは拒否されます。
length-exact = { $count }文字です。
length-between = { $least }～{ $most }文字です。
length-at-least = { $least }文字以上です。
groups = いくつかのまとまりに区切って表示されますが、区切らずに入力してください。
case-sensitive = 大文字と小文字は区別されます。
oauth2-preferred = メールソフトがブラウザーでのサインイン（OAuth2）に対応していれば、そちらを選んでください。パスワードは不要です。
password-doubtful = この点については情報源の間で食い違いがあり、最新ではない可能性があります。
password-single-source = 情報源は1つだけです。

## 先に有効にするもの

enable-required = 先に{ $protocol }を有効にしてください。無効のままでは、どのパスワードも拒否されます。
enable-always-on = { $protocol }は常に有効です。設定は不要です。
enable-by-administrator = { $protocol }が使えるかどうかは、組織の管理者の設定によります。
enable-by-plan = { $protocol }が使えるかどうかは、契約プランによります。
enable-here = 設定はこちら: { $url }

## ユーザー名

username-issued = ユーザー名はメールアドレスからはわかりません。{ $provider }から発行されたものを入力してください。
username-issued-named = ユーザー名は「{ $name }」です。メールアドレスからはわかりません。
username-where = こちらで確認できます: { $url }
username-whole-address = メールアドレス全体
username-local-part = @より前の部分
username-ask = { $provider }から発行されたもの
username-ask-named = お客さまの「{ $name }」

## 結果の表示

served = { $address } は{ $provider }のメールアドレスです。
served-domain = { $domain } は{ $provider }のメールドメインです。
heading-password = パスワード
heading-servers = サーバー
heading-before = はじめに
heading-help = 詳しくは
server-line = { $protocol }: { $host }、ポート { $port }、{ $tls }、ユーザー名: { $username }
tls-implicit = SSL/TLS
tls-starttls = STARTTLS
tls-none = 暗号化なし
help-page = { $provider }のヘルプ: { $url }

## 設定がない場合

not-served-unknown-domain = { $domain } の設定は登録されていません。Mailguideは推測で答えません。サーバー名は、メールの管理者や提供元に確認してください。
not-served-no-mail-protocol = { $provider }は専用アプリでしか利用できません。メールソフト向けのIMAPやSMTPは提供されていません。
not-served-bridge-only = { $provider }にメールソフトから接続するには、パソコンで動かす専用プログラム（Bridge）が必要です。サーバー、ユーザー名、パスワードはBridgeに表示されます。
not-served-mms-only = { $provider }は携帯電話のメッセージサービス（MMS）です。メールソフトで開けるメールボックスではありません。
not-served-unencrypted-only = { $provider }で知られているサーバーは暗号化に対応しておらず、パスワードを途中で読み取られるおそれがあります。そのためMailguideは設定を案内しません。
not-served-not-established = { $provider }のメールサーバーについて、信頼できる情報がありません。Mailguideは推測で答えません。
not-served-help = 提供元の案内: { $url }

## ドメインの判別

found-by-mx = { $domain } は、受信用サーバー { $mx } から判別しました。

## 拒否された理由（原因ごとに短い1文）

cause-app-password-needed = { $provider }では、ここにアプリパスワードが必要です。
cause-dedicated-password-needed = { $provider }では、ここにメール専用のパスワードが必要です。
cause-authorization-code-needed = { $provider }では、ここに認証コードが必要です。
cause-oauth2-needed = { $provider }では、ブラウザーでのサインインが必要です。
cause-wrong-credentials = ユーザー名またはパスワードが正しくありません。
cause-access-not-enabled = メールソフトからのアクセスが無効になっています。
cause-account-locked = アカウントがロックされています。
cause-too-many-attempts = 入力を間違えた回数が多すぎます。
cause-web-sign-in-needed = 先にWebサイトでのサインインが求められています。
cause-unsafe-client = このメールソフトは提供元に信頼されていません。
cause-plan-required = 契約中のプランではメールソフトを利用できません。
cause-stored-credentials = 古いパスワードが端末に保存されたままです。
cause-server-values = サーバー名、ポート、暗号化の設定が合っていません。
cause-network = サーバーに接続できていません。
cause-administrator = 組織の管理者の設定によります。
cause-unknown = このメッセージは登録されていません。

## 対処（1メッセージに1手順）

advice-stop-trying = いったん入力をやめてください。間違いを重ねるとアカウントがロックされます。
advice-web-sign-in = 提供元のWebサイトにサインインし、通知を確認して、本人であることを確認してください。
advice-recover-account = Webサイトにもサインインできない場合は、先にアカウントを復旧してください。それまではどのメールソフトも使えません。
advice-web-works = Webサイトにサインインできるなら、原因はメールソフトの設定にあります。
advice-phone-works = スマートフォンでは使えるなら、原因はパソコン側にあります。
advice-make-app-password = このメールソフト用にアプリパスワードを作成し、パスワードの欄に入力してください。
advice-turn-on-two-factor = 先に2段階認証を有効にしてください。アプリパスワードはその後に作成できます。
advice-app-password-missing = アプリパスワードの項目が表示されない場合は、2段階認証が無効か、アカウントの種類が対応していません。
advice-no-less-secure-apps = 「安全性の低いアプリ」の設定を探す必要はありません。この設定はもうありません。
advice-two-keys = アカウントのパスワードは親鍵であり、ここでは拒否されます。アプリパスワードは用途ごとの鍵で、いつでも取り消せます。
advice-two-factor-just-on = 2段階認証を有効にした直後であれば、これまでのパスワードはメールソフトで使えなくなっています。
advice-new-app-password = アプリパスワードは再表示できません。この用途のために新しく作成し、メールソフトに保存されているものと置き換えてください。
advice-delete-unused = 使わなくなった端末のアプリパスワードは削除してください。
advice-get-dedicated = 提供元のページでメール用のパスワードを確認してください。Webサイトのパスワードは拒否されます。
advice-mobile-line = そのページはWi-Fiを切り、モバイル回線で開いてください。ネットワーク暗証番号の入力を求められます。
advice-settings-by-sms = 手動設定のページを申し込むと、SMSでリンクが届きます。ユーザー名も含め、すべての値をそのとおりに入力してください。
advice-password-by-sms = このパスワードは表示できません。お客さまページで変更してください。最初のパスワードは157からのSMSで届きます。
advice-can-be-shown = このパスワードは提供元のページで表示できます。
advice-only-new = このパスワードは表示できません。推測を続けず、すぐに再発行してください。
advice-member-password = 会員ページで設定したパスワードを入力してください。初期パスワードは契約書類に記載されています。忘れた場合は再設定が必要です。
advice-get-authorization-code = Webメールの設定でアクセスを有効にして認証コードを発行し、それをパスワードとして入力してください。
advice-use-oauth2 = メールソフトでブラウザーでのサインイン（OAuth2）を選んでください。対応していない場合は、別のメールソフトを使ってください。
advice-oauth2-first = メールソフトがブラウザーでのサインイン（OAuth2）に対応していれば、パスワードより先にそちらを選んでください。
advice-password-kinds = 「IMAPパスワード」は、通常のパスワード、メール専用のパスワード、アプリパスワードのいずれかを指します。どれが必要かは提供元によって決まります。
advice-password-field = 「IMAPパスワード」や「受信サーバーのパスワード」と表示されている場合も、通常のパスワード欄に入力してください。
advice-no-blanks = 前後に空白を入れず、全角文字を使わずに入力または貼り付けてください。
advice-which-account = 端末に複数のアカウントがある場合は、正しいアカウントかどうかを確認してください。
advice-username-address = ユーザー名には、メールアドレス全体を入力してください。
advice-username-local-part = ユーザー名には、@より前の部分を入力してください。
advice-username-issued = ユーザー名には、メールアドレスではなく、提供元から発行されたものを入力してください。
advice-replace-stored = メールソフトに保存されているパスワードを新しいものに置き換えてください。
advice-delete-and-add = それでも解決しない場合は、メールソフトからアカウントを削除し、追加し直してください。
advice-order-after-change = 変更後は、Webサイト、メールソフトのパスワード、Outlookの場合はWindowsの資格情報、2段階認証の場合は新しいアプリパスワードの順に確認してください。
advice-stored-copy = 端末のパスワード管理機能に以前のパスワードが残っていることがあります。見つからない場合は再設定してください。
advice-sudden = 何も変更していない場合は、提供元の仕様変更や専用パスワードの期限切れが考えられます。上に示した種類のパスワードをあらためて入手してください。
advice-windows-credentials = Windowsの資格情報マネージャーを開き、サーバー名、メールアドレス、「Outlook」「MicrosoftOffice」を含む項目をすべて削除してから、Outlookを再起動し、正しいパスワードを入力してください。
advice-managed-computer = 会社などで管理されているパソコンでは管理者に相談し、削除する前に項目の名前を控えてください。
advice-outlook-silent = Outlookがパスワードを尋ねなくなった場合は、保存されている資格情報とプロファイルを消去してください。
advice-outlook-profile = コントロールパネルの「Mail（Microsoft Outlook）」でプロファイルを表示し、壊れたものを削除してから、新しく追加してサインインし直してください。
advice-outlook-again = Outlookからアカウントを削除し、追加し直して、ブラウザーでサインインしてください。
advice-office-identity = 最後の手段として、レジストリをバックアップしてから、{ $key } の下にあるこのアカウントのキーを削除してください。操作を誤るとWindowsが損なわれるおそれがあります。
advice-office-repair = Officeを修復または再インストールしてください。
advice-outlook-elsewhere = 別のメールソフトで試してください。そこで使えるなら、原因はこのパソコンのOutlookにあります。
advice-server-values = サーバー名、ポート、暗号化を、上の値と1文字ずつ照らし合わせてください。
advice-encryption-on = 暗号化（SSL/TLS）を有効にしてください。暗号化なしの接続はサーバーに拒否されます。
advice-smtp-values = 受信できて送信だけできない場合は、受信サーバーではなく送信サーバー（SMTP）の設定に誤りがあります。
advice-official-values = 記憶に頼らず、ここか提供元のページにある値をすべて使ってください。
advice-enable-access = 提供元の設定で、メールソフトからのアクセスを有効にしてください。
advice-enable-pop = IMAPは常に有効です。設定が必要なのはPOPだけで、組織のアカウントでは管理者が設定します。
advice-other-network = 別のネットワークで試してください。
advice-no-vpn = VPNを切って試してください。ポートがふさがれていることがあります。
advice-antivirus = ウイルス対策ソフトのメール検査を一時的に切って試してください。
advice-clock = 日付と時刻を自動設定にしてください。
advice-system-update = システム更新の直後であれば、追加の更新を確認し、解決しなければシステムやソフトの提供元に問い合わせてください。
advice-administrator = 管理者に確認してください。IMAPが禁止されていたり、使えるソフトやサインイン方法が限られていたりすることがあります。
advice-wait = しばらく待ってから、もう一度試してください。
advice-buy-plan = メールソフトを利用できるプランについて、提供元に確認してください。

## 質問と選択肢

question-address = メールアドレスは何ですか？
question-two-factor = 2段階認証は有効ですか？
question-change = 最後に何を変更しましたか？
question-app = どこで失敗しますか？
question-message = どのようなメッセージが表示されますか？
answer-yes = はい
answer-no = いいえ
answer-not-sure = わからない
answer-changed-phone = スマートフォンの機種変更
answer-changed-computer = 新しいパソコン
answer-changed-outlook = Outlookへの移行、または新しいOutlook
answer-changed-password = アカウントのパスワード
answer-changed-two-factor = 2段階認証を有効にした
answer-changed-nothing = 特に何も変更していない
answer-app-outlook = Windows版のOutlook
answer-app-phone = スマートフォンのメールアプリ
answer-app-program = その他のメールソフト
answer-app-sending = 送信のときだけ
answer-app-everywhere = Webサイトも含めてすべて
answer-message-password = パスワードまたはユーザー名が違う
answer-message-connection = サーバーに接続できない
answer-message-locked = アカウントのロック、または「しばらくしてから再試行」
answer-message-dialog = Windowsの資格情報の入力を何度も求められる
answer-message-silent = メッセージも入力画面も出ない
answer-message-other = その他

## ページ

page-title = Mailguide: メールソフトにはどのパスワードを入力する？
page-lead = メールアドレスを入力すると、サーバーと入力すべきパスワードがわかります。
page-address-label = メールアドレス
page-address-help = アドレスはこの回答にだけ使われ、保存されません。
page-show = 表示
page-which-password = どのパスワード？
page-servers = サーバー
page-incoming = 受信
page-outgoing = 送信
page-server = サーバー
page-port = ポート
page-encryption = 暗号化
page-username = ユーザー名
page-make-it = パスワードを入手する
page-enable-it = アクセスを有効にする
page-refused = 拒否されましたか？
page-error-label = 表示されたメッセージを貼り付けてください
page-recognise = 意味を調べる
page-next-question = もう1つ質問があります
page-what-to-do = 対処方法
page-languages = 言語
page-another-address = 別のアドレス
page-no-settings = 設定はありません
page-bad-address = メールアドレスではありません。
page-not-found = ページが見つかりません。
page-sources = 公開情報に基づいています（{ $date } 確認）。
page-apple = iPhone・iPad・Mac
page-apple-get = プロファイルをダウンロード
page-apple-on-phone = iPhoneやiPadでは、このページをSafariで開いてプロファイルをダウンロードし、「設定」を開いて「ダウンロード済みのプロファイル」をタップし、インストールしてください。
page-apple-on-mac = Macでは、ダウンロードしたファイルを開き、「システム設定」＞「一般」＞「デバイス管理」でインストールしてください。
page-apple-scan = プロファイルへのリンクのQRコードです。iPhoneやiPadのカメラを向けてください。
