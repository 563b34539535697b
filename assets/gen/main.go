// Command gen renders the PNGs the system wants (tray, app icon) from the SVGs beside them. Run by go generate in assets.
//
// With -hicolor DIR it writes the app's icon in every size of the hicolor theme
// into DIR instead, each named for the app's ID (-id):
// https://specifications.freedesktop.org/icon-theme-spec/latest. With -windows DIR
// it writes what the programs and the installer for Windows hold into DIR, and with
// -android DIR what the packaging tool looks for beside main.go.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"log"
	"os"
	"path/filepath"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
)

func main() {
	log.SetFlags(0)
	to := flag.String("hicolor", "", "write the app's icon in all sizes below this folder")
	id := flag.String("id", "", "the app's ID")
	windows := flag.String("windows", "", "write resources, icon and licences for Windows into this folder")
	android := flag.String("android", "", "write the manifest and the icon for Android into this folder")
	flag.Parse()
	var err error
	switch {
	case *to != "":
		err = hicolor("assets/icons", *to, *id)
	case *android != "":
		err = forAndroid(*android, "FyneApp.toml", "assets/android/AndroidManifest.xml.in")
	case *windows != "":
		err = forWindows(*windows, "FyneApp.toml")
	default:
		err = run("icons")
	}
	if err != nil {
		log.Fatal(err)
	}
}

// hicolor writes the app's icon as a theme has it.
func hicolor(icons, to, id string) error {
	if id == "" {
		return errors.New("-hicolor wants -id")
	}
	for _, size := range []int{16, 22, 24, 32, 48, 64, 128, 256, 512} {
		dir := filepath.Join(to, fmt.Sprintf("%dx%d", size, size), "apps")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		if err := draw(filepath.Join(icons, "app.svg"), filepath.Join(dir, id+".png"), size); err != nil {
			return err
		}
	}
	svg, err := os.ReadFile(filepath.Join(icons, "app.svg"))
	if err != nil {
		return err
	}
	dir := filepath.Join(to, "scalable", "apps")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, id+".svg"), svg, 0o644)
}

func run(dir string) error {
	for to, size := range map[string]int{"app": 512, "app-128": 128} {
		if err := export(dir, "app", to, size); err != nil {
			return err
		}
	}
	for _, state := range []string{"operational", "trouble", "outage", "stale"} {
		for _, size := range []int{22, 44} {
			from := "tray-" + state
			if err := export(dir, from, fmt.Sprintf("%s-%d", from, size), size); err != nil {
				return err
			}
		}
	}
	return nil
}

// export draws from.svg into to.png in the same folder.
func export(dir, from, to string, size int) error {
	return draw(filepath.Join(dir, from+".svg"), filepath.Join(dir, to+".png"), size)
}

// draw writes a picture of size × size pixels on a transparent ground.
func draw(from, to string, size int) error {
	img, err := picture(from, size)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := enc.Encode(&out, img); err != nil {
		return fmt.Errorf("%s: %w", to, err)
	}
	return os.WriteFile(to, out.Bytes(), 0o644)
}

// picture draws an SVG file at size × size pixels.
func picture(from string, size int) (image.Image, error) {
	svg, err := os.ReadFile(from)
	if err != nil {
		return nil, err
	}
	return drawn(from, svg, size, 1)
}

// drawn is picture for the text of a file, which from names: in the middle, over
// that share of the width.
func drawn(from string, svg []byte, size int, share float64) (image.Image, error) {
	icon, err := oksvg.ReadIconStream(bytes.NewReader(svg), oksvg.StrictErrorMode)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", from, err)
	}
	side := float64(size) * share
	edge := (float64(size) - side) / 2
	icon.SetTarget(edge, edge, side, side)
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	icon.Draw(rasterx.NewDasher(size, size, rasterx.NewScannerGV(size, size, img, img.Bounds())), 1)
	return img, nil
}
