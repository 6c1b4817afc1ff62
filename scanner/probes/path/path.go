// Package path asks a shop for addresses that nobody links to, and tells what
// stands there from what the shop answers to everything.
//
// Two things keep such answers honest. Being turned away is no answer, so Ask
// reports it as a look that failed. And a shop may say the same to any name, so
// Nonsense makes a name of the same shape that cannot exist, to compare with. A
// Queue keeps what many probes ask in one order, and within its share.
package path

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"path"
	"strings"

	"shopcheck/scanner/observe"
)

// A Look fetches one address: [observe.Site.Peek] or [observe.Site.PeekPage].
type Look func(ctx context.Context, address string) (*observe.Page, error)

// Ask makes the look, and returns an error also where the shop's protection
// turned it away, or the shop is closed or not reached for the moment. A plain
// refusal is an answer: it is how a server keeps a file to itself. Whether it means
// that here, Refuses tells.
func Ask(ctx context.Context, look Look, address string) (*observe.Page, error) {
	p, err := look(ctx, address)
	if err != nil {
		return nil, err
	}
	away := p.Unusable()
	if away != nil && (p.Challenge() || p.Status < 400 || p.Status == http.StatusRequestTimeout || p.Status == http.StatusTooManyRequests || unreached(p.Status)) {
		return nil, away
	}
	return p, nil
}

// unreached reports whether a status says that whoever stands before the shop did
// not reach it: 502 to 504, and Cloudflare's 520 to 530.
func unreached(status int) bool {
	return status >= http.StatusBadGateway && status <= http.StatusGatewayTimeout || status >= 520 && status <= 530
}

// Refuses returns why a 403 of this shop says nothing about what it stands for,
// and nil if it does. A shop whose protection refuses a plain name that cannot
// exist refuses everything that it does not know, for us at least.
func Refuses(ctx context.Context, site *observe.Site, home *observe.Page) error {
	p, err := Ask(ctx, site.PeekPage, At(home, Nonsense(site.Domain(), "/page")))
	switch {
	case err != nil:
		return err
	case p.Status == http.StatusForbidden:
		return RefusesAll
	}
	return nil
}

// RefusesAll is why nothing can be told from a shop's refusals.
var RefusesAll = &observe.Failure{Cause: observe.Blocked, Words: "the shop's protection refuses every address that nobody links to"}

// At returns the address of a path beside the home page.
func At(home *observe.Page, p string) string {
	u, err := url.Parse(home.URL)
	if err != nil {
		return home.URL
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: p}).String()
}

// Nonsense is a path of the same shape as p that no shop has: the same folder
// and ending, and a name made from the domain, so that every scan asks for the
// same one.
func Nonsense(domain, p string) string {
	sum := sha256.Sum256([]byte("shopcheck " + domain))
	name := hex.EncodeToString(sum[:8])
	p, folder := strings.CutSuffix(p, "/")
	dir, file := path.Split(p)
	rest, hidden := strings.CutPrefix(dir, "/.")
	_, ending, _ := strings.Cut(strings.TrimPrefix(file, "."), ".")
	switch {
	case hidden: // a hidden folder: another one
		_, inner, _ := strings.Cut(rest, "/")
		return "/." + name + "/" + inner + file
	case strings.HasPrefix(file, "."):
		return strings.TrimSuffix(dir+"."+name+"."+ending, ".")
	case folder:
		return dir + name + "/"
	case ending != "":
		return dir + name + "." + ending
	}
	return dir + name
}

// kind says what decides how servers treat a name that does not exist: names that
// are hidden, folders, programs, other files, and names without an ending are each
// treated alike.
func kind(p string) string {
	switch {
	case strings.Contains(p, "/."):
		return "hidden"
	case strings.HasSuffix(p, "/"):
		return "folder"
	case strings.HasSuffix(p, ".php"):
		return "program"
	case path.Ext(p) != "":
		return "file"
	}
	return "name"
}
