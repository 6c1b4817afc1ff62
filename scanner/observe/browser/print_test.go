package browser

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// part is what reading a part of a PDF gives.
func part(text string, end bool) string {
	return fmt.Sprintf(`{"base64Encoded": true, "data": %q, "eof": %v}`, base64.StdEncoding.EncodeToString([]byte(text)), end)
}

// TestPrint: a PDF comes whole and holds nothing of chance, or an error says what went wrong.
func TestPrint(t *testing.T) {
	t.Parallel()
	const info = "%PDF-1.4\n<</Title (A /ModDate \\(D:1\\) shop)\n/CreationDate (D:20261130120214+00'00')\n/ModDate (D:20261130120214+00'00')>>"
	blank := strings.NewReplacer("/CreationDate (D:20261130120214+00'00')", strings.Repeat(" ", 39), "/ModDate (D:20261130120214+00'00')", strings.Repeat(" ", 34)).Replace(info)
	for _, tt := range []struct {
		name  string
		print string // what comes of printing
		parts []string
		want  string
		err   string // part of it
	}{
		{"one part", `{"stream": "1"}`, []string{part(info, true)}, blank, ""},
		{"two parts", `{"stream": "1"}`, []string{part(info[:60], false), part(info[60:], true)}, blank, ""},
		{"names of cells", `{"stream": "1"}`, []string{part("/ID (node00000244) /H [(node00000300) (node00000242)] node00000007", true)}, "/ID (node00000002) /H [(node00000003) (node00000001)] node00000007", ""},
		{"fails", `{"stream": 1}`, nil, "", "Page.printToPDF"},
		{"cannot be read", `{"stream": "1"}`, []string{`{"data": "?", "eof": true}`}, "", "IO.read"},
		{"without an end", `{"stream": "1"}`, slices.Repeat([]string{part(strings.Repeat("x", pdfPart), false)}, maxPDF/pdfPart+2), "", "too long"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, other := meet(t)
			p := &pretence{peer: other, fate: make(map[string]string), turns: map[string][]string{"Page.printToPDF": {tt.print}, "IO.read": tt.parts}, events: map[string][]string{
				"Page.navigate": append(append(paused("page", "Document", "GET", printURL, ""), paused("pixel", "Image", "GET", "https://stats.test/", "")...), append(
					paused("script", "Script", "GET", "https://stats.test/a.js", ""), "Page.loadEventFired", "{}")...),
			}}
			go p.serve()
			var got bytes.Buffer
			err := (&Browser{conn: c}).Print(t.Context(), []byte("<p>Report"), &got)
			if (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) || err == nil && got.String() != tt.want {
				t.Errorf("%q, %v; want %q, %q", got.String(), err, tt.want, tt.err)
			}
			p.mu.Lock()
			defer p.mu.Unlock()
			if p.fate["page"] != "answered <p>Report" || p.fate["pixel"] != "BlockedByClient" || p.fate["script"] != "BlockedByClient" {
				t.Errorf("requests: %v", p.fate)
			}
			off := slices.Index(p.told, `Emulation.setScriptExecutionDisabled {"value":true}`)
			if goes := slices.IndexFunc(p.told, func(s string) bool { return strings.HasPrefix(s, "Page.navigate ") }); off < 0 || off > goes {
				t.Errorf("scripts are switched off at %d, the page comes at %d", off, goes)
			}
		})
	}
}

// TestPrintTooMuch: what no browser would take is not given to it.
func TestPrintTooMuch(t *testing.T) {
	t.Parallel()
	if err := (&Browser{}).Print(t.Context(), make([]byte, maxPrint+1), nil); !errors.Is(err, ErrLong) {
		t.Errorf("got %v", err)
	}
}
