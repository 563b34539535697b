//go:build linux

package main

import (
	"context"
	"image"
	"time"

	"bokgu/app/desktop"
)

// A screen has the same outlines in both themes. Where its words have been read in one, the other need not be read: that takes
// a second or more, comparing outlines a few milliseconds.

// alikeWithin is how long a window gets to take on the outlines of its twin before it is read after all.
const alikeWithin = 4 * time.Second

// looksAs waits a moment for the window to stand still and look as the one did in which the same words were read.
func (st *studio) looksAs(ctx context.Context, key string) bool {
	st.mu.Lock()
	twin := st.shapes[key]
	st.mu.Unlock()
	if twin == nil {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, alikeWithin)
	defer cancel()
	return desktop.Until(ctx, "the window has its outlines", func() (bool, error) {
		picture, err := st.still(ctx)
		return err == nil && alike(twin, outline(picture)), err
	}) == nil
}

// outline says of each pixel whether it is clearly different from the one to its right.
func outline(picture *image.NRGBA) []bool {
	const clearly = 40 * 40
	edges := make([]bool, picture.Rect.Dx()*picture.Rect.Dy())
	for i := range edges {
		if (i+1)%picture.Rect.Dx() != 0 {
			edges[i] = distance(pixel(picture, 4*i), pixel(picture, 4*i+4)) > clearly
		}
	}
	return edges
}

// alike says whether two outlines have most of their points in common.
func alike(a, b []bool) bool {
	if len(a) != len(b) {
		return false
	}
	both, either := 0, 0
	for i := range a {
		if a[i] && b[i] {
			both++
		}
		if a[i] || b[i] {
			either++
		}
	}
	return either > 0 && 4*both >= 3*either // twins have 0.84 and more in common, two screens with the same head 0.63
}
