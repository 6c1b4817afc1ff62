package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// factsAge is how old the embedded facts may be before a report says that they
// are.
const factsAge = 90 * 24 * time.Hour

func (s sources) how() Section[Point] {
	out := Section[Point]{
		Heading: "How it was looked at",
		Intro: "shopcheck looks from outside, as a visitor or a mail server does. It tries no passwords, fills in no forms and breaks nothing. " +
			"It is not a penetration test, in which a person tries to break in.",
		Entries: []Point{
			{Label: "When", Text: s.when()},
			{Label: "How closely", Text: s.closely()},
			{Label: "Asked of the shop", Text: s.asked()},
			{Label: "From where", Text: s.where()},
			{Label: "Known facts", Text: s.facts()},
			{Label: "Made by", Text: fmt.Sprintf("shopcheck %s, rules %s, run %s", cmp.Or(s.Tool.Version, "of an unknown version"), cmp.Or(s.Tool.Rules, "unknown"), cmp.Or(s.ID, "without a name"))},
		},
	}
	if s.Assessment.Hardening >= 0 && !s.unseen() {
		out.Entries = slices.Insert(out.Entries, 5, Point{Label: "How the percentage comes about", Text: weighed()})
	}
	if left := s.leftOut(); left != "" {
		out.Entries = slices.Insert(out.Entries, 3, Point{Label: "Not asked for", Text: left})
	}
	if s.fixing() {
		out.Entries = slices.Insert(out.Entries, len(out.Entries)-1, Point{Label: "Fixes are written for", Text: s.setup.written()})
	}
	return out
}

// weighed says how the hardening percentage comes about.
func weighed() string {
	var weights []string
	for _, sev := range []scanner.Severity{scanner.Critical, scanner.High, scanner.Medium, scanner.Low} {
		weights = append(weights, fmt.Sprintf("%s %d", sev, checklist.Weight(sev)))
	}
	return "each point that could be judged from outside counts by the harm it can do: " + listed(weights) + "; of that a shop gets all for what is in order, " +
		"half for what is only partly wrong and nothing for what is wrong; “shopcheck explain score” tells more"
}

func (s sources) when() string {
	from, to := s.Scan.Started, s.Scan.Finished
	took := to.Sub(from)
	switch {
	case to.IsZero() || took < 0:
		return moment(from) + "; the scan was not finished"
	case took > longest:
		return moment(from) + "; how long it took is not known"
	case took < time.Second:
		return moment(from) + ", in under a second"
	}
	return moment(from) + ", in " + counted(int(took.Round(time.Second).Seconds()), "second")
}

// longest is more than any scan takes.
const longest = 24 * time.Hour

func (s sources) closely() string {
	if s.rendered {
		return s.permitted() + "; a browser built the pages where customers log in and pay"
	}
	return s.permitted()
}

func (s sources) permitted() string {
	switch {
	case !s.Scan.Authorized:
		return "only what every visitor's browser or mail server sees, because nobody gave permission for more"
	case s.Scan.Profile == scanner.PassiveOnly:
		return "only what every visitor's browser or mail server sees, as asked for; permission for more was given"
	case s.Scan.Profile == scanner.Thorough:
		return "thoroughly, and also at pages that nobody links to, with the permission of somebody who may check the shop"
	}
	return "also at pages that nobody links to, with the permission of somebody who may check the shop"
}

func (s sources) asked() string {
	used, allowed := counts(s.Scan.Budget.Used), counts(s.Scan.Budget.Allowed)
	scripts := ""
	if allowed.Scripts > 0 { // runs made before there was such a limit have none
		scripts = fmt.Sprintf(" and %d of at most %d for scripts", used.Scripts, allowed.Scripts)
	}
	return fmt.Sprintf("%d of at most %d web requests, among them %d of at most %d to pages that nobody links to%s; %d of %d questions to the internet's address books (DNS); "+
		"%d of %d talks with mail servers; %d of %d greetings to test encryption with one server; %s of %s received",
		used.Requests, allowed.Requests, used.Paths, allowed.Paths, scripts, used.Queries, allowed.Queries,
		used.Sessions, allowed.Sessions, used.Hellos, allowed.Hellos, megabytes(used.Bytes), megabytes(allowed.Bytes))
}

// leftOut names the addresses that probes would have asked for with more
// requests, and is empty where there are none.
func (s sources) leftOut() string {
	var paths []string
	for _, group := range s.groups {
		for _, f := range group {
			for _, e := range f.Evidence {
				if e.Source == "left out" {
					paths = append(paths, strings.Fields(e.Quote)...)
				}
			}
		}
	}
	slices.Sort(paths)
	paths = slices.Compact(paths)
	if len(paths) == 0 {
		return ""
	}
	out := counted(len(paths), "page") + " that nobody links to, because a shop is asked for no more than so many: " + listed(paths[:min(len(paths), maxLeft)])
	if len(paths) > maxLeft {
		out += " and others"
	}
	if s.Scan.Profile != scanner.Thorough {
		out += "; “--profile thorough” asks for more of them"
	}
	return out
}

// maxLeft bounds the addresses named of those that were left out.
const maxLeft = 10

// counts takes what is less than nothing as nothing.
func counts(b observe.Budget) observe.Budget {
	for _, n := range []*int{&b.Requests, &b.Paths, &b.Scripts, &b.Queries, &b.Sessions, &b.Hellos} {
		*n = max(*n, 0)
	}
	b.Bytes = max(b.Bytes, 0)
	return b
}

func megabytes(n int64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/(1<<20)), ".0") + " MB"
}

func (s sources) where() string {
	out := "names were looked up at " + cmp.Or(listed(s.Vantage.Resolvers), "an unknown address book")
	if s.Vantage.IPv6 {
		out += "; the newer kind of address (IPv6) can be reached from here"
	} else {
		out += "; the newer kind of address (IPv6) cannot be reached from here"
	}
	switch s.Vantage.Port25 {
	case "open":
		return out + "; mail servers can be reached"
	case "filtered":
		return out + "; no mail server could be reached, so perhaps none can from this network"
	case "intercepted":
		return out + "; something on the way answers in the place of mail servers"
	}
	return out + "; whether mail servers can be reached was not tried"
}

func (s sources) facts() string {
	if s.Tool.Facts == "" {
		return "of an unknown date"
	}
	out := "what is known about versions, services and weaknesses is of " + dated(s.Tool.Facts)
	if day, err := time.Parse(time.DateOnly, s.Tool.Facts); err == nil && s.Scan.Started.Sub(day) > factsAge {
		out += ", which is old: newer versions of shopcheck know more"
		if len(s.Tool.Refreshed) == 0 {
			out += ", and “shopcheck facts update” refreshes what is known about versions"
		}
	}
	for _, r := range s.Tool.Refreshed {
		out += "; " + r.Facts + " are of " + dated(r.Day) + ", from " + r.Source
	}
	return out
}
