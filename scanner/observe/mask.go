package observe

import (
	"regexp"
	"strings"
)

// hiddenValue stands for everything that is hidden.
const hiddenValue = "[masked]"

// magics begin files that are no text; nothing else of them is shown.
var magics = []string{"\x1f\x8b\x08", "PK\x03\x04", "SQLite format 3\x00", "b0VIM"}

// Parts of the patterns below. None matches a lone quotation mark: what is
// shown opens nothing, so that masking twice is masking once.
const (
	settingName = `[A-Za-z_][\w.-]{0,63}`
	quotedName  = `(?:'` + settingName + `'|"` + settingName + `")`
	tableName   = "(?:`[\\w.$-]{1,64}`|\"[\\w.$-]{1,64}\"|[\\w.$]{1,64})"
)

var (
	// lineHeads are how lines may begin to be shown so far; the rest of the line is a value.
	lineHeads = regexp.MustCompile(`^\s*(?:` + strings.Join([]string{
		// a Git reference, and a section of settings
		`ref: refs/heads/(?:[\w./-]{1,60}$)?`,
		`\[[A-Za-z]{1,30}(?:\]|(?: "[\w./-]{0,60}"\])|(?: "))`,
		// what Mercurial and Subversion write, as whole lines
		`(?:revlogv[12]|dotencode|fncache|generaldelta|share-safe|sparserevlog|store|dirstate-v2|persistent-nodemap|revlog-compression-zstd|8|9|10|12|dir)$`,
		// names of settings: 'KEY' => and define('KEY', and KEY= and key: and .npmrc's
		`(?:` + quotedName + `|` + settingName + `)\s*=>`,
		`define\(\s*` + quotedName + `\s*,`,
		`(?:(?:export|const|public|private|protected|var)\s+)?\$?` + settingName + `(?:\[` + quotedName + `\])*\s*=`,
		`(?:- )?` + settingName + `:(?:\s|$)`,
		`//[\w.-]+(?::\d+)?(?:/[\w./-]*)?:_(?:authToken|auth|password)\s*=`,
		`# In all environments, the following files are loaded if they exist`,
		// what tools write into copies of databases
		`-- (?:MySQL|MariaDB) dump(?: [\d.]{1,12})?`,
		`-- (?:phpMyAdmin SQL Dump|PostgreSQL database dump|Adminer [\d.]{1,12} MySQL)`,
		`--$`, `/\*M?!\d{5,6}`, `SET SQL_MODE`,
		`(?i:(?:CREATE|DROP) TABLE |INSERT INTO |LOCK TABLES |COPY )(?i:IF (?:NOT )?EXISTS )?` + tableName + `?`,
		// other kinds of files: XML, keys, programs, and pages that are none of these
		`<(?:\?xml|config|configuration|connectionStrings|global|dbname|password)\b`, `\* Magento$`,
		`-----BEGIN [A-Z ]{1,40}-----$`, `<\?php`,
		`(?i:<(?:!doctype(?: html)?|html|head|body|script|title|meta|div)>?|<!--)`,
	}, `|`) + `)\s*`)
	// logHeads are what shops' software and servers write into logs before they say
	// what happened.
	logHeads = regexp.MustCompile(`^(?:` + strings.Join([]string{
		`\[\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d [A-Za-z/_+:\d]{1,30}\] PHP (?:Warning|Notice|Fatal error|Deprecated|Parse error|Stack trace):`,
		`\[\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.:+Z-]{0,16}\] [A-Za-z_]{1,30}\.(?:DEBUG|INFO|NOTICE|WARNING|ERROR|CRITICAL|ALERT|EMERGENCY):`,
		`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d (?:DEBUG|INFO|NOTICE|WARN|ERR|CRIT|ALERT|EMERG) \(\d\):`,
		`\d{4}-\d\d-\d\d \d{1,2}:\d\d:\d\d - PHP (?:Warning|Notice|Fatal error|Deprecated|Unknown):`,
		`\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \[(?:error|warn|notice|crit|alert|emerg)\] `,
		`\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:.]{8,15} \d{4}\] \[[a-z\d_]{0,20}:?(?:error|warn|notice|crit|alert|emerg)\] `,
	}, `|`) + `)\s*`)
	// noValue is the rest of a line that has no value.
	noValue = regexp.MustCompile(`^[\[\](){};,]{0,2}\s*$`)
	// jsonLine is a line that begins with a key of JSON; jsonTokens are its parts.
	jsonLine   = regexp.MustCompile(`^[\s{},]*"` + settingName + `"\s*:`)
	jsonTokens = regexp.MustCompile(`("` + settingName + `"\s*:|[\s{},]+)|(?:"(?:[^"\\]|\\.)*"?|[^"\s{},])+`)
	// commitName is a commit's name alone: a detached .git/HEAD.
	commitName = regexp.MustCompile(`^[0-9a-f]{40}\s*$`)

	// dataFollows is a line after which everything may be somebody's data or key.
	dataFollows = regexp.MustCompile(`(?i)(?:^|[;/])\s*(?:INSERT|REPLACE)\b.*\bINTO\b|^\s*COPY\b|^\s*-----BEGIN |:\s+[|>][-+\d]*\s*$|<<\S*\s*$`)
	// commentLine is a line whose quotation marks open nothing, such as "# don't".
	commentLine  = regexp.MustCompile(`^\s*(?:#|//|--(?:\s|$)|;|\*|/\*[^!])`)
	closedQuotes = regexp.MustCompile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|`[^`]*`")
	openQuote    = regexp.MustCompile("(?:^|[=(,:>\\[{])\\s*([\"'`])")
)

// Mask hides everything in the beginning of a file except what proves the kind
// of the file and the names of settings and tables. Of a line only a known
// beginning is shown, of JSON only the keys, of binary files only the first
// bytes; lines that go on with an opened value are hidden, whatever they hold.
func Mask(s string) string {
	for _, magic := range magics {
		if strings.HasPrefix(s, magic) {
			return magic
		}
	}
	s = strings.TrimLeft(s, "\ufeff")
	if strings.Contains(s, "\x00") {
		return hiddenValue
	}
	if commitName.MatchString(s) {
		return s
	}
	var out strings.Builder
	open := ""
	if head := maskTable(s); head != "" { // a table: its rows are people
		out.WriteString(head)
		_, s, _ = strings.Cut(s, "\n")
		open = never
	}
	for line := range strings.Lines(s) {
		text := strings.TrimRight(line, "\r\n")
		shown := hiddenValue
		head := logHeads.FindString(text)
		switch {
		case open == "" && head != "": // what follows may be anybody's
			shown, open = head+hiddenValue, never
		case open == "":
			shown = maskLine(text)
		}
		out.WriteString(shown + line[len(text):])
		open = leftOpen(open, text)
	}
	return out.String()
}

// maskLine masks a line that begins outside of any value.
func maskLine(s string) string {
	if jsonLine.MatchString(s) {
		return jsonTokens.ReplaceAllStringFunc(s, func(token string) string {
			if m := jsonTokens.FindStringSubmatch(token); m[1] == token {
				return token
			}
			return hiddenValue
		})
	}
	head := lineHeads.FindString(s)
	switch rest := s[len(head):]; {
	case noValue.MatchString(rest):
		return s
	case strings.HasPrefix(rest, "="): // the end of a key in base64
		return hiddenValue
	}
	return head + hiddenValue
}

// What a line leaves open besides quotation marks: the next line, a key, or all
// the rest.
const (
	goesOn = `\`
	keyEnd = "-----END "
	never  = "\x00"
)

// leftOpen returns what must come before a line is shown again, given what must
// come before this one; "" if nothing.
func leftOpen(open, line string) string {
	switch {
	case open == never, open == keyEnd && !strings.Contains(line, keyEnd):
		return open
	case open == keyEnd:
		return ""
	case open == "" && commentLine.MatchString(line):
		return ""
	case open == "" && dataFollows.MatchString(line):
		return never
	case strings.Contains(line, "-----BEGIN ") && !strings.Contains(line, keyEnd):
		return keyEnd
	case (open == "" || open == goesOn) && strings.HasSuffix(line, goesOn):
		return goesOn
	case open == goesOn:
		return ""
	}
	if m := openQuote.FindStringSubmatch(closedQuotes.ReplaceAllString(open+line, "")); m != nil {
		return m[1]
	}
	return ""
}
