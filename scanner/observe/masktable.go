package observe

import (
	"regexp"
	"strings"
)

// columns are the names of columns in tables of customers and orders, without
// what stands between their words. No person's data looks like one.
var columns = regexp.MustCompile(`^(?:(?:customer|billing|shipping|delivery|order|user|account|rechnungs?|liefer)?(?:` +
	`id|number|no|nr|group|date|status|total|currency|company|vat|vatid|taxid|` +
	`e?mail|e?mailaddress|adressemail|correo|` +
	`name|fullname|firstname|lastname|middlename|surname|familyname|givenname|vorname|nachname|prenom|prénom|nom|nombre|apellidos?|nome|cognome|voornaam|achternaam|imie|nazwisko|` +
	`phone|phonenumber|telephone|tel|telefon|téléphone|telefono|mobile|mobil|fax|` +
	`street|address|address1|address2|strasse|straße|adresse|direccion|indirizzo|ulica|` +
	`city|zip|zipcode|postcode|postalcode|plz|ort|ville|country|land|region|state|` +
	`birthday|birthdate|dob|dateofbirth|geburtsdatum|gender|iban|bic|password|passwordhash|ip|ipaddress|` +
	`createdat|updatedat|paymentmethod|sku|price|quantity|qty))$`)

// between separates the words of a column's name.
var between = strings.NewReplacer(" ", "", "_", "", "-", "", ".", "")

// maskTable returns the first line of a table whose columns have names, with all
// but known names hidden, and "" if s is no such table.
func maskTable(s string) string {
	first, _, more := strings.Cut(s, "\n")
	line := strings.TrimRight(first, "\r")
	for _, sep := range []string{";", ",", "\t", "|"} {
		cells := strings.Split(line, sep)
		known := 0
		for i, cell := range cells {
			if columns.MatchString(between.Replace(strings.ToLower(strings.Trim(strings.TrimSpace(cell), `"`)))) {
				known++
				continue
			}
			cells[i] = hiddenValue
		}
		if known < 3 {
			continue
		}
		line = strings.Join(cells, sep)
		if more {
			line += "\n"
		}
		return line
	}
	return ""
}
