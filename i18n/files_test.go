package i18n

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"

	"github.com/BurntSushi/toml"
)

// read returns a message file as id → plural form → text.
func read(t *testing.T, name string) (map[string]map[string]string, []string) {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var flat map[string]any
	meta, err := toml.Decode(string(raw), &flat)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	messages := make(map[string]map[string]string)
	var order []string
	for _, key := range meta.Keys() {
		if len(key) == 1 {
			order = append(order, key[0])
		}
	}
	for id, v := range flat {
		switch v := v.(type) {
		case string:
			messages[id] = map[string]string{"other": v}
		case map[string]any:
			forms := make(map[string]string)
			for form, text := range v {
				s, ok := text.(string)
				if !ok {
					t.Fatalf("%s: %q is a table: write the id in quotes", name, id)
				}
				forms[form] = s
			}
			messages[id] = forms
		default:
			t.Fatalf("%s: %q is neither text nor plural forms", name, id)
		}
	}
	return messages, order
}

func TestFilesAgree(t *testing.T) {
	ko, koOrder := read(t, "active.ko.toml")
	en, enOrder := read(t, "active.en.toml")
	for id := range ko {
		if en[id] == nil {
			t.Errorf("%q is missing in active.en.toml", id)
		}
	}
	for id := range en {
		if ko[id] == nil {
			t.Errorf("%q is missing in active.ko.toml", id)
		}
	}
	if !t.Failed() && !slices.Equal(koOrder, enOrder) {
		for i := range koOrder {
			if koOrder[i] != enOrder[i] {
				t.Errorf("the files are in another order from message %d on: ko has %q, en has %q", i, koOrder[i], enOrder[i])
				break
			}
		}
	}
}

func TestSectionsStayTogether(t *testing.T) {
	_, order := read(t, "active.ko.toml")
	seen := make(map[string]bool)
	last := ""
	for _, id := range order {
		section, _, ok := strings.Cut(id, ".")
		if !ok {
			t.Errorf("%q has no section", id)
		}
		if section != last && seen[section] {
			t.Errorf("%q stands apart from the rest of its section", id)
		}
		seen[section], last = true, section
	}
}

func TestMessages(t *testing.T) {
	ko, _ := read(t, "active.ko.toml")
	en, _ := read(t, "active.en.toml")
	hangul := regexp.MustCompile(`\p{Hangul}`)
	for name, messages := range map[string]map[string]map[string]string{"ko": ko, "en": en} {
		for id, forms := range messages {
			want := map[string][]string{"ko": {"other"}, "en": {"one", "other"}}[name]
			for _, form := range slices.Sorted(maps.Keys(forms)) {
				if !slices.Contains(want, form) {
					t.Errorf("%s %q has a form %q, which the language does not have", name, id, form)
				}
				text := forms[form]
				if strings.TrimSpace(text) == "" {
					t.Errorf("%s %q (%s) is empty", name, id, form)
				}
				if _, err := template.New("").Funcs(templateFuncs).Parse(text); err != nil {
					t.Errorf("%s %q (%s): %v", name, id, form, err)
				}
				if name == "en" && id != "language.ko" && hangul.MatchString(text) {
					t.Errorf("en %q (%s) holds Hangul: %s", id, form, text)
				}
			}
			if forms["other"] == "" {
				t.Errorf("%s %q has no form other", name, id)
			}
			if name == "en" && len(forms) == 1 && len(en[id]) != 1 {
				t.Errorf("en %q lacks a form", id)
			}
		}
	}
}

// TestPlaceholders holds both languages to the same data. In the section time
// each language puts a date together from other parts.
func TestPlaceholders(t *testing.T) {
	ko, _ := read(t, "active.ko.toml")
	en, _ := read(t, "active.en.toml")
	for id := range ko {
		if strings.HasPrefix(id, "time.") || en[id] == nil {
			continue
		}
		a, b := placeholders(t, ko[id]["other"]), placeholders(t, en[id]["other"])
		if !slices.Equal(a, b) {
			t.Errorf("%q reads %v in Korean and %v in English", id, a, b)
		}
		// "one" may leave the number out ("a minute"), but may not need more.
		for _, f := range placeholders(t, en[id]["one"]) {
			if !slices.Contains(b, f) {
				t.Errorf("%q reads %s only for one", id, f)
			}
		}
	}
}

func placeholders(t *testing.T, text string) []string {
	t.Helper()
	tmpl, err := template.New("").Funcs(templateFuncs).Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if tmpl.Tree == nil {
		return nil
	}
	return fieldsOf(tmpl.Root)
}

// TestTimeParts keeps the messages of time.go to the parts that it gives.
func TestTimeParts(t *testing.T) {
	given := []string{"Clock", "D", "Day", "H", "M", "Month", "MonthShort", "T", "WeekShort", "Weekday", "Year", "Zone"}
	for _, name := range []string{"active.ko.toml", "active.en.toml"} {
		messages, _ := read(t, name)
		for id, forms := range messages {
			if !strings.HasPrefix(id, "time.") {
				continue
			}
			for _, f := range placeholders(t, forms["other"]) {
				if !slices.Contains(given, f) {
					t.Errorf("%s: %q reads %s, which nobody gives", name, id, f)
				}
			}
		}
	}
}

func TestFyneKorean(t *testing.T) {
	var ours map[string]any
	if err := json.Unmarshal(FyneKorean(), &ours); err != nil {
		t.Fatal(err)
	}
	// The keys of fyne.io/fyne/v2 v2.8.1, lang/translations/base.en.json.
	keys := strings.Split("Advanced,Cancel,Confirm,Copy,Create Folder,Cut,Enter filename,Error,Favourites,File,Folder,"+
		"New Folder,No,OK,Open,Paste,Quit,Redo,Save,Select all,Show Hidden Files,Undo,Yes,file.name,file.parent,"+
		"friday,friday.short,monday,monday.short,saturday,saturday.short,sunday,sunday.short,"+
		"thursday,thursday.short,tuesday,tuesday.short,wednesday,wednesday.short", ",")
	if got := slices.Sorted(maps.Keys(ours)); !slices.Equal(got, keys) {
		t.Errorf("keys = %q", got)
	}
	FyneKorean()[0] = 'x' // a copy: the next caller gets it whole
	if FyneKorean()[0] != '{' {
		t.Error("FyneKorean hands out its own bytes")
	}
}
