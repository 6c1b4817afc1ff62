package exposed

import (
	"fmt"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/path"
)

// A plan is what one hunt asks of a shop, settled before anything is sent.
type plan struct {
	rows    []facts.Exposure
	known   int // rows that there are for such a shop
	most    int // of which the thorough profile asks
	skipped int // rows that were not asked when the run was made that is replayed
}

// thorough is how many rows of the list the thorough profile asks.
const thorough = 70

// planFor takes a topic's rows out of the first of the list for a platform.
func planFor(topic facts.Topic, platform string, share int) (p plan) {
	for i, e := range facts.Exposures(platform) {
		if e.Topic != topic {
			continue
		}
		p.known++
		if i < thorough {
			p.most++
		}
		if i < share {
			p.rows = append(p.rows, e)
		}
	}
	return p
}

// after returns the rank of what is asked after a row.
func (p plan) after(i int) int {
	if i+1 < len(p.rows) {
		return p.rows[i+1].Rank
	}
	return path.Done
}

func (p plan) asked() int { return len(p.rows) - p.skipped }

// scope says how many of the known addresses were asked, and why not all.
func (p plan) scope() string {
	switch asked := p.asked(); {
	case asked == p.known && asked == 1:
		return " (asked the one known address)"
	case asked == p.known:
		return fmt.Sprintf(" (asked all %d known addresses)", asked)
	case asked < p.most:
		return fmt.Sprintf(" (asked %d of %d known addresses; more with --profile thorough)", asked, p.known)
	default:
		return fmt.Sprintf(" (asked %d of %d known addresses; the rest is beyond what one scan may ask)", asked, p.known)
	}
}

// nothing is why nothing was asked.
func (p plan) nothing() error {
	if p.skipped > 0 {
		return &observe.Failure{Cause: observe.NotRecorded, Words: "this was not looked at when the run was made"}
	}
	return &observe.Failure{Cause: observe.BudgetSpent, Words: "this scan's limit leaves no request for it"}
}
