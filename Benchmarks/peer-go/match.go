package main

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

type rule struct {
	name    string
	secret  string
	pattern pattern
}

// pattern is one matchImages entry, split once as the kubelet splits it for each comparison.
type pattern struct {
	parts []string
	port  string
	path  string
}

func parsePattern(text string) (pattern, error) {
	parsed, err := url.Parse("https://" + text)
	if err != nil {
		return pattern{}, fmt.Errorf("pattern %q: %w", text, err)
	}
	return pattern{strings.Split(parsed.Hostname(), "."), parsed.Port(), parsed.Path}, nil
}

// match marks the rules whose pattern matches the image, as the kubelet's URLsMatch does.
func match(image string, rules []rule, wanted []bool) {
	host, path := normalise(image)
	port := ""
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		host, port = host[:i], host[i+1:]
	}
	parts := strings.Split(host, ".")
	for i := range rules {
		if !wanted[i] && rules[i].pattern.matches(parts, port, path) {
			wanted[i] = true
		}
	}
}

func (p *pattern) matches(parts []string, port, path string) bool {
	if len(p.parts) != len(parts) || p.port != port || !strings.HasPrefix(path, p.path) {
		return false
	}
	for i, part := range p.parts {
		if ok, err := filepath.Match(part, parts[i]); err != nil || !ok {
			return false
		}
	}
	return true
}

// normalise splits an image reference into registry and path, without tag and digest, defaulting to Docker Hub.
func normalise(image string) (host, path string) {
	name, _, _ := strings.Cut(image, "@")
	if i := strings.LastIndexByte(name, ':'); i > strings.LastIndexByte(name, '/') {
		name = name[:i]
	}
	first, rest, found := strings.Cut(name, "/")
	if !found || !strings.ContainsAny(first, ".:") && first != "localhost" && strings.ToLower(first) == first {
		host, path = "docker.io", name
	} else {
		host, path = first, rest
	}
	if host == "index.docker.io" {
		host = "docker.io"
	}
	if host == "docker.io" && !strings.Contains(path, "/") {
		path = "library/" + path
	}
	return host, "/" + path
}
