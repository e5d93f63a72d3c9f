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
username-whole-address = 전체 메일 주소
username-local-part = @ 앞부분
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

## 거부된 이유: 원인마다 짧은 한 문장

cause-app-password-needed = { $provider }에서는 여기에 앱 비밀번호가 필요합니다.
cause-dedicated-password-needed = { $provider }에서는 여기에 별도의 메일 전용 비밀번호가 필요합니다.
cause-authorization-code-needed = { $provider }에서는 여기에 인증 코드가 필요합니다.
cause-oauth2-needed = { $provider }에서는 브라우저로 로그인해야 합니다.
cause-wrong-credentials = 사용자 이름 또는 비밀번호가 올바르지 않습니다.
cause-access-not-enabled = 메일 프로그램의 접속이 꺼져 있습니다.
cause-account-locked = 계정이 잠겨 있습니다.
cause-too-many-attempts = 잘못 입력한 횟수가 너무 많습니다.
cause-web-sign-in-needed = 제공업체에서 먼저 웹사이트 로그인을 요구합니다.
cause-unsafe-client = 제공업체에서 이 메일 프로그램을 신뢰하지 않습니다.
cause-plan-required = 구매한 요금제로는 메일 프로그램을 사용할 수 없습니다.
cause-stored-credentials = 기기에 이전 비밀번호가 아직 저장되어 있습니다.
cause-server-values = 서버, 포트 또는 암호화 설정이 맞지 않습니다.
cause-network = 서버에 연결되지 않습니다.
cause-administrator = 이 사항은 조직의 관리자가 결정합니다.
cause-unknown = 이 메시지는 여기에 등록되어 있지 않습니다.

## 해결 방법: 메시지마다 한 단계

advice-stop-trying = 지금은 더 시도하지 마세요. 계속 틀리면 계정이 잠깁니다.
advice-web-sign-in = 제공업체의 웹사이트에 로그인하여 알림이 있는지 살펴보고 본인이 맞다고 확인하세요.
advice-recover-account = 웹사이트에도 로그인할 수 없으면 먼저 계정을 복구하세요. 그전에는 어떤 메일 프로그램도 사용할 수 없습니다.
advice-web-works = 웹사이트에 로그인할 수 있으면 원인은 메일 프로그램의 설정에 있습니다.
advice-phone-works = 휴대전화에서 사용할 수 있으면 원인은 컴퓨터에 있습니다.
advice-make-app-password = 이 메일 프로그램용 앱 비밀번호를 만들어 비밀번호 입력란에 입력하세요.
advice-turn-on-two-factor = 먼저 2단계 인증을 켜세요. 앱 비밀번호는 그 후에만 만들 수 있습니다.
advice-app-password-missing = 앱 비밀번호 항목이 없으면 2단계 인증이 꺼져 있거나 이 종류의 계정에서 허용되지 않는 것입니다.
advice-no-less-secure-apps = ‘보안 수준이 낮은 앱’ 설정은 더 이상 없으므로 찾지 마세요.
advice-two-keys = 계정 비밀번호는 마스터 키와 같아 여기에서는 거부되며, 앱 비밀번호는 한 가지 용도로만 쓰이고 취소할 수 있습니다.
advice-two-factor-just-on = 2단계 인증을 방금 켰다면 기존 비밀번호는 메일 프로그램에서 더 이상 사용할 수 없습니다.
advice-new-app-password = 앱 비밀번호는 다시 볼 수 없으므로, 이 용도로 새로 만들어 메일 프로그램에 저장된 기존 비밀번호를 바꾸세요.
advice-delete-unused = 더 이상 사용하지 않는 기기의 앱 비밀번호는 삭제하세요.
advice-get-dedicated = 제공업체의 페이지에서 메일 전용 비밀번호를 받으세요. 웹사이트 비밀번호는 거부됩니다.
advice-mobile-line = 그 페이지는 Wi-Fi를 끄고 모바일 네트워크로 여세요. 네트워크 비밀번호(PIN)를 입력해야 합니다.
advice-settings-by-sms = 수동 설정 페이지를 신청하면 문자 메시지로 링크가 전송되며, 사용자 이름을 포함한 모든 값을 그대로 입력하세요.
advice-password-by-sms = 이 비밀번호는 표시할 수 없으므로 고객 페이지에서 변경하세요. 최초 비밀번호는 157에서 문자 메시지로 전송됩니다.
advice-can-be-shown = 이 비밀번호는 제공업체의 페이지에서 볼 수 있습니다.
advice-only-new = 이 비밀번호는 표시할 수 없으므로 추측하지 말고 바로 새로 발급받으세요.
advice-member-password = 회원 페이지에서 설정한 비밀번호를 입력하세요. 최초 비밀번호는 계약 서류에 인쇄되어 있으며, 잊어버린 경우 재설정만 가능합니다.
advice-get-authorization-code = 웹메일 설정에서 접속을 켜고 인증 코드를 발급받아 비밀번호로 입력하세요.
advice-use-oauth2 = 메일 프로그램에서 브라우저 로그인(OAuth2)을 선택하고, 지원하지 않으면 다른 프로그램을 사용하세요.
advice-oauth2-first = 메일 프로그램에서 브라우저 로그인(OAuth2)을 지원하면 비밀번호보다 먼저 그 방식을 선택하세요.
advice-password-kinds = ‘IMAP 비밀번호’는 일반 비밀번호, 별도의 메일 전용 비밀번호, 앱 비밀번호 중 하나를 뜻할 수 있으며, 어느 것이 필요한지는 제공업체에 따라 다릅니다.
advice-password-field = ‘IMAP 비밀번호’나 ‘받는 서버의 비밀번호’라고 표시되어 있어도 일반 비밀번호 입력란에 입력하세요.
advice-no-blanks = 앞뒤에 공백을 넣지 말고 전각 문자 없이 입력하거나 복사하세요.
advice-which-account = 기기에 계정이 여러 개 있으면 올바른 계정인지 확인하세요.
advice-username-address = 사용자 이름에는 메일 주소 전체를 입력하세요.
advice-username-local-part = 사용자 이름에는 @ 앞부분을 입력하세요.
advice-username-issued = 사용자 이름에는 메일 주소가 아니라 제공업체에서 발급한 이름을 입력하세요.
advice-replace-stored = 메일 프로그램에 저장된 비밀번호를 바꾸세요.
advice-delete-and-add = 그래도 해결되지 않으면 메일 프로그램에서 계정을 삭제하고 다시 추가하세요.
advice-order-after-change = 변경한 후에는 웹사이트, 메일 프로그램의 비밀번호, Outlook의 경우 Windows 자격 증명, 2단계 인증의 경우 새 앱 비밀번호의 순서로 확인하세요.
advice-stored-copy = 기기의 비밀번호 저장소에 이전 비밀번호가 볼 수 있는 상태로 남아 있을 수 있으며, 없으면 재설정하세요.
advice-sudden = 변경한 것이 없다면 제공업체의 규칙이 바뀌었거나 별도의 비밀번호가 만료되었을 수 있으므로, 위에 표시된 종류의 비밀번호를 다시 받으세요.
advice-windows-credentials = Windows에서 자격 증명 관리자를 열어 서버 이름, 메일 주소, ‘Outlook’ 또는 ‘MicrosoftOffice’가 포함된 항목을 모두 삭제한 다음 Outlook을 다시 시작하고 올바른 비밀번호를 입력하세요.
advice-managed-computer = 조직에서 관리하는 컴퓨터에서는 관리자에게 문의하고, 삭제하기 전에 항목의 이름을 적어 두세요.
advice-outlook-silent = Outlook에서 비밀번호를 전혀 묻지 않으면 저장된 자격 증명과 프로필을 지우세요.
advice-outlook-profile = 제어판에서 ‘메일(Microsoft Outlook)’을 열고 프로필을 표시하여 손상된 프로필을 삭제한 다음 새로 추가하고 다시 로그인하세요.
advice-outlook-again = Outlook에서 계정을 제거하고 다시 추가한 다음 브라우저로 로그인하세요.
advice-office-identity = 마지막 수단으로 레지스트리를 백업한 다음 { $key } 아래에서 이 계정의 키를 삭제하세요. 잘못하면 Windows가 손상될 수 있습니다.
advice-office-repair = Office를 복구하거나 다시 설치하세요.
advice-outlook-elsewhere = 다른 프로그램에서 계정을 사용해 보세요. 거기에서 사용할 수 있으면 원인은 이 컴퓨터의 Outlook에 있습니다.
advice-server-values = 서버 이름, 포트, 암호화를 위의 값과 한 글자씩 비교하세요.
advice-encryption-on = 암호화(SSL/TLS)를 켜세요. 암호화하지 않으면 서버가 연결을 거부합니다.
advice-smtp-values = 메일을 받을 수는 있지만 보낼 수 없으면 받는 서버가 아니라 보내는 서버(SMTP)의 설정이 잘못된 것입니다.
advice-official-values = 모든 값은 기억에 의존하지 말고 여기나 제공업체의 페이지에 있는 것을 사용하세요.
advice-enable-access = 제공업체의 설정에서 메일 프로그램의 접속을 켜세요.
advice-enable-pop = 여기에서 IMAP 사용은 항상 켜져 있고 POP 사용만 따로 켜야 하며, 조직에서는 관리자가 설정합니다.
advice-other-network = 다른 네트워크에서 시도해 보세요.
advice-no-vpn = VPN 때문에 포트가 막혔을 수 있으므로 VPN을 끄고 시도해 보세요.
advice-antivirus = 백신 프로그램의 메일 검사를 잠시 끄고 시도해 보세요.
advice-clock = 기기의 날짜와 시간을 자동으로 설정하세요.
advice-system-update = 시스템 업데이트 후라면 추가 업데이트가 있는지 확인하고, 그래도 해결되지 않으면 시스템이나 프로그램의 제조사에 문의하세요.
advice-administrator = 관리자에게 문의하세요. IMAP 사용이 금지되어 있거나 특정 프로그램과 로그인 방식만 허용될 수 있습니다.
advice-wait = 잠시 기다린 후 다시 시도하세요.
advice-buy-plan = 메일 프로그램을 사용할 수 있는 요금제를 제공업체에 문의하세요.

## 질문과 선택할 답

question-address = 메일 주소가 무엇인가요?
question-two-factor = 2단계 인증이 켜져 있나요?
question-change = 마지막으로 무엇이 바뀌었나요?
question-app = 어디에서 문제가 생기나요?
question-message = 어떤 메시지가 표시되나요?
answer-yes = 예
answer-no = 아니요
answer-not-sure = 모르겠음
answer-changed-phone = 새 휴대전화
answer-changed-computer = 새 컴퓨터
answer-changed-outlook = Outlook으로 변경 또는 새 Outlook
answer-changed-password = 계정 비밀번호
answer-changed-two-factor = 2단계 인증을 켬
answer-changed-nothing = 아는 한 바뀐 것 없음
answer-app-outlook = Windows의 Outlook
answer-app-phone = 휴대전화의 메일 앱
answer-app-program = 다른 메일 프로그램
answer-app-sending = 보낼 때만
answer-app-everywhere = 제공업체의 웹사이트를 포함한 모든 곳
answer-message-password = 비밀번호 또는 사용자 이름이 틀림
answer-message-connection = 서버에 연결할 수 없음
answer-message-locked = 계정이 잠김 또는 ‘나중에 다시 시도’
answer-message-dialog = Windows에서 자격 증명을 계속 요구함
answer-message-silent = 메시지도 입력 요청도 없음
answer-message-other = 기타

## 페이지

page-title = Mailguide: 내 메일 프로그램에는 어떤 비밀번호가 필요할까요?
page-lead = 메일 주소를 입력하면 서버와 입력할 비밀번호를 알 수 있습니다.
page-address-label = 메일 주소
page-address-help = 주소는 이 답변에만 사용되며 저장되지 않습니다.
page-show = 보기
page-which-password = 어떤 비밀번호?
page-servers = 서버
page-incoming = 받는 메일
page-outgoing = 보내는 메일
page-server = 서버
page-port = 포트
page-encryption = 암호화
page-username = 사용자 이름
page-make-it = 비밀번호 받기
page-enable-it = 접속 켜기
page-refused = 거부되었나요?
page-error-label = 표시된 메시지를 붙여 넣으세요
page-recognise = 무슨 뜻인가요?
page-next-question = 질문이 하나 더 있습니다
page-what-to-do = 해결 방법
page-languages = 언어
page-another-address = 다른 주소
page-no-settings = 설정 없음
page-bad-address = 메일 주소가 아닙니다.
page-not-found = 페이지를 찾을 수 없습니다.
page-sources = 공개된 출처의 정보입니다(확인일: { $date }).
page-apple = iPhone, iPad, Mac
page-apple-get = 프로파일 다운로드
page-apple-on-phone = iPhone이나 iPad에서는 이 페이지를 Safari로 열어 프로파일을 다운로드한 다음, 설정을 열고 ‘프로파일이 다운로드됨’을 탭하여 설치하세요.
page-apple-on-mac = Mac에서는 다운로드한 파일을 연 다음, 시스템 설정 > 일반 > 기기 관리로 이동하여 설치하세요.
page-apple-scan = 프로파일 링크가 담긴 QR 코드입니다. iPhone이나 iPad의 카메라로 비추세요.
