//go:build platforms

package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// Every file of ours is type-checked for every system, also for those that this
// machine has no C compiler and no headers for: what the toolkit does in C there
// is taken as it comes, our own packages must be without an error.
func TestEveryPlatformTypeChecks(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, system := range systems {
		arch, what := "amd64", []string{".", "./cmd/bokguctl", "./app/autostart"}
		switch system {
		case "android":
			arch, what = "arm64", []string{".", "./app/autostart"}
		case "ios":
			arch, what = "arm64", []string{"./app", "./app/autostart"} // a program for it cannot even be listed without a C compiler
		}
		all, err := packages.Load(&packages.Config{
			Context: t.Context(),
			Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedDeps |
				packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedModule,
			// CGO_ENABLED=0: no C compiler for these systems is here. What is missing by that is missing in the toolkit alone.
			Env:        append(os.Environ(), "GOOS="+system, "GOARCH="+arch, "CGO_ENABLED=0"),
			BuildFlags: []string{"-tags=ci," + releaseTags},
			// Bodies of functions count in our own files only; without those of others this takes a third of the time.
			ParseFile: func(set *token.FileSet, name string, src []byte) (*ast.File, error) {
				file, err := parser.ParseFile(set, name, src, parser.SkipObjectResolution)
				if file != nil && !strings.HasPrefix(name, here+string(filepath.Separator)) {
					for _, d := range file.Decls {
						if f, is := d.(*ast.FuncDecl); is {
							f.Body = nil
						}
					}
				}
				return file, err
			},
		}, what...)
		if err != nil {
			t.Fatal(system, err)
		}
		n := 0
		packages.Visit(all, nil, func(p *packages.Package) {
			if p.PkgPath != "bokgu" && !strings.HasPrefix(p.PkgPath, "bokgu/") {
				return
			}
			n++
			for _, e := range p.Errors {
				if !notOurs(system, e) {
					t.Errorf("%s, %s: %v", system, p.PkgPath, e)
				}
			}
			for _, f := range p.CompiledGoFiles {
				seen[f] = true
			}
		})
		if n < 20 {
			t.Fatalf("%s: %d packages: that proves nothing", system, n)
		}
	}
	// No platform file slips through because its tag is misspelt.
	for _, pattern := range []string{"*_windows.go", "*_darwin.go", "*_mobile.go", "*_other.go", "*_linux.go", "*_unix.go", "*_desktop.go"} {
		for _, dir := range []string{"app", "app/*", "cmd/*", "sync/*"} {
			files, _ := filepath.Glob(filepath.Join(here, dir, pattern))
			for _, f := range files {
				if !seen[f] {
					t.Errorf("%s is part of no system", f)
				}
			}
		}
	}
}

// notOurs is what only the missing C compiler brings about.
func notOurs(system string, e packages.Error) bool {
	return system == "darwin" && strings.HasSuffix(e.Msg, "undefined: systray.SetTooltip") // systray_darwin.go is a cgo file
}
