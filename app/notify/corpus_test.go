package notify

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"bokgu/sync/feed/testdata/corpora"
)

// unfit returns the first character of s that must not reach a notification
// service, 0 for none.
func unfit(s string, breaks bool) rune {
	for _, r := range s {
		switch {
		case r == '\n' && breaks, r == '\u200D':
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs, unicode.Noncharacter_Code_Point):
			return r
		}
	}
	return 0
}

// cleaned is every string of the corpus as title, body and key.
func cleaned(t *testing.T) (raw, clean []Notification) {
	t.Helper()
	for _, s := range corpora.Strings(t) {
		n := Notification{Key: s, Title: s, Body: s}
		raw, clean = append(raw, n), append(clean, Clean(n))
	}
	return raw, clean
}

func TestStringsAreCleaned(t *testing.T) {
	raw, clean := cleaned(t)
	for i, n := range clean {
		if r := unfit(n.Title, false); r != 0 || utf8.RuneCountInString(n.Title) > MaxTitle || !utf8.ValidString(n.Title) {
			t.Errorf("%q has the title %q (%U)", raw[i].Title, n.Title, r)
		}
		if r := unfit(n.Body, true); r != 0 || utf8.RuneCountInString(n.Body) > MaxBody || !utf8.ValidString(n.Body) {
			t.Errorf("%q has the body %q (%U)", raw[i].Body, n.Body, r)
		}
		if Clean(n) != n {
			t.Errorf("%q is not clean when it is cleaned", n.Title)
		}
	}
}

// Every string in a toast gives well-formed XML of the very elements that a toast
// has, in which it is text and nothing else.
func TestStringsInToast(t *testing.T) {
	raw, clean := cleaned(t)
	for i, n := range raw {
		doc, err := toastXML(n, `C:\bokgu.png`)
		if err != nil {
			t.Fatal(err)
		}
		if r := unfit(doc, false); r != 0 || strings.ContainsFunc(doc, func(r rune) bool { return r > 0xFFFF }) {
			t.Errorf("%q: the XML holds %U: %s", n.Title, r, doc)
		}
		var names, texts []string
		launch := ""
		for d := xml.NewDecoder(strings.NewReader(doc)); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%q: %v: %s", n.Title, err, doc)
			}
			switch token := token.(type) {
			case xml.StartElement:
				names = append(names, token.Name.Local)
				if token.Name.Local == "text" {
					texts = append(texts, "")
				}
				for _, a := range token.Attr {
					if a.Name.Local == "launch" {
						launch = a.Value
					}
				}
			case xml.CharData:
				if len(texts) == 0 {
					t.Fatalf("%q: text outside of its place: %s", n.Title, doc)
				}
				texts[len(texts)-1] += string(token)
			case xml.EndElement:
			default:
				t.Errorf("%q: %T in %s", n.Title, token, doc)
			}
		}
		want := []string{clean[i].Title}
		if clean[i].Body != "" {
			want = append(want, clean[i].Body)
		}
		elements := "toast visual binding" + strings.Repeat(" text", len(want)) + " image"
		if got := strings.Join(names, " "); got != elements || strings.Join(texts, "\x00") != strings.Join(want, "\x00") {
			t.Errorf("%q: elements %q, texts %q", n.Title, got, texts)
		}
		if key, ok := launchKey(launch); !ok || key != n.Key {
			t.Errorf("a click on %q is one on %q", n.Key, key)
		}
	}
}
