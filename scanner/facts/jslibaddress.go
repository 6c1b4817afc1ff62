package facts

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	// kindOf is what file names say beside the library: "jquery.slim.min".
	kindOf = regexp.MustCompile(`[.-](min|slim|prod|production|dev|development|debug|pack|packed|bundle|umd|esm|es|cjs|amd|common|global|browser|module|full|core|pkgd|latest)$`)
	// inName is a version at the end of a file's name: "jquery-3.4.1".
	inName = regexp.MustCompile(`^(.+?)[-._@]v?(\d{1,3}(?:\.\d{1,4}){1,3}(?:-[a-z][0-9a-z.]{0,20})?)$`)
	// whole is a version with all its numbers. Servers of files take a shorter one
	// for the newest that begins so.
	whole = regexp.MustCompile(`^\d{1,3}\.\d{1,4}\.\d{1,4}(?:\.\d{1,4})?(?:-[a-z][0-9a-z.-]{0,20})?$`)
)

// told are the folders of platforms that put the library's own version into the
// query, and its name there.
var told = []struct{ folder, name string }{{"/wp-includes/js/", "ver"}, {"/core/assets/vendor/", "v"}}

// LibrariesAt returns the libraries whose versions a script's address shows. Most
// addresses show none.
func LibrariesAt(address string) []Sighting {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	file := strings.ToLower(path.Clean("/" + u.Path))
	at := place{address: address, exact: Static(strings.ToLower(u.Hostname())), segments: strings.Split(file[1:], "/")}
	ext := path.Ext(file)
	if ext != ".js" && ext != ".mjs" {
		return at.byFolder("")
	}
	base := strings.TrimSuffix(path.Base(file), ext)
	for kindOf.MatchString(base) {
		base = kindOf.ReplaceAllString(base, "")
	}
	if m := inName.FindStringSubmatch(base); m != nil {
		return at.by(m[2], func(l library) bool { return slices.Contains(l.Files, m[1]) })
	}
	if found := at.byFolder(base); found != nil {
		return found
	}
	for _, t := range told {
		version := strings.ToLower(u.Query().Get(t.name))
		if !strings.Contains(file, t.folder) || !whole.MatchString(version) {
			continue
		}
		if strings.Contains(file, "/jquery/ui/") {
			base = "jquery.ui." + base
		}
		at.exact = false
		return at.by(version, func(l library) bool { return slices.Contains(l.Files, base) })
	}
	return nil
}

// A place is a script's address, read.
type place struct {
	address  string
	exact    bool
	segments []string
}

// by returns the libraries that fit.
func (p place) by(version string, fits func(library) bool) []Sighting {
	var found []Sighting
	all := libraries().Libraries
	for i := range all {
		if fits(all[i]) {
			found = append(found, all[i].sight(version, p.address, p.address, p.exact))
		}
	}
	return found
}

// byFolder looks for a library's folder with a version, as servers of files have
// them: "/npm/vue@2.6.10/dist/vue.js", "/ajax/libs/jquery/3.4.1/jquery.js". Without
// a file's name it is the library's main file, which some such servers give out.
func (p place) byFolder(file string) []Sighting {
	for i, segment := range p.segments {
		folder, version, at := strings.Cut(segment, "@")
		switch {
		case at && folder != "" && i > 0 && strings.HasPrefix(p.segments[i-1], "@"):
			folder = p.segments[i-1] + "/" + folder
		case !at && i > 0:
			folder, version = p.segments[i-1], strings.TrimPrefix(segment, "v")
		}
		main := file == "" && at && p.exact && i == len(p.segments)-1
		if !whole.MatchString(version) || file == "" && !main {
			continue
		}
		return p.by(version, func(l library) bool {
			return slices.Contains(l.Packages, folder) && (main || len(l.Files) == 0 || slices.Contains(l.Files, file))
		})
	}
	return nil
}
