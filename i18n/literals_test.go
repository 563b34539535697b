package i18n

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// TestNoBareLiterals keeps every text that a person can read in the two message
// files: no Hangul in the code of app and views, and no English in what views
// put on the screen.
func TestNoBareLiterals(t *testing.T) {
	for _, folder := range []string{"app", "views"} {
		root := filepath.Join("..", folder)
		if _, err := os.Stat(root); os.IsNotExist(err) {
			continue
		}
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() && (d.Name() == "testdata" || path == filepath.Join("..", "app", "desktop")) {
				return fs.SkipDir // app/desktop watches the app from outside
			}
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Logf("%s does not parse, so it was not checked: %v", path, err) // the compiler says it better
				return nil
			}
			for _, s := range bareLiterals(file, folder == "views") {
				t.Errorf("%s: %q belongs in active.ko.toml and active.en.toml", path, s)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

var (
	hangulText = regexp.MustCompile(`\p{Hangul}`)
	sentence   = regexp.MustCompile(`^[A-Z][a-z’']+( [A-Za-z’']+)+[.!?…:]?$|^[A-Za-z’', ]+ [A-Za-z’', ]+[.!?…]$`)
)

// forNobody names the callees whose text only a developer reads.
var forNobody = regexp.MustCompile(`^(errors|fmt|slog|log|panic|regexp)\b|\.(Debug|Info|Warn|Error|Fatal)(Context)?$`)

// shown names the functions that put their text on the screen as it is.
var shown = regexp.MustCompile(`^(widget|canvas|dialog|container)\.New|\.(SetText|SetPlaceHolder|SetTitle)$`)

// bareLiterals returns the texts in file that a person could read. english asks
// for English ones too.
func bareLiterals(file *ast.File, english bool) []string {
	var found []string
	tags := make(map[*ast.BasicLit]bool) // of struct fields
	add := func(n ast.Node, bad func(string) bool) {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && !tags[lit] {
			if s, err := strconv.Unquote(lit.Value); err == nil && bad(s) {
				found = append(found, s)
			}
		}
	}
	hasLetter := func(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 && !Has(s) }
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Field:
			tags[n.Tag] = true
		case *ast.CallExpr:
			name := calleeName(n.Fun)
			if forNobody.MatchString(name) {
				for _, a := range n.Args {
					ast.Inspect(a, func(n ast.Node) bool { add(n, hangulText.MatchString); return true })
				}
				return false
			}
			if english && shown.MatchString(name) {
				for _, a := range n.Args {
					add(a, func(s string) bool { return hasLetter(s) && !sentence.MatchString(s) && !hangulText.MatchString(s) })
				}
			}
		case *ast.BasicLit:
			add(n, func(s string) bool { return hangulText.MatchString(s) || english && sentence.MatchString(s) })
		}
		return true
	})
	return found
}

func calleeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return calleeName(e.X) + "." + e.Sel.Name
	case *ast.CallExpr:
		return calleeName(e.Fun) + "()"
	}
	return ""
}

// TestBareLiteralsAreFound tries the check itself.
func TestBareLiteralsAreFound(t *testing.T) {
	const src = `package p
import "fmt"
type s struct { A string ` + "`json:\"some words here\"`" + ` }
func f() {
	widget.NewLabel("Down")
	widget.NewLabel(l.T("state.major_outage", nil))
	x := "장애"
	y := "Something went wrong."
	z := "status"
	err := fmt.Errorf("Cannot open the thing %w", err)
	slog.Info("Window was opened")
	slog.Info("창")
	b.SetText("Try again")
	b.SetText("·")
	b.SetText(x)
}`
	file, err := parser.ParseFile(token.NewFileSet(), "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(bareLiterals(file, true), "|")
	if want := "Down|장애|Something went wrong.|창|Try again"; got != want {
		t.Errorf("views: %q, want %q", got, want)
	}
	if got := strings.Join(bareLiterals(file, false), "|"); got != "장애|창" {
		t.Errorf("app: %q", got)
	}
}
