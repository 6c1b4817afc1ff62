package payment

import (
	"fmt"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/inventory"
	"shopcheck/scanner/probes/shop"
)

// read counts the scripts that were looked into. Of a file that is not there a page
// may be sent that says so: that is none.
func (s *search) read() int {
	n := len(s.inline())
	for _, b := range s.bodies {
		if b.File != nil && b.File.Status == 200 {
			n++
		}
	}
	return n
}

// unread returns the unknown finding where a page was not read on which customers
// type, or a script of it that nobody known answers for.
func (s *search) unread(domain string) (scanner.Finding, bool) {
	for _, p := range s.pages {
		err := shop.Unread(p.Page)
		if err == nil && p.Document().Cut {
			err = &observe.Failure{Cause: observe.Malformed, Words: "the page is longer than is read"}
		}
		if err != nil && slices.Contains(typed, p.Role) {
			f := scanner.CouldNot(domain, err)
			f.Message = "Whether somebody takes customers' cards could not be told from the page (" + string(p.Role) + "): " + words(err) + "."
			return f, true
		}
	}
	if s.full {
		err := &observe.Failure{Cause: observe.Malformed, Words: "the scripts name more addresses than are looked at"}
		f := scanner.CouldNot(domain, err)
		f.Message = "Whether somebody takes customers' cards could not be told: " + err.Words + "."
		return f, true
	}
	var missing int
	var why error
	for _, script := range s.scripts {
		onTyped := slices.ContainsFunc(script.Roles, func(r shop.Role) bool { return slices.Contains(typed, r) })
		if script.URL == "" || script.Hint || !stranger(script.Host) || !onTyped {
			continue
		}
		if err := s.missing(script); err != nil {
			missing, why = missing+1, err
		}
	}
	if missing == 0 {
		return scanner.Finding{}, false
	}
	f := scanner.CouldNot(domain, why)
	f.Message = fmt.Sprintf("Whether somebody takes customers' cards could not be told: of the scripts where they log in or pay %d could not be read, or not wholly: %s.", missing, words(why))
	return f, true
}

// missing says why a script's file was not read, or returns nil. A file that is
// not there runs nowhere.
func (s *search) missing(script inventory.Script) error {
	i := slices.IndexFunc(s.bodies, func(b inventory.Body) bool { return b.Name == script.Name })
	switch {
	case i < 0:
		return &observe.Failure{Cause: observe.BudgetSpent, Words: "this scan's limit of script files was reached"}
	case s.bodies[i].Err != nil:
		return s.bodies[i].Err
	case s.bodies[i].File.Cut:
		return &observe.Failure{Cause: observe.BudgetSpent, Words: "a script is longer than is read"}
	}
	if err := s.bodies[i].File.Unusable(); err != nil && cause(err) != observe.ErrorPage {
		return err
	}
	return nil
}
