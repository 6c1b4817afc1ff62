package mail

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"shopcheck/scanner/observe"
)

// An stsPolicy is what a domain promises to those who send it mail (RFC 8461,
// section 3.2).
type stsPolicy struct {
	mode   string // "enforce", "testing" or "none"
	maxAge time.Duration
	mx     []string // lower case; "*.mail.test" stands for one label
}

// Bounds on a policy: its standard's own, and ours on lines.
const (
	maxAgeMost  = 31557600 // seconds, RFC 8461, section 3.2
	policyLines = 1000
)

// parsePolicy reads a policy file. Of keys that may stand once, the first
// counts; unknown keys are ignored. The error is for the shop's owner.
func parsePolicy(text string) (stsPolicy, error) {
	var p stsPolicy
	seen := make(map[string]string)
	for i, line := range strings.Split(text, "\n") {
		if line = trim(strings.TrimSuffix(line, "\r")); line == "" {
			continue
		}
		key, value, ok := strings.Cut(line, ":")
		if key, value = trim(key), trim(value); !ok || i >= policyLines {
			return p, fmt.Errorf("its line %q cannot be read", observe.Printable(line))
		}
		if key == "mx" {
			p.mx = append(p.mx, strings.ToLower(strings.TrimSuffix(value, ".")))
		} else if _, again := seen[key]; !again {
			seen[key] = value
		}
	}
	if seen["version"] != "STSv1" {
		return p, fmt.Errorf("it has no line %q", "version: STSv1")
	}
	p.mode = seen["mode"]
	if !slices.Contains([]string{"enforce", "testing", "none"}, p.mode) {
		return p, fmt.Errorf("its mode is none of enforce, testing and none")
	}
	seconds, err := strconv.ParseUint(seen["max_age"], 10, 32)
	if err != nil || seconds > maxAgeMost {
		return p, fmt.Errorf("its max_age is no number of seconds up to %d", maxAgeMost)
	}
	p.maxAge = time.Duration(seconds) * time.Second
	if len(p.mx) == 0 && p.mode != "none" {
		return p, fmt.Errorf("it names no mail server")
	}
	return p, nil
}

// covers reports whether the policy names host: exactly, or by a wildcard that
// stands for its first label (RFC 8461, section 4.1).
func (p stsPolicy) covers(host string) bool {
	_, parent, _ := strings.Cut(host, ".")
	return slices.Contains(p.mx, host) || parent != "" && slices.Contains(p.mx, "*."+parent)
}

// missing returns the hosts that the policy does not name.
func (p stsPolicy) missing(hosts []string) []string {
	return slices.DeleteFunc(slices.Clone(hosts), p.covers)
}

// stsRecords returns the MTA-STS records among a name's texts (RFC 8461,
// section 3.1).
func stsRecords(r *observe.Records) []string {
	return slices.DeleteFunc(r.Values(), func(text string) bool {
		rest, ok := strings.CutPrefix(text, "v=STSv1")
		return !ok || !strings.HasPrefix(trim(rest), ";")
	})
}

// stsUsable reports whether a record has what it needs: an id of up to 32
// letters and digits, and no part that is no tag.
func stsUsable(record string) bool {
	list, bad := parseTags(record)
	id := list.get("id")
	odd := func(r rune) bool { return !letter(r) && !digit(r) }
	return len(bad) == 0 && id != "" && len(id) <= 32 && !strings.ContainsFunc(id, odd)
}
