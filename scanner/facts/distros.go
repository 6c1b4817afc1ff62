package facts

import (
	"slices"
	"strings"
	"sync"
)

type distroTable struct {
	Source  string
	Markers []struct {
		Match   Pattern
		Yes, No string
	}
	Packages map[string][]distroPackage
}

// a distroPackage is a version that a distribution ships; one that ends in a dot
// stands for all that begin with it.
type distroPackage struct {
	Version, Of string
	Memory      bool
}

var distros = sync.OnceValue(func() distroTable { return load[distroTable]("distros.yaml") })

// DistroMarker reports whether a banner, such as a Server or X-Powered-By
// header, says that the software is a distribution's package. Distributions
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
