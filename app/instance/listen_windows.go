package instance

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"

	"github.com/Microsoft/go-winio"
	"golang.org/x/sys/windows"
)

// listen makes a pipe for the folder private. Its name is a new one each time:
// whoever may read the lock file knows it, nobody can have made it before. Only
// this user may open it, and not from another machine, which the library refuses.
func listen(string) (net.Listener, string, error) {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return nil, "", fmt.Errorf("who the user is: %w", err)
	}
	// [MS-DTYP] 2.5.1: a protected list with all rights for the user and nothing for anybody else.
	access := "D:P(A;;GA;;;" + user.User.Sid.String() + ")"
	name := `\\.\pipe\bokgu-` + rand.Text()
	l, err := winio.ListenPipe(name, &winio.PipeConfig{SecurityDescriptor: access})
	if err != nil {
		return nil, "", fmt.Errorf("pipe: %w", err)
	}
	return l, name, nil
}

// dial connects to the pipe that the lock file names.
func dial(ctx context.Context, name string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	return winio.DialPipeContext(ctx, name)
}
