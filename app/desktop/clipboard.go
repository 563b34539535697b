//go:build linux

package desktop

import (
	"context"
	"strings"
)

// Copy puts text on the clipboard, as another program would. The clipboard is that program's until somebody else copies.
func (s *Session) Copy(ctx context.Context, text string) error {
	cmd := s.Command("xclip", "-quiet", "-selection", "clipboard", "-in")
	cmd.Stdin = strings.NewReader(text)
	if _, err := s.Run(cmd); err != nil {
		return err
	}
	return Until(ctx, "the text is on the clipboard", func() (bool, error) {
		got, err := s.Clipboard(ctx)
		return got == text, err
	})
}

// Clipboard is the text on the clipboard.
func (s *Session) Clipboard(ctx context.Context) (string, error) {
	return s.output(ctx, "xclip", "-selection", "clipboard", "-out")
}
