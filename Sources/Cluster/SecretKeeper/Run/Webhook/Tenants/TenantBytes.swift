internal import Injection
internal import Kubernetes
internal import Synchronization

/// The content of a namespace's own Secret on its way from the watch to where Secrets are selected.
///
/// A watch begins with all there are, of which anybody can make any number. So what is on the way at once has a bound: for a namespace, of
/// which no more than that is used in any case, and for all of them together, since whoever makes namespaces makes as many as he likes. What
/// comes beyond is left out, and read again one by one where it is to be used.
final class TenantBytes: Sendable {
    /// Bytes on the way at once: more than all pull Secrets of any cluster whose owners mean well.
    static let limit = 32 << 20
    private static let onTheWay = Mutex(BytesOnTheWay())

    /// Its length, about.
    let size: Int
    /// nil where it was left out.
    let bytes: [UInt8]?
    private let namespace: String

    /// Takes what `read` brings, unless too much is on the way already.
    init(
        size: Int,
        of namespace: String,
        limit: Int = TenantBytes.limit,
        _ read: () throws(ObjectFault) -> [UInt8]
    ) throws(ObjectFault) {
        let isTaken = Self.onTheWay.withLock { onTheWay in
            guard onTheWay.hasRoom(for: size, of: namespace, limit: limit) else { return false }
            onTheWay.add(size, of: namespace)
            return true
        }
        self.size = size
        self.namespace = namespace
        guard isTaken else {
            bytes = nil
            return
        }
        do { bytes = try read() } catch {
            Self.onTheWay.withLock { $0.giveBack(size, of: namespace) }
            throw error
        }
    }

    /// What is there already, and counts for as long as it is on the way.
    init(_ bytes: [UInt8], of namespace: String) {
        Self.onTheWay.withLock { $0.add(bytes.count, of: namespace) }
        size = bytes.count
        self.namespace = namespace
        self.bytes = bytes
    }

    deinit {
        guard bytes != nil else { return }
        Self.onTheWay.withLock { $0.giveBack(size, of: namespace) }
    }
}

/// How many bytes are on the way, in all and by namespace.
private struct BytesOnTheWay: Sendable {
    private var total = 0
    private var byNamespace: [String: Int] = [:]

    /// Whether there is room for so many more.
    func hasRoom(for size: Int, of namespace: String, limit: Int) -> Bool {
        total + size <= limit && byNamespace[namespace, default: 0] + size <= TenantBounds.contentBytes
    }

    mutating func add(_ size: Int, of namespace: String) {
        total += size
        byNamespace[namespace, default: 0] += size
    }

    mutating func giveBack(_ size: Int, of namespace: String) {
        total -= size
        let rest = byNamespace[namespace, default: 0] - size
        byNamespace[namespace] = rest > 0 ? rest : nil
    }
}
