package credential

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// box is a Sealer that is good enough to see what is bound to what.
type box struct {
	plain      bool // returns the secret as it is
	garble     bool // what it opens is not what it sealed
	sealErr    error
	openErr    error
	everSealed int
}

func (b *box) Seal(about string, secret []byte) ([]byte, error) {
	b.everSealed++
	if b.sealErr != nil || b.plain {
		return append([]byte(about), secret...), b.sealErr
	}
	out := []byte(about + "|")
	for _, c := range secret {
		out = append(out, c^0x55)
	}
	return out, nil
}

func (b *box) Open(about string, sealed []byte) ([]byte, error) {
	rest, bound := bytes.CutPrefix(sealed, []byte(about+"|"))
	if b.openErr != nil || !bound {
		return nil, errors.Join(b.openErr, errors.New("not mine"))
	}
	var out []byte
	for _, c := range rest {
		out = append(out, c^0x55)
	}
	if b.garble {
		out[0]++
	}
	return out, nil
}

// files returns what lies in dir, joined.
func files(t *testing.T, dir string) (n int, all []byte) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || d.IsDir() {
			return nil
		}
		n++
		raw, err := os.ReadFile(path)
		all = append(all, raw...)
		if info, _ := d.Info(); info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n, all
}

func TestSealedKeyring(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tokens")
	k := NewSealed(dir, &box{})
	if _, err := k.Get("bokgu", "a"); !errors.Is(err, ErrNotFound) {
		t.Errorf("%v", err)
	}
	if err := k.Delete("bokgu", "a"); !errors.Is(err, ErrNotFound) {
		t.Errorf("%v", err)
	}
	for _, s := range []string{"first", secret, strings.Repeat("x", MaxToken)} {
		if err := k.Set("bokgu", "a", s); err != nil {
			t.Fatal(err)
		}
		if got, err := NewSealed(dir, &box{}).Get("bokgu", "a"); got != s || err != nil {
			t.Errorf("%.20q, %v", got, err)
		}
	}
	if err := errors.Join(k.Set("bokgu", "a", secret), k.Set("bokgu", "b", "other")); err != nil {
		t.Fatal(err)
	}
	n, all := files(t, dir)
	if n != 2 || bytes.Contains(all, []byte(secret)) {
		t.Errorf("%d files: %q", n, all)
	}
	if err := k.Set("bokgu", "a", strings.Repeat("x", MaxToken+1)); !errors.Is(err, ErrTooBig) {
		t.Errorf("%v", err)
	}

	// One put in the other's place does not open, and is no token.
	s := k.(*sealed)
	a, _ := s.at("bokgu", "a")
	b, _ := s.at("bokgu", "b")
	if err := os.Rename(b, a); err != nil {
		t.Fatal(err)
	}
	if got, err := k.Get("bokgu", "a"); got != "" || err == nil || errors.Is(err, ErrNotFound) {
		t.Errorf("%q, %v", got, err)
	}
	if err := os.WriteFile(a, make([]byte, maxSealedFile+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := k.Get("bokgu", "a"); got != "" || err == nil || errors.Is(err, ErrNotFound) {
		t.Errorf("%q, %v", got, err)
	}
	if err := k.Delete("bokgu", "a"); err != nil {
		t.Error(err)
	}
	if n, _ := files(t, dir); n != 0 {
		t.Errorf("%d files left", n)
	}
}

// Whatever fails, the token is then remembered for the session alone and nothing
// of it is on the disk.
func TestSealedKeyringFallsBackToTheSession(t *testing.T) {
	broken := errors.New("broken")
	for name, b := range map[string]*box{
		"cannot seal":           {sealErr: broken},
		"cannot open":           {openErr: broken},
		"does not seal at all":  {plain: true},
		"opens something else":  {garble: true},
		"the folder is no file": {},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "tokens")
			if name == "the folder is no file" {
				if err := os.WriteFile(dir, nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			k := New(Params{Service: "bokgu", Keyring: NewSealed(dir, b)})
			if place, err := k.Set(t.Context(), "a", secret); place != PlaceSession || err != nil {
				t.Errorf("%q, %v", place, err)
			}
			expectGet(t, k, "a", secret, PlaceSession, nil)
			if b.everSealed == 0 {
				t.Error("never tried")
			}
			if n, all := files(t, dir); len(all) != 0 || n > 1 {
				t.Errorf("%d files: %q", n, all)
			}
		})
	}
}
