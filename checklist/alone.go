package checklist

import (
	"fmt"
	"slices"
	"time"
)

// aloneKey is the key of the statement that somebody runs the shop alone.
const aloneKey = string(About) + "/alone"

// Alone reports whether the shop is run by one person: somebody said so, and that
// is not too old and was not taken back. It takes what [Newest] returns.
//
// What such a person need not be asked counts as well answered, and this word stands
// behind it; once it no longer counts, all of it is asked again. An answer
// to other words for the same question is not lost then: it was true when it was
// given, and gets old by itself.
func Alone(said map[string]Statement, at time.Time) bool {
	s := said[aloneKey]
	return s.Value == ValueYes && within(s.At, lasts(About), at)
}

func (h *hearing) alone() bool { return Alone(h.said, h.at) }

// skipped reports whether a part is not asked, because one person runs the shop.
func (h *hearing) skipped(part string) bool {
	item, id := h.ref(part)
	p, _ := h.catalog.Part(item, id)
	return p.Alone == Skip && h.alone()
}

// asked returns a part in the words in which this shop is asked.
func (h *hearing) asked(part string) Part {
	item, id := h.ref(part)
	p, _ := h.catalog.Part(item, id)
	return p.For(h.alone())
}

// checkAlone holds the words for somebody who runs the shop alone: they need a
// question that finds out, a question that is left out needs none, and labels
// are for choices.
func (c Catalog) checkAlone() (errs []error) {
	var own []string
	for _, part := range c.About {
		if part.spokenAlone() {
			errs = append(errs, fmt.Errorf("%s/%s: what is about the shop is asked of everybody alike", About, part.ID))
		}
	}
	for _, item := range c.Items {
		for _, part := range item.Parts {
			key := partKey(item.ID, part.ID)
			if part.spokenAlone() {
				own = append(own, key)
			}
			labels := slices.ContainsFunc(part.Choices, func(o Option) bool { return o.Alone != "" })
			switch {
			case labels && part.Kind != Choice:
				errs = append(errs, fmt.Errorf("%s: labels for one person do not fit the kind %q", key, part.Kind))
			case labels && part.Alone == Skip:
				errs = append(errs, fmt.Errorf("%s is not asked of one person, but has labels for them", key))
			case part.Alone == part.Ask && part.Alone != "":
				errs = append(errs, fmt.Errorf("%s asks one person the same; leave alone out", key))
			}
		}
	}
	asks := slices.ContainsFunc(c.About, func(p Part) bool { return partKey(About, p.ID) == aloneKey && p.Kind == YesNo })
	if len(own) > 0 && !asks {
		errs = append(errs, fmt.Errorf("%s has words for one person, but no yes-no question %s finds out whether there is only one", own[0], aloneKey))
	}
	return errs
}

// spokenAlone reports whether a part has anything of its own for one person.
func (p Part) spokenAlone() bool {
	return p.Alone != "" || slices.ContainsFunc(p.Choices, func(o Option) bool { return o.Alone != "" })
}
