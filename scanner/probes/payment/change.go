package payment

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/inventory"
)

//go:embed change.md
var changeDoc string

// Change asks whether the payment page is as it was at the last look, which shall
// be a week ago at most (PCI DSS 4.0.1, 11.6.1).
var Change = scanner.Probe{ID: "payment.change", Severity: scanner.Medium, Doc: changeDoc, Run: atTill(judgeChange)}

// week is how old a look may be to count as watching.
const week = 7 * 24 * time.Hour

// A change is how the till differs from what was seen before.
type change struct {
	added     []inventory.Script // that no line of the shop's list explains
	explained []inventory.Script // new ones too
	gone      []string           // names
	on, off   []string           // lines of headers
	hosts     []string           // of added scripts of other companies that none came from before
}

func (t till) change() change {
	var c change
	now, headers := inventory.Names(t.scripts), inventory.Headers(t.pages)
	for _, s := range t.scripts {
		if slices.Contains(t.before.Payment, s.Name) {
			continue
		}
		if _, listed := t.list.Find(s); listed {
			c.explained = append(c.explained, s)
			continue
		}
		c.added = append(c.added, s)
		before := func(name string) bool { return inventory.Host(name) == s.Host }
		if !s.Own && !slices.ContainsFunc(t.before.Payment, before) && !slices.Contains(c.hosts, s.Host) {
			c.hosts = append(c.hosts, observe.Printable(s.Host))
		}
	}
	if t.partly() == nil { // what was not read is not gone
		c.gone = without(t.before.Payment, now)
	}
	c.on, c.off = without(headers, t.before.Headers), without(t.before.Headers, headers)
	return c
}

// without returns what one list has and the other has not.
func without(one, other []string) []string {
	return slices.DeleteFunc(slices.Clone(one), func(s string) bool { return slices.Contains(other, s) })
}

// String counts what changed; "" is nothing.
func (c change) String() string {
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{len(c.added), "new"}, {len(c.gone), "gone"}} {
		if p.n > 0 {
			parts = append(parts, count(p.n, "script")+" "+p.what)
		}
	}
	if n := len(headerNames(c.on, c.off)); n > 0 {
		parts = append(parts, count(n, "security header")+" changed")
	}
	return strings.Join(parts, ", ")
}

// headerNames returns the names of headers that differ, each once.
func headerNames(lines ...[]string) []string {
	var names []string
	for _, l := range slices.Concat(lines...) {
		name, _, _ := strings.Cut(l, ":")
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (t till) changes(c change) []observe.Evidence {
	out := quote(slices.Concat(c.added, c.explained), func(s inventory.Script) string { return "new: " + t.line(s) })
	page := t.pages[0]
	for _, part := range []struct {
		word  string
		lines []string
	}{{"gone: script ", c.gone}, {"header new: ", c.on}, {"header gone: ", c.off}} {
		for _, l := range part.lines[:min(len(part.lines), maxLines)] {
			out = append(out, page.Evidence(part.word+l))
		}
	}
	return out
}

func judgeChange(t till) scanner.Finding {
	f := scanner.Finding{Subject: t.domain, Outcome: scanner.Unknown, Cause: observe.NotFound}
	if t.before == nil || t.before.Payment == nil {
		if err := t.partly(); err != nil { // nor can the next look be compared
			return scanner.CouldNot(t.domain, err)
		}
		f.Message = "There is no earlier look at the payment page to compare it with; the next look, within seven days, can be compared with this one."
		return f
	}
	on, page := t.before.At.UTC().Format("2 January 2006"), t.pages[0]
	if t.before.Rendered != inventory.Rendered(t.pages) {
		f.Cause = observe.Inconsistent
		f.Message = "The payment page was last looked at on " + on + ", but only one of the two looks saw it as a browser shows it, so they cannot be compared."
		return f
	}
	c := t.change()
	f.Cause, f.Outcome, f.Evidence = "", scanner.Warn, t.changes(c)
	switch says := c.String(); {
	case page.At.Sub(t.before.At) > week && says == "":
		f.Message = "The payment page is as it was when it was last looked at, but that was on " + on + ", more than seven days ago."
	case page.At.Sub(t.before.At) > week:
		f.Message = fmt.Sprintf("The payment page was last looked at on %s, more than seven days ago, and has changed since: %s.", on, says)
	case len(c.hosts) > 0:
		f.Outcome, f.Message = scanner.Fail, fmt.Sprintf("The payment page runs scripts from %s, of which none was seen there on %s.", list(c.hosts), on)
	case says != "":
		f.Message = fmt.Sprintf("The payment page has changed since %s: %s.", on, says)
	default:
		same := len(t.scripts) - len(c.explained)
		seen := page.Evidence(fmt.Sprintf("%s and %s as on %s", count(same, "script"), count(len(inventory.Headers(t.pages)), "security header"), on))
		return t.praise("Nothing has changed on the payment page since "+on+" that the shop's own list does not explain.", append(f.Evidence, seen))
	}
	return f
}
