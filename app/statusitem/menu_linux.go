//go:build linux && !android

package statusitem

import "github.com/godbus/dbus/v5"

// properties are those of one line.
type properties struct {
	ID     int32
	Values map[string]dbus.Variant
}

// removed names properties that a line has no longer.
type removed struct {
	ID    int32
	Names []string
}

// node is a line as GetLayout answers it; 0 is the menu itself.
type node struct {
	ID         int32
	Properties map[string]dbus.Variant
	Children   []dbus.Variant
}

// happening is an element of EventGroup.
type happening struct {
	ID   int32
	Name string
	Data dbus.Variant
	At   uint32
}

// properties are what the host draws. All of them are there in every line, so that one that changes back is told as well.
func (l Line) properties() map[string]dbus.Variant {
	if l.Separator {
		return map[string]dbus.Variant{"type": dbus.MakeVariant("separator")}
	}
	kind, state := "", int32(-1)
	if l.Radio {
		kind, state = "radio", 0
		if l.Checked {
			state = 1
		}
	}
	return map[string]dbus.Variant{
		"label": dbus.MakeVariant(l.Text), "enabled": dbus.MakeVariant(!l.Disabled), "visible": dbus.MakeVariant(true),
		"toggle-type": dbus.MakeVariant(kind), "toggle-state": dbus.MakeVariant(state),
	}
}

// id is the number of line n: that of its key for good, so that a click on what was there a moment ago is not taken for
// one on what stands in its place now.
func (i *Item) id(n int) int32 {
	key := i.look.Menu[n].Key
	id, ok := i.ids[key]
	if !ok {
		id = int32(len(i.ids) + 1)
		i.ids[key] = id
	}
	return id
}

// find is the line with a number.
func (i *Item) find(id int32) (Line, bool) {
	for n, line := range i.look.Menu {
		if i.id(n) == id {
			return line, true
		}
	}
	return Line{}, false
}

func (i *Item) root() map[string]dbus.Variant {
	return map[string]dbus.Variant{"children-display": dbus.MakeVariant("submenu")}
}

func (i *Item) getLayout(parent, depth int32, _ []string) (revision uint32, layout node, err *dbus.Error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	layout = node{ID: parent, Properties: map[string]dbus.Variant{}, Children: []dbus.Variant{}}
	if parent != 0 {
		line, ok := i.find(parent)
		if !ok {
			return 0, layout, dbus.MakeFailedError(errNoLine)
		}
		layout.Properties = line.properties()
		return i.revision, layout, nil
	}
	layout.Properties = i.root()
	if depth == 0 {
		return i.revision, layout, nil
	}
	for n, line := range i.look.Menu {
		layout.Children = append(layout.Children, dbus.MakeVariant(node{i.id(n), line.properties(), []dbus.Variant{}}))
	}
	return i.revision, layout, nil
}

func (i *Item) getGroupProperties(ids []int32, _ []string) ([]properties, *dbus.Error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	out := []properties{}
	if len(ids) == 0 { // all
		for n, line := range i.look.Menu {
			out = append(out, properties{i.id(n), line.properties()})
		}
	}
	for _, id := range ids {
		if line, ok := i.find(id); ok {
			out = append(out, properties{id, line.properties()})
		} else if id == 0 {
			out = append(out, properties{0, i.root()})
		}
	}
	return out, nil
}

func (i *Item) getProperty(id int32, name string) (dbus.Variant, *dbus.Error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if line, ok := i.find(id); ok {
		if v, ok := line.properties()[name]; ok {
			return v, nil
		}
	}
	return dbus.Variant{}, dbus.MakeFailedError(errNoLine)
}

func (i *Item) event(id int32, name string, _ dbus.Variant, _ uint32) *dbus.Error {
	if name != "clicked" {
		return nil
	}
	i.mu.Lock()
	line, ok := i.find(id)
	i.mu.Unlock()
	if !ok {
		return dbus.MakeFailedError(errNoLine)
	}
	if line.Chosen != nil && !line.Disabled {
		line.Chosen()
	}
	return nil
}

func (i *Item) eventGroup(events []happening) (unknown []int32, err *dbus.Error) {
	unknown = []int32{}
	for _, e := range events {
		if i.event(e.ID, e.Name, e.Data, e.At) != nil {
			unknown = append(unknown, e.ID)
		}
	}
	return unknown, nil
}
