package observe

import (
	"context"
	"net/netip"
)

// Get fetches url once and follows nothing. The host must be the shop's own.
func (s *Site) Get(ctx context.Context, url string) (*Page, error) { panic("soon") }

// Head is Get without the body.
func (s *Site) Head(ctx context.Context, url string) (*Page, error) { panic("soon") }

// Options asks OPTIONS of url.
func (s *Site) Options(ctx context.Context, url string) (*Page, error) { panic("soon") }

// Peek fetches at most 512 bytes of a path that nobody links to, with values
// masked: see [Mask]. It is spent from the budget of paths.
func (s *Site) Peek(ctx context.Context, url string) (*Page, error) { panic("soon") }

// Visit fetches url and follows redirects as a browser would: five hops at
// most, never off the shop's registrable domain. With an error it still returns
// the hops before it.
func (s *Site) Visit(ctx context.Context, url string) (*Visit, error) { panic("soon") }

// Home returns the page that a visitor who types the domain ends at, over HTTPS
// if that is served at all. A challenge, a refusal or an error page is a
// Failure: nobody should judge it as the shop.
func (s *Site) Home(ctx context.Context) (*Page, error) { panic("soon") }

// Handshake tries one TLS handshake.
func (s *Site) Handshake(ctx context.Context, at Endpoint, offer Offer) (*Handshake, error) {
	panic("soon")
}

// Records asks for the records of a type ("A", "AAAA", "MX", "TXT", "NS",
// "SOA", "CAA", "DS", "DNSKEY", "TLSA", "CNAME", "HTTPS", "SVCB").
func (s *Site) Records(ctx context.Context, typ, name string) (*Records, error) { panic("soon") }

// Addresses returns the addresses of host, IPv4 first, each sorted.
func (s *Site) Addresses(ctx context.Context, host string) ([]netip.Addr, error) { panic("soon") }

// Mail asks host, a mail server, for EHLO and STARTTLS.
func (s *Site) Mail(ctx context.Context, host string) (*Session, error) { panic("soon") }

// Vantage says from where this site is looked at, as far as the scan learnt it.
func (s *Site) Vantage() Vantage { panic("soon") }

// Document reads the page's HTML.
func (p *Page) Document() *Document { panic("soon") }

// Cookies returns the cookies that the page sets, in order.
func (p *Page) Cookies() []Cookie { panic("soon") }

func (o Options) withDefaults() Options { panic("soon") }

type network struct{}

func newNetwork(ctx context.Context, cancel context.CancelFunc, domain string, o Options) *network {
	panic("soon")
}
func (n *network) close()                             {}
func (n *network) usage() Usage                       { return Usage{} }
func explain(ctx context.Context, err error) *Failure { panic("soon") }

// Mask hides values in text that may hold secrets.
func Mask(s string) string { return s }

// Explain puts a failed look into words for the shop's owner.
func Explain(err error) (Cause, string) { panic("soon") }
