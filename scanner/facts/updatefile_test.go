package facts

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadCycles(t *testing.T) {
	caddy, err := PublishedLines("caddy", []byte(caddyAnswer), winter)
	if err != nil {
		t.Fatal(err)
	}
	u := CycleUpdate{Schema: 1, Products: map[string]Published{"caddy": caddy}}
	data, err := json.Marshal(u)
	if err != nil {
		t.Fatal(err)
	}
	whole := string(data)
	if got, err := ReadCycles(data, winter); err != nil || cmp.Diff(u, got) != "" {
		t.Fatalf("%v\n%s", err, cmp.Diff(u, got))
	}
	for _, tt := range []struct{ name, old, new, want string }{
		{"nothing in it", `{"schema":1,`, ``, "cannot be read"},
		{"cut", `"2.13.1"`, `"2.`, "cannot be read"},
		{"more behind", `}]}}}`, `}]}}}{}`, "goes on"},
		{"an unknown key", `"schema":1`, `"schema":1,"colour":"red"`, "cannot be read"},
		{"another form", `"schema":1`, `"schema":2`, "form 2"},
		{"no form", `"schema":1,`, ``, "form 0"},
		{"from the future", `"read":"2026-12-15"`, `"read":"2027-02-15"`, "still to come"},
		{"older than the embedded", `"read":"2026-12-15"`, `"read":"2026-10-15"`, "older than the embedded"},
		{"no day", `"read":"2026-12-15"`, `"read":""`, "cannot be read"},
		{"a product that is not refreshed", `"caddy"`, `"woocommerce"`, "no such product"},
		{"nobody's product", `"caddy"`, `"\u001b[2Jx"`, `"\x1b[2Jx"`},
		{"a line gone", `"name":"1"`, `"name":"1.0"`, "missing"},
		{"an ending of another kind", `"open"`, `"unstated"`, "end cannot be"},
		{"an end without a day", `"ending":"open"`, `"ending":"dated"`, "end cannot be"},
		{"an extension of another kind", `"ending":"open"`, `"ending":"open","extension":"courtesy"`, "extension cannot be"},
		{"a version of another line", `"3.0.1"`, `"2.99"`, "newest version"},
		{"a version in no form", `"3.0.1"`, `"3.0.1\u0007"`, "newest version"},
		{"a line in no form", `"name":"3"`, `"name":"three"`, "no form"},
	} {
		changed := strings.Replace(whole, moved(tt.old), moved(tt.new), 1)
		got, err := ReadCycles([]byte(changed), winter)
		if changed == whole || err == nil || !strings.Contains(err.Error(), tt.want) || len(got.Products) != 0 {
			t.Errorf("%s: %d products, %v; want %q", tt.name, len(got.Products), err, tt.want)
		}
	}
}

func TestReadHoles(t *testing.T) {
	u, err := PublishedHoles([]byte(holeList()), HoleUpdate{}, winter)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(u)
	if err != nil || len(data) > MaxFile {
		t.Fatal(err, len(data))
	}
	whole := string(data)
	if got, err := ReadHoles(data, winter); err != nil || cmp.Diff(u, got) != "" {
		t.Fatalf("%v\n%s", err, cmp.Diff(u, got))
	}
	for _, tt := range []struct{ name, old, new, want string }{
		{"cut", `]}`, ``, "cannot be read"},
		{"another form", `"schema":1`, `"schema":7`, "form 7"},
		{"from the future", `"read":"2026-12-20"`, `"read":"2027-02-20"`, "still to come"},
		{"older than the embedded", `"read":"2026-12-20"`, `"read":"2026-10-20"`, "older than the embedded"},
		{"a product that is not ours", `"of":"magento"`, `"of":"ours"`, "not in use"},
		{"an unknown key", `"of":"magento"`, `"off":"magento"`, "cannot be read"},
	} {
		changed := strings.Replace(whole, moved(tt.old), moved(tt.new), 1)
		got, err := ReadHoles([]byte(changed), winter)
		if changed == whole || err == nil || !strings.Contains(err.Error(), tt.want) || len(got.Holes) != 0 {
			t.Errorf("%s: %d holes, %v; want %q", tt.name, len(got.Holes), err, tt.want)
		}
	}
}
