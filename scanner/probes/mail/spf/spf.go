// Package spf reads, evaluates and counts SPF records (RFC 7208).
//
// [Parse] holds a record to the grammar of the standard and tells every place
// that breaks it. [Check] answers what a mail server would make of one mail: the
// standard's check_host. [Walk] follows a domain's record through all that it
// includes, as for a mail that nothing matches, and counts what that costs a mail
// server, which gives up beyond [MaxLookups].
//
// The package asks nothing by itself: whoever calls it brings a [Resolver]. What
// it is given is a stranger's, and all of it is bounded: names, questions, depth
// and what is kept. The record type SPF (99), which the standard has given up
// (section 3.1), is not asked for.
package spf

import (
	"context"
	"strings"
)

// The limits of RFC 7208, section 4.6.4: beyond any of them the result is
// "permerror", as if there were no record.
const (
	MaxLookups = 10 // terms that make a mail server ask: include, a, mx, ptr, exists, redirect
	MaxVoids   = 2  // of those, terms that ask for what is not there
	MaxServers = 10 // MX records of one name, and PTR records that are looked at
)

// A State says what a resolver's answer was.
type State string

// The states.
const (
	Found    State = "found"
	NoRecord State = "no-record" // the name exists, it has no such record
	NoName   State = "no-name"   // the name does not exist
)

// A Resolver answers one question: typ is A, AAAA, MX, TXT or PTR, name has no
// dot at its end. The answers are addresses, the hosts of MX records ("." for the
// root), the texts of TXT records with their strings joined, or names. An error
// means that there was no answer. It may be called from several goroutines.
type Resolver func(ctx context.Context, typ, name string) ([]string, State, error)

// version begins every record (section 4.5).
const version = "v=spf1"

// IsRecord reports whether a text is an SPF record, however broken: the version
// in any case of letters, then a space or the end.
func IsRecord(text string) bool {
	if len(text) < len(version) || !strings.EqualFold(text[:len(version)], version) {
		return false
	}
	return len(text) == len(version) || text[len(version)] == ' '
}

// Mistaken reports whether a text was meant to be an SPF record and is none: its
// version has something in front of it or right behind it, or is cut short.
func Mistaken(text string) bool {
	plain := strings.ToLower(strings.NewReplacer(" ", "", "\t", "").Replace(text))
	cut := strings.HasPrefix(strings.ToLower(text), "spf1 ")
	return !IsRecord(text) && (cut || strings.Contains(plain, version))
}

// Records returns the SPF records among a name's texts. A mail server goes on
// only if there is exactly one (section 4.5).
func Records(texts []string) []string {
	var out []string
	for _, t := range texts {
		if IsRecord(t) {
			out = append(out, t)
		}
	}
	return out
}

// The longest name and label of the DNS (RFC 1035, section 3.1).
const (
	maxName  = 253
	maxLabel = 63
)

// askable reports whether a name can be asked for.
func askable(name string) bool {
	if name == "" || len(name) > maxName {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > maxLabel {
			return false
		}
	}
	return true
}

// checkable reports whether a name can have a record of its own: one label alone
// cannot (section 4.3).
func checkable(name string) bool { return askable(name) && strings.Contains(name, ".") }
