package observe

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
)

// loads remember the files that pages load for as long as the scan runs: a file
// is fetched once, whether a browser runs it or a probe reads it. What is worth
// keeping of them is kept by the looks that wanted them.
type loads struct {
	looks *looks
	bytes atomic.Int64
}

// Bounds on such files: the redirects that lead to one, its decompressed bytes
// where a browser is to run it, and those of all together.
const (
	loadHops  = 3
	loadBytes = 4 << 20
	allBytes  = 64 << 20
)

// load fetches a file that a page loads, as every visitor's browser does; it may be
// another company's. Redirects are followed, and the page is where they end. spend
// is asked before anything is sent. What another company answers does not slow down
// the questions to the shop.
func (s *Site) load(ctx context.Context, url string, header http.Header, spend func() error) (*Page, error) {
	aside := *s
	aside.kept, aside.opts.Watch = s.loads.looks, nil
	question := strings.Join([]string{"LOAD", url, header.Get("Accept"), header.Get("Origin")}, " ")
	if !aside.kept.has(s.round + question) {
		if err := spend(); err != nil {
			return nil, err
		}
	}
	return look(ctx, &aside, question, func(ctx context.Context) (*Page, error) {
		for hop := 0; ; hop++ {
			p, err := s.loadOnce(ctx, url, header)
			if err != nil {
				return nil, err
			}
			if url = p.Redirect(); url == "" {
				return p, s.loads.spend(len(p.Body))
			}
			if hop == loadHops {
				return nil, &Failure{ErrorPage, "the file's address redirects too often"}
			}
		}
	})
}

// loadOnce fetches one hop.
func (s *Site) loadOnce(ctx context.Context, raw string, header http.Header) (*Page, error) {
	if err := mayLoad(raw); err != nil {
		return nil, err
	}
	c := call{method: http.MethodGet, url: raw, header: header, most: scriptBytes}
	if s.opts.Browser != "" {
		c.most = loadBytes
	}
	if s.mine(raw) {
		return s.net.fetch(ctx, c)
	}
	w, err := s.net.web()
	if err != nil {
		return nil, err
	}
	return s.net.oneTry(ctx, w, c)
}

func (l *loads) spend(n int) error {
	if l.bytes.Add(int64(n)) > allBytes {
		return &Failure{BudgetSpent, "the files that the shop's pages load are too large to be looked at together"}
	}
	return nil
}
