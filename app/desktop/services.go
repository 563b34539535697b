//go:build linux

package desktop

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/godbus/dbus/v5"
)

const (
	watcherName       = "org.kde.StatusNotifierWatcher"
	notificationsName = "org.freedesktop.Notifications"
	secretsName       = "org.freedesktop.secrets"
)

// busConfig is a session bus that starts no services by itself: what runs on this desktop is what Options say, and all of it
// belongs to the session.
const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>unix:path=%s</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

// panelConfig is a panel at the bottom edge with a list of windows and a tray.
//
//go:embed panel.xml
var panelConfig []byte

// dunstConfig keeps notifications until they are withdrawn, so that a test need not hurry.
const dunstConfig = `[global]
idle_threshold = 0
history_length = 50
notification_limit = 0
stack_duplicates = false
show_indicators = false
font = Pretendard 10
mouse_left_click = do_action, close_current
[urgency_low]
timeout = 0
[urgency_normal]
timeout = 0
[urgency_critical]
timeout = 0
`

func (s *Session) startBus(ctx context.Context) error {
	socket := filepath.Join(s.dir, "run", "bus")
	config := filepath.Join(s.dir, "run", "bus.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, busConfig, socket), 0o600); err != nil {
		return err
	}
	if _, err := s.Run(s.Command("dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile", "--nosyslog")); err != nil {
		return err
	}
	s.address = "unix:path=" + socket
	return Until(ctx, "the session bus answers", func() (bool, error) {
		conn, err := dbus.Connect(s.address)
		if err != nil {
			return false, err
		}
		s.bus = conn
		return true, nil
	})
}

func (s *Session) startNotifications(ctx context.Context) error {
	config := filepath.Join(s.dir, "config", "dunstrc")
	if err := os.WriteFile(config, []byte(dunstConfig), 0o600); err != nil {
		return err
	}
	if _, err := s.Run(s.Command("dunst", "-conf", config)); err != nil {
		return err
	}
	if err := s.UntilOwned(ctx, notificationsName); err != nil {
		return err
	}
	var err error
	s.monitor, err = watchNotifications(ctx, s.address)
	return err
}

func (s *Session) startKeyring(ctx context.Context) error {
	cmd := s.Command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets",
		"--control-directory="+filepath.Join(s.dir, "run", "keyring"))
	cmd.Stdin = strings.NewReader("desktop") // the password
	if _, err := s.Run(cmd); err != nil {
		return err
	}
	if err := s.UntilOwned(ctx, secretsName); err != nil {
		return err
	}
	return Until(ctx, "the keyring has an unlocked collection", func() (bool, error) {
		locked, err := s.bus.Object(secretsName, "/org/freedesktop/secrets/aliases/default").GetProperty("org.freedesktop.Secret.Collection.Locked")
		if err != nil {
			return false, err
		}
		return locked.Value() == false, nil
	})
}

func (s *Session) startPanel(ctx context.Context) error {
	folder := filepath.Join(s.dir, "config", "xfce4", "xfconf", "xfce-perchannel-xml")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "xfce4-panel.xml"), panelConfig, 0o600); err != nil {
		return err
	}
	daemon, err := filepath.Glob("/usr/lib/*/xfce4/xfconf/xfconfd")
	if err != nil || len(daemon) == 0 {
		return fmt.Errorf("xfconfd is not installed (package xfconf)")
	}
	if _, err := s.Run(s.Command(daemon[0])); err != nil {
		return err
	}
	if err := s.UntilOwned(ctx, "org.xfce.Xfconf"); err != nil {
		return err
	}
	cmd := s.Command("xfce4-panel", "--disable-wm-check")
	cmd.Env = append(cmd.Env, "GTK_THEME=Adwaita:dark") // as most panels are
	if s.panel, err = s.Run(cmd); err != nil {
		return err
	}
	return s.UntilOwned(ctx, watcherName)
}

// startInputMethod speaks to programs over XIM, the input protocol of X11.
func (s *Session) startInputMethod(ctx context.Context) error {
	if _, err := s.Run(s.Command("ibus-daemon", "--xim", "--panel=disable", "--emoji-extension=disable")); err != nil {
		return err
	}
	return Until(ctx, "the input method has the Korean engine", func() (bool, error) {
		_, err := s.output(ctx, "ibus", "engine", "hangul")
		return err == nil, err
	})
}

// KillPanel ends the panel as a crash does, with its tray.
func (s *Session) KillPanel(ctx context.Context) error {
	s.panel.Kill()
	return Until(ctx, "nothing shows icons any more", func() (bool, error) {
		var owned bool
		err := s.bus.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, watcherName).Store(&owned)
		return err == nil && !owned, err
	})
}

// UntilOwned waits until a program on the session bus answers to a name.
func (s *Session) UntilOwned(ctx context.Context, name string) error {
	return Until(ctx, name+" is on the session bus", func() (bool, error) {
		var owned bool
		err := s.bus.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, name).Store(&owned)
		return owned, err
	})
}
