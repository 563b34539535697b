package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"bokgu/sync/feed"
	"bokgu/sync/source"
)

// sourceCmd reads the status pages that companies already have.
type sourceCmd struct {
	Show    sourceShowCmd    `cmd:"" help:"Print the document that a status page makes."`
	Changes sourceChangesCmd `cmd:"" help:"Print what changed between successive captures of a status page."`
}

// sourceShowCmd prints the document of captured answers.
type sourceShowCmd struct {
	From         []string `arg:"" name:"url|file" help:"The https:// address of a page, or captured answers of one (summary.json, incidents.json, history.atom, …); several of one page make one document, - is standard input."`
	AllowPrivate bool     `help:"Ask addresses of this machine and of private networks too, and unencrypted ones."`
}

// sourceChangesCmd prints the changes between captures.
type sourceChangesCmd struct {
	Files []string `arg:"" name:"file" help:"Captured answers of one page, the oldest first."`
	JSON  bool     `help:"Print each change as one JSON object with its id."`
}

// Run prints one document for each page, as JSON. What is no usable page is said and
// left out, and is no failure: pollers really get such answers. A file that cannot be
// read at all is one.
func (c *sourceShowCmd) Run(ctx context.Context, std *streams) error {
	var states []*source.State
	unread := 0
	for _, from := range c.From {
		if isURL(from) {
			state, err := c.fetch(ctx, std, from)
			if err != nil {
				return err
			}
			states = append(states, state)
			continue
		}
		page, at, err := readCapture(std, from)
		if err != nil {
			skipped(std, from, err)
			if !errors.Is(err, source.ErrPage) {
				unread++
			}
			continue
		}
		showIn(&states, at, page)
	}
	enc := json.NewEncoder(std.Out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	for _, s := range states {
		if err := enc.Encode(s.Document); err != nil {
			return fmt.Errorf("write the document: %w", err)
		}
	}
	return unreadFiles(unread, len(c.From))
}

func unreadFiles(n, all int) error {
	if n == 0 {
		return nil
	}
	return fmt.Errorf("%d of %d files could not be read", n, all)
}

func isURL(s string) bool {
	return strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")
}

// fetch finds out how the page at an address is read and reads it. What was tried
// is said on standard error.
func (c *sourceShowCmd) fetch(ctx context.Context, std *streams, typed string) (*source.State, error) {
	at, err := source.ParseAddress(typed, c.AllowPrivate)
	switch {
	case errors.Is(err, source.ErrPrivate):
		return nil, usagef("%w; --allow-private asks it all the same", err)
	case err != nil:
		return nil, usageError{err}
	}
	client := source.NewClient(source.ClientParams{UserAgent: "bokguctl/" + buildVersion() + " (status page reader)", AllowPrivate: c.AllowPrivate})
	defer client.CloseIdleConnections()
	recipe, page, attempts, err := source.Detect(ctx, at, client.Get)
	for _, a := range attempts {
		if a.Err != nil {
			fmt.Fprintln(std.Err, "bokguctl: "+printable(a.URL+": "+a.Err.Error()))
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", at.Host, err)
	}
	fmt.Fprintln(std.Err, "bokguctl: "+printable(fmt.Sprintf("%s: a page of %s", recipe.Main, recipe.Provider)))
	pages := []*source.Page{page}
	for _, more := range append(slices.Clone(recipe.With), recipe.Confirm) {
		if more == "" {
			continue
		}
		answer, err := client.Get(ctx, more, source.Validators{})
		if err == nil {
			page, err = source.Read(answer.Body)
		}
		if err != nil {
			skipped(std, more, err)
			continue
		}
		pages = append(pages, page)
	}
	state, _ := source.State{Options: source.Options{Name: at.Host}}.Next(time.Now().UTC().Truncate(time.Second), pages...)
	return &state, nil
}

// showIn adds an answer to the page that it is of, or begins another page.
func showIn(states *[]*source.State, at time.Time, page *source.Page) {
	for _, s := range *states {
		next, result := s.Next(at, page)
		if result.Confirmed {
			*s = next
			return
		}
		if len(result.Notes) > 0 && result.Notes[0].Reason == source.Older {
			return // a newer capture of the same page is there
		}
	}
	s, _ := source.State{Options: source.Options{All: true}}.Next(at, page)
	*states = append(*states, &s)
}

// Run prints the changes in the order of the captures. The first usable one is
// where they begin; it is none itself.
func (c *sourceChangesCmd) Run(ctx context.Context, std *streams) error {
	var state source.State
	unread := 0
	for _, from := range c.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		page, at, err := readCapture(std, from)
		if err != nil {
			skipped(std, from, err)
			if !errors.Is(err, source.ErrPage) {
				unread++
			}
			continue
		}
		before := state.Document
		var result source.Result
		state, result = state.Next(at, page)
		for _, note := range result.Notes {
			skipped(std, from, fmt.Errorf("%s: %s", noteWords[note.Reason], note.Detail))
		}
		for _, change := range result.Changes {
			named := result.Document
			if gone := change.Kind == feed.ChangeIncidentUnlisted || change.Kind == feed.ChangeComponentRemoved; gone {
				named = before
			}
			line := textLine(named, change)
			if c.JSON {
				if line, err = jsonLine(change); err != nil {
					return err
				}
			}
			if _, err := std.Out.Write(line); err != nil {
				return fmt.Errorf("standard output: %w", err)
			}
		}
	}
	return unreadFiles(unread, len(c.Files))
}

var noteWords = map[source.Reason]string{
	source.Older:     "an older answer than the one before",
	source.OtherPage: "of another page than the ones before",
}

func skipped(std *streams, from string, err error) {
	fmt.Fprintln(std.Err, "bokguctl: "+printable(from+": "+err.Error())+"; skipped")
}

// readCapture reads one captured answer and when it was captured: zero, so that
// the page's own word counts, or where it has none the file's time.
func readCapture(std *streams, path string) (page *source.Page, at time.Time, err error) {
	in := std.In
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, at, fmt.Errorf("read: %w", err)
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return nil, at, fmt.Errorf("read: %w", err)
		}
		in, at = f, info.ModTime()
	} else {
		at = time.Now()
	}
	body, err := io.ReadAll(io.LimitReader(in, source.MaxBody+1))
	if err != nil {
		return nil, at, fmt.Errorf("read: %w", err)
	}
	if page, err = source.Read(body); err != nil {
		return nil, at, err
	}
	if page.Newest().IsZero() {
		return page, at.UTC().Truncate(time.Second), nil
	}
	return page, time.Time{}, nil
}
