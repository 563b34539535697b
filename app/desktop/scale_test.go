//go:build linux && desktop

package desktop

import (
	"fmt"
	"image"
	"os"
	"testing"
	"time"
)

// scaledScreen is a screen and words that stand at its edges, in the pixels of a screen of scale 1.
type scaledScreen struct {
	key  string
	area image.Rectangle
	says map[string][]string // by language
}

// Words from one edge of each screen to the other, and those of the bar and the rail around it.
var scaledScreens = []scaledScreen{
	{"ctrl+1", image.Rect(790, 40, 1180, 160), map[string][]string{"ko": {"정상이에요"}, "en": {"functions are working"}}},
	{"ctrl+1", image.Rect(700, 0, 1180, 44), map[string][]string{"ko": {"다음 변화"}, "en": {"Next change"}}},
	{"ctrl+2", image.Rect(140, 230, 1180, 380), map[string][]string{"ko": {"끝나는 시각 약속은 없어요"}, "en": {"No end was promised"}}},
	{"ctrl+3", image.Rect(800, 200, 1180, 380), map[string][]string{"ko": {"정상이 되면 안내가 바뀌어요"}, "en": {"You must sign in again"}}},
	{"ctrl+4", image.Rect(140, 90, 700, 140), map[string][]string{"ko": {"인터넷이 없어도"}, "en": {"Readable without internet"}}},
	{"ctrl+5", image.Rect(140, 90, 700, 140), map[string][]string{"ko": {"재현 중에"}, "en": {"written in a replay are gone"}}},
	{"ctrl+6", image.Rect(140, 90, 700, 140), map[string][]string{"ko": {"바꾸면 바로"}, "en": {"Changes take effect at once"}}},
}

// On a screen of few or of many pixels nothing is cut and everything is in the window. BOKGU_LONG=1 does it in both languages at
// both scales; otherwise each language has one.
func TestScales(t *testing.T) {
	t.Parallel() // a desktop of its own, which waits more than it works
	tesseract := map[string]string{"ko": "kor", "en": "eng"}
	for _, c := range []struct {
		scale float64
		lang  string
		long  bool
	}{{2, "ko", false}, {0.8, "en", false}, {2, "en", true}, {0.8, "ko", true}} {
		if c.long && os.Getenv("BOKGU_LONG") == "" {
			continue
		}
		t.Run(fmt.Sprintf("%g in %s", c.scale, c.lang), func(t *testing.T) {
			scaled := func(n int) int { return int(float64(n) * c.scale) }
			s := begin(t, Options{Width: scaled(1180) + 20, Height: scaled(840) + 60, Scale: c.scale, Language: tesseract[c.lang]})
			p, err := s.Run(s.Command(program(t, "BOKGU_BIN"), "--lang", c.lang, "--theme", "light",
				"--replay", "kakao-2022", "--from", morning.Format(time.RFC3339), "--speed", "1"))
			if err != nil {
				t.Fatal(err)
			}
			w, err := s.UntilWindow(within(t, 20*time.Second), p)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Resize(within(t, 5*time.Second), w, scaled(1180), scaled(840)); err != nil {
				t.Fatal(err)
			}
			for _, screen := range scaledScreens {
				s.press(t, screen.key)
				area := image.Rect(scaled(screen.area.Min.X), scaled(screen.area.Min.Y), scaled(screen.area.Max.X), scaled(screen.area.Max.Y))
				s.untilSeen(t, 40*time.Second, w, area, screen.says[c.lang]...)
			}
			quit(t, p)
		})
	}
}
