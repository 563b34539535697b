package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// releaseTags are the build tags of the released program.
const releaseTags = "migrated_fynedo"

// systems are those the app is built for; each may pull in other packages.
var systems = []string{"linux", "windows", "darwin", "android", "ios"}

// goList runs go list for a system and returns its lines.
func goList(t *testing.T, system string, args ...string) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"list", "-tags", releaseTags}, args...)...)
	arch := "amd64"
	if system == "android" || system == "ios" {
		arch = "arm64"
	}
	cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH="+arch, "CGO_ENABLED=1")
	out, err := cmd.Output()
	if err != nil {
		said := ""
		if exit, ok := err.(*exec.ExitError); ok {
			said = string(exit.Stderr)
		}
		t.Fatalf("go list for %s: %v\n%s", system, err, said)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

func without(list []string, left string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == left })
}

// below says whether a package is one of those named or lies below one.
func below(pkg string, roots ...string) bool {
	return slices.ContainsFunc(roots, func(root string) bool { return pkg == root || strings.HasPrefix(pkg, root+"/") })
}

// netText are packages below net that only read text and reach nothing.
var netText = []string{"net/url", "net/netip", "net/mail"}

var toolkit = []string{"fyne.io", "github.com/fyne-io", "github.com/go-gl"}

// testsOnly is what the tests bring along: toxiproxy and what it is made of.
var testsOnly = []string{"github.com/Shopify", "github.com/prometheus", "github.com/rs/zerolog", "bokgu/app/delivery/soak"}

// What a program or a part of it is linked with, whoever pulled it in.
func TestLinkage(t *testing.T) {
	for _, c := range []struct {
		name    string
		of      string
		systems []string
		holds   string // proof that the list is that of the right program
		never   []string
		except  []string
	}{
		{
			name: "the app holds no server of NATS and nothing that only tests need", of: ".", systems: systems, holds: "fyne.io/fyne/v2/app",
			never: append(slices.Clone(testsOnly), "github.com/nats-io"),
		},
		{
			name: "bokguctl holds no GUI", of: "./cmd/bokguctl", systems: systems[:3], holds: "bokgu/sync/subscribe",
			never: slices.Concat(toolkit, testsOnly, []string{"bokgu/app", "bokgu/views"}),
		},
		{
			name: "the feed holds no GUI and nothing of the app", of: "./sync/...", systems: systems, holds: "github.com/gorilla/websocket",
			never: append(slices.Clone(toolkit), "bokgu/app", "bokgu/views", "bokgu/cmd", "bokgu/assets", "bokgu/i18n"),
		},
		{
			name: "the views hold nothing of ours that connects or stores", of: "./views/...", systems: systems, holds: "fyne.io/fyne/v2/widget",
			never: []string{
				"bokgu/app", "bokgu/cmd", "bokgu/sync/publish", "bokgu/sync/scenario", "bokgu/sync/server", "bokgu/sync/store",
				"bokgu/sync/subscribe", "github.com/gorilla/websocket", "modernc.org/sqlite", "database/sql", "github.com/zalando/go-keyring",
			},
			except: []string{"bokgu/app/settings", "bokgu/app/alert"},
		},
		{
			// Not Windows: there the language of the system is asked through golang.org/x/sys, which links net.
			name: "alerts are decided without any system", of: "./app/alert", systems: without(systems, "windows"), holds: "bokgu/sync/feed",
			never:  append(slices.Clone(toolkit), "net", "os/exec", "database/sql", "github.com/godbus"),
			except: netText,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, system := range c.systems {
				packages := goList(t, system, "-deps", c.of)
				if !slices.Contains(packages, c.holds) {
					t.Errorf("%s: %s is not in the list of %s; is it the right one?", system, c.holds, c.of)
				}
				for _, pkg := range packages {
					if below(pkg, c.never...) && !slices.Contains(c.except, pkg) {
						t.Errorf("%s: %s holds %s", system, c.of, pkg)
					}
				}
			}
		})
	}
}

// The toolkit itself links net (it can load pictures from addresses), so the views cannot be without it; but none of our
// packages that they are made of asks for it, for programs or for databases, and no view asks for files either.
func TestViewsReachNothing(t *testing.T) {
	never := []string{"net", "os/exec", "database/sql", "golang.org/x/net"}
	for _, system := range systems {
		views := 0
		// Each line: the package, then what it imports directly.
		for _, line := range goList(t, system, "-f", `{{.ImportPath}} {{join .Imports " "}}`, "-deps", "./views/...") {
			pkg, imports, _ := strings.Cut(line, " ")
			if !below(pkg, "bokgu") {
				continue
			}
			for _, i := range strings.Fields(imports) {
				if below(i, never...) && !slices.Contains(netText, i) {
					t.Errorf("%s: %s, of which the views are made, imports %s", system, pkg, i)
				}
				if below(pkg, "bokgu/views") && below(i, "os", "io/ioutil", "syscall") {
					t.Errorf("%s: %s imports %s", system, pkg, i)
				}
			}
			if below(pkg, "bokgu/views") {
				views++
			}
		}
		if views < 3 {
			t.Errorf("%s: only %d packages of views in the list; is it the right one?", system, views)
		}
	}
}

// Version and app ID stand in FyneApp.toml and nowhere else.
func TestIdentityStandsOnce(t *testing.T) {
	var meta struct {
		Details    struct{ ID, Version, Icon string }
		Migrations map[string]bool
	}
	if err := toml.Unmarshal(fyneApp, &meta); err != nil {
		t.Fatal(err)
	}
	if meta.Details.ID != "app.bokgu.client" {
		t.Errorf("app ID %q: preferences and the keyring of everyone hang on it", meta.Details.ID)
	}
	if !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(meta.Details.Version) {
		t.Errorf("version %q is not of the form 1.2.3", meta.Details.Version)
	}
	if _, err := os.Stat(meta.Details.Icon); err != nil {
		t.Errorf("the icon: %v", err)
	}
	if !meta.Migrations["fyneDo"] {
		t.Error("[Migrations] fyneDo is not set: the toolkit would not know its goroutines are kept apart")
	}

	again := regexp.MustCompile(regexp.QuoteMeta(meta.Details.ID) + `|(^|[^\d.])v?` + regexp.QuoteMeta(meta.Details.Version) + `($|[^\d.])`)
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if name == ".git" || name == "build" || name == "testdata" {
				return fs.SkipDir
			}
			return nil
		}
		kinds := []string{".go", ".toml", ".yml", ".yaml", ".sh", ".xml", ".plist", ".desktop", ".manifest"}
		if path == "FyneApp.toml" || strings.HasSuffix(path, "_test.go") || (name != "Makefile" && !slices.Contains(kinds, filepath.Ext(name))) {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if found := again.Find(text); found != nil {
			t.Errorf("%s says %q again; it stands in FyneApp.toml", path, found)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}

	// The change log speaks of this version, or of what is to come.
	log, err := os.ReadFile("CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	head := regexp.MustCompile(`(?m)^## \[?(?:v?(\d+\.\d+\.\d+)|([Uu]nreleased))`).FindSubmatch(log)
	if head == nil || (string(head[1]) != meta.Details.Version && len(head[2]) == 0) {
		t.Errorf("the newest heading of CHANGELOG.md is neither %s nor Unreleased: %q", meta.Details.Version, head)
	}
}
