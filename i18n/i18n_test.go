package i18n

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"
)

func TestLanguage(t *testing.T) {
	env := func(pairs ...string) func(string) string {
		return func(name string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	tests := []struct {
		name, ask string
		getenv    func(string) string
		want      string
	}{
		{"asked for Korean", "ko", env("LANG", "en_US.UTF-8"), "ko"},
		{"asked for English", "en", env("LANG", "ko_KR.UTF-8"), "en"},
		{"a longer tag", "en-GB", env("LANG", "ko_KR.UTF-8"), "en"},
		{"cut at the dot", "system", env("LANG", "ko_KR.UTF-8"), "ko"},
		{"cut at the at", "system", env("LANG", "ko@hanja"), "ko"},
		{"LC_ALL hides LANG", "system", env("LANG", "ko_KR.UTF-8", "LC_ALL", "en_US.UTF-8"), "en"},
		{"LC_ALL=C hides LANG", "system", env("LANG", "ko_KR.UTF-8", "LC_ALL", "C"), platformLanguage()},
		{"LC_MESSAGES before LANG", "system", env("LANG", "en_US", "LC_MESSAGES", "ko_KR"), "ko"},
		{"the list of languages", "system", env("LANG", "fr_FR", "LANGUAGE", "fr:ko:en"), "ko"},
		{"nothing said", "system", env(), platformLanguage()},
		{"a language we lack", "fr", env("LANG", "ko_KR.UTF-8"), "ko"},
		{"koala is not Korean", "koala", env("LANG", "en_US"), "en"},
	}
	for _, tt := range tests {
		if got := newLocalizer(tt.ask, tt.getenv).Lang(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestStateWords(t *testing.T) {
	ko, en := New("ko"), New("en")
	for _, tt := range []struct{ id, ko, en string }{
		{"state.operational", "정상", "Working"},
		{"state.degraded_performance", "불안정", "Unstable"},
		{"state.partial_outage", "일부 장애", "Partly down"},
		{"state.major_outage", "장애", "Down"},
		{"state.under_maintenance", "점검 중", "Maintenance"},
		{"state.unknown", "확인 안 됨", "Unconfirmed"},
		{"stage_state.done", "끝남", "Done"},
		{"promise.missed", "어김", "Missed"},
		{"nav.guidance", "대응", "Guidance"},
		{"mode.replay.mark", "[재현]", "[REPLAY]"},
	} {
		if got := ko.T(tt.id, nil); got != tt.ko {
			t.Errorf("ko %s = %q, want %q", tt.id, got, tt.ko)
		}
		if got := en.T(tt.id, nil); got != tt.en {
			t.Errorf("en %s = %q, want %q", tt.id, got, tt.en)
		}
	}
}

func TestPlural(t *testing.T) {
	ko, en := New("ko"), New("en")
	for n, want := range map[int]string{0: "0 services", 1: "1 service", 2: "2 services", 1100: "1,100 services"} {
		if got := en.N("count.services", n, nil); got != want {
			t.Errorf("%d = %q, want %q", n, got, want)
		}
	}
	if got := ko.N("count.services", 1, nil); got != "서비스 1개" {
		t.Errorf("ko = %q", got)
	}
}

func TestMistakesAreShownAndLoggedOnce(t *testing.T) {
	var log bytes.Buffer
	old := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(old) })

	l := New("ko")
	for range 3 {
		if got := l.T("no.such_message", nil); got != "no.such_message" {
			t.Errorf("missing message = %q", got)
		}
		if got := l.N("no.such_message", 2, nil); got != "no.such_message" {
			t.Errorf("missing counted message = %q", got)
		}
	}
	if n := strings.Count(log.String(), "no.such_message\""); n > 2 || strings.Count(log.String(), "\n") != 1 {
		t.Errorf("logged:\n%s", log.String())
	}
	log.Reset()
	for _, data := range []map[string]any{nil, {}, {"Name": nil}, {"Other": "x"}} {
		got := l.T("alert.incident_opened.title", data)
		if got != "새 장애: " {
			t.Errorf("data %v: %q", data, got)
		}
	}
	if n := strings.Count(log.String(), "\n"); n != 1 {
		t.Errorf("missing data was logged %d times:\n%s", n, log.String())
	}
	if Has("no.such_message") || !Has("state.unknown") {
		t.Error("Has is wrong")
	}
}

// TestFeedTextIsData: what a feed says never becomes part of the template.
func TestFeedTextIsData(t *testing.T) {
	got := New("ko").T("alert.restored.title", map[string]any{"Name": `{{.Name}}<b>%s`})
	if got != `{{.Name}}<b>%s이(가) 돌아왔어요` && got != `{{.Name}}<b>%s가 돌아왔어요` {
		t.Errorf("got %q", got)
	}
}

func TestLocalizerIsConcurrent(t *testing.T) {
	l := New("ko")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				if got := l.T("alert.restored.title", map[string]any{"Name": "카카오"}); got != "카카오가 돌아왔어요" {
					t.Errorf("got %q", got)
					return
				}
			}
		})
	}
	wg.Wait()
}
