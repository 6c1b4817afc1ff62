package main

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"

	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/browser"
	"shopcheck/scanner/probes"
)

// options reads the network flags. Every error says which flag, and what to try.
func options(o cli.Network) (observe.Options, error) {
	opts := observe.Options{Timeout: o.Timeout, Rate: o.Rate, Private: o.AllowPrivate, UserAgent: o.UserAgent}
	if o.Timeout < 0 || o.Rate < 0 {
		return opts, fmt.Errorf("--timeout and --rate cannot be negative; try --timeout 10s --rate 8")
	}
	for _, s := range o.Resolvers {
		named, err := resolvers(s)
		if err != nil {
			return opts, err
		}
		opts.Resolvers = append(opts.Resolvers, named...)
	}
	for _, s := range o.ConnectTo {
		r, err := observe.ParseReroute(s)
		if err != nil {
			return opts, err
		}
		opts.ConnectTo = append(opts.ConnectTo, r)
	}
	for _, s := range o.AllowNets {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return opts, fmt.Errorf("--allow-net %q is no address block; try 198.51.100.0/24", s)
		}
		opts.AllowNets = append(opts.AllowNets, p)
	}
	var err error
	if o.Browser {
		if opts.Browser, err = browser.Find(); err != nil {
			return opts, fmt.Errorf("--browser: %w; install one of them, or leave the flag out", err)
		}
	}
	if o.CAFile != "" {
		opts.Roots, err = readRoots(o.CAFile)
	}
	return opts, err
}

// tryBrowser makes sure that a scan's browser starts, before anything is sent.
func (a *app) tryBrowser(ctx context.Context, opts observe.Options) error {
	if opts.Browser == "" {
		return nil
	}
	b, err := browser.Start(ctx, opts.Browser)
	switch {
	case ctx.Err() != nil:
		return errStopped
	case err != nil:
		return fmt.Errorf("--browser: %s; mend that, or leave the flag out", observe.Printable(err.Error()))
	}
	b.Close()
	if browser.Unguarded() {
		a.say("The browser runs without its sandbox, because root may not use it. As another user it would have one.")
	}
	return nil
}

// sayUnrendered names the pages that a scan's browser did not get to show.
func (a *app) sayUnrendered(scan scanner.Scan) {
	for _, why := range scan.Looks.Unrendered() {
		a.say("Not seen as a browser shows it: %s.", why.Words)
	}
}

// ownResolvers stands for those that are set up on this machine.
const ownResolvers = "system"

// resolvers reads HOST[:PORT], where the host must be an address, the address of one
// over HTTPS, or the word for this machine's own.
func resolvers(s string) ([]string, error) {
	if s == ownResolvers {
		return observe.SystemResolvers(), nil
	}
	address := strings.TrimSuffix(s, "{?dns}") // as providers write it, for those who ask by GET
	if u, err := url.Parse(address); err == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil && u.Fragment == "" {
		return []string{address}, nil
	}
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		host, port = s, "53"
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return nil, fmt.Errorf("--resolver %q is no address; try 192.0.2.53, 192.0.2.53:5353, https://dns.example/dns-query or %s", s, ownResolvers)
	}
	return []string{net.JoinHostPort(addr.String(), port)}, nil
}

// maxRoots bounds the file of extra roots.
const maxRoots = 1 << 20

func readRoots(name string) ([]*x509.Certificate, error) {
	data, err := readFile(name, maxRoots)
	if err != nil {
		return nil, fmt.Errorf("--ca-file: %w", err)
	}
	var roots []*x509.Certificate
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("--ca-file %s: certificate %d cannot be read: %w", name, len(roots)+1, err)
		}
		roots = append(roots, c)
	}
	if len(roots) == 0 {
		return nil, fmt.Errorf("--ca-file %s holds no certificate; it should begin with -----BEGIN CERTIFICATE-----", name)
	}
	return roots, nil
}

// readFile reads at most limit bytes and refuses more. It does not trust the size
// that a file claims: a pipe or a device has none.
func readFile(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("%s is larger than %d KB", name, limit>>10)
	}
	return data, err
}

// request reads what to scan and how.
func request(o cli.Network, t scanner.Target) (scanner.Request, error) {
	req := scanner.Request{Target: t, Profile: scanner.Profile(o.Profile), Authorized: o.Authorized}
	if !slices.Contains([]scanner.Profile{scanner.PassiveOnly, scanner.Normal, scanner.Thorough}, req.Profile) {
		return req, fmt.Errorf("--profile %q is unknown; try passive, standard or thorough", o.Profile)
	}
	all := probes.All()
	for _, id := range o.Only {
		if !slices.ContainsFunc(all, func(p scanner.Probe) bool { return string(p.ID) == id }) {
			return req, fmt.Errorf("--only %q names no probe; shopcheck explain lists them", id)
		}
		req.Only = append(req.Only, scanner.ProbeID(id))
	}
	return req, nil
}
