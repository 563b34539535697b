// Command gen renders the PNGs the system wants (tray, app icon) from the SVGs beside them. Run by go generate in assets.
package main

import (
	"bytes"
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
	if err := run("icons"); err != nil {
		log.Fatal(err)
	}
}

func run(dir string) error {
	for to, size := range map[string]int{"app": 512, "app-128": 128} {
		if err := export(dir, "app", to, size); err != nil {
			return err
		}
	}
	for _, state := range []string{"operational", "trouble", "outage", "stale"} {
		for _, panel := range []string{"light", "dark"} {
			for _, size := range []int{22, 44} {
				from := "tray-" + state + "-" + panel
				if err := export(dir, from, fmt.Sprintf("%s-%d", from, size), size); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// export draws from.svg into to.png, size × size pixels on a transparent ground.
func export(dir, from, to string, size int) error {
	svg, err := os.ReadFile(filepath.Join(dir, from+".svg"))
	if err != nil {
		return err
	}
	icon, err := oksvg.ReadIconStream(bytes.NewReader(svg), oksvg.StrictErrorMode)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	icon.SetTarget(0, 0, float64(size), float64(size))
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	icon.Draw(rasterx.NewDasher(size, size, rasterx.NewScannerGV(size, size, img, img.Bounds())), 1)

	var out bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := enc.Encode(&out, img); err != nil {
		return fmt.Errorf("%s: %w", to, err)
	}
	return os.WriteFile(filepath.Join(dir, to+".png"), out.Bytes(), 0o644)
}
