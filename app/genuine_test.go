package app

import (
	"testing"
	"time"

	"bokgu/app/genuine"
	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/views"
)

// A message is held against all live feeds that are followed, and in a replay against those of the replay alone.
func TestWhoVouchesForAMessage(t *testing.T) {
	m, _ := newModel(t)
	m.st.feeds = []views.Feed{{ID: "a", Name: "A", Root: "r"}, {ID: "b", Name: "B", Root: "r"}, {ID: "c"}, {ID: replaySub, Name: "R", Builtin: true}}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	profile := func(mode feed.Mode, host string) *envelope.Profile {
		return &envelope.Profile{Mode: mode, IssuedAt: now.Add(-time.Hour), ExpiresAt: now.Add(time.Hour), Links: []envelope.Link{{Origin: "https://" + host, Label: feed.Plain(host)}}}
	}
	for id, p := range map[string]*envelope.Profile{
		"a": profile(feed.ModeLive, "a.example"), "b": profile(feed.ModeLive, "b.example"), "c": nil, replaySub: profile(feed.ModeReplay, "r.example"),
	} {
		m.add(id, nil, nil)
		m.screen(id).Profile(p)
	}
	verdicts := func() map[string]genuine.Verdict {
		sources, at, _ := m.vouchers(now)
		out := map[string]genuine.Verdict{}
		for _, f := range genuine.Check("https://a.example https://b.example https://r.example", sources, at).Findings {
			out[f.Shown] = f.Verdict
		}
		return out
	}
	m.choose("a")
	sources, _, replay := m.vouchers(now)
	if len(sources) != 2 || replay || !sources[0].Unofficial {
		t.Errorf("live: %+v, replay %v", sources, replay)
	}
	if v := verdicts(); v["a.example"] != genuine.Matches || v["b.example"] != genuine.Matches || v["r.example"] == genuine.Matches {
		t.Errorf("live: %v", v)
	}
	m.choose(replaySub)
	if sources, _, replay := m.vouchers(now); len(sources) != 1 || sources[0].Feed != "R" || !replay {
		t.Errorf("replay: %+v, %v", sources, replay)
	}
	if v := verdicts(); v["r.example"] != genuine.Matches || v["a.example"] == genuine.Matches {
		t.Errorf("replay: %v", v)
	}

	// A clock that was set back makes no profile valid again.
	ahead := profile(feed.ModeLive, "b.example")
	ahead.IssuedAt = now.Add(2 * time.Hour)
	ahead.ExpiresAt = now.Add(3 * time.Hour)
	m.screen("b").Profile(ahead)
	m.choose("a")
	if _, at, _ := m.vouchers(now); !at.Equal(ahead.IssuedAt) {
		t.Errorf("asked at %s", at)
	}
}

func TestWordsOfAReportReachTheScreen(t *testing.T) {
	r := genuine.Report{
		Verdict: genuine.Alike, Cut: true, Hidden: true, Sources: 2, Expired: 1,
		Findings: []genuine.Finding{{
			Kind: genuine.KindSMS, Shown: "s", Wide: "w", Verdict: genuine.Alike, Warnings: []genuine.Warning{genuine.WarnFile},
			Official: genuine.Official{Feed: "f", Name: feed.Text{"ko": "이름", "en": "name"}, Lang: "ko", Address: "a"},
		}},
	}
	g := genuineOf(r, "en")
	if g.Verdict != views.GenuineAlike || !g.Cut || !g.Hidden || g.Lists != 2 || g.Expired != 1 || len(g.Findings) != 1 {
		t.Fatalf("%+v", g)
	}
	f := g.Findings[0]
	if f.Kind != "sms" || f.Shown != "s" || f.Wide != "w" || f.Channel != "name" || f.Address != "a" || f.Feed != "f" || f.Verdict != views.GenuineAlike || len(f.Warnings) != 1 || f.Warnings[0] != "file" {
		t.Errorf("%+v", f)
	}
}
