package main

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"shopcheck/scanner/observe"
)

// keyScripts is the one key of a config file that is no flag: a shop's own list
// of the scripts that it has authorized for its payment page (PCI DSS 4.0.1,
// 6.4.3).
//
//	scripts:
//	  - script: https://js.pay.example/v3/*
//	    owner: Pay Inc.
//	    purpose: card fields
//	    approved: Ana, owner
//	    on: 2026-11-24
const keyScripts = "scripts"

// Bounds of a list of scripts and of what stands in a line of it.
const (
	maxScripts = 500
	maxWords   = 200 // bytes
)

// readScripts reads the list.
func readScripts(n *yaml.Node, now time.Time) ([]observe.Vouched, error) {
	switch {
	case n.Kind != yaml.SequenceNode || len(n.Content) == 0:
		return nil, wrong(n, "scripts needs a list; try lines such as \"- %s\"", exampleScript)
	case len(n.Content) > maxScripts:
		return nil, wrong(n, "scripts lists more than %d scripts; try one line for several, as in https://js.pay.example/*", maxScripts)
	}
	var list []observe.Vouched
	for _, item := range n.Content {
		v, err := readScript(item)
		if err == nil {
			err = checkScript(v, now)
		}
		if err == nil && slices.ContainsFunc(list, func(w observe.Vouched) bool { return w.Script == v.Script }) {
			err = fmt.Errorf("the script %s stands here twice; remove one of them", v.Script)
		}
		if err != nil {
			return nil, wrong(item, "%w", err)
		}
		list = append(list, v)
	}
	return list, nil
}

const exampleScript = "{script: https://js.pay.example/v3/*, owner: Pay Inc., purpose: card fields}"

func readScript(n *yaml.Node) (observe.Vouched, error) {
	var v observe.Vouched
	fields := map[string]*string{"script": &v.Script, "owner": &v.Owner, "purpose": &v.Purpose, "approved": &v.Approved, "on": &v.On}
	if n.Kind != yaml.MappingNode {
		return v, fmt.Errorf("a script needs its owner and purpose beside it; try %s", exampleScript)
	}
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i].Value, n.Content[i+1]
		field, ok := fields[key]
		switch {
		case !ok:
			return v, fmt.Errorf("%q does not belong beside a script; try script, owner, purpose, approved or on", observe.Printable(key))
		case *field != "":
			return v, fmt.Errorf("%q stands here twice; remove one of them", key)
		case value.Kind != yaml.ScalarNode:
			return v, fmt.Errorf("%q needs a plain value here", key)
		}
		if value.ShortTag() != "!!null" {
			*field = strings.TrimSpace(value.Value)
		}
	}
	return v, nil
}

func checkScript(v observe.Vouched, now time.Time) error {
	for _, must := range []struct{ what, is string }{{"script", v.Script}, {"owner", v.Owner}, {"purpose", v.Purpose}} {
		if must.is == "" {
			return fmt.Errorf("%s is missing; say which script it is, whose, and what it is for, as in %s", must.what, exampleScript)
		}
	}
	for _, words := range []string{v.Owner, v.Purpose, v.Approved} {
		if observe.Printable(words) != words || len(words) > maxWords {
			return fmt.Errorf("%q is too long, or has characters that cannot be seen; try a few words on one line", observe.Printable(words))
		}
	}
	if !namesScript(v.Script) {
		return fmt.Errorf("script cannot be %s; try an address such as https://js.pay.example/v3/, with a * at its end for all below it, or the sha256-... of a text in the page", shown(v.Script))
	}
	if day, err := time.Parse(time.DateOnly, v.On); v.On != "" && (err != nil || day.After(now.AddDate(0, 0, 1))) {
		return fmt.Errorf("on cannot be %q; try the day of the approval, such as 2026-11-24", observe.Printable(v.On))
	}
	return nil
}

// scriptHash is how policies name a text in a page (CSP3, "hash-source"), and how
// reports do.
var scriptHash = regexp.MustCompile(`^(inline )?sha256-[A-Za-z0-9+/]{43}=$`)

// namesScript reports whether a line of the list can be about a script, and is
// not about every one: a * stands at the end, behind the host's name and a slash.
func namesScript(s string) bool {
	u, err := url.Parse(strings.TrimSuffix(s, "*"))
	return scriptHash.MatchString(s) ||
		err == nil && observe.Printable(s) == s && (u.Scheme == "https" || u.Scheme == "http") &&
			u.Host != "" && u.User == nil && strings.HasPrefix(u.Path, "/") && !strings.Contains(u.Host+u.Path, "*")
}
