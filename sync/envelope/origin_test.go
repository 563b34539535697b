package envelope

import (
	"errors"
	"testing"
)

func TestOrigin(t *testing.T) {
	for in, want := range map[string]string{
		"wss://Feed.Example/v1/stream":     "https://feed.example",
		"https://feed.example:443/x?y#z":   "https://feed.example",
		"https://feed.example:8443":        "https://feed.example:8443",
		"https://Bücher.example/":          "https://xn--bcher-kva.example",
		"ws://127.0.0.1:8080/v1/stream":    "http://127.0.0.1:8080",
		"https://localhost:8443/v1/stream": "https://localhost:8443",
	} {
		if got, err := Origin(in); got != want || err != nil {
			t.Errorf("%s: %q, %v; want %q", in, got, err, want)
		}
	}
	for in, want := range map[string]error{
		"https://name:secret@feed.example": ErrUserinfo,
		"https://192.0.2.1/":               ErrDeceptive,
		"http://feed.example":              ErrScheme,
		"javascript:alert(1)":              ErrAddress,
		"feed.example":                     ErrAddress,
		"https://feed":                     ErrAddress,
		"%zz":                              ErrAddress,
	} {
		if got, err := Origin(in); !errors.Is(err, want) {
			t.Errorf("%s: %q, %v; want %v", in, got, err, want)
		}
	}
}
