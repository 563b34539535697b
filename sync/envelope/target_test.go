package envelope_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
)

func TestTargetOpens(t *testing.T) {
	p := profile(t)
	for _, c := range []struct {
		kind    feed.ActionType
		value   string
		url     string
		display string
	}{
		{feed.ActionURL, "https://www.kakaocorp.com/page", "https://www.kakaocorp.com/page", "www.kakaocorp.com"},
		{feed.ActionURL, "https://www.kakaocorp.com/page/", "https://www.kakaocorp.com/page/", "www.kakaocorp.com"},
		{feed.ActionURL, "https://www.kakaocorp.com/page/detail/9902?lang=ko#top", "https://www.kakaocorp.com/page/detail/9902?lang=ko#top", "www.kakaocorp.com"},
		{feed.ActionURL, "HTTPS://WWW.KakaoCorp.com:443/page", "https://www.kakaocorp.com/page", "www.kakaocorp.com"},
		{feed.ActionURL, "https://www.kakaocorp.com/%70age", "https://www.kakaocorp.com/page", "www.kakaocorp.com"},
		{feed.ActionURL, "https://cs.kakao.com", "https://cs.kakao.com/", "cs.kakao.com"},
		{feed.ActionURL, "https://cs.kakao.com?q=a%2Fb&ok=..", "https://cs.kakao.com/?q=a%2Fb&ok=..", "cs.kakao.com"},
		{feed.ActionURL, "https://cs.kakao.com/도움?질문=왜", "https://cs.kakao.com/%EB%8F%84%EC%9B%80?%EC%A7%88%EB%AC%B8=%EC%99%9C", "cs.kakao.com"},
		{feed.ActionURL, "https://cs.kakao.com/a.b/..c/d..", "https://cs.kakao.com/a.b/..c/d..", "cs.kakao.com"},
		// full-width letters are the same name, and invisible ones nothing (UTS 46)
		{feed.ActionURL, "https://cs.ka\u200bkao.com/", "https://cs.kakao.com/", "cs.kakao.com"},
		{feed.ActionURL, "https://ｃｓ.kakao。com/", "https://cs.kakao.com/", "cs.kakao.com"},
		{feed.ActionURL, "https://카카오.한국/도움말/1", "https://xn--vk5b15ma.xn--3e0b707e/%EB%8F%84%EC%9B%80%EB%A7%90/1", "xn--vk5b15ma.xn--3e0b707e"},
		{feed.ActionURL, "https://odd.example:8443/x", "https://odd.example:8443/x", "odd.example:8443"},
		{feed.ActionURL, "https://x.com/kakaoteam", "https://x.com/kakaoteam", "x.com"},
		{feed.ActionTel, "1577-3754", "tel:15773754", "1577-3754"},
		{feed.ActionTel, "tel:15773754", "tel:15773754", "1577-3754"},
		{feed.ActionTel, "114", "tel:114", "114"},
		{feed.ActionSMS, "sms:+821012345678", "sms:+821012345678", "+82 10-1234-5678"},
		{feed.ActionEmail, "help@kakao.com", "mailto:help@kakao.com", "help@kakao.com"},
		{feed.ActionEmail, "MAILTO:help@KAKAO.com", "mailto:help@kakao.com", "help@kakao.com"},
	} {
		got, err := p.Target(feed.Action{Type: c.kind, Value: c.value}, noon)
		if err != nil {
			t.Errorf("%s: %v", c.value, err)
			continue
		}
		if want := (envelope.Target{URL: c.url, Display: c.display, Ask: c.kind != feed.ActionURL}); got != want {
			t.Errorf("%s: %+v, want %+v", c.value, got, want)
		}
	}
}

func TestTargetRefuses(t *testing.T) {
	p := profile(t)
	const base = "https://www.kakaocorp.com/page"
	for _, c := range []struct {
		kind  feed.ActionType
		value string
		want  error
	}{
		// another scheme
		{feed.ActionURL, "http://cs.kakao.com/", envelope.ErrScheme},
		{feed.ActionURL, "javascript:alert(1)", envelope.ErrScheme},
		{feed.ActionURL, "data:text/html,x", envelope.ErrScheme},
		{feed.ActionURL, "file:///etc/passwd", envelope.ErrScheme},
		{feed.ActionURL, "ms-msdt:/id", envelope.ErrScheme},
		{feed.ActionURL, "intent://cs.kakao.com/#Intent;end", envelope.ErrScheme},
		{feed.ActionURL, "//cs.kakao.com/", envelope.ErrScheme},
		{feed.ActionURL, "/page", envelope.ErrScheme},
		{feed.ActionURL, "cs.kakao.com", envelope.ErrScheme},
		{feed.ActionURL, "", envelope.ErrScheme},
		{feed.ActionURL, "tel:15773754", envelope.ErrScheme},
		{"", "https://cs.kakao.com/", envelope.ErrScheme},
		{"app", "https://cs.kakao.com/", envelope.ErrScheme},
		// another place
		{feed.ActionURL, "https://kakao.com/", envelope.ErrNotListed},
		{feed.ActionURL, "https://cs.kakao.com.evil.example/", envelope.ErrNotListed},
		{feed.ActionURL, "https://evil.example/cs.kakao.com", envelope.ErrNotListed},
		{feed.ActionURL, "https://evil.example?https://cs.kakao.com/", envelope.ErrNotListed},
		{feed.ActionURL, "https://evil.example#cs.kakao.com/", envelope.ErrNotListed},
		{feed.ActionURL, "https://xcs.kakao.com/", envelope.ErrNotListed},
		{feed.ActionURL, "https://cs.kakao.com:8443/", envelope.ErrNotListed},
		{feed.ActionURL, "https://odd.example/", envelope.ErrNotListed},
		{feed.ActionURL, "https://feed.example/", envelope.ErrNotListed}, // an origin is no link
		{feed.ActionURL, "https://www.kakaocorp.com/", envelope.ErrNotListed},
		{feed.ActionURL, base + "s", envelope.ErrNotListed},
		{feed.ActionURL, base + ";x", envelope.ErrNotListed},
		{feed.ActionURL, "https://www.kakaocorp.com/PAGE", envelope.ErrNotListed},
		{feed.ActionURL, "https://www.kakaocorp.com/a/page", envelope.ErrNotListed},
		{feed.ActionURL, "https://카카오.한국/도움말", envelope.ErrNotListed},
		{feed.ActionURL, "https://x.com/kakaoteam/status/1", envelope.ErrNotListed}, // a channel is one address
		{feed.ActionURL, "https://x.com/kakaoteam?x", envelope.ErrNotListed},
		{feed.ActionURL, "https://сs.kakao.com/", envelope.ErrNotListed}, // Cyrillic с
		// with a user name
		{feed.ActionURL, "https://cs.kakao.com@evil.example/", envelope.ErrUserinfo},
		{feed.ActionURL, "https://user:secret@cs.kakao.com/", envelope.ErrUserinfo},
		{feed.ActionURL, "https://@cs.kakao.com/", envelope.ErrUserinfo},
		{feed.ActionURL, "https://cs.kakao.com%40evil.example/", envelope.ErrAddress},
		// read in two ways
		{feed.ActionURL, base + "/../admin", envelope.ErrDeceptive},
		{feed.ActionURL, base + "/..", envelope.ErrDeceptive},
		{feed.ActionURL, base + "/./x", envelope.ErrDeceptive},
		{feed.ActionURL, base + "/%2e%2e/admin", envelope.ErrDeceptive},
		{feed.ActionURL, base + "/.%2E/admin", envelope.ErrDeceptive},
		{feed.ActionURL, base + "/a%2eb", envelope.ErrDeceptive},
		{feed.ActionURL, base + "/..;/admin", envelope.ErrDeceptive},
		{feed.ActionURL, base + "/..%3b/admin", envelope.ErrDeceptive},
		{feed.ActionURL, base + "%2fx", envelope.ErrDeceptive},
		{feed.ActionURL, base + "/x%2F..%2F..", envelope.ErrDeceptive},
		{feed.ActionURL, base + "/%252e%252e/admin", envelope.ErrDeceptive},
		{feed.ActionURL, base + "/%5c..%5cadmin", envelope.ErrDeceptive},
		{feed.ActionURL, base + "/%00", envelope.ErrDeceptive},
		{feed.ActionURL, base + "/%0d%0aSet-Cookie", envelope.ErrDeceptive},
		{feed.ActionURL, base + `\..\admin`, envelope.ErrDeceptive},
		{feed.ActionURL, `https:\\cs.kakao.com\`, envelope.ErrDeceptive},
		{feed.ActionURL, `https://evil.example\@cs.kakao.com/`, envelope.ErrDeceptive},
		{feed.ActionURL, "https://cs.kakao.com//evil.example/", envelope.ErrDeceptive},
		{feed.ActionURL, "https://cs.kakao.com/a b", envelope.ErrDeceptive},
		{feed.ActionURL, "https://cs.kakao.com/\tx", envelope.ErrDeceptive},
		{feed.ActionURL, "https://cs.kakao.com/\n", envelope.ErrDeceptive},
		{feed.ActionURL, " https://cs.kakao.com/", envelope.ErrDeceptive},
		{feed.ActionURL, "https://cs.kakao.com/\x00", envelope.ErrDeceptive},
		{feed.ActionURL, "https://cs.kakao.com/`id`", envelope.ErrDeceptive},
		{feed.ActionURL, `https://cs.kakao.com/"&calc`, envelope.ErrDeceptive},
		{feed.ActionURL, "https://cs.kakao.com/<x>", envelope.ErrDeceptive},
		{feed.ActionURL, "https://2130706433/", envelope.ErrAddress},
		{feed.ActionURL, "https://127.0.0.1/", envelope.ErrDeceptive},
		{feed.ActionURL, "https://127.1/", envelope.ErrDeceptive},
		{feed.ActionURL, "https://0x7f.0x1/", envelope.ErrDeceptive},
		{feed.ActionURL, "https://１２７.0.0.1/", envelope.ErrDeceptive},
		// not an address
		{feed.ActionURL, "https://[::1]/", envelope.ErrAddress},
		{feed.ActionURL, "https://[::1%25eth0]/", envelope.ErrAddress},
		{feed.ActionURL, "https://localhost/", envelope.ErrAddress},
		{feed.ActionURL, "https:///page", envelope.ErrAddress},
		{feed.ActionURL, "https://", envelope.ErrAddress},
		{feed.ActionURL, "https:cs.kakao.com/", envelope.ErrAddress},
		{feed.ActionURL, "https://cs.kakao.com./", envelope.ErrAddress},
		{feed.ActionURL, "https://cs..kakao.com/", envelope.ErrAddress},
		{feed.ActionURL, "https://-cs.kakao.com/", envelope.ErrAddress},
		{feed.ActionURL, "https://cs_kakao.com/", envelope.ErrAddress},
		{feed.ActionURL, "https://xn--a.kakao.com/", envelope.ErrAddress},
		{feed.ActionURL, "https://cs.kakao.com\u202e/", envelope.ErrAddress},
		{feed.ActionURL, "https://cs.kakao.com:/", envelope.ErrAddress},
		{feed.ActionURL, "https://cs.kakao.com:0/", envelope.ErrAddress},
		{feed.ActionURL, "https://cs.kakao.com:0443/", envelope.ErrAddress},
		{feed.ActionURL, "https://cs.kakao.com:65536/", envelope.ErrAddress},
		{feed.ActionURL, "https://cs.kakao.com:x/", envelope.ErrAddress},
		{feed.ActionURL, "https://cs.kakao.com/%", envelope.ErrAddress},
		{feed.ActionURL, "https://cs.kakao.com/%zz", envelope.ErrAddress},
		{feed.ActionURL, "https://cs.kakao.com/%ff", envelope.ErrAddress},
		{feed.ActionURL, "https://cs.kakao.com/\xff", envelope.ErrAddress},
		{feed.ActionURL, "https://cs.kakao.com/" + strings.Repeat("a", 2048), envelope.ErrAddress},
		{feed.ActionURL, "https://" + strings.Repeat("a.", 130) + "com/", envelope.ErrAddress},
		// telephone
		{feed.ActionTel, "1577-3755", envelope.ErrNotListed},
		{feed.ActionTel, "+15773754", envelope.ErrNotListed},
		{feed.ActionTel, "+821012345678", envelope.ErrNotListed}, // listed for sms only
		{feed.ActionTel, "sms:15773754", envelope.ErrScheme},
		{feed.ActionTel, "*21*15773754#", envelope.ErrDeceptive},
		{feed.ActionTel, "tel:15773754,,1", envelope.ErrDeceptive},
		{feed.ActionTel, "15773754;ext=1", envelope.ErrDeceptive},
		{feed.ActionTel, "1577%33754", envelope.ErrDeceptive},
		{feed.ActionTel, "１５７７3754", envelope.ErrDeceptive},
		{feed.ActionTel, "1577+3754", envelope.ErrDeceptive},
		{feed.ActionTel, "--", envelope.ErrAddress},
		{feed.ActionTel, "", envelope.ErrAddress},
		{feed.ActionTel, "1234567890123456", envelope.ErrAddress},
		{feed.ActionTel, strings.Repeat("-", 3000) + "114", envelope.ErrAddress},
		{feed.ActionSMS, "+821012345678?body=hi", envelope.ErrDeceptive},
		{feed.ActionSMS, "+821012345678,+821099999999", envelope.ErrDeceptive},
		{feed.ActionSMS, "15773754", envelope.ErrNotListed},
		// mail
		{feed.ActionEmail, "help@kakao.com?subject=x", envelope.ErrAddress},
		{feed.ActionEmail, "help@kakao.com?cc=evil@evil.example", envelope.ErrAddress},
		{feed.ActionEmail, "help@kakao.com,evil@evil.example", envelope.ErrAddress},
		{feed.ActionEmail, "help%40kakao.com", envelope.ErrAddress},
		{feed.ActionEmail, "help%0a@kakao.com", envelope.ErrDeceptive},
		{feed.ActionEmail, "\"help\"@kakao.com", envelope.ErrDeceptive},
		{feed.ActionEmail, "Help <help@kakao.com>", envelope.ErrDeceptive},
		{feed.ActionEmail, "help@kakao.com.evil.example", envelope.ErrNotListed},
		{feed.ActionEmail, "HELP@kakao.com", envelope.ErrNotListed},
		{feed.ActionEmail, "@kakao.com", envelope.ErrAddress},
		{feed.ActionEmail, "help@", envelope.ErrAddress},
		{feed.ActionEmail, "https://cs.kakao.com/", envelope.ErrScheme},
	} {
		got, err := p.Target(feed.Action{Type: c.kind, Value: c.value}, noon)
		if !errors.Is(err, c.want) || got != (envelope.Target{}) {
			t.Errorf("%s %.90q: %+v, %v; want %v", c.kind, c.value, got, err, c.want)
		}
	}
}

func TestExpiredProfileOpensNothing(t *testing.T) {
	p := profile(t)
	for _, a := range []feed.Action{
		{Type: feed.ActionURL, Value: "https://cs.kakao.com/"},
		{Type: feed.ActionTel, Value: "114"},
	} {
		if _, err := p.Target(a, p.ExpiresAt.Add(-time.Second)); err != nil {
			t.Errorf("%s just before: %v", a.Value, err)
		}
		if _, err := p.Target(a, p.ExpiresAt); !errors.Is(err, envelope.ErrProfileExpired) {
			t.Errorf("%s: %v, want ErrProfileExpired", a.Value, err)
		}
	}
	var none *envelope.Profile
	if _, err := none.Target(feed.Action{Type: feed.ActionTel, Value: "114"}, noon); !errors.Is(err, envelope.ErrNotListed) {
		t.Errorf("without a profile: %v", err)
	}
}

func TestErrorsHoldNoPassword(t *testing.T) {
	p := profile(t)
	for _, value := range []string{"https://user:hunter2@cs.kakao.com/", "https://user:hunter2@[::1/", "https://user:hunter2@host:port/%zz"} {
		if _, err := p.Target(feed.Action{Type: feed.ActionURL, Value: value}, noon); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", value, err)
		}
	}
}

// Whatever opens must be read by another parser as exactly what the profile
// lists, and must open to itself again.
func FuzzTarget(f *testing.F) {
	p := profile(f)
	for _, seed := range []string{
		"https://cs.kakao.com/a?b#c", "https://www.kakaocorp.com/page/%70", "https://카카오.한국/도움말/x", "https://x.com/kakaoteam",
		"https://odd.example:8443/", "https://cs.kakao.com@evil/", "1577-3754", "sms:+821012345678", "mailto:help@kakao.com", "https://ｃｓ.kakao。com/;a",
	} {
		for _, kind := range []feed.ActionType{feed.ActionURL, feed.ActionTel, feed.ActionSMS, feed.ActionEmail} {
			f.Add(string(kind), seed)
		}
	}
	hosts := map[string]string{
		"cs.kakao.com": "/", "www.kakaocorp.com": "/page", "xn--vk5b15ma.xn--3e0b707e": "/도움말/", "odd.example:8443": "/", "x.com": "/kakaoteam",
	}
	f.Fuzz(func(t *testing.T, kind, value string) {
		got, err := p.Target(feed.Action{Type: feed.ActionType(kind), Value: value}, noon)
		if err != nil {
			return
		}
		if kind != string(feed.ActionURL) {
			if !got.Ask || strings.ContainsAny(got.URL, "?&,;*# \\%") {
				t.Fatalf("%q opens %+v", value, got)
			}
			return
		}
		u, err := url.Parse(got.URL)
		if err != nil {
			t.Fatalf("%q opens %q: %v", value, got.URL, err)
		}
		prefix, listed := hosts[u.Host]
		if !listed || u.Scheme != "https" || u.User != nil || u.Host != got.Display || !strings.HasPrefix(u.Path, prefix) || strings.Contains(u.Path, "/../") {
			t.Fatalf("%q opens %q", value, got.URL)
		}
		for i := range len(got.URL) {
			if c := got.URL[i]; c <= ' ' || c > '~' || c == '\\' {
				t.Fatalf("%q opens %q with the byte %q", value, got.URL, c)
			}
		}
		again, err := p.Target(feed.Action{Type: feed.ActionURL, Value: got.URL}, noon)
		if err != nil || again != got {
			t.Fatalf("%q opens %q, which opens %q: %v", value, got.URL, again.URL, err)
		}
	})
}
