extension ImagePattern {
    /// The key of Docker Hub that `kubectl create secret docker-registry` and `docker login` write, which every reader knows.
    ///
    /// The kubelet looks at it only when no other key of the Pod's Secrets matches an image.
    package static let legacyDockerHubKey = "https://index.docker.io/v1/"

    /// Whether it is for the images of Docker Hub alone, or for some of them.
    package var isOfDockerHub: Bool {
        url.port.isEmpty && (hostText == "docker.io" || Self.dockerHubNames.contains(hostText))
    }

    /// Whether it is Docker Hub as a whole, for which a Secret has ``legacyDockerHubKey``.
    package var isDockerHub: Bool {
        hostText == "docker.io" && url.port.isEmpty && (url.path.isEmpty || pathText == "/")
    }

    /// The key of `auths` for it, as the Secret has it: the entry as it was given, but for Docker Hub as a whole, and for a path of which the
    /// kubelet would take the `/v1` or `/v2` away: it gets another one to take.
    ///
    /// Docker Hub gets ``legacyDockerHubKey`` alone, which is what `docker login` and kubectl write: the kubelet looks at such keys only where no
    /// other key of the Pod's Secrets matches, so that a key `docker.io` would hide the Secrets that people have made themselves.
    package var secretKey: String {
        guard !isDockerHub else { return Self.legacyDockerHubKey }
        guard pathText.hasPrefix("/v1/") || pathText.hasPrefix("/v2/") else { return text }
        return authorityText + pathText.prefix(3) + pathText
    }

    /// Whether a key like this matches images of Docker Hub, so that the kubelet does not look at ``legacyDockerHubKey`` for them.
    package var hidesLegacyDockerHub: Bool {
        !isDockerHub && url.port.isEmpty && hostMatches(["docker", "io"].map { Array($0.utf8) })
    }

    /// Whether only the kubelet reads such a key: other readers of pull Secrets take whole hosts, and mostly exact ones.
    package var isForKubeletAlone: Bool { hasWildcardHost || !url.path.isEmpty }

    /// Whether it matches every image that another one matches, which has no wildcard.
    package func covers(_ other: ImagePattern) -> Bool {
        url.port == other.url.port && hostMatches(other.parts) && other.url.path.starts(with: url.path)
    }

    private func hostMatches(_ names: [[UInt8]]) -> Bool {
        guard parts.count == names.count else { return false }
        return zip(parts, names).allSatisfy { part, name in
            Glob.matches(part.span, 0..<part.count, name: name.span, 0..<name.count)
        }
    }
}
