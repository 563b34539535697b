package i18n

import (
	"slices"
	"strings"
	"text/template"
	"text/template/parse"

	goi18ntemplate "github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// The template functions put a Korean particle after a word. Their names are the
// pairs themselves, so a translator reads what will be shown:
//
//	{{.Name | 은는}} 괜찮아요.   →   카카오톡은 괜찮아요. / 카카오는 괜찮아요.
var templateFuncs = template.FuncMap{
	"은는":  func(word string) string { return word + Particle(word, "은/는") },
	"이가":  func(word string) string { return word + Particle(word, "이/가") },
	"을를":  func(word string) string { return word + Particle(word, "을/를") },
	"과와":  func(word string) string { return word + Particle(word, "과/와") },
	"으로":  func(word string) string { return word + Particle(word, "으로/로") },
	"이에요": func(word string) string { return word + Particle(word, "이에요/예요") },
}

// cachingParser parses each message once: go-i18n's own would parse on every call as
// soon as it is given functions, but ours never change.
var cachingParser goi18ntemplate.Parser = messageParser{}

type messageParser struct{}

func (messageParser) Cacheable() bool { return true }

func (messageParser) Parse(src, leftDelim, rightDelim string) (goi18ntemplate.ParsedTemplate, error) {
	if !strings.Contains(src, "{{") {
		return plainMessage(src), nil
	}
	t, err := template.New("").Delims(leftDelim, rightDelim).Option("missingkey=zero").Funcs(templateFuncs).Parse(src)
	if err != nil {
		return nil, err
	}
	return &message{src: src, template: t, fields: fieldsOf(t.Root)}, nil
}

type plainMessage string

func (m plainMessage) Execute(any) (string, error) { return string(m), nil }

type message struct {
	src      string
	template *template.Template
	fields   []string // every field that the template reads, sorted
}

func (m *message) Execute(data any) (string, error) {
	if d, ok := data.(map[string]string); ok {
		for _, f := range m.fields {
			if _, given := d[f]; !given {
				logOnce(m.src+f, "message lacks data", "message", m.src, "field", f)
			}
		}
	}
	var b strings.Builder
	if err := m.template.Execute(&b, data); err != nil {
		return "", err
	}
	return b.String(), nil
}

// fieldsOf returns the names of the fields in a template, sorted, each once.
func fieldsOf(n parse.Node) []string {
	var names []string
	var walk func(parse.Node)
	walk = func(n parse.Node) {
		switch n := n.(type) {
		case *parse.ListNode:
			if n != nil {
				for _, c := range n.Nodes {
					walk(c)
				}
			}
		case *parse.ActionNode:
			walk(n.Pipe)
		case *parse.IfNode:
			walk(n.Pipe)
			walk(n.List)
			walk(n.ElseList)
		case *parse.PipeNode:
			for _, c := range n.Cmds {
				walk(c)
			}
		case *parse.CommandNode:
			for _, a := range n.Args {
				walk(a)
			}
		case *parse.FieldNode:
			names = append(names, n.Ident[0])
		}
	}
	walk(n)
	slices.Sort(names)
	return slices.Compact(names)
}
