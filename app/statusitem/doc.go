// Package statusitem is an icon with a tool tip and a menu in the panel of a Linux desktop: a StatusNotifierItem with a
// menu of com.canonical.dbusmenu, on the session bus.
//
// The toolkit has one as well, but for every change it takes the whole menu away and builds it up again line by line, with
// a signal for each: whoever has it open sees it empty and close. Here a change is one step: what is the same is not sent,
// and what differs is sent with one signal for the icon, one for the tool tip and one for the menu.
package statusitem

import "slices"

// Line is a line of the menu. The zero Line with Separator set is a rule.
type Line struct {
	Key       string // names the line for as long as it is the same to a reader; unique in a menu
	Text      string // an underscore marks a short cut, two are one
	Disabled  bool
	Radio     bool // one of several, of which one is Checked
	Checked   bool
	Separator bool
	Chosen    func() // on a goroutine of the bus; nil: nothing happens
}

// Look is everything that is seen of an item.
type Look struct {
	IconName string          // tells icons apart; the host only gets the pixels
	Icon     func() [][]byte // the icon in all its sizes, each a PNG
	ToolTip  string
	Menu     []Line
}

// same reports whether two lines look the same.
func (l Line) same(o Line) bool {
	return l.Text == o.Text && l.Disabled == o.Disabled && l.Radio == o.Radio && l.Checked == o.Checked && l.Separator == o.Separator
}

// SameMenu reports whether two menus look the same and lead to the same.
func SameMenu(a, b []Line) bool {
	return slices.EqualFunc(a, b, func(x, y Line) bool { return x.Key == y.Key && x.same(y) })
}
