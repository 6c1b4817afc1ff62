// Command exposed writes the files of a shop that leaks, as planted.txtar beside
// it describes, into a folder for a real server.
package main

import (
	"encoding/hex"
	"errors"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 4 {
		log.Fatal("usage: exposed PLANTED.txtar FOLDER DOMAIN")
	}
	if err := plant(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		log.Fatal(err)
	}
}

// hexed stands for bytes.
var hexed = regexp.MustCompile(`\{\{hex ([0-9a-f]+)\}\}`)

func plant(from, to, domain string) error {
	ar, err := txtar.ParseFile(from)
	if err != nil {
		return err
	}
	label, _, _ := strings.Cut(domain, ".")
	names := strings.NewReplacer("{domain}", domain, "{label}", label)
	for _, f := range ar.Files {
		name := names.Replace(f.Name)
		if strings.HasSuffix(name, "/") {
			name += "index.html"
		}
		data := hexed.ReplaceAllFunc(f.Data, func(text []byte) []byte {
			out, bad := hex.DecodeString(string(hexed.FindSubmatch(text)[1]))
			err = errors.Join(err, bad)
			return out
		})
		if err != nil {
			return err
		}
		at := filepath.Join(to, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(at, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
