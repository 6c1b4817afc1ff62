package observe

import (
	"regexp"
	"slices"
)

// hiddenValue stands for a hidden value.
const hiddenValue = "[masked]"

// general are the shapes of people and keys, hidden in every text: $1 stays.
var general = []*regexp.Regexp{
	// user:password@ in addresses
	regexp.MustCompile(`(\w://)[^/\s@"'<>]+@`),
	// mail addresses
	regexp.MustCompile(`()[\w.+-]+@[\w-]+(?:\.[\w-]+)+`),
	// long runs that look like keys
	regexp.MustCompile(`()\b[A-Za-z0-9+/_-]{40,}={0,2}`),
}

// files are shapes of settings, keys and data in files: $1 stays, so that names
// of keys prove what was found.
var files = []*regexp.Regexp{
	// private keys: the body, up to the end line or the end of what was read
	regexp.MustCompile(`(?s)(-----BEGIN [A-Z ]*PRIVATE KEY-----)[^-]*`),
	// define('DB_PASSWORD', 'value')
	regexp.MustCompile(`(?i)(define\(\s*['"][\w.-]+['"]\s*,\s*)(?:'[^'\n]*'?|"[^"\n]*"?)`),
	// 'key' => 'value'
	regexp.MustCompile(`(['"]?[\w.@/-]+['"]?\s*=>\s*)(?:'[^'\n]*'?|"[^"\n]*"?|[^\s,\[(]+)`),
	// "key": "value"
	regexp.MustCompile(`("[^"\n]{1,80}"\s*:\s*)(?:"(?:[^"\\\n]|\\.)*"?|[\w.+-]+)`),
	// KEY=value, also with export and spaces around, to the end of the line
	regexp.MustCompile(`(?m)^(\s*(?:export\s+)?[$A-Za-z_][\w./:@-]*\s*=[ \t]*)(?:[^<\s][^\n]*)`),
	// //registry.example/:_authToken=value
	regexp.MustCompile(`(?m)^(//[^\s=]*=[ \t]*)([^\n]+)`),
	// password: value, in YAML
	regexp.MustCompile(`(?im)^(\s*[\w.-]*(?:pass|pwd|secret|token|key|user|dsn|auth|salt|host)[\w.-]*\s*:[ \t]+)([^\n]+)`),
	// INSERT INTO ... VALUES (...)
	regexp.MustCompile(`(?is)(\bVALUES\s*\()[^;]*`),
}

// pages are shapes of values in HTML: $1 stays.
var pages = []*regexp.Regexp{
	// tables of diagnostic pages
	regexp.MustCompile(`(?is)(<td class="v">)[^<]*`),
	// what a form is filled in with
	regexp.MustCompile(`(?is)(<input[^>]*\bvalue\s*=\s*)(?:"[^"]*"|'[^']*')`),
}

// gitHead is a commit's name alone: the content of a detached .git/HEAD.
var gitHead = regexp.MustCompile(`^[0-9a-f]{40}\n?$`)

// Mask hides the values in a file that may hold secrets: passwords, keys,
// people's data. What proves the kind of the file stays: names of keys, SQL
// words, magic bytes, a git reference.
func Mask(s string) string {
	if gitHead.MatchString(s) {
		return s
	}
	return mask(s, files, general)
}

// maskPage does the same for a page: its forms can still be told.
func maskPage(s string) string { return mask(s, pages, general) }

func mask(s string, shapes ...[]*regexp.Regexp) string {
	for _, re := range slices.Concat(shapes...) {
		s = re.ReplaceAllString(s, "${1}"+hiddenValue)
	}
	return s
}
