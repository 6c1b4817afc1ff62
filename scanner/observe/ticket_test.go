package observe

import (
	"context"
	"crypto/tls"
	"encoding/hex"
	"net"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
)

// TestTickets does handshakes with servers that behave in different ways after
// them. Their clock is the bubble's, so that waiting takes no time.
func TestTickets(t *testing.T) {
	offer := Ticket{Lifetime: 7200, EarlyData: 16384}
	for _, tt := range []struct {
		name    string
		server  *tls.Config
		after   func(t *testing.T, c *tls.Conn, raw net.Conn, keys *keyLog)
		state   Ticketing
		tickets []Ticket
	}{
		{"Go's own server", &tls.Config{}, closes, TicketsSent, []Ticket{{Lifetime: 7 * 24 * 3600}}},
		{"no tickets", silent(), closes, TicketsNone, nil},
		{"hangs up without a goodbye", silent(), hangsUp, TicketsNone, nil},
		{"never closes", silent(), stalls, TicketsUnclear, nil},
		{"talks first", silent(), says(content(23, "PRI"), content(22, ticket(offer))), TicketsSent, []Ticket{offer}},
		{"talks and never closes", silent(), says(content(23, "PRI")), TicketsUnclear, nil},
		{"early data", silent(), says(content(22, ticket(offer))), TicketsSent, []Ticket{offer}},
		{"only the first of two", silent(), says(content(22, ticket(offer)+ticket(Ticket{Lifetime: 1}))), TicketsSent, []Ticket{offer}},
		{"in two records", silent(), says(content(22, ticket(offer)[:9]), content(22, ticket(offer)[9:])), TicketsSent, []Ticket{offer}},
		{"padded", silent(), says(content(22, ticket(offer)) + strings.Repeat("\x00", 20)), TicketsSent, []Ticket{offer}},
		{"a ticket cut short", silent(), says(content(22, "\x04\x00\x00\x05\x00\x00\x00\x01\x00")), TicketsUnclear, nil},
		{"a new key", silent(), says(content(22, "\x18\x00\x00\x01\x00"), content(22, ticket(offer))), TicketsUnclear, nil},
		{"an alert", silent(), says(content(21, "\x02\x74")), TicketsUnclear, nil},
		{"nothing but padding", silent(), says("\x00\x00"), TicketsUnclear, nil},
		{"TLS 1.2", &tls.Config{MaxVersion: tls.VersionTLS12}, closes, "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			certificate := someCertificate()
			synctest.Test(t, func(t *testing.T) {
				ours, theirs := net.Pipe()
				keys := &keyLog{}
				tt.server.Certificates, tt.server.KeyLogWriter = []tls.Certificate{certificate}, keys
				go func() {
					defer func() { _ = theirs.Close() }()
					c := tls.Server(theirs, tt.server)
					if err := c.Handshake(); err != nil {
						t.Error(err)
						return
					}
					tt.after(t, c, theirs, keys)
				}()
				h := &Handshake{Host: "shop.test", Offer: Any}
				tapped := &tap{Conn: ours}
				conn, err := (&network{}).negotiate(t.Context(), tapped, h)
				if err != nil {
					t.Fatal(err)
				}
				tapped.listen(t.Context(), conn, h)
				_ = ours.Close()
				if h.Ticketing != tt.state || !slices.Equal(h.Tickets, tt.tickets) || h.Version == "" || h.Broken != "" {
					t.Errorf("%q %v in %q, want %q %v", h.Ticketing, h.Tickets, h.Version, tt.state, tt.tickets)
				}
				if slices.ContainsFunc(tapped.keys.secret, func(b byte) bool { return b != 0 }) {
					t.Error("the key was kept")
				}
			})
		})
	}
}

// silent is a server that sends no tickets.
func silent() *tls.Config { return &tls.Config{SessionTicketsDisabled: true} }

// someCertificate is one that the library brings for tests.
func someCertificate() tls.Certificate {
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	return s.TLS.Certificates[0]
}

func closes(_ *testing.T, c *tls.Conn, _ net.Conn, _ *keyLog) {
	_, _ = c.Read(make([]byte, 1)) // until the client's goodbye
	_ = c.Close()
}

func hangsUp(_ *testing.T, c *tls.Conn, raw net.Conn, _ *keyLog) {
	_, _ = c.Read(make([]byte, 1))
	_ = raw.Close()
}

func stalls(_ *testing.T, _ *tls.Conn, raw net.Conn, _ *keyLog) {
	for {
		if _, err := raw.Read(make([]byte, 512)); err != nil {
			return
		}
	}
}

// says seals what a server says after the handshake, one record for each, and
// then stalls.
func says(records ...string) func(*testing.T, *tls.Conn, net.Conn, *keyLog) {
	return func(t *testing.T, c *tls.Conn, raw net.Conn, keys *keyLog) {
		a, err := newAftermath(c.ConnectionState().CipherSuite, slices.Clone(keys.secret))
		if err != nil {
			t.Error(err)
			return
		}
		go func() {
			for _, plain := range records {
				size := len(plain) + a.aead.Overhead()
				head := []byte{sealedRecord, 3, 3, byte(size >> 8), byte(size)}
				if _, err := raw.Write(a.aead.Seal(head, a.nonce(), []byte(plain), head)); err != nil {
					return // the client has heard enough
				}
				a.sequence++
			}
		}()
		stalls(t, c, raw, keys)
	}
}

// content is what is sealed of one record: the content and then its type.
func content(kind byte, text string) string { return text + string(rune(kind)) }

// ticket is a NewSessionTicket message.
func ticket(t Ticket) string {
	u32 := func(n uint32) string { return string([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}) }
	body := u32(t.Lifetime) + "age!" + "\x01n" + "\x00\x06ticket"
	early := "\x00\x2a\x00\x04" + u32(t.EarlyData)
	body += string([]byte{0, byte(len(early))}) + early
	return string([]byte{newSessionTicket, 0, 0, byte(len(body))}) + body
}

// TestTicketsOfOpenSSL opens what OpenSSL 3.0 sent, with -early_data, in each of
// the suites of TLS 1.3, and a byte at a time.
func TestTicketsOfOpenSSL(t *testing.T) {
	for _, tt := range []struct {
		suite         uint16
		secret, bytes string
		early         uint32
	}{
		{
			tls.TLS_AES_128_GCM_SHA256, "e5a32771b7df8c0925015af91feca2333330c83d5e332894714ae3aeca14e332",
			"170303005217a2d01a7f0c8a3338527f324e699524d20ca0cac6fdb3d3035d77629f82bc81d54febe1fe863f6ab6baff35ad4518bb9e39d767fe1d17ad5138fd1a975ed5af7c69f5d6ff5290d51749a84c40a22674191a", 16384,
		},
		{
			tls.TLS_AES_256_GCM_SHA384, "2bd0ad02be10ebf96643a9f9c87254d8a3252cd78c5cc7999f9562e4690f2cdceaad2affa09ed582f680c8335b93a7ab",
			"1703030052f42b1beedac826bb2f0f8b8e8622acab2f7d8cf28651ce72a8a678e44a3270fc6ca2ecbfbc0ced59e8fbd8ea7de1edda9bdd47e73914d106d5162eed69a58e6fbe48e610c3a159ffc3ae25daed32f67578f8", 8192,
		},
		{
			tls.TLS_CHACHA20_POLY1305_SHA256, "defebf604e4fad75b195d58b2b5d46dfe3944fd4bcdef246e58ee5d002bc71cd",
			"1703030052e71eaf2c5bc76a7653e46644b1e02bf599f2c9bc5f4f0a38a7d511fefe55d24f014cacf107be97fed9ca39b58f452c591434e5b73c64381429d8417e28fffb4b55eb5ef636818d524259d308e23610d3ac47", 16384,
		},
	} {
		t.Run(tls.CipherSuiteName(tt.suite), func(t *testing.T) {
			secret, _ := hex.DecodeString(tt.secret)
			sent, _ := hex.DecodeString(tt.bytes)
			a, err := newAftermath(tt.suite, secret)
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range append([]byte{sealedRecord, 3, 3, 0, 2, 1, 2}, sent...) { // one of the handshake before it
				a.feed([]byte{b})
			}
			if want := []Ticket{{Lifetime: 7200, EarlyData: tt.early}}; !slices.Equal(a.tickets, want) {
				t.Errorf("%v, want %v", a.tickets, want)
			}
		})
	}
}

// TestTicketsAreBounded: a server that never stops talking is not listened to
// for ever.
func TestTicketsAreBounded(t *testing.T) {
	certificate := someCertificate()
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		go func() {
			c := tls.Server(theirs, &tls.Config{Certificates: []tls.Certificate{certificate}, SessionTicketsDisabled: true})
			for {
				if _, err := c.Write(make([]byte, 16<<10)); err != nil {
					return
				}
			}
		}()
		h := &Handshake{Host: "shop.test", Offer: Any}
		tapped := &tap{Conn: ours}
		conn, err := (&network{}).negotiate(t.Context(), tapped, h)
		if err != nil {
			t.Fatal(err)
		}
		tapped.listen(context.Background(), conn, h)
		_, _ = ours.Close(), theirs.Close()
		if h.Ticketing != TicketsUnclear || len(tapped.heard) > maxHeard {
			t.Errorf("%q after %d bytes", h.Ticketing, len(tapped.heard))
		}
	})
}
