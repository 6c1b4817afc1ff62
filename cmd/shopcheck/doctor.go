package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/browser"
)

// Places that anybody may ask, for examining this end of the connection.
const (
	clockPage  = "http://example.com/" // kept for such uses: RFC 2606, section 3
	mailDomain = "gmail.com"
)

// maxSkew is how far this machine's clock may be off before dates mislead.
const maxSkew = 5 * time.Minute

// doctor examines the place we look from: what is wrong here would be blamed on
// every shop.
func (a *app) doctor(ctx context.Context, o cli.Doctor) error {
	if err := a.useFacts(o.Data); err != nil {
		return err
	}
	opts, err := options(o.Network)
	if err != nil {
		return err
	}
	opts.Log = a.logger(o.Log)
	site := observe.Open(ctx, "example.com", opts)
	defer site.Close()
	rows := a.examine(ctx, site)
	t := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	bad := false
	for _, r := range rows {
		_, _ = fmt.Fprintf(t, "%s\t%s\t%s\n", r.state, r.what, r.words)
		bad = bad || r.state == trouble
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if bad {
		return &exitError{exitNotAssessed, fmt.Errorf("scans from here would not be reliable")}
	}
	return nil
}

// The states of a symptom.
const (
	fine    = "ok"
	note    = "note"
	trouble = "TROUBLE"
)

// A symptom is one thing examined.
type symptom struct{ state, what, words string }

func (a *app) examine(ctx context.Context, site *observe.Site) []symptom {
	return []symptom{
		a.resolverSymptom(ctx, site), dnssecSymptom(ctx, site), mailSymptom(ctx, site),
		a.clockSymptom(ctx, site), ipv6Symptom(), browserSymptom(ctx), a.factsSymptom(), a.rootsSymptom(),
	}
}

func (a *app) resolverSymptom(ctx context.Context, site *observe.Site) symptom {
	names := strings.Join(site.Resolvers(), ", ")
	r, err := site.Records(ctx, "NS", ".")
	switch {
	case len(site.Resolvers()) == 0:
		return symptom{trouble, "resolver", "none is set up on this machine; name one with --resolver"}
	case err != nil || r.State != observe.Found:
		return symptom{trouble, "resolver", names + " does not answer for the root zone; try --resolver 9.9.9.9"}
	}
	return symptom{fine, "resolver", names + " answers"}
}

func dnssecSymptom(ctx context.Context, site *observe.Site) symptom {
	r, err := site.Records(ctx, "SOA", ".")
	if err == nil && r.Authenticated {
		return symptom{fine, "signed DNS", "the resolver checks signatures"}
	}
	return symptom{note, "signed DNS", "the resolver does not say that it checks signatures"}
}

func mailSymptom(ctx context.Context, site *observe.Site) symptom {
	mx, err := site.Records(ctx, "MX", mailDomain)
	if err != nil || len(mx.Answers) == 0 {
		return symptom{note, "mail port 25", "could not be tried: no mail server was found to try it with"}
	}
	_, err = site.Mail(ctx, mx.Answers[0].Fields[1])
	return mailPort(err)
}

// mailPort judges how a look at a mail server ended. Only silence and a refusal
// are about the port.
func mailPort(err error) symptom {
	cause, words := observe.Explain(err)
	switch {
	case err == nil:
		return symptom{fine, "mail port 25", "is open to the outside"}
	case cause == observe.PortFiltered, cause == observe.Refused:
		return symptom{note, "mail port 25", "is closed to the outside from here, so mail servers cannot be checked"}
	}
	return symptom{note, "mail port 25", "could not be tried: " + words}
}

func (a *app) clockSymptom(ctx context.Context, site *observe.Site) symptom {
	p, err := site.Get(ctx, clockPage)
	if err != nil {
		return symptom{note, "clock", "could not be compared: " + clockPage + " does not answer"}
	}
	sent, err := time.Parse(time.RFC1123, p.Header.Get("Date"))
	if err != nil {
		return symptom{note, "clock", "could not be compared: " + clockPage + " does not say the time"}
	}
	if skew := p.At.Sub(sent).Abs(); skew > maxSkew {
		return symptom{trouble, "clock", fmt.Sprintf("is off by %s; set it, or certificates will be misjudged", skew.Round(time.Minute))}
	}
	return symptom{fine, "clock", "agrees with " + clockPage}
}

func ipv6Symptom() symptom {
	if observe.HasIPv6() {
		return symptom{fine, "IPv6", "there is a route"}
	}
	return symptom{note, "IPv6", "there is no route; shops are looked at over IPv4 only"}
}

// browserSymptom starts the browser that --browser would use.
func browserSymptom(ctx context.Context) symptom {
	path, err := browser.Find()
	if err != nil {
		return symptom{note, "browser", err.Error() + "; --browser needs one of them"}
	}
	b, err := browser.Start(ctx, path)
	if err != nil {
		return symptom{note, "browser", observe.Printable(err.Error()) + "; --browser cannot be used here"}
	}
	defer b.Close()
	kept := "its own switches keep it off the network"
	if b.Apart {
		kept = "it is kept off the network by the kernel too"
	}
	if browser.Unguarded() {
		kept += "; its sandbox is off, because this is root"
	}
	return symptom{fine, "browser", observe.Printable(b.Version) + " starts; " + kept}
}

// factsSymptom: what is old judges nothing any more.
func (a *app) factsSymptom() symptom {
	words, refreshable := fmt.Sprintf("of %s, %d days old", facts.AsOf, int(facts.Age(a.now()).Hours()/24)), len(facts.InUse()) == 0
	for _, r := range facts.InUse() {
		words += fmt.Sprintf("; %s, from %s, of %s", r.About, r.Source, r.Day.Format(time.DateOnly))
		refreshable = refreshable || a.old(r.Day)
	}
	switch {
	case !a.old(facts.Day()):
		return symptom{fine, "facts", words}
	case refreshable:
		return symptom{note, "facts", words + "; shopcheck facts update refreshes versions, and a newer shopcheck knows more"}
	}
	return symptom{note, "facts", words + "; a newer shopcheck knows more of the rest"}
}

// rootsSymptom: a root that browsers came to trust since would be called
// unknown.
func (a *app) rootsSymptom() symptom {
	age := a.now().Sub(observe.RootsAsOf)
	words := fmt.Sprintf("that browsers trust: of %s, %d days old", observe.RootsAsOf.Format(time.DateOnly), int(age.Hours()/24))
	if age > observe.RootsFresh {
		return symptom{note, "roots", words + "; a newer shopcheck knows newer ones"}
	}
	return symptom{fine, "roots", words}
}
