//go:build !linux || android

package app

import (
	"context"
	"errors"
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"bokgu/app/statusitem"
)

// trayHostPresent: Windows and macOS always have a tray, phones never.
func trayHostPresent() bool { return runtime.GOOS == "windows" || runtime.GOOS == "darwin" }

// watchTrayHost waits for ctx: here the tray's host belongs to the system.
func watchTrayHost(ctx context.Context, _ func()) { <-ctx.Done() }

// newTrayHost hands the tray to the toolkit.
func (a *App) newTrayHost(first statusitem.Look) (trayHost, error) {
	d, ok := a.fyne.(desktop.App)
	if !ok {
		return nil, errors.New("the toolkit has no tray here")
	}
	h := &toolkitTray{app: d}
	h.Set(first)
	return h, nil
}

// toolkitTray is the tray of Windows and macOS. The toolkit makes a menu that is set anew line by line: so that is done
// only where a line differs.
type toolkitTray struct {
	app  desktop.App
	now  statusitem.Look
	menu *fyne.Menu
}

// Set implements trayHost.
func (h *toolkitTray) Set(look statusitem.Look) {
	before := h.now
	h.now = look
	if look.IconName != before.IconName {
		sizes := look.Icon()
		h.app.SetSystemTrayIcon(fyne.NewStaticResource("tray-"+look.IconName+".png", sizes[len(sizes)-1]))
	}
	// Each time: on Windows what comes before the tray is ready is lost, and nothing tells when it is.
	setTooltip(look.ToolTip)
	if h.menu != nil && statusitem.SameMenu(look.Menu, before.Menu) {
		return
	}
	var items []*fyne.MenuItem
	for _, line := range look.Menu {
		if line.Separator {
			items = append(items, fyne.NewMenuItemSeparator())
			continue
		}
		item := fyne.NewMenuItem(line.Text, line.Chosen)
		item.Disabled, item.Checked = line.Disabled, line.Checked
		items = append(items, item)
	}
	items[len(items)-1].IsQuit = true
	if h.menu == nil {
		h.menu = fyne.NewMenu("", items...)
		h.app.SetSystemTrayMenu(h.menu)
		return
	}
	h.menu.Items = items
	h.menu.Refresh()
}
