package main

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestManualPage(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"--man"}, &streams{Out: &out, Err: &errs}); code != 0 || errs.Len() > 0 {
		t.Fatalf("status %d: %s", code, &errs)
	}
	page := strings.ReplaceAll(out.String(), `\-`, "-")
	for _, word := range []string{".TH BOKGUCTL 1", "replay", "watch", "--until", "bridge", "--allow-private"} {
		if !strings.Contains(page, word) {
			t.Errorf("the page does not say %q:\n%s", word, page)
		}
	}
}

// What a shell gets for a line that is half written.
func TestCompletion(t *testing.T) {
	for line, want := range map[string]string{
		"bokguctl wa":            "watch",
		"bokguctl ":              "replay",
		"bokguctl watch --unt":   "--until",
		"bokguctl replay --spee": "--speed",
		"bokguctl br":            "bridge",
		"bokguctl bridge --orig": "--origin",
	} {
		t.Setenv("COMP_LINE", line)
		t.Setenv("COMP_POINT", strconv.Itoa(len(line)))
		var out, errs bytes.Buffer
		if code := run(t.Context(), nil, &streams{Out: &out, Err: &errs}); code != 0 || errs.Len() > 0 {
			t.Fatalf("%q: status %d: %s", line, code, &errs)
		}
		if got := strings.Fields(out.String()); !slices.Contains(got, want) || slices.Contains(got, "--man") {
			t.Errorf("%q: %q", line, got)
		}
	}
}
