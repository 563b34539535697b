package subscribe

import (
	"errors"
	"strings"
	"testing"
)

const someRoot = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func TestLinkReadsAndWrites(t *testing.T) {
	for in, want := range map[string]string{
		"bokgu:add?url=wss://status.example.com/v1/stream&root=" + someRoot:     "wss://status.example.com/v1/stream",
		"BOKGU:add?root=" + someRoot + "&url=https%3A%2F%2FStatus.Example.COM":  "wss://status.example.com/v1/stream",
		"bokgu:add?url=wss://status.example.com:443/&root=" + someRoot:          "wss://status.example.com/v1/stream",
		"bokgu:add?url=wss://status.example.com:8443/chat&root=" + someRoot:     "wss://status.example.com:8443/chat/v1/stream",
		"bokgu:add?url=wss://B%C3%BCcher.example&root=" + someRoot:              "wss://xn--bcher-kva.example/v1/stream",
		"bokgu:add?url=ws://127.0.0.1:7000/v1/stream&root=" + someRoot:          "ws://127.0.0.1:7000/v1/stream",
		"bokgu:add?url=ws://%5B::1%5D:7000&root=" + someRoot:                    "ws://[::1]:7000/v1/stream",
		"bokgu:add?url=wss://a.example&name=Kakao%20official&root=" + someRoot:  "wss://a.example/v1/stream",
		"bokgu:add?url=wss://a.example/plus+sign&name=x&root=" + someRoot + "#": "",
	} {
		l, err := ParseLink(in)
		if want == "" {
			if err == nil {
				t.Errorf("%s: taken as %s", in, l.URL)
			}
			continue
		}
		if err != nil || l.URL != want || l.Root != someRoot {
			t.Errorf("%s: %+v, %v; want %s", in, l, err, want)
			continue
		}
		again, err := ParseLink(l.String())
		if err != nil || again != l {
			t.Errorf("%s is read back as %+v, %v", l, again, err)
		}
	}
	l, err := ParseLink("bokgu:add?url=wss://B%C3%BCcher.example:8443&name=Kakao&root=" + someRoot)
	if err != nil || l.Host() != "xn--bcher-kva.example:8443" || strings.Contains(l.String(), "Kakao") {
		t.Errorf("host %q of %s, %v", l.Host(), l, err)
	}
}

func TestHostileLinks(t *testing.T) {
	const good = "bokgu:add?url=wss://a.example&root=" + someRoot
	if _, err := ParseLink(good); err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]error{
		"":                            ErrLink,
		"wss://a.example":             ErrLink,
		"javascript:alert(1)":         ErrLink,
		"bokgu:":                      ErrLink,
		"bokgu:add":                   ErrLink,
		"bokgu:remove?" + good[10:]:   ErrLink,
		"bokgu://add?" + good[10:]:    ErrLink,
		good + "&x=1":                 ErrLink,
		good + "&url=wss://b.example": ErrLink,
		good + "&root=" + someRoot:    ErrLink,
		good + "&":                    ErrLink,
		good + "#x":                   ErrLink,
		good + " ":                    ErrLink,
		good + "\n":                   ErrLink,
		good + "&name=%zz":            ErrLink,
		good + "&name=\u202eevil":     ErrLink,
		good + "&name=" + strings.Repeat("n", MaxLink):                                ErrLink,
		"bokgu:add?url=wss://a.example":                                               ErrLink,
		"bokgu:add?root=" + someRoot:                                                  ErrLink,
		"bokgu:add?url=wss://a.example&root=sha256:00":                                ErrLink,
		"bokgu:add?url=wss://a.example&root=" + strings.ToUpper(someRoot):             ErrLink,
		"bokgu:add?url=javascript:alert(1)&root=" + someRoot:                          ErrURL,
		"bokgu:add?url=file:///etc/passwd&root=" + someRoot:                           ErrURL,
		"bokgu:add?url=ftp://a.example&root=" + someRoot:                              ErrURL,
		"bokgu:add?url=" + strings.ReplaceAll(good, "&", "%26") + "&root=" + someRoot: ErrURL,
		"bokgu:add?url=ws://a.example&root=" + someRoot:                               ErrPlain,
		"bokgu:add?url=http://a.example&root=" + someRoot:                             ErrPlain,
		"bokgu:add?url=ws://127.0.0.1.evil.example&root=" + someRoot:                  ErrPlain,
		"bokgu:add?url=wss://192.0.2.1&root=" + someRoot:                              ErrURL,
		"bokgu:add?url=wss://0x7f.1&root=" + someRoot:                                 ErrURL,
		"bokgu:add?url=wss://a&root=" + someRoot:                                      ErrURL,
		"bokgu:add?url=wss://a.example/../x&root=" + someRoot:                         ErrURL,
		"bokgu:add?url=wss://a.example/%252e%252e/x&root=" + someRoot:                 ErrURL,
		"bokgu:add?url=wss://a.example/a%5Cb&root=" + someRoot:                        ErrURL,
		"bokgu:add?url=wss://a.example//b.example&root=" + someRoot:                   ErrURL,
		"bokgu:add?url=wss://a.example?x=1%26y&root=" + someRoot:                      ErrURL,
		"bokgu:add?url=wss://a.example%23x&root=" + someRoot:                          ErrURL,
		"bokgu:add?url=wss://a.example%0d%0aHost:b&root=" + someRoot:                  ErrURL,
		"bokgu:add?url=wss://a%E2%80%AE.example&root=" + someRoot:                     ErrURL,
		good + "&token=hunter2":                                                       ErrLinkSecret,
		good + "&Token=hunter2":                                                       ErrLinkSecret,
		good + "&x=1&password=hunter2":                                                ErrLinkSecret,
		"bokgu:add?url=wss://name:hunter2@a.example&root=" + someRoot:                 ErrLinkSecret,
		"bokgu:add?url=wss://a.example%3Faccess_token%3Dhunter2&root=" + someRoot:     ErrLinkSecret,
	} {
		l, err := ParseLink(in)
		if !errors.Is(err, want) || l != (Link{}) {
			t.Errorf("%.120q: %+v, %v; want %v", in, l, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%.120q: the error gives the secret away: %v", in, err)
		}
	}
}

func TestProfileURL(t *testing.T) {
	for in, want := range map[string]string{
		"wss://a.example/v1/stream":      "https://a.example/.well-known/bokgu-feed.json",
		"https://a.example/chat":         "https://a.example/chat/.well-known/bokgu-feed.json",
		"ws://127.0.0.1:7000/v1/stream/": "http://127.0.0.1:7000/.well-known/bokgu-feed.json",
	} {
		if got, err := ProfileURL(in); got != want || err != nil {
			t.Errorf("%s: %s, %v", in, got, err)
		}
	}
	if _, err := ProfileURL("ws://a.example"); !errors.Is(err, ErrPlain) {
		t.Error(err)
	}
}

// FuzzParseLink: whatever is clicked on, what is taken is in its normal form,
// leads nowhere unencrypted but this machine, and reads back the same.
func FuzzParseLink(f *testing.F) {
	for _, s := range []string{
		"bokgu:add?url=wss://a.example&root=" + someRoot,
		"bokgu:add?url=ws://%5B::1%5D:7000/x&name=%41&root=" + someRoot,
		"BOKGU:add?root=" + someRoot + "&url=https%3A%2F%2FB%C3%BCcher.example%3A8443%2Fv1%2Fstream",
		"bokgu:add?url=wss://a:b@a.example&token=x", "bokgu:add?", "javascript:alert(1)", "bokgu:add?url=wss://[fe80::1%25eth0]&root=" + someRoot,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseLink(s)
		if err != nil {
			if l != (Link{}) {
				t.Fatalf("%q: %+v beside an error", s, l)
			}
			return
		}
		text := l.String()
		if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) || strings.Contains(text, "@") {
			t.Fatalf("%q becomes %q", s, text)
		}
		if err := CheckURL(l.URL); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		if again, err := ParseLink(text); err != nil || again != l {
			t.Fatalf("%q: %q is read back as %+v, %v", s, text, again, err)
		}
	})
}
