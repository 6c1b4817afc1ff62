package mail

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"shopcheck/scanner/observe"
)

// An stsPolicy is what a domain promises to those who send it mail (RFC 8461,
// section 3.2).
type stsPolicy struct {
	mode   string // "enforce", "testing" or "none"
	maxAge time.Duration
	mx     []string // lower case; "*.mail.test" stands for one label
	bent   string   // what in it breaks the grammar, though most readers make sense of it; empty if nothing
}

// Bounds on a policy: its standard's own, and ours on lines.
const (
	maxAgeMost  = 31557600 // seconds, RFC 8461, section 3.2
	policySize  = 64 << 10 // bytes, RFC 8461, section 3.3: senders need not read more
	policyLines = 1000
)

// parsePolicy reads a policy file. Of keys that may stand once, the first counts;
// unknown keys are ignored. The error is for the shop's owner.
func parsePolicy(text string) (stsPolicy, error) {
	var p stsPolicy
	seen := make(map[string]string)
	body := strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
	for i, line := range strings.Split(body, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if trim(line) == "" {
			p.bend("an empty line")
			continue
		}
		key, value, ok := strings.Cut(line, ":")
		if !ok || i >= policyLines {
			return p, fmt.Errorf("its line %q cannot be read", observe.Printable(line))
		}
		if key != trim(key) {
			p.bend("a space before " + strconv.Quote(observe.Printable(trim(key))) + " or its colon")
		}
		if key, value = trim(key), trim(value); !extensionName(key) || value == "" || !spoken(value) {
			p.bend("the line " + strconv.Quote(observe.Printable(line)))
		}
		if _, again := seen[key]; key == "mx" {
			p.name(value)
		} else if !again {
			seen[key] = value
		}
	}
	return p, p.fill(seen)
}

// bend notes the first thing that breaks the grammar.
func (p *stsPolicy) bend(what string) {
	if p.bent == "" {
		p.bent = what
	}
}

// name adds a mail server: a name of letters, digits and hyphens, or "*." and one
// (RFC 8461, section 3.2; RFC 5321, section 4.1.2). A dot at its end is no part of
// one, and forgiven by some.
func (p *stsPolicy) name(value string) {
	host, dot := strings.CutSuffix(strings.ToLower(value), ".")
	if dot {
		p.bend("the dot at the end of " + strconv.Quote(observe.Printable(value)))
	}
	for label := range strings.SplitSeq(strings.TrimPrefix(value, "*."), ".") {
		odd := func(r rune) bool { return !letter(r) && !digit(r) && r != '-' }
		if label == "" || strings.ContainsFunc(label, odd) || strings.Trim(label, "-") != label {
			p.bend("the server " + strconv.Quote(observe.Printable(value)) + ", which is no name")
			break
		}
	}
	p.mx = append(p.mx, host)
}

// fill checks and takes over the keys that stand once.
func (p *stsPolicy) fill(seen map[string]string) error {
	if seen["version"] != "STSv1" {
		return fmt.Errorf("it has no line %q", "version: STSv1")
	}
	p.mode = seen["mode"]
	if !slices.Contains([]string{"enforce", "testing", "none"}, p.mode) {
		return fmt.Errorf("its mode is none of enforce, testing and none")
	}
	age := seen["max_age"]
	seconds, err := strconv.ParseUint(age, 10, 32)
	if err != nil || len(age) > 10 || seconds > maxAgeMost {
		return fmt.Errorf("its max_age is no number of seconds up to %d", maxAgeMost)
	}
	p.maxAge = time.Duration(seconds) * time.Second
	if len(p.mx) == 0 && p.mode != "none" {
		return fmt.Errorf("it names no mail server")
	}
	return nil
}

// spoken reports whether a value is text without control characters.
func spoken(value string) bool {
	return utf8.ValidString(value) && !strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// covers reports whether the policy names host: exactly, or by a wildcard that
// stands for its first label (RFC 8461, section 4.1).
func (p stsPolicy) covers(host string) bool {
	_, parent, _ := strings.Cut(host, ".")
	return slices.Contains(p.mx, host) || parent != "" && slices.Contains(p.mx, "*."+parent)
}

// missing returns the hosts that the policy does not name.
func (p stsPolicy) missing(hosts []string) []string {
	var out []string
	for _, h := range hosts {
		if !p.covers(h) && !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	return out
}
