/// How two hosts differ that have enough in common for one to have been meant.
struct HostDifference: Sendable {
    let agreement: Int
    let hint: String?
    /// Whether the image's host is one that people copy and nobody pulls from, see ``Slip``.
    var isCopied = false

    /// Hosts of Docker Hub that people copy from a browser or a login.
    private static let dockerHubNames = [
        "registry-1.docker.io", "hub.docker.com", "registry.hub.docker.com", "docker.com", "www.docker.com",
    ]

    init?(_ wanted: PatternAnatomy, _ image: PatternAnatomy, imagePort: String, _ reference: ImageReference) {
        let parts = wanted.hostParts
        let names = image.hostParts
        if image.host == "docker.io", wanted.host.hasSuffix(".docker.io") {
            agreement = 90
            hint = "images of Docker Hub have the host docker.io"
            return
        }
        if wanted.host == "docker.io", Self.dockerHubNames.contains(image.host) {
            agreement = 90
            hint = "it is Docker Hub's, whose images have the host docker.io: write that in the image"
            isCopied = true
            return
        }
        if wanted.host != image.host, wanted.host.lowercased() == image.host.lowercased() {
            agreement = 100
            hint = "upper and lower case count"
            return
        }
        let common = zip(parts.reversed(), names.reversed()).prefix { $0 == $1 }.count
        guard parts.count == names.count else {
            // A registry and its subdomains share at least a domain, which has a dot.
            guard common >= 2 else { return nil }
            agreement = common
            hint =
                wanted.host.contains("*")
                ? "a * stands for one part between dots: the pattern has \(parts.count) parts, the host \(names.count)"
                : nil
            return
        }
        let matching = parts.indices.count { index in
            var mixed = names
            mixed[index] = parts[index]
            let probe = mixed.joined(separator: ".") + imagePort
            return (try? ImagePattern(parsing: probe))?.matches(reference) ?? false
        }
        // In `a.b.c` against `x.b.c` the domain agrees; in `ghcr.io` against `quay.io` only the `.io` does.
        guard matching >= 2, matching > parts.count / 2 else { return nil }
        agreement = 10 + matching
        hint = nil
    }
}
