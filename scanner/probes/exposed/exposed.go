// Package exposed asks whether a shop hands out files that no visitor should
// get.
//
// What is asked for, and what proves the harm, are rows of scanner/facts; here
// is the judging, which must never call a soft 404 a leak. A hit needs three
// things: a status that hands something out, a beginning that proves the kind
// of file, and a path of the same shape that cannot exist and gives nothing
// like it. Misses are held against what the shop says of a page that cannot
// exist, before and after: a shop that refuses everything, or begins to while it
// is asked, hides as well as it keeps.
//
// All probes of the family share one list, the most harmful and likely first, and
// its order is kept over all of them; see [path.Queue]. Which rows a scan's budget
// leaves out depends on nothing but that list and the shop's platform.
package exposed

import (
	"context"

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
}

// alike is why a shop cannot be judged that gives the same harm at names that
// cannot exist.
var alike = &observe.Failure{Cause: observe.Inconsistent, Words: "the shop answers names that cannot exist in the same way"}

// A proof is what the first look found, for the second one to look at: it asks
// for nothing else.
type proof struct {
	row   facts.Exposure
	home  *observe.Page
	queue *path.Queue
	plain bool // see round
}

// run asks for the topic's paths, the most telling first, until one is proven.
func (h hunt) run(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
	name, again := "exposed "+string(h.topic), site.Again()
	if again == site { // this is the second look
		first, err := observe.Derived(ctx, site, name, func(context.Context) (*proof, error) { return nil, alike })
		if err != nil {
			return nil, err
		}
		r := round{hunt: h, site: site, home: first.home, queue: first.queue, plain: first.plain}
		return r.confirm(ctx, first.row)
	}
	r := round{hunt: h, site: site}
	found, err := r.search(ctx)
	if err == nil && r.proven != nil { // told to the second look
		_, err = observe.Derived(ctx, again, name, func(context.Context) (*proof, error) { return &proof{*r.proven, r.home, r.queue, r.plain}, nil })
	}
	return found, err
}
