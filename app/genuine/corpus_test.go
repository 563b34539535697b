package genuine

import (
	"strings"
	"testing"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
)

var today = time.Date(2022, 10, 16, 8, 0, 0, 0, time.UTC)

// profile is that of a service as it might be: a site of its own, a help desk, an account on a site that many share,
// numbers and an address for letters.
func profile() *envelope.Profile {
	name := feed.Plain
	return &envelope.Profile{
		Language: "ko", ExpiresAt: today.Add(24 * time.Hour),
		Links: []envelope.Link{
			{Origin: "https://www.kakao.com", Label: name("카카오 홈페이지")},
			{Origin: "https://cs.kakao.com", PathPrefix: "/helps", Label: name("카카오 고객센터")},
			{Origin: "https://social.example.org", PathPrefix: "/kakaoteam", Label: name("소셜")},
		},
		Contacts: []envelope.Contact{
			{Type: feed.ActionTel, Value: "1577-3754", Label: name("고객센터 전화")},
			{Type: feed.ActionTel, Value: "112", Label: name("경찰")},
			{Type: feed.ActionSMS, Value: "02-6718-1082", Label: name("문자 창구")},
			{Type: feed.ActionEmail, Value: "help@kakao.com", Label: name("고객센터 메일")},
		},
		Channels: []envelope.Channel{
			{ID: "notice", Kind: envelope.ChannelWeb, Name: name("카카오 공지"), Action: feed.Action{Type: feed.ActionURL, Value: "https://notice.kakao.com/2022"}},
			{ID: "x", Kind: envelope.ChannelSocial, Name: name("트위터 ‘카카오팀’"), Action: feed.Action{Type: feed.ActionURL, Value: "https://social.example.org/kakaoteam"}},
			{ID: "talk", Kind: envelope.ChannelApp, Name: name("카카오톡 맨 위 안내")},
		},
	}
}

func sources() []Source { return []Source{{Feed: "카카오", Profile: profile()}} }

// as is a finding as the table writes it.
type as struct {
	kind    Kind
	shown   string
	verdict Verdict
	warns   string // names of warnings, in order
}

// The messages are made up. The patterns are those that were told of in the outage of October 2022 and that the Korean
// authorities warn of: update files, parcels, refunds, compensation, family in need, accounts that will be closed.
var corpus = []struct {
	name, text string
	verdict    Verdict
	want       []as
}{
	{"nothing in it", "지금 카카오톡 안 되는 사람? 나만 그래?", CannotTell, nil},
	{"empty", "", CannotTell, nil},
	{"official page", "[카카오] 서비스 장애 안내입니다. https://www.kakao.com/notice 에서 확인해 주세요.", Matches, []as{{KindLink, "www.kakao.com", Matches, ""}}},
	{"official page, particle glued", "자세한 내용은 https://www.kakao.com/notice에서 확인하세요.", Matches, []as{{KindLink, "www.kakao.com", Matches, ""}}},
	{"official host, particle glued", "복구 현황은 www.kakao.com에서 볼 수 있습니다", Matches, []as{{KindLink, "www.kakao.com", Matches, ""}}},
	{"official host with ending", "공식 누리집은 www.kakao.com입니다.", Matches, []as{{KindLink, "www.kakao.com", Matches, ""}}},
	{"in brackets", "공지(https://notice.kakao.com/2022)를 봐 주세요!", Matches, []as{{KindLink, "notice.kakao.com", Matches, ""}}},
	{"no scheme, capitals", "See WWW.KAKAO.COM/Notice.", Matches, []as{{KindLink, "www.kakao.com", Matches, ""}}},
	{"full width", "ｗｗｗ．ｋａｋａｏ．ｃｏｍ", Matches, []as{{KindLink, "www.kakao.com", Matches, ""}}},
	{"full-width slash", "https://www.kakao.com／.evil.example/x", CannotTell, []as{{KindLink, "www.kakao.com", CannotTell, "hidden"}}},
	{"not encrypted", "http://www.kakao.com/notice", Matches, []as{{KindLink, "www.kakao.com", Matches, "plain"}}},
	{"another page of the domain", "https://accounts.kakao.com/login", CannotTell, []as{{KindLink, "accounts.kakao.com", CannotTell, "same_domain"}}},
	{"outside of the listed path", "https://cs.kakao.com/other", CannotTell, []as{{KindLink, "cs.kakao.com", CannotTell, "same_domain"}}},
	{"another port", "https://www.kakao.com:8443/login", NotListed, []as{{KindLink, "www.kakao.com:8443", NotListed, ""}}},
	{"update file of October 2022", "카카오톡 긴급 업데이트 파일입니다. 첨부된 KakaoTalkUpdate.zip을 내려받아 설치해 주세요.", CannotTell, []as{{KindFile, "KakaoTalkUpdate.zip", CannotTell, "file"}}},
	{"update from a page", "[카카오팀] 접속 오류 해결: https://kakao-update.example/KakaoTalkUpdate.zip", Alike, []as{{KindLink, "kakao-update.example", Alike, "file"}}},
	{"file on the official host", "https://www.kakao.com/KakaoTalk_Setup.exe", Matches, []as{{KindLink, "www.kakao.com", Matches, "file"}}},
	{"app file", "택배 앱 최신판: http://parcel.example.com/app/post.apk", NotListed, []as{{KindLink, "parcel.example.com", NotListed, "file plain"}}},
	{"zip as a top level", "https://kakaotalkupdate.zip", Alike, []as{{KindLink, "kakaotalkupdate.zip", Alike, ""}}},
	{"parcel", "[Web발신]\n[택배] 주소 불일치로 배송이 보류되었습니다. 확인: bit.ly/3xYzAb", CannotTell, []as{{KindLink, "bit.ly", CannotTell, "short"}}},
	{"own shortener", "장애 보상 신청 👉 https://kko.to/abcdEFG", CannotTell, []as{{KindLink, "kko.to", CannotTell, "short"}}},
	{"name before an at", "카카오 계정 보호조치: https://www.kakao.com@evil.example/login", Alike, []as{{KindLink, "evil.example", Alike, "user"}}},
	{"backslash", `https://evil.example\@www.kakao.com/`, Alike, []as{{KindLink, "evil.example", Alike, ""}}},
	{"official name in front", "계정이 정지됩니다 → https://www.kakao.com.account-check.example/", Alike, []as{{KindLink, "www.kakao.com.account-check.example", Alike, ""}}},
	{"official name inside", "보상금 지급: https://mykakao-pay.example 접속", Alike, []as{{KindLink, "mykakao-pay.example", Alike, ""}}},
	{"other top level", "kakao.co.kr 로 접속해 주세요", Alike, []as{{KindLink, "kakao.co.kr", Alike, ""}}},
	{"letters swapped", "https://www.kakoa.com/help", Alike, []as{{KindLink, "www.kakoa.com", Alike, ""}}},
	{"two letters", "https://cacao.com", Alike, []as{{KindLink, "cacao.com", Alike, ""}}},
	{"three letters", "https://momao.com", NotListed, []as{{KindLink, "momao.com", NotListed, ""}}},
	{"two names before an at", "https://a@www.kakao.com@evil.example/", Alike, []as{{KindLink, "evil.example", Alike, "user"}}},
	{"a digit for a letter", "https://kaka0.com", Alike, []as{{KindLink, "kaka0.com", Alike, ""}}},
	{"official page in the path", "https://safe.example/www.kakao.com/login", Alike, []as{{KindLink, "safe.example", Alike, ""}}},
	{"Cyrillic letters", "https://kаkао.com/login", Alike, []as{{KindLink, "xn--kk-7kcb4e.com", Alike, "foreign"}}},
	{"punycode", "https://xn--kk-7kcb4e.com/login", Alike, []as{{KindLink, "xn--kk-7kcb4e.com", Alike, "foreign"}}},
	{"Hangul host, particle glued", "카카오보상.한국에서 신청하세요", NotListed, []as{{KindLink, "xn--on3bo3ef2fg1ja.xn--3e0b707e", NotListed, "foreign"}}},
	{"a word glued before", "지금바로www.kakao.com", CannotTell, []as{{KindLink, "www.kakao.com", CannotTell, "unclear"}}},
	{"zero-width inside", "https://www.ka\u200bkao.com/notice", CannotTell, []as{{KindLink, "www.kakao.com", CannotTell, "hidden"}}},
	{"right to left", "\u202emoc.oakak.www//:sptth\u202c", CannotTell, nil},
	{"override", "\u202ehttps://www.kakao.com/notice\u202c", CannotTell, []as{{KindLink, "www.kakao.com", CannotTell, "hidden"}}},
	{"a joined emoji is no trick", "👨\u200d👩\u200d👧 www.kakao.com", Matches, []as{{KindLink, "www.kakao.com", Matches, ""}}},
	{"decomposed Hangul", "\u1100\u1169\u11bc\u110c\u1175: https://notice.kakao.com/2022\u1105\u1173\u11af", Matches, []as{{KindLink, "notice.kakao.com", Matches, ""}}},
	{"by number", "http://203.0.113.7/kakao", NotListed, []as{{KindLink, "203.0.113.7", NotListed, "number plain"}}},
	{"number as one", "http://3405803783/login", NotListed, []as{{KindLink, "3405803783", NotListed, "number plain"}}},
	{"leads on", "https://www.kakao.com/link?url=https%3A%2F%2Fevil.example", CannotTell, []as{{KindLink, "www.kakao.com", CannotTell, "redirect"}}},
	{"two with a comma between", "https://www.kakao.com,https://evil.example/a", NotListed, []as{{KindLink, "evil.example", NotListed, ""}, {KindLink, "www.kakao.com", Matches, ""}}},
	{"dot in disguise", "https://www.kakao.com%2eevil.example/", Alike, []as{{KindLink, "www.kakao.com.evil.example", Alike, ""}}},
	{"a byte that ends a name", "https://www.kakao.com%00.evil.example/", Alike, []as{{KindLink, "www.kakao.com%00.evil.example", Alike, ""}}},
	{"no name", "https://xn--/", NotListed, []as{{KindLink, "xn--", NotListed, "foreign"}}},
	{"up and away", "https://www.kakao.com/%2e%2e/x", CannotTell, []as{{KindLink, "www.kakao.com", CannotTell, "same_domain"}}},
	{"in a list of links", "[공지](https://www.kakao.com/a)", Matches, []as{{KindLink, "www.kakao.com", Matches, ""}}},
	{"file behind an override", "https://www.kakao.com/\u202egpj.exe", CannotTell, []as{{KindLink, "www.kakao.com", CannotTell, "file hidden"}}},
	{"opens an app", "intent://evil.example#Intent;scheme=kakaotalk;end", CannotTell, []as{{KindLink, "intent://evil.example", CannotTell, "app"}}},
	{"unmasked", "hxxps://www[.]kakao[.]com/notice", Matches, []as{{KindLink, "www.kakao.com", Matches, ""}}},
	{"official number", "문의: 1577-3754", Matches, []as{{KindPhone, "1577-3754", Matches, ""}}},
	{"official number, other spellings", "고객센터 15773754 또는 +82 2-6718-1082", Matches, []as{{KindPhone, "1577-3754", Matches, ""}, {KindPhone, "02-6718-1082", Matches, ""}}},
	{"two digits swapped", "고객센터 1577-3745로 전화 주세요", Alike, []as{{KindPhone, "1577-3745", Alike, ""}}},
	{"family in need", "엄마 나 폰 고장나서 이 번호로 연락해줘 010-0000-1234 카톡 추가해", NotListed, []as{{KindPhone, "010-0000-1234", NotListed, ""}}},
	{"sender number", "[국제발신] 발신번호 070-0000-5678\n카카오페이 해외결제 확인", NotListed, []as{{KindSMS, "070-0000-5678", NotListed, ""}}},
	{"from abroad", "[국제발신] +44 20 7946 0958", NotListed, []as{{KindSMS, "+442079460958", NotListed, ""}}},
	{"emergency number", "위급하면 112로 신고하세요. 2022년 10월 16일 1,577원", Matches, []as{{KindPhone, "112", Matches, ""}}},
	{"an account at a bank is no number", "입금 계좌 110-1577-3754-99", CannotTell, nil},
	{"official mail", "help@kakao.com으로 보내 주세요", Matches, []as{{KindEmail, "help@kakao.com", Matches, ""}}},
	{"another mailbox", "security@kakao.com", CannotTell, []as{{KindEmail, "security@kakao.com", CannotTell, "same_domain"}}},
	{"mail alike", "From: noreply@kakao.example.com", Alike, []as{{KindEmail, "noreply@kakao.example.com", Alike, ""}}},
	{"mail elsewhere", "신고: report@mailbox.example.org", NotListed, []as{{KindEmail, "report@mailbox.example.org", NotListed, ""}}},
	{"official account", "트위터 @kakaoteam 을 보세요", Matches, []as{{KindAccount, "@kakaoteam", Matches, ""}}},
	{"account by name", "카카오톡 채널 ‘카카오팀’을 추가하세요", Matches, []as{{KindAccount, "카카오팀", Matches, ""}}},
	{"account alike", "텔레그램 @kakaoteam_help 로 문의", Alike, []as{{KindAccount, "@kakaoteam_help", Alike, ""}}},
	{"account with a digit", "@kaka0team", Alike, []as{{KindAccount, "@kaka0team", Alike, ""}}},
	{"other account of a shared site", "https://social.example.org/kakaoteam2", NotListed, []as{{KindLink, "social.example.org", NotListed, ""}}},
	{
		"English, several", "KakaoTalk is down. Official: www.kakao.com. Claim your refund at https://kakao-refund.example or call 02-000-0000.", Alike,
		[]as{{KindLink, "kakao-refund.example", Alike, ""}, {KindPhone, "02-000-0000", NotListed, ""}, {KindLink, "www.kakao.com", Matches, ""}},
	},
	{"versions and prices", "Android 12.0.1, iOS 15.7, 3.5 GB, ₩12.900, e.g. Node.js and 10.16", CannotTell, nil},
}

func warnings(f Finding) string {
	var out []string
	for _, w := range f.Warnings {
		out = append(out, string(w))
	}
	return strings.Join(out, " ")
}

func TestCorpus(t *testing.T) {
	for _, c := range corpus {
		t.Run(c.name, func(t *testing.T) {
			r := Check(c.text, sources(), today)
			if r.Verdict != c.verdict {
				t.Errorf("verdict %d, want %d: %+v", r.Verdict, c.verdict, r.Findings)
			}
			if c.want == nil && len(r.Findings) > 0 && c.verdict == CannotTell || c.want != nil && len(r.Findings) != len(c.want) {
				t.Fatalf("found %+v, want %v", r.Findings, c.want)
			}
			for i, want := range c.want {
				f := r.Findings[i]
				if got := (as{f.Kind, f.Shown, f.Verdict, warnings(f)}); got != want {
					t.Errorf("%+v, want %+v", got, want)
				}
				if (f.Verdict == Matches || f.Verdict == Alike) && f.Official.Address == "" {
					t.Errorf("%s: it is not said which channel", f.Shown)
				}
			}
		})
	}
}
