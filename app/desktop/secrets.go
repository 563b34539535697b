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

// PutSecret keeps a secret in the keyring's default collection.
func (s *Session) PutSecret(ctx context.Context, secret Secret) error {
	service := s.bus.Object(secretsName, "/org/freedesktop/secrets")
	var output dbus.Variant
	var session dbus.ObjectPath
	if err := service.CallWithContext(ctx, "org.freedesktop.Secret.Service.OpenSession", 0, "plain", dbus.MakeVariant("")).Store(&output, &session); err != nil {
		return fmt.Errorf("opening the keyring: %w", err)
	}
	properties := map[string]dbus.Variant{
		"org.freedesktop.Secret.Item.Label":      dbus.MakeVariant(secret.Label),
		"org.freedesktop.Secret.Item.Attributes": dbus.MakeVariant(secret.Attributes),
	}
	value := struct {
		Session           dbus.ObjectPath
		Parameters, Value []byte
		ContentType       string
	}{session, []byte{}, []byte(secret.Value), "text/plain"}
	var item, prompt dbus.ObjectPath
	err := s.bus.Object(secretsName, collectionPath).
		CallWithContext(ctx, "org.freedesktop.Secret.Collection.CreateItem", 0, properties, value, true).Store(&item, &prompt)
	if err != nil {
		return fmt.Errorf("keeping a secret: %w", err)
	}
	return nil
}

// LockKeyring locks the keyring. Whoever wants something of it then has to wait until its owner has typed the password, and nobody
// sits at this desktop: the dialog that asks for it is there, and stays as it is.
func (s *Session) LockKeyring(ctx context.Context) error {
	if err := s.bus.Export(silentPrompter{}, "/org/gnome/keyring/Prompter", prompterInterface); err != nil {
		return err
	}
	if _, err := s.bus.RequestName("org.gnome.keyring.SystemPrompter", dbus.NameFlagDoNotQueue); err != nil {
		return fmt.Errorf("the keyring's dialog: %w", err)
	}
	var locked []dbus.ObjectPath
	var prompt dbus.ObjectPath
	err := s.bus.Object(secretsName, "/org/freedesktop/secrets").
		CallWithContext(ctx, "org.freedesktop.Secret.Service.Lock", 0, []dbus.ObjectPath{collectionPath}).Store(&locked, &prompt)
	if err != nil {
		return fmt.Errorf("locking the keyring: %w", err)
	}
	return nil
}

const (
	collectionPath    = dbus.ObjectPath("/org/freedesktop/secrets/aliases/default")
	prompterInterface = "org.gnome.keyring.internal.Prompter"
)

// silentPrompter is a password dialog that nobody answers.
type silentPrompter struct{}

// BeginPrompting opens the dialog.
func (silentPrompter) BeginPrompting(dbus.ObjectPath) *dbus.Error { return nil }

// PerformPrompt asks for the password.
func (silentPrompter) PerformPrompt(dbus.ObjectPath, string, map[string]dbus.Variant, string) *dbus.Error {
	return nil
}

// StopPrompting closes the dialog.
func (silentPrompter) StopPrompting(dbus.ObjectPath) *dbus.Error { return nil }
