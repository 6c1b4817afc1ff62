// Package exposed asks whether a shop hands out files that no visitor should
// get.
//
// What is asked for, and what proves the harm, are rows of scanner/facts; here
// is the judging, which must never call a soft 404 a leak. A hit needs three
// things: a status that hands something out, a beginning that proves the kind
// of file, and a path of the same shape that cannot exist and gives nothing
// like it. That last path is only asked for when the first two hold, or when a
// refusal has to be told from one that meets everything; a shop without leaks
// is not asked for nonsense.
package exposed

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/path"
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

// A round is what one hunt has met so far.
type round struct {
	hunt
	site    *observe.Site
	home    *observe.Page
	seen    []observe.Evidence // misses
	refused bool               // a miss was a 403
	weak    *scanner.Finding   // the first leak that is no certain harm
	trouble error              // why an answer could not be judged
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
	r := round{hunt: h, site: site, home: home}
	for _, e := range facts.Exposures(h.topic) {
		f, err := r.try(ctx, e)
		switch {
		case err != nil:
			r.trouble = cmp.Or(r.trouble, err)
		case f == nil:
		case f.Outcome == scanner.Fail:
			return []scanner.Finding{*f}, nil
		default:
			r.weak = cmp.Or(r.weak, f)
		}
	}
	if r.weak != nil {
		return []scanner.Finding{*r.weak}, nil
	}
	if r.refused && r.trouble == nil {
		r.trouble = path.Refuses(ctx, site, home)
	}
	if r.trouble != nil {
		return nil, r.trouble
	}
	return []scanner.Finding{{Subject: site.Domain(), Outcome: scanner.Pass, Message: h.clean, Evidence: r.seen}}, nil
}

// try asks for one path, and for nonsense beside it if that seems to be a leak.
// It returns nil for a miss.
func (r *round) try(ctx context.Context, e facts.Exposure) (*scanner.Finding, error) {
	look := r.site.Peek
	if e.Page {
		look = r.site.PeekPage
	}
	name := strings.ReplaceAll(e.Path, "{domain}", strings.TrimPrefix(r.site.Domain(), "www."))
	got, err := path.Ask(ctx, look, path.At(r.home, name))
	if err != nil {
		return nil, err
	}
	if !leaks(e, got) {
		r.refused = r.refused || got.Status == http.StatusForbidden
		r.seen = append(r.seen, got.Evidence(miss(got)))
		return nil, nil
	}
	nonsense, err := path.Ask(ctx, look, path.At(r.home, path.Nonsense(r.site.Domain(), e.Path)))
	if err != nil {
		return nil, err
	}
	f, ok := r.judge(e, got, nonsense)
	if !ok {
		return nil, alike
	}
	f.Subject = r.site.Domain()
	return &f, nil
}

// judge says whether got is a leak, given what a path of the same shape that
// cannot exist gives.
func (h hunt) judge(e facts.Exposure, got, nonsense *observe.Page) (scanner.Finding, bool) {
	if !leaks(e, got) || leaks(e, nonsense) {
		return scanner.Finding{}, false
	}
	body, at := string(got.Body), pathOf(got.URL)
	f := scanner.Finding{
		Outcome: scanner.Fail,
		Message: fmt.Sprintf("Anybody can fetch %s at %s.", e.What, at),
		Evidence: []observe.Evidence{
			got.Evidence(fmt.Sprintf("status %d: %s", got.Status, h.quotes(body))),
			nonsense.Evidence(fmt.Sprintf("for comparison, a name that cannot exist: status %d", nonsense.Status)),
		},
	}
	switch {
	case h.spares != nil && h.spares(body):
		f.Outcome = scanner.Warn
		f.Message = fmt.Sprintf("Anybody can fetch a settings file at %s, though its beginning holds only values that are meant for browsers.", at)
	case !e.Proves(body):
		f.Outcome = scanner.Warn
		f.Message = fmt.Sprintf("Anybody can fetch a settings file at %s, though nothing in its beginning is named like a password or a key.", at)
	}
	return f, true
}

// leaks reports whether a response hands out what was asked for, or what may
// be it.
func leaks(e facts.Exposure, p *observe.Page) bool {
	return handsOut(p) && (e.Proves(string(p.Body)) || e.Hints(string(p.Body)))
}

// miss says why a response is no leak.
func miss(p *observe.Page) string {
	if handsOut(p) {
		return fmt.Sprintf("status %d, but nothing like it", p.Status)
	}
	return fmt.Sprintf("status %d", p.Status)
}

// handsOut reports whether a response carries what was asked for.
func handsOut(p *observe.Page) bool {
	return p.Status == http.StatusOK || p.Status == http.StatusPartialContent
}

func pathOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	return u.Path
}
