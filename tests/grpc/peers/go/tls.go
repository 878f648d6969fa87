package main

import (
	"crypto/tls"
	"crypto/x509"
)

// tlsFields are PEM texts: a server's certificate and key, or the certificate that a client trusts.
type tlsFields struct {
	Cert string `json:"cert"`
	Key  string `json:"key"`
	CA   string `json:"ca"`
}

func (f *tlsFields) certificate() (tls.Certificate, error) {
	return tls.X509KeyPair([]byte(f.Cert), []byte(f.Key))
}

func (f *tlsFields) client() *tls.Config {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(f.CA))
	return &tls.Config{RootCAs: roots, ServerName: "localhost", NextProtos: []string{"h2"}}
}
