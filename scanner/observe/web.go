package observe

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/projectdiscovery/httpx/common/httpx"
)

// A web makes HTTP requests with httpx. This file is the only one that knows
// httpx. What its version in go.mod does beside making requests, and what is done
// about it:
//
//   - New empties the temporary directory of anything old that is named like the
//     program, and sets GODEBUG for the whole process: both are fenced by fence.
//   - HTTP/1.1 only: an answer that claims HTTP/2 would be repeated by a client
//     that knows no address policy.
//   - Its CDN look-up, retries, redirects and random User-Agent are off; the
//     proxy is our gate, so its own dialer and resolver only ever see loopback.
//   - A body cut short by a time limit comes back as a success: do checks.
//   - Each request takes a connection of its own, and a body that is longer than
//     the limit is lost: paths that nobody links to are asked without it, see
//     [web.begin].
type web struct {
	n      *network
	client *httpx.HTTPX
	lanes  lanes // see [web.begin]
	dir    string
}

// fence guards what httpx.New changes for the whole process.
var fence sync.Mutex

func openWeb(n *network) (*web, error) {
	if n.ctx.Err() != nil {
		return nil, context.Cause(n.ctx)
	}
	g, err := n.gate()
	if err != nil {
		return nil, err
	}
	fence.Lock() // before the directory is made: another scan's would be the parent
	defer fence.Unlock()
	dir, err := os.MkdirTemp("", "shopcheck-look-")
	if err != nil {
		return nil, fmt.Errorf("making a private directory: %w", err)
	}
	defer restoreEnv("TMPDIR")()
	defer restoreEnv("GODEBUG")()
	if err := os.Setenv("TMPDIR", dir); err != nil {
		return nil, fmt.Errorf("setting the private directory: %w", err)
	}
	client, err := httpx.New(&httpx.Options{
		DefaultUserAgent: n.opts.UserAgent, Proxy: g.url(), CdnCheck: "false",
		Timeout: n.opts.Timeout, RetryMax: 0, Protocol: httpx.HTTP11,
		MaxResponseBodySizeToRead: n.opts.MaxBody + 1, MaxResponseBodySizeToSave: n.opts.MaxBody + 1,
		Resolvers: []string{"127.0.0.1:1"}, // never asked: the gate resolves
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("preparing HTTP: %w", err), os.RemoveAll(dir))
	}
	return &web{n: n, client: client, dir: dir}, nil
}

// restoreEnv returns a function that puts an environment variable back.
func restoreEnv(name string) func() {
	old, had := os.LookupEnv(name)
	return func() {
		if had {
			_ = os.Setenv(name, old)
		} else {
			_ = os.Unsetenv(name)
		}
	}
}

func (w *web) close() {
	w.lanes.close()
	w.client.Dialer.Close()
	if err := os.RemoveAll(w.dir); err != nil {
		w.n.opts.Log.Warn("a private directory was left behind", "err", err)
	}
}

// accepted is what is asked for, as a browser does.
const accepted = "text/html,application/xhtml+xml,*/*;q=0.8"

// A call is one HTTP request.
type call struct {
	method, url string
	header      http.Header
	most        int64          // bytes of the body to keep
	begin       bool           // read no more than that, see [web.begin]
	fresh       bool           // over a new connection; without begin every call is
	only        *regexp.Regexp // of them the first that fits; nil: all
}

// do makes the call once. Its time limit starts now.
func (w *web) do(ctx context.Context, c call) (*Page, error) {
	ctx, cancel := context.WithTimeout(ctx, w.n.opts.Timeout)
	defer cancel()
	if c.begin {
		return w.begin(ctx, c)
	}
	req, err := w.client.NewRequestWithContext(ctx, c.method, c.url)
	if err != nil {
		return nil, fmt.Errorf("asking for %s: %w", c.url, err)
	}
	req.Header.Del("Accept-Charset")
	req.Header.Set("Accept", accepted)
	for name, values := range c.header {
		req.Header[name] = values
	}
	resp, err := w.limited(max(c.most, slack)).Do(req, httpx.UnsafeOptions{})
	if ctx.Err() != nil { // httpx calls a body that was cut by the limit a success
		return nil, fmt.Errorf("reading %s: %w", c.url, context.Cause(ctx))
	}
	if err != nil {
		return nil, w.failed(c, err)
	}
	if err := w.n.spent.bytes(0); err != nil { // the gate cut it
		return nil, err
	}
	return w.page(c, resp.StatusCode, resp.Headers, resp.Data), nil
}

// failed says why a request got no reply.
func (w *web) failed(c call, err error) error {
	if denied := w.n.dialFailure(endpoint(c.url)); denied != nil {
		return denied
	}
	return fmt.Errorf("asking for %s: %w", c.url, err)
}

// page is what is kept of a reply.
func (w *web) page(c call, status int, header map[string][]string, body []byte) *Page {
	cut := int64(len(body)) > c.most
	if cut {
		body = body[:c.most]
	}
	text := maskKeys(string(body))
	if cut {
		text = maskTail(text)
	}
	return &Page{
		Method: c.method, URL: c.url, Origin: c.header.Get("Origin"), Agent: w.n.opts.UserAgent, Status: status, Header: masked(header),
		Body: []byte(text), Cut: cut, Peer: w.n.peer(endpoint(c.url)), At: w.n.opts.now(),
	}
}

// slack is how much of a body is read at least, however little is kept: httpx calls
// a body that is shorter than its Content-Length an error and keeps nothing of it,
// and most pages that say "not found" are longer than what is kept of them.
const slack = 64 << 10

// limited returns the client with its limit for decompressed bytes set to one
// more than most: the copies share everything else.
func (w *web) limited(most int64) *httpx.HTTPX {
	opts := *w.client.Options
	opts.MaxResponseBodySizeToRead, opts.MaxResponseBodySizeToSave = most+1, most+1
	limited := *w.client
	limited.Options = &opts
	return &limited
}

// maxHeader bounds what is kept of a response's header.
const maxHeader = 64 << 10

// masked returns a response's header, bounded, with the values of cookies and
// secret keys hidden.
func masked(h map[string][]string) http.Header {
	out := make(http.Header)
	size := 0
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			if size += len(name) + len(value); size > maxHeader {
				return out
			}
			if name == "Set-Cookie" {
				value = maskCookie(value)
			}
			out[name] = append(out[name], maskKeys(value))
		}
	}
	return out
}

// endpoint returns the host and port that a URL leads to.
func endpoint(raw string) (host string, port uint16) {
	u, err := url.Parse(raw)
	if err != nil {
		return "", 0
	}
	if p, err := strconv.ParseUint(u.Port(), 10, 16); err == nil {
		return u.Hostname(), uint16(p)
	}
	if u.Scheme == "http" {
		return u.Hostname(), 80
	}
	return u.Hostname(), 443
}

// retryAfter reads a Retry-After header's seconds; dates and nonsense count as
// five seconds (RFC 9110, section 10.2.3).
func retryAfter(p *Page) time.Duration {
	n, err := strconv.Atoi(p.Header.Get("Retry-After"))
	if err != nil || n < 0 {
		n = 5
	}
	return time.Duration(min(n, 3600)) * time.Second
}
