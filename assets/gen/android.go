package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// An adaptive icon is 108 units wide, of which the system shows what lies within
// a circle of 66 (https://developer.android.com/develop/ui/views/launch/icon_design_adaptive).
// The corners of our mark just fit when the picture is 30 % smaller.
const (
	adaptiveSize  = 432 // pixels at the largest density, xxxhdpi
	adaptiveShare = 0.7
)

// forAndroid writes what the packaging tool looks for beside main.go into the
// folder to: the manifest, with what stands in FyneApp.toml, and the two layers of
// the icon. With them the tool has Google's aapt2 compile the manifest; its own
// encoder, which it takes otherwise, sorts attributes so that Android overlooks some.
func forAndroid(to, fyneApp, manifest string) error {
	var meta struct {
		Details struct {
			ID, Name, Version string
			Build             int
		}
	}
	if _, err := toml.DecodeFile(fyneApp, &meta); err != nil {
		return fmt.Errorf("%s: %w", fyneApp, err)
	}
	raw, err := os.ReadFile(manifest)
	if err != nil {
		return err
	}
	escaped := func(s string) string {
		var b strings.Builder
		_ = xml.EscapeText(&b, []byte(s)) // a builder does not fail
		return b.String()
	}
	d := meta.Details
	filled := strings.NewReplacer("@ID@", escaped(d.ID), "@NAME@", escaped(d.Name), "@VERSION@", escaped(d.Version), "@BUILD@", strconv.Itoa(d.Build)).Replace(string(raw))
	if left := regexp.MustCompile(`@[A-Z]+@`).FindString(filled); left != "" {
		return fmt.Errorf("%s: nothing was put in for %s", manifest, left)
	}
	ground, mark, err := iconLayers("assets/icons/app.svg")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(to, "AndroidManifest.xml"), []byte(filled), 0o644); err != nil {
		return err
	}
	for name, layer := range map[string]image.Image{"Icon-background.png": ground, "Icon-foreground.png": mark, "Icon-monochrome.png": mark} {
		var out bytes.Buffer
		if err := png.Encode(&out, layer); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(to, name), out.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// iconLayers parts the icon into the colour of its ground, which is its first
// shape, and the rest.
func iconLayers(from string) (ground, mark image.Image, err error) {
	raw, err := os.ReadFile(from)
	if err != nil {
		return nil, nil, err
	}
	first := regexp.MustCompile(`<path fill="(#[0-9A-F]{6})" d="[^"]*"/>`)
	colour := first.FindSubmatch(raw)
	if colour == nil {
		return nil, nil, fmt.Errorf("%s: the first shape is not a ground of one colour", from)
	}
	rest := strings.Replace(string(raw), string(first.Find(raw)), "", 1)
	plain := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path fill="%s" d="M0 0L1 0L1 1L0 1Z"/></svg>`, colour[1])
	if ground, err = drawn(from, []byte(plain), adaptiveSize, 1); err != nil {
		return nil, nil, err
	}
	mark, err = drawn(from, []byte(rest), adaptiveSize, adaptiveShare)
	return ground, mark, err
}
