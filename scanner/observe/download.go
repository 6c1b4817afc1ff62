package observe

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
)

// A Downloader fetches what this program itself is to know, such as newer facts,
// from the public websites that publish it. It is not for shops: it speaks HTTPS
// alone, and only with servers whose certificate is good for their name and not
// out of date.
//
// Its connections leave through the dialer of scans, with the same policy for
// addresses, the same pace and the same budget. It uses Go's own client and not
// httpx, which talks to any server, whoever vouches for it.
type Downloader struct {
	net    *network
	client *http.Client
	accept string // the media type wanted
}

// What a download may take: redirects, and how often the time limit of one look.
const (
	downloadHops  = 3
	downloadTimes = 3
)

// NewDownloader prepares downloads until ctx ends or opts.Whole has passed. It
// sends nothing yet. Close it after use.
func NewDownloader(ctx context.Context, opts Options) *Downloader {
	opts = opts.withDefaults()
	ctx, cancel := context.WithTimeoutCause(ctx, opts.Whole, &Failure{Timeout, "the time set aside for downloads was over"})
	return newDownloader(newNetwork(ctx, cancel, opts), "application/json", onward)
}

// newDownloader downloads over a network what is of a media type, by way of the
// redirects that onward permits.
func newDownloader(n *network, accept string, onward func(*http.Request, []*http.Request) error) *Downloader {
	roots := mozilla().pool
	if len(n.opts.Roots) > 0 {
		roots = roots.Clone()
		for _, r := range n.opts.Roots {
			roots.AddCert(r)
		}
	}
	return &Downloader{net: n, accept: accept, client: &http.Client{
		Transport: &http.Transport{
			DialContext: n.dialTo, TLSHandshakeTimeout: n.opts.Timeout, ResponseHeaderTimeout: n.opts.Timeout, MaxResponseHeaderBytes: maxHeader,
			TLSClientConfig: &tls.Config{RootCAs: roots, Time: n.opts.now, MinVersion: tls.VersionTLS12, CipherSuites: forwardSecret()},
			TLSNextProto:    map[string]func(string, *tls.Conn) http.RoundTripper{}, // no HTTP/2, which repeats requests by itself
		},
		CheckRedirect: onward,
	}}
}

// forwardSecret are the suites of TLS 1.2 that every good server has; this
// program as a whole offers old ones too, for old shops.
func forwardSecret() []uint16 {
	return []uint16{
		tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
		tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305,
	}
}

// Close ends the connections that are still open.
func (d *Downloader) Close() {
	d.client.CloseIdleConnections()
	d.net.close()
}

// Get fetches the file at an address, which may redirect within its registrable
// domain. A file of more than most bytes, decompressed, is none. Every error is a
// [Failure] with words about the website; its cause is NotFound if there is no
// such file. What the file holds, the caller must check.
func (d *Downloader) Get(ctx context.Context, address string, most int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, downloadTimes*d.net.opts.Timeout)
	defer cancel()
	defer context.AfterFunc(d.net.ctx, cancel)()
	u, err := url.Parse(address)
	if err != nil {
		return nil, &Failure{Malformed, "the address " + Printable(address) + " cannot be read"}
	}
	body, err := d.get(ctx, u, most)
	if err != nil {
		return nil, d.explain(u.Hostname(), err)
	}
	return body, nil
}

func (d *Downloader) get(ctx context.Context, u *url.URL, most int64) ([]byte, error) {
	if err := fetchable(u); err != nil {
		return nil, err
	}
	if err := d.net.pace.wait(ctx); err != nil {
		return nil, err
	}
	if err := d.net.spent.request(); err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", d.net.opts.UserAgent)
	req.Header.Set("Accept", d.accept)
	resp, err := d.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound, http.StatusGone:
		return nil, &Failure{NotFound, u.Hostname() + " has no such page any more"}
	default:
		return nil, &Failure{ErrorPage, fmt.Sprintf("%s answers with error %d", u.Hostname(), resp.StatusCode)}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	switch {
	case ctx.Err() != nil: // a server that sees us leave may end its answer properly, half-way
		return nil, context.Cause(ctx)
	case err == nil && int64(len(body)) > most:
		return nil, &Failure{BudgetSpent, fmt.Sprintf("what %s sends is longer than the %d KB that it may be", u.Hostname(), most>>10)}
	}
	return body, err
}

// dialTo is dial in the form that Go's HTTP client wants.
func (n *network) dialTo(ctx context.Context, _, address string) (net.Conn, error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return nil, err
	}
	return n.dial(ctx, Endpoint{Host: host, Port: uint16(port)})
}

// onward permits the redirects that Get promises.
func onward(req *http.Request, via []*http.Request) error {
	if len(via) > downloadHops {
		return &Failure{ErrorPage, via[0].URL.Hostname() + " redirects too often"}
	}
	if apex(req.URL.Hostname()) != apex(via[0].URL.Hostname()) {
		return &Failure{OtherCompany, via[0].URL.Hostname() + " sends us to " + Printable(req.URL.Host) + ", which is somebody else's"}
	}
	return fetchable(req.URL)
}

func fetchable(u *url.URL) error {
	if u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Port() != "" && u.Port() != "443" {
		return &Failure{NotPermitted, "the address " + Printable(u.Redacted()) + " is not one of an encrypted page, from which alone downloads come"}
	}
	return nil
}

// explain puts a failed download into words: those of [Explain] are about shops.
func (d *Downloader) explain(host string, err error) *Failure {
	if f, ok := errors.AsType[*Failure](context.Cause(d.net.ctx)); ok && !isFailure(err) {
		return f
	}
	cause, words := Explain(err)
	if isFailure(err) {
		return &Failure{cause, words}
	}
	words = map[Cause]string{
		Cancelled:   "the download from " + host + " was interrupted",
		Timeout:     host + " did not answer in time",
		Refused:     host + " refused the connection",
		Reset:       host + " cut the connection off",
		Unreachable: "there is no way to " + host + " from here",
		TLS:         "no encrypted connection with " + host + " could be agreed that can be trusted",
	}[cause]
	if words == "" {
		words = "the answer of " + host + " could not be understood"
	}
	return &Failure{cause, words}
}
