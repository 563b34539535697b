package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"bokgu/app"
	"bokgu/sync/store"
)

// page is one of the pages for people who use Bokgu.
type page struct {
	path     string
	lang     string
	headings []string // "## Title"
	prose    string   // without blocks of code
	commands []string // lines of code that begin with one of our programs
}

var (
	heading = regexp.MustCompile(`(?m)^#+ .*$`)
	fenced  = regexp.MustCompile("(?ms)^ *```[a-z]*\n(.*?)^ *```$")
	inline  = regexp.MustCompile("`([^`\n]+)`")
	bold    = regexp.MustCompile(`\*\*([^*\n]+)\*\*`)
	link    = regexp.MustCompile(`(!?)\[[^\]\n]*\]\(([^)\s]+)\)`)
	flag    = regexp.MustCompile(`(^|\s)(--[a-z][a-z-]*)`)
)

func readPage(t *testing.T, path string) page {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p := page{path: path, lang: filepath.Base(filepath.Dir(path))}
	code := ""
	for _, block := range fenced.FindAllSubmatch(raw, -1) {
		code += string(block[1])
	}
	p.prose = fenced.ReplaceAllString(string(raw), "")
	for _, span := range inline.FindAllStringSubmatch(p.prose, -1) {
		code += span[1] + "\n"
	}
	for line := range strings.Lines(code) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "bokgu ") || strings.HasPrefix(line, "bokguctl ") {
			p.commands = append(p.commands, line)
		}
	}
	p.headings = heading.FindAllString(p.prose, -1)
	return p
}

// anchor is what a heading is linked by, as GitHub makes it.
func anchor(heading string) string {
	s := strings.ToLower(strings.TrimLeft(heading, "# "))
	s = regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(s, "")
	return strings.ReplaceAll(s, " ", "-")
}

// The pages say the same in both languages, lead to what is there, and name what
// the app and its tool have.
func TestPagesForPeople(t *testing.T) {
	pages := map[string][]page{}
	for _, lang := range []string{"ko", "en"} {
		files, err := filepath.Glob(filepath.Join("docs", lang, "*.md"))
		if err != nil || len(files) < 4 {
			t.Fatalf("%s: %q, %v", lang, files, err)
		}
		for _, f := range files {
			pages[lang] = append(pages[lang], readPage(t, f))
		}
	}
	index := readPage(t, filepath.Join("docs", "index.md"))

	ko, en := pages["ko"], pages["en"]
	if len(ko) != len(en) {
		t.Fatalf("%d pages in Korean, %d in English", len(ko), len(en))
	}
	for i := range ko {
		if filepath.Base(ko[i].path) != filepath.Base(en[i].path) {
			t.Fatalf("%s has no counterpart: %s", ko[i].path, en[i].path)
		}
		if a, b := levels(ko[i]), levels(en[i]); !slices.Equal(a, b) {
			t.Errorf("%s: headings %v in Korean, %v in English", filepath.Base(ko[i].path), a, b)
		}
		if a, b := len(ko[i].commands), len(en[i].commands); a != b {
			t.Errorf("%s: %d commands in Korean, %d in English", filepath.Base(ko[i].path), a, b)
		}
		for _, p := range []page{ko[i], en[i]} {
			if !strings.Contains(index.prose, "("+p.lang+"/"+filepath.Base(p.path)+")") {
				t.Errorf("docs/index.md does not lead to %s", p.path)
			}
		}
	}

	flags := flagsOf(t)
	for _, lang := range []string{"ko", "en"} {
		labels := labelsOf(t, lang)
		for _, p := range pages[lang] {
			checkLinks(t, p)
			for _, b := range bold.FindAllStringSubmatch(p.prose, -1) {
				if name := b[1]; !slices.ContainsFunc(labels, func(l *regexp.Regexp) bool { return l.MatchString(name) }) && !slices.Contains(ours[lang], name) {
					t.Errorf("%s: %q stands on no screen in that language", p.path, name)
				}
			}
			for _, command := range p.commands {
				checkCommand(t, p.path, command, flags)
			}
		}
	}
	checkLinks(t, index)
}

// ours are words in bold that lead a list and are no labels.
var ours = map[string][]string{
	"ko": {"설치 프로그램", "설치하지 않고 쓰기", "주소나 링크로", "QR 코드로", "파일로", "상태 페이지로"},
	"en": {"The installer", "Without installing", "By address or link", "By QR code", "By file", "By status page"},
}

func levels(p page) (out []int) {
	for _, h := range p.headings {
		out = append(out, strings.Index(h, " "))
	}
	return out
}

// labelsOf are the texts of the app in a language, with anything where data goes.
func labelsOf(t *testing.T, lang string) (out []*regexp.Regexp) {
	t.Helper()
	var texts map[string]any
	if _, err := toml.DecodeFile(filepath.Join("i18n", "active."+lang+".toml"), &texts); err != nil {
		t.Fatal(err)
	}
	for _, v := range texts {
		if text, is := v.(string); is {
			parts := regexp.MustCompile(`\{\{[^}]*\}\}`).Split(text, -1)
			if len(parts) > 1 && len([]rune(strings.Join(parts, ""))) < 6 {
				continue // nearly nothing but data: that would be everything
			}
			for i, part := range parts {
				parts[i] = regexp.QuoteMeta(part)
			}
			out = append(out, regexp.MustCompile("^"+strings.Join(parts, ".+")+"$"))
		}
	}
	if len(out) < 500 {
		t.Fatalf("%s: %d texts", lang, len(out))
	}
	return out
}

func checkLinks(t *testing.T, p page) {
	t.Helper()
	for _, l := range link.FindAllStringSubmatch(p.prose, -1) {
		target, fragment, _ := strings.Cut(l[2], "#")
		if strings.Contains(target, "://") {
			continue
		}
		at := p.path
		if target != "" {
			at = filepath.Join(filepath.Dir(p.path), filepath.FromSlash(target))
		}
		if _, err := os.Stat(at); err != nil {
			t.Errorf("%s leads to %s: %v", p.path, l[2], err)
			continue
		}
		if l[1] == "!" && p.lang != "docs" && !strings.Contains(target, "-"+p.lang+"-") {
			t.Errorf("%s: %s is not in its language", p.path, target)
		}
		if fragment != "" && !slices.ContainsFunc(readPage(t, at).headings, func(h string) bool { return anchor(h) == fragment }) {
			t.Errorf("%s leads to %s: no such heading", p.path, l[2])
		}
	}
}

// flagsOf are the flags of each command of our programs, by its words.
func flagsOf(t *testing.T) map[string]string {
	t.Helper()
	var help bytes.Buffer
	meta, err := app.ParseMetadata(fyneApp)
	if err == nil {
		_, err = app.ParseFlags([]string{"--help"}, meta, &help)
	}
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{"bokgu": help.String()}
	tool := filepath.Join(t.TempDir(), "bokguctl")
	if said, err := exec.CommandContext(t.Context(), "go", "build", "-o", tool, "./cmd/bokguctl").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	for _, words := range []string{"watch", "replay", "bridge", "source show", "source changes"} {
		said, err := exec.CommandContext(t.Context(), tool, append(strings.Fields(words), "--help")...).Output()
		if err != nil {
			t.Fatal(words, err)
		}
		out["bokguctl "+words] = string(said)
	}
	return out
}

// checkCommand parses bokgu's own line, and looks for the flags of bokguctl's.
func checkCommand(t *testing.T, path, line string, flags map[string]string) {
	t.Helper()
	line, _, _ = strings.Cut(line, " <")
	known := ""
	for words, help := range flags {
		if (line == words || strings.HasPrefix(line, words+" ")) && len(help) > 0 {
			known = help
		}
	}
	if known == "" {
		t.Errorf("%s: %q is no command", path, line)
		return
	}
	for _, f := range flag.FindAllStringSubmatch(line, -1) {
		if !regexp.MustCompile(regexp.QuoteMeta(f[2]) + `\b`).MatchString(known) {
			t.Errorf("%s: %q: there is no %s", path, line, f[2])
		}
	}
	if rest, is := strings.CutPrefix(line, "bokgu "); is {
		meta, err := app.ParseMetadata(fyneApp)
		if err == nil {
			_, err = app.ParseFlags(strings.Fields(rest), meta, io.Discard)
		}
		if err != nil {
			t.Errorf("%s: %q: %v", path, line, err)
		}
	}
}

// What is said of the data folder is what the code keeps there.
func TestPagesNameTheFilesThatThereAre(t *testing.T) {
	for _, lang := range []string{"ko", "en"} {
		p := readPage(t, filepath.Join("docs", lang, "troubleshooting.md"))
		for _, name := range []string{store.FileName, store.UserFileName, store.UserFileName + ".bak", "log/bokgu.log"} {
			if !strings.Contains(p.prose, "`"+name+"`") {
				t.Errorf("%s does not name %s", p.path, name)
			}
		}
	}
}
