/// A pattern that does not match an image, how near it comes, and what keeps it away.
package struct NearMiss: Sendable {
    /// What keeps it away.
    package let reason: Miss.Reason
    /// Whether somebody most likely meant the pattern, see ``Miss/isSlip``.
    package let isSlip: Bool
    /// Larger is nearer; compared first by what differs, then by how much of it agrees.
    private let nearness: (kind: Int, agreement: Int)

    /// Compares a pattern with an image that it does not match; nil where they have nothing in common, or the image's host is too long to be any.
    ///
    /// Whether a host matches is asked of ``ImagePattern``, with the rest of the pattern taken from the image.
    package init?(_ pattern: ImagePattern, _ reference: ImageReference) {
        guard reference.repository.utf8.prefix(Slip.longestHost + 1).contains(ASCII.slash) else { return nil }
        let wanted = PatternAnatomy(pattern.text)
        let image = PatternAnatomy(reference.repository)
        let imagePort = image.port.map { ":" + $0 } ?? ""
        // Official images are public, and nobody's slip.
        let isOfficial = image.host == "docker.io" && image.path.hasPrefix("/library/")
        if let hostOnly = try? ImagePattern(parsing: wanted.host + imagePort), hostOnly.matches(reference) {
            guard wanted.port == image.port else {
                let agrees = image.path.hasPrefix(wanted.path)
                self.init(
                    reason: .port(pattern: wanted.port, image: image.port),
                    nearness: (2, agrees ? 1 : 0),
                    isSlip: agrees && !isOfficial && Slip.isForgotten(wanted.port, image.port)
                )
                return
            }
            let hint = NearMiss.pathHint(wanted.path, image)
            let agreement = zip(wanted.path.utf8, image.path.utf8).prefix { $0 == $1 }.count
            self.init(
                reason: .path(pattern: wanted.path, image: image.path, hint: hint),
                nearness: (3, agreement),
                isSlip: !isOfficial
                    && Slip.isPath(Array(wanted.path.utf8.dropFirst()).span, Array(image.path.utf8.dropFirst()).span)
            )
            return
        }
        if let fix = CaseDifference.fix(wanted, reference) {
            self.init(
                reason: .letterCase(pattern: wanted.host, image: image.host, fix: fix),
                nearness: (4, 0),
                isSlip: true
            )
            return
        }
        let agrees = wanted.port == image.port && image.path.hasPrefix(wanted.path)
        if agrees, Slip.isHost(Array(wanted.host.utf8).span, Array(image.host.utf8).span) {
            self.init(
                reason: .host(pattern: wanted.host, image: image.host, hint: "one letter differs"),
                nearness: (4, 0),
                isSlip: true
            )
            return
        }
        guard let difference = HostDifference(wanted, image, imagePort: imagePort, reference) else { return nil }
        self.init(
            reason: .host(pattern: wanted.host, image: image.host, hint: difference.hint),
            nearness: (1, difference.agreement),
            isSlip: agrees && difference.isCopied
        )
    }

    private init(reason: Miss.Reason, nearness: (kind: Int, agreement: Int), isSlip: Bool) {
        self.reason = reason
        self.nearness = nearness
        self.isSlip = isSlip
    }

    /// Whether it is the one that was meant rather than the other: a slip before everything else.
    package func isNearer(than other: NearMiss) -> Bool {
        guard isSlip == other.isSlip else { return isSlip }
        return nearness > other.nearness
    }

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
