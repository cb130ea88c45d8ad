package machine_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// internetAddress is the address of all hosts on the machine's internet.
const internetAddress = "10.9.200.1"

var internetHosts = []string{
	"archive.ubuntu.com", "packagecloud.io", "d1.cloudfront.net", "secretsmanager.eu-west-1.amazonaws.com",
	"amazoncloudwatch-agent.s3.amazonaws.com",
}

// TestMain runs this binary as the internet of a machine if BOOT_INTERNET is set to the folder of its fixtures.
func TestMain(m *testing.M) {
	if dir := os.Getenv("BOOT_INTERNET"); dir != "" {
		log.Fatal(serveInternet(dir))
	}
	os.Exit(m.Run())
}

func serveInternet(dir string) error {
	failed := make(chan error)
	handler := internet(dir)
	go func() { failed <- http.ListenAndServe(internetAddress+":80", handler) }()
	go func() {
		failed <- http.ListenAndServeTLS(internetAddress+":443", filepath.Join(dir, "server.pem"), filepath.Join(dir, "server.key"), handler)
	}()
	return <-failed
}

// internet answers the requests of the scripts. While a file "forged" exists, the file with the agent's signing key contains
// another key as well; while a file "offline" exists, the package server is unavailable.
func internet(dir string) http.Handler {
	mux := http.NewServeMux()
	file := func(pattern, name string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, filepath.Join(dir, name)) })
	}
	mux.HandleFunc("archive.ubuntu.com/", func(w http.ResponseWriter, _ *http.Request) {
		if _, err := os.Stat(filepath.Join(dir, "offline")); err == nil {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	mux.HandleFunc("packagecloud.io/timescale/timescaledb/gpgkey", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://d1.cloudfront.net/key", http.StatusFound)
	})
	file("d1.cloudfront.net/key", "key.asc")
	mux.HandleFunc("amazoncloudwatch-agent.s3.amazonaws.com/assets/amazon-cloudwatch-agent.gpg", func(w http.ResponseWriter, r *http.Request) {
		name := "key.asc"
		if _, err := os.Stat(filepath.Join(dir, "forged")); err == nil {
			name = "forged.asc"
		}
		http.ServeFile(w, r, filepath.Join(dir, name))
	})
	for _, name := range []string{"amazon-cloudwatch-agent.deb", "amazon-cloudwatch-agent.deb.sig"} {
		file("amazoncloudwatch-agent.s3.amazonaws.com/ubuntu/amd64/latest/"+name, "packages/"+name)
	}
	file("secretsmanager.eu-west-1.amazonaws.com/", "secret")
	return mux
}

// authority creates the certificates of the internet, and a hosts file with its host names.
func authority(t *testing.T, f fixtures) {
	t.Helper()
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "internet"}, DNSNames: internetHosts,
		NotBefore: root.NotBefore, NotAfter: root.NotAfter, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	rootKey, leafKey := newKey(t), newKey(t)
	f.write(t, "ca.pem", certify(t, root, root, rootKey, rootKey))
	f.write(t, "server.pem", certify(t, leaf, root, leafKey, rootKey))
	encoded, err := x509.MarshalPKCS8PrivateKey(leafKey)
	if err != nil {
		t.Fatal(err)
	}
	f.write(t, "server.key", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded})))
	f.write(t, "hosts", "127.0.0.1 localhost\n"+internetAddress+" "+strings.Join(internetHosts, " ")+"\n")
	if _, err := tls.LoadX509KeyPair(f.path("server.pem"), f.path("server.key")); err != nil {
		t.Fatal(err)
	}
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func certify(t *testing.T, certificate, issuer *x509.Certificate, key, issuerKey *ecdsa.PrivateKey) string {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, certificate, issuer, key.Public(), issuerKey)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}
