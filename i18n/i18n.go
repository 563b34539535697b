// Package i18n turns message ids into Korean or English, with the right
// particles, times and numbers. It holds every string that a person can read,
// in active.ko.toml and active.en.toml, and imports no user interface.
package i18n

import (
	"embed"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/BurntSushi/toml"
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// The languages that Bokgu speaks, and System for the one of the device.
const (
	Korean  = "ko"
	English = "en"
	System  = "system"
)

//go:embed active.ko.toml active.en.toml
var files embed.FS

//go:embed fyne.ko.json
var fyneKorean []byte

// FyneKorean returns Fyne's own base strings in Korean, as the JSON that Fyne's
// lang.AddTranslationsForLocale reads: Fyne ships none. The caller may keep it.
func FyneKorean() []byte { return append([]byte(nil), fyneKorean...) }

// Localizer says things in one language. It never changes, so it may be used by
// any number of goroutines; another language is another Localizer.
type Localizer struct {
	lang string
	zone *time.Location
	in   *goi18n.Localizer
	// lasting holds what Since has said, by minutes: at most a day of them. A board
	// says it of every function, and again at each document.
	lasting *sync.Map
}

// New returns the Localizer for lang: Korean, English, a longer tag of either
// ("en-GB"), or System. Anything else counts as System. Times are shown in
// time.Local until In says otherwise.
func New(lang string) *Localizer {
	return newLocalizer(lang, os.Getenv)
}

func newLocalizer(lang string, getenv func(string) string) *Localizer {
	tag, ok := supported(lang)
	if !ok {
		tag = systemLanguage(getenv)
	}
	return &Localizer{lang: tag, zone: time.Local, in: goi18n.NewLocalizer(bundle(), tag), lasting: new(sync.Map)}
}

// In returns a Localizer of the same language that shows times in zone; nil
// means time.Local.
func (l *Localizer) In(zone *time.Location) *Localizer {
	c := *l
	if zone == nil {
		zone = time.Local
	}
	c.zone = zone
	return &c
}

// Lang returns Korean or English.
func (l *Localizer) Lang() string { return l.lang }

// Zone returns the time zone in which l shows times.
func (l *Localizer) Zone() *time.Location { return l.zone }

// T returns the message with that id, with data filled in. It always returns
// something to show: the id itself for a message that does not exist, nothing in
// place of missing data. Each such mistake is logged once.
func (l *Localizer) T(id string, data map[string]any) string {
	return l.localize(&goi18n.LocalizeConfig{MessageID: id, TemplateData: fields(data)})
}

// N is T for a counted thing: it picks the plural form for n and fills n in as
// {{.N}}, grouped by thousands.
func (l *Localizer) N(id string, n int, data map[string]any) string {
	d := fields(data)
	d["N"] = l.Number(n)
	return l.localize(&goi18n.LocalizeConfig{MessageID: id, TemplateData: d, PluralCount: n})
}

// Has reports whether there is a message with that id.
func Has(id string) bool {
	bundle()
	_, ok := known[id]
	return ok
}

func (l *Localizer) localize(c *goi18n.LocalizeConfig) string {
	c.TemplateParser = cachingParser
	text, err := l.in.Localize(c)
	if err != nil {
		logOnce(c.MessageID, "message cannot be shown", "id", c.MessageID, "lang", l.lang, "error", err)
	}
	if text == "" {
		return c.MessageID
	}
	return text
}

// fields makes every value a string, because a template prints "<no value>" for
// a missing interface and nothing for a missing string.
func fields(data map[string]any) map[string]string {
	out := make(map[string]string, len(data)+1)
	for k, v := range data {
		switch v := v.(type) {
		case nil:
		case string:
			out[k] = v
		default:
			out[k] = fmt.Sprint(v)
		}
	}
	return out
}

// known holds the ids of all messages, once bundle has returned.
var known map[string]struct{}

// bundle reads the two embedded files once. They are checked by a test, so what
// could fail here fails there first.
var bundle = sync.OnceValue(func() *goi18n.Bundle {
	b := goi18n.NewBundle(language.English)
	b.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	known = make(map[string]struct{})
	for _, name := range []string{"active.ko.toml", "active.en.toml"} {
		f, err := b.LoadMessageFileFS(files, name)
		if err != nil {
			slog.Error("messages cannot be read", "file", name, "error", err)
			continue
		}
		for _, m := range f.Messages {
			known[m.ID] = struct{}{}
		}
	}
	return b
})

// supported maps a language tag to one of ours.
func supported(tag string) (string, bool) {
	base := strings.ToLower(tag)
	if i := strings.IndexAny(base, "-_.@"); i >= 0 {
		base = base[:i]
	}
	return base, base == Korean || base == English
}

// systemLanguage follows the order that POSIX gives to the locale variables
// (LC_ALL, LC_MESSAGES, LANG), after the GNU list LANGUAGE. A locale such as
// ko_KR.UTF-8 counts up to its first separator. Where nothing is said Bokgu
// speaks English.
func systemLanguage(getenv func(string) string) string {
	for _, name := range []string{"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"} {
		for entry := range strings.SplitSeq(getenv(name), ":") {
			if tag, ok := supported(entry); ok {
				return tag
			}
		}
		if v := getenv(name); v != "" && name != "LANGUAGE" {
			break // a set variable hides the ones after it
		}
	}
	return platformLanguage()
}

var logged sync.Map

// logOnce logs a mistake of ours the first time that it happens, so that a
// screen drawn sixty times a second does not fill the log.
func logOnce(key, msg string, args ...any) {
	if _, again := logged.LoadOrStore(key, true); !again {
		slog.Warn(msg, args...)
	}
}
