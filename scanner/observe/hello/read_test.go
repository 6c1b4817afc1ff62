package hello

import (
	"bytes"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// servers are answers of every version, with all that they can say.
func servers() map[string]Server {
	chain := [][]byte{bytes.Repeat([]byte{0x30}, 900), {0x30, 1, 2}, bytes.Repeat([]byte{0x31}, 20000)}
	prime := slices.Concat([]byte{0xff}, bytes.Repeat([]byte{0xa7}, 255))
	all := []Extension{ServerName, Renegotiation, PointFormats, SessionTicket, StatusRequest, Heartbeat, EncryptThenMAC, ExtendedMaster, SCT, ALPN}
	return map[string]Server{
		"SSL 2":                     {Version: SSL2, Kinds: []Suite{0x010080, 0x0700c0}, Chain: chain[:1]},
		"SSL 2, nothing in common":  {Version: SSL2, Alert: new(NoCipherSSL2)},
		"SSL 2, a session":          {Version: SSL2, SessionID: true},
		"SSL 3":                     {Version: SSL3, Suite: 0x000a, Chain: chain[:1]},
		"SSL 3, export":             {Version: SSL3, Suite: 0x0003, Chain: chain[:1], Modulus: prime[:64]},
		"TLS 1.0, DHE":              {Version: TLS10, Suite: 0x0033, Chain: chain[:2], Prime: prime, Extensions: []Extension{Renegotiation}},
		"TLS 1.0, DHE export":       {Version: TLS10, Suite: 0x0014, Chain: chain[:2], Prime: prime[:64]},
		"TLS 1.0, anonymous":        {Version: TLS10, Suite: 0x0018, Prime: prime[:96]},
		"TLS 1.1, anonymous curve":  {Version: TLS11, Suite: 0xc018, Group: 23},
		"TLS 1.1, compressed":       {Version: TLS11, Suite: 0x0005, Chain: chain, Compression: 1, SessionID: true},
		"TLS 1.1, a prime curve":    {Version: TLS11, Suite: 0xc013, Chain: chain, Group: ExplicitPrimeCurve},
		"TLS 1.2, a binary curve":   {Version: TLS12, Suite: 0xc02b, Chain: chain, Group: ExplicitBinaryCurve, Scheme: 0x0203},
		"TLS 1.2, RSA":              {Version: TLS12, Suite: 0x009d, Chain: chain},
		"TLS 1.2, DSS":              {Version: TLS12, Suite: 0x00a2, Chain: chain, Prime: prime, Scheme: 0x0402},
		"TLS 1.2, PSK and DHE":      {Version: TLS12, Suite: 0x00aa, Prime: prime},
		"TLS 1.2, PSK and ECDHE":    {Version: TLS12, Suite: 0xd001, Group: 29},
		"TLS 1.2, all":              {Version: TLS12, Suite: 0xc02f, Chain: chain, Group: 29, Scheme: 0x0804, ALPN: "h2", SessionID: true, Staple: []byte("staple"), Extensions: all, Warnings: []Alert{UnrecognizedName}},
		"TLS 1.2, no certificates":  {Version: TLS12, Suite: 0x002f, Chain: [][]byte{}},
		"TLS 1.3":                   {Version: TLS13, Suite: 0x1301, Group: x25519MLKEM768, Extensions: []Extension{SupportedVersions, KeyShare}},
		"TLS 1.3, no group of ours": {Version: TLS13, Suite: 0x1301, Group: 26, Extensions: []Extension{KeyShare, SupportedVersions}},
		"TLS 1.3, again":            {Version: TLS13, Suite: 0x1302, Group: secp384r1, Retry: true, Extensions: []Extension{KeyShare, Cookie, SupportedVersions}},
		"an alert":                  {Alert: new(HandshakeFailure)},
		"an alert after others":     {Alert: new(ProtocolVersion), Warnings: []Alert{UnrecognizedName, 90}},
		"goodbye":                   {Alert: new(CloseNotify)},
	}
}

// reader is one that awaits s.
func reader(s Server) *Reader {
	return NewReader(Client{Version: s.Version})
}

func TestServerRoundTrip(t *testing.T) {
	for name, want := range servers() {
		t.Run(name, func(t *testing.T) {
			p := mustBytes(t, want)
			awaited := want
			if want.Alert != nil { // says nothing of the version
				want.Version = 0
			}
			for _, step := range []int{len(p), 1, 7, 1000} {
				r := reader(awaited)
				for i := 0; i < len(p); i += step {
					end := min(i+step, len(p))
					if done, err := r.Feed(p[i:end]); err != nil || done != (end == len(p)) {
						t.Fatalf("after %d of %d bytes: done %v, %v", end, len(p), done, err)
					}
				}
				if diff := cmp.Diff(want, r.Server()); diff != "" {
					t.Fatalf("in steps of %d (-want +got):\n%s", step, diff)
				}
				if done, err := r.Feed([]byte("whatever")); !done || err != nil {
					t.Errorf("after the end: done %v, %v", done, err)
				}
			}
		})
	}
}

// rewrap cuts the payload of handshake records anew, into records of n bytes.
func rewrap(t *testing.T, p []byte, n int) []byte {
	t.Helper()
	var all []byte
	for len(p) > 0 {
		size := int(p[3])<<8 + int(p[4])
		if p[0] != recordHandshake {
			t.Fatalf("a record of type %d", p[0])
		}
		all = append(all, p[5:5+size]...)
		p = p[5+size:]
	}
	var out []byte
	for part := range slices.Chunk(all, n) {
		out = append(out, records(recordHandshake, TLS12, part)...)
	}
	return out
}

func TestReaderReassembles(t *testing.T) {
	want := servers()["TLS 1.2, all"]
	want.Warnings = nil
	p := mustBytes(t, want)
	for _, n := range []int{1, 3, 100, maxPlaintext} {
		r := reader(want)
		if done, err := r.Feed(rewrap(t, p, n)); !done || err != nil {
			t.Errorf("records of %d bytes: done %v, %v", n, done, err)
		}
		if diff := cmp.Diff(want, r.Server()); diff != "" {
			t.Errorf("records of %d bytes (-want +got):\n%s", n, diff)
		}
	}
}

// flight writes handshake messages, each in hex, into one record.
func flight(t *testing.T, messages ...string) []byte {
	t.Helper()
	var all []byte
	for _, m := range messages {
		p, err := hex.DecodeString(strings.ReplaceAll(m, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p[0], 0, byte((len(p)-1)>>8), byte(len(p)-1))
		all = append(all, p[1:]...)
	}
	return records(recordHandshake, TLS12, all)
}

const (
	random32 = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
	hello12  = "02 0303" + random32 + "00 c02f 00" // ECDHE
	done12   = "0e"
)

// TestReaderErrors is what no server may send.
func TestReaderErrors(t *testing.T) {
	ext := func(hexes string) []byte {
		n := len(strings.ReplaceAll(hexes, " ", "")) / 2
		return flight(t, hello12+hex.EncodeToString([]byte{byte(n >> 8), byte(n)})+hexes)
	}
	suite := func(number string) string { return "02 0303" + random32 + "00" + number + "00" }
	for _, tt := range []struct {
		name string
		p    []byte
		want error
	}{
		{"data before the handshake", []byte{23, 3, 3, 0, 1, 0}, ErrMalformed},
		{"a change of cipher", []byte{20, 3, 3, 0, 1, 1}, ErrMalformed},
		{"a heartbeat", []byte{24, 3, 3, 0, 1, 1}, ErrMalformed},
		{"a large record", []byte{22, 3, 3, 0xff, 0xff}, ErrTooLarge},
		{"a large message", records(recordHandshake, TLS12, []byte{11, 3, 0, 1}), ErrTooLarge},
		{"a record of another protocol", append(flight(t, hello12), "HTTP/"...), ErrMalformed},
		{"an alert of level 3", []byte{21, 3, 3, 0, 2, 3, 40}, ErrMalformed},
		{"a storm of alerts", bytes.Repeat([]byte{21, 3, 3, 0, 2, 1, 112}, 17), ErrTooLarge},
		{"a storm in one record", records(recordAlert, TLS12, bytes.Repeat([]byte{1, 112}, 17)), ErrTooLarge},
		{"empty records without end", bytes.Repeat([]byte{22, 3, 3, 0, 0}, maxTotal/5+1), ErrTooLarge},
		{"certificates first", flight(t, "0b 000000"), ErrMalformed},
		{"two hellos", flight(t, hello12, hello12), ErrMalformed},
		{"a ticket", flight(t, hello12, "04 00000000 0000"), ErrMalformed},
		{"a short hello", flight(t, "02 0303"), ErrMalformed},
		{"a version of another world", flight(t, "02 0200"+random32+"00 c02f 00"), ErrMalformed},
		{"a session of 33 bytes", flight(t, "02 0303"+random32+"21 00"+random32+"c02f 00"), ErrMalformed},
		{"a tail of one byte", flight(t, hello12+"00"), ErrMalformed},
		{"a tail after the extensions", flight(t, hello12+"0000 00"), ErrMalformed},
		{"an extension twice", ext("0017 0000 0017 0000"), ErrMalformed},
		{"half an extension", ext("0017 0001"), ErrMalformed},
		{"a ticket with contents", ext("0023 0001 00"), ErrMalformed},
		{"renegotiation without length", ext("ff01 0000"), ErrMalformed},
		{"heartbeat in mode 3", ext("000f 0001 03"), ErrMalformed},
		{"no protocol", ext("0010 0002 0000"), ErrMalformed},
		{"a protocol without a name", ext("0010 0003 0001 00"), ErrMalformed},
		{"two protocols", ext("0010 0008 0006 026832 026833"), ErrMalformed},
		{"an old version where only new ones are", ext("002b 0002 0303"), ErrMalformed},
		{"half a version", ext("002b 0001 03"), ErrMalformed},
		{"half a key share", ext("0033 0002 001d"), ErrMalformed},
		{"65 extensions", flight(t, hello12+"0104"+many(65)), ErrTooLarge},
		{"a certificate without bytes", flight(t, hello12, "0b 000003 000000"), ErrMalformed},
		{"a certificate beyond the end", flight(t, hello12, "0b 000004 000002 30"), ErrMalformed},
		{"certificates with a tail", flight(t, hello12, "0b 000004 000001 30 00"), ErrMalformed},
		{"certificates twice", flight(t, hello12, "0b 000004 000001 30", "0b 000004 000001 30"), ErrMalformed},
		{"129 certificates", flight(t, hello12, "0b 000204"+strings.Repeat("000001 30", 129)), ErrTooLarge},
		{"a staple of another kind", flight(t, hello12, "16 02 000001 00"), ErrMalformed},
		{"a staple without bytes", flight(t, hello12, "16 01 000000"), ErrMalformed},
		{"a curve of no kind", flight(t, hello12, "0c 00 0017 01 04 0401 0000"), ErrMalformed},
		{"a curve without a point", flight(t, hello12, "0c 03 0017"), ErrMalformed},
		{"a curve without a signature", flight(t, hello12, "0c 03 0017 01 04"), ErrMalformed},
		{"a curve with a tail", flight(t, hello12, "0c 03 0017 01 04 0401 0000 00"), ErrMalformed},
		{"a binary curve of no basis", flight(t, hello12, "0c 02 00a3 03"), ErrMalformed},
		{"a prime of zero", flight(t, suite("009e"), "0c 0002 0000 0001 02 0001 02 0401 0000"), ErrMalformed},
		{"a prime without the rest", flight(t, suite("009e"), "0c 0002 00ff 0001 02"), ErrMalformed},
		{"a modulus where none may be", flight(t, suite("002f"), "0c 0001 ff 0001 03 0401 0000"), ErrMalformed},
		{"a key where it is fixed", flight(t, suite("0031"), "0c 0001 ff 0001 02 0001 02 0401 0000"), ErrMalformed},
		{"an end with contents", flight(t, hello12, done12+"00"), ErrMalformed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := NewReader(Client{Version: TLS12})
			done, err := r.Feed(tt.p)
			if done || !errors.Is(err, tt.want) {
				t.Fatalf("done %v, %v; want %v", done, err, tt.want)
			}
			if _, again := r.Feed(flight(t, done12)); !errors.Is(again, err) {
				t.Errorf("the error became %v", again)
			}
			slow := NewReader(Client{Version: TLS12})
			for _, b := range tt.p {
				if done, err = slow.Feed([]byte{b}); done || err != nil {
					break
				}
			}
			if done || !errors.Is(err, tt.want) {
				t.Errorf("byte by byte: done %v, %v; want %v", done, err, tt.want)
			}
		})
	}
}

// many writes n unknown extensions, as few of which as possible are alike.
func many(n int) string {
	var p []byte
	for i := range n {
		p = append(p, 0x77, byte(i), 0, 0)
	}
	return hex.EncodeToString(p)
}

// TestReaderReads is what our own servers do not write.
func TestReaderReads(t *testing.T) {
	explicit := "01" + strings.Repeat("01 07", 6) + "02 0401"
	pentanomial := "02 00a3 02" + strings.Repeat("01 07", 8) + "02 0401"
	for _, tt := range []struct {
		name string
		p    []byte
		want Server
	}{
		{
			"leading zeros", flight(t, "02 0303"+random32+"00 009e 00", "0c 0003 0000ff 0001 02 0001 02 0401 0001 00", done12),
			Server{Version: TLS12, Suite: 0x009e, Prime: []byte{0xff}, Scheme: 0x0401},
		},
		{
			"a prime curve", flight(t, hello12, "0c"+explicit+"0403 0000", done12),
			Server{Version: TLS12, Suite: 0xc02f, Group: ExplicitPrimeCurve, Scheme: 0x0403},
		},
		{
			"a binary curve of three", flight(t, hello12, "0c"+pentanomial+"0403 0000", done12),
			Server{Version: TLS12, Suite: 0xc02f, Group: ExplicitBinaryCurve, Scheme: 0x0403},
		},
		{
			"a wish for a certificate of ours", flight(t, hello12, "0d 01 01 0000 0000", done12),
			Server{Version: TLS12, Suite: 0xc02f},
		},
		{
			"a HelloRequest first", flight(t, "00", hello12, done12),
			Server{Version: TLS12, Suite: 0xc02f},
		},
		{
			"a hint for a key we do not have", flight(t, "02 0301"+random32+"00 008c 00", "0c 0002 6869", done12),
			Server{Version: TLS10, Suite: 0x008c},
		},
		{
			"an exchange of a suite without a reader", flight(t, "02 0301"+random32+"00 c01d 00", "0c 00", done12),
			Server{Version: TLS10, Suite: 0xc01d},
		},
		{
			"half an alert in each record",
			[]byte{21, 3, 1, 0, 1, 2, 21, 3, 1, 0, 1, 70},
			Server{Alert: new(ProtocolVersion)},
		},
		{
			"a session and an older version", flight(t, "02 0300"+random32+"01 ff 0005 00", done12),
			Server{Version: SSL3, Suite: 5, SessionID: true},
		},
		{
			"an unknown version", flight(t, "02 0309"+random32+"00 0005 00"),
			Server{Version: 0x0309, Suite: 5},
		},
		{
			"an unknown extension", flight(t, hello12+"0006 7777 0002 0102", done12),
			Server{Version: TLS12, Suite: 0xc02f, Extensions: []Extension{0x7777}},
		},
		{
			"the random of a retry in an old version", flight(t, "02 0303"+hex.EncodeToString(retryRandom)+"00 c02f 00", done12),
			Server{Version: TLS12, Suite: 0xc02f},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := NewReader(Client{Version: TLS12})
			if done, err := r.Feed(tt.p); !done || err != nil {
				t.Fatalf("done %v, %v", done, err)
			}
			if diff := cmp.Diff(tt.want, r.Server()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestReaderKeepsWhatItKnew gives what came before the trouble.
func TestReaderKeepsWhatItKnew(t *testing.T) {
	r := NewReader(Client{Version: TLS12})
	if _, err := r.Feed(flight(t, hello12, "0c")); !errors.Is(err, ErrMalformed) {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Server{Version: TLS12, Suite: 0xc02f}, r.Server()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNotTLS(t *testing.T) {
	for _, tt := range []struct{ p, speaks string }{
		{"HTTP/1.1 400 Bad Request\r\n", "HTTP"},
		{"<!DOCTYPE html>", "HTTP"},
		{"SSH-2.0-OpenSSH_9.6\r\n", "SSH"},
		{"220 mail.shop.test ESMTP\r\n", "SMTP"},
		{"554 no\r\n", "SMTP"},
		{"+OK POP3 ready\r\n", "POP3"},
		{"* OK IMAP ready\r\n", "IMAP"},
		{"\x00\x00\x00\x00\x00", ""},
		{"\x16\x02\x00\x00\x00", ""},
		{strings.Repeat("x", 100), ""},
	} {
		for _, v := range []Version{SSL2, TLS12} {
			r := NewReader(Client{Version: v})
			_, err := r.Feed([]byte(tt.p))
			e, ok := errors.AsType[*NotTLSError](err)
			if !ok || e.Speaks != tt.speaks || string(e.First) != tt.p[:min(len(tt.p), 64)] {
				t.Errorf("%s: %q is %v", v, tt.p, err)
			}
			slow := NewReader(Client{Version: v})
			for i := range enoughToTell {
				if _, err = slow.Feed([]byte{tt.p[i]}); (err != nil) != (i == enoughToTell-1) {
					t.Fatalf("%s: after %d bytes of %q: %v", v, i+1, tt.p, err)
				}
			}
			if e, ok := errors.AsType[*NotTLSError](err); !ok || e.Speaks != tt.speaks {
				t.Errorf("%s: %q byte by byte is %v", v, tt.p, err)
			}
		}
	}
}

func TestNotTLSErrorWords(t *testing.T) {
	for _, tt := range []struct {
		err  NotTLSError
		want string
	}{
		{NotTLSError{Speaks: "SSH"}, "it speaks SSH without encryption, not TLS"},
		{NotTLSError{First: []byte("\x00who?")}, `it does not speak TLS: its words begin with "\x00who?"`},
	} {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

// TestReaderSSL2 is what comes back when SSL 2 was offered.
func TestReaderSSL2(t *testing.T) {
	for _, tt := range []struct {
		name, p string
		want    Server
		err     error
	}{
		{"an alert of TLS", "\x15\x03\x01\x00\x02\x02\x46", Server{Alert: new(ProtocolVersion)}, nil},
		{"an error", "\x80\x03\x00\x00\x01", Server{Alert: new(NoCipherSSL2)}, nil},
		{"an error beyond a byte", "\x80\x03\x00\x01\x01", Server{}, ErrMalformed},
		{
			"a hello", "\x80\x0f\x04\x00\x01\x00\x02\x00\x01\x00\x03\x00\x00\x30\x01\x00\x80",
			Server{Version: SSL2, Kinds: []Suite{0x010080}, Chain: [][]byte{{0x30}}},
			nil,
		},
		{"an empty message", "\x80\x00", Server{}, ErrMalformed},
		{"another message", "\x80\x01\x05", Server{}, ErrMalformed},
		{"half a kind", "\x80\x0d\x04\x00\x01\x00\x02\x00\x00\x00\x02\x00\x00\x01\x00", Server{}, ErrMalformed},
		{"a hello with a tail", "\x80\x0c\x04\x00\x01\x00\x02\x00\x00\x00\x00\x00\x00\x30", Server{}, ErrMalformed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := NewReader(Client{Version: SSL2})
			done, err := r.Feed([]byte(tt.p))
			if done != (tt.err == nil) || !errors.Is(err, tt.err) {
				t.Fatalf("done %v, %v; want %v", done, err, tt.err)
			}
			if diff := cmp.Diff(tt.want, r.Server()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
