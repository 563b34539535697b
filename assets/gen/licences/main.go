// Command licences collects the licences of everything that the programs hold:
// each Go module of theirs on any of their systems, the Go library itself, the
// typeface and the list of status pages. Run by go generate in assets; it needs the modules, not the network.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"bokgu/assets"
)

// systems are those that the app is built for.
var systems = []string{"linux", "windows", "darwin", "android", "ios"}

// named is how files with a licence, and notices that have to go with it, are
// called.
var named = regexp.MustCompile(`(?i)^(licen[sc]e|copying|notice|unlicense|patents)([-_.].*)?$`)

func main() {
	log.SetFlags(0)
	if err := run("licences.json.gz"); err != nil {
		log.Fatal(err)
	}
}

func run(to string) error {
	modules, err := modules()
	if err != nil {
		return err
	}
	var all []assets.Licence
	for _, m := range modules {
		text, err := texts(m.dir)
		if err != nil {
			return err
		}
		if text == "" {
			return fmt.Errorf("%s %s has no licence in %s", m.path, m.version, m.dir)
		}
		all = append(all, assets.Licence{Name: m.path, Version: m.version, Text: text})
	}
	font, err := os.ReadFile("fonts/OFL.txt")
	if err != nil {
		return err
	}
	all = append(all, assets.Licence{Name: "Pretendard", Version: "1.3.9", Text: tidy(string(font))})
	directory, err := assets.StatusPages()
	if err != nil {
		return err
	}
	list, err := os.ReadFile("gen/statuspages/LICENSE.list")
	if err != nil {
		return err
	}
	all = append(all, assets.Licence{Name: directory.Sources[0].Name, Version: directory.Sources[0].Version, Text: tidy(string(list))})

	var raw, out bytes.Buffer
	enc := json.NewEncoder(&raw)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "")
	if err := enc.Encode(all); err != nil {
		return err
	}
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(raw.Bytes()); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	fmt.Printf("%d licences, %d bytes, packed %d\n", len(all), raw.Len(), out.Len())
	return os.WriteFile(to, out.Bytes(), 0o644)
}

type module struct{ path, version, dir string }

// modules lists what is linked into the programs, sorted, the Go library first.
func modules() ([]module, error) {
	root, err := output("", "go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	version, err := output("", "go", "env", "GOVERSION")
	if err != nil {
		return nil, err
	}
	found := map[string]module{}
	for _, system := range systems {
		list, err := output(system, "go", "list", "-e", "-deps", "-tags", "migrated_fynedo",
			"-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}", "bokgu", "bokgu/cmd/bokguctl")
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(list) {
			f := strings.Split(strings.TrimSpace(line), "\t")
			if len(f) == 3 {
				found[f[0]] = module{f[0], f[1], f[2]}
			}
		}
	}
	all := make([]module, 0, len(found)+1)
	for _, m := range found {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b module) int { return strings.Compare(a.path, b.path) })
	return append([]module{{"Go", strings.TrimPrefix(strings.TrimSpace(version), "go"), strings.TrimSpace(root)}}, all...), nil
}

func output(system, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Stderr = os.Stderr
	cmd.Env = os.Environ()
	if system != "" {
		cmd.Env = append(cmd.Env, "GOOS="+system, "GOARCH=arm64", "CGO_ENABLED=1")
	}
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w", strings.Join(cmd.Args[:2], " "), err)
	}
	return string(out), nil
}

// texts joins the licence files of a folder.
func texts(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var all []string
	for _, e := range entries {
		if e.IsDir() || !named.MatchString(e.Name()) || strings.HasSuffix(e.Name(), ".go") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return "", err
		}
		all = append(all, tidy(string(b)))
	}
	return strings.Join(all, "\n\n"), nil
}

// tidy leaves the words and drops what only a line printer needs.
func tidy(s string) string {
	s = strings.ToValidUTF8(strings.NewReplacer("\r\n", "\n", "\f", "", "\ufeff", "").Replace(s), "")
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " \t")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}
