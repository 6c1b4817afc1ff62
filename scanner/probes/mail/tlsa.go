package mail

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"shopcheck/scanner/observe"
)

// A tlsa is one published word for a mail server's key (RFC 6698, section 2.1).
type tlsa struct {
	usage, selector, matching int
	data                      []byte
}

// What usages, selectors and matching types mean (RFC 7218).
const (
	usageTA, usageEE              = 2, 3
	selectCert, selectKey         = 0, 1
	matchFull, match256, match512 = 0, 1, 2
)

// readTLSA reads a record in presentation form, and reports whether mail services
// use it. Those for authorities that browsers know (0 and 1) they do not (RFC 7672,
// section 3.1.3).
func readTLSA(text string) (tlsa, bool) {
	fields := strings.Fields(text)
	if len(fields) < 4 {
		return tlsa{}, false
	}
	var numbers [3]int
	for i := range numbers {
		n, err := strconv.ParseUint(fields[i], 10, 8)
		if err != nil {
			return tlsa{}, false
		}
		numbers[i] = int(n)
	}
	data, err := hex.DecodeString(strings.Join(fields[3:], ""))
	t := tlsa{numbers[0], numbers[1], numbers[2], data}
	return t, err == nil && t.usable()
}

// usable reports whether the record says something that can be compared.
func (t tlsa) usable() bool {
	if t.usage != usageTA && t.usage != usageEE || t.selector != selectCert && t.selector != selectKey {
		return false
	}
	switch t.matching {
	case matchFull:
		var err error
		if t.selector == selectCert {
			_, err = x509.ParseCertificate(t.data)
		} else {
			_, err = x509.ParsePKIXPublicKey(t.data)
		}
		return err == nil
	case match256:
		return len(t.data) == sha256.Size
	case match512:
		return len(t.data) == sha512.Size
	}
	return false
}

// of reports whether the record is about a certificate.
func (t tlsa) of(cert *x509.Certificate) bool {
	content := cert.Raw
	if t.selector == selectKey {
		content = cert.RawSubjectPublicKeyInfo
	}
	switch t.matching {
	case match256:
		sum := sha256.Sum256(content)
		content = sum[:]
	case match512:
		sum := sha512.Sum512(content)
		content = sum[:]
	}
	return bytes.Equal(content, t.data)
}

// usableTLSA returns the records that senders go by: of two digests for the same
// thing, only the stronger kind (RFC 7671, section 9).
func usableTLSA(records *observe.Records) []tlsa {
	var all []tlsa
	for _, text := range records.Values() {
		if t, ok := readTLSA(text); ok {
			all = append(all, t)
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(t tlsa) bool {
		return t.matching == match256 && slices.ContainsFunc(all, func(o tlsa) bool {
			return o.matching == match512 && o.usage == t.usage && o.selector == t.selector
		})
	})
}
