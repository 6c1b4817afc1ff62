package spf

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// A Mail is what a mail server knows when a mail arrives.
type Mail struct {
	IP       netip.Addr // who delivers it
	Sender   string     // of MAIL FROM; empty: the postmaster of Helo
	Helo     string     // how the other side called itself
	Receiver string     // who asks, for explanations; empty: "unknown"
	At       time.Time  // when, for explanations
}

// A Verdict is one of the results of section 2.6.
type Verdict string

// The verdicts.
const (
	None      Verdict = "none" // there is no record
	Neutral   Verdict = "neutral"
	Pass      Verdict = "pass"
	Fail      Verdict = "fail"
	SoftFail  Verdict = "softfail"
	TempError Verdict = "temperror" // a question had no answer
	PermError Verdict = "permerror" // the record cannot be used
)

// verdicts are what the qualifiers mean (section 4.6.2).
var verdicts = map[byte]Verdict{'+': Pass, '-': Fail, '~': SoftFail, '?': Neutral}

// A Result is what a mail server makes of a mail.
type Result struct {
	Verdict     Verdict
	Explanation string // the domain's own words about a fail, not to be trusted; empty if it has none
	Err         error  // why, of the two errors; nil otherwise
}

// Check answers whether a mail comes from a server that may send it: the
// standard's check_host (section 4). It asks at most some 130 questions, and goes
// on until ctx ends.
func Check(ctx context.Context, ask Resolver, m Mail) Result {
	c := &check{ask: ask, mail: m}
	c.mail.IP = m.IP.Unmap().WithZone("") // section 5: an IPv4 address in IPv6 is an IPv4 address
	sender := m.Sender
	if sender == "" {
		sender = m.Helo
	}
	at := strings.LastIndexByte(sender, '@')
	if c.local, c.origin = sender[:max(at, 0)], sender[at+1:]; c.local == "" {
		c.local = "postmaster" // section 4.3
	}
	end, err := c.host(ctx, domainName(c.origin))
	switch {
	case err != nil && isPerm(err):
		return Result{Verdict: PermError, Err: err}
	case err != nil:
		return Result{Verdict: TempError, Err: err}
	case end.verdict == Fail:
		return Result{Verdict: Fail, Explanation: c.explain(ctx, end)}
	}
	return Result{Verdict: end.verdict}
}

// A permError is why a record cannot be used; every other error is a question
// that had no answer.
type permError string

func (e permError) Error() string { return string(e) }

func permf(format string, args ...any) error { return permError(fmt.Sprintf(format, args...)) }

func isPerm(err error) bool {
	_, ok := errors.AsType[permError](err)
	return ok
}

// A check is one mail being looked at.
type check struct {
	ask      Resolver
	mail     Mail
	local    string // the sender's part before the @
	origin   string // and behind it
	lookups  int
	voids    int
	named    bool     // the names of the address were asked for
	names    []string // those that lead back to it
	nameless bool     // it has none at all
}

// An end is where an evaluation ended, and the record that explains it.
type end struct {
	verdict Verdict
	domain  string
	exp     Template // empty if the record has no explanation
}

// host evaluates one domain's record. Includes and redirects come back here, and
// the limit on lookups ends that.
func (c *check) host(ctx context.Context, domain string) (end, error) {
	out := end{verdict: None, domain: domain}
	record, err := c.record(ctx, domain)
	if record == nil || err != nil {
		return out, err
	}
	var redirect *Term
	for i, t := range record.Terms {
		switch {
		case t.Qualifier != 0:
		case t.Name == "exp":
			out.exp = t.Domain
		case t.Name == "redirect":
			redirect = &record.Terms[i]
		}
	}
	for _, t := range record.Terms {
		if t.Qualifier == 0 {
			continue
		}
		if matched, err := c.match(ctx, t, domain); matched || err != nil {
			out.verdict = verdicts[t.Qualifier]
			return out, err
		}
	}
	if redirect != nil {
		return c.redirect(ctx, *redirect, domain)
	}
	out.verdict = Neutral
	return out, nil
}

// record fetches and reads a domain's record; nil if it has none (sections 4.3 to
// 4.6).
func (c *check) record(ctx context.Context, domain string) (*Record, error) {
	if !checkable(domain) {
		return nil, nil
	}
	texts, _, err := c.ask(ctx, "TXT", domain)
	if err != nil {
		return nil, fmt.Errorf("asking for the record of %s: %w", domain, err)
	}
	switch texts = Records(texts); len(texts) {
	case 0:
		return nil, nil
	case 1:
	default:
		return nil, permf("%s has %d records", domain, len(texts))
	}
	record, wrong := Parse(texts[0])
	if len(wrong) > 0 {
		return nil, permf("the record of %s is broken: %s", domain, wrong[0])
	}
	return &record, nil
}

// redirect goes on with another domain's record (section 6.1).
func (c *check) redirect(ctx context.Context, t Term, domain string) (end, error) {
	if err := c.count(); err != nil {
		return end{}, err
	}
	target, err := c.target(ctx, t, domain)
	if err != nil {
		return end{}, err
	}
	out, err := c.host(ctx, target)
	if err == nil && out.verdict == None {
		err = permf("%s redirects to %s, which has no record", domain, target)
	}
	return out, err
}

// count counts a term that asks.
func (c *check) count() error {
	if c.lookups++; c.lookups > MaxLookups {
		return permf("more than %d lookups", MaxLookups)
	}
	return nil
}

// explain fetches and fills in the domain's words about a fail. Whatever goes
// wrong with that, there are none (section 6.2).
func (c *check) explain(ctx context.Context, e end) string {
	if e.exp.Written == "" {
		return ""
	}
	name, ok := e.exp.expand(c.values(ctx, e.domain))
	if name = domainName(name); !ok || !askable(name) {
		return ""
	}
	texts, _, err := c.ask(ctx, "TXT", name)
	if err != nil || len(texts) != 1 || strings.ContainsFunc(texts[0], func(r rune) bool { return r < ' ' || r > '~' }) {
		return ""
	}
	words, _, why := parseTemplate(texts[0], explaining)
	if why != "" {
		return ""
	}
	text, _ := words.expand(c.values(ctx, e.domain))
	return text
}
