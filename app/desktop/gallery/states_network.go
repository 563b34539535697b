//go:build linux

package main

import (
	"context"
	"fmt"
	"image"
	"io"
	"net"
	"net/http"
	"strings"

	"bokgu/app/desktop"
)

// behindProxy starts the app where every way out leads through a proxy that wants a login.
func (st *studio) behindProxy(ctx context.Context) error {
	const target = "wss://status.example.com/v1/stream"
	address, err := answer(ctx, "127.0.0.1:0", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Proxy-Authenticate", `Basic realm="corporate"`)
		w.WriteHeader(http.StatusProxyAuthRequired)
	})
	if err != nil {
		return err
	}
	cmd := st.command("--feed", target)
	cmd.Env = append(cmd.Env, "HTTPS_PROXY=http://"+address)
	if err := st.startCommand(ctx, cmd); err != nil {
		return err
	}
	return st.seeNotice(ctx, "problem.proxy_auth")
}

// answer serves on an address until ctx ends.
func answer(ctx context.Context, address string, handler http.HandlerFunc) (string, error) {
	var listener net.Listener
	err := desktop.Until(ctx, "the address is free", func() (bool, error) {
		var err error
		listener, err = new(net.ListenConfig).Listen(ctx, "tcp", address)
		return err == nil, err
	})
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: handler}
	go func() { _ = server.Serve(listener) }()
	context.AfterFunc(ctx, func() { _ = server.Close() })
	return listener.Addr().String(), nil
}

func proxyWants(ctx context.Context, st *studio) error {
	if err := st.behindProxy(ctx); err != nil {
		return err
	}
	return st.shot(ctx, "proxy")
}

func proxySetting(ctx context.Context, st *studio) error {
	if err := st.behindProxy(ctx); err != nil {
		return err
	}
	if err := st.pressNotice(ctx); err != nil {
		return err
	}
	if st.phone() { // there the choice is as it was found; the other picture shows the fields
		if err := st.see(ctx, st.upper(), st.t("settings.network.sub")); err != nil {
			return err
		}
		return st.shot(ctx, "proxy-setting")
	}
	if err := st.click(ctx, image.Rect(700, 50, 1180, 300), st.t("settings.proxy.address")); err != nil {
		return err
	}
	if err := st.see(ctx, image.Rect(140, 50, 800, 520), st.t("settings.proxy.password.where")); err != nil {
		return err
	}
	return st.shot(ctx, "proxy-setting")
}

// pressNotice presses the button of the notice: the bar itself, which tells all, is the first control of the window, the button the next.
func (st *studio) pressNotice(ctx context.Context) error { return st.key(ctx, "Tab", "Tab", "space") }

// captive lets the portal of a network answer where the feed was.
func captive(ctx context.Context, st *studio) error {
	feed, kill, err := st.connect(ctx, desktop.LiveParams{})
	if err != nil {
		return err
	}
	kill()
	_, err = answer(ctx, strings.TrimPrefix(feed.URL, "ws://"), func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "<!doctype html><title>Wi-Fi</title><h1>Sign in</h1>")
	})
	if err != nil {
		return err
	}
	if err := st.key(ctx, "ctrl+r"); err != nil {
		return err
	}
	if err := st.seeNotice(ctx, "problem.captive"); err != nil {
		return err
	}
	return st.shot(ctx, "captive")
}

// keyring follows a private feed whose token is in a locked keyring.
func keyring(ctx context.Context, st *studio) error {
	const sub, token = "private", "not-a-secret"
	feed, _, err := st.serve(ctx, desktop.LiveParams{Token: token})
	if err != nil {
		return err
	}
	service, err := appID()
	if err != nil {
		return err
	}
	err = st.PutSecret(ctx, desktop.Secret{Label: sub, Attributes: map[string]string{"service": service, "username": sub}, Value: token})
	if err != nil {
		return err
	}
	if err := st.subscribe(sub, feed.URL, true); err != nil {
		return err
	}
	// Once with the keyring open, so that there is something in the store.
	if err := st.start(ctx); err != nil {
		return err
	}
	if err := st.see(ctx, st.upper(), st.t("status.connection.live")); err != nil {
		return err
	}
	if err := st.quit(ctx); err != nil {
		return err
	}
	if err := st.LockKeyring(ctx); err != nil {
		return fmt.Errorf("the keyring: %w", err)
	}
	if err := st.start(ctx); err != nil {
		return err
	}
	if err := st.seeNotice(ctx, "notice.token_waiting"); err != nil {
		return err
	}
	return st.shot(ctx, "keyring")
}
