//go:build linux && !android

package statusitem

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/introspect"
	"github.com/godbus/dbus/v5/prop"
)

// Names of the protocol (freedesktop.org, StatusNotifierItem; com.canonical.dbusmenu of libdbusmenu).
const (
	watcher       = "org.kde.StatusNotifierWatcher"
	itemInterface = "org.kde.StatusNotifierItem"
	menuInterface = "com.canonical.dbusmenu"
	itemPath      = dbus.ObjectPath("/StatusNotifierItem")
	menuPath      = dbus.ObjectPath("/MenuBar")
)

var errNoLine = errors.New("no such line")

// Item is an icon in the panel. Its methods may be called from several goroutines.
type Item struct {
	conn   *dbus.Conn
	props  *prop.Properties
	tapped func()

	mu       sync.Mutex
	look     Look
	ids      map[string]int32 // of the lines that were ever there, by key
	revision uint32
}

// New puts an item with a first look on the session bus and tells the host about it, now and whenever one comes. tapped is
// called, on a goroutine of the bus, when the icon is clicked. The item is gone with the end of ctx.
func New(ctx context.Context, id, title string, look Look, tapped func()) (*Item, error) {
	conn, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("status item: session bus: %w", err)
	}
	i := &Item{conn: conn, tapped: tapped, look: look, ids: map[string]int32{}, revision: 1}
	if err := i.export(id, title); err != nil {
		return nil, errors.Join(fmt.Errorf("status item: %w", err), conn.Close())
	}
	go i.register(ctx)
	return i, nil
}

// tip is the tool tip of the protocol.
type tip struct {
	IconName string
	Icon     []pixmap
	Title    string
	Text     string
}

func (i *Item) export(id, title string) error {
	name := fmt.Sprintf("%s-%d-1", itemInterface, os.Getpid())
	// Some hosts show the name; none needs it, as the item is registered by its path. A sandbox such as that of Flatpak denies it.
	_, _ = i.conn.RequestName(name, dbus.NameFlagDoNotQueue)
	fixed := func(v any) *prop.Prop { return &prop.Prop{Value: v, Emit: prop.EmitFalse} }
	var err error
	i.props, err = prop.Export(i.conn, itemPath, prop.Map{itemInterface: {
		"Category": fixed("ApplicationStatus"), "Id": fixed(id), "Title": fixed(title), "Status": fixed("Active"),
		"WindowId": fixed(int32(0)), "IconName": fixed(""), "IconThemePath": fixed(""), "ItemIsMenu": fixed(false), "Menu": fixed(menuPath),
		"IconPixmap": fixed(pixmaps(i.look.Icon())), "ToolTip": fixed(tip{Title: i.look.ToolTip}),
	}})
	if err != nil {
		return err
	}
	if _, err := prop.Export(i.conn, menuPath, prop.Map{menuInterface: {
		"Version": fixed(uint32(3)), "TextDirection": fixed("ltr"), "Status": fixed("normal"), "IconThemePath": fixed([]string{}),
	}}); err != nil {
		return err
	}
	tap := func(int32, int32) *dbus.Error { i.tapped(); return nil }
	unknown := func(int32, int32) *dbus.Error { return &dbus.ErrMsgUnknownMethod } // the host shows the menu itself
	for path, methods := range map[dbus.ObjectPath]map[string]any{
		itemPath: {
			"Activate": tap, "SecondaryActivate": tap, "ContextMenu": unknown,
			"Scroll": func(int32, string) *dbus.Error { return nil },
		},
		menuPath: {
			"GetLayout": i.getLayout, "GetGroupProperties": i.getGroupProperties, "GetProperty": i.getProperty,
			"Event": i.event, "EventGroup": i.eventGroup,
			"AboutToShow":      func(int32) (bool, *dbus.Error) { return false, nil },
			"AboutToShowGroup": func([]int32) (updates, unknown []int32, err *dbus.Error) { return []int32{}, []int32{}, nil },
		},
	} {
		face := itemInterface
		if path == menuPath {
			face = menuInterface
		}
		if err := i.conn.ExportMethodTable(methods, path, face); err != nil {
			return err
		}
		node := introspect.Node{Name: string(path), Interfaces: []introspect.Interface{introspect.IntrospectData, prop.IntrospectData, {Name: face}}}
		if err := i.conn.Export(introspect.NewIntrospectable(&node), path, "org.freedesktop.DBus.Introspectable"); err != nil {
			return err
		}
	}
	return nil
}

// register tells the host about the item, and each one that comes later.
func (i *Item) register(ctx context.Context) {
	defer i.conn.Close()
	signals := make(chan *dbus.Signal, 8)
	i.conn.Signal(signals)
	err := i.conn.AddMatchSignalContext(ctx,
		dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, watcher))
	if err != nil {
		return // no bus any more
	}
	call := func() {
		i.conn.Object(watcher, "/StatusNotifierWatcher").CallWithContext(ctx, watcher+".RegisterStatusNotifierItem", dbus.FlagNoAutoStart, string(itemPath))
	}
	call()
	for {
		select {
		case <-ctx.Done():
			return
		case s, ok := <-signals:
			if !ok {
				return
			}
			if s.Name == "org.freedesktop.DBus.NameOwnerChanged" && len(s.Body) == 3 && s.Body[0] == watcher && s.Body[2] != "" {
				call()
			}
		}
	}
}

// Set shows another look. Where it is the same as before nothing is sent.
func (i *Item) Set(look Look) {
	i.mu.Lock()
	defer i.mu.Unlock()
	before := i.look
	i.look = look
	if look.IconName != before.IconName {
		i.props.SetMust(itemInterface, "IconPixmap", pixmaps(look.Icon()))
		i.emit(itemPath, itemInterface+".NewIcon")
	}
	if look.ToolTip != before.ToolTip {
		i.props.SetMust(itemInterface, "ToolTip", tip{Title: look.ToolTip})
		i.emit(itemPath, itemInterface+".NewToolTip")
	}
	shape := slices.EqualFunc(look.Menu, before.Menu, func(a, b Line) bool { return a.Key == b.Key && a.Separator == b.Separator })
	if !shape {
		i.revision++
		i.emit(menuPath, menuInterface+".LayoutUpdated", i.revision, int32(0))
		return
	}
	// The lines are the same ones: a menu that is open stays so, and its words change under the pointer.
	var changed []properties
	for n, line := range look.Menu {
		if !line.same(before.Menu[n]) {
			changed = append(changed, properties{i.id(n), line.properties()})
		}
	}
	if len(changed) > 0 {
		i.revision++
		i.emit(menuPath, menuInterface+".ItemsPropertiesUpdated", changed, []removed{})
	}
}

// emit sends a signal; where that fails the bus is gone, and with it the host.
func (i *Item) emit(path dbus.ObjectPath, name string, values ...any) {
	_ = i.conn.Emit(path, name, values...)
}
