// Package assets holds the fonts and pictures of the app, embedded into the program.
//
// It knows nothing of Fyne and is safe for concurrent use: everything here is read only. The returned byte slices are
// the caller's to keep, the fonts must not be written to.
package assets

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
)

//go:generate go run ./gen

//go:embed icons/*.svg icons/*.png
var icons embed.FS

// Pretendard, SIL Open Font License 1.1 (fonts/OFL.txt), 1.6 MB a weight. Only these two weights exist in the app:
// every further text style would load another copy.
var (
	//go:embed fonts/Pretendard-Regular.otf
	fontRegular []byte
	//go:embed fonts/Pretendard-Bold.otf
	fontBold []byte
	// The same face for documents, with TrueType outlines: what writes PDF embeds no others. It is the project's own file
	// (npm pretendard 1.3.9, dist/public/static/alternative), packed by gzip -9n.
	//go:embed fonts/Pretendard-Regular.ttf.gz
	fontDocument []byte
	//go:embed fonts/OFL.txt
	fontLicence string
)

// TrayState is what the tray icon says.
type TrayState string

// The four tray icons. Stale wins over all others; a missing mark never means "good", so operational has its own.
const (
	TrayOperational TrayState = "operational"
	TrayTrouble     TrayState = "trouble"
	TrayOutage      TrayState = "outage"
	TrayStale       TrayState = "stale"
)

// FontRegular returns Pretendard Regular as an OpenType file.
func FontRegular() []byte { return fontRegular }

// FontBold returns Pretendard Bold as an OpenType file.
func FontBold() []byte { return fontBold }

// FontDocument unpacks Pretendard Regular as a TrueType file of 2.7 MB, to be embedded in documents. That takes some 20 ms.
func FontDocument() ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(fontDocument))
	if err != nil {
		return nil, fmt.Errorf("assets: font: %w", err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("assets: font: %w", err)
	}
	return raw, nil
}

// FontLicence returns the licence text of the fonts, for the "about" page.
func FontLicence() string { return fontLicence }

// Icon returns the SVG of the named icon, such as "state-major" or "nav-status", and whether there is one. Colour is put
// in by replacing "currentColor" in the bytes.
func Icon(name string) ([]byte, bool) {
	b, err := icons.ReadFile("icons/" + name + ".svg")
	return b, err == nil
}

// App returns the app icon as a PNG of 512 × 512 pixels.
func App() []byte {
	b, _ := icons.ReadFile("icons/app.png") // embedded: a test holds it to be there
	return b
}

// AppSmall returns the app icon as a PNG of 128 × 128 pixels, for windows: a larger one only takes longer to hand over.
func AppSmall() []byte {
	b, _ := icons.ReadFile("icons/app-128.png")
	return b
}

// Tray returns the tray icon for a state as a PNG. Nothing tells a program how bright the panel is that its icon stands on,
// so the icon brings its own ground: a dark plate with a light edge, of which one stands out on any panel. pixels is the
// edge, 22 or 44 (any other value gets the nearest that is not smaller, at most 44). An unknown state gets the stale icon:
// it promises least.
func Tray(state TrayState, pixels int) []byte {
	size := 44
	if pixels <= 22 {
		size = 22
	}
	b, err := icons.ReadFile(fmt.Sprintf("icons/tray-%s-%d.png", state, size))
	if err != nil {
		b, _ = icons.ReadFile(fmt.Sprintf("icons/tray-stale-%d.png", size))
	}
	return b
}
