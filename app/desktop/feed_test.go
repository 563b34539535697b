//go:build linux && desktop

package desktop

import (
	"context"
	"crypto/rand"
	"image"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bokgu/sync/scenario"
)

// morning is the moment of the recording that the feeds of these tests stand at.
var morning = time.Date(2022, 10, 16, 8, 0, 0, 0, time.FixedZone("KST", 9*60*60))

// A service of that morning and its state, from the recording.
const morningService = "카카오톡"

// private is a feed that only answers to a token.
type private struct {
	url, token string
	opened     atomic.Int32 // streams asked for with the token
}

func servePrivate(t *testing.T) *private {
	t.Helper()
	feed := &private{token: "bokgu-test-" + rand.Text()}
	server := httptest.NewUnstartedServer(nil) // it listens already, and the profile names the origin
	origin := "http://" + server.Listener.Addr().String()
	feed.url = "ws" + strings.TrimPrefix(origin, "http") + "/v1/stream"

	recording, err := scenario.Load("kakao-2022")
	if err != nil {
		t.Fatal(err)
	}
	player, err := scenario.NewPlayer(scenario.PlayerParams{Scenario: recording, From: morning, Speed: 1, Origins: []string{origin}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- player.Run(ctx) }()
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+feed.token {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if strings.HasSuffix(r.URL.Path, "/stream") {
			feed.opened.Add(1)
		}
		player.Handler().ServeHTTP(w, r)
	})
	server.Start()
	t.Cleanup(func() {
		cancel()
		<-ended
		stopping, done := context.WithTimeout(context.Background(), 5*time.Second)
		defer done()
		if err := player.Shutdown(stopping); err != nil {
			t.Errorf("ending the feed: %v", err)
		}
		server.Close()
	})
	return feed
}

// form is where the settings ask for a new feed.
var form = image.Rect(96, 200, 700, 420)

// A token typed in the settings is in the keyring and in no file.
func TestToken(t *testing.T) {
	t.Parallel() // a desktop of its own, which waits more than it works
	feed := servePrivate(t)
	s := begin(t, screen)
	data := filepath.Join(s.Dir(), "bokgu")
	p, w := s.launch(t, "--data", data, "--lang", "ko", "--theme", "light")
	s.skipFirstRun(t, w)

	s.clickText(t, w, rail, "설정")
	for _, entry := range []struct{ label, text string }{
		{"주소나 링크", feed.url},
		{"비공개 피드만", feed.token},
	} {
		s.clickBy(t, w, form, entry.label, image.Pt(20, 39)) // into the entry below
		if err := s.Type(within(t, 20*time.Second), entry.text); err != nil {
			t.Fatal(err)
		}
	}
	// The button after the entry, as a person without a mouse presses it.
	if err := s.Key(within(t, 5*time.Second), "Tab", "space"); err != nil {
		t.Fatal(err)
	}

	t.Run("it is in the keyring", func(t *testing.T) {
		err := Until(within(t, 20*time.Second), "the keyring holds the token", func() (bool, error) {
			secrets, err := s.Secrets(t.Context())
			for _, secret := range secrets {
				if secret.Value == feed.token {
					return true, nil
				}
			}
			return false, err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	t.Run("the feed is shown with it", func(t *testing.T) {
		s.clickText(t, w, rail, "현황")
		s.untilRead(t, 30*time.Second, w, names, "the board shows the feed", func(r Reading) bool { return r.Has(morningService) })
		if feed.opened.Load() == 0 {
			t.Error("no stream was asked for with the token")
		}
	})
	t.Run("after a new start it comes from the keyring", func(t *testing.T) {
		quit(t, p)
		before := feed.opened.Load()
		again, w := s.launch(t, "--data", data, "--lang", "ko", "--theme", "light")
		err := Until(within(t, 20*time.Second), "a stream is asked for with the token", func() (bool, error) {
			return feed.opened.Load() > before, nil
		})
		if err != nil {
			t.Error(err)
		}
		s.untilSeen(t, 30*time.Second, w, names, morningService)
		quit(t, again)
	})
	t.Run("it is in no file", func(t *testing.T) {
		// The folder holds the app's data, settings, cache and temporary files and everything that it printed.
		if files := holding(t, s.Dir(), feed.token); len(files) > 0 {
			t.Errorf("the token stands in %v", files)
		}
		if files := holding(t, data, "127.0.0.1"); len(files) == 0 {
			t.Error("not even the feed's address is in the data folder: the search proves nothing")
		}
	})
}

// Without the network, a new start shows what was last known and how old it is.
func TestLastKnown(t *testing.T) {
	s := begin(t, screen)
	server, err := s.Run(s.Command(program(t, "BOKGUCTL_BIN"), "replay", "kakao-2022", "--listen", "127.0.0.1:0",
		"--from", morning.Format(time.RFC3339), "--speed", "1"))
	if err != nil {
		t.Fatal(err)
	}
	url := ""
	err = Until(within(t, 10*time.Second), "bokguctl says its address", func() (bool, error) {
		url = regexp.MustCompile(`ws://\S+`).FindString(server.Output())
		return url != "", nil
	})
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(s.Dir(), "bokgu")
	flags := []string{"--data", data, "--lang", "ko", "--theme", "light"}
	p, w := s.launch(t, append(flags, "--feed", url)...)
	s.untilSeen(t, 30*time.Second, w, names, morningService, "일부 장애")
	s.untilSeen(t, 30*time.Second, w, head, "운영사 소식", "소식 확인", "실시간")
	quit(t, p)
	server.Kill()

	p, w = s.launch(t, flags...)
	s.untilSeen(t, 30*time.Second, w, names, morningService, "일부 장애")
	s.untilSeen(t, 30*time.Second, w, head, "운영사 소식", "소식 확인", "끊김")
	s.untilRead(t, 60*time.Second, w, head, "a lost connection is not called live", func(r Reading) bool {
		return r.Has("소식 확인") && !r.Has("실시간")
	})
	quit(t, p)
}
