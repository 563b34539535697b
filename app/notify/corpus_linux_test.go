//go:build linux && !android

package notify

import (
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// entity is what an ampersand may begin in a body with markup.
var entity = regexp.MustCompile(`^&(amp|lt|gt|#34|#39);`)

// Every string goes over a real bus, to a service that reads markup in the body
// and to one that does not, and means there what it says.
func TestStringsOnTheBus(t *testing.T) {
	raw, clean := cleaned(t)
	for _, caps := range [][]string{{"body", "body-markup", "actions"}, {"body"}} {
		t.Run(strings.Join(caps, " "), func(t *testing.T) {
			s := startService(t, startBus(t), 1, caps...)
			n := newNotifier(t, Params{})
			for i := range raw {
				note := raw[i]
				note.Key = fmt.Sprint(i)
				show(t, n, note)
			}
			calls := s.calls()
			if len(calls) != len(raw) {
				t.Fatalf("%d of %d came", len(calls), len(raw))
			}
			for i, c := range calls {
				body := c.Bod
				if len(caps) > 1 {
					if strings.ContainsAny(body, "<>") {
						t.Errorf("markup in %q", body)
					}
					for rest := body; ; rest = rest[1:] {
						j := strings.IndexByte(rest, '&')
						if j < 0 {
							break
						}
						if rest = rest[j:]; !entity.MatchString(rest) {
							t.Errorf("a bare ampersand in %q", body)
						}
					}
					body = html.UnescapeString(body)
				}
				if c.Sum != clean[i].Title || body != clean[i].Body {
					t.Errorf("%q came as %q, %q", raw[i].Title, c.Sum, c.Bod)
				}
			}
		})
	}
}

// A person's real notification service shows every string as it stands, with no
// markup taken out of it or made of it, whether it reads markup or not.
func TestStringsInDunst(t *testing.T) {
	_, clean := cleaned(t)
	var bodies []string // of many strings each: drawing them takes time
	for _, n := range clean {
		last := len(bodies) - 1
		if last < 0 || utf8.RuneCountInString(bodies[last])+1+utf8.RuneCountInString(n.Body) > MaxBody {
			bodies = append(bodies, n.Body)
		} else if n.Body != "" {
			bodies[last] = strings.TrimLeft(bodies[last]+"\n"+n.Body, "\n")
		}
	}
	for _, markup := range []string{"no", "full"} {
		t.Run(markup, func(t *testing.T) {
			ctl := startDunst(t, "history_length = 1000\nmarkup = "+markup+"\n")
			n := newNotifier(t, Params{})
			const atOnce = 15 // it shows twenty
			for i, body := range bodies {
				show(t, n, Notification{Key: fmt.Sprint(i), Title: fmt.Sprintf("<b>%d</b> &amp;", i), Body: body})
				if i%atOnce == atOnce-1 || i == len(bodies)-1 {
					ctl("close-all")
					eventually(t, "they are closed", func() bool { return ctl("count", "displayed") == "0" && ctl("count", "waiting") == "0" })
				}
			}
			var history struct {
				Data [][]struct {
					Summary, Body struct{ Data string }
				}
			}
			if err := json.Unmarshal([]byte(ctl("history")), &history); err != nil {
				t.Fatal(err)
			}
			if len(history.Data) != 1 || len(history.Data[0]) != len(bodies) {
				t.Fatalf("%d of %d are in the history", len(history.Data[0]), len(bodies))
			}
			shown := make(map[string]string)
			for _, h := range history.Data[0] {
				shown[h.Summary.Data] = h.Body.Data
			}
			for i, want := range bodies {
				title := fmt.Sprintf("<b>%d</b> &amp;", i)
				got, ok := shown[title]
				if markup == "full" { // then it keeps what it gives to Pango
					if strings.ContainsAny(got, "<>") {
						t.Errorf("markup in %q", got)
					}
					got = html.UnescapeString(got)
				}
				if !ok || got != want {
					t.Errorf("%q is shown as %q (%v)", want, got, ok)
				}
			}
		})
	}
}
