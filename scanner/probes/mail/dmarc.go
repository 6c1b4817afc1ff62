package mail

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/net/publicsuffix"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/mail/dmarc"
)

// A standing is what mail services make of the DMARC records that they find for
// a domain. The zero value means that none applies.
type standing struct {
	domain    string             // that was asked about
	found     string             // where the record that applies lies: the domain itself or one above it; empty if none applies
	record    dmarc.Record       // that applies
	policy    dmarc.Policy       // that it asks for in the domain's case; empty if none applies
	inherited bool               // the record that applies lies above the domain
	suffix    bool               // it lies where names are sold or given away
	own       dmarc.Place        // the domain's own records
	mistaken  string             // why what it has for a record is none; empty if it has nothing like one
	leads     string             // where its name leads, if there is no record; empty if nowhere
	astray    []observe.Evidence // records at the domain itself, where nobody looks, if there is none in its place
	source    observe.Evidence   // of the record that applies
	seen      []observe.Evidence
}

// enforced reports whether forged mail is set aside or refused, and the owner
// is not just trying it out.
func (s standing) enforced() bool {
	return !s.record.Testing && !stopsNone(s.policy)
}

// effect is what a policy comes to, in test mode less than it says.
func (s standing) effect() dmarc.Policy {
	if s.record.Testing && s.policy != "" {
		return s.policy.Tried()
	}
	return s.policy
}

// stopsNone reports whether forged mail is let through.
func stopsNone(p dmarc.Policy) bool { return p == "" || p == dmarc.None }

// lookStanding asks for what applies to the apex, as mail services do (RFC 9989,
// section 4.10.1): the domain's own record first, and if there is none for those
// above it.
func lookStanding(ctx context.Context, site *observe.Site) (standing, error) {
	w, err := climb(ctx, site, site.Apex(), false)
	if err != nil {
		return standing{}, err
	}
	return discover(w), nil
}

// A treeWalk is what was found at the names of a walk, the first ones of
// dmarc.Names.
type treeWalk struct {
	answers []*observe.Records
	places  []dmarc.Place
}

// climb walks from a domain upwards, and past a record of its own only if all is
// wanted. It asks each name once in a scan.
func climb(ctx context.Context, site *observe.Site, domain string, all bool) (treeWalk, error) {
	var w treeWalk
	for _, name := range dmarc.Names(domain) {
		r, err := site.Records(ctx, "TXT", "_dmarc."+name)
		if err != nil {
			return treeWalk{}, err
		}
		p := dmarc.At(name, r.Values())
		w.answers, w.places = append(w.answers, r), append(w.places, p)
		if _, ok := p.Record(); p.Ends() || ok && !all && len(w.places) == 1 {
			break
		}
	}
	return w, nil
}

// organization returns the organizational domain of another.
func organization(ctx context.Context, site *observe.Site, domain string) (string, error) {
	w, err := climb(ctx, site, domain, true)
	if err != nil {
		return "", err
	}
	return dmarc.Organizational(w.places), nil
}

// discover tells what applies to the domain that a walk began with.
func discover(w treeWalk) standing {
	s := standing{domain: w.places[0].Domain, own: w.places[0]}
	if first := w.answers[0]; len(s.own.Records) == 0 {
		s.mistaken, s.leads = mistaken(first.Values()), last(first.Aliases)
	}
	for i, r := range w.answers {
		if i == 0 || len(w.places[i].Records) > 0 {
			s.seen = append(s.seen, shown(r, w.places[i])...)
		}
	}
	i := dmarc.Governing(w.places)
	if i < 0 {
		return s
	}
	record, _ := w.places[i].Record()
	whom := dmarc.Itself
	if i > 0 {
		whom = dmarc.Below
	}
	if s.policy = record.Policy(whom); s.policy == "" {
		return s
	}
	s.found, s.record, s.inherited, s.source = w.places[i].Domain, record, i > 0, w.answers[i].Evidence()
	s.suffix = s.inherited && (record.PSD == 'y' || forSale(s.found))
	return s
}

// forSale reports whether a domain is one below which everybody can have a name
// from a registry, as opposed to a name of a company that gives away names of its
// own.
func forSale(domain string) bool {
	suffix, registry := publicsuffix.PublicSuffix(domain)
	return suffix == domain && (registry || !strings.Contains(domain, "."))
}

// givenAway reports whether names below a domain belong to others: a registry's,
// or a company's that gives away names of its own.
func givenAway(domain string) bool {
	suffix, _ := publicsuffix.PublicSuffix(domain)
	return suffix == domain
}

// shown quotes the DMARC records of a name, some if there are many, or what is
// there instead.
func shown(r *observe.Records, p dmarc.Place) []observe.Evidence {
	var out []observe.Evidence
	for _, record := range p.Records[:min(len(p.Records), maxTexts)] {
		out = append(out, quote(r, record.Text))
	}
	if more := len(p.Records) - maxTexts; more > 0 {
		out = append(out, quote(r, fmt.Sprintf("and %d more", more)))
	}
	if len(out) > 0 {
		return out
	}
	e := r.Evidence()
	if r.State == observe.Found {
		e.Quote = observe.Printable("no v=DMARC1 among: " + e.Quote)
	}
	if goal := last(r.Aliases); goal != "" {
		e.Quote = observe.Printable("leads to " + goal + ": " + e.Quote)
	}
	return []observe.Evidence{e}
}

// read is a line of evidence that says what an answer comes to.
func read(r observe.Evidence, line string) observe.Evidence {
	return observe.Evidence{Source: r.Source + " (read)", Quote: observe.Printable(line), At: r.At}
}

// reading tells what a record asks for and how mail is to be proved genuine.
func (s standing) reading() observe.Evidence {
	policy := "policy " + string(s.policy)
	if s.record.Testing {
		policy += ", as a test: " + string(s.effect())
	}
	alignment := map[bool]string{false: "relaxed", true: "strict"}
	line := fmt.Sprintf("%s; alignment of DKIM %s, of SPF %s", policy, alignment[s.record.StrictDKIM], alignment[s.record.StrictSPF])
	return read(s.source, line)
}

// several says how many rules a place has where one would count; "" if it is not
// more than one.
func several(p dmarc.Place) string {
	if len(p.Records) < 2 {
		return ""
	}
	return fmt.Sprintf("has %d rules for forged mail, and mail services follow none when there are several", len(p.Records))
}

// mistaken says why a domain's text that was meant to be its rule is none; "" if
// there is no such text.
func mistaken(texts []string) string {
	for _, text := range texts {
		if why := dmarc.Mistaken(text); why != "" {
			return why
		}
	}
	return ""
}

// within reports whether a name is a domain or lies below it.
func within(name, domain string) bool {
	return name == domain || strings.HasSuffix(name, "."+domain)
}

// last returns the last of some names; "" if there is none.
func last(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return names[len(names)-1]
}

// listed names a few names.
func listed(names []string) string {
	const most = 3
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}
