//go:build platforms

package native

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// What is written against Apple's frameworks is compiled against stand-ins for
// their headers, without a warning, and tried against stand-ins for what they do;
// the sanitizers look on.
func TestApple(t *testing.T) {
	for name, args := range map[string][]string{
		"keychain":    {"keychain_ios.c", "testdata/apple/try_keychain.c"},
		"links_macos": {"-DMAC", "links_darwin.c", "testdata/apple/try_links.c"},
		"links_ios":   {"links_ios.c", "testdata/apple/try_links.c"},
	} {
		t.Run(name, func(t *testing.T) {
			program := filepath.Join(t.TempDir(), "try")
			args = append([]string{
				"-std=c11", "-Wall", "-Wextra", "-Werror", "-Wno-multichar", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all",
				"-Itestdata/apple", "-o", program, "testdata/apple/apple.c",
			}, args...)
			if out, err := exec.CommandContext(t.Context(), "gcc", args...).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if out, err := exec.CommandContext(t.Context(), program).CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
