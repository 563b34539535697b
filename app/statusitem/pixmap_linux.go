//go:build linux && !android

package statusitem

import (
	"bytes"
	"image/color"
	"image/png"
)

// pixmap is an icon in one size: ARGB32 in network byte order.
type pixmap struct {
	Width, Height int32
	Pixels        []byte
}

// pixmaps reads PNGs; what is none is left out.
func pixmaps(pngs [][]byte) []pixmap {
	out := make([]pixmap, 0, len(pngs))
	for _, raw := range pngs {
		img, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			continue
		}
		b := img.Bounds()
		p := pixmap{int32(b.Dx()), int32(b.Dy()), make([]byte, 0, 4*b.Dx()*b.Dy())}
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for x := b.Min.X; x < b.Max.X; x++ {
				c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
				p.Pixels = append(p.Pixels, c.A, c.R, c.G, c.B)
			}
		}
		out = append(out, p)
	}
	return out
}
