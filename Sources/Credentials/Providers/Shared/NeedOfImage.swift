import Configuration
import Images

extension ECRSource {
    /// Whether no region is known.
    func needsImage(for patterns: [ImagePattern]) -> Bool { regions.isEmpty }
}

extension ACRSource {
    /// Whether no registry is known.
    func needsImage(for patterns: [ImagePattern]) -> Bool { registries.isEmpty }
}

extension OCIRSource {
    /// Whether no registry is known; an auth token is the same for all.
    func needsImage(for patterns: [ImagePattern]) -> Bool {
        if case .authToken = identity { false } else { registries.isEmpty }
    }
}

extension ExecSource {
    /// Whether there is a pattern for which nobody knows what to ask the program for.
    func needsImage(for patterns: [ImagePattern]) -> Bool {
        let named = image.flatMap { try? ImageReference(parsing: $0) }
        return switch dialogue {
        case .kubelet: patterns.contains { PluginImage.of($0, configured: named) == nil }
        case .credentialHelper: HelperRequest.all(patterns, registries: registries)?.isEmpty != false
        }
    }
}

extension JFrogSource {
    /// Whether a token is exchanged, and no one host is known to ask.
    func needsImage(for patterns: [ImagePattern]) -> Bool {
        guard case .oidc = identity, endpoint == nil else { return false }
        return patterns.contains(where: \.hasSeveralHosts)
    }
}

extension QuaySource {
    /// Whether a token is exchanged, and no one host is known to ask.
    func needsImage(for patterns: [ImagePattern]) -> Bool {
        guard case .oidc = proof, endpoint == nil else { return false }
        return patterns.contains(where: \.hasSeveralHosts)
    }
}
