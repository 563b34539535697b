package widgets

import "fyne.io/fyne/v2"

// What holds other things. A group has its own name or that of the first thing in it.

// AccessibilityLabel implements fyne.Accessible.
func (b *Board) AccessibilityLabel() string { return NameOf(b.body) }

// AccessibilityRole implements fyne.Accessible.
func (b *Board) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel implements fyne.Accessible.
func (b *boardBody) AccessibilityLabel() string { return NameOf(b.parts()...) }

// AccessibilityRole implements fyne.Accessible.
func (b *boardBody) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel implements fyne.Accessible.
func (c *Card) AccessibilityLabel() string {
	if label := sentence(c.data.Title, c.data.Sub); label != "" {
		return label
	}
	return NameOf(c.right, c.content)
}

// AccessibilityRole implements fyne.Accessible.
func (c *Card) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel implements fyne.Accessible.
func (c *Column) AccessibilityLabel() string { return NameOf(c.items...) }

// AccessibilityRole implements fyne.Accessible.
func (c *Column) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel implements fyne.Accessible.
func (o *Dialog) AccessibilityLabel() string { return clean(o.data.Title) }

// AccessibilityRole implements fyne.Accessible.
func (o *Dialog) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel implements fyne.Accessible.
func (s *dialogSheet) AccessibilityLabel() string { return NameOf(s.content) }

// AccessibilityRole implements fyne.Accessible.
func (s *dialogSheet) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel implements fyne.Accessible.
func (l *DiaryList) AccessibilityLabel() string { return NameOf(l.body) }

// AccessibilityRole implements fyne.Accessible.
func (l *DiaryList) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel implements fyne.Accessible.
func (b *diaryBody) AccessibilityLabel() string { return NameOf(b.parts()...) }

// AccessibilityRole implements fyne.Accessible.
func (b *diaryBody) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel implements fyne.Accessible.
func (i *Inset) AccessibilityLabel() string { return NameOf(i.inner) }

// AccessibilityRole implements fyne.Accessible.
func (i *Inset) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel implements fyne.Accessible.
func (n *nav) AccessibilityLabel() string {
	var out []string
	for _, it := range n.data.Items {
		out = append(out, it.Label)
	}
	return sentence(out...)
}

// AccessibilityRole implements fyne.Accessible.
func (n *nav) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel implements fyne.Accessible.
func (p *Page) AccessibilityLabel() string { return NameOf(p.sheet) }

// AccessibilityRole implements fyne.Accessible.
func (p *Page) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel implements fyne.Accessible.
func (q *QuickAnswers) AccessibilityLabel() string {
	var out []string
	for _, a := range q.data {
		out = append(out, a.Label)
	}
	return sentence(out...)
}

// AccessibilityRole implements fyne.Accessible.
func (q *QuickAnswers) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel implements fyne.Accessible.
func (r *ReplayBar) AccessibilityLabel() string {
	return sentence(r.data.Pill, r.data.Time, r.data.Text)
}

// AccessibilityRole implements fyne.Accessible.
func (r *ReplayBar) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel implements fyne.Accessible.
func (r *Row) AccessibilityLabel() string { return NameOf(r.parts()...) }

// AccessibilityRole implements fyne.Accessible.
func (r *Row) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel implements fyne.Accessible.
func (s *SearchField) AccessibilityLabel() string { return clean(s.data.Placeholder) }

// AccessibilityRole implements fyne.Accessible.
func (s *SearchField) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel implements fyne.Accessible.
func (s *Segmented) AccessibilityLabel() string {
	out := []string{s.data.Name}
	out = append(out, s.data.Labels...)
	return sentence(out...)
}

// AccessibilityRole implements fyne.Accessible.
func (s *Segmented) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel implements fyne.Accessible.
func (s *sheet) AccessibilityLabel() string { return NameOf(s.content) }

// AccessibilityRole implements fyne.Accessible.
func (s *sheet) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel implements fyne.Accessible.
func (s *Split) AccessibilityLabel() string { return NameOf(s.left, s.right) }

// AccessibilityRole implements fyne.Accessible.
func (s *Split) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel implements fyne.Accessible.
func (l *UpdateList) AccessibilityLabel() string { return NameOf(l.order...) }

// AccessibilityRole implements fyne.Accessible.
func (l *UpdateList) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// AccessibilityLabel implements fyne.Accessible.
func (f *Field) AccessibilityLabel() string { return NameOf(f.entry) }

// AccessibilityRole implements fyne.Accessible.
func (f *Field) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }
