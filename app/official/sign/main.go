// Sign makes and signs the directory of feeds that the app brings along:
//
//	go run ./app/official/sign -new-key KEYFILE
//	go run ./app/official/sign -key KEYFILE -in LIST.json -out assets/directory.json
//
// The first makes a key and prints its public half, which belongs into
// app/official/directory.go; KEYFILE holds the seed and belongs nowhere near the
// repository. LIST.json is {"feeds":[{"root":"sha256:…","name":"…"}]}.
package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"bokgu/app/official"
	"bokgu/sync/envelope"
)

func main() {
	newKey := flag.String("new-key", "", "make a key, write its seed to this `file`, print the public half")
	key := flag.String("key", "", "`file` with the seed to sign with")
	in := flag.String("in", "", "`file` with the list")
	out := flag.String("out", "", "`file` to write the signed directory to")
	flag.Parse()
	var err error
	switch {
	case *newKey != "":
		err = makeKey(*newKey)
	case *key != "" && *in != "" && *out != "":
		err = sign(*key, *in, *out)
	default:
		err = errors.New("either -new-key, or -key, -in and -out")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sign:", err)
		os.Exit(1)
	}
}

func makeKey(path string) error {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, base64.StdEncoding.EncodeToString(private.Seed()))
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	fmt.Println(base64.StdEncoding.EncodeToString(public))
	return nil
}

func sign(key, in, out string) error {
	text, err := os.ReadFile(key)
	if err != nil {
		return err
	}
	seed, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(seed) != ed25519.SeedSize {
		return fmt.Errorf("%s: not a seed of %d bytes in base64", key, ed25519.SeedSize)
	}
	signer, err := envelope.NewSigner(ed25519.NewKeyFromSeed(seed))
	if err != nil {
		return err
	}
	raw, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	var d official.Directory
	if err := json.Unmarshal(raw, &d); err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	d.IssuedAt = time.Now().UTC().Truncate(time.Second)
	signed, err := official.SignDirectory(d, signer)
	if err != nil {
		return err
	}
	return os.WriteFile(out, append(signed, '\n'), 0o644)
}
