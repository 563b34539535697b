package i18n

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestParticle(t *testing.T) {
	tests := []struct{ word, pair, want string }{
		{"카카오톡", "은/는", "은"},
		{"카카오", "은/는", "는"},
		{"카카오톡", "이/가", "이"},
		{"지도", "이/가", "가"},
		{"로그인", "을/를", "을"},
		{"카카오페이", "을/를", "를"},
		{"사진", "과/와", "과"},
		{"문자", "과/와", "와"},
		{"장애", "으로/로", "로"},
		{"정상", "으로/로", "으로"},
		{"메일", "으로/로", "로"}, // ㄹ takes 로
		{"메일", "이/가", "이"},  // but is a consonant everywhere else
		{"카카오톡", "이에요/예요", "이에요"},
		{"카카오 T", "이에요/예요", "예요"},
		// digits
		{"1", "이/가", "이"},
		{"2", "이/가", "가"},
		{"3", "은/는", "은"},
		{"9", "은/는", "는"},
		{"10", "을/를", "을"},
		{"1,000", "이/가", "이"},
		{"7", "으로/로", "로"},
		{"6", "으로/로", "으로"},
		{"30%", "이/가", "가"},
		// Latin letters
		{"KTX", "이/가", "가"},
		{"URL", "으로/로", "로"},
		{"URL", "은/는", "은"},
		{"SMS", "을/를", "를"},
		{"ATM", "을/를", "을"},
		{"KakaoTalk", "은/는", "은"},
		{"Google", "으로/로", "로"},
		{"Twitter", "은/는", "는"},
		{"Melon", "을/를", "을"},
		{"Mac", "은/는", "은"},
		{"iCloud", "은/는", "는"},
		{"Gmail", "이/가", "이"},
		// what is written but not read
		{"카카오톡 (PC)", "은/는", "은"},
		{"카카오맵(길찾기)", "은/는", "은"},
		{"(점검)", "은/는", "은"},
		{"‘카카오’", "이/가", "가"},
		{"카카오톡.", "은/는", "은"},
		{"카카오톡 ", "은/는", "은"},
		// nobody can say
		{"", "은/는", "은(는)"},
		{"🙂", "이/가", "이(가)"},
		{"日本", "으로/로", "(으)로"},
		{"()", "을/를", "을(를)"},
		{"카카오", "은", "은"},
	}
	for _, tt := range tests {
		if got := Particle(tt.word, tt.pair); got != tt.want {
			t.Errorf("Particle(%q, %q) = %q, want %q", tt.word, tt.pair, got, tt.want)
		}
	}
}

// TestParticleOfNames tries every pair on names as feeds have them: by how each is read aloud.
func TestParticleOfNames(t *testing.T) {
	pairs := []string{"은/는", "이/가", "을/를", "과/와", "으로/로"}
	for _, tt := range []struct {
		ends  string
		want  [5]string
		names []string
	}{
		{"a vowel", [5]string{"는", "가", "를", "와", "로"}, []string{
			"카카오", "네이버", "카카오페이", "지도", "토스", "당근마켓 채팅보기",
			"PC", "TV", "KT", "LTE", "5G", "B2B", "SMS", "KTX", "BTS", "AI", "iOS",
			"Naver", "Kakao", "YouTube", "Discord", "Band", "Toss", "Teams", "Netflix", "Skype", "Meet", "GitHub", "Figma", "KakaoPay", "Park",
			"2", "4", "35", "99", "2,000,000,000,000", "7.9", "100%", "Disney+", "30°", "２",
			"카카오 (구 다음)", "카카오（PC）", "다음카카오【공지】", "네이버 🎉", "카카오❤️", "카카오™", "👨‍👩‍👧 가족 지도 👨‍👩‍👧", "“카카오”", "『지도』",
			"\u110F\u1161\u110F\u1161\u110B\u1169", "ㅏ", "[카카오]",
		}},
		{"ㄹ", [5]string{"은", "이", "을", "과", "로"}, []string{
			"메일", "톡채널", "카카오내비 길", "포털", "URL", "HR", "R", "MySQL", "Gmail", "Google", "Apple", "Mobile", "1", "7", "18", "메일 ✉️", "메일 (새로)", "Signal",
			"\u1106\u1166\u110B\u1175\u11AF", "ㄹ",
		}},
		{"a consonant", [5]string{"은", "이", "을", "과", "으로"}, []string{
			"카카오톡", "로그인", "사진", "카카오맵", "ATM", "CCTV 영상 3", "SNS 알림", "MP3", "IBM", "KakaoTalk", "Melon", "Zoom", "Line", "Samsung", "Chat",
			"Facebook", "Slack", "Music", "Instagram", "Web", "3", "6", "10", "100", "5,000", "10,000", "300,000,000", "0",
			"카카오톡 (PC)", "카카오톡 [새 창]", "카카오톡 😀👍🏽", "카카오톡…", "카카오톡\u200B", "（로그인）", "🇰🇷 로그인 🇰🇷",
			"\u110F\u1161\u110F\u1161\u110B\u1169\u1110\u1169\u11A8", "ㅋ",
		}},
		{"nobody knows how", [5]string{"은(는)", "이(가)", "을(를)", "과(와)", "(으)로"}, []string{"", "🙂🎉", "東京", "Почта", "(🙂)", "…", "㎏"}},
	} {
		for _, name := range tt.names {
			for i, pair := range pairs {
				if got := Particle(name, pair); got != tt.want[i] {
					t.Errorf("%q ends with %s: %s is %q, want %q", name, tt.ends, pair, got, tt.want[i])
				}
			}
		}
	}
}

// FuzzParticle: any word gets one of the three forms, and nothing breaks.
func FuzzParticle(f *testing.F) {
	for _, s := range []string{"카카오톡", "((", "a)", "x]", "ㅋ", "1", "\xff", "\u202e"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, word string) {
		got := Particle(word, "은/는")
		if got != "은" && got != "는" && got != "은(는)" {
			t.Errorf("Particle(%q) = %q", word, got)
		}
		text := New("ko").T("alert.restored.title", map[string]any{"Name": word})
		if !strings.HasPrefix(text, word) || utf8.ValidString(word) && !utf8.ValidString(text) {
			t.Errorf("T(%q) = %q", word, text)
		}
	})
}
