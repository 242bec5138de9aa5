import Configuration
import Credentials

/// A kind whose registry and token service may be two hosts of one platform; `endpoint` names the second.
protocol PlatformKind: CredentialKind {
    var endpoint: Endpoint? { get }
}

extension PlatformKind {
    var trustedEndpoints: [Endpoint] { [endpoint].compactMap(\.self) }
    func trustAdvice(_ url: String) -> String { "if it is, write endpoint: \(url) below credentials.\(Self.kind)" }
    func plainAdvice(_ url: String) -> String? {
        "if that is meant, write endpoint: \(url) below credentials.\(Self.kind)"
    }
}

/// A kind that knows nothing of the registry; `endpoint` is where its credential is tried out, `authEndpoint` a token service on another host.
protocol AnyRegistryKind: CredentialKind {
    var endpoint: Endpoint? { get }
    var authEndpoint: Endpoint? { get }
}

extension AnyRegistryKind {
    var registryEndpoint: Endpoint? { endpoint }
    var trustedEndpoints: [Endpoint] { [authEndpoint].compactMap(\.self) }

    func plainAdvice(_ url: String) -> String? {
        "if that is meant, write endpoint: \(url) below credentials.\(Self.kind)"
    }

    func trustAdvice(_ url: String) -> String {
        "if it is, write authEndpoint: \(url) below credentials.\(Self.kind) (a GitLab, Harbor, Quay or JFrog has a kind of its own)"
    }
}
