package facts

import (
	"slices"
	"strings"
	"sync"
	"time"
)

type distroTable struct {
	Source  string
	Markers []struct {
		Match   Pattern
		Yes, No string
	}
	Releases []struct {
		Match   Pattern
		Name    string
		Ends    day
		For     []string // products; none: all
		Yes, No string
	}
	Windows struct {
		Match   Pattern
		Yes, No string
	}
	Packages map[string][]distroPackage
}

// A Release is one release of a distribution, which looks after its packages.
type Release struct {
	Name string    // "Debian 12"
	Ends time.Time // the last day on which everybody gets fixes
}

// a distroPackage is a version that a distribution ships; one that ends in a dot
// stands for all that begin with it.
type distroPackage struct {
	Version, Of string
	Memory      bool
}

var distros = sync.OnceValue(func() distroTable { return load[distroTable]("distros.yaml") })

// DistroMarker reports whether a banner, such as a Server header or a mail
// server's greeting, says that the software is a distribution's package. Distributions
// put fixes into old versions, so its number does not show what is patched.
func DistroMarker(banner string) bool {
	for _, m := range distros().Markers {
		if m.Match.MatchString(banner) {
			return true
		}
	}
	return false
}

// DistroPackage reports whether a version of a product ("nginx", "php") is one
// that a distribution ships and patches without saying so in the banner.
func DistroPackage(product, version string) bool {
	return slices.ContainsFunc(distros().Packages[product], func(p distroPackage) bool {
		return version == p.Version || strings.HasSuffix(p.Version, ".") && strings.HasPrefix(version, p.Version)
	})
}

// DistroRelease returns the distribution's release whose package of a product a
// banner says it is; false where it does not say so.
func DistroRelease(product, banner string) (Release, bool) {
	for _, r := range distros().Releases {
		if (len(r.For) == 0 || slices.Contains(r.For, product)) && r.Match.MatchString(banner) {
			return Release{r.Name, r.Ends.Time}, true
		}
	}
	return Release{}, false
}

// OnWindows reports whether a Server header says that the server runs there. No
// distribution packages what it runs, whatever its number.
func OnWindows(banner string) bool { return distros().Windows.Match.MatchString(banner) }
