package observe_test

import (
	"testing"

	"shopcheck/scanner/observe"
)

// TestTicketsAreListenedForOnce: only to the web server, and only where it picks
// freely.
func TestTicketsAreListenedForOnce(t *testing.T) {
	site := open(t, "A shop.\n")
	for offer, want := range map[observe.Offer]observe.Ticketing{observe.Any: observe.TicketsSent, observe.TLS13: "", observe.TLS12: ""} {
		h, err := site.Handshake(t.Context(), observe.Endpoint{Host: "shop.test"}, offer)
		if err != nil || h.Ticketing != want {
			t.Errorf("%s: %+v, %v; want %q", offer, h, err, want)
		}
	}
	s, err := site.Mail(t.Context(), "mail.shop.test")
	if err != nil || s.TLS == nil || s.TLS.Version != "TLS 1.3" || s.TLS.Ticketing != "" {
		t.Errorf("mail: %+v, %v", s, err)
	}
}
