internal import Injection
internal import Kubernetes

/// A labelled Secret of a namespace, as far as it is remembered.
struct TenantSecret: Sendable {
    /// What is known of its content.
    enum Content: Sendable {
        /// As the watch showed it; nil for a Secret of another type.
        case unread([UInt8]?)
        case read(TenantContent)
        /// Not kept, since older Secrets come first.
        case dropped
    }

    let name: String
    let uid: String
    /// When the API server made it (RFC 3339), which nobody can choose.
    let created: String
    let version: String
    /// Bytes of its content.
    let size: Int
    var content: Content

    init(_ secret: TenantSecretObject) {
        name = secret.metadata.name
        uid = secret.metadata.uid
        created = secret.metadata.creationTimestamp
        version = secret.metadata.resourceVersion
        size = secret.content?.size ?? 0
        content = secret.content.map { $0.bytes.map { .unread($0) } ?? .dropped } ?? .unread(nil)
    }

    /// Whether it comes before another.
    fileprivate func isBefore(_ other: TenantSecret) -> Bool {
        (created, name) < (other.created, other.name)
    }

    fileprivate var unreadBytes: Int { if case .unread = content { size } else { 0 } }
}

/// The labelled Secrets of one namespace, the oldest first: those within ``TenantBounds`` with their content, the others by name.
///
/// Each step takes time for as many Secrets as are remembered, and no longer for large ones.
struct NamespaceTenants: Sendable {
    /// So many Secrets are remembered; with more, one that is deleted makes no room for those past them until they change.
    static let maximumKnown = 1024

    private(set) var secrets: [TenantSecret] = []
    /// How many of them are used.
    private(set) var selected = 0

    /// Bytes that wait to be read.
    var unreadBytes: Int { secrets.prefix(selected).reduce(0) { $0 + $1.unreadBytes } }

    /// The Secrets that would be used if their content had been kept.
    var missing: [String] {
        secrets.prefix(selected).filter { if case .dropped = $0.content { true } else { false } }.map(\.name)
    }

    /// Takes a Secret in; false where nothing has changed.
    mutating func take(_ secret: TenantSecret) -> Bool {
        if let place = secrets.firstIndex(where: { $0.name == secret.name }) {
            let before = secrets[place]
            if before.uid == secret.uid, before.version == secret.version, !missing.contains(secret.name) {
                return false
            }
            secrets.remove(at: place)
        }
        let place = secrets.firstIndex { secret.isBefore($0) } ?? secrets.endIndex
        guard place < Self.maximumKnown else { return false }
        secrets.insert(secret, at: place)
        if secrets.count > Self.maximumKnown { secrets.removeLast() }
        select()
        return true
    }

    /// Forgets a Secret; false where it was not known.
    mutating func remove(_ name: String) -> Bool {
        guard let place = secrets.firstIndex(where: { $0.name == name }) else { return false }
        secrets.remove(at: place)
        select()
        return true
    }

    /// Forgets those of other names; false where there are none.
    mutating func keep(_ names: Set<String>) -> Bool {
        let before = secrets.count
        secrets.removeAll { !names.contains($0.name) }
        guard secrets.count < before else { return false }
        select()
        return true
    }

    /// Notes what was read of Secrets, unless they have changed meanwhile.
    mutating func note(_ readings: [TenantReading]) {
        var known: [String: TenantReading] = [:]
        for reading in readings { known[reading.name] = reading }
        for place in secrets.indices.prefix(selected) {
            guard case .unread = secrets[place].content, let reading = known[secrets[place].name],
                reading.uid == secrets[place].uid, reading.version == secrets[place].version
            else { continue }
            secrets[place].content = .read(reading.content)
        }
    }

    /// Judges anew which Secrets are used, and drops the content of the others.
    private mutating func select() {
        var bytes = 0
        selected =
            secrets.prefix(TenantBounds.secrets).prefix { secret in
                bytes += secret.size
                return bytes <= TenantBounds.contentBytes
            }.count
        for place in selected..<secrets.count { secrets[place].content = .dropped }
    }
}

/// What was read of one version of a Secret.
struct TenantReading: Sendable {
    let name: String
    let uid: String
    let version: String
    let content: TenantContent
}
