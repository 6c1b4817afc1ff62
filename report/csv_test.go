package report

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
)

func csvRead(t *testing.T, all ...checklist.Run) [][]string {
	t.Helper()
	var buf bytes.Buffer
	if err := Write(&buf, CSV, several(all...), Settings{Many: len(all) > 1}); err != nil {
		t.Fatal(err)
	}
	if lone := strings.ReplaceAll(buf.String(), "\r\n", ""); strings.ContainsAny(lone, "\r\n") {
		t.Error("a line ends otherwise than with CR and LF")
	}
	table, err := csv.NewReader(&buf).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestCSV(t *testing.T) {
	table := csvRead(t, typicalShop(), unreachableShop())
	if len(table) != 1+22+56 {
		t.Fatalf("%d rows", len(table))
	}
	if diff := cmp.Diff(csvHeader, table[0]); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for at, want := range map[int][]string{
		2: {
			"tea-shop.example", "2026-11-24", "cert.expiry", "The certificate has enough time left", "high", "warn", "", "TLS tea-shop.example",
			"The certificate ends on 8 December 2026, in 14 days.", "Have the certificate renewed by itself.", "your host", "2026-12-01", "Q1", "",
		},
		23: {
			"gone-shop.example", "2026-11-24", "shop.not-assessed", "The shop could be looked at", "high", "unknown", "timeout", "gone-shop.example",
			"The shop's home page could not be looked at: the shop did not answer in time.", "", "", "", "", "",
		},
	} {
		if diff := cmp.Diff(want, table[at]); diff != "" {
			t.Errorf("row %d: -want +got\n%s", at, diff)
		}
	}
	for _, row := range table[23:] {
		if row[5] == "pass" || row[5] == "not-applicable" {
			t.Errorf("of a shop that was not seen: %q", row)
		}
	}
	if got := csvRead(t); len(got) != 1 {
		t.Errorf("no shop has the rows %q", got)
	}
}

// TestDefused: no cell is a formula, whatever a spreadsheet takes for the end of a
// cell.
func TestDefused(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"plain", "plain"},
		{"a=b", "a=b"},
		{"a - b", "a - b"},
		{"14 days", "14 days"},
		{"a, b", "a, b"},
		{"a; b", "a; b"},
		{"=1+1", "'=1+1"},
		{"+1", "'+1"},
		{"-1", "'-1"},
		{"@SUM(1)", "'@SUM(1)"},
		{"\t=1", "'\t'=1"},
		{"\r1", "'\r1"},
		{"|calc", "'|calc"},
		{"%0A", "'%0A"},
		{"＝1", "'＝1"},
		{"＋1", "'＋1"},
		{"－1", "'－1"},
		{"＠x", "'＠x"},
		{"−1", "'−1"},
		{`"=1`, `'"=1`},
		{"  =1", "'  =1"},
		{`' =1`, `'' =1`},
		{"“=1”", "'“=1”"},
		{"a;=1", "a;'=1"},
		{"a,=1", "a,'=1"},
		{`a";"=1`, `a";'"=1`},
		{"a; -1", "a;' -1"},
		{"a\n=1", "a\n'=1"},
		{"a\n-1\n+2", "a\n'-1\n'+2"},
		{"a;\n=1", "a;\n'=1"},
		{"a,\t=1", "a,\t'=1"},
	} {
		if got := defused(tt.in); got != tt.want {
			t.Errorf("defused(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzDefused(f *testing.F) {
	for _, a := range attacks {
		f.Add(a)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for piece := range strings.FieldsFuncSeq(defused(s), func(r rune) bool { return strings.ContainsRune(";,\t\n\r", r) }) {
			if bare := strings.TrimLeft(piece, "\" “”"); bare != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(bare)[0]) {
				t.Errorf("%q is left with the formula %q", s, piece)
			}
		}
	})
}

// TestCSVHostile: whatever a shop says, a table has the columns of its header and
// no cell that a spreadsheet runs.
func TestCSVHostile(t *testing.T) {
	for _, row := range csvRead(t, hostileShop(), hostileAbsence()) {
		for _, c := range row {
			if bare := strings.TrimLeft(c, "\" “”‘’"); bare != "" && strings.ContainsRune("=+-@\t＝", []rune(bare)[0]) {
				t.Errorf("the cell %q is a formula", c)
			}
		}
	}
}
