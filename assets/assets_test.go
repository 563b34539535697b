package assets

import (
	"bytes"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"image/png"
	"io"
	"strings"
	"testing"
)

func TestIconsAreWellFormed(t *testing.T) {
	list, err := icons.ReadDir("icons")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range list {
		name, isSVG := strings.CutSuffix(e.Name(), ".svg")
		if !isSVG {
			continue
		}
		n++
		svg, ok := Icon(name)
		if !ok {
			t.Errorf("%s cannot be read back", name)
		}
		d := xml.NewDecoder(bytes.NewReader(svg))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Errorf("%s: %v", name, err)
				break
			}
		}
		// What Fyne's painter drops or draws wrongly; see design/mock/TOKENS.md.
		for _, bad := range []string{"transform", "fill-rule", "<style", "<script", "href"} {
			if bytes.Contains(svg, []byte(bad)) {
				t.Errorf("%s uses %s", name, bad)
			}
		}
	}
	if n < 40 {
		t.Errorf("only %d icons are embedded", n)
	}
}

// The font of documents is the file that its project publishes, unchanged.
func TestFontDocument(t *testing.T) {
	raw, err := FontDocument()
	if err != nil {
		t.Fatal(err)
	}
	const want = "6d0af5258997aec7354a6e340fc2325ba321c410ca48b3af858c8c3d6e92a324"
	if got := fmt.Sprintf("%x", sha256.Sum256(raw)); got != want {
		t.Errorf("SHA-256 %s", got)
	}
}

func TestMissingIcon(t *testing.T) {
	if _, ok := Icon("../fonts/OFL"); ok {
		t.Error("a name reached outside the icons")
	}
	if _, ok := Icon("no-such-icon"); ok {
		t.Error("an icon that does not exist was found")
	}
}

func edge(t *testing.T, b []byte) int {
	t.Helper()
	c, err := png.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if c.Width != c.Height {
		t.Errorf("picture is %d × %d", c.Width, c.Height)
	}
	return c.Width
}

func TestPictures(t *testing.T) {
	if got := edge(t, AppSmall()); got != 128 {
		t.Errorf("the small app icon is %d wide, want 128", got)
	}
	if got := edge(t, App()); got != 512 {
		t.Errorf("app icon is %d wide", got)
	}
	seen := map[string]bool{}
	for _, s := range []TrayState{TrayOperational, TrayTrouble, TrayOutage, TrayStale} {
		for _, dark := range []bool{false, true} {
			for ask, want := range map[int]int{16: 22, 22: 22, 23: 44, 44: 44, 128: 44} {
				b := Tray(s, dark, ask)
				if got := edge(t, b); got != want {
					t.Errorf("%s: asked for %d, got %d", s, ask, got)
				}
				seen[string(b)] = true
			}
		}
	}
	if len(seen) != 16 {
		t.Errorf("%d different tray icons, want 16: two states must not look alike", len(seen))
	}
	if !bytes.Equal(Tray("nonsense", true, 22), Tray(TrayStale, true, 22)) {
		t.Error("an unknown state must look stale")
	}
}

func TestFonts(t *testing.T) {
	for name, b := range map[string][]byte{"regular": FontRegular(), "bold": FontBold()} {
		if !bytes.HasPrefix(b, []byte("OTTO")) || len(b) < 1<<20 {
			t.Errorf("%s is not the OpenType font: %d bytes", name, len(b))
		}
	}
	for _, want := range []string{"Kil Hyung-jin", "Reserved Font Name Pretendard", "SIL OPEN FONT LICENSE Version 1.1", "TERMINATION"} {
		if !strings.Contains(FontLicence(), want) {
			t.Errorf("the licence lacks %q", want)
		}
	}
}
