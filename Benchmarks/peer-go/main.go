// A mutating webhook that does Pullpass' work the way a Go programmer would: net/http and encoding/json with structs of
// only the fields that matter. It is what the benchmark compares with; see ../README.md.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
)

const maximumBody = 8 << 20

func main() {
	listen := flag.String("listen", "127.0.0.1:8443", "address and port")
	certificate := flag.String("tls-cert", "", "certificate chain, PEM")
	key := flag.String("tls-key", "", "private key, PEM")
	patterns := flag.String("patterns", "", "file of registry names and patterns, two words a line")
	flag.Parse()

	rules, err := readRules(*patterns)
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/mutate", func(w http.ResponseWriter, r *http.Request) { mutate(w, r, rules) })
	server := &http.Server{Addr: *listen, Handler: mux}
	log.Fatal(server.ListenAndServeTLS(*certificate, *key))
}

func readRules(path string) ([]rule, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var rules []rule
	for number, line := range strings.Split(string(text), "\n") {
		words := strings.Fields(line)
		if len(words) == 0 || words[0][0] == '#' {
			continue
		}
		if len(words) != 2 {
			return nil, fmt.Errorf("%s:%d: want a name and a pattern", path, number+1)
		}
		pattern, err := parsePattern(words[1])
		if err != nil {
			return nil, err
		}
		rules = append(rules, rule{secret: "pullpass-" + words[0], name: words[0], pattern: pattern})
	}
	return rules, nil
}

func mutate(w http.ResponseWriter, r *http.Request, rules []rule) {
	if r.Method != http.MethodPost {
		http.Error(w, "POST an AdmissionReview", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maximumBody))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var review admissionReview
	if err := json.Unmarshal(body, &review); err != nil || review.Request == nil {
		http.Error(w, "not an AdmissionReview", http.StatusBadRequest)
		return
	}
	answer, err := json.Marshal(answerTo(&review, rules))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(answer)
}
