/// How much of what a namespace brings itself (`keeper.tenantSecrets`) is used.
///
/// Whoever may edit Secrets in one namespace decides on it, and every replica reads and keeps it, so that all of it has an end. The bounds are far
/// from what people need: a namespace that reaches one is told so by an Event on the Secret, and nobody else notices.
package enum TenantBounds {
    /// Secrets of a namespace, the oldest first, so that a new one cannot push out one that works.
    package static let secrets = 64
    /// Bytes of these Secrets' content together; a single Secret has at most 1 MiB.
    package static let contentBytes = 2 << 20
    /// Registries with a credential in one Secret, in the order of its file.
    package static let entries = 512
    /// Such registries in all Secrets of a namespace.
    package static let patterns = 2048
    /// Those of them whose host has a wildcard: each is compared with each image of a Pod, while the others are looked up.
    package static let wildcards = 64
    /// Bytes of one registry; the kubelet takes no image whose name is half as long.
    package static let patternBytes = 512
}
