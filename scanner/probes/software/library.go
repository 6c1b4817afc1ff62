package software

import (
	"net/url"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/inventory"
)

// A running is a version of a library that pages run.
type running struct {
	facts.Sighting
	script   inventory.Script
	evidence observe.Evidence
}

// running lists what was recognized, each version once: by what scripts say, and
// then by the addresses of those that say nothing of the library themselves.
func (l *loaded) running() []running {
	var texts, addresses []running
	for _, s := range l.scripts {
		if s.Guard() == inventory.Refused {
			continue // browsers never run it
		}
		says := inText(s)
		if i := l.body(s); i >= 0 {
			says = append(says, inFile(l.bodies[i])...)
		}
		texts = append(texts, says...)
		if s.URL != "" && !l.dead(s) {
			addresses = append(addresses, atAddress(s, says)...)
		}
	}
	var all []running
	for _, u := range append(texts, addresses...) {
		same := func(v running) bool { return v.Library == u.Library && v.Version == u.Version }
		if i := slices.IndexFunc(all, same); i < 0 {
			all = append(all, u)
		} else if l.rank(u) < l.rank(all[i]) {
			all[i] = u
		}
	}
	return all
}

// body returns where the script's file is among those that were asked for, or -1.
func (l *loaded) body(s inventory.Script) int {
	return slices.IndexFunc(l.bodies, func(b inventory.Body) bool { return b.Name == s.Name })
}

// dead reports whether the script's file is not there, so that it runs nowhere.
func (l *loaded) dead(s inventory.Script) bool {
	i := l.body(s)
	return i >= 0 && l.bodies[i].File != nil && (l.bodies[i].File.Status == 404 || l.bodies[i].File.Status == 410)
}

// inText lists what a text in a page says.
func inText(s inventory.Script) []running {
	var all []running
	for _, found := range facts.LibrariesIn(s.Inline) {
		all = append(all, running{found, s, s.Page.Evidence(found.Quote)})
	}
	return all
}

// inFile lists what a script's file says. One that is not what its page means to
// load runs nowhere.
func inFile(b inventory.Body) []running {
	if b.File == nil || b.File.Unusable() != nil || b.Differs() || b.Guard() == inventory.Refused {
		return nil
	}
	var all []running
	for _, found := range facts.LibrariesIn(string(b.File.Body)) {
		all = append(all, running{found, b.Script, b.File.Evidence(found.Quote)})
	}
	return all
}

// atAddress lists what a script's address says of libraries that its text does not
// name.
func atAddress(s inventory.Script, says []running) []running {
	var all []running
	for _, found := range facts.LibrariesAt(s.URL) {
		if !slices.ContainsFunc(says, func(u running) bool { return u.Library == found.Library }) {
			all = append(all, running{found, s, s.Page.Evidence("script " + inventory.Short(s.URL))})
		}
	}
	return all
}

// outcome says what a library's version means. It is a fail if a flaw of high or
// critical severity is certain to be there, to harm in browsers, and to be the
// shop's to mend.
func (l *loaded) outcome(u running) scanner.Outcome {
	switch u.grade() {
	case "":
		return scanner.Pass
	case "critical", "high":
		if u.Exact && !u.Mixed && !packaged(u.script) && !elsewhere(u.script) && l.late == nil {
			return scanner.Fail
		}
	}
	return scanner.Warn
}

// packaged reports whether a script is a Debian or Ubuntu package's file: their web
// servers show such files in this folder (javascript-common), and their fixes do
// not change a library's number.
func packaged(s inventory.Script) bool {
	u, err := url.Parse(s.URL)
	return err == nil && s.Own && strings.HasPrefix(u.Path, "/javascript/")
}

// elsewhere reports whether a script is another company's own, which the shop can
// leave out but not mend. Files of many authors, and those that a shop keeps at
// its platform, are its own choice.
func elsewhere(s inventory.Script) bool {
	return s.Owner.Name != "" && !slices.Contains([]string{facts.PublicFiles, facts.Hosting, "shop", "site"}, s.Owner.Purpose)
}

// rank orders what was recognized, the worst first.
func (l *loaded) rank(u running) int {
	return 4*slices.Index(worst, l.outcome(u)) + slices.Index(grades, u.grade())
}

// grades are words for how bad the worst known flaw is, the worst first.
var grades = []string{"critical", "high", "medium", "low", ""}

// grade returns the worst severity of a version's flaws.
func (u running) grade() string {
	best := len(grades) - 1
	for _, f := range u.Flaws() {
		best = min(best, slices.Index(grades, severity(f)))
	}
	return grades[best]
}

// severity returns a flaw's severity in a browser: there, a page that stands still
// hits nobody but the visitor who made it do so.
func severity(f facts.Flaw) string {
	if f.Harm == facts.Hang {
		return "low"
	}
	return f.Severity
}
