package pretend

import (
	"crypto/rsa"
	"crypto/tls"
	"fmt"
	"math/big"
	"slices"
)

// manyCerts adds companies that have nothing to do with it, up to a hundred
// certificates.
func manyCerts(s *Shop, _ certSettings, own *tls.Certificate) error {
	for i := len(own.Certificate); i < 100; i++ {
		c, err := s.ca.ca(fmt.Sprintf("Company %d", i), middleKey, s.ca.root, rootKey, s.ca.now.AddDate(3, 0, 0))
		if err != nil {
			return err
		}
		own.Certificate = append(own.Certificate, c.Raw)
	}
	return nil
}

// manyNames makes the certificate out for ten thousand names.
func manyNames(s *Shop, set certSettings, own *tls.Certificate) (err error) {
	set.Names = slices.Clone(s.names())
	for i := len(set.Names); i < 10_000; i++ {
		set.Names = append(set.Names, fmt.Sprintf("n%d.%s", i, s.conf.Domain))
	}
	*own, err = s.ca.issue(set, s.names())
	return err
}

// bigKey makes the certificate out for an RSA key of 16384 bits, which nobody
// has.
func bigKey(s *Shop, set certSettings, own *tls.Certificate) error {
	if err := set.applyFault(); err != nil {
		return err
	}
	parent, err := s.ca.intermediate(set.Issuer)
	if err != nil {
		return err
	}
	leaf, err := s.ca.leaf(set, s.names())
	if err != nil {
		return err
	}
	c, err := s.ca.sign(leaf, parent, &rsa.PublicKey{N: new(big.Int).SetBytes(odd(16384)), E: 65537}, s.ca.keys[middleKey])
	if err != nil {
		return err
	}
	key, err := keys["rsa-2048"]()
	if err != nil {
		return fmt.Errorf("making a key: %w", err)
	}
	*own = tls.Certificate{Certificate: [][]byte{c.Raw, parent.Raw}, PrivateKey: key}
	return nil
}

// badDER sends something in place of the certificate that begins like one.
func badDER(_ *Shop, _ certSettings, own *tls.Certificate) error {
	own.Certificate = slices.Clone(own.Certificate)
	own.Certificate[0] = append([]byte{0x30, 0x82, 0x02, 0x00}, noise(512)...)
	return nil
}
