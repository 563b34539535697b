//go:build linux

package main

import (
	"context"
	"time"

	"bokgu/app/desktop"
)

// intranet is an address that is in nobody's public network: it is not asked for the picture.
const intranet = "status.intranet.lan"

// statusPages finds a status page in the first steps, by the keyboard alone: by its name, at an address in the own network, and at that
// of the made-up operator.
func statusPages(ctx context.Context, st *studio) error {
	doc, err := gaonAt(time.Now())
	if err != nil {
		return err
	}
	page, err := desktop.ServeStatusPage(ctx, doc.Feed.Name.In(st.lang, "ko"), st.lang, doc)
	if err != nil {
		return err
	}
	if err := st.start(ctx); err != nil {
		return err
	}
	if err := st.see(ctx, st.upper(), st.t("firstrun.what")); err != nil {
		return err
	}
	if err := st.key(ctx, "Return"); err != nil {
		return err
	}
	if err := st.see(ctx, st.upper(), st.t("firstrun.feed.what")); err != nil {
		return err
	}
	if err := st.key(ctx, "Tab", "Tab", "Tab", "space"); err != nil {
		return err
	}
	if err := st.see(ctx, st.whole(), st.t("pages.entry")); err != nil {
		return err
	}
	if err := st.shot(ctx, "pages"); err != nil {
		return err
	}
	if err := st.Type(ctx, intranet); err != nil {
		return err
	}
	if err := st.key(ctx, "Return"); err != nil {
		return err
	}
	if err := st.see(ctx, st.whole(), st.t("pages.private")); err != nil {
		return err
	}
	if err := st.shot(ctx, "pages-private"); err != nil {
		return err
	}
	// Back to the search, and to another address.
	if err := st.key(ctx, "space", "ctrl+a", "BackSpace"); err != nil {
		return err
	}
	if err := st.Type(ctx, "http://"+page.Host); err != nil {
		return err
	}
	if err := st.key(ctx, "Return"); err != nil {
		return err
	}
	if err := st.see(ctx, st.whole(), st.t("pages.private")); err != nil {
		return err
	}
	if err := st.key(ctx, "shift+Tab", "space"); err != nil {
		return err
	}
	if err := st.see(ctx, st.whole(), st.t("source.statuspage")+"|"+st.loc.N("pages.found.incidents", 1, nil)); err != nil {
		return err
	}
	if err := st.shot(ctx, "pages-found"); err != nil {
		return err
	}
	if err := st.key(ctx, "Return"); err != nil {
		return err
	}
	if err := st.see(ctx, st.upper(), st.t("firstrun.pick.what")); err != nil {
		return err
	}
	if err := st.key(ctx, "Return"); err != nil {
		return err
	}
	if err := st.see(ctx, st.upper(), st.t("status.connection.page")); err != nil {
		return err
	}
	return st.shot(ctx, "page")
}
