package views

import "testing"

func TestMatches(t *testing.T) {
	tests := []struct {
		query, text string
		want        bool
	}{
		{"", "카카오톡", true},
		{"   ", "카카오톡", true},
		{"카카오톡", "카카오톡", true},
		{"오톡", "카카오톡", true},
		{"톡카", "카카오톡", false},
		{"kakao", "KakaoTalk", true},
		{"TALK", "KakaoTalk", true},
		{"카카오t", "카카오 T", true},
		{"카 카 오", "카카오톡", true},
		{"ㅋㅋㅇ", "카카오", true},
		{"ㅋㅋㅇㅌ", "카카오톡", true},
		{"ㅋㅋㅇㅍ", "카카오톡", false},
		{"카ㅋ오", "카카오", true},
		{"ㅅㅈㄷㅇㅅ", "사진·동영상", false}, // the dot is a character of the name
		{"ㄷㅇㅅ", "사진·동영상", true},
		{"ㄲ", "까지", true},
		{"ㄱ", "까지", false},
		{"\u1100", "가방", true},                                // a conjoining consonant alone
		{"\u110F\u1161\u110F\u1161\u110B\u1169", "카카오", true}, // decomposed, as from a Mac
		{"카카오", "\u110F\u1161\u110F\u1161\u110B\u1169톡", true},
		{"카카오토", "카카오톡", true}, // 톡 is being typed
		{"갑", "가방", true},      // on the way to 가방
		{"갑", "가산", false},
		{"닭", "달고나", true}, // 달ㄱ
		{"톡", "토끼", false},
		{"토", "톡", true},
		{"결제 페이", "카카오페이 결제", true},
		{"결제 택시", "카카오페이 결제", false},
		{"a\u200Bb", "ab", true},
		{"문자문자문자", "문자", false},
	}
	for _, tt := range tests {
		if got := Matches(tt.query, tt.text); got != tt.want {
			t.Errorf("%q in %q: %v", tt.query, tt.text, got)
		}
	}
	if !Matches("결제 pay", "결제", "KakaoPay") {
		t.Error("words in two texts are not found")
	}
	if Matches("톡") {
		t.Error("found in nothing")
	}
}

func FuzzMatches(f *testing.F) {
	f.Add("ㅋㅋㅇ", "카카오")
	f.Add("갑", "가")
	f.Add("\u1100\u1161", "\uD7A3")
	f.Fuzz(func(t *testing.T, query, text string) {
		Matches(query, text)
		if !Matches(text, text) {
			t.Errorf("%q does not find itself", text)
		}
	})
}
