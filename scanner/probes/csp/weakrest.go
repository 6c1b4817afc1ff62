package csp

// onRest returns the weaknesses outside of lists of scripts.
func (ps Policies) onRest() []Weakness {
	var found []Weakness
	wide := func(d Directive) bool { return d.has(Source.Everywhere) }
	lacks := func(id ID, grade Grade, missing, words string) {
		name := string(id)
		by, open := ps.open(name, wide)
		switch {
		case open && len(by) == 0:
			found = append(found, Weakness{ID: id, Grade: grade, Words: missing})
		case open:
			found = append(found, Weakness{id, grade, words, by[0].Text})
		}
	}
	lacks(ObjectOpen, Weak, "neither object-src nor default-src: plug-ins may be loaded from anywhere", "plug-ins may be loaded from anywhere")
	if by, open := ps.open("script-src-elem", retargeted); open && len(by) > 0 {
		lacks(BaseOpen, Weak, "no base-uri: a base element that was smuggled in leads the page's own scripts elsewhere",
			"a base element that was smuggled in leads the page's own scripts elsewhere")
	}
	lacks(FormsOpen, Note, "no form-action: a form that was smuggled in may send to anywhere", "a form that was smuggled in may send to anywhere")
	lacks(FramesOpen, Note, "no frame-ancestors: not this policy, but perhaps X-Frame-Options keeps others from framing the page", "every website may frame the page")
	return found
}

// retargeted reports whether a list lets scripts in wherever they come from, by
// their nonce or because of who loads them: then it matters what their relative
// addresses are relative to (CSP, section 7.3).
func retargeted(d Directive) bool {
	return d.dynamic || d.has(func(s Source) bool { return s.Kind == Nonce })
}
