internal import Images

/// A pattern that does not match an image, how near it comes, and what keeps it away.
struct NearMiss: Sendable {
    let reason: Miss.Reason
    /// Larger is nearer; compared first by what differs, then by how much of it agrees.
    let nearness: (kind: Int, agreement: Int)

    /// Compares a pattern with an image that it does not match; nil where they have nothing in common.
    ///
    /// Whether a host matches is asked of ``ImagePattern``, with the rest of the pattern taken from the image.
    init?(_ pattern: ImagePattern, _ reference: ImageReference) {
        let wanted = PatternAnatomy(pattern.text)
        let image = PatternAnatomy(reference.repository)
        let imagePort = image.port.map { ":" + $0 } ?? ""
        if let hostOnly = try? ImagePattern(parsing: wanted.host + imagePort), hostOnly.matches(reference) {
            guard wanted.port == image.port else {
                let agrees = image.path.hasPrefix(wanted.path)
                self.init(reason: .port(pattern: wanted.port, image: image.port), nearness: (2, agrees ? 1 : 0))
                return
            }
            let hint = NearMiss.pathHint(wanted.path, image)
            let agreement = zip(wanted.path.utf8, image.path.utf8).prefix { $0 == $1 }.count
            self.init(reason: .path(pattern: wanted.path, image: image.path, hint: hint), nearness: (3, agreement))
            return
        }
        if let fix = CaseDifference.fix(wanted, reference) {
            self.init(reason: .letterCase(pattern: wanted.host, image: image.host, fix: fix), nearness: (4, 0))
            return
        }
        guard let difference = HostDifference(wanted, image, imagePort: imagePort, reference) else { return nil }
        self.init(
            reason: .host(pattern: wanted.host, image: image.host, hint: difference.hint),
            nearness: (1, difference.agreement)
        )
    }

    private init(reason: Miss.Reason, nearness: (kind: Int, agreement: Int)) {
        self.reason = reason
        self.nearness = nearness
    }

    func isNearer(than other: NearMiss) -> Bool { nearness > other.nearness }

    private static func pathHint(_ wanted: String, _ image: PatternAnatomy) -> String? {
        if wanted.contains(":") || wanted.contains("@") { return "a pattern has no tag and no digest" }
        if wanted.contains("*") { return "a * in the path stands for itself" }
        if image.host == "docker.io", image.path.hasPrefix("/library/") {
            return "Docker Hub's official images are under /library/"
        }
        if wanted.dropLast() == image.path, wanted.hasSuffix("/") { return "the pattern ends in a slash" }
        return nil
    }
}

/// How two hosts differ that have enough in common for one to have been meant.
struct HostDifference: Sendable {
    let agreement: Int
    let hint: String?

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
