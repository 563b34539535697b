package notify

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// The shape of a toast,
// https://learn.microsoft.com/en-us/uwp/schemas/tiles/toastschema/schema-root.
type (
	toast struct {
		XMLName        xml.Name    `xml:"toast"`
		ActivationType string      `xml:"activationType,attr"`
		Launch         string      `xml:"launch,attr"`
		Duration       string      `xml:"duration,attr,omitempty"`
		Scenario       string      `xml:"scenario,attr,omitempty"`
		Visual         toastVisual `xml:"visual"`
		Audio          *toastAudio `xml:"audio"`
	}
	toastVisual struct {
		Binding toastBinding `xml:"binding"`
	}
	toastBinding struct {
		Template string      `xml:"template,attr"`
		Text     []string    `xml:"text"`
		Image    *toastImage `xml:"image"`
	}
	toastImage struct {
		Placement string `xml:"placement,attr"`
		Src       string `xml:"src,attr"`
	}
	toastAudio struct {
		Silent bool `xml:"silent,attr"`
	}
)

// toastXML writes a toast for n, which it cleans. Icon is the path of a picture
// file or empty. All text is escaped by encoding/xml; every character beyond the
// Basic Multilingual Plane (emoji) is written as a numeric reference, because
// go-ole v1.3.0 measures strings in runes where Windows counts UTF-16 units, and
// so would cut off the end of the document for each of them.
func toastXML(n Notification, icon string) (string, error) {
	n = Clean(n)
	t := toast{
		ActivationType: "foreground",
		Launch:         launchArgument(n.Key),
		Visual:         toastVisual{toastBinding{Template: "ToastGeneric", Text: []string{n.Title}}},
	}
	if n.Body != "" {
		t.Visual.Binding.Text = append(t.Visual.Binding.Text, n.Body)
	}
	if icon != "" {
		// Windows paths come with backslashes; a URI has slashes.
		src := url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(strings.ReplaceAll(filepath.ToSlash(icon), `\`, "/"), "/")}
		t.Visual.Binding.Image = &toastImage{Placement: "appLogoOverride", Src: src.String()}
	}
	if n.Urgent {
		t.Scenario, t.Duration = "urgent", "long"
	}
	if n.Silent || n.Quiet {
		t.Audio = &toastAudio{Silent: true}
	}
	raw, err := xml.Marshal(t)
	if err != nil {
		return "", fmt.Errorf("toast for %q: %w", n.Key, err)
	}
	var b strings.Builder
	for _, r := range string(raw) {
		if r > 0xFFFF {
			fmt.Fprintf(&b, "&#x%X;", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String(), nil
}

// launchArgument is what Windows hands back when the toast is clicked.
func launchArgument(key string) string { return url.Values{"key": {key}}.Encode() }

// launchKey is the reverse of launchArgument; false for what it did not make.
func launchKey(argument string) (string, bool) {
	v, err := url.ParseQuery(argument)
	if err != nil || !v.Has("key") || !utf8.ValidString(v.Get("key")) {
		return "", false
	}
	return v.Get("key"), true
}

// toastTag names a key for Windows, which replaces a toast by one with the same
// tag and group. Tags may have 16 characters before Windows 10 1703, 64 since.
func toastTag(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:8])
}
