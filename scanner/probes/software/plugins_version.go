package software

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

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
