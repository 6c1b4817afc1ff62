package report

import (
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
)

// A setup is what a run shows of the server that a fix is for. The zero setup
// was not recognised.
type setup struct {
	rented bool   // a platform runs it: only the provider can change it
	owned  bool   // the shop's software is its owner's to keep up, and so somebody of theirs can
	front  string // the content network before it, which sets the encryption; empty: none was seen
	server string // one of scanner.FixServers; empty: not recognised
}

// setupOf reads from findings what a fix is for. The platform is one that
// software.hosted says so of; the server is the one that the shop names, which
// header.disclosure quotes.
func setupOf(findings []scanner.Finding) setup {
	var out setup
	for _, f := range findings {
		switch f.Probe {
		case "software.hosted":
			out.rented = out.rented || f.Outcome == scanner.Pass
			out.owned = out.owned || f.Outcome == scanner.NotApplicable
		case "header.disclosure":
			for _, e := range f.Evidence {
				name, value, _ := strings.Cut(e.Quote, ": ")
				if front := facts.FrontOf(name, value); front != "" && out.front == "" {
					out.front = front
				}
				if strings.EqualFold(name, "Server") && out.server == "" {
					out.server = serverOf(value)
				}
			}
		}
	}
	return out
}

// serverOf says which server a Server header names; empty for any other. Forks
// that take a server's configuration count as that server.
func serverOf(banner string) string {
	name := banner
	if i := strings.IndexAny(banner, "/ (,;"); i >= 0 {
		name = banner[:i]
	}
	switch strings.ToLower(name) {
	case "nginx", "openresty", "tengine", "angie", "freenginx":
		return "nginx"
	case "apache":
		return "Apache"
	case "caddy":
		return "Caddy"
	case "haproxy":
		return "HAProxy"
	case "microsoft-iis":
		return "IIS"
	}
	return ""
}

// common are the servers whose fixes are shown where none was recognised.
var common = []string{"nginx", "Apache"}

// fits returns for whom a page's fixes are shown. An owner whose agency runs
// the recognised server does not need to hear of rented shops. Where a content
// network takes the encryption off, no setting of a server changes it.
func (at setup) fits(id scanner.ProbeID) []string {
	family, _, _ := strings.Cut(string(id), ".")
	switch {
	case at.rented:
		return []string{scanner.FixRented}
	case at.front != "" && (family == "tls" || family == "cert"):
		return []string{scanner.FixRented, scanner.FixOwn}
	case at.server != "" && at.owned:
		return []string{at.server, scanner.FixOwn}
	case at.server != "":
		return []string{scanner.FixRented, at.server, scanner.FixOwn}
	}
	return append([]string{scanner.FixRented, scanner.FixOwn}, common...)
}

// fixes returns what a probe's page says is to be done, with the configuration
// for the shop's server alone. If that was not recognised it says where those
// are that are left out.
func (s sources) fixes(id scanner.ProbeID) Prose {
	fits := s.setup.fits(id)
	page, left := s.prose(id, "What to do").only(fits)
	if s.setup.server == "" && slices.Contains(fits, common[0]) && len(left) > 0 {
		pointer := Prose("- `shopcheck explain " + string(id) + "` has the lines for " + listed(left) + ".")
		if last := page[strings.LastIndex(string(page), "\n")+1:]; !strings.HasPrefix(string(last), "- ") {
			pointer = "\n" + pointer
		}
		page += "\n" + pointer
	}
	return page
}

// fixing reports whether the report shows a fix for one kind of server.
func (s sources) fixing() bool {
	return !s.unseen() && slices.ContainsFunc(s.groups, func(group []scanner.Finding) bool {
		wrong := worst(group) == scanner.Fail || worst(group) == scanner.Warn
		lines := strings.Split(string(s.prose(group[0].Probe, "What to do")), "\n")
		return wrong && slices.ContainsFunc(lines, func(line string) bool { return !slices.Contains([]string{"", scanner.FixOwn}, scanner.FixFor(line)) })
	})
}

// only drops the list items that are for others than those named, and returns
// which servers these are for.
func (p Prose) only(names []string) (kept Prose, left []string) {
	var lines []string
	dropping := false
	for line := range strings.SplitSeq(string(p), "\n") {
		if line != "" && line[0] != ' ' {
			name := scanner.FixFor(line)
			if dropping && len(lines) > 0 && lines[len(lines)-1] != "" && !begins(line) {
				lines = append(lines, "") // or it would go on with the item before
			}
			dropping = name != "" && !slices.Contains(names, name)
			if dropping && slices.Contains(scanner.FixServers, name) {
				left = append(left, name)
			}
		}
		if !dropping {
			lines = append(lines, line)
		}
	}
	return Prose(strings.TrimSpace(strings.Join(lines, "\n"))), left
}

// written says for which server the fixes are.
func (at setup) written() string {
	switch {
	case at.rented:
		return "a rented shop, whose server only the provider can change"
	case at.server != "" && at.front != "":
		return at.server + ", which the shop names as its web server, behind " + at.front + ", where the encryption is set"
	case at.server != "":
		return at.server + ", which the shop names as its web server; “shopcheck explain” shows those for other servers"
	case at.front != "":
		return listed(common) + ", as the shop's own web server does not show behind " + at.front + ", where the encryption is set"
	}
	return listed(common) + ", as the shop names no web server that shopcheck has fixes for"
}
