// Package cookie asks whether the cookies by which a shop recognises its
// customers are kept from strangers (RFC 6265bis).
//
// Judged are the cookies that the pages customers use set for somebody who is
// not logged in, and the redirects that lead to them. A cookie that several pages
// set is one: the worst of them counts, and the first names it.
package cookie

import (
	"context"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

// All are the probes of this family.
var All = []scanner.Probe{Secure, HTTPOnly, SameSite}

// maxSessions bounds the cookies that are judged one by one.
const maxSessions = 20

// A setting is a cookie as one page, or a redirect that led to it, sets it.
type setting struct {
	end *observe.Page // where the browser ended
	observe.Kept
	sure bool // of a session cookie: its name is known, and no guess
}

// A jar is what the shop's pages set.
type jar struct {
	sessions [][]setting // by which the shop recognises customers: one list for each name, in the order seen
	others   []setting
}

// A verdict is what a probe says of one setting. A message about what cookies are
// for begins with [known].
type verdict struct {
	outcome scanner.Outcome
	message string
}

// What a cookie is for, as far as its name tells.
const (
	known   = "A cookie that recognises customers "
	guessed = "A cookie that seems to recognise customers "
)

// perhaps softens a verdict on a cookie whose name is but a guess: what would be
// a failure is a warning.
func (v verdict) perhaps() verdict {
	if rest, ok := strings.CutPrefix(v.message, known); ok {
		v.message = guessed + rest
	}
	if v.outcome == scanner.Fail {
		v.outcome = scanner.Warn
	}
	return v
}

// minSecret is how short the value of a cookie can be that recognises somebody:
// 64 bits, which nobody guesses, take 11 characters (OWASP Session Management
// Cheat Sheet, "Session ID Entropy").
const minSecret = 11

// collect fills a jar with what browsers keep. What the pages themselves set comes
// first, and what redirects set behind it.
func collect(pages []shop.Page) jar {
	var j jar
	var late []setting
	for _, p := range pages {
		for _, k := range observe.Keep(append(slices.Clone(p.Hops), p.Page)...) {
			s := setting{end: p.Page, Kept: k}
			if k.Page == p.Page {
				j.add(s)
			} else {
				late = append(late, s)
			}
		}
	}
	for _, s := range late {
		j.add(s)
	}
	return j
}

// Recognises reports whether a cookie is one by which shops recognise a customer;
// sure is false if that is but a guess from its name.
func Recognises(c observe.Cookie) (is, sure bool) {
	is, sure = facts.SessionCookie(c.Name)
	return is && (sure || c.Length >= minSecret), sure
}

func (j *jar) add(s setting) {
	is, sure := Recognises(s.Cookie)
	if s.sure = sure; !is {
		j.others = append(j.others, s)
		return
	}
	i := slices.IndexFunc(j.sessions, func(seen []setting) bool { return seen[0].Name == s.Name })
	switch {
	case i >= 0:
		j.sessions[i] = append(j.sessions[i], s)
	case len(j.sessions) < maxSessions:
		j.sessions = append(j.sessions, []setting{s})
	}
}

// fill asks the shop's pages for their cookies.
func fill(ctx context.Context, site *observe.Site) (shop.Found, jar, error) {
	found, err := shop.Find(ctx, site)
	if err != nil {
		return found, jar{}, err
	}
	return found, collect(found.Pages), nil
}

// sessions returns the Run of a probe that puts judge to each cookie by which
// the shop recognises its customers. The verdicts are listed worst first.
func sessions(verdicts []verdict, judge func(setting) verdict) func(context.Context, *observe.Site) ([]scanner.Finding, error) {
	return func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		_, j, err := fill(ctx, site)
		if err != nil {
			return nil, err
		}
		if len(j.sessions) == 0 {
			return nil, &observe.Failure{Cause: observe.NotFound, Words: "the pages that were seen set no cookie by which the shop recognises a customer"}
		}
		return judgeEach(j, verdicts, judge), nil
	}
}

// judgeEach judges every cookie by which the shop recognises customers.
func judgeEach(j jar, verdicts []verdict, judge func(setting) verdict) []scanner.Finding {
	var found []scanner.Finding
	for _, all := range j.sessions {
		v, worst := judgeWorst(all, verdicts, judge)
		if !worst.sure {
			v = v.perhaps()
		}
		found = append(found, v.of(all[0].end.URL+" cookie "+observe.Printable(all[0].Name), worst))
	}
	return found
}

// judgeWorst judges several settings as one: by the first of the worst.
func judgeWorst(all []setting, verdicts []verdict, judge func(setting) verdict) (verdict, setting) {
	worst, rank := all[0], len(verdicts)
	for _, s := range all {
		if r := slices.Index(verdicts, judge(s)); r < rank {
			worst, rank = s, r
		}
	}
	return judge(worst), worst
}

// of makes a finding of a verdict.
func (v verdict) of(subject string, s setting) scanner.Finding {
	return scanner.Finding{Subject: subject, Outcome: v.outcome, Message: v.message, Evidence: []observe.Evidence{s.Page.Evidence("Set-Cookie: " + s.Raw)}}
}
