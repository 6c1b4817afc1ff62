package exposed

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/path"
	"shopcheck/scanner/probes/shop"
)

// A round is what one hunt has met so far.
type round struct {
	hunt
	site    *observe.Site
	home    *observe.Page
	queue   *path.Queue
	before  *observe.Page   // what the shop says of a page that cannot exist
	unasked int             // rows of the plan that are not asked yet
	misses  []*observe.Page // what was asked and is no leak
	proven  *facts.Exposure
	plain   bool             // a name like that of the last leak that cannot exist was plainly not found
	weak    *scanner.Finding // the first leak that is no certain harm
	trouble error            // why an answer could not be judged
}

// search is the first look: it takes its turns in the queue of all hunts.
func (r *round) search(ctx context.Context) ([]scanner.Finding, error) {
	who := string(r.topic)
	queue, err := path.Join(ctx, r.site, who)
	if err != nil {
		return nil, err
	}
	defer func() { queue.Leave(who, r.unasked) }()
	made, err := shop.Find(ctx, r.site)
	if err != nil {
		return nil, err
	}
	p := planFor(r.topic, made.Platform().ID, path.Share(r.site))
	r.queue, r.home, r.unasked = queue, made.Home, len(p.rows)
	if r.before, err = r.calibrate(ctx, r.site.Domain()); err != nil {
		return nil, err
	}
	for i, e := range p.rows {
		if err := queue.Turn(ctx, who, e.Rank, p.after(i)); err != nil {
			return nil, err
		}
		r.unasked, r.plain = r.unasked-1, false
		f, err := r.try(ctx, e)
		switch cause, _ := observe.Explain(err); {
		case err != nil && cause == observe.NotRecorded:
			p.skipped++
		case err != nil:
			r.trouble = cmp.Or(r.trouble, err)
		case f == nil:
		case f.Outcome == scanner.Fail:
			r.proven = &e
			return []scanner.Finding{*f}, nil
		default:
			r.weak = cmp.Or(r.weak, f)
		}
	}
	return r.conclude(ctx, p)
}

// conclude says what it means that nothing is proven.
func (r *round) conclude(ctx context.Context, p plan) ([]scanner.Finding, error) {
	if r.weak != nil {
		return []scanner.Finding{*r.weak}, nil
	}
	if r.trouble != nil {
		return nil, r.trouble
	}
	if p.asked() == 0 {
		return nil, p.nothing()
	}
	if err := r.queue.End(ctx, string(r.topic)); err != nil {
		return nil, err
	}
	if doubtful(r.before, r.misses) {
		after, err := r.calibrate(ctx, "after "+r.site.Domain())
		if err != nil {
			return nil, err
		}
		if err := distrust(r.before, after, r.misses); err != nil {
			return nil, err
		}
	}
	f := scanner.Finding{Subject: r.site.Domain(), Outcome: scanner.Pass, Message: r.clean + p.scope() + "."}
	for _, miss := range r.misses {
		f.Evidence = append(f.Evidence, miss.Evidence(missed(miss)))
	}
	return []scanner.Finding{f}, nil
}

// confirm is the second look, at what the first one found. What a name that
// cannot exist gives is learnt again, unless the first look was told in so many
// words that it does not exist.
func (r *round) confirm(ctx context.Context, e facts.Exposure) ([]scanner.Finding, error) {
	if err := r.queue.Pay("again " + e.Path); err != nil {
		return nil, err
	}
	f, err := r.try(ctx, e)
	switch {
	case err != nil:
		return nil, err
	case f == nil:
		return []scanner.Finding{{Subject: r.site.Domain(), Outcome: scanner.Pass, Message: r.clean + ".", Evidence: []observe.Evidence{r.misses[0].Evidence(missed(r.misses[0]))}}}, nil
	}
	return []scanner.Finding{*f}, nil
}

// try asks for one path, and for nonsense beside it if that seems to be a leak.
// It returns nil for a miss.
func (r *round) try(ctx context.Context, e facts.Exposure) (*scanner.Finding, error) {
	got, err := path.Ask(ctx, r.look(e), r.at(e.Path))
	if err != nil {
		return nil, err
	}
	if !r.leaks(e, got) {
		r.misses = append(r.misses, got)
		return nil, nil
	}
	var nonsense *observe.Page
	if !e.Always && !r.plain {
		address := r.at(path.Nonsense(r.site.Domain(), e.Path))
		if err := r.pay(e, address); err != nil {
			return nil, err
		}
		if nonsense, err = path.Ask(ctx, r.look(e), address); err != nil {
			return nil, err
		}
		r.plain = absent(nonsense)
	}
	f, ok := r.judge(e, got, nonsense)
	if !ok {
		return nil, alike
	}
	f.Subject = r.site.Domain()
	return &f, nil
}

// pay takes a calibration from what is spare, once for each way of asking.
func (r *round) pay(e facts.Exposure, address string) error {
	if r.site.Again() == r.site {
		address = "again " + address
	}
	if e.Page {
		address = "page " + address
	}
	return r.queue.Pay(address)
}

func (r *round) look(e facts.Exposure) path.Look {
	if e.Page {
		return r.site.PeekPage
	}
	return r.site.Peek
}

// at returns the address of a row's path.
func (r *round) at(p string) string {
	p = strings.ReplaceAll(p, "{domain}", strings.TrimPrefix(r.site.Domain(), "www."))
	if p == "/{nothing}" {
		p = path.Nonsense(r.site.Domain(), "/page")
	}
	return path.At(r.home, p)
}

// calibrate asks for a page that cannot exist. All hunts share it; it is asked
// for under another name when the answer may have changed.
func (r *round) calibrate(ctx context.Context, name string) (*observe.Page, error) {
	address := path.At(r.home, path.Nonsense(name, "/page"))
	if err := r.queue.Pay("page " + address); err != nil {
		return nil, err
	}
	return path.Ask(ctx, r.site.PeekPage, address)
}

// doubtful reports whether a miss may be something else than a file that is not
// there.
func doubtful(before *observe.Page, misses []*observe.Page) bool {
	return !absent(before) || slices.ContainsFunc(misses, func(p *observe.Page) bool { return !absent(p) })
}

// absent reports whether a response says that there is nothing.
func absent(p *observe.Page) bool {
	return p.Status == http.StatusNotFound || p.Status == http.StatusGone
}

// distrust returns why misses say nothing, given what the shop said of pages that
// cannot exist before them and after, or nil.
func distrust(before, after *observe.Page, misses []*observe.Page) error {
	for _, p := range misses {
		switch {
		case p.Status != after.Status || absent(p):
		case p.Status == http.StatusForbidden:
			return path.RefusesAll
		case before.Status != after.Status:
			return changed
		}
	}
	return nil
}

// changed is why misses say nothing of a shop that changed its mind.
var changed = &observe.Failure{Cause: observe.Inconsistent, Words: "the shop began to answer names that cannot exist in another way while it was asked"}
