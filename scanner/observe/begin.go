package observe

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// begin makes a call without httpx and reads only what is kept of the body. It is
// for what httpx calls an error and keeps nothing of: a long file whose server does
// not know the Range header. Such a leak must be seen, and not be fetched as a whole
// for it. It goes through the gate like everything else.
func (w *web) begin(ctx context.Context, c call) (*Page, error) {
	req, err := http.NewRequestWithContext(ctx, c.method, c.url, nil)
	if err != nil {
		return nil, fmt.Errorf("asking for %s: %w", c.url, err)
	}
	req.Header = c.header.Clone()
	if req.Header == nil {
		req.Header = make(http.Header)
	}
	req.Header.Set("Accept", accepted)
	req.Header.Set("User-Agent", w.n.opts.UserAgent)
	resp, err := w.plain.Do(req)
	if err != nil {
		return nil, w.failed(c, err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, _ := io.ReadAll(io.LimitReader(resp.Body, c.most+1)) // one that ends early has a beginning, too
	if ctx.Err() != nil {
		return nil, fmt.Errorf("reading %s: %w", c.url, context.Cause(ctx))
	}
	if err := w.n.spent.bytes(0); err != nil { // the gate cut it
		return nil, err
	}
	return w.page(c, resp.StatusCode, resp.Header, body), nil
}

// plainClient goes through a gate and does as httpx is told to: HTTP/1.1 only, a
// connection for each request, no redirects, any certificate.
func plainClient(gate string) (*http.Client, error) {
	proxy, err := url.Parse(gate)
	if err != nil {
		return nil, fmt.Errorf("reading the gate's address: %w", err)
	}
	return &http.Client{
		Transport: &http.Transport{
			Proxy: http.ProxyURL(proxy), DisableKeepAlives: true, MaxResponseHeaderBytes: maxHeader,
			TLSNextProto:    map[string]func(string, *tls.Conn) http.RoundTripper{},
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10}, // certificates are judged elsewhere
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}
