package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// A Brand says who hands a report on. The zero Brand is nobody.
type Brand struct {
	Name    string // "Harbour Web Agency"
	Contact string // "Ana Silva, +49 30 1234567"; may be empty
	Color   string // of the band that the name stands on, in hexadecimal: "#0a5c8f" or "#05a"; empty for none
	Logo    []byte // a picture: PNG, JPEG or SVG; nil for none
}

// maxLogo bounds a logo, in bytes: it is in every report.
const maxLogo = 200 << 10

// maxBrand bounds the name and the contact, in bytes.
const maxBrand = 200

var hexColor = regexp.MustCompile(`^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$`)

// Check says what keeps a brand from being shown, and what to try.
func (b Brand) Check() error {
	switch {
	case b.Name == "" && (b.Contact != "" || b.Color != "" || len(b.Logo) > 0):
		return errors.New("name is missing; say who hands the report on")
	case len(b.Name) > maxBrand || len(b.Contact) > maxBrand:
		return fmt.Errorf("name or contact is longer than %d bytes; try a few words", maxBrand)
	case clean(b.Name) != b.Name || clean(b.Contact) != b.Contact:
		return errors.New("name or contact has characters that cannot be seen; try a few words on one line")
	case b.Color != "" && !hexColor.MatchString(b.Color):
		return fmt.Errorf("color cannot be %q; try one such as \"#0a5c8f\"", clean(b.Color))
	case len(b.Logo) > maxLogo:
		return fmt.Errorf("logo is larger than %d KiB; try a smaller picture", maxLogo>>10)
	case len(b.Logo) > 0 && mediaType(b.Logo) == "":
		return errors.New("logo is no picture of the kinds PNG, JPEG or SVG, or is an SVG with definitions of its own (<!ENTITY); try to save it as PNG")
	}
	return nil
}

func (b Brand) cleaned() Brand {
	b.Name, b.Contact = clean(b.Name), clean(b.Contact)
	return b
}

// By says who hands the report on; empty for nobody.
func (b Brand) By() string {
	switch {
	case b.Name == "":
		return ""
	case b.Contact == "":
		return "Handed to you by " + b.Name
	}
	return "Handed to you by " + b.Name + ", " + b.Contact
}

// mediaType says what a picture is by what it holds, whatever its name; empty for
// anything else.
func mediaType(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")): // PNG 3rd edition, section 5.2
		return "image/png"
	case bytes.HasPrefix(data, []byte{0xff, 0xd8, 0xff}): // JPEG, ITU-T T.81, annex B
		return "image/jpeg"
	case isSVG(data):
		return "image/svg+xml"
	}
	return ""
}

// isSVG reports whether data is a whole SVG document, without definitions of its
// own that could grow when they are read. Shown as a picture, it runs no script and
// fetches nothing (SVG 2, section 2.2.6, "secure static mode").
func isSVG(data []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(data))
	root := false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return root
		}
		if err != nil {
			return false
		}
		switch t := token.(type) {
		case xml.Directive:
			if strings.Contains(string(t), "[") {
				return false
			}
		case xml.StartElement:
			if !root && (t.Name.Local != "svg" || t.Name.Space != "http://www.w3.org/2000/svg") {
				return false
			}
			root = true
		}
	}
}

// textOn returns black or white, whichever is easier to read on a color, which is
// one that Check lets pass: at least 4.5 to 1 (WCAG 2.2, "contrast ratio").
func textOn(color string) string {
	light := luminance(color)
	if (light+0.05)/0.05 >= 1.05/(light+0.05) {
		return "#000"
	}
	return "#fff"
}

// luminance is how light a color is, 0 to 1 (WCAG 2.2, "relative luminance").
func luminance(color string) float64 {
	hex := strings.TrimPrefix(color, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
