//go:build linux && desktop

package desktop

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"bokgu/sync/feed"
)

// services is a document of services that are one function each and all work.
func services(names ...string) feed.Status {
	var doc feed.Status
	for i, name := range names {
		doc.Components = append(doc.Components, service(string(rune('a'+i)), name, feed.Operational).Components...)
	}
	return doc
}

// A Korean keyboard, an initial or two, and a name out of the Finder: each brings the same service.
func TestKoreanInput(t *testing.T) {
	s := begin(t, Options{Width: 1280, Height: 900, Hangul: true})
	live, err := ServeLive(t.Context(), "입력상태", services("카카오톡", "나라지도", "도레미페이"))
	if err != nil {
		t.Fatal(err)
	}
	p, w := s.launch(t, "--data", filepath.Join(s.Dir(), "bokgu"), "--lang", "ko", "--theme", "light", "--feed", live.URL)
	if err := s.Focus(within(t, 10*time.Second), w); err != nil {
		t.Fatal(err)
	}
	all := []string{"카카오톡", "나라지도", "도레미페이"}
	s.untilSeen(t, 30*time.Second, w, names, all...)

	// only waits until the board shows this one service.
	only := func(t *testing.T, name string) {
		t.Helper()
		s.untilRead(t, 20*time.Second, w, names, "only "+name+" is shown", func(r Reading) bool {
			return r.Has(name) && !slices.ContainsFunc(all, func(other string) bool { return other != name && r.Has(other) })
		})
	}
	typed := func(t *testing.T, text string) {
		t.Helper()
		if err := s.Type(within(t, 10*time.Second), text); err != nil {
			t.Fatal(err)
		}
	}

	t.Run("a name", func(t *testing.T) {
		s.press(t, "ctrl+f", "shift+space")
		typed(t, "zkzkdh")
		only(t, "카카오톡")
	})
	t.Run("initials", func(t *testing.T) {
		s.press(t, "ctrl+a", "BackSpace")
		typed(t, "sfwe")
		only(t, "나라지도")
	})
	t.Run("a name as a Mac writes it", func(t *testing.T) {
		if err := s.Copy(within(t, 10*time.Second), norm.NFD.String("도레미")); err != nil {
			t.Fatal(err)
		}
		s.press(t, "Right", "ctrl+a", "ctrl+v") // an arrow ends the syllable that is still being put together
		only(t, "도레미페이")
	})
	quit(t, p)
}
