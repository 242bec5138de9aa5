internal import Configuration
internal import Images
internal import Names
internal import Text

/// The Pod of a self test: one that the rules would give a Secret, that no policy objects to, and that is never kept.
struct SelfTestPod: Sendable, Hashable {
    /// The image that a registry of the configuration is for; nothing pulls it.
    let image: String
    let labels: [String: String]

    /// Makes one; nil where no registry is for the namespace, or none has a pattern of which an image can be made.
    init?(_ configuration: Configuration, _ settings: SelfTestSettings) {
        labels = settings.podLabels
        let here = configuration.registries.filter { NamespaceNames($0.namespaces.names).contains(settings.namespace) }
        guard let image = here.lazy.compactMap(Self.image).first else { return nil }
        self.image = image
    }

    private static func image(_ registry: Registry) -> String? {
        if registry.always { return "pullpass.invalid/self-test" }
        return registry.matchImages.lazy.compactMap(image).first
    }

    /// An image that a pattern matches: a wildcard becomes a letter.
    private static func image(_ pattern: ImagePattern) -> String? {
        let host = String(pattern.host.map { "*?".contains($0) ? "x" : $0 })
        let port = pattern.port.isEmpty ? "" : ":" + pattern.port
        let path = pattern.path.isEmpty ? "/" : pattern.path
        let image = host + port + path + (path.hasSuffix("/") ? "" : "/") + "pullpass-self-test"
        guard let reference = try? ImageReference(parsing: image), pattern.matches(reference) else { return nil }
        return image
    }

    /// The Pod with a word that the webhook is to repeat: as the Pod Security Standard `restricted` wants it, and with the resources that a quota
    /// may ask for.
    func json(word: String) -> JSONValue {
        let resources: JSONValue = .object(["cpu": .string("1m"), "memory": .string("1Mi")])
        let container: JSONValue = .object([
            "name": .string("none"), "image": .string(image),
            "resources": .object(["requests": resources, "limits": resources]),
            "securityContext": .object([
                "allowPrivilegeEscalation": .bool(false), "runAsNonRoot": .bool(true),
                "readOnlyRootFilesystem": .bool(true),
                "capabilities": .object(["drop": .array([.string("ALL")])]),
            ]),
        ])
        return .object([
            "apiVersion": .string("v1"), "kind": .string("Pod"),
            "metadata": .object([
                "name": .string("pullpass-self-test"),
                "labels": .object(labels.mapValues(JSONValue.string)),
                "annotations": .object([PullpassKey.selfTest: .string(word)]),
            ]),
            "spec": .object([
                "automountServiceAccountToken": .bool(false), "restartPolicy": .string("Never"),
                "enableServiceLinks": .bool(false),
                "securityContext": .object([
                    "runAsNonRoot": .bool(true), "runAsUser": .integer(65532),
                    "seccompProfile": .object(["type": .string("RuntimeDefault")]),
                ]),
                "containers": .array([container]),
            ]),
        ])
    }
}
