package report

import (
	"fmt"
	"slices"
	"strings"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// A Gap is what could not be looked at for one cause.
type Gap struct {
	Heading string   // the cause in words
	Try     string   // what may help; empty if nothing is known to
	Again   Point    // the command that scans again in the way to try; zero if that takes no other command
	Reasons []Reason // each with what it left out
	Open    string   // the answers that this leaves open; empty for none
}

// A Reason is what kept some probes from judging, in the words of the look.
type Reason struct {
	Words  string
	Titles []string // in quotation marks, perhaps with a last one that counts the rest
}

// advice says what a cause means and what to try.
type advice struct {
	cause observe.Cause
	means string
	try   string
}

// advices are in the order of a report: what the reader can change first.
var advices = []advice{
	{observe.NotPermitted, "Nobody gave permission for this", "If you own the shop or may check it, scan again with --authorized."},
	{observe.LeftOut, "This kind of scan leaves it out", "Scan again with --profile thorough."},
	{observe.OptedOut, "The shop asks shopcheck to stay away", "If the shop is yours, take the entry out of robots.txt or the TXT record _shopcheck, and scan again."},
	{observe.Blocked, "The shop's protection stopped the look", "Ask whoever runs the shop's protection to let this check through, then scan again. shopcheck never tries to get around it."},
	{observe.NoName, "There is no such address", "See whether the domain is spelled correctly and leads to a server, then scan again."},
	{observe.OtherCompany, "The shop leads to another company's site", "If that site is yours too, scan it under its own name."},
	{observe.ErrorPage, "The shop answered with an error", "Open the page in a browser. Once it works there, scan again."},
	{observe.TLS, "No encrypted connection could be agreed", "Ask your host to look at the shop's encryption. Once a browser can open the shop, scan again."},
	{observe.Refused, "The connection was refused", "See whether the shop opens in a browser. If it does, something between here and the shop refuses this check: ask your host, then scan again."},
	{observe.Reset, "The connection was cut", "See whether the shop opens in a browser. If it does, something in front of it cuts this check off: ask your host, then scan again."},
	{observe.Unreachable, "There is no way to the shop from here", "Scan again from another network; shopcheck doctor shows what this one can reach."},
	{observe.Timeout, "There was no answer in time", "See whether the shop opens in a browser, then scan again later or with a longer --timeout."},
	{observe.DNS, "The internet's address books gave no usable answer", "Scan again later, or ask another address book with --resolver."},
	{observe.DNSBogus, "The signatures of the domain's records do not hold", "Have whoever runs the domain's name servers mend its signatures (DNSSEC), then scan again."},
	{observe.DNSRefused, "The address book that was asked refuses to answer", "Scan again and ask another address book with --resolver: this one blocks the name, or does not serve this network."},
	{observe.Private, "The address is not a public one", "For a copy of the shop in your own network, permit its addresses with --allow-net and scan again."},
	{observe.PortFiltered, "The network that the scan ran from blocks the way", "Scan again from another network, such as a rented server; shopcheck doctor shows which ways are open."},
	{observe.BudgetSpent, "The limits of this scan were reached", "Scan again with --profile thorough, which may ask twice as much."},
	{observe.NeedsLogin, "Only somebody who is logged in can see this", "shopcheck never logs in. Answer the questions about it yourself: shopcheck answer."},
	{observe.NeedsBrowser, "Scripts build these pages in the browser", "Scan again with --browser, which has a browser build the pages first and then looks at them."},
	{observe.NotFound, "There was nothing to look at", "Nothing, if the shop has no such thing. If it has, answer the questions about it yourself: shopcheck answer."},
	{observe.Inconsistent, "Two looks disagreed", "Scan again at another time. If they go on disagreeing, several servers answer for the shop and one of them differs."},
	{observe.Malformed, "The answer could not be understood", "See whether the shop opens in a browser. If it does, please report this to the makers of shopcheck; else scan again."},
	{observe.NotRecorded, "This was not looked at when the run was made", "Scan again."},
	{observe.Cancelled, "The scan was stopped before it was done", "Scan again and let it finish; that takes about a minute."},
	{observe.Internal, "shopcheck itself failed here", "Scan again. If that does not help, please report it to the makers of shopcheck."},
	{"", "For another reason", ""},
}

// adviceFor returns what is known about a cause.
func adviceFor(c observe.Cause) advice {
	i := slices.IndexFunc(advices, func(a advice) bool { return a.cause == c })
	if i < 0 {
		return advices[len(advices)-1]
	}
	return advices[i]
}

func (s sources) gaps() Section[Gap] {
	out := Section[Gap]{Heading: "What was not looked at, and why"}
	unknown := map[advice][]scanner.Finding{}
	for _, f := range slices.Concat(s.groups...) {
		if worst([]scanner.Finding{f}) == scanner.Unknown {
			a := adviceFor(f.Cause)
			unknown[a] = append(unknown[a], f)
		}
	}
	for _, a := range advices {
		found := unknown[a]
		if len(found) == 0 {
			continue
		}
		gap := Gap{Heading: a.means, Try: a.try, Reasons: s.reasons(found), Open: s.open(found)}
		gap.Again = s.again(a)
		if s.unseen() && adviceFor(s.Scan.Problem.Cause) == a {
			gap.Try = "" // the report has begun with it
		}
		out.Entries = append(out.Entries, gap)
	}
	out.Intro = "What could not be looked at is neither good nor bad: it is not known."
	if len(out.Entries) == 0 {
		out.Intro = "Everything that was meant to be looked at was looked at."
	}
	return out
}

// again is the command that an advice means, if it names what to scan with: it looks
// at least as closely as this scan did.
func (s sources) again(a advice) Point {
	command, with := "shopcheck check "+s.Target.Domain, false
	for _, o := range []struct {
		option string
		had    bool
	}{
		{"--authorized", s.Scan.Authorized},
		{"--profile thorough", s.Scan.Profile == scanner.Thorough},
		{"--browser", s.rendered},
	} {
		named := strings.Contains(a.try, o.option)
		with = with || named
		if named || o.had {
			command += " " + o.option
		}
	}
	if !with {
		return Point{}
	}
	return Point{Label: "To scan again", Quote: command}
}

// Bounds of one gap: the reasons, and the titles named for each.
const (
	maxReasons = 10
	maxTitles  = 3
)

// reasons gathers findings under the words that each look gave.
func (s sources) reasons(found []scanner.Finding) []Reason {
	var out []Reason
	for _, f := range found {
		words := capital(strings.TrimPrefix(dated(f.Message), "Could not be judged: "))
		i := slices.IndexFunc(out, func(r Reason) bool { return r.Words == words })
		if i < 0 {
			i, out = len(out), append(out, Reason{Words: words})
		}
		if t := "“" + s.title(f.Probe) + "”"; !slices.Contains(out[i].Titles, t) {
			out[i].Titles = append(out[i].Titles, t)
		}
	}
	if more := len(out) - maxReasons; more > 0 {
		out = append(out[:maxReasons], Reason{Words: "And " + counted(more, "more reason") + "."})
	}
	for i := range out {
		if more := len(out[i].Titles) - maxTitles; more > 0 {
			out[i].Titles = append(out[i].Titles[:maxTitles], fmt.Sprintf("and %d more", more))
		}
	}
	return out
}

// open names the questions that stay open because of findings.
func (s sources) open(found []scanner.Finding) string {
	var names []string
	for _, a := range s.Run.Answers {
		item := s.Item(a.Item)
		decides := slices.Concat(item.ForceNo, item.Required)
		touched := slices.ContainsFunc(found, func(f scanner.Finding) bool { return slices.Contains(decides, f.Probe) })
		if a.Says == checklist.DontKnow && touched {
			names = append(names, string(a.Item))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "Left open by this: " + listed(names) + "."
}
