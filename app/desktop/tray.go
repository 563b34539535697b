//go:build linux

package desktop

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/godbus/dbus/v5"
)

const (
	itemInterface = "org.kde.StatusNotifierItem"
	menuInterface = "com.canonical.dbusmenu"
)

// TrayItem is an icon in the tray, as its program offers it on the bus.
type TrayItem struct {
	Service string
	Path    dbus.ObjectPath
	// Title and ToolTip are what a person and a screen reader get.
	Title, ToolTip string
	// Icon names the picture: its theme name and a hash of its pixels, so that two looks of the same picture are equal.
	Icon string
	menu dbus.ObjectPath
}

// MenuEntry is one line of a tray menu; lines of submenus follow the line that holds them.
type MenuEntry struct {
	ID      int32
	Label   string
	Enabled bool
	Checked bool
}

// pixmap is one size of an icon: ARGB32 in network byte order.
type pixmap struct {
	Width, Height int32
	Pixels        []byte
}

// TrayItems are the icons registered with the tray, as they look now.
func (s *Session) TrayItems(ctx context.Context) ([]TrayItem, error) {
	var registered dbus.Variant
	err := s.bus.Object(watcherName, "/StatusNotifierWatcher").
		CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", 0, watcherName, "RegisteredStatusNotifierItems").Store(&registered)
	if err != nil {
		return nil, fmt.Errorf("listing the tray: %w", err)
	}
	names, ok := registered.Value().([]string)
	if !ok {
		return nil, fmt.Errorf("listing the tray: the watcher answered %s", registered.Signature())
	}
	items := make([]TrayItem, 0, len(names))
	for _, name := range names {
		// Either a bus name or a bus name with an object path.
		service, path, found := strings.Cut(name, "/")
		item := TrayItem{Service: service, Path: dbus.ObjectPath("/" + path)}
		if !found {
			item.Path = "/StatusNotifierItem"
		}
		if err := s.look(ctx, &item); err != nil {
			return nil, fmt.Errorf("tray item %s: %w", name, err)
		}
		items = append(items, item)
	}
	return items, nil
}

func (s *Session) look(ctx context.Context, item *TrayItem) error {
	var properties map[string]dbus.Variant
	err := s.bus.Object(item.Service, item.Path).
		CallWithContext(ctx, "org.freedesktop.DBus.Properties.GetAll", 0, itemInterface).Store(&properties)
	if err != nil {
		return err
	}
	item.Title, _ = properties["Title"].Value().(string)
	item.menu, _ = properties["Menu"].Value().(dbus.ObjectPath)
	if tip, ok := properties["ToolTip"]; ok {
		var content struct {
			Icon          string
			Pixmaps       []pixmap
			Heading, Text string
		}
		if err := tip.Store(&content); err != nil {
			return fmt.Errorf("tool tip: %w", err)
		}
		item.ToolTip = strings.TrimSpace(content.Heading + " " + content.Text)
	}
	item.Icon, _ = properties["IconName"].Value().(string)
	if icon, ok := properties["IconPixmap"]; ok {
		var sizes []pixmap
		if err := icon.Store(&sizes); err != nil {
			return fmt.Errorf("icon: %w", err)
		}
		sum := sha256.New()
		for _, p := range sizes {
			fmt.Fprintf(sum, "%d×%d:", p.Width, p.Height)
			sum.Write(p.Pixels)
		}
		item.Icon += "#" + hex.EncodeToString(sum.Sum(nil)[:8])
	}
	return nil
}

// Menu reads the menu of a tray item.
func (s *Session) Menu(ctx context.Context, item TrayItem) ([]MenuEntry, error) {
	var revision uint32
	var root menuNode
	err := s.bus.Object(item.Service, item.menu).
		CallWithContext(ctx, menuInterface+".GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &root)
	if err != nil {
		return nil, fmt.Errorf("tray menu of %s: %w", item.Service, err)
	}
	return root.entries()
}

// ClickMenu does what a click on a line of the menu does.
func (s *Session) ClickMenu(ctx context.Context, item TrayItem, entry MenuEntry) error {
	err := s.bus.Object(item.Service, item.menu).
		CallWithContext(ctx, menuInterface+".Event", 0, entry.ID, "clicked", dbus.MakeVariant(""), uint32(0)).Err
	if err != nil {
		return fmt.Errorf("choosing %q in the tray menu: %w", entry.Label, err)
	}
	return nil
}

// ClickTray does what a left click on the icon does.
func (s *Session) ClickTray(ctx context.Context, item TrayItem) error {
	if err := s.bus.Object(item.Service, item.Path).CallWithContext(ctx, itemInterface+".Activate", 0, int32(0), int32(0)).Err; err != nil {
		return fmt.Errorf("clicking the tray icon: %w", err)
	}
	return nil
}

type menuNode struct {
	ID         int32
	Properties map[string]dbus.Variant
	Children   []dbus.Variant
}

func (n menuNode) entries() ([]MenuEntry, error) {
	var all []MenuEntry
	for _, c := range n.Children {
		var child menuNode
		if err := c.Store(&child); err != nil {
			return nil, fmt.Errorf("tray menu: %w", err)
		}
		entry := MenuEntry{ID: child.ID, Enabled: true}
		entry.Label, _ = child.Properties["label"].Value().(string)
		if enabled, ok := child.Properties["enabled"].Value().(bool); ok {
			entry.Enabled = enabled
		}
		entry.Checked = child.Properties["toggle-state"].Value() == int32(1)
		below, err := child.entries()
		if err != nil {
			return nil, err
		}
		all = append(append(all, entry), below...)
	}
	return all, nil
}
