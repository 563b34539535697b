package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"os"
)

// failure is an error whose outcome the place that made it knows.
type failure struct {
	outcome Outcome
	err     error
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// outcomeOf puts an error of a step into its code.
func outcomeOf(ctx context.Context, step StepName, err error) Outcome {
	if err == nil {
		return OK
	}
	var known *failure
	var dns *net.DNSError
	var timeout net.Error
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return Cancelled
	case errors.As(err, &known):
		return known.outcome
	case errors.As(err, &dns) && dns.IsNotFound:
		return NoSuchName
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), ctx.Err() != nil,
		errors.As(err, &timeout) && timeout.Timeout():
		return TimedOut
	case errors.As(err, &certificate):
		return BadCertificate
	case step == StepTCP && errors.Is(err, errRefused):
		return Refused
	}
	switch step {
	case StepDNS:
		return DNSFailed
	case StepTCP:
		return NoRoute
	case StepProxy:
		return ProxyRefused
	case StepTLS:
		return TLSFailed
	case StepAnswer:
	}
	return Lost
}
