// Package exposed asks whether a shop hands out files that no visitor should
// get.
//
// What is asked for, and what proves the harm, are rows of scanner/facts; here
// is the judging, which must never call a soft 404 a leak. A hit needs three
// things: a status that hands something out, a beginning that proves the kind
// of file, and a path of the same shape that cannot exist and gives nothing
// like it. Where the shop has plainly said of a name that it does not exist, that
// is enough for others of its kind (hidden names, folders, programs, other files).
// Misses are held against what the shop says of a page that cannot exist, before
// and after: a shop that refuses everything, or begins to while it is asked, hides
// as well as it keeps.
//
// All probes of the family share one list, the most harmful and likely first, and
// its order is kept over all of them; see [path.Queue]. How much is asked once
// something is found is a question of manners against service. An owner who closes
// the one file that a report names, and is told of the next one a week later, is
// badly served; a shop is badly treated that is asked for ten more copies of what
// was found. So:
//
//   - The first paths of the list, 25 with the standard profile, are all asked
//     whatever they show: a shop that leaks gets no more requests than one that does
//     not, and the report names all of them that leak.
//   - After those, a probe that has proven something asks for no more of the kind:
//     its answer is known, and what is saved goes to making sure, and to probes
//     that have found nothing yet.
//   - The thorough profile goes on, so that the owner who cleans up gets one list.
//
// One finding holds all that a probe found: its subject is the shop, so that it has
// the same name in the next run, when the files are others. Its outcome rests on
// the first leak alone, which is looked at twice; the others are seen once.
package exposed

import (
	"context"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/path"
)

// All is this family's probes.
var All = []scanner.Probe{
	VersionControl, Env, Config, Dump, PrivateKey, Logs, DatabaseAdmin, PHPInfo, Debug, Installer, Listing, Exports,
}

// A hunt is what one probe looks for.
type hunt struct {
	topic  facts.Topic
	clean  string                   // the message when nothing is handed out, without its end
	quotes func(body string) string // what may be quoted of a leak's beginning, masked
	doubt  string                   // the message, with %s for the address, where it is only likely; empty: that cannot be
	spares func(body string) bool   // a proven leak whose beginning holds nothing secret; nil means none
	spared string                   // the message then, with %s for the address
	locked string                   // the message, with %s, where a password is asked for first; empty: that is a miss
	once   bool                     // nobody looks a second time
}

// alike is why a shop cannot be judged that gives the same harm at names that
// cannot exist.
var alike = &observe.Failure{Cause: observe.Inconsistent, Words: "the shop answers names that cannot exist in the same way"}

// A proof is what the first look found, for the second one to look at: it asks
// for nothing else.
type proof struct {
	row   facts.Exposure
	home  *observe.Page
	plain bool // a name like it that cannot exist was plainly not found
}

// run asks for the topic's paths, the most telling first.
func (h hunt) run(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
	name, again := "exposed "+string(h.topic), site.Again()
	if again == site { // this is the second look
		first, err := observe.Derived(ctx, site, name, func(context.Context) (*proof, error) { return nil, alike })
		if err != nil {
			return nil, err
		}
		return h.confirm(ctx, site, *first)
	}
	r := round{hunt: h, site: site}
	found, err := r.search(ctx)
	if err == nil && r.proven != nil { // told to the second look
		_, err = observe.Derived(ctx, again, name, func(context.Context) (*proof, error) { return r.proven, nil })
	}
	return found, err
}

// confirm is the second look, at what the first one found. What a name that
// cannot exist gives is learnt again, unless the first look was told in so many
// words that it does not exist.
func (h hunt) confirm(ctx context.Context, site *observe.Site, first proof) ([]scanner.Finding, error) {
	got, err := path.Ask(ctx, look(site, first.row), at(site, first.home, first.row.Path))
	switch {
	case err != nil:
		return nil, err
	case !h.leaks(first.row, got):
		return []scanner.Finding{{Subject: site.Domain(), Outcome: scanner.Pass, Message: h.clean + ".", Evidence: []observe.Evidence{got.Evidence(missed(got))}}}, nil
	}
	var nonsense *observe.Page
	if !first.row.Always && !first.plain {
		if nonsense, err = path.Ask(ctx, look(site, first.row), at(site, first.home, path.Nonsense(site.Domain(), first.row.Path))); err != nil {
			return nil, err
		}
	}
	f, leak := h.judge(first.row, got, nonsense)
	if !leak {
		return nil, alike
	}
	f.Subject = site.Domain()
	return []scanner.Finding{f}, nil
}

// look is how a row's path is asked for.
func look(site *observe.Site, e facts.Exposure) path.Look {
	if e.Page {
		return site.PeekPage
	}
	return site.Peek
}

// at returns the address of a row's path.
func at(site *observe.Site, home *observe.Page, p string) string {
	label, _, _ := strings.Cut(site.Apex(), ".")
	p = strings.NewReplacer("{domain}", strings.TrimPrefix(site.Domain(), "www."), "{label}", label).Replace(p)
	if p == "/{nothing}" {
		p = path.Nonsense(site.Domain(), "/page")
	}
	return path.At(home, p)
}
