package spf

import (
	"context"
	"slices"
	"sync"
)

// Bounds of one walk. Ten lookups, the most that a mail server makes, are always
// followed to their end; what lies far beyond is known to be too much.
const (
	maxLookups   = 20 // known before nothing more is asked
	maxQuestions = 40 // asked
	maxHosts     = 12 // of those, for addresses of mail servers
	maxSteps     = 50 // kept of one record
	atOnce       = 20 // questions
)

// Walk follows a domain's record through everything that it leads to, as the
// evaluation of a mail would that nothing matches: the worst case, whoever sends.
// Behind an "all" nothing is evaluated (section 5.1). Macros are filled in where
// they do not depend on the mail.
//
// What the records of one level name is asked for at the same time, so that a
// walk takes as many round trips as there are levels, and one or two more. The
// questions and the result do not depend on which answer comes first. A walk asks
// no more than forty questions, and none once it knows of more than twenty
// lookups.
func Walk(ctx context.Context, ask Resolver, domain string) *Tree {
	w := &walk{ctx: ctx, ask: ask, known: make(map[question]answer)}
	w.root = &Node{Name: domainName(domain)}
	for jobs := w.node(w.root); len(jobs) > 0; {
		jobs = w.round(jobs)
	}
	t := &Tree{Root: w.root}
	t.count(w.root)
	return t
}

// round asks what jobs want to know, and returns those that the answers lead to.
func (w *walk) round(jobs []job) []job {
	enough := w.lookups > maxLookups
	if !enough {
		w.fetch(jobs)
	}
	var next []job
	for _, j := range jobs {
		a, ok := w.known[j.question]
		switch {
		case ok && !enough:
			next = append(next, j.then(a)...)
		case j.problem != nil:
			*j.problem = TooFar
		}
	}
	return next
}

// A walk is what was asked so far, and answered.
type walk struct {
	ctx   context.Context
	ask   Resolver
	root  *Node
	known map[question]answer
	hosts int // questions for addresses of mail servers

	lookups int // known so far
}

type question struct{ typ, name string }

type answer struct {
	found []string
	state State
	err   error
}

// A job is a question and what its answer leads to.
type job struct {
	question
	rank    rank
	problem *Problem // where to say that it was not asked; nil if that is no matter
	then    func(answer) []job
}

// A rank says which questions are asked first, where there are too many.
type rank int

const (
	records rank = iota
	terms
	hosts
	ranks
)

// fetch asks what is not known yet, as far as the walk may.
func (w *walk) fetch(jobs []job) {
	var open []question
	for r := range ranks {
		for _, j := range jobs {
			_, known := w.known[j.question]
			if j.rank != r || known || slices.Contains(open, j.question) || len(w.known)+len(open) == maxQuestions || r == hosts && w.hosts == maxHosts {
				continue
			}
			if open = append(open, j.question); r == hosts {
				w.hosts++
			}
		}
	}
	answers := make([]answer, len(open))
	turns := make(chan struct{}, atOnce)
	var all sync.WaitGroup
	for i, q := range open {
		turns <- struct{}{}
		all.Go(func() {
			defer func() { <-turns }()
			found, state, err := w.ask(w.ctx, q.typ, q.name)
			answers[i] = answer{found, state, err}
		})
	}
	all.Wait()
	for i, q := range open {
		w.known[q] = answers[i]
	}
}

// node has a name's record read, if there may be one.
func (w *walk) node(n *Node) []job {
	switch above := n.parent; {
	case !checkable(n.Name):
		n.Problem = Missing
	case slices.ContainsFunc(above.line(), func(a *Node) bool { return a.Name == n.Name }):
		n.Problem = Circular
	case n.depth > MaxLookups:
		n.Problem = TooFar
	default:
		return []job{{question{"TXT", n.Name}, records, &n.Problem, func(a answer) []job { return w.read(n, a) }}}
	}
	return nil
}

// line is a node and those that lead to it; of nil it is empty.
func (n *Node) line() []*Node {
	var out []*Node
	for ; n != nil; n = n.parent {
		out = append(out, n)
	}
	return out
}

// read reads a name's record and returns what it has asked next.
func (w *walk) read(n *Node, a answer) []job {
	n.State, n.Err, n.Texts = a.state, a.err, Records(a.found)
	switch {
	case a.err != nil:
		n.Problem = Silent
	case len(n.Texts) == 0:
		n.Problem = Missing
	case len(n.Texts) > 1:
		n.Problem = Several
	}
	if n.Problem != "" {
		return nil
	}
	record, wrong := Parse(n.Texts[0])
	if n.Errors = wrong; len(wrong) > 0 {
		n.Problem = Broken
		return nil
	}
	n.arrange(record)
	w.lookups += len(n.Steps) + n.More
	var jobs []job
	for _, s := range n.Steps {
		jobs = append(jobs, w.step(s, n)...)
	}
	return jobs
}

// step returns what a term asks.
func (w *walk) step(s *Step, n *Node) []job {
	if s.Name == "ptr" {
		s.Problem = Obsolete
		return nil
	}
	if s.Target = n.Name; s.Domain.Written != "" {
		expanded, ok := s.Domain.expand(func(letter byte) (string, bool) {
			return map[byte]string{'d': n.Name, 'o': w.root.Name}[letter], letter == 'd' || letter == 'o'
		})
		if s.Target = domainName(expanded); !ok {
			s.Target, s.Problem = "", Varying
			return nil
		}
	}
	if s.leads() {
		s.Next = &Node{Name: s.Target, parent: n, depth: n.depth + 1}
		return w.node(s.Next)
	}
	if !askable(s.Target) {
		return nil // no server asks for such a name
	}
	switch s.Name {
	case "mx":
		return s.job("MX", s.Target, terms, s.servers)
	case "exists":
		return s.job("A", s.Target, terms, func(a answer) []job { s.Void = len(a.found) == 0; return nil })
	}
	return s.addresses(s.Target, terms)
}

// job asks a question of a step, which ends if there is no answer.
func (s *Step) job(typ, name string, r rank, then func(answer) []job) []job {
	j := job{question{typ, name}, r, &s.Problem, func(a answer) []job {
		if a.err != nil {
			s.Problem, s.Err = Silent, a.err
			return nil
		}
		return then(a)
	}}
	if r == hosts {
		j.problem = nil
	}
	return []job{j}
}

// addresses asks for a name's addresses: of IPv6 only if there is none of IPv4. A
// mail server asks for those of the sender's kind alone (section 5), so that one
// kind missing is void for some senders and not for others, and is not counted.
func (s *Step) addresses(name string, r rank) []job {
	return s.job("A", name, r, func(a answer) []job {
		if len(a.found) > 0 {
			return nil
		}
		return s.job("AAAA", name, r, func(a answer) []job { s.Void = s.Void || len(a.found) == 0; return nil })
	})
}

// servers asks for the addresses of a domain's mail servers, some of them if
// there are many.
func (s *Step) servers(a answer) []job {
	if s.Void = len(a.found) == 0; len(a.found) > MaxServers {
		s.Problem = Crowded
		return nil
	}
	var jobs []job
	for _, host := range a.found {
		if askable(host) {
			jobs = append(jobs, s.addresses(host, hosts)...)
		}
	}
	return jobs
}
