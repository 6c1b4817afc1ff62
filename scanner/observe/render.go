package observe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"

	"shopcheck/scanner/observe/browser"
)

// A Request is something that a rendered page asked for.
type Request = browser.Request

// renderLook begins the question of a rendering.
const renderLook = "RENDER "

// RenderBudget is what a scan with a browser may send and receive besides.
var RenderBudget = Budget{Requests: 120, Bytes: 32 << 20}

// Render has a browser build the page at url, which is one that [Site.Get] sees,
// and returns it as scripts have made it: its header is that of Get's answer. What
// scripts ask for by GET is fetched by us like all else, within RenderBudget, and
// everything else is refused: see [browser.View]. No cookie is sent. A scan that
// has no browser leaves it out, and a replayed one that did without then.
func (s *Site) Render(ctx context.Context, url string) (*Page, error) {
	url = defragment(url)
	question := renderLook + url
	if s.opts.Browser == "" && !s.kept.has(s.round+question) {
		return nil, &Failure{LeftOut, "this scan has no browser that builds pages"}
	}
	return look(ctx, s, question, func(ctx context.Context) (*Page, error) {
		plain, err := s.Get(ctx, url)
		switch {
		case err != nil:
			return nil, err
		case plain.Redirect() != "":
			return nil, &Failure{ErrorPage, "the page " + Printable(url) + " leads elsewhere"}
		case plain.Unusable() != nil:
			return nil, plain.Unusable()
		case plain.Cut && len(plain.Body) == 0:
			return nil, &Failure{Malformed, "the page " + Printable(url) + " could not be read"}
		}
		built, err := s.renderer.page(ctx, browser.View{
			URL: plain.URL, Answer: answer(plain), Load: s.loadFor(plain), MaxHTML: int(s.opts.MaxBody),
		})
		if err != nil {
			return nil, s.unrendered(err, plain.URL)
		}
		for i := range built.Requests {
			built.Requests[i].URL = maskKeys(built.Requests[i].URL)
		}
		text := maskKeys(string(built.HTML))
		cut := built.Cut || plain.Cut
		if cut {
			text = maskTail(text)
		}
		return &Page{
			Method: plain.Method, URL: plain.URL, Agent: plain.Agent, Status: plain.Status, Header: plain.Header,
			Body: []byte(text), Cut: cut, Peer: plain.Peer, At: plain.At, Rendered: true, Requests: built.Requests,
		}, nil
	})
}

func answer(p *Page) browser.Answer {
	return browser.Answer{Status: p.Status, Header: p.Header, Body: p.Body}
}

// loadFor returns what fetches the parts of a page. Second looks at a page share
// them with the first ones: it is the page that is looked at again.
func (s *Site) loadFor(page *Page) func(context.Context, string, http.Header) (browser.Answer, error) {
	return func(ctx context.Context, url string, header http.Header) (browser.Answer, error) {
		p, err := s.First().load(ctx, url, header, s.renderer.spend)
		switch {
		case err != nil:
			return browser.Answer{}, err
		case p.Cut: // half a script is none
			return browser.Answer{}, &Failure{Malformed, "a part of " + Printable(page.URL) + " is too long"}
		}
		return answer(p), nil
	}
}

// unrendered says why a page was not rendered.
func (s *Site) unrendered(err error, url string) error {
	at := Printable(url)
	elsewhere, leads := errors.AsType[*browser.Elsewhere](err)
	switch {
	case isFailure(err):
		return err
	case leads && (s.mine(elsewhere.URL) || mayLoad(elsewhere.URL) != nil):
		return &Failure{NotFound, "scripts of the page " + at + " lead visitors on to " + Printable(elsewhere.URL) + " as soon as it is open"}
	case leads:
		return &Failure{OtherCompany, "scripts of the page " + at + " send visitors to another company, at " + Printable(elsewhere.URL)}
	case errors.Is(err, context.DeadlineExceeded):
		return &Failure{Timeout, "the browser did not finish the page " + at + " in time"}
	case errors.Is(err, browser.ErrEnded):
		return &Failure{Malformed, "the page " + at + " made the browser end that was to build it"}
	}
	return &Failure{NeedsBrowser, Printable("the page " + at + " could not be built: " + err.Error())}
}

// A renderer has one browser at a time, from the first page that needs it on.
type renderer struct {
	path string

	mu   sync.Mutex
	now  *browser.Browser // nil: none is running
	late int              // pages that were not finished in time
	fail error            // why there is none, and will be none

	loads atomic.Int64
}

// maxLate is how many pages may be late until no more are built: the rest of the
// scan needs its time.
const maxLate = 2

// page has the browser build a page, when it is its turn.
func (r *renderer) page(ctx context.Context, v browser.View) (browser.Page, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.now != nil && r.now.Ended() {
		r.now.Close()
		r.now = nil
	}
	if r.now == nil && r.fail == nil {
		r.start(ctx)
	}
	if r.fail != nil {
		return browser.Page{}, r.fail
	}
	page, err := r.now.Render(ctx, v)
	if errors.Is(err, context.DeadlineExceeded) {
		if r.late++; r.late == maxLate {
			r.fail = &Failure{Timeout, "the browser was not used any more after it had not finished two pages in time"}
		}
	}
	return page, err
}

func (r *renderer) start(ctx context.Context) {
	var err error
	if r.now, err = browser.Start(ctx, r.path); err != nil && !isFailure(err) {
		err = &Failure{NeedsBrowser, Printable("no page can be built: " + err.Error())}
	}
	r.fail = err
}

// spend counts a request for a part of a page, so that pages cannot use up what
// the rest of the scan may send.
func (r *renderer) spend() error {
	if r.loads.Add(1) > int64(RenderBudget.Requests) {
		return &Failure{BudgetSpent, fmt.Sprintf("this scan's limit of %d requests for parts of pages was reached", RenderBudget.Requests)}
	}
	return nil
}

// close ends the browser, for good.
func (r *renderer) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.now != nil {
		r.now.Close()
		r.now = nil
	}
	r.fail = &Failure{Cancelled, "the scan is over"}
}
