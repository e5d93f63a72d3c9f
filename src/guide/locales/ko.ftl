# 메시지 하나에 한 문장입니다. 각 메시지의 변수는 모든 언어에서 같습니다.
# $provider: 제공업체 이름. $name: 제공업체가 비밀번호나 사용자 이름을 부르는 명칭.

## 힌트: 힌트를 표시하는 메일 프로그램을 위해 어떤 비밀번호인지 한 문장으로 안내

hint-normal = { $provider }에서는 메일함의 일반 비밀번호를 입력하세요.
hint-app-password = { $provider }에서는 계정 비밀번호가 아니라 계정 설정에서 만든 앱 비밀번호를 입력하세요.
hint-dedicated = { $provider }에서는 웹사이트 로그인 비밀번호가 아니라 별도의 메일 전용 비밀번호를 입력하세요.
hint-dedicated-named = { $provider }에서는 웹사이트 로그인 비밀번호가 아니라 별도의 비밀번호(‘{ $name }’)를 입력하세요.
hint-authorization-code = { $provider }에서는 계정 비밀번호가 아니라 웹메일 설정에서 발급받은 인증 코드를 입력하세요.
hint-oauth2-only = { $provider }에서는 메일 프로그램의 비밀번호 로그인을 허용하지 않으므로 브라우저 로그인(OAuth2)을 선택하세요.
hint-oauth2-or-other = { $provider }에서는 브라우저 로그인(OAuth2)을 선택하되, 앱 비밀번호는 계정 페이지에서 아직 제공하는 경우에만 사용할 수 있습니다.
hint-none = { $provider }에서는 메일 프로그램을 사용할 수 없습니다.
hint-unknown = { $provider }에서 메일 프로그램에 어떤 비밀번호를 요구하는지 확인되지 않았으므로, 비밀번호가 거부되면 계정 설정에서 앱 비밀번호를 찾아보세요.

## ‘어떤 비밀번호?’에 대한 답으로서의 비밀번호 종류

password-normal = 메일함의 일반 비밀번호
password-app-password = 계정 비밀번호가 아닌 앱 비밀번호
password-dedicated = 웹사이트 로그인 비밀번호가 아닌 별도의 메일 전용 비밀번호
password-authorization-code = 계정 비밀번호가 아닌, 웹메일 설정에서 발급받은 인증 코드
password-oauth2-only = 없음: 브라우저로 로그인하세요(OAuth2)
password-none = 없음: 메일 프로그램으로는 접속할 수 없습니다
password-unknown = 확인되지 않음: 메일함 비밀번호를 입력해 보세요
password-named = { $provider }에서 사용하는 명칭은 ‘{ $name }’입니다.
password-also-app-password = 일부 계정에서는 앱 비밀번호도 사용할 수 있습니다.
password-also-normal = 일부 계정에서는 일반 비밀번호도 사용할 수 있습니다.
password-also-other = 일부 계정에서는 다른 종류의 비밀번호도 사용할 수 있으니 계정 페이지를 확인하세요.

## 비밀번호를 얻는 곳과 형식

two-factor-needed = 만들기 전에 먼저 2단계 인증을 켜야 합니다.
create-here = 여기에서 받을 수 있습니다: { $url }
reissue-here = 여기에서 다시 확인하거나 새로 만들 수 있습니다: { $url }
menu-path = 메뉴 경로: { $path }
chosen-by-user = 직접 정하는 비밀번호입니다.
chosen-by-provider = 자동으로 만들어지며 직접 정할 수 없습니다.
sent-by-sms = 문자 메시지로 전송됩니다.
sent-by-email = 이메일로 전송됩니다.
sent-by-post = 서면으로 전달됩니다.
shown-once = 만들 때 한 번만 표시되므로, 잊어버린 경우 새로 만드세요.
not-shown-once = 나중에 다시 확인할 수 있습니다.
revoked-by-password-change = 계정 비밀번호를 변경하면 더 이상 사용할 수 없으므로, 그때 새로 만드세요.
refused-since = { $date }부터 메일 프로그램에서는 계정 비밀번호가 거부됩니다.
length-exact = { $count }자입니다.
length-between = { $least }~{ $most }자입니다.
length-at-least = { $least }자 이상입니다.
groups = 여러 묶음으로 나뉘어 표시되지만, 띄어 쓰지 말고 붙여서 입력하세요.
case-sensitive = 대문자와 소문자를 구분합니다.
oauth2-preferred = 메일 프로그램에서 브라우저 로그인(OAuth2)을 지원하면 비밀번호가 필요 없는 그 방식을 선택하세요.
password-doubtful = 이 점에 대해서는 출처마다 내용이 달라, 이 답변이 최신이 아닐 수 있습니다.
password-single-source = 출처가 하나뿐인 정보입니다.

## 먼저 켜야 하는 것

enable-required = 먼저 { $protocol } 사용을 켜야 하며, 켜지 않으면 서버가 모든 비밀번호를 거부합니다.
enable-always-on = { $protocol } 사용은 항상 켜져 있으므로 따로 켤 필요가 없습니다.
enable-by-administrator = { $protocol } 사용 여부는 소속 조직의 관리자가 결정합니다.
enable-by-plan = { $protocol } 사용 가능 여부는 구매한 요금제에 따라 다릅니다.
enable-here = 여기에서 켤 수 있습니다: { $url }

## 사용자 이름

username-issued = 사용자 이름은 메일 주소만으로는 알 수 없으며, { $provider }에서 발급한 것입니다.
username-issued-named = 사용자 이름으로는 본인의 ‘{ $name }’ 값을 사용하며, 메일 주소만으로는 알 수 없습니다.
username-where = 여기에서 확인할 수 있습니다: { $url }
username-ask = { $provider }에 문의하세요
username-ask-named = 본인의 ‘{ $name }’

## 결과 페이지

served = { $address } 주소의 메일함은 { $provider }에서 제공합니다.
served-domain = { $domain } 도메인의 메일함은 { $provider }에서 제공합니다.
heading-password = 비밀번호
heading-servers = 서버
heading-before = 먼저 할 일
heading-help = 자세히
server-line = { $protocol }: { $host }, 포트 { $port }, { $tls }, 사용자 이름: { $username }
tls-implicit = SSL/TLS
tls-starttls = STARTTLS
tls-none = 암호화 없음
help-page = { $provider } 도움말: { $url }

## 설정이 없는 경우

not-served-unknown-domain = { $domain } 도메인은 여기에 등록되어 있지 않고 Mailguide는 추측하지 않으므로, 서버 이름은 해당 도메인의 메일을 운영하는 곳에 문의하세요.
not-served-no-mail-protocol = { $provider }에서는 자체 앱만 사용할 수 있으며, 메일 프로그램에 IMAP도 SMTP도 제공하지 않습니다.
not-served-bridge-only = { $provider }에서는 Bridge를 통해서만 메일 프로그램을 사용할 수 있으며, Bridge는 사용자의 컴퓨터에서 실행되어 서버, 사용자 이름, 비밀번호를 보여 주는 프로그램입니다.
not-served-mms-only = { $provider }에서 제공하는 것은 휴대전화 메시지 서비스(MMS)이며, 메일 프로그램으로 열 수 있는 메일함이 아닙니다.
not-served-unencrypted-only = { $provider }에서 알려진 서버는 모두 암호화하지 않아 비밀번호가 전송 중에 노출될 수 있으므로, Mailguide에서는 안내하지 않습니다.
not-served-not-established = { $provider }의 메일 서버를 알려 주는 신뢰할 수 있는 출처가 없으며, Mailguide는 추측하지 않습니다.
not-served-help = 제공업체의 안내: { $url }

## 도메인을 확인한 방법

found-by-mx = { $domain } 도메인은 메일 서버({ $mx })를 통해 확인했습니다.
