package facts

import (
	"strings"
	"testing"
)

func TestTables(t *testing.T) {
	names := make(map[string]Table)
	for _, table := range Tables() {
		if table.Rows == 0 || len(table.About) < 20 || strings.ContainsAny(table.About, "#\n") || !table.AsOf.Equal(Day()) || table.From != "" {
			t.Errorf("%+v", table)
		}
		names[table.Name] = table
	}
	if got := names["cycles"].About; got != "Release lines and when their security fixes end" {
		t.Errorf("cycles: %q", got)
	}
	lines := 0
	for _, product := range Products() {
		lines += len(Lines(product))
	}
	if names["cycles"].Rows != lines || names["exploited"].Rows != len(holes().Holes) {
		t.Errorf("%d rows of %d lines, %d of %d holes", names["cycles"].Rows, lines, names["exploited"].Rows, len(holes().Holes))
	}
	if companies := names["owners"].Rows; companies < 500 {
		t.Errorf("%d owners of scripts; each is a row, not each purpose", companies)
	}
}
