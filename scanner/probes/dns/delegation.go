package dns

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// A delegation is what the domain's own name servers, and one of the zone above it,
// say when they are asked themselves.
type delegation struct {
	servers *servers             // nil if they could not be looked up
	replies []*observe.Authority // SOA, of those that could be asked
	lost    []string             // those without an address
	err     error                // why others could not be asked
	above   *observe.Authority   // NS, from the zone above; nil if it was not had
}

// look asks all at once, over the network's own port for DNS: where that lets nobody
// out, nobody answers.
func (d *delegation) look(ctx context.Context, site *observe.Site) {
	var wg sync.WaitGroup
	wg.Go(func() { d.above = parent(ctx, site) })
	defer wg.Wait()
	s, err := nameServers(ctx, site)
	if err != nil {
		return
	}
	d.servers = s
	replies, errs := make([]*observe.Authority, len(s.list)), make([]error, len(s.list))
	var asking sync.WaitGroup
	for i, one := range s.list {
		at, ok := one.endpoint()
		switch {
		case ok:
			asking.Go(func() { replies[i], errs[i] = site.Authority(ctx, at, "SOA", s.ns.Name) })
		case one.err != nil:
			errs[i] = one.err
		default:
			d.lost = append(d.lost, one.name)
		}
	}
	asking.Wait()
	d.replies = slices.DeleteFunc(replies, func(a *observe.Authority) bool { return a == nil })
	d.err = errors.Join(errs...)
}

// parent asks one server of the zone above which name servers it sends resolvers to,
// if it points to them at all: one that also has the domain's zone does not.
func parent(ctx context.Context, site *observe.Site) *observe.Authority {
	_, zone, more := strings.Cut(site.Apex(), ".")
	if !more {
		return nil
	}
	ns, err := site.Records(ctx, "NS", zone)
	if err != nil || ns.State != observe.Found {
		return nil
	}
	one := server{name: ns.Answers[0].Fields[0]}
	if one.a, err = site.Records(ctx, "A", one.name); err != nil {
		return nil
	}
	at, ok := one.endpoint()
	if !ok {
		return nil
	}
	a, err := site.Authority(ctx, at, "NS", site.Apex())
	if err != nil || len(a.Referral) == 0 {
		return nil
	}
	return a
}

// own are the replies of servers that have the zone. The others are lame.
func (d delegation) own() (own, lame []*observe.Authority) {
	for _, a := range d.replies {
		if a.Own && len(a.Answers) > 0 {
			own = append(own, a)
		} else {
			lame = append(lame, a)
		}
	}
	return own, lame
}

func judgeDelegation(d delegation) scanner.Finding {
	name := d.servers.ns.Name
	f := scanner.Finding{Subject: d.servers.ns.Source(), Outcome: scanner.Warn}
	own, lame := d.own()
	for _, a := range d.replies {
		f.Evidence = append(f.Evidence, a.Evidence())
	}
	old := behind(own)
	switch {
	case d.servers.ns.State != observe.Found:
		f.Outcome, f.Message, f.Evidence = scanner.NotApplicable, d.servers.elsewhere(), []observe.Evidence{d.servers.ns.Evidence()}
	case len(own) == 0 && d.err != nil:
		return scanner.CouldNot(f.Subject, d.err)
	case len(own) == 0:
		return scanner.CouldNot(f.Subject, unheard(d.replies))
	case len(lame) > 0:
		f.Message = fmt.Sprintf("The name server %s of %s %s.", observe.Printable(lame[0].Server), name, fault(lame[0]))
		if len(lame) > 1 {
			f.Message = fmt.Sprintf("Of the %d name servers of %s that were asked, %d do not answer for it.", len(d.replies), name, len(lame))
		}
	case len(d.lost) > 0:
		f.Message = fmt.Sprintf("The name server %s of %s has no address, so nobody can ask it.", observe.Printable(join(d.lost)), name)
	case d.err != nil:
		return scanner.CouldNot(f.Subject, d.err)
	case old != nil:
		f.Message = fmt.Sprintf("The name server %s of %s has given old records for days.", observe.Printable(old.Server), name)
	case d.above != nil && !slices.Equal(d.above.Referral, d.servers.ns.Values()):
		f.Evidence = append([]observe.Evidence{d.above.Evidence(), d.servers.ns.Evidence()}, f.Evidence...)
		f.Message = "The zone above " + name + " sends visitors to other name servers than the domain itself names."
	default:
		f.Outcome, f.Message = scanner.Pass, "Each name server of "+name+" answers for it when it is asked itself."
	}
	return f
}

// fault says what is wrong with a lame server's reply.
func fault(a *observe.Authority) string {
	switch {
	case a.Mute != "":
		return a.Mute
	case a.Code != "NOERROR":
		return "answers with an error (" + a.Code + ")"
	}
	return "knows nothing of the domain"
}

// unheard is why no server seems to have a zone that resolvers get answers from: it
// is more likely that none was heard.
func unheard(replies []*observe.Authority) error {
	says := func(is func(*observe.Authority) bool) bool { return slices.ContainsFunc(replies, is) }
	switch {
	case says(func(a *observe.Authority) bool { return a.Recursive }):
		return &observe.Failure{Cause: observe.PortFiltered, Words: "somebody else answers here in the place of name servers that are asked themselves, as some networks arrange it"}
	case says(func(a *observe.Authority) bool { return a.Mute == "" }):
		return &observe.Failure{Cause: observe.DNSRefused, Words: "no name server answers questions from here"}
	}
	return &observe.Failure{Cause: observe.PortFiltered, Words: "no name server answers here when it is asked itself; many networks let nobody do that"}
}

// settled is how long after a change all servers should have it.
const settled = 48 * time.Hour

// behind returns a server that has not taken over a change that is days old, or nil.
// Versions are compared only between copies of the same primary's zone, which name
// the same primary and person; and where the newest number does not tell when it was
// made, the others may be about to follow.
func behind(own []*observe.Authority) *observe.Authority {
	for _, a := range own {
		for _, b := range own {
			from, before := version(a)
			from2, after := version(b)
			at, dated := numbered(after)
			if from == from2 && from != "" && int32(after-before) > 0 && dated && b.At.Sub(at) > settled { // RFC 1982, section 3.2
				return a
			}
		}
	}
	return nil
}

// version takes apart an SOA record (RFC 1035, section 3.3.13): whose zone it is, and
// its serial number.
func version(a *observe.Authority) (from string, serial uint32) {
	fields := strings.Fields(a.Answers[0])
	if len(fields) < 3 {
		return "", 0
	}
	n, err := strconv.ParseUint(fields[2], 10, 32)
	if err != nil {
		return "", 0
	}
	return strings.ToLower(fields[0] + " " + fields[1]), uint32(n)
}

// numbered returns the end of the day, or the second, by which a serial number was
// made, if it is one of the two usual kinds: 2026112401 (RFC 1912, section 2.2), or
// seconds since 1970.
func numbered(serial uint32) (time.Time, bool) {
	if day, err := time.Parse("20060102", strconv.Itoa(int(serial/100))); err == nil && day.Year() > 1990 && day.Year() < 2100 {
		return day.Add(24 * time.Hour), true
	}
	if serial > 1_200_000_000 && serial < 1_990_000_000 { // 2008 to 2033
		return time.Unix(int64(serial), 0), true
	}
	return time.Time{}, false
}
