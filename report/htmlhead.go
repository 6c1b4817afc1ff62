package report

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
)

// A head is what a document begins with.
type head struct {
	Title  string
	Policy string
	Style  template.CSS
	By     string       // who hands it on; empty for nobody
	Logo   template.URL // theirs; may be empty
}

// headOf begins a document. Its policy names the style sheet by its hash, so that
// whatever else gets into the document cannot change how it looks.
func headOf(title string, b Brand) head {
	style := htmlStyle
	if b.Color != "" {
		style += ":root{--brand:" + b.Color + ";--on-brand:" + textOn(b.Color) + "}\n"
	}
	sum := sha256.Sum256([]byte(style))
	out := head{
		Title: title, By: b.By(),
		Style: template.CSS(style), //nolint:gosec // G203: a file of ours, and a color that is one
		Policy: "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
			"'; img-src data:; base-uri 'none'; form-action 'none'",
	}
	if kind := mediaType(b.Logo); kind != "" {
		out.Logo = template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(b.Logo)) //nolint:gosec // G203: base64
	}
	return out
}
