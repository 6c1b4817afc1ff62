package exposed

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/path"
	"shopcheck/scanner/probes/shop"
)

// A round is what one hunt has met so far.
type round struct {
	hunt
	plan
	site  *observe.Site
	home  *observe.Page
	queue *path.Queue
	turns []int // its turns that are still to come

	before  *observe.Page    // what the shop says of a page that cannot exist
	left    []facts.Exposure // rows of the plan that were not asked
	hits    []hit            // what may be a leak, and is not made sure of yet
	misses  []*observe.Page  // what was asked and is no leak
	found   []leak
	proven  *proof // of the first leak that is certain harm
	trouble error  // why an answer could not be judged
}

// A hit is an answer that has what was looked for.
type hit struct {
	row facts.Exposure
	got *observe.Page
}

// A leak is a hit that was made sure of.
type leak struct {
	hit
	finding scanner.Finding
}

// search is the first look: it takes its turns in the queue of all hunts.
func (r *round) search(ctx context.Context) ([]scanner.Finding, error) {
	who := string(r.topic)
	queue, err := path.Join(ctx, r.site, who)
	if err != nil {
		return nil, err
	}
	defer queue.Leave(who)
	made, err := shop.Find(ctx, r.site)
	if err != nil {
		return nil, err
	}
	r.plan = planFor(r.topic, made.Platform().ID, path.First(r.site), path.Share(r.site))
	r.queue, r.home, r.turns = queue, made.Home, r.plan.turns()
	if r.before, err = r.calibrate(ctx, r.site.Domain()); err != nil {
		return nil, err
	}
	if err := r.askFirst(ctx); err != nil {
		return nil, err
	}
	if err := r.askMore(ctx); err != nil {
		return nil, err
	}
	return r.conclude(ctx)
}

// turn returns the next turn's rank and the one after.
func (r *round) turn() (rank, then int) {
	rank, r.turns = r.turns[0], r.turns[1:]
	return rank, r.turns[0]
}

// askFirst asks for the first rows and makes sure of what they show.
func (r *round) askFirst(ctx context.Context) error {
	for _, e := range r.first {
		rank, then := r.turn()
		if err := r.queue.Turn(ctx, string(r.topic), rank, then); err != nil {
			return err
		}
		r.ask(ctx, e)
	}
	return r.makeSure(ctx, r.first)
}

// askMore does so with the others, as far as requests are left.
func (r *round) askMore(ctx context.Context) error {
	for _, e := range r.more {
		rank, then := r.turn()
		if r.proven != nil && !r.goesOn {
			r.left = append(r.left, e)
			continue
		}
		left, err := r.queue.More(ctx, string(r.topic), rank, then)
		switch {
		case err != nil:
			return err
		case left:
			r.ask(ctx, e)
		default:
			r.left = append(r.left, e)
		}
	}
	return r.makeSure(ctx, r.more)
}

// ask asks for one row's path.
func (r *round) ask(ctx context.Context, e facts.Exposure) {
	got, err := path.Ask(ctx, look(r.site, e), at(r.site, r.home, e.Path))
	switch cause, _ := observe.Explain(err); {
	case err != nil && cause == observe.NotRecorded: // the run that is replayed had left it out
		r.left = append(r.left, e)
	case err != nil:
		r.trouble = cmp.Or(r.trouble, err)
	case r.leaks(e, got):
		r.hits = append(r.hits, hit{e, got})
	default:
		r.misses = append(r.misses, got)
	}
}

// makeSure looks at what rows have shown. It is alone meanwhile, so that what a
// hunt learns of names that cannot exist, and pays, is the same in every scan.
func (r *round) makeSure(ctx context.Context, rows []facts.Exposure) error {
	if len(rows) == 0 {
		return nil
	}
	rank, _ := r.turn()
	if len(r.hits) == 0 {
		return nil
	}
	if err := r.queue.Turn(ctx, string(r.topic), rank, rank); err != nil {
		return err
	}
	for _, h := range r.hits {
		if err := r.sure(ctx, h); err != nil {
			r.trouble = cmp.Or(r.trouble, err)
		}
	}
	r.hits = nil
	return nil
}

// sure makes sure of one hit.
func (r *round) sure(ctx context.Context, h hit) error {
	nonsense, err := r.compare(ctx, h.row)
	if err != nil {
		return err
	}
	f, ok := r.judge(h.row, h.got, nonsense)
	if !ok {
		return alike
	}
	if f.Outcome == scanner.Fail && r.proven == nil {
		first := &proof{row: h.row, home: r.home, plain: nonsense != nil && absent(nonsense)}
		if err := r.payAgain(first); err != nil {
			return err
		}
		r.proven = first
	}
	r.found = append(r.found, leak{h, f})
	return nil
}

// compare returns what the shop says of a name that cannot exist and is like a
// row's; nil where the harm is in just that.
func (r *round) compare(ctx context.Context, e facts.Exposure) (*observe.Page, error) {
	if e.Always {
		return nil, nil
	}
	if plain := r.queue.Plain(e.Path); plain != nil {
		return plain, nil
	}
	address := at(r.site, r.home, path.Nonsense(r.site.Domain(), e.Path))
	if e.Page {
		address = "page " + address
	}
	if err := r.queue.Pay(address); err != nil {
		return nil, err
	}
	nonsense, err := path.Ask(ctx, look(r.site, e), at(r.site, r.home, path.Nonsense(r.site.Domain(), e.Path)))
	if err == nil && absent(nonsense) {
		r.queue.NotePlain(e.Path, nonsense)
	}
	return nonsense, err
}

// payAgain pays for the second look, which is made when others ask for more.
func (r *round) payAgain(first *proof) error {
	if r.once {
		return nil
	}
	if err := r.queue.Pay("again " + first.row.Path); err != nil || first.plain || first.row.Always {
		return err
	}
	return r.queue.Pay("again " + path.Nonsense(r.site.Domain(), first.row.Path))
}

// conclude says what it all means.
func (r *round) conclude(ctx context.Context) ([]scanner.Finding, error) {
	switch {
	case len(r.found) > 0:
		return []scanner.Finding{r.merge()}, nil
	case r.trouble != nil:
		return nil, r.trouble
	case len(r.misses) == 0:
		return nil, r.nothing()
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
	f := scanner.Finding{Subject: r.site.Domain(), Outcome: scanner.Pass, Message: r.clean + r.scope(len(r.misses)) + "."}
	for _, miss := range r.misses {
		f.Evidence = append(f.Evidence, miss.Evidence(missed(miss)))
	}
	f.Evidence = append(f.Evidence, r.leftOut()...)
	return []scanner.Finding{f}, nil
}

// nothing is why nothing was asked.
func (r *round) nothing() error {
	if len(r.first) > 0 {
		return &observe.Failure{Cause: observe.NotRecorded, Words: "this was not looked at when the run was made"}
	}
	return &observe.Failure{Cause: observe.BudgetSpent, Words: "this scan's limit leaves no request for it"}
}

// calibrate asks for a page that cannot exist. All hunts share it; it is asked
// for under another name when the answer may have changed.
func (r *round) calibrate(ctx context.Context, name string) (*observe.Page, error) {
	p, err := path.Ask(ctx, r.site.PeekPage, path.At(r.home, path.Nonsense(name, "/page")))
	if err == nil && absent(p) {
		r.queue.NotePlain("/page", p)
	}
	return p, err
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
		case p.Status >= 400 && p.Status < 500: // some guards say 403, others 406
			return path.RefusesAll
		case before.Status != after.Status:
			return changed
		}
	}
	return nil
}

// changed is why misses say nothing of a shop that changed its mind.
var changed = &observe.Failure{Cause: observe.Inconsistent, Words: "the shop began to answer names that cannot exist in another way while it was asked"}
