package exposed

import (
	"fmt"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/probes/path"
)

// A plan is what one hunt may ask of a shop, settled before anything is sent.
type plan struct {
	first  []facts.Exposure // asked whatever they show
	more   []facts.Exposure // asked if requests are left, see [path.Queue.More]
	beyond []facts.Exposure // not asked
	goesOn bool             // ask for more of what is proven
	most   int              // of how many the thorough profile asks
}

// thorough is how many rows of the list the thorough profile asks.
const thorough = 70

// planFor takes a topic's rows out of the first of the list for a platform: so
// many always, and a share at most.
func planFor(topic facts.Topic, platform string, always, share int) plan {
	p := plan{goesOn: share >= thorough}
	for i, e := range facts.Exposures(platform) {
		if e.Topic != topic {
			continue
		}
		if i < thorough {
			p.most++
		}
		switch {
		case i < always:
			p.first = append(p.first, e)
		case i < share:
			p.more = append(p.more, e)
		default:
			p.beyond = append(p.beyond, e)
		}
	}
	return p
}

// Turns of a hunt, as ranks of the queue: one for each of the first rows, then one
// to make sure of what they show, then the same for the others.
const (
	toBeSure   = 1 << 20
	forMore    = 2 << 20
	sureOfMore = 3 << 20
)

// turns are a plan's turns in their order, and [path.Done].
func (p plan) turns() (out []int) {
	add := func(rows []facts.Exposure, ask, sure int) {
		for _, e := range rows {
			out = append(out, ask+e.Rank)
		}
		if len(rows) > 0 {
			out = append(out, sure+rows[0].Rank)
		}
	}
	add(p.first, 0, toBeSure)
	add(p.more, forMore, sureOfMore)
	return append(out, path.Done)
}

// scope says how many of the known addresses were looked at, and why not all.
func (p plan) scope(asked int) string {
	known := len(p.first) + len(p.more) + len(p.beyond)
	switch {
	case asked == known && asked == 1:
		return " (looked at the one usual place)"
	case asked == known:
		return fmt.Sprintf(" (looked at all %d usual places)", asked)
	case asked < p.most:
		return fmt.Sprintf(" (looked at %d of %d usual places; a thorough scan looks at more)", asked, known)
	default:
		return fmt.Sprintf(" (looked at %d of %d usual places; the rest is beyond what one scan may ask)", asked, known)
	}
}
