package exposed

import (
	"regexp"
	"slices"
	"strings"
)

// settings are the names at the beginning of lines such as KEY=value.
var settings = regexp.MustCompile(`(?m)^\s*(?:export\s+)?"?([A-Za-z_][A-Za-z0-9_.-]*)"?\s*[=:]`)

// named lists the settings in a file's beginning, each once.
func named(body string) []string {
	var out []string
	for _, m := range settings.FindAllStringSubmatch(body, 40) {
		if !slices.Contains(out, m[1]) {
			out = append(out, m[1])
		}
	}
	return out
}

// defined are the names of settings in programs: define('NAME', and 'name' =>.
var defined = regexp.MustCompile(`(?m)^\s*(?:define\(\s*|\$)?["']?([A-Za-z_][A-Za-z0-9_.-]*)["']?\s*(?:=>|=|,)`)

// contents quotes only the names of settings in a program, or what kind of file
// it is.
func contents(body string) string {
	var out []string
	for _, m := range defined.FindAllStringSubmatch(body, 40) {
		if !slices.Contains(out, m[1]) {
			out = append(out, m[1])
		}
	}
	switch {
	case strings.HasPrefix(body, "<?php") && len(out) > 0:
		return "a program in PHP with settings named " + strings.Join(out, ", ") + " (values hidden)"
	case strings.HasPrefix(body, "<?php"):
		return "begins as programs in PHP do"
	case len(named(body)) > 0:
		return names(body)
	}
	return beginning(body)
}

// people quotes only the names of a table's columns, or a page's title.
func people(body string) string {
	if strings.Contains(body, "<title>") {
		return title(body)
	}
	first, _, _ := strings.Cut(body, "\n")
	cells := strings.FieldsFunc(first, func(r rune) bool { return strings.ContainsRune(";,\t|\"\r", r) })
	cells = slices.DeleteFunc(cells, func(cell string) bool { return cell == "[masked]" })
	return "columns named " + strings.Join(cells, ", ") + " (rows hidden)"
}

// said finds what a program's error page says of itself.
var said = regexp.MustCompile(`(?i)DEBUG = True|Symfony Exception|Stack Trace:|Routing Error|Application Trace|<b>((?:Warning|Notice|Deprecated|Fatal error|Parse error))</b>`)

// mistake quotes what an error page says of itself, or its title.
func mistake(body string) string {
	switch m := said.FindStringSubmatch(body); {
	case m == nil:
		return title(body)
	case m[1] != "":
		return m[1]
	default:
		return m[0]
	}
}

// names quotes only the names of settings.
func names(body string) string {
	out := named(body)
	if len(out) == 0 {
		return "(values hidden)"
	}
	return "settings named " + strings.Join(out, ", ") + " (values hidden)"
}

// public are how tools mark settings that they put into the scripts which
// browsers get.
var public = regexp.MustCompile(`^(NEXT_PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC|PUBLIC|VITE|REACT_APP|VUE_APP|GATSBY|STORYBOOK)_|^(NODE_ENV|PORT|HOST|TZ)$`)

// forBrowsers reports whether every setting in a file's beginning is one that
// browsers get anyway.
func forBrowsers(body string) bool {
	out := named(body)
	return len(out) > 0 && !slices.ContainsFunc(out, func(name string) bool { return !public.MatchString(name) })
}

// magics are the first bytes of files that no text says anything about.
var magics = []struct{ bytes, words string }{
	{"\x1f\x8b\x08", "begins as gzip files do"},
	{"PK\x03\x04", "begins as ZIP files do"},
	{"SQLite format 3\x00", "begins as SQLite databases do"},
	{"b0VIM", "begins as the copies of an editor (Vim) do"},
}

// beginning quotes the first line that says something, masked as it is.
func beginning(body string) string {
	for _, m := range magics {
		if strings.HasPrefix(body, m.bytes) {
			return m.words
		}
	}
	for line := range strings.Lines(body) {
		if line = strings.TrimSpace(line); line != "" && line != "--" && line != "[masked]" {
			return line[:min(len(line), 120)]
		}
	}
	return "(values hidden)"
}
