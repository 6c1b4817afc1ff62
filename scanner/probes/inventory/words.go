package inventory

import (
	"unicode/utf8"

	"shopcheck/scanner/facts"
)

// Whose says whose scripts are and what for: "Stripe, takes payments". What is
// known from memory alone is a perhaps.
func Whose(o facts.Owner) string {
	switch {
	case o.Name == "":
		return "owner not known"
	case o.Memory:
		return "perhaps " + o.Name + ", " + o.Does()
	}
	return o.Name + ", " + o.Does()
}

// maxAddress bounds an address in a line of evidence, in bytes, so that what
// follows it is not cut off.
const maxAddress = 120

// Short shortens a long address.
func Short(address string) string {
	if len(address) <= maxAddress {
		return address
	}
	end := maxAddress
	for !utf8.RuneStart(address[end]) {
		end--
	}
	return address[:end] + "…"
}
