package facts

import (
	"slices"
	"sync"
)

// A Platform is software that shops are made with, and how it shows itself.
type Platform struct {
	ID      string // "woocommerce"
	Name    string // "WooCommerce"
	Hosted  bool   // its maker runs and patches the whole site
	Product string // its name in the tables of Cycles; empty if it is in none
	Line    string // the version, or beginning of one, that it is by itself; empty: any
	Markers []Marker
	// Login, Register, Account, Cart and Checkout are the usual addresses of
	// those pages, most usual first.
	Login, Register, Account, Cart, Checkout []string
	// Admin are the usual addresses of its administration. Renamed means that
	// installing it makes up another address, or tells the owner to.
	Admin   []string
	Renamed bool
	Places  []Place // where it shows versions beside its pages, most telling first
}

// A Place is where a platform shows a version that its pages do not: either a path
// that nobody links to, or the feed of news that the home page links to.
type Place struct {
	Path    string
	Feed    bool
	Of      string  // the product; empty means the platform's own
	Match   Pattern // group 1 is the version; nothing else is kept of the text
	Within  string  // only if the pages show a version that begins so, or none; empty: any
	Yes, No []string
}

// WordPress reports whether the platform is WordPress, or an extension of it: its
// administration is WordPress's.
func (p Platform) WordPress() bool { return slices.Contains(p.Admin, "/wp-login.php") }

// A Marker is one trait of a platform. Exactly one of Header, Cookie,
// Generator, Asset, Link and HTML is set.
type Marker struct {
	Header    string  // a response header's name, whose value fits Match
	Cookie    Pattern // fits the name of a cookie
	Generator Pattern // fits a meta generator element
	Asset     string  // part of the address of a script, style, image or frame
	Link      string  // part of the address of a link or form
	HTML      string  // part of a page's HTML
	Match     Pattern // for the value of Header, the whole address of Asset or Link, and what begins with HTML; absent: any
	Own       bool    // of Link: only on the page's own host
	// Strong means that this marker alone settles it. Otherwise it takes two of
	// different kinds.
	Strong bool
	// Of names the product whose version group 1 of Generator or Match holds, which
	// says nothing of the platform; empty means the platform's own.
	Of      string
	Yes, No []string // texts that the pattern must match, and must not
}

type platformTable struct {
	Source    string
	Platforms []Platform
}

var platforms = sync.OnceValue(func() platformTable { return load[platformTable]("platforms.yaml") })

// Platforms returns the known platforms, shops' own before general ones: of two
// that fit equally well the earlier is meant.
func Platforms() []Platform { return platforms().Platforms }

// PlatformOf returns the platform with an ID.
func PlatformOf(id string) (Platform, bool) {
	all := Platforms()
	i := slices.IndexFunc(all, func(p Platform) bool { return p.ID == id })
	if i < 0 {
		return Platform{}, false
	}
	return all[i], true
}
