/// A pattern that would match an image if nobody cared for upper and lower case.
enum CaseDifference {
    /// What to write so that they match; nil where more than case keeps them apart.
    ///
    /// DNS does not tell the cases apart, so that the pull itself finds its registry, without a credential. In a repository capitals are no
    /// valid reference at all.
    static func fix(_ pattern: PatternAnatomy, _ reference: ImageReference) -> String? {
        let image = PatternAnatomy(reference.repository)
        let host = image.host.lowercased()
        let imagePort = image.port.map { ":" + $0 } ?? ""
        let patternPort = pattern.port.map { ":" + $0 } ?? ""
        if host != image.host, !host.contains("."), imagePort.isEmpty, host != "localhost" {
            // `Acme/app`: without the capital it would be Docker Hub's.
            guard pattern.host.lowercased() == "docker.io", matches(pattern, "docker.io/\(host)\(image.path)") else {
                return nil
            }
            return "for its capital letter \(image.host) is taken for a host: write \(host)\(image.path) in the image"
        }
        guard matches(pattern, host + imagePort + image.path) else { return nil }
        let isImageLower = host == image.host
        let lowerPattern = pattern.host.lowercased() + patternPort + pattern.path
        if isImageLower { return "write \(lowerPattern) in matchImages" }
        let change = "write \(host)\(imagePort)\(image.path) in the image"
        return pattern.host == pattern.host.lowercased() ? change : "\(change), and \(lowerPattern) in matchImages"
    }

    /// Whether the pattern with a lower-case host matches an image.
    private static func matches(_ pattern: PatternAnatomy, _ image: String) -> Bool {
        let port = pattern.port.map { ":" + $0 } ?? ""
        guard let lower = try? ImagePattern(parsing: pattern.host.lowercased() + port + pattern.path),
            let reference = try? ImageReference(parsing: image)
        else { return false }
        return lower.matches(reference)
    }
}
