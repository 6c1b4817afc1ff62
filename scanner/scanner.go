// Package scanner asks a shop a fixed set of questions and says what it found.
//
// It knows probes only as values: the list is written out in scanner/probes and
// handed to New. The scanner decides which probes may run, gives each a second
// look where a mistake would be costly, turns looks that failed into findings
// that say so, and sorts. A shop that asks shopcheck to stay away is obeyed
// before anything else is sent.
package scanner

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"shopcheck/scanner/observe"
)

// A Profile says how much a scan may ask of a shop.
type Profile string

// The profiles. PassiveOnly runs passive probes, Normal standard ones too,
// Thorough the same with twice the requests, with questions to the authority that
// issued the certificate, to name servers for the whole zone, and with surveys of the
// shop's own mail servers.
const (
	PassiveOnly Profile = "passive"
	Normal      Profile = "standard"
	Thorough    Profile = "thorough"
)

// Budget is what a scan of this profile may send.
func (p Profile) Budget() observe.Budget {
	b := observe.DefaultBudget
	if p == Thorough {
		b.Requests, b.Paths, b.Scripts = 2*b.Requests, 2*b.Paths, 3*b.Scripts
		b.Sessions = 2 * b.Hellos // a survey of a mail server takes one for each hello
	}
	return b
}

// Allowed is what a scan of a profile may send with these options.
func Allowed(p Profile, opts observe.Options) observe.Budget {
	b := p.Budget()
	if opts.Browser != "" {
		b.Requests, b.Bytes = b.Requests+observe.RenderBudget.Requests, b.Bytes+observe.RenderBudget.Bytes
	}
	return b
}

// A Request says what to scan and with whose permission.
type Request struct {
	Target     Target
	Profile    Profile   // "" means Normal
	Authorized bool      // the user owns the shop or may scan it; without it only passive probes run
	Only       []ProbeID // run just these; empty means all
	Twice      []ProbeID // look twice for these, as for those with [Probe.Twice]: what fails is news
}

// A Scan is all that one look at one shop found, in a stable order.
type Scan struct {
	Started    time.Time       `json:"started"`
	Finished   time.Time       `json:"finished"`
	Profile    Profile         `json:"profile"`
	Authorized bool            `json:"authorized"`
	Budget     observe.Usage   `json:"budget"`
	Vantage    observe.Vantage `json:"-"` // the run shows it beside the scan
	// Problem is why the shop's home page could not be seen; nil if it was seen.
	// A scan with a problem has assessed nothing that visitors see.
	Problem  *observe.Failure `json:"problem"`
	Findings []Finding        `json:"findings"`
	Twice    []ProbeID        `json:"twice,omitempty"` // looked at twice because what failed was news; nil: none
	Looks    observe.Looks    `json:"looks"`
}

// A Scanner runs probes. Make one with New.
type Scanner struct {
	probes []Probe
	opts   observe.Options
}

// New returns a scanner for the given probes. It rejects a probe without an ID,
// a page or a Run, and two probes with one ID.
func New(probes []Probe, opts observe.Options) (*Scanner, error) {
	seen := make(map[ProbeID]bool)
	for _, p := range probes {
		if p.ID == "" || p.Doc == "" || p.Run == nil || p.Severity.Rank() > Info.Rank() {
			return nil, fmt.Errorf("probe %q is incomplete", p.ID)
		}
		if seen[p.ID] {
			return nil, fmt.Errorf("probe %q is listed twice", p.ID)
		}
		seen[p.ID] = true
	}
	return &Scanner{probes: probes, opts: opts}, nil
}

// Scan looks at one shop. A shop that cannot be reached is a result, not an
// error, and so is an interruption: the findings not made are Unknown.
func (s *Scanner) Scan(ctx context.Context, req Request) Scan {
	req.Profile = cmp.Or(req.Profile, Normal)
	site := s.open(ctx, req, Allowed(req.Profile, s.opts))
	defer site.Close()
	scan := Scan{Started: s.now(), Profile: req.Profile, Authorized: req.Authorized}
	s.fill(ctx, &scan, site, req)
	scan.Vantage = site.Vantage()
	return scan
}

// More is what a scan that goes on may send besides what the scan before it was
// allowed.
var More = observe.Budget{Requests: 30, Scripts: 10}

// Continue goes on with a scan of req that has ended, because more is told of the
// shop now than then. What was asked is not asked again; everything is judged
// anew.
func (s *Scanner) Continue(ctx context.Context, req Request, scan Scan) Scan {
	budget := scan.Budget.Allowed
	budget.Requests, budget.Scripts = budget.Requests+More.Requests, budget.Scripts+More.Scripts
	req.Profile = scan.Profile
	site := s.open(ctx, req, budget)
	defer site.Close()
	site.Recall(scan.Looks, scan.Budget.Used)
	s.fill(ctx, &scan, site, req)
	return scan
}

func (s *Scanner) open(ctx context.Context, req Request, budget observe.Budget) *observe.Site {
	opts := s.opts
	opts.Budget, opts.Fetch = budget, req.Profile == Thorough
	opts.Unlinked = req.Authorized && req.Profile != PassiveOnly
	return observe.Open(ctx, req.Target.Domain, opts)
}

// fill judges a shop and completes the scan with what that took.
func (s *Scanner) fill(ctx context.Context, scan *Scan, site *observe.Site, req Request) {
	scan.Findings, scan.Twice = s.Judge(ctx, site, req), req.Twice
	scan.Problem = problem(ctx, site, scan.Findings)
	scan.Finished, scan.Budget, scan.Looks = s.now(), site.Usage(), site.Looks()
}

// Judge runs the probes that req permits against site, which may be a replayed
// one, and returns their findings, sorted by key.
func (s *Scanner) Judge(ctx context.Context, site *observe.Site, req Request) []Finding {
	away := optedOut(ctx, site)
	found := make([][]Finding, len(s.probes))
	for stage := AtOnce; stage <= Afterwards; stage++ {
		if stage == Afterwards {
			site = knowing(ctx, site, req, slices.Concat(found...))
		}
		var wg sync.WaitGroup
		for i, p := range s.probes {
			if p.Stage == stage && (len(req.Only) == 0 || slices.Contains(req.Only, p.ID)) {
				wg.Go(func() { found[i] = s.permitted(ctx, p.asked(req), site, cmp.Or(away, p.refusal(req))) })
			}
		}
		wg.Wait()
	}
	all := slices.Concat(found...)
	slices.SortStableFunc(all, func(a, b Finding) int { return cmp.Compare(a.Key(), b.Key()) })
	return all
}

// asked returns p as req asks it.
func (p Probe) asked(req Request) Probe {
	p.Twice = p.Twice || slices.Contains(req.Twice, p.ID)
	return p
}

// permitted runs p unless there is a reason against it, and completes its findings.
func (s *Scanner) permitted(ctx context.Context, p Probe, site *observe.Site, against error) []Finding {
	var found []Finding
	if against != nil {
		found = []Finding{CouldNot(site.Domain(), against)}
	} else {
		found = s.run(ctx, p, site)
	}
	for i := range found {
		found[i].Probe, found[i].Severity = p.ID, p.Severity
		if found[i].Evidence == nil {
			found[i].Evidence = []observe.Evidence{}
		}
	}
	return found
}

// refusal says why p may not run, or nil.
func (p Probe) refusal(req Request) error {
	switch {
	case p.Class == Passive, p.Class == Standard && req.Authorized && req.Profile != PassiveOnly, slices.Contains(req.Only, p.ID) && req.Authorized:
		return nil
	case !req.Authorized:
		return &observe.Failure{Cause: observe.NotPermitted, Words: "this needs the word of somebody who owns the shop or may scan it (--authorized)"}
	}
	return &observe.Failure{Cause: observe.NotPermitted, Words: "the passive profile does not include it (--profile standard)"}
}

// problem says why nothing that visitors see was assessed, or returns nil.
func problem(ctx context.Context, site *observe.Site, found []Finding) *observe.Failure {
	for _, f := range found {
		if f.Cause == observe.OptedOut {
			return &observe.Failure{Cause: f.Cause, Words: "the shop asks shopcheck to stay away"}
		}
	}
	if _, err := site.Home(ctx); err != nil {
		cause, words := observe.Explain(err)
		return &observe.Failure{Cause: cause, Words: words}
	}
	return nil
}

func (s *Scanner) now() time.Time {
	if s.opts.Now != nil {
		return s.opts.Now().UTC()
	}
	return time.Now().UTC()
}
