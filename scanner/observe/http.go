package observe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/net/idna"
)

// What is kept of a path that nobody links to.
const (
	leakBytes = 512
	pageBytes = 16 << 10
)

// Get fetches url once and follows nothing. The host must be the shop's own.
func (s *Site) Get(ctx context.Context, url string) (*Page, error) {
	return s.page(ctx, call{method: http.MethodGet, url: url, most: s.opts.MaxBody}, "GET "+url)
}

// Head is Get without the body.
func (s *Site) Head(ctx context.Context, url string) (*Page, error) {
	return s.page(ctx, call{method: http.MethodHead, url: url, most: 0}, "HEAD "+url)
}

// Peek fetches at most 512 bytes of a path that nobody links to, with values
// masked: see [Mask]. It is spent from the budget of paths.
func (s *Site) Peek(ctx context.Context, url string) (*Page, error) {
	c := call{method: http.MethodGet, url: url, most: leakBytes, begin: true, header: http.Header{"Range": {fmt.Sprintf("bytes=0-%d", leakBytes-1)}}}
	return s.page(ctx, c, "PEEK "+url)
}

// PeekPage is Peek for paths whose harm is a page, such as a login form or a
// diagnostic page: up to 16 KiB, masked by [MaskPage], no Range header.
func (s *Site) PeekPage(ctx context.Context, url string) (*Page, error) {
	return s.page(ctx, call{method: http.MethodGet, url: url, most: pageBytes, begin: true}, "PEEK-PAGE "+url)
}

// page makes or remembers one HTTP look.
func (s *Site) page(ctx context.Context, c call, question string) (*Page, error) {
	c.url, c.fresh = defragment(c.url), s.round == secondRound
	return look(ctx, s, question, func(ctx context.Context) (*Page, error) {
		if err := s.mayAsk(c.url); err != nil {
			return nil, err
		}
		peek := strings.HasPrefix(question, "PEEK")
		if peek {
			if err := s.net.spent.path(); err != nil {
				return nil, err
			}
		}
		p, err := s.net.fetch(ctx, c)
		switch {
		case err == nil && c.method == http.MethodTrace && strings.HasPrefix(string(p.Body), "TRACE "):
			p.Body, _, _ = bytes.Cut(p.Body, []byte("\n")) // what the shop's machines added may be secret
		case err == nil && !peek && c.only == nil && p.Status >= 400 && forProgrammers.Match(p.Body): // it may say anything
			p.Body = []byte(MaskPage(string(p.Body)))
		case err != nil || !peek && c.only == nil:
		case p.Challenge() || p.Status < 400 && p.Unusable() != nil:
			return nil, p.Unusable() // said now, because what tells it is masked next
		case c.only != nil:
			p.Body = bytes.Clone(c.only.Find(p.Body))
		case c.most == leakBytes:
			p.Body = []byte(Mask(string(p.Body)))
		case listsUsers(c.url):
			p.Body = []byte(MaskUsers(string(p.Body)))
		default:
			p.Body = []byte(MaskPage(string(p.Body)))
		}
		if err == nil && peek {
			maskAuthor(p.Header)
		}
		return p, err
	})
}

// forProgrammers are the words of pages by which programs explain their mistakes to
// those who make them, with settings and passwords among them.
var forProgrammers = regexp.MustCompile(`(?i)<code>DEBUG = True|>Symfony Exception|>Application Trace|>Routing Error|Stack Trace:|Server Error in |Werkzeug Debugger|Exception caught|Whoops, looks like something went wrong|Whoops!? There was an error|class="ignition|id="ignition`)

// path returns an address without its query.
func path(raw string) string {
	raw, _, _ = strings.Cut(raw, "?")
	return raw
}

func defragment(raw string) string {
	raw, _, _ = strings.Cut(raw, "#")
	return raw
}

// mayAsk refuses addresses that are not the shop's own web pages.
func (s *Site) mayAsk(raw string) error {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "":
		return &Failure{Malformed, "the address " + Printable(raw) + " cannot be read"}
	case u.User != nil:
		return &Failure{NotPermitted, "an address with a password in it is not used"}
	case u.Scheme != "http" && u.Scheme != "https":
		return &Failure{NotPermitted, "the address " + Printable(raw) + " is no web page"}
	case u.Port() != "" && u.Port() != "80" && u.Port() != "443":
		return &Failure{NotPermitted, "the port of " + Printable(raw) + " is none of the web's"}
	case !s.Own(strings.ToLower(u.Hostname())):
		return &Failure{OtherCompany, "the address " + Printable(raw) + " belongs to somebody else"}
	}
	return nil
}

// mine reports whether an address is one of the shop's own web pages.
func (s *Site) mine(raw string) bool { return s.mayAsk(raw) == nil }

// fetch makes a call within pace, budget and turn. Resets and gateway errors
// are tried again, slower; a reply that cannot be read is asked for by HEAD, so
// that at least its header is seen, unless all depends on what the body begins with.
func (n *network) fetch(ctx context.Context, c call) (*Page, error) {
	w, err := n.web()
	if err != nil {
		return nil, err
	}
	where := hostPort(endpoint(c.url))
	for try := 0; ; try++ {
		p, err := n.once(ctx, w, c)
		again := err != nil && wasReset(err) || err == nil && p.Status == http.StatusBadGateway
		if again && try < 2 {
			select {
			case <-time.After(time.Duration(250<<try) * time.Millisecond):
				continue
			case <-ctx.Done():
				return nil, context.Cause(ctx)
			}
		}
		n.pace.reset(where, err == nil, err != nil && wasReset(err))
		if err != nil && c.method == http.MethodGet && !c.begin && unreadable(err) {
			head := c
			head.method, head.most = http.MethodHead, 0
			if p, herr := n.once(ctx, w, head); herr == nil {
				n.heed(p)
				p.Cut = true
				return p, nil
			}
		}
		if err == nil {
			n.heed(p)
		}
		return p, err
	}
}

// once makes one request, at the shop's pace.
func (n *network) once(ctx context.Context, w *web, c call) (*Page, error) {
	if err := n.pace.wait(ctx); err != nil {
		return nil, err
	}
	return n.oneTry(ctx, w, c)
}

// oneTry makes one request when it is its turn.
func (n *network) oneTry(ctx context.Context, w *web, c call) (*Page, error) {
	host, port := endpoint(c.url)
	done, err := n.turn(ctx, Endpoint{Host: host, Port: port})
	if err != nil {
		return nil, err
	}
	defer done()
	if err := n.spent.request(); err != nil {
		return nil, err
	}
	return w.do(ctx, c)
}

// heed slows down or stops when a page says that we are not welcome.
func (n *network) heed(p *Page) {
	switch {
	case p.Challenge():
		n.pace.stop(p.Unusable())
	case p.Status == http.StatusTooManyRequests, p.Status == http.StatusServiceUnavailable:
		n.pace.slower(retryAfter(p), p.later())
	}
}

func wasReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.EPIPE)
}

// unreadable reports whether a reply came but broke the protocol.
func unreadable(err error) bool {
	var netErr interface{ Timeout() bool }
	f, known := errors.AsType[*Failure](err)
	return !known && !wasReset(err) && !errors.As(err, &netErr) || known && f.Cause == Malformed
}

// maxHops bounds the redirects that Visit follows.
const maxHops = 5

// Visit fetches url and follows redirects as a browser would: five hops at
// most, never off the shop's registrable domain. With an error it still returns
// the hops before it.
func (s *Site) Visit(ctx context.Context, url string) (*Visit, error) {
	v := &Visit{}
	for {
		p, err := s.Get(ctx, url)
		if err != nil {
			return v, err
		}
		v.Hops = append(v.Hops, p)
		next := p.Redirect()
		if next == "" {
			return v, nil
		}
		if !s.mine(next) || len(v.Hops) > maxHops {
			v.Next = next
			return v, nil
		}
		url = next
	}
}

// Redirect returns the absolute address that a browser would go on to, or "".
func (p *Page) Redirect() string {
	if !slices.Contains([]int{301, 302, 303, 307, 308}, p.Status) {
		return ""
	}
	base, err := url.Parse(p.URL)
	if err != nil {
		return ""
	}
	to, err := base.Parse(p.Header.Get("Location"))
	if err != nil || p.Header.Get("Location") == "" {
		return ""
	}
	if to.Path == "" {
		to.Path = "/"
	}
	host, err := idna.Lookup.ToASCII(strings.TrimSuffix(to.Hostname(), "."))
	if err != nil {
		host = strings.ToLower(to.Hostname())
	}
	if to.Port() != "" {
		host = net.JoinHostPort(host, to.Port())
	}
	to.Host = host
	return defragment(to.String())
}

// Home returns the page that a visitor who types the domain ends at, over HTTPS
// if that is served at all. What is [Page.Unusable] is a Failure: nobody should
// judge it as the shop.
func (s *Site) Home(ctx context.Context) (*Page, error) {
	v, err := s.HomeVisit(ctx)
	if err != nil {
		return nil, err
	}
	return v.End(), nil
}

// HomeVisit is Home with the redirects that led there.
func (s *Site) HomeVisit(ctx context.Context) (*Visit, error) {
	var first error
	seen := false
	for _, scheme := range []string{"https", "http"} {
		for _, host := range s.Hosts() {
			v, err := s.Visit(ctx, scheme+"://"+host+"/")
			if err == nil {
				err = s.unusable(v)
			}
			if err == nil {
				return v, nil
			}
			if first == nil || len(v.Hops) > 0 && !seen { // a page that cannot be used says more than no page
				first, seen = err, len(v.Hops) > 0
			}
			cause, _ := Explain(err)
			if closed := len(v.Hops) > 0 && v.End().maintained(); closed || cause == Blocked || cause == OtherCompany || cause == Cancelled {
				return nil, err // the shop has answered: its other names would say the same
			}
		}
	}
	return nil, first
}

// unusable says why the end of a visit is not the shop, or nil.
func (s *Site) unusable(v *Visit) error {
	p := v.End()
	switch {
	case v.Next != "" && !s.mine(v.Next):
		return &Failure{OtherCompany, "the shop sends its visitors to " + redacted(v.Next) + ", which is another domain; check that domain instead"}
	case v.Next != "":
		return &Failure{ErrorPage, fmt.Sprintf("the shop redirects its visitors more than %d times", maxHops)}
	}
	return p.Unusable()
}

// redacted shows an address without the password it may carry.
func redacted(raw string) string {
	if u, err := url.Parse(raw); err == nil {
		return Printable(u.Redacted())
	}
	return Printable(raw)
}
