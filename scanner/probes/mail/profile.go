package mail

import (
	"cmp"
	"context"
	_ "embed"
	"slices"
	"strconv"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/mail/spf"
)

//go:embed profile.md
var profileDoc string

// Profile asks how the shop's domain uses mail.
var Profile = scanner.Probe{
	ID:       "mail.profile",
	Severity: scanner.Info,
	Doc:      profileDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		u, err := lookUse(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(site.Apex(), err)}, nil
		}
		return []scanner.Finding{judgeProfile(u)}, nil
	},
}

// A use is how a domain uses mail, as its records have it.
type use struct {
	domain   string
	hosts    []string // the servers that it names for its mail, best first
	sends    bool     // its SPF record allows somebody to send
	mute     bool     // its SPF record allows nobody to send; without a record neither is known
	receives bool
	refuses  bool   // a null MX says that it takes none (RFC 7505)
	implicit bool   // it names no server, so mail would be tried at its own address
	lender   string // whose domain the name is part of, and who alone can say more about it; empty: the shop's owner
	conflict string // what in the records contradicts what, in words; empty if nothing
	seen     []observe.Evidence
}

// none reports whether the domain neither sends nor receives mail.
func (u use) none() bool { return !u.sends && !u.receives }

// silent reports whether the domain sends no mail, as far as its records tell.
func (u use) silent() bool { return u.mute || u.none() }

// serverless says that the domain names no mail server, whose encryption could be
// asked about.
func (u use) serverless() string {
	return "The domain " + u.domain + " names no mail server of its own."
}

// lookUse asks for the domain's MX and SPF records, and for its address if it
// names no mail server. A domain that does not exist uses nothing, and says
// nothing about it.
func lookUse(ctx context.Context, site *observe.Site) (use, error) {
	mx, err := site.Records(ctx, "MX", site.Apex())
	if err != nil {
		return use{}, err
	}
	if mx.State == observe.NoDomain {
		return use{}, &observe.Failure{Cause: observe.NoName, Words: "the name " + observe.Printable(mx.Name) + " does not exist"}
	}
	txt, err := site.Records(ctx, "TXT", site.Apex())
	if err != nil {
		return use{}, err
	}
	var addresses []*observe.Records
	for _, typ := range []string{"A", "AAAA"} {
		if mx.State != observe.NoRecord || closed(txt) || len(addresses) > 0 && addresses[0].State == observe.Found {
			break
		}
		r, err := site.Records(ctx, typ, site.Apex())
		if err != nil {
			return use{}, err
		}
		addresses = append(addresses, r)
	}
	u := classify(mx, txt, addresses...)
	if len(u.hosts) > 0 || u.sends || u.mute || u.refuses {
		return u, nil
	}
	return u.lent(ctx, site)
}

// lent notes that a name which says nothing of mail is lent out by a company, as
// shop platforms do: below that company's domain, with no name servers of its own.
// Its owner can have nothing said about it, and no mail is read there.
func (u use) lent(ctx context.Context, site *observe.Site) (use, error) {
	_, parent, _ := strings.Cut(u.domain, ".")
	if !givenAway(parent) || forSale(parent) {
		return u, nil
	}
	servers, err := site.Records(ctx, "NS", u.domain)
	if err != nil {
		return use{}, err
	}
	if servers.State == observe.NoRecord {
		u.lender, u.receives, u.implicit = parent, false, false
	}
	return u, nil
}

// classify reads a domain's use of mail from its records. A domain that names
// no mail server is sent its mail at its own address (RFC 5321, section 5.1),
// unless it shows that it wants none: by a null MX (RFC 7505) or by an SPF
// record that allows nobody to send.
func classify(mx, txt *observe.Records, addresses ...*observe.Records) use {
	u := use{domain: mx.Name, mute: closed(txt), seen: []observe.Evidence{mx.Evidence()}}
	for _, r := range byPreference(mx.Answers) {
		if host := r.Fields[1]; host == "." {
			u.refuses = true
		} else {
			u.hosts = append(u.hosts, host)
		}
	}
	if records := spfRecords(txt); len(records) > 0 {
		u.sends = !u.mute
		u.seen = append(u.seen, quote(txt, records[0]))
	}
	u.receives = len(u.hosts) > 0
	if mx.State != observe.Found && !u.mute {
		for _, a := range addresses {
			if a.State == observe.Found {
				u.receives, u.implicit = true, true
				u.seen = append(u.seen, a.Evidence())
			}
		}
	}
	switch {
	case u.refuses && len(u.hosts) > 0: // RFC 7505, section 3
		u.conflict = "it takes no mail, and names servers that take its mail all the same"
	case u.refuses && u.sends: // RFC 7505, section 4.2
		u.conflict = "it takes no mail, and names servers that send mail in its name, to which nobody could reply"
	}
	return u
}

// byPreference returns the usable MX records, the ones that mail is tried at
// first in front.
func byPreference(answers []observe.Record) []observe.Record {
	usable := slices.DeleteFunc(slices.Clone(answers), func(r observe.Record) bool {
		return len(r.Fields) != 2 || r.Fields[1] == ""
	})
	slices.SortStableFunc(usable, func(a, b observe.Record) int {
		x, _ := strconv.Atoi(a.Fields[0])
		y, _ := strconv.Atoi(b.Fields[0])
		return cmp.Or(cmp.Compare(x, y), cmp.Compare(a.Fields[1], b.Fields[1]))
	})
	return usable
}

// closed reports whether the SPF record says of every server that it may not
// send.
func closed(txt *observe.Records) bool {
	records := spfRecords(txt)
	if len(records) != 1 {
		return false
	}
	record, wrong := spf.Parse(records[0])
	if len(wrong) > 0 {
		return false
	}
	for _, t := range record.Terms {
		switch {
		case t.Qualifier == '-' && t.Name == "all":
			return true
		case t.Qualifier != 0:
			return false
		}
	}
	return false
}

func judgeProfile(u use) scanner.Finding {
	f := scanner.Finding{Subject: u.domain, Outcome: scanner.Pass, Evidence: u.seen}
	switch {
	case u.conflict != "":
		f.Outcome = scanner.Warn
		f.Message = "The domain " + u.domain + " says that " + u.conflict + "."
	case u.none():
		f.Message = "The domain " + u.domain + " neither sends nor receives mail."
	case u.implicit:
		f.Message = "The domain " + u.domain + " names no mail server, so mail to it is tried at its web server; whether that takes any was not asked."
	case u.sends && u.receives:
		f.Message = "The domain " + u.domain + " sends and receives mail."
	case u.sends:
		f.Message = "The domain " + u.domain + " sends mail and receives none."
	default:
		f.Message = "The domain " + u.domain + " receives mail and names nobody who may send in its name."
	}
	return f
}
