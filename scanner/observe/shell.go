package observe

import (
	"slices"
	"strings"
)

// How little an empty shell says: in all, and where its content is going to be.
// "Loading the shop, one moment please…" is no content.
const (
	shellText  = 100
	mountText  = 40
	shellLinks = 2
)

// Shell reports whether the page's HTML is an empty shell: visitors see something
// only once scripts have built it in their browser. A page that says little is
// none, unless it also shows where scripts are to put the rest, asks for
// JavaScript, or has nothing at all to see. Of a page that was not read to its end
// nobody can tell.
func (p *Page) Shell() bool {
	doc := p.Document()
	kinds := func(kinds ...string) bool {
		return slices.ContainsFunc(doc.Resources, func(r Resource) bool { return !r.Hint && slices.Contains(kinds, r.Kind) })
	}
	s := p.parsed.scaffold
	switch {
	case doc.Cut, len(doc.Forms) > 0, len(doc.Links) > shellLinks, !kinds("script"):
		return false
	case s.empty && s.text <= shellText, s.asks && s.text <= mountText:
		return true
	}
	return s.text == 0 && !kinds("image", "media", "frame", "object")
}

// A scaffold is what a page shows where no script runs.
type scaffold struct {
	text     int    // bytes of visible text, but for those in noscript; a heading weighs more
	noscript bool   // such an element is open
	asks     bool   // one speaks of JavaScript
	mount    string // the open element that scripts fill, see mounts
	depth    int    // elements of that name that are open in it
	before   int    // the text before it
	empty    bool   // there is such an element with next to nothing in it
}

func (s *scaffold) open(name string, a map[string]string) {
	switch {
	case name == "noscript":
		s.noscript = true
	case s.noscript:
	case len(name) == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6':
		s.text += mountText // it is content, however short
	case s.mount != "" && name == s.mount:
		s.depth++
	case s.mount == "" && mounts(name, a):
		s.mount, s.depth, s.before = name, 1, s.text
	}
}

func (s *scaffold) close(name string) {
	switch {
	case name == "noscript":
		s.noscript = false
	case s.noscript || s.mount == "" || name != s.mount:
	default:
		if s.depth--; s.depth == 0 {
			s.settle()
		}
	}
}

// settle ends the open mount point, also where the page ends before it does.
func (s *scaffold) settle() {
	s.empty = s.empty || s.mount != "" && s.text-s.before <= mountText
	s.mount = ""
}

func (s *scaffold) words(text string) {
	if s.noscript {
		s.asks = s.asks || strings.Contains(strings.ToLower(text), "javascript")
		return
	}
	s.text += len(text)
}

// What the elements are called that scripts fill, as the starting pages of React,
// Vue, Next, Nuxt, Gatsby, Svelte, Quasar and Angular have them.
var (
	mountIDs = []string{
		"root", "app", "main", "application", "__next", "__nuxt", "___gatsby", "svelte", "react-root", "react-app",
		"app-root", "app-mount", "app-container", "vue-app", "q-app", "main-app", "mount",
	}
	mountAttributes = []string{"ng-app", "data-ng-app", "data-reactroot", "data-v-app"}
	mountElements   = []string{"div", "main", "section", "span", "body", "html"}
	mountWords      = []string{"app", "root", "shell"} // in the names of custom elements: app-root, my-app
)

// mounts reports whether a tag is a place that scripts fill with a whole page.
func mounts(name string, a map[string]string) bool {
	if strings.Contains(name, "-") {
		return slices.ContainsFunc(strings.Split(name, "-"), func(word string) bool { return slices.Contains(mountWords, word) })
	}
	return slices.Contains(mountElements, name) && (slices.Contains(mountIDs, lower(a["id"])) ||
		slices.ContainsFunc(mountAttributes, func(attribute string) bool { return has(a, attribute) }))
}
