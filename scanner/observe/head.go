package observe

import "slices"

// ofHead are the tags that do not end a page's head (HTML, sections 13.2.6.4.4
// and 13.2.6.4.6).
var ofHead = []string{"html", "head", "base", "basefont", "bgsound", "link", "meta", "noframes", "noscript", "script", "style", "template", "title"}

// heads takes note of whether a start tag ends the head. What stands in noscript
// does not: where scripts run it is text.
func (r *reading) heads(name string) {
	r.body = r.body || !r.aside && !slices.Contains(ofHead, name)
	r.aside = r.aside || name == "noscript"
}
