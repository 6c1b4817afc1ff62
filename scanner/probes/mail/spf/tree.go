package spf

import "iter"

// A Problem is why a record, or a term of one, is of no use to mail servers, or
// could not be followed.
type Problem string

// The problems. The first five end every evaluation that comes there with
// "permerror" (sections 4.6, 5.2, 5.4 and 6.1); a domain without a record of its
// own has none to evaluate.
const (
	Missing  Problem = "missing"  // the name has no record
	Several  Problem = "several"  // it has more than one
	Broken   Problem = "broken"   // the record breaks the grammar
	Circular Problem = "circular" // the name is being evaluated already
	Crowded  Problem = "crowded"  // an mx leads to more than ten servers

	Silent   Problem = "silent"   // a question had no answer
	Varying  Problem = "varying"  // a macro has it depend on each mail
	TooFar   Problem = "too far"  // beyond the bounds of a walk, and of every mail server's patience
	Obsolete Problem = "obsolete" // ptr, which nobody should use (section 5.5)
)

// A Tree is a domain's record and all that it leads to.
type Tree struct {
	Root    *Node
	Lookups int  // terms that make a mail server ask, if nothing matches
	Voids   int  // of those that ask for what is not there, whoever sends
	Partial bool // some of it was not followed, so there may be more of both
}

// A Node is one name with the record that was found there.
type Node struct {
	Name    string
	State   State         // of the texts at the name; empty if nobody answered, or was asked
	Texts   []string      // its SPF records
	Errors  []SyntaxError // of its only record
	Problem Problem       // empty if it can be evaluated
	Err     error         // why there was no answer; nil otherwise
	Steps   []*Step       // the terms that ask, in the order of evaluation, fifty at most
	More    int           // how many there are beyond
	Idle    []Term        // see [Term.Idle]; fifty at most

	parent *Node
	depth  int
	all    *Term // what fits every mail; nil if nothing does
	open   *Term // what fits every mail that comes over IPv4; nil if nothing does
}

// A Step is a term that makes a mail server ask.
type Step struct {
	Term
	Target  string  // the name that it asks for; empty if that depends on each mail
	Number  int     // it is this lookup of a whole evaluation, counted from 1
	Lookups int     // what it costs: 1, and what it leads to
	Void    bool    // what it asks for is not there, whoever sends
	Problem Problem // empty if there is none
	Err     error   // why there was no answer; nil otherwise
	Next    *Node   // where an include or redirect leads; nil for others, and if that varies
}

// leads reports whether the step goes on to another record.
func (s *Step) leads() bool { return s.Name == "include" || s.Name == "redirect" }

// arrange keeps of a record what an evaluation comes to: nothing behind what fits
// every mail, and a redirect at the end if nothing does (sections 5.1 and 6.1).
func (n *Node) arrange(r Record) {
	var redirect *Term
	for _, t := range r.Terms {
		switch {
		case t.Idle():
			if len(n.Idle) < maxSteps {
				n.Idle = append(n.Idle, t)
			}
		case n.all != nil:
		case t.Name == "redirect":
			redirect = &t
		case t.Asks():
			n.keep(t)
		case t.Name == "all":
			n.all = &t
		case t.Name == "ip4" && t.Network.Bits() == 0 && n.open == nil:
			n.open = &t
		}
	}
	if redirect != nil && n.all == nil {
		n.keep(*redirect)
	}
}

func (n *Node) keep(t Term) {
	if len(n.Steps) == maxSteps {
		n.More++
		return
	}
	n.Steps = append(n.Steps, &Step{Term: t})
}

// count numbers a node's steps, and those that they lead to, in the order of
// evaluation.
func (t *Tree) count(n *Node) {
	t.Partial = t.Partial || n.Problem == Silent || n.Problem == TooFar
	for _, s := range n.Steps {
		t.Lookups++
		s.Number = t.Lookups
		if s.Next != nil {
			s.Void = s.Next.State == NoRecord || s.Next.State == NoName
			t.count(s.Next)
		}
		if s.Void {
			t.Voids++
		}
		t.Partial = t.Partial || s.Problem == Silent || s.Problem == TooFar || s.Problem == Varying && s.leads()
		s.Lookups = t.Lookups - s.Number + 1
	}
	t.Lookups += n.More
}

// All yields the steps of the tree in the order of evaluation, each with the
// records that lead to it, the domain's own first.
func (t *Tree) All() iter.Seq2[[]*Node, *Step] {
	return func(yield func([]*Node, *Step) bool) { t.Root.each([]*Node{t.Root}, yield) }
}

func (n *Node) each(path []*Node, yield func([]*Node, *Step) bool) bool {
	for _, s := range n.Steps {
		if !yield(path, s) || s.Next != nil && !s.Next.each(append(path[:len(path):len(path)], s.Next), yield) {
			return false
		}
	}
	return true
}

// A Rest is what a record says of a mail that comes from somebody it does not
// list.
type Rest struct {
	Path      []*Node // the records that say it: the domain's own, those that it is redirected to, and the include's that lets everybody pass
	Qualifier byte    // 0 if nothing is said
	Term      string  // that says it in the last one, as written; empty if none does
	Varies    bool    // where the last one redirects to depends on each mail
}

// Last is the record that says it.
func (r Rest) Last() *Node { return r.Path[len(r.Path)-1] }

// Rest returns what the record says of a stranger's mail. An include says nothing
// of it by its own "all", except that one which lets everybody pass fits every
// mail (section 5.2).
func (n *Node) Rest() Rest {
	out := Rest{Path: []*Node{n}}
	for _, s := range n.Steps {
		switch {
		case n.open != nil && (n.open.At < s.At || s.Name == "redirect"):
			return out.by(*n.open, nil)
		case s.Name == "redirect" && s.Next == nil:
			out.Varies = true
			return out
		case s.Name == "redirect":
			end := s.Next.Rest()
			end.Path = append(out.Path, end.Path...)
			return end
		}
		if all, path := s.everybody(); all {
			return out.by(s.Term, path)
		}
	}
	for _, t := range []*Term{n.open, n.all} {
		if t != nil {
			return out.by(*t, nil)
		}
	}
	return out
}

// by is a Rest that a term decides, by what a path says.
func (r Rest) by(t Term, path []*Node) Rest {
	r.Qualifier, r.Term, r.Path = t.Qualifier, t.Text, append(r.Path, path...)
	return r
}

// everybody reports whether the step fits every mail, at least of those that come
// over IPv4, and by which records it leads to.
func (s *Step) everybody() (bool, []*Node) {
	switch {
	case s.Next != nil:
		rest := s.Next.Rest()
		return rest.Qualifier == '+', rest.Path
	case s.Problem != "" || s.Void || !askable(s.Target):
		return false, nil
	}
	return s.Name == "exists" || s.Bits4 == 0, nil
}
