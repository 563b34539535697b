//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// subject is what pictures show, as the page tells it.
type subject struct{ id, caption string }

// screens are in all looks.
var screens = []subject{
	{"first-1", "First run: the language."},
	{"first-2", "First run: where the news comes from, or the recorded outage."},
	{"first-3", "First run: what to be told about, and when."},
	{"pages", "A status page that a company has already: by its name in the directory, or by its address."},
	{"pages-private", "Its address is in the reader’s own network: nobody is asked before the reader says so."},
	{"pages-found", "What was found (on this machine, of a made-up operator), and that nobody signs it."},
	{"page", "Status, from that page: labelled with its source, and not signed."},
	{"status", "Status: the one sentence, how old it is, and every function."},
	{"search", "Status, searched: one word finds a function of any service."},
	{"service", "A service: its functions, what to use instead, what happened, its channels."},
	{"recovery", "Recovery: time, cause, the seven stages with their times."},
	{"chart", "Recovery, further down: every function over time."},
	{"guidance", "Guidance: first what not to do."},
	{"genuine", "“Is this message real?”: the lure of October 2022, checked on the device."},
	{"learn", "Learn: why it stops and what was promised, readable offline."},
	{"diary", "Diary: what changed and when, and what I could not do."},
	{"settings", "Settings."},
	{"share", "Share: a text for SMS, a picture, the feed’s QR code."},
	{"probe", "“Is it me or is it them?”, measured on a live feed (of a made-up operator)."},
}

// The pictures on the page are so wide, in pixels; a click shows the whole.
const (
	wideDesktop = 420
	widePhone   = 200
)

const head = `# The screens

Every picture here is the built app in its real window, taken out of the memory of a virtual screen by ` + "`make screenshots`" + `
(` + "`app/desktop/gallery`" + `), which brought it there with the keyboard, the wheel and the command line as a person would. Nothing is painted
for the pictures: what a state needs (a feed that dies, a locked keyring, a damaged store) really happened. A click shows the whole picture.

`

// writePage writes the page of all pictures that are in the folder.
func writePage(path, out string) error {
	folder, err := filepath.Rel(filepath.Dir(path), out)
	if err != nil {
		return fmt.Errorf("the page %s: %w", path, err)
	}
	p := page{folder: filepath.ToSlash(folder), out: out}
	p.WriteString(head)
	fmt.Fprintf(&p, "The screens stand at a moment of the recorded Kakao outage, Sunday 16 October 2022, 08:00, in Korean and English, light and dark,\non a desktop (1180 × 820) and in the phone form (390 × 844).\n")
	for _, s := range screens {
		fmt.Fprintf(&p, "\n## %s\n\n", title(s.id))
		p.WriteString(s.caption + "\n\n")
		p.row(s.id, looks[:4])
		p.row(s.id, looks[4:])
	}
	p.WriteString(desktopText)
	p.row("desktop", looks[:2])
	p.WriteString(statesText)
	for _, s := range states {
		fmt.Fprintf(&p, "\n### %s\n\n", title(s.id))
		p.WriteString(s.caption + "\n\n")
		p.row(s.id, stateLooks)
	}
	p.WriteString(waylandText)
	if p.missing != nil {
		return fmt.Errorf("the page %s: these pictures are missing: %s", path, strings.Join(p.missing, ", "))
	}
	return os.WriteFile(path, []byte(p.String()), 0o644)
}

const desktopText = `
## Desktop

An outage begins: the notification, updated in place and withdrawn when it no longer holds, and the menu of the tray. The panel, the notification
service and their looks are Debian's (xfce4-panel, dunst).

`

const statesText = `
# States a real user meets

Each in Korean, light, on a desktop, and in English, dark, in the phone form. The feed is that of a made-up operator, served on this machine: no
picture says of a real service that it is down now. A replay is what all the pictures above show.
`

const waylandText = `
### Wayland without Korean input

There is no picture of it. Where an X server is there too (XWayland, as on every common desktop) the app uses that one, and nobody meets the
state; on a pure Wayland screen, which this virtual desktop is not, the toolkit takes no input method, and the app does not say so.
`

// title is an id as a heading.
func title(id string) string {
	words := strings.ReplaceAll(id, "-", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}

type page struct {
	strings.Builder
	folder, out string
	missing     []string
}

// row is a table with one picture in some looks.
func (p *page) row(id string, looks []look) {
	for _, l := range looks {
		fmt.Fprintf(p, "| %s, %s, %s ", l.form, l.theme, l.lang)
	}
	p.WriteString("|\n" + strings.Repeat("|---", len(looks)) + "|\n")
	for _, l := range looks {
		p.WriteString("| " + p.picture(id, l) + " ")
	}
	p.WriteString("|\n\n")
}

func (p *page) picture(id string, l look) string {
	name := id + "-" + l.String() + ".png"
	if _, err := os.Stat(filepath.Join(p.out, name)); err != nil {
		p.missing = append(p.missing, name)
	}
	width := wideDesktop
	if l.phone() {
		width = widePhone
	}
	return fmt.Sprintf(`<a href="%[1]s/%[2]s"><img src="%[1]s/%[2]s" width="%[3]d" alt="%[4]s"></a>`, p.folder, name, width, id+", "+l.String())
}
