/// A registry that comes near to an image and yet gives it no Secret, and why.
package struct Miss: Sendable, Hashable {
    /// What stands between the pattern and the image.
    package enum Reason: Sendable, Hashable {
        /// The hosts differ; the hint says why, where that is not obvious.
        case host(pattern: String, image: String, hint: String?)
        /// All agrees but for upper and lower case; `fix` says what to write.
        case letterCase(pattern: String, image: String, fix: String)
        /// The ports differ; nil is no port.
        case port(pattern: String?, image: String?)
        /// The image's path does not start with the pattern's; the hint says why, where that is not obvious.
        case path(pattern: String, image: String, hint: String?)
        /// The pattern matches, but the registry is not for this namespace.
        case namespace(names: [String], namespace: String)
        /// The pattern matches, but the namespace lacks labels that the registry asks for (`key=value`).
        case labels(wanted: [String], namespace: String)
    }

    /// The name of the registry in the configuration.
    package var registry: String
    /// The entry of `matchImages`.
    package var pattern: String
    /// Why it gives no Secret.
    package var reason: Reason
    /// Whether somebody most likely meant the registry: a forgotten port, upper and lower case, one letter.
    package var isSlip: Bool

    /// Makes a miss.
    package init(registry: String, pattern: String, reason: Reason, isSlip: Bool = false) {
        self.registry = registry
        self.pattern = pattern
        self.reason = reason
        self.isSlip = isSlip
    }

    /// One stable word for programs: `host`, `case`, `port`, `path` or `namespace`.
    package var code: String {
        switch reason {
        case .host: "host"
        case .letterCase: "case"
        case .port: "port"
        case .path: "path"
        case .namespace, .labels: "namespace"
        }
    }

    /// The reason in words, as a clause without a full stop.
    package var message: String {
        switch reason {
        case .host(let pattern, let image, let hint):
            "host differs: the pattern has \(pattern), the image \(image)" + Miss.parenthesis(hint)
        case .letterCase(let pattern, let image, let fix):
            "host differs in upper and lower case, which the kubelet tells apart: the pattern has \(pattern), the image \(image): \(fix)"
        case .port(let pattern, let image):
            "port differs: the pattern has \(Miss.portText(pattern)), the image \(Miss.portText(image))"
        case .path(let pattern, let image, let hint):
            "path prefix differs: the pattern has \(pattern), the image \(image)" + Miss.parenthesis(hint)
        case .namespace(let names, let namespace):
            "the registry's namespaces.names [\(names.joined(separator: ", "))] do not include \(namespace)"
        case .labels(let wanted, let namespace):
            "the registry is only for namespaces labelled \(wanted.joined(separator: ", ")), and \(namespace) is not"
        }
    }

    private static func portText(_ port: String?) -> String { port.map { ":" + $0 } ?? "none" }

    private static func parenthesis(_ hint: String?) -> String { hint.map { " (\($0))" } ?? "" }
}
