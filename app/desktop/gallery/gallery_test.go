//go:build linux

package main

import (
	"image"
	"image/color"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed"
)

func TestReads(t *testing.T) {
	for _, c := range []struct {
		read, text string
		want       bool
	}{
		{"0\n여러분 휴대폰 문 제 가 아니에요.", "여러분 휴대폰 문제가 아니에요.", true},
		{"멈 줬을 때 여는 4, 복구", "멈췄을 때 여는 앱, 복구", true},
		{"Settings\nChanges take effect", "Settings", true},
		{"Setups", "Settings", false},
		{"", "Settings", false},
		{"끝남", "끊김", false},
	} {
		if got := reads(c.read, c.text); got != c.want {
			t.Errorf("%q in %q: %v", c.text, c.read, got)
		}
	}
}

// painted is a picture of some coloured boxes with a soft edge each.
func painted(ground, ink color.NRGBA, seed uint64) *image.NRGBA {
	p := image.NewNRGBA(image.Rect(0, 0, 200, 120))
	r := rand.New(rand.NewPCG(seed, 1))
	for i := range p.Rect.Dx() * p.Rect.Dy() {
		p.SetNRGBA(i%200, i/200, ground)
	}
	for range 60 {
		x, y := r.IntN(180), r.IntN(110)
		for dy := range 8 {
			for dx := range 10 {
				p.SetNRGBA(x+dx, y+dy, ink)
			}
			soft := uint8(r.IntN(256))
			p.SetNRGBA(x+10, y+dy, color.NRGBA{soft, soft / 2, 255 - soft, 255})
		}
	}
	return p
}

var (
	white = color.NRGBA{255, 255, 255, 255}
	ink   = color.NRGBA{20, 23, 28, 255}
)

func TestAlike(t *testing.T) {
	light, dark, other := outline(painted(white, ink, 1)), outline(painted(ink, white, 1)), outline(painted(ink, white, 2))
	if !alike(light, dark) {
		t.Error("the same in the other theme is not alike")
	}
	if alike(light, other) {
		t.Error("something else is alike")
	}
}

// Grounds keep their colour to the bit, and nothing becomes visibly another one.
func TestPaletted(t *testing.T) {
	p := painted(white, ink, 3)
	q := paletted(p)
	if n := len(q.Palette); n > maxColours {
		t.Fatalf("%d colours", n)
	}
	for i := range q.Pix {
		from, to := pixel(p, 4*i), q.Palette[q.Pix[i]].(color.NRGBA)
		if (from == white || from == ink) && from != to {
			t.Fatalf("%v became %v", from, to)
		}
		if distance(from, to) > 4*leastFar {
			t.Fatalf("%v became %v", from, to)
		}
	}
}

// The document is valid, of today, and says nothing of a real service.
func TestGaon(t *testing.T) {
	now := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	doc, err := gaonAt(now)
	if err != nil {
		t.Fatal(err)
	}
	doc.ExpiresAt = now.Add(time.Hour) // the publisher fills that in
	if err := feed.Validate(&doc); err != nil {
		t.Error(err)
	}
	if since := doc.Component("talk.media").Since; !since.Equal(now.Add(-75 * time.Minute)) {
		t.Errorf("since %v", since)
	}
	for _, c := range doc.Components {
		if strings.Contains(strings.ToLower(c.Name["en"]), "kakao") {
			t.Errorf("%v", c.Name)
		}
	}
}

// Every picture is taken once, and the page shows each.
func TestSessions(t *testing.T) {
	taken := map[string]bool{}
	for _, s := range sessions() {
		for _, name := range s.takes() {
			if taken[name] {
				t.Errorf("%s is taken twice", name)
			}
			taken[name] = true
		}
	}
	want := map[string]bool{}
	for _, s := range screens {
		for _, l := range looks {
			want[s.id+"-"+l.String()] = true
		}
	}
	for _, s := range states {
		for _, l := range stateLooks {
			want[s.id+"-"+l.String()] = true
		}
	}
	for _, l := range looks[:2] {
		want["desktop-"+l.String()] = true
	}
	for name := range taken {
		if !want[name] {
			t.Errorf("%s is on no page", name)
		}
		delete(want, name)
	}
	for name := range want {
		t.Errorf("%s is never taken", name)
	}
}
