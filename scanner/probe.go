package scanner

import (
	"context"
	"slices"
	"strings"

	"shopcheck/scanner/observe"
)

// A Class says what a probe sends, and so what permission it needs.
type Class string

// The classes. Passive is what any visitor's browser or mail server does, and
// the zero value. Standard adds a fixed list of well-known paths and old
// protocol versions: it needs the word of somebody who may scan the shop. OptIn
// is never run unless named.
const (
	Passive  Class = ""
	Standard Class = "standard"
	OptIn    Class = "opt-in"
)

// A Stage says when a probe runs: when all those of earlier stages are done. What
// may make a firewall ban this scan is asked late, when little is left to spoil.
type Stage int

// The stages. AtOnce is what visitors do, and the zero value. Unlinked asks for
// what nobody links to: some firewalls ban whoever asks for much that is not there.
// Last is what some ban for at once. Afterwards is for what asks nothing, and judges
// how the shop is looked after: what is told of its past then has this scan too.
const (
	AtOnce Stage = iota
	Unlinked
	Last
	Afterwards
)

// A Probe is one question put to a shop: a look, which may fail, and a judgement
// of it, which may not and is a plain function of what was seen.
type Probe struct {
	ID       ProbeID
	Severity Severity
	Class    Class
	// Twice asks for a second look, over new connections, before a Fail is
	// reported: set for every probe whose Fail answers an item with NO. If the
	// looks disagree the finding becomes Unknown, inconsistent.
	Twice bool
	// Stage says when it runs: see there.
	Stage Stage
	// Doc is the sibling Markdown page. Its first line is "# Title"; then a
	// sentence or two for the owner; then sections, see DocSections.
	Doc string
	// Run looks at the site and concludes: one finding or more, passes too. A
	// look that fails is returned as the error, and the scanner makes an Unknown
	// finding of it. Run asks only site, and obeys ctx.
	Run func(ctx context.Context, site *observe.Site) ([]Finding, error)
}

// DocSections are the headings ("## Why it matters") that every probe's page
// has, in this order.
var DocSections = []string{"Why it matters", "What to do", "For the technician", "Where the lines are", "Sources"}

// FixRented begins the list items under "What to do" that are for shops on a
// rented platform. Reports show the items that fit the shop, see FixFor.
const FixRented = "In a rented shop"

// FixServers are the web servers that pages have configuration for.
var FixServers = []string{"nginx", "Apache", "Caddy", "HAProxy", "IIS"}

// FixOwn stands for the list items under "What to do" that are for shops which run
// on a server of their owner's or host's: those that begin so, and those that begin
// with the name of software that somebody has to install there.
const FixOwn = "On a server of your own"

// installed is that software.
var installed = []string{
	"ASP.NET", "Django", "Drupal", "Joomla", "Laravel", "Magento", "OpenCart", "PHP", "PrestaShop", "Shopware", "Symfony", "With certbot", "WooCommerce", "WordPress",
}

// FixFor returns for whom a line of a page is that begins a list item:
// FixRented, FixOwn, one of FixServers, or "" for everybody. A server's name is
// followed by a comma or a colon.
func FixFor(line string) string {
	text, item := strings.CutPrefix(line, "- ")
	if !item {
		return ""
	}
	for _, server := range FixServers {
		if strings.HasPrefix(text, server+",") || strings.HasPrefix(text, server+":") {
			return server
		}
	}
	begins := func(words string) bool {
		rest, ok := strings.CutPrefix(text, words)
		return ok && rest != "" && strings.ContainsRune(" ,:", rune(rest[0]))
	}
	switch {
	case begins(FixRented):
		return FixRented
	case begins(FixOwn) || slices.ContainsFunc(installed, begins):
		return FixOwn
	}
	return ""
}

// Title returns the first heading of the probe's page: a short name such as
// "The certificate is valid today".
func (p Probe) Title() string {
	first, _, _ := strings.Cut(p.Doc, "\n")
	return strings.TrimSpace(strings.TrimPrefix(first, "#"))
}

// Section returns the text under a heading of the probe's page, without the
// heading; "" returns the sentences between the title and the first section.
func (p Probe) Section(name string) string {
	parts := strings.Split("\n"+p.Doc, "\n## ")
	if name == "" {
		_, intro, _ := strings.Cut(strings.TrimLeft(parts[0], "\n"), "\n")
		return strings.TrimSpace(intro)
	}
	for _, part := range parts[1:] {
		if head, text, _ := strings.Cut(part, "\n"); strings.TrimSpace(head) == name {
			return strings.TrimSpace(text)
		}
	}
	return ""
}
