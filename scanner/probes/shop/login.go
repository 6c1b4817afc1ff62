package shop

import (
	"regexp"
	"strings"

	"shopcheck/scanner/observe"
)

// delivery finds the names of fields that a checkout has and a login form has
// not.
var delivery = regexp.MustCompile(`addr|street|city|town|zip|postcode|postal|phone|country`)

// BehindLogin reports whether a page asks for a password and for nothing that a
// checkout would ask for.
func BehindLogin(p *observe.Page) bool {
	password := false
	for _, form := range p.Document().Forms {
		password = password || form.AsksPassword()
		for _, in := range form.Inputs {
			if delivery.MatchString(strings.ToLower(in.Name + " " + in.ID + " " + in.Autocomplete)) {
				return false
			}
		}
	}
	return password
}
