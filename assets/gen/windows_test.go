package main

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"testing"
	"unicode/utf16"
)

// wide is a text as Windows keeps it.
func wide(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

func TestResources(t *testing.T) {
	icon, err := windowsIcon("../icons/app.svg")
	if err != nil {
		t.Fatal(err)
	}
	meta := details{Name: "Bokgu", Version: "7.8.9", Build: 4}
	described := map[uint16]string{english: "Bokgu", korean: "복구"}
	object, err := resources(meta, "bokgu", described, icon)
	if err != nil {
		t.Fatal(err)
	}
	for name, what := range map[string][]byte{
		"the version as a text":   wide("7.8.9"),
		"the version as numbers":  {8, 0, 7, 0, 4, 0, 9, 0},
		"the description, Korean": wide("복구"),
		"the name of the file":    wide("bokgu.exe"),
		"each screen's scale":     []byte("permonitorv2"),
		"UTF-8":                   []byte("activeCodePage"),
		"a PNG of the icon":       []byte("\x89PNG\r\n"),
	} {
		if !bytes.Contains(object, what) {
			t.Errorf("it lacks %s", name)
		}
	}
	again, err := resources(meta, "bokgu", described, icon)
	if err != nil || !bytes.Equal(object, again) {
		t.Errorf("a second time it differs, error %v", err)
	}
}

// The installer says everything in both languages, and nothing that nobody says.
func TestInstallerSpeaksBothLanguages(t *testing.T) {
	defined := regexp.MustCompile(`(?m)^LangString (\w+) \$\{LANG_\w+\} ".+"$`)
	words := map[string][]string{}
	for _, lang := range []string{"en", "ko"} {
		text, err := os.ReadFile("../windows/words." + lang + ".nsh")
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range defined.FindAllSubmatch(text, -1) {
			words[lang] = append(words[lang], string(found[1]))
		}
		if lines := bytes.Count(text, []byte("LangString ")); lines != len(words[lang]) || lines == 0 {
			t.Errorf("%s: %d of %d lines are understood", lang, len(words[lang]), lines)
		}
	}
	if !slices.Equal(words["en"], words["ko"]) {
		t.Errorf("English has %q, Korean %q", words["en"], words["ko"])
	}
	script, err := os.ReadFile("../windows/bokgu.nsi")
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range words["en"] {
		if !bytes.Contains(script, []byte("$("+word+")")) {
			t.Errorf("nobody says %s", word)
		}
	}
}
