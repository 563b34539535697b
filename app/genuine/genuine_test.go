package genuine

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
)

// A profile whose time has passed says nothing any more, not even that an address is another one.
func TestExpiredProfileCannotTell(t *testing.T) {
	old := profile()
	old.ExpiresAt = today
	for _, text := range []string{"https://www.kakao.com", "https://kakao-update.example", "https://other.example", "1577-3754", "010-0000-1234"} {
		r := Check(text, []Source{{Feed: "f", Profile: old}}, today)
		if r.Verdict != CannotTell || len(r.Findings) != 1 || r.Expired != 1 || r.Sources != 0 {
			t.Errorf("%s: %+v", text, r)
		}
	}
	if r := Check("1577-3754", []Source{{Feed: "f", Profile: old}}, today); !r.Findings[0].Has(WarnExpired) {
		t.Errorf("it is not said that it was listed once: %+v", r)
	}

	// Beside one that holds, what only the old one lists cannot be told; the rest can.
	other := &envelope.Profile{ExpiresAt: today.Add(time.Hour), Links: []envelope.Link{{Origin: "https://status.example", Label: feed.Plain("s")}}}
	both := []Source{{Feed: "old", Profile: old}, {Feed: "new", Profile: other}}
	for text, want := range map[string]Verdict{
		"https://www.kakao.com": CannotTell, "https://status.example": Matches, "https://other.example": NotListed, "1577-3754": CannotTell,
	} {
		if r := Check(text, both, today); r.Verdict != want {
			t.Errorf("%s: %+v", text, r)
		}
	}
}

func TestWithoutProfileNothingCanBeTold(t *testing.T) {
	for _, s := range [][]Source{nil, {{Feed: "not seen yet"}}} {
		r := Check("https://www.kakao.com 1577-3754 @kakaoteam a@kakao.com KakaoTalkUpdate.zip", s, today)
		if r.Verdict != CannotTell || len(r.Findings) != 5 || r.Sources != 0 {
			t.Errorf("%+v", r)
		}
		for _, f := range r.Findings {
			if f.Verdict != CannotTell {
				t.Errorf("%+v", f)
			}
		}
	}
}

func TestWhichChannelOfWhichFeed(t *testing.T) {
	second := &envelope.Profile{ExpiresAt: today.Add(time.Hour), Language: "en", Links: []envelope.Link{{Origin: "https://other.example", Label: feed.Plain("Other help")}}}
	list := []Source{{Feed: "카카오", Profile: profile()}, {Feed: "other", Unofficial: true, Profile: second}}
	r := Check("https://notice.kakao.com/2022 https://other.example/x 1577-3754 https://www.kakoa.com", list, today)
	got := map[string][2]string{}
	for _, f := range r.Findings {
		got[f.Shown] = [2]string{f.Official.Feed, f.Official.Name.In("ko", f.Official.Lang)}
	}
	for shown, want := range map[string][2]string{
		"notice.kakao.com": {"카카오", "카카오 공지"}, "other.example": {"other", "Other help"},
		"1577-3754": {"카카오", "고객센터 전화"}, "www.kakoa.com": {"카카오", "카카오 홈페이지"},
	} {
		if got[shown] != want {
			t.Errorf("%s: %q, want %q", shown, got[shown], want)
		}
	}
	for _, f := range r.Findings {
		if f.Has(WarnUnofficial) != (f.Shown == "other.example") {
			t.Errorf("who vouches for it: %+v", f)
		}
	}
}

func TestLongMessagesAreBounded(t *testing.T) {
	long := strings.Repeat("가", MaxText) + " https://other.example"
	if r := Check(long, sources(), today); !r.Cut || len(r.Findings) != 0 {
		t.Errorf("cut %v, found %v", r.Cut, r.Findings)
	}
	var many strings.Builder
	for i := range maxFindings + 20 {
		many.WriteString("https://h" + strings.Repeat("a", i+1) + ".example ")
	}
	if r := Check(many.String(), sources(), today); !r.Cut || len(r.Findings) != maxFindings {
		t.Errorf("cut %v, found %d", r.Cut, len(r.Findings))
	}
	r := Check("https://x.example/"+strings.Repeat("a", 5000), sources(), today)
	if n := utf8.RuneCountInString(r.Findings[0].Text); n > maxShown+1 {
		t.Errorf("a finding of %d characters", n)
	}
	// The same thing is told once.
	if r := Check("www.kakao.com https://www.kakao.com WWW.KAKAO.COM", sources(), today); len(r.Findings) != 1 {
		t.Errorf("%+v", r.Findings)
	}
}

func TestTheWorstComesFirst(t *testing.T) {
	r := Check("www.kakao.com bit.ly/a other.example.com kakao.example.com", sources(), today)
	if !slices.IsSortedFunc(r.Findings, func(a, b Finding) int { return int(b.Verdict) - int(a.Verdict) }) || r.Verdict != Alike || len(r.Findings) != 4 {
		t.Errorf("%+v", r)
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"kakao", "kakao", 0}, {"kakao", "kakoa", 1}, {"kakao", "kako", 1}, {"kakao", "cacao", 2}, {"", "abc", 3}, {"카카오", "카카모", 1}} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("%q %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

// Whatever comes: it ends, it stays within its bounds, and only what the link rule or a list allows matches.
func FuzzCheck(f *testing.F) {
	for _, c := range corpus {
		f.Add(c.text)
	}
	f.Add("https://[::1]/ http:// https://@ @ @@ +82 +82+82 a@b@c.kr .. https://%zz.kr/%zz 00-82-2-000-0000 채널 ‘’")
	list := sources()
	f.Fuzz(func(t *testing.T, text string) {
		r := Check(text, list, today)
		worst := CannotTell
		if len(r.Findings) > 0 {
			worst = r.Findings[0].Verdict
		}
		if r.Verdict != worst || len(r.Findings) > maxFindings {
			t.Fatalf("%+v", r)
		}
		for _, f := range r.Findings {
			if f.Text == "" || f.Shown == "" || !utf8.ValidString(f.Text) || !utf8.ValidString(f.Shown) || strings.ContainsAny(f.Text+f.Shown, "\u200b\u202e\x00\n") {
				t.Fatalf("%+v", f)
			}
			if f.Verdict > worst {
				t.Fatalf("%+v after %d", f, worst)
			}
			if f.Verdict != Matches {
				continue
			}
			if r.Hidden || f.Has(WarnUser) || f.Has(WarnNumber) || f.Has(WarnRedirect) || f.Has(WarnUnclear) || f.Has(WarnHidden) {
				t.Fatalf("a trick matches: %+v", f)
			}
			switch f.Kind {
			case KindLink:
				if f.Shown != "www.kakao.com" && f.Shown != "cs.kakao.com" && f.Shown != "notice.kakao.com" && f.Shown != "social.example.org" {
					t.Fatalf("%+v", f)
				}
			case KindPhone, KindSMS:
				if f.Shown != "112" && f.Shown != "1577-3754" && f.Shown != "02-6718-1082" {
					t.Fatalf("%+v", f)
				}
			case KindEmail:
				if !strings.EqualFold(f.Shown, "help@kakao.com") {
					t.Fatalf("%+v", f)
				}
			case KindFile:
				t.Fatalf("a file matches: %+v", f)
			}
		}
	})
}
