internal import Images

extension Registry {
    /// What others than the kubelet make of the Secret: nil where they find in it what the kubelet finds, or where `keys` says what they find.
    package var readersRemark: String? {
        let patterns = matchImages.filter { $0.isForKubeletAlone && !$0.isDockerHub }
        guard keys.isEmpty, let first = patterns.first else { return nil }
        let others = patterns.count > 1 ? " (and \(patterns.count - 1) more)" : ""
        let remedy =
            first.isOfDockerHub
            ? "others know Docker Hub as a whole only, docker.io"
            : "for others, such as image builders and policy engines, name hosts or whole repositories in keys"
        return "registry \(name): only the kubelet reads a key with a path or a *, such as \(first)\(others); \(remedy)"
    }
}
