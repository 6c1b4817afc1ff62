package hello

import (
	"golang.org/x/crypto/cryptobyte"
)

// The limits of what a server may send. None of them is near to what an honest
// one needs.
const (
	maxRecord       = maxPlaintext + 2048 // RFC 5246, section 6.2.3
	maxMessage      = 192 << 10
	maxTotal        = 512 << 10
	maxCertificates = 128
	maxExtensions   = 64
	maxWarnings     = 16
	enoughToTell    = 5 // bytes that tell TLS, or what else it may be
)

// A Reader reads what a server answers to one ClientHello, in whatever pieces it
// arrives.
type Reader struct {
	client Client
	server Server

	pending   []byte // bytes of a record that is not complete
	handshake []byte // bytes of a message that is not complete
	alert     []byte // first byte of an alert that is not complete
	total     int    // bytes fed
	started   bool   // the first record was read
	greeted   bool   // the ServerHello was read

	done bool
	err  error
}

// NewReader returns a reader for the answer to c.
func NewReader(c Client) *Reader {
	return &Reader{client: c}
}

// Server is what was understood so far: all of it if Feed was done, and what
// came before the trouble if Feed failed.
func (r *Reader) Server() Server {
	return r.server
}

// Feed takes bytes that arrived. Done means that enough was heard and the caller
// should hang up: with TLS 1.3 after the ServerHello, with older versions after
// ServerHelloDone, so that certificates, staple, group and prime are known, and
// always after a fatal alert or a close_notify, which is in the Server. What
// follows is ignored, and so is everything after an error, which stays.
func (r *Reader) Feed(p []byte) (done bool, err error) {
	if r.done || r.err != nil {
		return r.done, r.err
	}
	room := maxTotal - r.total
	flood := len(p) > room
	if flood {
		p = p[:room]
	}
	r.total += len(p)
	r.pending = append(r.pending, p...)
	r.done, r.err = r.records()
	r.done = r.done && r.err == nil
	if flood && !r.done && r.err == nil {
		r.err = tooLarge("a server's answer")
	}
	if r.done || r.err != nil {
		r.pending, r.handshake = nil, nil
	}
	return r.done, r.err
}

// records reads all complete records.
func (r *Reader) records() (done bool, err error) {
	for len(r.pending) > 0 {
		kind, body, size, err := r.record()
		if err != nil || size == 0 {
			return false, err
		}
		r.started = true
		r.pending = r.pending[size:]
		if done, err := r.content(kind, body); done || err != nil {
			return done, err
		}
	}
	return false, nil
}

// kindSSL2 stands for the type that records of SSL 2 do not have.
const kindSSL2 = 0

// record cuts the first record off the pending bytes; size 0 means that more are
// needed.
func (r *Reader) record() (kind uint8, body []byte, size int, err error) {
	p := r.pending
	if !r.started && r.client.Version == SSL2 && p[0]&0x80 != 0 {
		if len(p) < 2 {
			return 0, nil, 0, nil
		}
		size = 2 + int(p[0]&0x7f)<<8 + int(p[1])
		if len(p) < size {
			return 0, nil, 0, nil
		}
		return kindSSL2, p[2:size], size, nil
	}
	if !plausible(p) {
		if r.started {
			return 0, nil, 0, malformed("the head of a record")
		}
		if len(p) < enoughToTell {
			return 0, nil, 0, nil
		}
		return 0, nil, 0, notTLS(p)
	}
	if len(p) < 5 {
		return 0, nil, 0, nil
	}
	n := int(p[3])<<8 + int(p[4])
	if n > maxRecord {
		return 0, nil, 0, tooLarge("a record")
	}
	if len(p) < 5+n {
		return 0, nil, 0, nil
	}
	return p[0], p[5 : 5+n], 5 + n, nil
}

// plausible says that bytes can be the beginning of a record of SSL 3 or TLS.
func plausible(p []byte) bool {
	return p[0] >= recordChangeCipherSpec && p[0] <= recordHeartbeat && (len(p) == 1 || p[1] == 3)
}

// content reads what a record holds.
func (r *Reader) content(kind uint8, body []byte) (done bool, err error) {
	switch kind {
	case kindSSL2:
		return true, r.server.readSSL2(body)
	case recordAlert:
		return r.alerts(body)
	case recordHandshake:
		r.handshake = append(r.handshake, body...)
		return r.messages()
	}
	return false, malformed("a record that has no place in a handshake's beginning")
}

// alerts reads alerts, of which a record may hold several or half a one.
func (r *Reader) alerts(body []byte) (done bool, err error) {
	r.alert = append(r.alert, body...)
	for len(r.alert) >= 2 {
		level, alert := r.alert[0], Alert(r.alert[1])
		r.alert = r.alert[2:]
		switch {
		case level == 2, level == 1 && alert == CloseNotify:
			r.server.Alert = &alert
			return true, nil
		case level != 1:
			return false, malformed("an alert")
		case len(r.server.Warnings) == maxWarnings:
			return false, tooLarge("a storm of alerts")
		}
		r.server.Warnings = append(r.server.Warnings, alert)
	}
	return false, nil
}

// messages reads all complete handshake messages.
func (r *Reader) messages() (done bool, err error) {
	for len(r.handshake) >= 4 {
		p := r.handshake
		n := int(p[1])<<16 + int(p[2])<<8 + int(p[3])
		if n > maxMessage {
			return false, tooLarge("a handshake message")
		}
		if len(p) < 4+n {
			return false, nil
		}
		r.handshake = p[4+n:]
		done, err := r.message(p[0], cryptobyte.String(p[4:4+n]))
		if done || err != nil {
			return done, err
		}
	}
	return false, nil
}
