package observe

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"
)

// Bounds on what is read and kept of a registry's answer.
const (
	rdapBytes    = 256 << 10
	maxStatuses  = 20
	maxStatusLen = 60
)

// A Registration is what a registry says about a domain, of which only this is
// kept: nobody's name or address.
type Registration struct {
	Domain   string    `json:"domain"`
	Expires  time.Time `json:"expires,omitzero"` // zero: the registry does not say
	Statuses []string  `json:"statuses"`         // RFC 8056's words, lower case, sorted
	Source   string    `json:"source"`           // the address asked
	At       time.Time `json:"at"`
}

// Evidence quotes what the registry said.
func (r *Registration) Evidence() Evidence {
	quote := "no end date"
	if !r.Expires.IsZero() {
		quote = "expires " + r.Expires.Format(time.RFC3339)
	}
	if len(r.Statuses) > 0 {
		quote += "; " + strings.Join(r.Statuses, ", ")
	}
	return Evidence{Source: "RDAP " + Printable(r.Domain), Quote: Printable(quote), Again: "curl -sL " + shellQuote(r.Source), At: r.At}
}

// Registered returns the domain that somebody has registered so that host exists,
// and the suffix under which: "shop.com" and "com" for "www.shop.com". It is not
// always the [Site.Apex]: platforms that give out names below their own domain are
// in the public suffix list too. A suffix itself, and a name below one that is not in
// that list, have none.
func Registered(host string) (domain, suffix string) {
	for rest := host; ; {
		s, icann := publicsuffix.PublicSuffix(rest)
		if icann || !strings.Contains(s, ".") {
			label, below := strings.CutSuffix(host, "."+s)
			if !icann || !below {
				return "", s
			}
			return label[strings.LastIndex(label, ".")+1:] + "." + s, s
		}
		_, rest, _ = strings.Cut(s, ".")
	}
}

// Registration asks the registry whose service is at base about a domain (RFC
// 9082, section 3.1.3). A registry may pass the question on to somebody else.
func (s *Site) Registration(ctx context.Context, base, domain string) (*Registration, error) {
	address := base + "domain/" + url.PathEscape(domain)
	return look(ctx, s, "RDAP "+address, func(ctx context.Context) (*Registration, error) {
		ctx, cancel := context.WithTimeout(ctx, s.opts.Timeout)
		defer cancel()
		d := newDownloader(s.net, "application/rdap+json", anywhere)
		defer d.client.CloseIdleConnections()
		body, err := d.Get(ctx, address, rdapBytes)
		if cause, _ := Explain(err); err != nil && cause == NotFound {
			return nil, &Failure{NotFound, "the registry knows no domain " + Printable(domain)}
		}
		if err != nil {
			return nil, err
		}
		r, err := readRegistration(body, domain)
		if err != nil {
			return nil, err
		}
		r.Source, r.At = address, s.opts.now()
		return r, nil
	})
}

// anywhere permits redirects to any encrypted page: registries pass questions on
// (RFC 7480, section 5.2).
func anywhere(req *http.Request, via []*http.Request) error {
	if len(via) > downloadHops {
		return &Failure{ErrorPage, via[0].URL.Hostname() + " redirects too often"}
	}
	return fetchable(req.URL)
}

// readRegistration reads a domain object (RFC 9083, section 5.3).
func readRegistration(body []byte, domain string) (*Registration, error) {
	var object struct {
		Class  string   `json:"objectClassName"`
		Name   string   `json:"ldhName"`
		Status []string `json:"status"`
		Events []struct {
			Action string `json:"eventAction"`
			Date   string `json:"eventDate"`
		} `json:"events"`
	}
	if err := json.Unmarshal(body, &object); err != nil {
		return nil, &Failure{Malformed, "what the registry sent cannot be read"}
	}
	if object.Class != "domain" || object.Name != "" && !sameName(object.Name, domain) {
		return nil, &Failure{Malformed, "what the registry sent is not about " + Printable(domain)}
	}
	r := &Registration{Domain: domain}
	for _, s := range object.Status {
		if s = strings.ToLower(s); len(s) <= maxStatusLen && len(r.Statuses) < maxStatuses {
			r.Statuses = append(r.Statuses, Printable(s))
		}
	}
	slices.Sort(r.Statuses)
	r.Statuses = slices.Compact(r.Statuses)
	for _, e := range object.Events {
		if !strings.EqualFold(e.Action, "expiration") {
			continue
		}
		at, err := readDate(e.Date)
		if err != nil {
			return nil, err
		}
		if r.Expires.IsZero() || at.Before(r.Expires) {
			r.Expires = at
		}
	}
	return r, nil
}

// readDate reads a date of RFC 3339, as RFC 9083 wants it, or one that lacks a zone
// or a time, as some registries write it.
func readDate(text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil && t.Year() > 1980 && t.Year() < 2200 {
			return t.UTC(), nil
		}
	}
	return time.Time{}, &Failure{Malformed, "the registry's end date cannot be read"}
}
