package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/testscript"

	"shopcheck/checklist"
)

// changedSo is the script command "changed WANT": the diff that was printed last, as
// JSON, has just the changes that the file WANT lists, one a line:
//
//	shop worse finding hsts.present https://tea-shop.example/: pass -> fail
//
// Their order is another test's. Of certificates the days and digests are left out.
func changedSo(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: changed WANT")
	}
	var diff struct{ Changes []checklist.Change }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &diff))
	var got []string
	for _, c := range diff.Changes {
		if c.Of == checklist.OfCertificate {
			c.Before, _, _ = strings.Cut(c.Before, ", until")
			c.After, _, _ = strings.Cut(c.After, ", until")
		}
		line := fmt.Sprintf("%s %s %s %s: %s -> %s %s", c.Who, c.Kind, c.Of, c.Key, c.Before, c.After, c.Cause)
		got = append(got, strings.Join(strings.Fields(line), " "))
	}
	want := strings.FieldsFunc(ts.ReadFile(args[0]), func(r rune) bool { return r == '\n' })
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		ts.Fatalf("changes (-want +got):\n%s", diff)
	}
}
