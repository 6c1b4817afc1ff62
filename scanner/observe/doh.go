package observe

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"

	"github.com/miekg/dns"
)

// dohType is the media type of questions and answers (RFC 8484, section 6).
const dohType = "application/dns-message"

// dohClient asks resolvers over HTTPS. Their names are looked up as this machine
// does, and their certificates judged as those of shops are. They redirect nobody.
func dohClient(extra []*x509.Certificate) *http.Client {
	roots := mozilla().pool.Clone()
	for _, c := range extra {
		roots.AddCert(c)
	}
	return &http.Client{
		Transport: &http.Transport{
			DialContext: new(net.Dialer).DialContext, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 4,
			TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// overHTTPS is send for such a resolver (RFC 8484, section 4.1).
func (n *network) overHTTPS(ctx context.Context, q *dns.Msg, resolver string) (*dns.Msg, error) {
	q.Id = 0
	wire, err := q.Pack()
	if err != nil {
		return nil, fmt.Errorf("asking a resolver: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, resolver, bytes.NewReader(wire))
	if err != nil {
		return nil, fmt.Errorf("asking a resolver: %w", err)
	}
	req.Header.Set("Content-Type", dohType)
	req.Header.Set("Accept", dohType)
	req.Header.Set("User-Agent", n.opts.UserAgent)
	resp, err := n.doh().Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, fmt.Errorf("asking a resolver: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, dns.MaxMsgSize))
	msg := new(dns.Msg)
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case resp.StatusCode == http.StatusForbidden, resp.StatusCode == http.StatusTooManyRequests, resp.StatusCode == http.StatusUnauthorized:
		return nil, &mute{kind: muteDeclining}
	case err != nil, resp.StatusCode != http.StatusOK, resp.Header.Get("Content-Type") != dohType, msg.Unpack(body) != nil, msg.Id != 0:
		return nil, &mute{kind: muteMalformed}
	}
	return msg, nil
}
