package software

import (
	"strings"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/inventory"
	"shopcheck/scanner/probes/shop"
)

// An extension of the shop's software that pages show.
type extension struct {
	kind, folder string
	known        facts.ShopExtension // without a Name: it is not in the table
	version      string              // empty: none shows, or none that may be its own
	certain      bool                // the version is its own: it says so, or a file that is known to carry it does
	page         *observe.Page
	text         string // of the page, that shows it
	files        []numbered
	said         []string // versions that it says itself
}

// A numbered is a file of an extension, and where it is named.
type numbered struct {
	facts.ExtensionFile
	page *observe.Page
	text string
}

// A sight is what pages show of extensions.
type sight struct {
	pages      []shop.Page
	extensions []extension
	files      int             // addresses in the pages, each once
	core       map[string]bool // numbers that the platform's own files carry
	at         map[[2]string]int
	late       error // why what we know of versions is too old to convict; nil: it is not
}

// sightOf looks through the addresses of what pages load, and what they say of
// themselves.
func sightOf(pages []shop.Page, platform shop.Platform, own func(host string) bool) *sight {
	s := &sight{pages: pages, core: make(map[string]bool), at: make(map[[2]string]int)}
	for _, v := range platform.Versions {
		s.core[v.Version] = true
	}
	met := make(map[string]bool)
	for _, p := range pages {
		for _, named := range addressesIn(p.Page) {
			if met[named.URL] {
				continue
			}
			met[named.URL] = true
			s.files++
			file, ok := facts.ExtensionAt(named.URL, platform.ID)
			switch {
			case ok && file.Folder == "":
				s.core[file.Number] = true
			case ok && serves(named.URL, p.Host(), own):
				s.meet(file, p.Page, named.Kind+" "+inventory.Short(named.URL))
			}
		}
		s.listen(p.Page)
	}
	s.settle()
	return s
}

// addressesIn returns what a page's HTML names, and what it asked for while a
// browser built it.
func addressesIn(page *observe.Page) []observe.Resource {
	var all []observe.Resource
	for _, r := range page.Document().Resources {
		if r.URL != "" {
			all = append(all, r)
		}
	}
	for _, r := range page.Requests {
		all = append(all, observe.Resource{Kind: r.Type, URL: r.URL})
	}
	return all
}

// serves reports whether an address is where the shop's own files are: its hosts,
// space that it rents, or a service that serves copies of them. What stands with
// others is theirs.
func serves(address, host string, own func(host string) bool) bool {
	at := inventory.Host(address)
	owner, _ := facts.OwnerOf(at)
	return own(at) || owner.Purpose == facts.Hosting || strings.Contains(address, "/"+host+"/wp-content/")
}

// meet takes note of a file of an extension.
func (s *sight) meet(file facts.ExtensionFile, page *observe.Page, text string) {
	x := s.find(file.Kind, file.Folder, page, text)
	x.files = append(x.files, numbered{file, page, text})
}

// find returns the extension of that kind and folder, the new one if it was not
// seen yet. Two folders of one that is known are the same.
func (s *sight) find(kind, folder string, page *observe.Page, text string) *extension {
	known, _ := facts.ExtensionOf(kind, folder)
	if known.Name != "" {
		folder = known.Folders[0]
	}
	i, seen := s.at[[2]string{kind, folder}]
	if !seen {
		i = len(s.extensions)
		s.at[[2]string{kind, folder}] = i
		s.extensions = append(s.extensions, extension{kind: kind, folder: folder, known: known, page: page, text: text})
	}
	return &s.extensions[i]
}

// listen takes note of what extensions say of themselves in a page.
func (s *sight) listen(page *observe.Page) {
	var generators []string
	for _, m := range page.Document().Metas {
		if m.Name == "generator" {
			generators = append(generators, m.Content)
		}
	}
	for _, said := range facts.ExtensionsSaid(generators, string(page.Body)) {
		x := s.find(said.Kind, said.Folders[0], page, said.Quote)
		if len(x.said) == 0 {
			x.page, x.text = page, said.Quote
		}
		x.said = append(x.said, said.Version)
	}
}
