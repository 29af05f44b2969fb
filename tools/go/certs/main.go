// Command certs writes the certificates of a control plane for tests, which Node can check but not make.
//
//	certs FOLDER client,NAME,USER[,GROUP...] server,NAME,HOST[,HOST...] ...
//
// FOLDER gets ca.crt and ca.key, and NAME.crt and NAME.key for each request, all good for a year.
package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("usage: certs FOLDER client,NAME,USER[,GROUP...] server,NAME,HOST[,HOST...] ..."))
	}
	folder := os.Args[1]
	authority := template(pkix.Name{CommonName: "blackstart test control plane"})
	authority.IsCA = true
	authority.BasicConstraintsValid = true
	authority.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
	authorityKey := write(folder, "ca", authority, authority, nil)
	for _, request := range os.Args[2:] {
		name, certificate, err := parse(request)
		if err != nil {
			fail(err)
		}
		write(folder, name, certificate, authority, authorityKey)
	}
}

// parse turns one request of the command line into a file name and the certificate to sign.
func parse(request string) (string, *x509.Certificate, error) {
	parts := strings.Split(request, ",")
	if len(parts) < 3 {
		return "", nil, fmt.Errorf("cannot read %q", request)
	}
	kind, name, rest := parts[0], parts[1], parts[2:]
	switch kind {
	case "client":
		certificate := template(pkix.Name{CommonName: rest[0], Organization: rest[1:]})
		certificate.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		return name, certificate, nil
	case "server":
		certificate := template(pkix.Name{CommonName: name})
		// Both, since members of etcd are clients of each other.
		certificate.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
		for _, host := range rest {
			if address := net.ParseIP(host); address != nil {
				certificate.IPAddresses = append(certificate.IPAddresses, address)
			} else {
				certificate.DNSNames = append(certificate.DNSNames, host)
			}
		}
		return name, certificate, nil
	default:
		return "", nil, fmt.Errorf("%q is neither client nor server", request)
	}
}

func template(subject pkix.Name) *x509.Certificate {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		fail(err)
	}
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      subject,
		// Clocks of two machines differ a little.
		NotBefore: time.Now().Add(-time.Hour),
		NotAfter:  time.Now().AddDate(1, 0, 0),
		KeyUsage:  x509.KeyUsageDigitalSignature,
	}
}

// write signs the certificate, with its own key if there is no signer's, and puts it into the folder with its key.
func write(folder, name string, certificate, issuer *x509.Certificate, signer crypto.Signer) crypto.Signer {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		fail(err)
	}
	if signer == nil {
		signer = key
	}
	signed, err := x509.CreateCertificate(rand.Reader, certificate, issuer, key.Public(), signer)
	if err != nil {
		fail(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		fail(err)
	}
	writePEM(filepath.Join(folder, name+".crt"), "CERTIFICATE", signed, 0o644)
	writePEM(filepath.Join(folder, name+".key"), "PRIVATE KEY", encoded, 0o600)
	return key
}

func writePEM(path, kind string, bytes []byte, mode os.FileMode) {
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes}), mode); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "certs:", err)
	os.Exit(1)
}
