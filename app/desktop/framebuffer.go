//go:build linux

package desktop

import (
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"syscall"
)

// Framebuffer is the memory of the screen itself, as Xvfb shares it in a file: what is in it is on the screen, and looking at it
// takes about a millisecond and nothing from the programs watched. Its methods may be called from several goroutines.
type Framebuffer struct {
	memory        []byte // the whole file
	pixels        []byte // B, G, R and an unused byte each
	width, height int
	line          int // bytes a row
}

// The head of an X window dump, big endian words; see XWDFile.h of the X consortium.
const (
	xwdHeaderSize   = 0
	xwdWidth        = 4
	xwdHeight       = 5
	xwdBitsPerPixel = 11
	xwdBytesPerLine = 12
	xwdColours      = 19
	xwdWords        = 25
	xwdColourSize   = 12
)

// Framebuffer opens the screen's memory. The caller closes it before the session.
func (s *Session) Framebuffer() (*Framebuffer, error) {
	file, err := os.Open(filepath.Join(s.dir, "run", "Xvfb_screen0"))
	if err != nil {
		return nil, fmt.Errorf("the screen's memory: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("the screen's memory: %w", err)
	}
	memory, err := syscall.Mmap(int(file.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("the screen's memory: %w", err)
	}
	f := &Framebuffer{memory: memory}
	if err := f.parse(); err != nil {
		return nil, fmt.Errorf("the screen's memory: %w", err)
	}
	return f, nil
}

func (f *Framebuffer) parse() error {
	if len(f.memory) < 4*xwdWords {
		return fmt.Errorf("only %d bytes", len(f.memory))
	}
	word := func(i int) int { return int(binary.BigEndian.Uint32(f.memory[4*i:])) }
	f.width, f.height, f.line = word(xwdWidth), word(xwdHeight), word(xwdBytesPerLine)
	start := word(xwdHeaderSize) + word(xwdColours)*xwdColourSize
	if word(xwdBitsPerPixel) != 32 || f.line < 4*f.width || start+f.line*f.height > len(f.memory) {
		return fmt.Errorf("%d × %d at %d bits do not fit %d bytes", f.width, f.height, word(xwdBitsPerPixel), len(f.memory))
	}
	f.pixels = f.memory[start : start+f.line*f.height]
	return nil
}

// Close gives the memory back.
func (f *Framebuffer) Close() error { return syscall.Munmap(f.memory) }

// Count is the number of pixels of exactly this colour, up to enough: it looks no further then.
func (f *Framebuffer) Count(c color.NRGBA, enough int) int {
	n := 0
	for y := range f.height {
		row := f.pixels[y*f.line : y*f.line+4*f.width]
		for x := 0; x < len(row); x += 4 {
			if row[x] == c.B && row[x+1] == c.G && row[x+2] == c.R {
				if n++; n >= enough {
					return n
				}
			}
		}
	}
	return n
}

// Picture is what an area of the screen shows now; what lies beyond the screen is left out.
func (f *Framebuffer) Picture(area image.Rectangle) *image.NRGBA {
	area = area.Intersect(image.Rect(0, 0, f.width, f.height))
	picture := image.NewNRGBA(image.Rectangle{Max: area.Size()})
	for y := range area.Dy() {
		from := f.pixels[(area.Min.Y+y)*f.line+4*area.Min.X:]
		to := picture.Pix[y*picture.Stride:]
		for x := 0; x < 4*area.Dx(); x += 4 {
			to[x], to[x+1], to[x+2], to[x+3] = from[x+2], from[x+1], from[x], 0xff
		}
	}
	return picture
}

// Bounds is the whole screen.
func (f *Framebuffer) Bounds() image.Rectangle { return image.Rect(0, 0, f.width, f.height) }
