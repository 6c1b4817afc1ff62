package observe

import "regexp"

// hiddenValue stands for a hidden value.
const hiddenValue = "[masked]"

// secrets are shapes of text whose value is hidden; $1 is what stays before it
// and $2 after it. Names of keys stay: they prove what was found.
var secrets = []*regexp.Regexp{
	// private keys: the body, up to the end line or the end of what was read
	regexp.MustCompile(`(?s)(-----BEGIN [A-Z ]*PRIVATE KEY-----)[^-]*`),
	// define('DB_PASSWORD', 'value')
	regexp.MustCompile(`(?i)(define\(\s*['"][\w.-]+['"]\s*,\s*)(?:'[^'\n]*'?|"[^"\n]*"?)`),
	// 'key' => 'value', "key": "value", key: value
	regexp.MustCompile(`(['"]?[\w.@/-]+['"]?\s*=>\s*)(?:'[^'\n]*'?|"[^"\n]*"?|[^\s,\[(]+)`),
	regexp.MustCompile(`("[^"\n]{1,80}"\s*:\s*)(?:"(?:[^"\\\n]|\\.)*"?|[\w.+-]+)`),
	// KEY=value, also with export and spaces around, to the end of the line
	regexp.MustCompile(`(?m)^(\s*(?:export\s+)?[$A-Za-z_][\w./:@-]*\s*=[ \t]*)(?:[^<\s][^\n]*)`),
	// //registry.example/:_authToken=value
	regexp.MustCompile(`(?m)^(//[^\s=]*=[ \t]*)([^\n]+)`),
	// password: value, in YAML
	regexp.MustCompile(`(?im)^(\s*[\w.-]*(?:pass|pwd|secret|token|key|user|dsn|auth|salt|host)[\w.-]*\s*:[ \t]+)([^\n]+)`),
	// INSERT INTO ... VALUES (...)
	regexp.MustCompile(`(?is)(\bVALUES\s*\()[^;]*`),
	// tables of diagnostic pages: <td class="v">value
	regexp.MustCompile(`(?is)(<td class="v">)[^<]*`),
	// user:password@ in addresses
	regexp.MustCompile(`(\w://)[^/\s@"'<>]+@`),
	// mail addresses
	regexp.MustCompile(`()[\w.+-]+@[\w-]+(?:\.[\w-]+)+`),
	// long runs that look like keys
	regexp.MustCompile(`()\b[A-Za-z0-9+/_-]{40,}={0,2}`),
}

// gitHead is a commit's name alone: the content of a detached .git/HEAD.
var gitHead = regexp.MustCompile(`^[0-9a-f]{40}\n?$`)

// Mask hides the values in text that may hold secrets: passwords, keys, people's
// data. What proves the kind of a file stays: names of keys, SQL words, magic
// bytes, a git reference.
func Mask(s string) string {
	if gitHead.MatchString(s) {
		return s
	}
	for _, re := range secrets {
		s = re.ReplaceAllString(s, "${1}"+hiddenValue)
	}
	return s
}
