package software

import (
	"path"
	"regexp"
	"slices"
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

// shared is how many extensions carry the same number before it is taken for
// somebody else's, such as a setting that hides the real ones.
const shared = 3

// settle decides which numbers are versions.
func (s *sight) settle() {
	carriers := make(map[string]int)
	for _, x := range s.extensions {
		var numbers []string
		for _, f := range x.files {
			numbers = append(numbers, f.Number)
		}
		slices.Sort(numbers)
		for _, n := range slices.Compact(numbers) {
			carriers[n]++
		}
	}
	means := func(f numbered) bool {
		return versionLike.MatchString(f.Number) && !placeholder.MatchString(f.Number) && !s.core[f.Number] && carriers[f.Number] < shared
	}
	for i := range s.extensions {
		s.extensions[i].settle(means)
	}
}

var (
	// versionLike leaves out times, years and sums: "1728035237", "2024.10.4".
	versionLike = regexp.MustCompile(`^\d{1,3}(?:\.\d{1,4}){1,3}$`)
	// placeholder is what authors write once and never change: "1.0.0".
	placeholder = regexp.MustCompile(`^[01](?:\.[01]){1,3}$`)
)

// settle decides which of an extension's numbers is its version. What it says
// itself and what the files carry that are known for it is certain, if all of them
// agree. Otherwise two files must agree, and none disagree.
func (x *extension) settle(means func(numbered) bool) {
	versions := slices.Clone(x.said)
	var likely []numbered
	for _, f := range x.files {
		switch {
		case !means(f):
		case x.known.Carries(f.File):
			if len(versions) == 0 {
				x.page, x.text = f.page, f.text
			}
			versions = append(versions, f.Number)
		case !borrowed(f.File):
			likely = append(likely, f)
		}
	}
	slices.Sort(versions)
	if versions = slices.Compact(versions); len(versions) > 0 {
		x.certain = len(versions) == 1
		if x.certain {
			x.version = versions[0]
		}
		return
	}
	other := func(f numbered) bool { return f.Number != likely[0].Number }
	twice := func(f numbered) bool { return stem(f.File) != stem(likely[0].File) }
	if len(likely) > 0 && !slices.ContainsFunc(likely, other) && slices.ContainsFunc(likely, twice) {
		x.version, x.page, x.text = likely[0].Number, likely[0].page, likely[0].text
	}
}

// borrowed reports whether a file is in a folder of other people's libraries, so that
// its number may be theirs.
func borrowed(file string) bool {
	return slices.ContainsFunc(strings.Split(strings.ToLower(file), "/"), func(part string) bool { return slices.Contains(libraryFolders, part) })
}

var libraryFolders = []string{"lib", "libs", "library", "libraries", "vendor", "vendors", "node_modules", "third-party", "thirdparty", "external", "bower_components"}

// stem is a file's name without its kind: a library's script and style are one
// witness and not two.
func stem(file string) string {
	name, _, _ := strings.Cut(path.Base(file), ".")
	return strings.TrimSuffix(name, "-rtl")
}
