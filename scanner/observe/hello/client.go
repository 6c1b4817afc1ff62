package hello

import (
	"slices"

	"golang.org/x/crypto/cryptobyte"
)

// maxHello is how large a ClientHello may be. Nothing that it can offer by the
// rules fills as much.
const maxHello = 1 << 16

// ReadClient reads the ClientHello that p begins with, in however many records,
// and says how many bytes it took. If n is 0 and there is no error, more bytes
// are needed.
//
// The client's Version is the newest it offers that we know, Extras says that it
// offers heartbeat, and Suites are without the signals among them, of which one
// sets Fallback. Extensions we do not know are skipped.
func ReadClient(p []byte) (c Client, n int, err error) {
	if len(p) == 0 {
		return Client{}, 0, nil
	}
	if p[0]&0x80 != 0 {
		return readClientSSL2(p)
	}
	message, n, err := gather(p)
	if n == 0 || err != nil {
		return Client{}, 0, err
	}
	c, err = readClient(message)
	if err != nil {
		return Client{}, 0, err
	}
	return c, n, nil
}

// gather puts the first handshake message together from its records.
func gather(p []byte) (message []byte, n int, err error) {
	for {
		rest := p[n:]
		switch {
		case len(rest) == 0:
			return nil, 0, nil
		case !plausible(rest):
			return nil, 0, strange(rest, n)
		case rest[0] != recordHandshake:
			return nil, 0, malformed("a record that is no part of a ClientHello")
		case len(rest) < 5:
			return nil, 0, nil
		}
		size := int(rest[3])<<8 + int(rest[4])
		if size == 0 || size > maxRecord {
			return nil, 0, malformed("a record of a ClientHello")
		}
		if len(rest) < 5+size {
			return nil, 0, nil
		}
		message = append(message, rest[5:5+size]...)
		n += 5 + size
		whole, err := complete(message)
		if whole || err != nil {
			return message, n, err
		}
	}
}

// strange is the error for bytes that are no record, n bytes into the hello; nil
// if it is too early to tell.
func strange(p []byte, n int) error {
	switch {
	case n > 0:
		return malformed("the head of a record")
	case len(p) < enoughToTell:
		return nil
	}
	return notTLS(p)
}

// complete says whether a message has all its bytes. A ClientHello must end with
// its record.
func complete(message []byte) (bool, error) {
	if message[0] != clientHello {
		return false, malformed("a handshake that does not begin with a ClientHello")
	}
	if len(message) < 4 {
		return false, nil
	}
	n := 4 + int(message[1])<<16 + int(message[2])<<8 + int(message[3])
	switch {
	case n > maxHello:
		return false, tooLarge("a ClientHello")
	case len(message) > n:
		return false, malformed("a ClientHello with something behind it")
	}
	return len(message) == n, nil
}

// readClient reads the handshake message.
func readClient(message []byte) (Client, error) {
	var c Client
	p := cryptobyte.String(message[4:])
	var version uint16
	var random []byte
	var id, suites, compressions, extensions cryptobyte.String
	if !p.ReadUint16(&version) || !p.ReadBytes(&random, 32) ||
		!p.ReadUint8LengthPrefixed(&id) || len(id) > 32 ||
		!p.ReadUint16LengthPrefixed(&suites) || len(suites) == 0 || len(suites)%2 != 0 ||
		!p.ReadUint8LengthPrefixed(&compressions) || len(compressions) == 0 || version>>8 != 3 {
		return c, malformed("a ClientHello")
	}
	c.Version = min(Version(version), TLS12)
	c.Compression = slices.Contains(compressions, 1)
	for !suites.Empty() {
		var s uint16
		suites.ReadUint16(&s)
		c.addSuite(Suite(s))
	}
	if !p.Empty() && (!p.ReadUint16LengthPrefixed(&extensions) || !p.Empty()) {
		return c, malformed("a ClientHello")
	}
	return c, c.readExtensions(extensions)
}

// addSuite adds a suite, or heeds a signal.
func (c *Client) addSuite(s Suite) {
	switch s {
	case renegotiationSCSV:
	case fallbackSCSV:
		c.Fallback = true
	default:
		c.Suites = append(c.Suites, s)
	}
}

func (c *Client) readExtensions(p cryptobyte.String) error {
	var seen []Extension
	for !p.Empty() {
		var id uint16
		var body cryptobyte.String
		if !p.ReadUint16(&id) || !p.ReadUint16LengthPrefixed(&body) {
			return malformed("the extensions of a ClientHello")
		}
		e := Extension(id)
		if slices.Contains(seen, e) {
			return malformed("the extensions of a ClientHello, one of which comes twice")
		}
		if len(seen) == maxExtensions {
			return tooLarge("the extensions of a ClientHello")
		}
		seen = append(seen, e)
		if !c.readExtension(e, body) {
			return malformed("an extension of a ClientHello")
		}
	}
	return nil
}

// readExtension reads one extension; unknown ones may hold anything.
func (c *Client) readExtension(e Extension, p cryptobyte.String) (ok bool) {
	switch e {
	case ServerName:
		ok = c.readName(&p)
	case SupportedGroups:
		c.Groups, ok = numbers[Group](&p)
	case Schemes:
		c.Schemes, ok = numbers[Scheme](&p)
	case ALPN:
		ok = c.readProtocols(&p)
	case SupportedVersions:
		ok = c.readVersions(&p)
	case KeyShare:
		ok = c.readShares(&p)
	case Heartbeat:
		var mode uint8
		ok = p.ReadUint8(&mode) && (mode == 1 || mode == 2)
		c.Extras = ok
	default:
		return true
	}
	return ok && p.Empty()
}

func (c *Client) readName(p *cryptobyte.String) bool {
	var list, name cryptobyte.String
	var kind uint8
	if !p.ReadUint16LengthPrefixed(&list) || !list.ReadUint8(&kind) || kind != 0 ||
		!list.ReadUint16LengthPrefixed(&name) || !list.Empty() || name.Empty() {
		return false
	}
	c.Name = string(name)
	return true
}

func (c *Client) readProtocols(p *cryptobyte.String) bool {
	var list cryptobyte.String
	if !p.ReadUint16LengthPrefixed(&list) || list.Empty() {
		return false
	}
	for !list.Empty() {
		var name cryptobyte.String
		if !list.ReadUint8LengthPrefixed(&name) || name.Empty() {
			return false
		}
		c.ALPN = append(c.ALPN, string(name))
	}
	return true
}

// readVersions heeds the versions that we know; others are drafts, or nonsense
// for practice (RFC 8701).
func (c *Client) readVersions(p *cryptobyte.String) bool {
	var list cryptobyte.String
	if !p.ReadUint8LengthPrefixed(&list) || list.Empty() {
		return false
	}
	var best Version
	for !list.Empty() {
		var v uint16
		if !list.ReadUint16(&v) {
			return false
		}
		if Version(v) >= SSL3 && Version(v) <= TLS13 {
			best = max(best, Version(v))
		}
	}
	if best != 0 {
		c.Version = best
	}
	return true
}

func (c *Client) readShares(p *cryptobyte.String) bool {
	var list cryptobyte.String
	if !p.ReadUint16LengthPrefixed(&list) {
		return false
	}
	for !list.Empty() {
		var g uint16
		var share cryptobyte.String
		if !list.ReadUint16(&g) || !list.ReadUint16LengthPrefixed(&share) || share.Empty() {
			return false
		}
		c.Shares = append(c.Shares, Group(g))
	}
	return true
}

// numbers reads a list of two-byte numbers that is not empty.
func numbers[T ~uint16](p *cryptobyte.String) (all []T, ok bool) {
	var list cryptobyte.String
	if !p.ReadUint16LengthPrefixed(&list) || list.Empty() || len(list)%2 != 0 {
		return nil, false
	}
	for !list.Empty() {
		var n uint16
		list.ReadUint16(&n)
		all = append(all, T(n))
	}
	return all, true
}

// readClientSSL2 reads a CLIENT-HELLO in the form of SSL 2, in which clients of
// old also offered newer versions (RFC 5246, appendix E.2).
func readClientSSL2(record []byte) (c Client, n int, err error) {
	if len(record) < 2 {
		return Client{}, 0, nil
	}
	n = 2 + int(record[0]&0x7f)<<8 + int(record[1])
	if len(record) < n {
		return Client{}, 0, nil
	}
	p := cryptobyte.String(record[2:n])
	var kind uint8
	var version, suitesLen, idLen, challengeLen uint16
	var suites, id, challenge []byte
	if !p.ReadUint8(&kind) || kind != clientHelloSSL2 || !p.ReadUint16(&version) ||
		!p.ReadUint16(&suitesLen) || !p.ReadUint16(&idLen) || !p.ReadUint16(&challengeLen) ||
		!p.ReadBytes(&suites, int(suitesLen)) || !p.ReadBytes(&id, int(idLen)) ||
		!p.ReadBytes(&challenge, int(challengeLen)) || !p.Empty() ||
		suitesLen == 0 || suitesLen%3 != 0 || Version(version) != SSL2 && version>>8 != 3 {
		return Client{}, 0, malformed("a CLIENT-HELLO of SSL 2")
	}
	c.Version = min(Version(version), TLS12)
	for _, s := range readKinds(suites) {
		c.addSuite(s)
	}
	return c, n, nil
}
