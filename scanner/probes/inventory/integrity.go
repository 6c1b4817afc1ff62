package inventory

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"slices"
	"strings"

	"shopcheck/scanner/observe"
)

// A Guard says what the integrity attribute of a script does (W3C Subresource
// Integrity, "parse metadata" and "do bytes match").
type Guard string

// The guards. The empty one means that browsers run whatever comes.
const (
	Bare    Guard = ""        // no attribute, or none that browsers understand
	Guarded Guard = "guarded" // browsers run the file only if it is the one that was meant
	Refused Guard = "refused" // browsers never run it: no file fits, or it is not asked for as it must be
)

// An algorithm makes hashes of a size.
type algorithm struct {
	name string
	size int
}

// algorithms are the ones that browsers know, weakest first.
var algorithms = []algorithm{{"sha256", sha256.Size}, {"sha384", sha512.Size384}, {"sha512", sha512.Size}}

// Guard returns what the script's integrity does in browsers. Another host's file
// has to be asked for with CORS, as modules always are: without, browsers refuse
// to compare it (Fetch standard, "main fetch").
func (s Script) Guard() Guard {
	switch name, hashes := strongest(s.Integrity); {
	case name == "" || s.URL == "":
		return Bare
	case len(hashes) == 0, s.elsewhere() && !s.CrossOrigin && !s.Module:
		return Refused
	}
	return Guarded
}

// Algorithm returns the algorithm by which browsers compare the file, or "".
func (s Script) Algorithm() string {
	name, _ := strongest(s.Integrity)
	return name
}

// elsewhere reports whether the file comes from another host than its page.
func (s Script) elsewhere() bool { return s.Page == nil || s.Host != strings.ToLower(s.Page.Host()) }

// strongest returns the strongest algorithm that an integrity attribute names:
// browsers compare by that one alone, and leave out what they do not know. The
// hashes are those that can fit a file.
func strongest(integrity string) (name string, hashes [][]byte) {
	best := -1
	for token := range strings.FieldsSeq(integrity) {
		name, digest, _ := strings.Cut(token, "-")
		i := slices.IndexFunc(algorithms, func(a algorithm) bool { return strings.EqualFold(a.name, name) })
		if i < 0 || i < best {
			continue
		}
		if i > best {
			best, hashes = i, nil
		}
		digest, _, _ = strings.Cut(digest, "?")
		if sum, err := decode(digest); err == nil && len(sum) == algorithms[i].size {
			hashes = append(hashes, sum)
		}
	}
	if best < 0 {
		return "", nil
	}
	return algorithms[best].name, hashes
}

// decode reads base64 in either alphabet, as browsers do.
func decode(digest string) ([]byte, error) {
	plain := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(digest, "="))
	return base64.RawStdEncoding.DecodeString(plain)
}

// Differs reports whether a file that was fetched is not the one that the
// script's integrity names. Of a file that was not kept whole nobody can tell.
func (b Body) Differs() bool {
	if b.File == nil || b.File.Cut || b.File.Status != 200 || b.Guard() == Bare {
		return false
	}
	name, hashes := strongest(b.Integrity)
	sum := digest(name, b.File)
	return len(hashes) > 0 && !slices.ContainsFunc(hashes, func(h []byte) bool { return bytes.Equal(h, sum) })
}

// digest hashes a page's body by the algorithm of that name.
func digest(name string, p *observe.Page) []byte {
	switch name {
	case "sha384":
		sum := sha512.Sum384(p.Body)
		return sum[:]
	case "sha512":
		sum := sha512.Sum512(p.Body)
		return sum[:]
	}
	sum := sha256.Sum256(p.Body)
	return sum[:]
}
