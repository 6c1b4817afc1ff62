package observe

import (
	"context"

	"shopcheck/scanner/observe/survey"
)

// Survey finds out everything that the server at one endpoint accepts. It sends
// what no browser sends, so probes that ask for it need permission.
func (s *Site) Survey(ctx context.Context, at Endpoint) (*survey.Survey, error) {
	if at.Port == 0 {
		at.Port = 443
	}
	return look(ctx, s, "SURVEY "+hostPort(at.Host, at.Port), func(ctx context.Context) (*survey.Survey, error) {
		return nil, &Failure{OtherCompany, Printable(at.Host) + " belongs to somebody else"}
	})
}
