package mail

import (
	"context"
	"slices"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/mail/dmarc"
)

// maxTakers bounds the hosts whose consent is asked for.
const maxTakers = 6

// A taker is a host that is to get reports.
type taker struct {
	host     string // of mail addresses; empty: places of another kind
	own      bool   // it belongs to the domain whose record it is
	deaf     bool   // it belongs to it, and takes no mail
	consent  dmarc.Consent
	err      error // why that could not be told; nil if it could
	evidence []observe.Evidence
}

// works reports whether mail services send it reports.
func (t taker) works() bool {
	return t.host != "" && t.err == nil && !t.deaf && (t.own || t.consent == dmarc.Agreed)
}

// refuses reports whether they do not, by its own records.
func (t taker) refuses() bool {
	return t.host != "" && t.err == nil && !t.own && t.consent != dmarc.Agreed
}

// takers are the hosts that are to get reports, by name.
type takers map[string]taker

// of returns those that a list of places names, each once.
func (all takers) of(list []dmarc.URI) (out []taker) {
	for i, u := range list {
		if !slices.ContainsFunc(list[:i], func(before dmarc.URI) bool { return before.Host == u.Host }) {
			out = append(out, all[u.Host])
		}
	}
	return out
}

// lookTakers asks the hosts that a record of the domain's own names for reports
// whether they take them (RFC 9990, section 4, and for ruf RFC 9991, section 5).
func lookTakers(ctx context.Context, site *observe.Site, s standing) takers {
	all := make(takers)
	if s.inherited {
		return all
	}
	for _, u := range append(s.record.RUA[:len(s.record.RUA):len(s.record.RUA)], s.record.RUF...) {
		if _, known := all[u.Host]; known {
			continue
		}
		t := taker{host: u.Host, err: &observe.Failure{Cause: observe.BudgetSpent, Words: "more places are to get reports than are looked at"}}
		if len(all) < maxTakers {
			t = lookTaker(ctx, site, s, u.Host)
		}
		all[u.Host] = t
	}
	return all
}

func lookTaker(ctx context.Context, site *observe.Site, s standing, host string) taker {
	t := taker{host: host}
	if host == "" {
		return t
	}
	if t.own, t.err = sameOwner(ctx, site, s.found, host); t.err != nil {
		return t
	}
	if t.own {
		u, err := lookUse(ctx, site)
		if t.deaf = err == nil && host == u.domain && !u.receives; t.deaf {
			t.evidence = u.seen[:1] // the MX records
		}
		return t
	}
	name, ok := dmarc.ReportName(s.found, host)
	if !ok {
		t.consent = dmarc.Silent
		return t
	}
	var r *observe.Records
	if r, t.err = site.Records(ctx, "TXT", name); t.err == nil {
		t.consent = dmarc.ReadConsent(host, r.Values())
		t.evidence = shown(r, dmarc.At(host, r.Values()))
	}
	return t
}

// sameOwner reports whether a host belongs to the organizational domain that the
// domain of a record belongs to: then nobody has to agree.
func sameOwner(ctx context.Context, site *observe.Site, domain, host string) (bool, error) {
	if host == domain {
		return true, nil
	}
	home, err := organization(ctx, site, domain)
	if err != nil || !within(host, home) {
		return false, err
	}
	other, err := organization(ctx, site, host)
	return other == home, err
}
