//go:build linux

package main

import (
	"cmp"
	"image"
	"image/color"
	"slices"
)

// paletted is the picture with as few colours as the eye does not miss: 256 at most, the frequent ones as they are. A letter's soft
// edge has hundreds of greys that nobody tells apart; flat grounds and the colours of states keep their exact values.
func paletted(picture *image.NRGBA) *image.Paletted {
	counts := make(map[color.NRGBA]int)
	for i := 0; i < len(picture.Pix); i += 4 {
		counts[pixel(picture, i)]++
	}
	colours := make([]color.NRGBA, 0, len(counts))
	for c := range counts {
		colours = append(colours, c)
	}
	slices.SortFunc(colours, func(a, b color.NRGBA) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), compare(a, b))
	})
	flat := 0
	for flat < min(len(colours), maxFlat) && counts[colours[flat]] >= ground {
		flat++
	}
	// far is the square of the distance between a colour and what stands for it.
	var kept []color.NRGBA
	for far := leastFar; ; far *= 2 {
		if kept = thinned(colours[:flat], colours[flat:], far); len(kept) <= maxColours {
			break
		}
	}
	palette := make(color.Palette, len(kept))
	for i, c := range kept {
		palette[i] = c
	}
	index := make(map[color.NRGBA]uint8, len(colours))
	for _, c := range colours {
		index[c] = uint8(nearest(kept, c))
	}
	out := image.NewPaletted(picture.Rect, palette)
	for i := range out.Pix {
		out.Pix[i] = index[pixel(picture, 4*i)]
	}
	return out
}

const (
	maxColours = 256 // of a palette
	ground     = 500 // pixels from which a colour counts as a ground and not as the edge of a letter
	maxFlat    = 96
	leastFar   = 100 // a distance of 10 of 255 in one channel
)

func pixel(p *image.NRGBA, i int) color.NRGBA {
	return color.NRGBA{R: p.Pix[i], G: p.Pix[i+1], B: p.Pix[i+2], A: 0xff}
}

func compare(a, b color.NRGBA) int {
	return cmp.Or(cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
}

// thinned adds those colours to the flat ones that are no nearer than far to one before them.
func thinned(flat, colours []color.NRGBA, far int) []color.NRGBA {
	kept := slices.Clone(flat)
	for _, c := range colours {
		if len(kept) == 0 || distance(kept[nearest(kept, c)], c) >= far {
			kept = append(kept, c)
			if len(kept) > maxColours {
				break
			}
		}
	}
	return kept
}

func nearest(kept []color.NRGBA, c color.NRGBA) int {
	best := 0
	for i, k := range kept {
		if distance(k, c) < distance(kept[best], c) {
			best = i
		}
	}
	return best
}

func distance(a, b color.NRGBA) int {
	r, g, bl := int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B)
	return r*r + g*g + bl*bl
}
