package widgets

import (
	"strconv"

	"fyne.io/fyne/v2"
)

// What is only read. Each says what a person who sees it reads, and in words what is only drawn.

// AccessibilityLabel implements fyne.Accessible.
func (a *Ages) AccessibilityLabel() string {
	var out []string
	for _, one := range a.data {
		out = append(out, one.Label+" "+one.Value+" "+one.Extra)
	}
	return sentence(out...)
}

// AccessibilityLabel implements fyne.Accessible.
func (a *AlternativeRow) AccessibilityLabel() string {
	return sentence(a.data.Name, ofState(a.data.Look, a.data.Word), a.data.Mine, a.data.To, a.data.Note)
}

// AccessibilityLabel implements fyne.Accessible.
func (a *Answer) AccessibilityLabel() string {
	return sentence(ofState(a.data.Look, a.data.Word), a.data.Headline, a.data.Second)
}

// AccessibilityLabel implements fyne.Accessible.
func (b *Badge) AccessibilityLabel() string { return ofState(b.data.Look, b.data.Word) }

// AccessibilityLabel implements fyne.Accessible.
func (t *Tag) AccessibilityLabel() string { return clean(t.text) }

// AccessibilityLabel implements fyne.Accessible.
func (c *ChannelRow) AccessibilityLabel() string {
	return sentence(c.data.Name, either(c.data.Verified, spoken.Verified, ""), c.data.Sub)
}

// AccessibilityLabel implements fyne.Accessible.
func (c *ColumnHeads) AccessibilityLabel() string {
	return sentence(c.data.Name, c.data.Word, c.data.Note, c.data.Since)
}

// AccessibilityLabel implements fyne.Accessible.
func (d *dayTitle) AccessibilityLabel() string { return d.word.full }

// AccessibilityLabel implements fyne.Accessible.
func (d *DayHead) AccessibilityLabel() string { return clean(d.text) }

// AccessibilityLabel implements fyne.Accessible.
func (e *EmptyState) AccessibilityLabel() string { return sentence(e.data.Title, e.data.Text) }

// AccessibilityLabel implements fyne.Accessible.
func (f *Figures) AccessibilityLabel() string {
	var out []string
	for _, one := range f.data {
		out = append(out, one.Label+" "+one.Value, one.Sub)
	}
	return sentence(out...)
}

// AccessibilityLabel implements fyne.Accessible.
func (g *GuidanceRow) AccessibilityLabel() string {
	return sentence(either(g.data.DoNot, spoken.DoNot, ""), g.data.Title, g.data.Detail, g.data.Until)
}

// AccessibilityLabel implements fyne.Accessible.
func (h *Heading) AccessibilityLabel() string { return sentence(h.data.Title, h.data.Sub) }

// AccessibilityLabel implements fyne.Accessible.
func (l *Legend) AccessibilityLabel() string {
	var out []string
	for _, e := range l.data {
		out = append(out, ofState(e.Look, e.Word)+" "+e.Count)
	}
	return sentence(out...)
}

// AccessibilityLabel implements fyne.Accessible.
func (l *Line) AccessibilityLabel() string {
	return sentence(l.data.Text, either(l.data.Full != l.data.Text, l.data.Full, ""))
}

// AccessibilityLabel implements fyne.Accessible.
func (m *Mark) AccessibilityLabel() string { return sentence(m.data.Text, m.data.Extra) }

// AccessibilityLabel implements fyne.Accessible.
func (p *Paragraph) AccessibilityLabel() string { return clean(p.Text()) }

// AccessibilityLabel implements fyne.Accessible.
func (p *PromiseRow) AccessibilityLabel() string {
	out := []string{p.data.Word, p.data.Text, p.data.Note}
	for _, step := range p.data.Trail {
		out = append(out, step.When+" "+textOf(step.Text))
	}
	return sentence(out...)
}

// AccessibilityLabel implements fyne.Accessible.
func (s *Sentence) AccessibilityLabel() string { return clean(textOf(s.data)) }

// AccessibilityLabel implements fyne.Accessible.
func (h *StageHeads) AccessibilityLabel() string { return sentence(h.data[:]...) }

// AccessibilityLabel implements fyne.Accessible.
func (r *StageRow) AccessibilityLabel() string {
	d := r.data
	return sentence(d.Name, d.Word, d.When, d.What, d.Outlook)
}

// AccessibilityLabel implements fyne.Accessible.
func (t *Tally) AccessibilityLabel() string {
	out := []string{textOf(t.data.Title)}
	for _, c := range t.data.Counts {
		if c.N > 0 {
			out = append(out, c.Word+" "+strconv.Itoa(c.N))
		}
	}
	return sentence(out...)
}

// AccessibilityLabel implements fyne.Accessible.
func (u *UpdateRow) AccessibilityLabel() string {
	return sentence(u.data.Time, either(u.data.Direct, spoken.Operator, spoken.Reported), u.data.Text, u.data.Tag)
}

// AccessibilityLabel implements fyne.Accessible. An icon has no words: what it means is said beside it.
func (i *Icon) AccessibilityLabel() string { return "" }

// AccessibilityRole implements fyne.Accessible: a screen reader passes over a group without a name.
func (i *Icon) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }
