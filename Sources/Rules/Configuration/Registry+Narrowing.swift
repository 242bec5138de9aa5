package import Images

extension Registry {
    /// The registry as one of its images needs it, for a fetch whose caller has this image alone.
    ///
    /// Where a token is good for a part of the registry only (a region of ECR, a registry of ACR or OCIR, an image of a plugin), the
    /// credentials are narrowed to the image's part, and of `matchImages` those patterns are left that match it, with the image's host in
    /// place of theirs. A registry whose every token is good for all of it, and one whose patterns do not match the image, stays as it is.
    package func narrowed(to image: ImageReference) -> Registry {
        let matching = matchImages.filter { $0.matches(image) }
        guard !matching.isEmpty, let credentials = credentials?.narrowed(to: image) else { return self }
        var registry = self
        registry.credentials = credentials
        registry.matchImages = matching.map { $0.withHost(of: image) }.reduce(into: []) { patterns, pattern in
            if !patterns.contains(pattern) { patterns.append(pattern) }
        }
        return registry
    }

    /// Whether there is no credential for all of it, but one for each of its images.
    package var needsImage: Bool { credentials?.base.needsImage(for: matchImages) ?? false }
}

extension ImageReference {
    /// The host of its registry, without a port.
    package var host: String { PatternScope.host(of: repository) }
}

extension ImagePattern {
    /// Whether its host could be several.
    package var hasSeveralHosts: Bool { PatternScope.hasWildcard(PatternScope.host(of: text)) }

    /// The pattern for one host of those that it matches.
    fileprivate func withHost(of image: ImageReference) -> ImagePattern {
        let rest = text.dropFirst(PatternScope.host(of: text).count)
        return (try? ImagePattern(parsing: image.host + rest)) ?? self
    }
}
