package mail

import (
	"fmt"
	"slices"
	"strings"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/mail/spf"
)

// dead returns what ends every evaluation that goes on so far, within the lookups
// that mail services make, and the record that is to blame.
func dead(t *spf.Tree) (why string, at *spf.Node) {
	for path, s := range t.All() {
		if s.Number > spf.MaxLookups {
			break
		}
		if s.Problem == spf.Crowded {
			return fmt.Sprintf("leads to more than %d mail servers by %s, and mail services then ignore it", spf.MaxServers, quoted(s.Text)), path[len(path)-1]
		}
		if s.Next == nil {
			continue
		}
		name := observe.Printable(s.Next.Name)
		switch s.Next.Problem {
		case spf.Missing:
			return "leads to that of " + name + ", where there is none, and mail services then ignore all of it", s.Next
		case spf.Several:
			return "leads to that of " + name + ", which has more than one, and mail services then ignore all of it", s.Next
		case spf.Broken:
			return "cannot be used by mail services: " + brokenList(s.Next, false), s.Next
		case spf.Circular:
			return "leads back to itself, so that mail services give up: " + circle(path, s.Next), path[len(path)-1]
		}
	}
	return "", nil
}

// circle names the lists that lead from one to the next and back.
func circle(path []*spf.Node, back *spf.Node) string {
	var names []string
	begin := slices.IndexFunc(path, func(n *spf.Node) bool { return n.Name == back.Name })
	for _, n := range append(slices.Clone(path[begin:]), back) {
		names = append(names, n.Name)
	}
	return observe.Printable(strings.Join(names, ", then "))
}

// silence returns why a question had no answer; nil if all had one.
func silence(t *spf.Tree) error {
	for _, s := range t.All() {
		switch {
		case s.Err != nil:
			return s.Err
		case s.Next != nil && s.Next.Err != nil:
			return s.Next.Err
		}
	}
	return nil
}

// risky returns what may soon, or at some mail services, have the list ignored, or
// keeps a part of it from working, and the record that is to blame; empty if
// nothing does.
func risky(t *spf.Tree) (why string, at *spf.Node) {
	switch {
	case t.Root.Problem != "":
		return "", nil
	case t.Lookups == spf.MaxLookups:
		return fmt.Sprintf("asks for %s of the %d lookups that mail services make, and one more anywhere would have them ignore it", number(t), spf.MaxLookups), nil
	case t.Lookups == spf.MaxLookups-1:
		return fmt.Sprintf("asks for %s of the %d lookups that mail services make, and two more anywhere would have them ignore it", number(t), spf.MaxLookups), nil
	}
	for path, s := range t.All() {
		if s.Problem != spf.Obsolete {
			continue
		}
		given := "relies on " + quoted(s.Text) + ", a part that is given up and that some mail services pass over"
		if at = path[len(path)-1]; at != t.Root {
			given = "leads to that of " + observe.Printable(at.Name) + ", which " + given
		}
		return given, at
	}
	if size := len(t.Root.Name) + len(t.Root.Texts[0]); size > maxText {
		return fmt.Sprintf("takes %d bytes together with the name, and beyond %d some mail services may not get it", size, maxText), nil
	}
	if len(t.Root.Idle) > 0 {
		return "has the part " + quoted(t.Root.Idle[0].Text) + ", which does nothing, because a colon belongs where its equals sign is", nil
	}
	return "", nil
}
