// Bokgu (복구, "recovery") shows what works, what to do and what not to do when a
// platform that people live on goes down.
package main

import (
	_ "embed"
	"fmt"
	"os"

	"bokgu/app"
)

// fyneApp is the one place where version and app ID stand.
//
//go:embed FyneApp.toml
var fyneApp []byte

func main() {
	meta, err := app.ParseMetadata(fyneApp)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bokgu: FyneApp.toml:", err)
		os.Exit(1)
	}
	opts, err := app.ParseFlags(app.Arguments(os.Args), meta, os.Stdout)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "bokgu:", err)
		os.Exit(2)
	case opts.Done:
		return
	}
	os.Exit(app.Run(opts, meta))
}
