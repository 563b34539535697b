package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// UserFileName is the name of the user's file inside the data folder; its
// backup has ".bak" behind it.
const UserFileName = "user.json"

// UserVersion is the version of user.json that this package writes.
const UserVersion = 1

// maxUserFile bounds what is read, in bytes. A few hundred feeds with all their
// components followed stay below 1 MiB.
const maxUserFile = 4 << 20

// ErrSecret: a feed's URL holds a user name or password. Tokens belong into the
// keyring, this file is plain text.
var ErrSecret = errors.New("the address holds a user name or password")

// User is everything that a person has set and that no feed can bring back. It
// holds no token. Fields that a later version added are kept when it is written.
type User struct {
	Version     int                  `json:"version"`
	Feeds       []Subscription       `json:"feeds"`
	Follows     map[string][]string  `json:"follows,omitempty"`     // sub → component ids
	Muted       map[string][]string  `json:"muted,omitempty"`       // sub → component ids
	Ticks       map[string][]string  `json:"ticks,omitempty"`       // sub → guidance ids that were ticked off
	Hosts       map[string][]string  `json:"hosts,omitempty"`       // sub → hosts that may be connected to on demand; not exported
	Notes       map[string][]Note    `json:"notes,omitempty"`       // sub → the diary, newest first
	Standbys    map[string][]Standby `json:"standbys,omitempty"`    // sub → what to use instead, chosen beforehand
	Removed     []string             `json:"removed,omitempty"`     // subs whose history is still there, to be thrown away; not exported
	Rules       json.RawMessage      `json:"rules,omitempty"`       // of app/alert
	Preferences json.RawMessage      `json:"preferences,omitempty"` // of app/settings

	extra extra
}

// Subscription is one feed that the person has added.
type Subscription struct {
	ID      string    `json:"id"` // local, random, never what the feed calls itself
	URL     string    `json:"url"`
	Name    string    `json:"name"`
	Root    string    `json:"root"` // the pinned root key, "sha256:<hex>"
	Private bool      `json:"private"`
	AddedAt time.Time `json:"added_at"`

	Alias string      `json:"alias,omitempty"` // what the person calls it; empty: as it calls itself
	Page  *StatusPage `json:"page,omitempty"`  // nil: a signed feed

	extra extra
}

// StatusPage says how a subscription is read that is a company's status page and
// no signed feed: nobody has signed what it says, so it has no root key.
type StatusPage struct {
	Provider string   `json:"provider"`       // as sync/source names it
	Main     string   `json:"main"`           // the document that every poll asks for
	With     []string `json:"with,omitempty"` // those that it asks for as well
	Confirm  string   `json:"confirm,omitempty"`
	// Local says that the person has allowed it to be on this machine or in a
	// network of their own. No file can say that for them: it is not exported.
	Local bool `json:"local,omitempty"`
}

// UserFile is an open user.json. Its methods may be called from any goroutine.
type UserFile struct {
	path string

	mu      sync.Mutex
	user    User
	written []byte // the file's bytes, nil while there is no file
}

// OpenUser reads the user's file in dir, which is made if it is missing. No file
// is an empty User. A damaged file is moved aside and its backup takes its place
// (Opened.Restored); if that is damaged too, it is moved aside as well and the
// User is empty. ErrNewer and errors of the disk leave the files as they are.
func OpenUser(dir string) (*UserFile, Opened, error) {
	return openUser(dir, time.Now)
}

func openUser(dir string, now func() time.Time) (*UserFile, Opened, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, Opened{}, fmt.Errorf("store: data folder: %w", err)
	}
	u := &UserFile{path: filepath.Join(dir, UserFileName), user: User{Version: UserVersion}}
	raw, user, err := readUser(u.path)
	if err == nil {
		u.written, u.user = raw, user
		return u, Opened{}, nil
	}
	missing := errors.Is(err, fs.ErrNotExist)
	if !missing && !errors.Is(err, ErrDamaged) {
		return nil, Opened{}, err
	}

	// Look at the backup before anything is moved: it may be a newer version's.
	bak := u.path + ".bak"
	raw, user, bakErr := readUser(bak)
	noBackup := errors.Is(bakErr, fs.ErrNotExist)
	if bakErr != nil && !noBackup && !errors.Is(bakErr, ErrDamaged) {
		return nil, Opened{}, bakErr
	}
	var opened Opened
	if !missing {
		if opened.MovedAside, err = moveAside(u.path, now()); err != nil {
			return nil, Opened{}, fmt.Errorf("store: moving the damaged file aside: %w", err)
		}
	}
	switch {
	case bakErr == nil:
		if err := replace(u.path, raw); err != nil {
			return nil, opened, err
		}
		u.written, u.user, opened.Restored = raw, user, true
	case !noBackup:
		aside, err := moveAside(bak, now())
		if err != nil {
			return nil, opened, fmt.Errorf("store: moving the damaged backup aside: %w", err)
		}
		if missing {
			opened.MovedAside = aside
		}
	}
	return u, opened, nil
}

// readUser reads and checks one file.
func readUser(path string) ([]byte, User, error) {
	raw, err := readBounded(path, maxUserFile)
	if err != nil {
		return nil, User{}, fmt.Errorf("store: %w", err)
	}
	user, err := parseUser(raw)
	if err != nil {
		return nil, User{}, fmt.Errorf("store: %s: %w", path, err)
	}
	return raw, user, nil
}

// parseUser reads a user's file. Errors are ErrNewer or ErrDamaged.
func parseUser(raw []byte) (User, error) {
	// The version first: of a newer file nothing else can be relied upon.
	var head struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(raw, &head); err != nil {
		return User{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	switch {
	case head.Version > UserVersion:
		return User{}, fmt.Errorf("%w: version %d, this program knows %d", ErrNewer, head.Version, UserVersion)
	case head.Version < 1:
		return User{}, fmt.Errorf("%w: no version", ErrDamaged)
	}
	var user User
	if err := json.Unmarshal(raw, &user); err != nil {
		return User{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return user, nil
}

// Get returns a copy of the user's settings; changing it changes nothing.
func (u *UserFile) Get() User {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.user.clone()
}

// Update lets f change the settings and writes them: to a temporary file that is
// synced and renamed, so that a crash leaves the old or the new file, whole. The
// previous one stays as the backup. When Update returns nil the change survives
// a power cut; when it returns an error, Get still returns the old settings. f
// must not call methods of u.
func (u *UserFile) Update(f func(*User)) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	next := u.user.clone()
	f(&next)
	next.Version = UserVersion
	for i := range next.Feeds {
		// The address is not repeated in the error: it may end up in a log.
		if parsed, err := url.Parse(next.Feeds[i].URL); err != nil {
			return fmt.Errorf("store: feeds[%d]: the address cannot be read", i)
		} else if parsed.User != nil {
			return fmt.Errorf("store: feeds[%d]: %w", i, ErrSecret)
		}
	}
	raw, err := json.MarshalIndent(next, "", "\t")
	if err != nil {
		return fmt.Errorf("store: %s: %w", u.path, err)
	}
	raw = append(raw, '\n')
	if bytes.Equal(raw, u.written) {
		return nil
	}
	if len(raw) > maxUserFile {
		return fmt.Errorf("store: %s would have %d bytes, %d are allowed", u.path, len(raw), maxUserFile)
	}
	// Read back what was made: nothing is written that could not be read, and
	// what f keeps a hold of is not shared.
	saved, err := parseUser(raw)
	if err != nil {
		return fmt.Errorf("store: %s would not be readable: %w", u.path, err)
	}
	if u.written != nil {
		if err := replace(u.path+".bak", u.written); err != nil {
			return err
		}
	}
	if err := replace(u.path, raw); err != nil {
		return err
	}
	u.user, u.written = saved, raw
	return nil
}

// clone copies through JSON: the type changes seldom, a forgotten field in a
// copy by hand would be a shared map.
func (u User) clone() User {
	raw, err := json.Marshal(u)
	if err == nil {
		u = User{}
		err = json.Unmarshal(raw, &u)
	}
	if err != nil {
		panic("store: a User that was read cannot be copied: " + err.Error())
	}
	return u
}
