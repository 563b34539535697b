// Command sbom writes what built programs are made of, as CycloneDX JSON:
//
//	sbom -version 1.2.3 -time 1700000000 -out FILE PROGRAM…
//
// The modules and their versions come from the programs themselves, where the linker has put them, so that the list is that
// of the file which people run and not of the folder it was built in. Licences come from the texts that the app carries. The
// same programs and time give the same bytes. What is written has been checked against the schema of the format.
package main

import (
	"bytes"
	"debug/buildinfo"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"bokgu/assets"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("sbom: ")
	version := flag.String("version", "", "version of the programs")
	made := flag.Int64("time", 0, "time that stands inside, in seconds since 1970")
	out := flag.String("out", "", "file to write")
	flag.Parse()
	if *version == "" || *made == 0 || *out == "" || flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*version, time.Unix(*made, 0), *out, flag.Args()); err != nil {
		log.Fatal(err)
	}
}

func run(version string, made time.Time, out string, paths []string) error {
	programs := make([]program, 0, len(paths))
	for _, path := range paths {
		p, err := read(path)
		if err != nil {
			return err
		}
		programs = append(programs, p)
	}
	texts, err := assets.Licences()
	if err != nil {
		return err
	}
	known, err := identify(texts)
	if err != nil {
		return err
	}
	bom, err := describe(version, made, programs, known)
	if err != nil {
		return err
	}
	raw, err := encode(bom)
	if err != nil {
		return err
	}
	schema, err := loadSchema()
	if err != nil {
		return err
	}
	if err := schema.check(raw); err != nil {
		return fmt.Errorf("what was made does not follow the schema: %w", err)
	}
	return os.WriteFile(out, raw, 0o644)
}

// program is a built program and what the linker noted in it.
type program struct {
	name string // of the file
	raw  []byte
	info *buildinfo.BuildInfo
}

func read(path string) (program, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return program{}, err
	}
	info, err := buildinfo.Read(bytes.NewReader(raw))
	if err != nil {
		return program{}, fmt.Errorf("%s: %w", path, err)
	}
	if len(info.Deps) == 0 {
		return program{}, fmt.Errorf("%s names no modules", path)
	}
	return program{filepath.Base(path), raw, info}, nil
}
