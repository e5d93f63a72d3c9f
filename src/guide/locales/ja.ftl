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
