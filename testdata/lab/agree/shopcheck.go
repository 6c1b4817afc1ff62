package main

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"strings"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

// readShopcheck reads a run: the outcomes of its probes, and its looks.
func readShopcheck(data []byte) (facts, error) {
	var run checklist.Run
	if err := json.Unmarshal(data, &run); err != nil {
		return nil, err
	}
	out := make(facts)
	for _, f := range run.Scan.Findings {
		if id := string(f.Probe); strings.HasPrefix(id, "tls.") || strings.HasPrefix(id, "cert.") {
			out.add(id, string(f.Outcome))
		}
	}
	host := run.Target.Domain
	s, err := replied[survey.Survey](run.Scan, "SURVEY "+host+":443")
	if err != nil {
		return nil, err
	}
	surveyed(out, s)
	hs, err := replied[observe.Handshake](run.Scan, "TLS "+host+":443 any")
	if err != nil {
		return nil, err
	}
	if hs.ALPN != "" {
		out.add("alpn", hs.ALPN)
	}
	for _, chain := range append(s.Chains, hs.Chain) {
		if err := certified(out, chain); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// replied returns what was replied to a question.
func replied[T any](scan scanner.Scan, question string) (*T, error) {
	for _, l := range scan.Looks {
		if l.Question == question && l.Failure == nil {
			var reply T
			return &reply, json.Unmarshal(l.Reply, &reply)
		}
	}
	return nil, fmt.Errorf("nothing was replied to %q", question)
}

func surveyed(out facts, s *survey.Survey) {
	out.set("versions")
	out.set("dh")
	for _, p := range s.Protocols {
		v := p.Version.String()
		if p.Offered != survey.Yes {
			if p.Offered != survey.No {
				out[v] = string(p.Offered) + " " + p.Why
			}
			continue
		}
		out.add("versions", strings.ReplaceAll(v, " ", "-"))
		out.set(v+" suites", names(p.Suites)...)
		if p.Prefers != "" {
			out[v+" order"] = string(p.Prefers)
		}
		if p.Version >= hello.TLS12 {
			out.set(v+" groups", names(p.Groups)...)
			out.set(v+" signatures", names(p.Schemes)...)
			if p.Unsure != "" {
				out[v+" groups and signatures"] = "more"
			}
		}
		for _, prime := range p.Primes {
			out.add("dh", fmt.Sprint(prime.Bits))
		}
		if p.Partial != "" {
			out[v+" suites"] += " and more"
		}
	}
	traits(out, s.Traits)
}

// traits keeps those that were asked for.
func traits(out facts, t survey.Traits) {
	for key, said := range map[string]survey.Answer{
		"renegotiation secured": t.SecureRenegotiation, "compression": t.Compression, "heartbeat": t.Heartbeat, "tickets": t.Tickets,
		"extended master secret": t.ExtendedMaster, "encrypt-then-mac": t.EncryptThenMAC,
		"fallback refused": t.FallbackRefused,
	} {
		if said != "" {
			out[key] = string(said)
		}
	}
	if t.SecureRenegotiation != "" {
		out.set("alpn", t.ALPN...)
	}
}

func names[T fmt.Stringer](list []T) []string {
	out := make([]string, 0, len(list))
	for _, x := range list {
		out = append(out, x.String())
	}
	return out
}

// certified reads a server's own certificate; it may have several.
func certified(out facts, chain [][]byte) error {
	if len(chain) == 0 {
		return nil
	}
	leaf, err := x509.ParseCertificate(chain[0])
	if err != nil {
		return err
	}
	out.add("signed", leaf.SignatureAlgorithm.String())
	switch k := leaf.PublicKey.(type) {
	case *rsa.PublicKey:
		out.add("key", fmt.Sprint("RSA-", k.N.BitLen()))
	case *ecdsa.PublicKey:
		out.add("key", fmt.Sprint("EC-", k.Params().BitSize))
	default:
		out.add("key", leaf.PublicKeyAlgorithm.String())
	}
	return nil
}
