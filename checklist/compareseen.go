package checklist

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"shopcheck/scanner"
)

// certificates compares what servers showed. One whose server could not be judged
// this time is not gone.
func (p Pair) certificates() []Change {
	was, is := byHost(p.Before.Seen), byHost(p.After.Seen)
	var all []Change
	for host := range union(was, is) {
		b, n := was[host], is[host]
		c := Change{Of: OfCertificate, Kind: Other, Who: ByShop, Key: host, Before: b.words(), After: n.words()}
		switch {
		case b.Digest == n.Digest, n.Digest == "" && p.silent(host):
			continue
		case b.Digest == "" && len(was) == 0:
			continue // none was looked at then
		case b.Digest == "":
			c.Kind = New
		case n.Digest == "":
			c.Kind = Gone
		}
		all = append(all, c)
	}
	return all
}

// silent reports whether a server's certificate could not be judged this time.
func (p Pair) silent(host string) bool {
	return len(p.After.Seen.Certificates) == 0 || slices.ContainsFunc(p.After.Scan.Findings, func(f scanner.Finding) bool {
		return strings.HasPrefix(string(f.Probe), "cert.") && f.Outcome == scanner.Unknown && (strings.HasSuffix(f.Subject, host) || f.Subject == p.After.Target.Domain)
	})
}

func byHost(s Seen) map[string]Certificate {
	all := make(map[string]Certificate)
	for _, c := range s.Certificates {
		all[c.Host] = c
	}
	return all
}

// words names a certificate so that another one has other words; empty for none.
func (c Certificate) words() string {
	if c.Digest == "" {
		return ""
	}
	return fmt.Sprintf("by %s, until %s, SHA-256 %.16s", cmp.Or(c.Issuer, "nobody that it names"), c.Until.UTC().Format(time.DateOnly), c.Digest)
}

// scripts compares those of the payment pages, if both runs saw such pages.
func (p Pair) scripts() []Change {
	was, is := p.Before.Seen.Scripts, p.After.Seen.Scripts
	if len(was) == 0 || len(is) == 0 {
		return nil
	}
	var all []Change
	for _, s := range is {
		if !slices.Contains(was, s) {
			all = append(all, Change{Of: OfScript, Kind: New, Who: ByShop, Key: s, After: s})
		}
	}
	for _, s := range was {
		if !slices.Contains(is, s) {
			all = append(all, Change{Of: OfScript, Kind: Gone, Who: ByShop, Key: s, Before: s})
		}
	}
	return all
}

// answers compares the eleven, of which findings are some of the reasons.
func (p Pair) answers(findings []Change) []Change {
	by, otherTool := p.tool()
	again := p.Before.Answers
	var all []Change
	add := func(a, n Answer, who Changer) {
		if c := (Change{Of: OfAnswer, Who: who, Key: string(n.Item), Kind: turned(a.Says, n.Says), Before: string(a.Says), After: string(n.Says)}); c.Kind != "" {
			all = append(all, c)
		}
	}
	if otherTool && len(p.Again.Answers) > 0 {
		again = p.Again.Answers
		for _, a := range again {
			if b, ok := answerTo(p.Before, a.Item); ok {
				add(b, a, by)
			}
		}
	}
	for _, a := range again {
		n, ok := answerTo(p.After, a.Item)
		switch {
		case !ok:
		case otherTool && len(p.Again.Answers) == 0:
			add(a, n, Unclear)
		default:
			add(a, n, p.answered(a, n, findings))
		}
	}
	return all
}

// answered says who turned an answer: whoever said something else of it, the time
// that has run out, or whoever changed the findings that decided.
func (p Pair) answered(a, n Answer, findings []Change) Changer {
	if !slices.Equal(p.saidOf(p.Before, a.Item), p.saidOf(p.After, a.Item)) {
		return ByPerson
	}
	if !a.Until.IsZero() && day(a.Until) < day(p.After.Scan.Started) {
		return ByTime
	}
	var who []Changer
	for _, c := range findings {
		if c.Of == OfFinding && (slices.Contains(a.Because, c.Key) || slices.Contains(n.Because, c.Key)) && !slices.Contains(who, c.Who) {
			who = append(who, c.Who)
		}
	}
	switch {
	case len(who) == 1:
		return who[0]
	case slices.Contains(who, ByShop):
		return ByShop
	}
	return Unclear
}

// saidOf are the statements about an item, and about the shop, which decide what is
// asked.
func (p Pair) saidOf(r Run, item ItemID) []string {
	var all []string
	for _, s := range r.Statements {
		if s.Item == item || s.Item == About {
			all = append(all, s.Key()+" "+s.Value+" "+s.By+" "+s.At.UTC().Format(time.RFC3339))
		}
	}
	slices.Sort(all)
	return all
}

func answerTo(r Run, item ItemID) (Answer, bool) {
	i := slices.IndexFunc(r.Answers, func(a Answer) bool { return a.Item == item })
	if i < 0 {
		return Answer{}, false
	}
	return r.Answers[i], true
}

// turned says what became of an answer; empty if nothing did.
func turned(a, n Says) ChangeKind {
	switch {
	case a == n:
		return ""
	case n == Yes:
		return Fixed
	case a == No:
		return Better
	case n == No, a == Yes:
		return Worse
	}
	return Other
}
