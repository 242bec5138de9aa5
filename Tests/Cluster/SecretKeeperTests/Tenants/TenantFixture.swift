import EventLoop
import Kubernetes

@testable import SecretKeeper

/// Secrets of tenants without a cluster.
enum TenantFixture {
    /// A Secret for registries; the smaller `age` is the older it is.
    static func secret(
        _ name: String,
        age: Int = 0,
        version: Int = 1,
        _ registries: [String] = ["r.example.com"]
    ) -> TenantSecret {
        let entries = registries.map { #""\#($0)":{"username":"u","password":"hunter2"}"# }
        return secret(name, age: age, version: version, content: #"{"auths":{\#(entries.joined(separator: ","))}}"#)
    }

    /// A Secret with any content; nil for one of another type.
    static func secret(_ name: String, age: Int = 0, version: Int = 1, content: String?) -> TenantSecret {
        var metadata = ObjectMetadata(name: name, namespace: "n", uid: "uid-\(name)", resourceVersion: "\(version)")
        let second = age + 600
        metadata.creationTimestamp = "2026-01-01T00:\(second / 60 + 10):\(second % 60 + 10)Z"
        return TenantSecret(
            TenantSecretObject(
                metadata: metadata,
                type: content == nil ? "Opaque" : SecretObject.dockerConfigJSONType,
                content: content.map { text in TenantBytes(Array(text.utf8), of: "n") }
            )
        )
    }

    static func tenants(_ secrets: [TenantSecret]) -> NamespaceTenants {
        var tenants = NamespaceTenants()
        for secret in secrets { _ = tenants.take(secret) }
        return tenants
    }

    static func time(_ seconds: Double) -> LoopInstant { LoopInstant.start + .milliseconds(Int(seconds * 1000)) }
}
