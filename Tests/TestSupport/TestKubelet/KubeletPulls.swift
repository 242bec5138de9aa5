internal import Images

/// A kubelet as far as it looks for credentials: Pod Secrets, then the node's `config.json`, then plugins (kubelet.md, B4 “Order”).
///
/// Each of the three is a keyring of its own, in which nothing hides what another one has (B2).
package struct KubeletPulls: Sendable {
    /// The node's files.
    package let dockerConfig: KubeletDockerConfig?
    /// The plugins.
    package let plugins: CredentialProviderPlugins?

    /// A kubelet with or without each of them.
    package init(dockerConfig: KubeletDockerConfig? = nil, plugins: CredentialProviderPlugins? = nil) {
        self.dockerConfig = dockerConfig
        self.plugins = plugins
    }

    /// What is tried for an image, as it stands in the Pod, one after the other until one works.
    ///
    /// Throws an `ImageReferenceError` for `InvalidImageName`.
    package func tries(pulling image: String, for pod: PullingPod = PullingPod()) async throws -> [Try] {
        let reference = try ImageReference(parsing: image)
        var credentials = DockerKeyring(pod.secrets).lookup(reference.repository)
        credentials += dockerConfig?.keyring().lookup(reference.repository) ?? []
        if let plugins { credentials += await plugins.keyring(for: reference, pod).lookup(reference.repository) }
        return credentials.isEmpty ? [.anonymous] : credentials.map(Try.init)
    }
}
