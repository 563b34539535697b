package theme

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
)

// The tables of docs/design.md are made here. After a change of a colour:
//
//	go test ./views/theme -run Design -update
var rewrite = flag.Bool("update", false, "make the tables of docs/design.md anew")

const (
	designPage  = "../../docs/design.md"
	tablesBegin = "<!-- tables: made by go test ./views/theme -run Design -update -->\n"
	tablesEnd   = "<!-- end of the tables -->\n"
)

// declared is a token of the chrome as the source declares it.
type declared struct {
	token Token
	use   string
}

func declaredTokens(t *testing.T) []declared {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "tokens.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var out []declared
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 || !v.Names[0].IsExported() {
			return true
		}
		if l, ok := v.Values[0].(*ast.BasicLit); ok {
			name, err := strconv.Unquote(l.Value)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, declared{Token(name), strings.TrimSpace(v.Comment.Text())})
		}
		return true
	})
	return out
}

// least is the smallest contrast of a token with all that it is measured against, "–" for decoration.
func least(th *Theme, of Token) string {
	low := math.Inf(1)
	for _, p := range pairs() {
		if p.front == of || p.ground == of {
			low = min(low, contrast(th.Color(p.front, 0), th.Color(p.ground, 0)))
		}
	}
	if math.IsInf(low, 1) {
		return "–"
	}
	return fmt.Sprintf("%.2f", low)
}

func hex(th *Theme, t Token) string {
	r, g, b, _ := th.Color(t, 0).RGBA()
	return fmt.Sprintf("`#%02X%02X%02X`", r>>8, g>>8, b>>8)
}

// tables are those of the chrome and of the states.
func tables(t *testing.T) string {
	light, dark := New(Light, 1), New(Dark, 1)
	var b strings.Builder
	b.WriteString("| token | for | light | dark | least contrast, light | dark |\n|---|---|---|---|---|---|\n")
	for _, d := range declaredTokens(t) {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n", strings.TrimPrefix(string(d.token), "bokgu."), d.use,
			hex(light, d.token), hex(dark, d.token), least(light, d.token), least(dark, d.token))
	}
	b.WriteString("\n| state | word: light, dark | contrast | shape: light, dark | contrast | soft ground: light, dark |\n|---|---|---|---|---|---|\n")
	for _, s := range States() {
		both := func(t Token) string { return hex(light, t) + " " + hex(dark, t) }
		fmt.Fprintf(&b, "| %s | %s | %s, %s | %s | %s, %s | %s |\n", s, both(s.Word()), least(light, s.Word()), least(dark, s.Word()),
			both(s.Fill()), least(light, s.Fill()), least(dark, s.Fill()), both(s.Soft()))
	}
	return b.String()
}

// The page of the design system says of every colour what it is and what was measured.
func TestDesignTables(t *testing.T) {
	if n := len(declaredTokens(t)); n < 20 {
		t.Fatalf("only %d tokens were found", n)
	}
	page, err := os.ReadFile(designPage)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, begins := strings.Cut(string(page), tablesBegin)
	is, tail, ends := strings.Cut(rest, tablesEnd)
	if !begins || !ends {
		t.Fatalf("docs/design.md has no place for the tables between %q and %q", tablesBegin, tablesEnd)
	}
	want := tables(t)
	switch {
	case is == want:
	case *rewrite:
		if err := os.WriteFile(designPage, []byte(head+tablesBegin+want+tablesEnd+tail), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("docs/design.md says\n%s\nbut it is\n%s", is, want)
	}
}
