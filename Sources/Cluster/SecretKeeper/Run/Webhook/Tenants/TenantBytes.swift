internal import Kubernetes
internal import Synchronization

/// The content of a namespace's own Secret on its way from the watch to where Secrets are selected.
///
/// A watch begins with all there are, and whoever makes namespaces makes as many as he likes. So what is on the way at once has a bound for all
/// of them together: what comes beyond is left out, and read again one by one where it is to be used.
final class TenantBytes: Sendable {
    /// Bytes on the way at once: more than all pull Secrets of any cluster whose owners mean well.
    static let limit = 32 << 20
    private static let onTheWay = Atomic<Int>(0)

    /// Its length, about.
    let size: Int
    /// nil where it was left out.
    let bytes: [UInt8]?

    /// Takes what `read` brings, unless too much is on the way already.
    init(size: Int, limit: Int = TenantBytes.limit, _ read: () throws(ObjectFault) -> [UInt8]) throws(ObjectFault) {
        let (_, sum) = Self.onTheWay.wrappingAdd(size, ordering: .relaxed)
        guard sum <= limit else {
            self.size = size
            bytes = nil
            return
        }
        do {
            bytes = try read()
            self.size = size
        } catch {
            Self.onTheWay.wrappingSubtract(size, ordering: .relaxed)
            throw error
        }
    }

    /// What is there already, and counts for as long as it is on the way.
    init(_ bytes: [UInt8]) {
        Self.onTheWay.wrappingAdd(bytes.count, ordering: .relaxed)
        size = bytes.count
        self.bytes = bytes
    }

    deinit { Self.onTheWay.wrappingSubtract(size, ordering: .relaxed) }
}
