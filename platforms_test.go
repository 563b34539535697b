//go:build platforms

package main

import (
	"encoding/xml"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
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
		known := map[string]*types.Package{"unsafe": types.Unsafe}
		packages.Visit(all, nil, func(p *packages.Package) { known[p.PkgPath] = p.Types })
		for _, f := range checkC(t, system, arch, filepath.Join(here, "app", "native"), known) {
			seen[f] = true
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
	for _, pattern := range []string{"*_windows.go", "*_darwin.go", "*_android.go", "*_ios.go", "*_mobile.go", "*_other.go", "*_linux.go", "*_unix.go", "*_desktop.go"} {
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

// checkC type-checks the files of a folder that a system has where there is a C
// compiler for it, and returns their names; C itself is taken as it comes.
func checkC(t *testing.T, system, arch, dir string, known map[string]*types.Package) (names []string) {
	t.Helper()
	there := build.Default
	there.GOOS, there.GOARCH, there.CgoEnabled = system, arch, true
	pkg, err := there.ImportDir(dir, 0)
	if err != nil {
		t.Fatal(system, err)
	}
	set := token.NewFileSet()
	var files []*ast.File
	for _, name := range append(pkg.GoFiles, pkg.CgoFiles...) {
		file, err := parser.ParseFile(set, filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(system, err)
		}
		files, names = append(files, file), append(names, filepath.Join(dir, name))
	}
	check := types.Config{
		FakeImportC: true,
		Importer:    importer(known),
		Error:       func(err error) { t.Errorf("%s: %v", system, err) },
	}
	_, _ = check.Check("bokgu/app/native", set, files, nil) // what is wrong goes to Error
	if (system == "android" || system == "ios" || system == "darwin") && len(pkg.CgoFiles) == 0 {
		t.Errorf("%s: no file of app/native calls C: that proves nothing", system)
	}
	return names
}

// importer finds packages that were loaded for the same system.
type importer map[string]*types.Package

// Import implements types.Importer.
func (i importer) Import(path string) (*types.Package, error) {
	if p := i[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("%s is not among the loaded packages", path)
}

// What is called of Android runs in a Java machine, with stand-ins for Android's
// own classes and the machine's real cryptography. The machine checks each call
// from C (-Xcheck:jni) and says what is wrong on its output.
func TestAndroidBridgeInAJavaMachine(t *testing.T) {
	javac, err := exec.LookPath("javac")
	if err == nil {
		javac, err = filepath.EvalSymlinks(javac)
	}
	if err != nil {
		t.Fatalf("no Java compiler; .ci/setup platforms installs one: %v", err)
	}
	home, classes := filepath.Dir(filepath.Dir(javac)), t.TempDir()
	var sources []string
	for _, pattern := range []string{"*.java", "android/*/*.java", "android/*/*/*.java"} {
		found, _ := filepath.Glob(filepath.Join("app/native/testdata/android", pattern))
		sources = append(sources, found...)
	}
	if out, err := exec.CommandContext(t.Context(), javac, append([]string{"-Werror", "-d", classes}, sources...)...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	include := "-I" + filepath.Join(home, "include") + " -I" + filepath.Join(home, "include", "linux")
	if out, err := exec.CommandContext(t.Context(), "gcc", append(append([]string{"-std=c11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only"},
		strings.Fields(include)...), "app/native/link.c", "app/native/notices.c", "app/native/crypt.c")...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	test := exec.CommandContext(t.Context(), "go", "test", "-vet=off", "-count=1", "-timeout", "5m", "-v", "-tags", "jvm", "./app/native")
	test.Env = append(os.Environ(), "CGO_ENABLED=1", "CGO_CFLAGS=-O2 "+include, "JAVA_HOME="+home, "BOKGU_STAND_INS="+classes)
	out, err := test.CombinedOutput()
	if err != nil || strings.Count(string(out), "--- PASS") < 5 {
		t.Errorf("%v\n%s", err, out)
	}
	// What -Xcheck:jni finds wrong, and exceptions that were left behind.
	for _, said := range []string{"in native method", "Exception in thread"} {
		if strings.Contains(string(out), said) {
			t.Errorf("the Java machine complains:\n%s", out)
		}
	}
}

// The manifest for Android has what Android and the app need, and nothing that
// FyneApp.toml says otherwise.
func TestAndroidManifest(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), "go", "run", "./assets/gen", "-android", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var meta struct {
		Details struct {
			ID, Name, Version string
			Build             int
		}
	}
	if err := toml.Unmarshal(fyneApp, &meta); err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Package     string `xml:"package,attr"`
		Code        int    `xml:"http://schemas.android.com/apk/res/android versionCode,attr"`
		Version     string `xml:"http://schemas.android.com/apk/res/android versionName,attr"`
		Permissions []struct {
			Name string `xml:"http://schemas.android.com/apk/res/android name,attr"`
		} `xml:"uses-permission"`
		Application struct {
			Label     string `xml:"http://schemas.android.com/apk/res/android label,attr"`
			Icon      string `xml:"http://schemas.android.com/apk/res/android icon,attr"`
			Backup    string `xml:"http://schemas.android.com/apk/res/android allowBackup,attr"`
			Cleartext string `xml:"http://schemas.android.com/apk/res/android usesCleartextTraffic,attr"`
			Debug     string `xml:"http://schemas.android.com/apk/res/android debuggable,attr"`
			Activity  []struct {
				Name     string `xml:"http://schemas.android.com/apk/res/android name,attr"`
				Exported string `xml:"http://schemas.android.com/apk/res/android exported,attr"`
				Launch   string `xml:"http://schemas.android.com/apk/res/android launchMode,attr"`
				Library  []struct {
					Name  string `xml:"http://schemas.android.com/apk/res/android name,attr"`
					Value string `xml:"http://schemas.android.com/apk/res/android value,attr"`
				} `xml:"meta-data"`
				Schemes []struct {
					Scheme string `xml:"http://schemas.android.com/apk/res/android scheme,attr"`
				} `xml:"intent-filter>data"`
			} `xml:"activity"`
		} `xml:"application"`
	}
	raw, err := os.ReadFile(filepath.Join(dir, "AndroidManifest.xml"))
	if err == nil {
		err = xml.Unmarshal(raw, &manifest)
	}
	if err != nil {
		t.Fatal(err)
	}
	d, app := meta.Details, manifest.Application
	if manifest.Package != d.ID || manifest.Code != d.Build || manifest.Version != d.Version || app.Label != d.Name {
		t.Errorf("%s %d %s %s: not what FyneApp.toml says", manifest.Package, manifest.Code, manifest.Version, app.Label)
	}
	var asked []string
	for _, p := range manifest.Permissions {
		asked = append(asked, strings.TrimPrefix(p.Name, "android.permission."))
	}
	if !slices.Equal(asked, []string{"INTERNET", "POST_NOTIFICATIONS"}) {
		t.Errorf("permissions: %q", asked)
	}
	if app.Backup != "false" || app.Cleartext != "false" || app.Debug != "" || app.Icon != "@mipmap/ic_launcher" || len(app.Activity) != 1 {
		t.Errorf("application: %+v", app)
	}
	a := app.Activity[0]
	if a.Name != "org.golang.app.GoNativeActivity" || a.Exported != "true" || a.Launch != "singleTask" || len(a.Schemes) != 1 || a.Schemes[0].Scheme != "bokgu" ||
		len(a.Library) != 1 || a.Library[0].Name != "android.app.lib_name" || a.Library[0].Value != d.Name {
		t.Errorf("activity: %+v", a)
	}
	for _, name := range []string{"Icon-foreground.png", "Icon-background.png", "Icon-monochrome.png"} {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if c, err := png.DecodeConfig(f); err != nil || c.Width != 432 || c.Height != 432 {
			t.Errorf("%s: %v, %v", name, c, err)
		}
		_ = f.Close()
	}
}
