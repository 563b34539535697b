package assets

import (
	"os/exec"
	"strings"
	"testing"
)

// Every module that is linked into the programs has its licence here, in the
// version that go.mod asks for. After a change of go.mod: go generate ./assets
func TestLicencesOfEverything(t *testing.T) {
	all, err := Licences()
	if err != nil {
		t.Fatal(err)
	}
	versions := map[string]string{}
	for _, l := range all {
		if _, twice := versions[l.Name]; twice {
			t.Errorf("%s is there twice", l.Name)
		}
		versions[l.Name] = l.Version
		if !strings.Contains(strings.ToLower(l.Text), "copyright") && !strings.Contains(strings.ToLower(l.Text), "public domain") {
			t.Errorf("%s: no licence: %.80q", l.Name, l.Text)
		}
	}
	for _, own := range []string{"Go", "Pretendard"} {
		if versions[own] == "" {
			t.Errorf("%s is not there", own)
		}
	}
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-tags", "migrated_fynedo",
		"-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}", "bokgu", "bokgu/cmd/bokguctl").Output()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(out)) {
		path, version, _ := strings.Cut(strings.TrimSpace(line), " ")
		if path == "" {
			continue
		}
		n++
		if versions[path] != version {
			t.Errorf("%s %s: the licence there is of version %q", path, version, versions[path])
		}
	}
	if n < 100 {
		t.Errorf("the list of go has %d packages: it proves nothing", n)
	}
}
