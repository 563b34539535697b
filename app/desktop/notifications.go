//go:build linux

package desktop

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/godbus/dbus/v5"
)

// Notification is one call of Notify, as the service on the bus received it.
type Notification struct {
	Sender   string // unique bus name of the caller
	ID       uint32 // what the service answered; 0 while it has not
	Replaces uint32 // the id that this call replaces; 0 for a new notification
	App      string
	Icon     string
	Summary  string
	Body     string
	Actions  []string // keys and labels, in turn
	Hints    map[string]dbus.Variant
	Timeout  int32 // milliseconds, -1: the service decides, 0: never
}

// monitor writes down what passes between programs and the notification service. It listens on a bus connection of its own,
// which the bus turned into a monitor: it sees messages meant for others and can send none.
type monitor struct {
	conn *dbus.Conn

	mu        sync.Mutex
	sent      []Notification
	asked     map[call]int // calls not yet answered → index in sent
	withdrawn []uint32
}

// call names a method call on the bus.
type call struct {
	sender string
	serial uint32
}

func watchNotifications(ctx context.Context, address string) (*monitor, error) {
	conn, err := dbus.Connect(address)
	if err != nil {
		return nil, err
	}
	rules := []string{
		"type='method_call',interface='" + notificationsName + "'",
		"type='method_return',sender='" + notificationsName + "'",
	}
	if err := conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.Monitoring.BecomeMonitor", 0, rules, uint32(0)).Err; err != nil {
		conn.Close()
		return nil, fmt.Errorf("watching notifications: %w", err)
	}
	m := &monitor{conn: conn, asked: make(map[call]int)}
	// The library drops messages when the channel is full, a desktop test sends some dozens; it closes the channel with the connection.
	messages := make(chan *dbus.Message, 1024)
	conn.Eavesdrop(messages)
	go func() {
		for message := range messages {
			m.record(message)
		}
	}()
	return m, nil
}

func (m *monitor) record(message *dbus.Message) {
	m.mu.Lock()
	defer m.mu.Unlock()
	header := func(f dbus.HeaderField) any { return message.Headers[f].Value() }
	switch message.Type {
	case dbus.TypeMethodCall:
		sender, _ := header(dbus.FieldSender).(string)
		switch header(dbus.FieldMember) {
		case "Notify":
			n := Notification{Sender: sender}
			if dbus.Store(message.Body, &n.App, &n.Replaces, &n.Icon, &n.Summary, &n.Body, &n.Actions, &n.Hints, &n.Timeout) == nil {
				m.asked[call{sender, message.Serial()}] = len(m.sent)
				m.sent = append(m.sent, n)
			}
		case "CloseNotification":
			var id uint32
			if dbus.Store(message.Body, &id) == nil {
				m.withdrawn = append(m.withdrawn, id)
			}
		}
	case dbus.TypeMethodReply:
		receiver, _ := header(dbus.FieldDestination).(string)
		serial, _ := header(dbus.FieldReplySerial).(uint32)
		if i, ok := m.asked[call{receiver, serial}]; ok {
			_ = dbus.Store(message.Body, &m.sent[i].ID)
			delete(m.asked, call{receiver, serial})
		}
	}
}

// Notifications are all calls of Notify so far, in their order.
func (s *Session) Notifications() []Notification {
	s.monitor.mu.Lock()
	defer s.monitor.mu.Unlock()
	return slices.Clone(s.monitor.sent)
}

// Withdrawn are the ids that programs took back so far.
func (s *Session) Withdrawn() []uint32 {
	s.monitor.mu.Lock()
	defer s.monitor.mu.Unlock()
	return slices.Clone(s.monitor.withdrawn)
}

// ActivateNotification does what a click on the topmost notification does: the service tells its sender that the default action
// was chosen.
func (s *Session) ActivateNotification(ctx context.Context) error {
	err := s.bus.Object(notificationsName, "/org/freedesktop/Notifications").
		CallWithContext(ctx, "org.dunstproject.cmd0.NotificationAction", 0, uint32(0)).Err
	if err != nil {
		return fmt.Errorf("activating a notification: %w", err)
	}
	return nil
}
