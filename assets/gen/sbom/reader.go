package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	corpus "github.com/google/licenseclassifier/v2/assets"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// newReader returns a function that tells which licences a text holds, by their SPDX names, sorted.
func newReader() (func(string) []string, error) {
	c, err := corpus.DefaultClassifier()
	if err != nil {
		return nil, err
	}
	return func(text string) []string {
		var ids []string
		for _, m := range c.Match([]byte(text)).Matches {
			if m.MatchType == "License" && !slices.Contains(ids, m.Name) {
				ids = append(ids, m.Name)
			}
		}
		slices.Sort(ids)
		return ids
	}, nil
}

// schema is that of CycloneDX, which its library brings along.
type schema struct{ compiled *jsonschema.Schema }

func loadSchema() (schema, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/CycloneDX/cyclonedx-go").Output()
	if err != nil {
		return schema{}, fmt.Errorf("where the schema lies: %w", err)
	}
	dir := filepath.Join(strings.TrimSpace(string(out)), "schema")
	c := jsonschema.NewCompiler()
	// By the names that they call each other.
	const base = "http://cyclonedx.org/schema/"
	main := "bom-" + specVersion.String() + ".schema.json"
	for file, name := range map[string]string{main: main, "spdx.schema.json": "spdx.schema.json", "jsf-0.82.schemax.json": "jsf-0.82.schema.json"} {
		raw, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			return schema{}, err
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			return schema{}, fmt.Errorf("%s: %w", file, err)
		}
		if err := c.AddResource(base+name, doc); err != nil {
			return schema{}, fmt.Errorf("%s: %w", file, err)
		}
	}
	compiled, err := c.Compile(base + main)
	return schema{compiled}, err
}

func (s schema) check(raw []byte) error {
	var doc any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&doc); err != nil {
		return err
	}
	return s.compiled.Validate(doc)
}
