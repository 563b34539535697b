package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed"
	"bokgu/sync/scenario"
)

// bokguctl runs a command line in this process.
func bokguctl(ctx context.Context, args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = run(ctx, args, &streams{In: strings.NewReader(""), Out: &o, Err: &e})
	return code, o.String(), e.String()
}

func TestReplayPrint(t *testing.T) {
	for _, when := range []string{"2022-10-16T08:00", "2022-10-16T08:00:00+09:00", "2022-10-15T23:00:00Z"} {
		code, out, errs := bokguctl(t.Context(), "replay", "kakao-2022", "--at", when, "--print")
		if code != 0 || errs != "" {
			t.Fatalf("%s: exit %d, %q", when, code, errs)
		}
		var doc struct {
			Status   feed.Status
			Articles []feed.Article
		}
		dec := json.NewDecoder(strings.NewReader(out))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&doc); err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		if dec.More() {
			t.Errorf("%s: more than one object", when)
		}
		if err := feed.Validate(&doc.Status); err != nil {
			t.Errorf("%s: %v", when, err)
		}
		if got := doc.Status.StatusOf("talk.text"); got != feed.DegradedPerformance {
			t.Errorf("%s: text is %s", when, got)
		}
		if !doc.Status.Replay.At.Equal(time.Date(2022, 10, 15, 23, 0, 0, 0, time.UTC)) || len(doc.Status.Changes) == 0 {
			t.Errorf("%s: at %s with %d changes", when, doc.Status.Replay.At, len(doc.Status.Changes))
		}
		if len(doc.Articles) != 14 {
			t.Errorf("%s: %d articles", when, len(doc.Articles))
		}
		if !strings.Contains(out, "카카오톡") {
			t.Errorf("%s: no Korean to read", when)
		}
	}
}

// One line that names the flag, and status 2.
func TestReplayRefusesBadValues(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"replay kakao", "kakao-article"},
		{"replay kakao-2022 --print", "--at"},
		{"replay kakao-2022 --drill --print --at 2022-10-16T08:00", "--drill"},
		{"replay kakao-2022 --at 2022-10-16T08:00", "--print"},
		{"replay kakao-2022 --print --at noon", "--at"},
		{"replay kakao-2022 --print --at 2020-01-01", "--at"},
		{"replay kakao-2022 --speed 0", "--speed"},
		{"replay kakao-2022 --speed 36001", "--speed"},
		{"replay kakao-2022 --speed NaN", "--speed"},
		{"replay kakao-2022 --from 2020-01-01", "--from"},
		{"replay kakao-2022 --until soon", "--until"},
		{"replay kakao-2022 --until 2030-01-01", "--until"},
		{"replay kakao-2022 --from 2022-10-17 --until 2022-10-16", "--until"},
		{"replay kakao-2022 --listen 8422", "--listen"},
		{"replay kakao-2022 --listen :8422", "--listen"},
		{"replay kakao-2022 --listen 192.0.2.1:8422", "--listen"},
		{"replay kakao-2022 --wait-clients=-1", "--wait-clients"},
	} {
		args := strings.Fields(c.args)
		if !strings.Contains(c.args, "--listen") && !strings.Contains(c.args, "--print") {
			args = append(args, "--listen", "127.0.0.1:0")
		}
		code, out, errs := bokguctl(t.Context(), args...)
		if code != 2 || out != "" || !strings.Contains(errs, c.want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: exit %d, out %q, err %q; want 2 and a line with %s", c.args, code, out, errs, c.want)
		}
	}
}

// A port that is taken is not a mistake of the command line.
func TestReplayPortTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	code, _, errs := bokguctl(t.Context(), "replay", "kakao-2022", "--listen", l.Addr().String())
	if code != 1 || !strings.Contains(errs, "--listen") {
		t.Errorf("exit %d, %q", code, errs)
	}
}

// lineCancel ends a run when so many lines have come.
type lineCancel struct {
	bytes.Buffer
	lines  int
	cancel context.CancelFunc
}

func (w *lineCancel) Write(b []byte) (int, error) {
	if w.lines -= bytes.Count(b, []byte{'\n'}); w.lines <= 0 {
		w.cancel()
	}
	return w.Buffer.Write(b)
}

// Asked to end, it ends well, having said where it served.
func TestReplayEndsWell(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	out, errs := &lineCancel{lines: 2, cancel: stop}, &bytes.Buffer{}
	args := []string{"replay", "kakao-2022", "--listen", "127.0.0.1:0", "--speed", "36000", "--shorten-gaps"}
	code := run(ctx, args, &streams{In: strings.NewReader(""), Out: out, Err: errs})
	lines := strings.Split(out.String(), "\n")
	if code != 0 || len(lines) != 3 || !strings.HasPrefix(lines[0], "ws://127.0.0.1:") ||
		!strings.HasSuffix(lines[0], "/v1/stream") || !strings.HasPrefix(lines[1], "sha256:") {
		t.Errorf("exit %d, out %q", code, out)
	}
	if !strings.Contains(errs.String(), "in the past") {
		t.Errorf("said %q", errs)
	}
}

// A drill says that it is one, and plays the recording from its first change on as of now.
func TestReplayDrill(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, errs := &lineCancel{lines: 2, cancel: stop}, &bytes.Buffer{}
	code := run(ctx, []string{"replay", "kakao-2022", "--drill", "--speed", "1", "--listen", "127.0.0.1:0"}, &streams{In: strings.NewReader(""), Out: out, Err: errs})
	said, today := errs.String(), time.Now().In(time.FixedZone("KST", 9*60*60)).Format("2006-01")
	if code != 0 || !strings.HasPrefix(said, "drill of kakao-2022 from "+today) || !strings.Contains(said, "nothing of this happens") {
		t.Errorf("exit %d, said %q", code, said)
	}

	s, err := scenario.Load("kakao-2022")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	first := s.Times()[0]
	d, from, until := rehearsed(s, time.Time{}, time.Time{}, now)
	if !from.Equal(now) || !d.Times()[0].Equal(now.Add(time.Second)) || !until.IsZero() || d.Mode != feed.ModeDrill {
		t.Errorf("a %s from %s until %s, the first change at %s", d.Mode, from, until, d.Times()[0])
	}
	d, from, until = rehearsed(s, first.Add(time.Hour), first.Add(3*time.Hour), now)
	if !from.Equal(now) || !until.Equal(now.Add(2*time.Hour)) || !d.Times()[0].Equal(now.Add(-time.Hour)) {
		t.Errorf("from %s until %s, the first change at %s", from, until, d.Times()[0])
	}
}
