//go:build linux

package desktop

import (
	"context"
	"fmt"

	"github.com/godbus/dbus/v5"
)

// Secret is an entry of the keyring.
type Secret struct {
	Label      string
	Attributes map[string]string
	Value      string
}

// Secrets reads the whole keyring.
func (s *Session) Secrets(ctx context.Context) ([]Secret, error) {
	service := s.bus.Object(secretsName, "/org/freedesktop/secrets")
	var output dbus.Variant
	var session dbus.ObjectPath
	if err := service.CallWithContext(ctx, "org.freedesktop.Secret.Service.OpenSession", 0, "plain", dbus.MakeVariant("")).Store(&output, &session); err != nil {
		return nil, fmt.Errorf("opening the keyring: %w", err)
	}
	collections, err := service.GetProperty("org.freedesktop.Secret.Service.Collections")
	if err != nil {
		return nil, fmt.Errorf("listing the keyring: %w", err)
	}
	var all []Secret
	for _, collection := range collections.Value().([]dbus.ObjectPath) {
		items, err := s.bus.Object(secretsName, collection).GetProperty("org.freedesktop.Secret.Collection.Items")
		if err != nil {
			return nil, fmt.Errorf("listing %s: %w", collection, err)
		}
		for _, path := range items.Value().([]dbus.ObjectPath) {
			secret, err := s.secret(ctx, path, session)
			if err != nil {
				return nil, fmt.Errorf("reading %s: %w", path, err)
			}
			all = append(all, secret)
		}
	}
	return all, nil
}

func (s *Session) secret(ctx context.Context, path, session dbus.ObjectPath) (Secret, error) {
	item := s.bus.Object(secretsName, path)
	var secret Secret
	label, err := item.GetProperty("org.freedesktop.Secret.Item.Label")
	if err != nil {
		return Secret{}, err
	}
	secret.Label, _ = label.Value().(string)
	attributes, err := item.GetProperty("org.freedesktop.Secret.Item.Attributes")
	if err != nil {
		return Secret{}, err
	}
	secret.Attributes, _ = attributes.Value().(map[string]string)
	var value struct {
		Session     dbus.ObjectPath
		Parameters  []byte
		Value       []byte
		ContentType string
	}
	if err := item.CallWithContext(ctx, "org.freedesktop.Secret.Item.GetSecret", 0, session).Store(&value); err != nil {
		return Secret{}, err
	}
	secret.Value = string(value.Value)
	return secret, nil
}
