package inventory

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

// A Body is the text of a script's file, or why it was not fetched.
type Body struct {
	Script
	File *observe.Page // nil if it was not fetched
	Err  error         // why not
}

// wanted orders pages by how much harm a script on them can do.
var wanted = []shop.Role{shop.Checkout, shop.Cart, shop.Login, shop.Register, shop.Account, shop.Home, shop.Product}

// Bodies fetches scripts' files, those of the payment page first and of the same
// page the other companies' first, as many as the scan may. Texts in pages are
// left out: they are in [Script]. Who asks passes the scripts of all pages found:
// then all who ask get the same files, and none is beyond the limit.
func Bodies(ctx context.Context, site *observe.Site, scripts []Script) []Body {
	var files []Body
	for _, s := range scripts {
		if s.URL != "" {
			files = append(files, Body{Script: s})
		}
	}
	slices.SortStableFunc(files, func(a, b Body) int { return cmp.Or(cmp.Compare(a.rank(), b.rank()), first(!a.Own, !b.Own)) })
	may := site.MayScript()
	files = slices.DeleteFunc(files, func(b Body) bool { return !may(b.URL) })
	var wg sync.WaitGroup
	for i := range files {
		wg.Go(func() { files[i].File, files[i].Err = site.Script(ctx, files[i].URL) })
	}
	wg.Wait()
	return files
}

// BodiesTwice is Bodies for who looks twice. The second look is at one file alone,
// so that no server is asked for all of them again: the first that convicts, if
// pages still name it. Beside it are those that were read at the first look and do
// not convict.
func BodiesTwice(ctx context.Context, site *observe.Site, scripts []Script, convicts func(Body) bool) []Body {
	first := site.First()
	if first == site {
		return Bodies(ctx, site, scripts)
	}
	found, err := shop.Find(ctx, first)
	if err != nil {
		return nil
	}
	asked := false
	var bodies []Body
	for _, b := range Bodies(ctx, first, Of(found.Pages, site.Own)) {
		i, bad := slices.IndexFunc(scripts, func(s Script) bool { return s.Name == b.Name }), convicts(b)
		if i < 0 || bad && asked {
			continue
		}
		if bad {
			asked, b = true, Body{Script: scripts[i]}
			b.File, b.Err = site.Script(ctx, b.URL)
		}
		bodies = append(bodies, b)
	}
	return bodies
}

func (s Script) rank() int {
	best := len(wanted)
	for _, role := range s.Roles {
		if i := slices.Index(wanted, role); i >= 0 {
			best = min(best, i)
		}
	}
	return best
}

// first orders true before false.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}
