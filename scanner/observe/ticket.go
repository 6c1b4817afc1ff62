package observe

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/tls"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net"
	"strings"
	"time"

	"golang.org/x/crypto/chacha20poly1305"
)

// This file reads the session tickets that a TLS 1.3 server sends after the
// handshake. It is our own because crypto/tls, which does the handshake, hands
// out a ticket only to be used again, and not what it says: how long it lasts,
// and whether the server takes data in the first flight (RFC 8446, section
// 4.6.1). Nothing is sent but the goodbye that ends every connection.

// A Ticket is what a TLS 1.3 server said of one session that may be resumed.
type Ticket struct {
	Lifetime  uint32 `json:"lifetime"`  // seconds
	EarlyData uint32 `json:"earlyData"` // bytes taken before the handshake is over; zero: none
}

// Ticketing says whether it is known which tickets a server sends.
type Ticketing string

// The states. The zero value means that nobody listened: not TLS 1.3, an offer
// other than Any, or mail.
const (
	TicketsSent    Ticketing = "sent"    // Tickets holds the first; a server's are alike, so no more is waited for
	TicketsNone    Ticketing = "none"    // the server ended the connection in good order, and sent none
	TicketsUnclear Ticketing = "unclear" // it said nothing in time, or nothing that can be read
)

// Bounds on listening after the handshake.
const (
	maxHeard = 64 << 10
	maxQuiet = time.Second
)

// A tap is a connection that remembers what came in, and the one key that opens
// what the server says after the handshake. It lives as long as its look.
type tap struct {
	net.Conn
	heard []byte
	keys  keyLog
}

func (t *tap) Read(p []byte) (int, error) {
	n, err := t.Conn.Read(p)
	t.heard = append(t.heard, p[:min(n, maxHeard-len(t.heard))]...)
	return n, err
}

// A keyLog keeps the server's first application secret out of what crypto/tls
// logs, and nothing else.
type keyLog struct{ secret []byte }

func (k *keyLog) Write(line []byte) (int, error) {
	if rest, ok := strings.CutPrefix(string(line), "SERVER_TRAFFIC_SECRET_0 "); ok {
		_, secret, _ := strings.Cut(strings.TrimSpace(rest), " ")
		k.secret, _ = hex.DecodeString(secret) // unreadable: nothing can be opened
	}
	return len(line), nil
}

// forgetful makes crypto/tls say that it could resume a session: many servers
// send no ticket to a client that could not. It never does.
type forgetful struct{}

func (forgetful) Get(string) (*tls.ClientSessionState, bool) { return nil, false }
func (forgetful) Put(string, *tls.ClientSessionState)        {}

// listen says goodbye, so that the server has nothing to wait for, and fills in
// the tickets that it sends until it closes, too. A server that does not close
// is not waited for; no error of its own comes of any of this.
func (t *tap) listen(ctx context.Context, conn *tls.Conn, h *Handshake) {
	defer func() { clear(t.keys.secret) }()
	if conn == nil || conn.ConnectionState().Version != tls.VersionTLS13 {
		return
	}
	h.Ticketing = TicketsUnclear
	a, err := newAftermath(conn.ConnectionState().CipherSuite, t.keys.secret)
	if err != nil {
		return
	}
	a.feed(t.heard) // some servers send them at once
	if len(a.tickets) == 0 && !a.lost {
		_ = t.SetReadDeadline(time.Now().Add(maxQuiet))
		stop := context.AfterFunc(ctx, func() { _ = t.SetReadDeadline(time.Unix(1, 0)) })
		defer stop()
		_ = conn.CloseWrite()
		t.hear(a)
	}
	switch {
	case len(a.tickets) > 0:
		h.Ticketing, h.Tickets = TicketsSent, a.tickets[:1]
	case a.ended && !a.lost:
		h.Ticketing = TicketsNone
	}
}

// hear reads on until a ticket came, or none will.
func (t *tap) hear(a *aftermath) {
	buf := make([]byte, 4096)
	for len(a.tickets) == 0 && !a.ended && !a.lost {
		before := len(t.heard)
		n, err := t.Read(buf)
		a.feed(t.heard[before:])
		a.lost = a.lost || len(t.heard)-before < n
		switch {
		case errors.Is(err, io.EOF):
			a.ended = true
		case err != nil:
			return
		}
	}
}

// An aftermath opens what a server sends after the handshake.
type aftermath struct {
	aead     cipher.AEAD
	iv       []byte
	sequence uint64
	in       []byte // not yet a whole record
	messages []byte // not yet a whole handshake message
	tickets  []Ticket
	ended    bool // the server has closed
	lost     bool // the rest cannot be read
}

// newAftermath derives the keys of a suite (RFC 8446, section 7.3).
func newAftermath(suite uint16, secret []byte) (*aftermath, error) {
	hashed, size, seal := sha256.New, 16, gcm
	switch suite {
	case tls.TLS_AES_128_GCM_SHA256:
	case tls.TLS_AES_256_GCM_SHA384:
		hashed, size = sha512.New384, 32
	case tls.TLS_CHACHA20_POLY1305_SHA256:
		size, seal = chacha20poly1305.KeySize, chacha20poly1305.New
	default:
		return nil, fmt.Errorf("reading after the handshake: suite %#04x is not known", suite)
	}
	key, err := expand(hashed, secret, "key", size)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	a := &aftermath{}
	if a.iv, err = expand(hashed, secret, "iv", 12); err != nil {
		return nil, err
	}
	if a.aead, err = seal(key); err != nil {
		return nil, fmt.Errorf("reading after the handshake: %w", err)
	}
	return a, nil
}

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// expand is HKDF-Expand-Label with an empty context (RFC 8446, section 7.1).
func expand[H hash.Hash](hashed func() H, secret []byte, label string, size int) ([]byte, error) {
	label = "tls13 " + label
	info := append([]byte{0, byte(size), byte(len(label))}, label...)
	key, err := hkdf.Expand(hashed, secret, string(append(info, 0)), size)
	if err != nil {
		return nil, fmt.Errorf("deriving the key for what comes after the handshake: %w", err)
	}
	return key, nil
}

// nonce is that of the next record (RFC 8446, section 5.3).
func (a *aftermath) nonce() []byte {
	n := bytes.Clone(a.iv)
	binary.BigEndian.PutUint64(n[4:], binary.BigEndian.Uint64(n[4:])^a.sequence)
	return n
}

// The content types (RFC 8446, section 5.1) and handshake messages (section 4)
// that matter here.
const (
	recordHeader     = 5
	alertRecord      = 21
	handshakeRecord  = 22
	sealedRecord     = 23
	newSessionTicket = 4
	keyUpdate        = 24
)

// feed takes bytes as they came from the server.
func (a *aftermath) feed(p []byte) {
	a.in = append(a.in, p...)
	for len(a.in) >= recordHeader && !a.lost {
		size := recordHeader + int(binary.BigEndian.Uint16(a.in[3:]))
		if len(a.in) < size {
			return
		}
		a.record(a.in[:recordHeader], a.in[recordHeader:size])
		a.in = a.in[size:]
	}
}

// record opens one record. Those of the handshake have another key, so they do
// not open; from the first that does, all must.
func (a *aftermath) record(head, body []byte) {
	if head[0] != sealedRecord {
		return
	}
	plain, err := a.aead.Open(nil, a.nonce(), body, head)
	if err != nil {
		a.lost = a.sequence > 0
		return
	}
	a.sequence++
	plain = bytes.TrimRight(plain, "\x00") // padding
	if len(plain) == 0 {
		a.lost = true
		return
	}
	kind, plain := plain[len(plain)-1], plain[:len(plain)-1]
	switch {
	case kind == handshakeRecord:
		a.messages = append(a.messages, plain...)
		a.readMessages()
	case kind == alertRecord && len(plain) == 2 && plain[1] == 0: // close_notify
		a.ended = true
	case kind == alertRecord:
		a.lost = true
	}
}

// readMessages reads the handshake messages that are whole.
func (a *aftermath) readMessages() {
	for len(a.messages) >= 4 && !a.lost {
		m := a.messages
		size := 4 + int(m[1])<<16 + int(m[2])<<8 + int(m[3])
		if len(m) < size {
			return
		}
		a.messages = m[size:]
		switch m[0] {
		case newSessionTicket:
			if t, ok := readTicket(m[4:size]); ok {
				a.tickets = append(a.tickets, t)
			} else {
				a.lost = true
			}
		case keyUpdate: // the next record has another key
			a.lost = true
		}
	}
}

// readTicket reads a NewSessionTicket (RFC 8446, section 4.6.1).
func readTicket(m []byte) (t Ticket, ok bool) {
	r := &reader{r: bytes.NewReader(m)}
	short := func() []byte { return r.bytes(int(binary.BigEndian.Uint16(r.bytes(2)))) }
	t.Lifetime = binary.BigEndian.Uint32(r.bytes(4))
	r.bytes(4)             // ticket_age_add
	r.bytes(int(r.byte())) // ticket_nonce
	short()                // ticket
	ext := &reader{r: bytes.NewReader(short())}
	for ext.err == nil {
		head := ext.bytes(4)
		if ext.err != nil {
			break
		}
		body := ext.bytes(int(binary.BigEndian.Uint16(head[2:])))
		if binary.BigEndian.Uint16(head) == 42 && len(body) == 4 && ext.err == nil { // early_data
			t.EarlyData = binary.BigEndian.Uint32(body)
		}
	}
	return t, r.err == nil && errors.Is(ext.err, io.EOF)
}
