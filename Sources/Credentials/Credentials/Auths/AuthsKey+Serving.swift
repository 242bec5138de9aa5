extension AuthsKey {
    /// Whether the kubelet would take this key for some image of a pattern; true in doubt.
    package func serves(_ pattern: AuthsKey) -> Bool {
        // It looks for this one when nothing matches an image of Docker Hub.
        if isLegacyDockerHub, AuthsKey(pattern: "docker.io").serves(pattern) { return true }
        guard port == pattern.port, HostGlob.intersect(host, pattern.host) else { return false }
        return path.contains("%") || pattern.path.contains("%") || path.hasPrefix(pattern.path)
            || pattern.path.hasPrefix(path)
    }
}
