// Package exposed asks whether a shop hands out files that no visitor should
// get.
//
// What is asked for, and what proves the harm, are rows of scanner/facts; here
// is the judging, which must never call a soft 404 a leak. A hit needs three
// things: a status that hands something out, a beginning that proves the kind
// of file, and a path of the same shape that cannot exist and gives nothing
// like it. That last path is only asked for when the first two hold, so that a
// shop without leaks is not asked for nonsense.
package exposed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

// All is this family's probes.
var All = []scanner.Probe{VersionControl, Env, Dump, PHPInfo}

// A hunt is what one probe looks for.
type hunt struct {
	topic  facts.Topic
	clean  string                   // the message when nothing is handed out
	quotes func(body string) string // what may be quoted of a leak's beginning, masked
	spares func(body string) bool   // a proven leak whose beginning holds nothing secret; nil means none
}

// alike is why a shop cannot be judged that gives the same harm at names that
// cannot exist.
var alike = &observe.Failure{Cause: observe.Inconsistent, Words: "the shop answers names that cannot exist in the same way"}

// run asks for the topic's paths, the most telling first, until one is proven.
func (h hunt) run(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
	home, err := site.Home(ctx)
	if err != nil {
		return nil, err
	}
	var seen []observe.Evidence
	var trouble error
	for _, e := range facts.Exposures(h.topic) {
		at := address(home.URL, strings.ReplaceAll(e.Path, "{domain}", strings.TrimPrefix(site.Domain(), "www.")))
		got, err := ask(ctx, site, e, at)
		if err != nil {
			trouble = first(trouble, err)
			continue
		}
		if !handsOut(got) || !e.Proves(string(got.Body)) {
			seen = append(seen, got.Evidence(miss(got)))
			continue
		}
		nonsense, err := ask(ctx, site, e, address(home.URL, impossible(site.Domain(), e.Path)))
		if err != nil {
			trouble = first(trouble, err)
			continue
		}
		found, ok := h.judge(e, got, nonsense)
		if !ok {
			trouble = first(trouble, alike)
			continue
		}
		found.Subject = site.Domain()
		return []scanner.Finding{found}, nil
	}
	if trouble != nil {
		return nil, trouble
	}
	return []scanner.Finding{{Subject: site.Domain(), Outcome: scanner.Pass, Message: h.clean, Evidence: seen}}, nil
}

// judge says whether got is a leak, given what a path of the same shape that
// cannot exist gives.
func (h hunt) judge(e facts.Exposure, got, nonsense *observe.Page) (scanner.Finding, bool) {
	if !handsOut(got) || !e.Proves(string(got.Body)) || handsOut(nonsense) && e.Proves(string(nonsense.Body)) {
		return scanner.Finding{}, false
	}
	f := scanner.Finding{
		Outcome: scanner.Fail,
		Message: fmt.Sprintf("Anybody can fetch %s at %s.", e.What, pathOf(got.URL)),
		Evidence: []observe.Evidence{
			got.Evidence(fmt.Sprintf("status %d: %s", got.Status, h.quotes(string(got.Body)))),
			nonsense.Evidence(fmt.Sprintf("for comparison, a name that cannot exist: status %d", nonsense.Status)),
		},
	}
	if h.spares != nil && h.spares(string(got.Body)) {
		f.Outcome = scanner.Warn
		f.Message = fmt.Sprintf("Anybody can fetch a settings file at %s, though its beginning holds only values that are meant for browsers.", pathOf(got.URL))
	}
	return f, true
}

// miss says why a response is no leak.
func miss(p *observe.Page) string {
	if handsOut(p) {
		return fmt.Sprintf("status %d, but nothing like it", p.Status)
	}
	return fmt.Sprintf("status %d", p.Status)
}

// ask makes the look that fits the exposure. Being turned away is no answer.
func ask(ctx context.Context, site *observe.Site, e facts.Exposure, at string) (*observe.Page, error) {
	look := site.Peek
	if e.Page {
		look = site.PeekPage
	}
	p, err := look(ctx, at)
	if err != nil {
		return nil, err
	}
	cause, _ := observe.Explain(p.Unusable())
	keptBack := p.Status == http.StatusForbidden && !p.Challenge() // how a server keeps a file to itself
	if cause == observe.Blocked && !keptBack {
		return nil, p.Unusable()
	}
	return p, nil
}

// handsOut reports whether a response carries what was asked for.
func handsOut(p *observe.Page) bool {
	return p.Status == http.StatusOK || p.Status == http.StatusPartialContent
}

// impossible is a path of the same shape as p that no shop has: the same folder
// and ending, and a name made from the domain, so that every scan asks for the
// same one.
func impossible(domain, p string) string {
	sum := sha256.Sum256([]byte("shopcheck " + domain))
	name := hex.EncodeToString(sum[:8])
	dir, file := path.Split(p)
	if rest, dot := strings.CutPrefix(dir, "/."); dot { // a hidden folder: another one
		_, inner, _ := strings.Cut(rest, "/")
		return "/." + name + "/" + inner + file
	}
	if strings.HasPrefix(file, ".") {
		return dir + "." + name
	}
	_, ending, _ := strings.Cut(file, ".")
	if ending != "" {
		name += "." + ending
	}
	return dir + name
}

// address puts a path on the home page's scheme and host.
func address(home, p string) string {
	u, err := url.Parse(home)
	if err != nil {
		return home
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: p}).String()
}

func pathOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	return u.Path
}

func first(a, b error) error {
	if a != nil {
		return a
	}
	return b
}
