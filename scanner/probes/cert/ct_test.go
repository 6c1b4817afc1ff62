package cert

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/binary"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// sct writes the promise of a log, whose id is n times 32, at a moment.
func sct(n byte, at time.Time) []byte {
	b := append([]byte{0}, bytes.Repeat([]byte{n}, 32)...)
	b = binary.BigEndian.AppendUint64(b, uint64(at.UnixMilli()))
	return append(b, 0, 0, 4, 3, 0, 2, 1, 2)
}

// logged adds promises to a certificate.
func logged(t *testing.T, c *x509.Certificate, scts ...[]byte) {
	t.Helper()
	var items []byte
	for _, s := range scts {
		items = append(binary.BigEndian.AppendUint16(items, uint16(len(s))), s...)
	}
	value, err := asn1.Marshal(append(binary.BigEndian.AppendUint16(nil, uint16(len(items))), items...))
	if err != nil {
		t.Fatal(err)
	}
	c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}, Value: value})
}

func TestJudgeCT(t *testing.T) {
	public, private := observe.Trust{Verified: true, PublicRoot: true}, observe.Trust{Verified: true}
	then, later := now.Add(-10*day), now.Add(time.Hour)
	a, b, c := sct(1, then), sct(2, then), sct(3, then)
	for _, tt := range []struct {
		name           string
		lasts          time.Duration
		embedded, sent [][]byte
		kept           int // of the extension, in an old run
		trust          observe.Trust
		want           scanner.Outcome
		byClock        bool
	}{
		{"two logs", 90 * day, [][]byte{a, b}, nil, 0, public, scanner.Pass, false},
		{"one log", 90 * day, [][]byte{a}, nil, 0, public, scanner.Warn, false},
		{"one log twice", 90 * day, [][]byte{a, a}, nil, 0, public, scanner.Warn, false},
		{"no log", 90 * day, nil, nil, 0, public, scanner.Fail, false},
		{"no log, an intermediate fetched", 90 * day, nil, nil, 0, observe.Trust{Repaired: true, PublicRoot: true}, scanner.Fail, false},
		{"180 days, two logs", 180 * day, [][]byte{a, b}, nil, 0, public, scanner.Pass, false},
		{"a second longer, two logs", 180*day + time.Second, [][]byte{a, b}, nil, 0, public, scanner.Warn, false},
		{"200 days, three logs", 200 * day, [][]byte{a, b, c}, nil, 0, public, scanner.Pass, false},
		{"200 days, two in the extension", 200 * day, nil, [][]byte{a, b}, 0, public, scanner.Pass, false},
		{"one in each place", 90 * day, [][]byte{a}, [][]byte{b}, 0, public, scanner.Warn, false},
		{"two in the extension, of an old run", 90 * day, nil, nil, 2, public, scanner.Pass, false},
		{"one in the extension, of an old run", 90 * day, nil, nil, 1, public, scanner.Warn, false},
		{"one of the future", 90 * day, [][]byte{a, sct(2, later)}, nil, 0, public, scanner.Warn, true},
		{"a spare one of the future", 90 * day, [][]byte{a, b, sct(3, later)}, nil, 0, public, scanner.Pass, false},
		{"as far ahead as clocks differ", 90 * day, [][]byte{a, sct(2, now.Add(5*time.Minute))}, nil, 0, public, scanner.Pass, false},
		{"older than all logs", 90 * day, [][]byte{a, sct(2, time.Unix(1e9, 0))}, nil, 0, public, scanner.Warn, false},
		{"unreadable", 90 * day, [][]byte{{1, 2, 3}}, nil, 0, public, scanner.Warn, false},
		{"a private authority's, no log", 90 * day, nil, nil, 0, private, scanner.NotApplicable, false},
		{"a private authority's, two logs", 90 * day, [][]byte{a, b}, nil, 0, private, scanner.Pass, false},
		{"self-signed", 90 * day, nil, nil, 0, observe.Trust{SelfSigned: true}, scanner.NotApplicable, false},
		{"nobody's", 90 * day, nil, nil, 0, observe.Trust{}, scanner.Unknown, false},
		{"an issuer not sent", 90 * day, [][]byte{a}, nil, 0, observe.Trust{Missing: "Let's Encrypt"}, scanner.Unknown, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			leaf := made(t, func(c *x509.Certificate) {
				c.NotBefore, c.NotAfter = now.Add(-10*day), now.Add(tt.lasts-10*day)
				if tt.embedded != nil {
					logged(t, c, tt.embedded...)
				}
			})
			hs := shake(tt.trust, leaf)
			hs.SCTs, hs.SCTList = len(tt.sent)+tt.kept, tt.sent
			f, byClock := judgeCT(hs, leaf)
			if f.Outcome != tt.want || byClock != tt.byClock {
				t.Errorf("judgeCT = %s (%s), by the clock: %t; want %s, %t", f.Outcome, f.Message, byClock, tt.want, tt.byClock)
			}
		})
	}
}
