// Command mail holds what shopcheck says of mail servers, of promises of encryption
// and of published keys against how shops are configured, and compares it with what
// posttls-finger says, the client of Postfix.
//
//	mail SHOPS ANCHORS SERVER ROOTS
//
// SHOPS is the lab's table, ANCHORS the root's DS records, SERVER the address of the
// name server that has all zones, and ROOTS a file with the root certificate that
// counts. It prints a line for each difference, and ends with 1 if there are any.
package main

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/dnssec"
	"shopcheck/scanner/probes/mail"
)

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: mail SHOPS ANCHORS SERVER ROOTS")
		os.Exit(2)
	}
	good, err := compare(os.Stdout, os.Args[1], os.Args[2], os.Args[3], os.Args[4])
	if err != nil {
		fmt.Fprintln(os.Stderr, "mail:", err)
		os.Exit(2)
	}
	if !good {
		os.Exit(1)
	}
}

// A shop is one line of the table.
type shop struct {
	name string
	want []string // of mail.starttls, mail.mta-sts, mail.dane, and of the peer twice
	got  []string
	says []string // why, for each
}

// questions name what is wanted of each shop.
var questions = []string{"mail.starttls", "mail.mta-sts", "mail.dane", "posttls-finger about keys", "posttls-finger about certificates"}

func readShops(file string) ([]*shop, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var out []*shop
	for line := range strings.Lines(string(text)) {
		parts := strings.Split(line, "|")
		if strings.HasPrefix(line, "#") || len(parts) != 5+len(questions) {
			continue
		}
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		out = append(out, &shop{name: parts[0], want: parts[5:]})
	}
	return out, nil
}

func compare(out io.Writer, table, anchors, server, roots string) (bool, error) {
	shops, err := readShops(table)
	if err != nil {
		return false, err
	}
	s, err := newScanner(anchors, server, roots)
	if err != nil {
		return false, err
	}
	var wg sync.WaitGroup
	slots := make(chan struct{}, 6)
	for _, shop := range shops {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			shop.scan(s)
			shop.finger(roots)
		})
	}
	wg.Wait()
	agreed, lines := 0, 0
	for _, shop := range shops {
		for i, want := range shop.want {
			switch want {
			case "-":
			case shop.got[i]:
				agreed++
			default:
				lines++
				_, _ = fmt.Fprintf(out, "lab: %s of %s.test should be %s, is %s (%s)\n", questions[i], shop.name, want, shop.got[i], shop.says[i])
			}
		}
	}
	_, err = fmt.Fprintf(out, "lab: the mail of %d shops: %d verdicts are as configured\n", len(shops), agreed)
	return lines == 0, err
}

// newScanner makes a scanner for the three probes, in the lab's own world.
func newScanner(anchors, server, roots string) (*scanner.Scanner, error) {
	text, err := os.ReadFile(anchors)
	if err != nil {
		return nil, err
	}
	opts := observe.Options{Timeout: 5 * time.Second, Resolvers: []string{server}, Rate: 100, AllowNets: []netip.Prefix{netip.MustParsePrefix("127.0.7.0/24")}}
	if opts.Anchors, err = dnssec.ParseAnchors(string(text)); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(roots)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, fmt.Errorf("%s holds no certificate", roots)
	}
	root, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, err
	}
	opts.Roots = []*x509.Certificate{root}
	return scanner.New([]scanner.Probe{mail.StartTLS, mail.MTASTS, mail.DANE}, opts)
}

// scan notes the worst outcome of each probe.
func (s *shop) scan(by *scanner.Scanner) {
	scan := by.Scan(context.Background(), scanner.Request{Target: scanner.Target{Domain: s.name + ".test"}, Authorized: true})
	rank := []scanner.Outcome{scanner.Pass, scanner.NotApplicable, scanner.Unknown, scanner.Warn, scanner.Fail}
	for _, probe := range questions[:3] {
		worst, says := -1, ""
		for _, f := range scan.Findings {
			if at := slices.Index(rank, f.Outcome); string(f.Probe) == probe && at > worst {
				worst, says = at, f.Message
			}
		}
		s.got, s.says = append(s.got, string(rank[max(worst, 0)])), append(s.says, says)
	}
}

// finger notes what posttls-finger says: of the records, and, with the root as the
// only authority, of the certificates.
func (s *shop) finger(roots string) {
	for _, args := range [][]string{{"-l", "dane", s.name + ".test"}, {"-l", "secure", "-F", roots, s.name + ".test", "hostname"}} {
		out, _ := exec.Command("posttls-finger", append([]string{"-c", "-t", "3", "-T", "3", "-L", "summary"}, args...)...).CombinedOutput()
		s.got, s.says = append(s.got, judged(string(out))), append(s.says, strings.Join(strings.Fields(string(out)), " "))
	}
}

func judged(out string) string {
	switch {
	case strings.Contains(out, "Verified TLS connection"):
		return "verified"
	case strings.Contains(out, "TLS connection established"):
		return "unverified"
	}
	return "plain"
}
