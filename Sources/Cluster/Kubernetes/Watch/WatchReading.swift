/// Why the content of a watch ends it.
enum WatchFault: Error, Hashable {
    /// An ERROR event.
    case status(KubernetesStatus)
    /// A line that is no event.
    case malformed(String)
    /// The server sends bookmarks but does not mark the end of the initial events: it does not know `sendInitialEvents`.
    case noInitialEvents
}

/// What has been seen of a collection: a state machine that is fed the lines of one watch after the other.
struct WatchReading<Object: KubernetesObject> {
    /// The version up to which everything has been seen; nil where the complete state must be fetched first.
    private(set) var version: String?
    private var initial: [Key: Object]?

    private struct Key: Hashable {
        let namespace: String
        let name: String
    }

    /// Whether the initial events of a watch are still coming in.
    var isCollecting: Bool { initial != nil }

    /// Everything must be fetched again.
    mutating func forget() {
        version = nil
        initial = nil
    }

    /// The complete state was listed as of this version.
    mutating func listed(at version: String) {
        self.version = version
        initial = nil
    }

    /// A watch that sends the complete state first has been opened.
    mutating func beginInitialEvents() {
        version = nil
        initial = [:]
    }

    /// Takes a line in.
    ///
    /// - Returns: what the consumer is to be told.
    mutating func take(_ line: some Sequence<UInt8>) throws(WatchFault) -> ReflectorEvent<Object>? {
        let event: WatchLine<Object>
        do { event = try JSONText.decode(from: line) } catch { throw .malformed(JSONText.reason(error)) }
        switch event {
        case .applied(let object): return changed(object, leaving: object, .applied(object))
        case .deleted(let object): return changed(object, leaving: nil, .deleted(object))
        case .bookmark(let metadata): return try bookmark(metadata)
        case .error(let status): throw .status(status)
        case .unknown: return nil
        }
    }

    private func key(_ object: Object) -> Key { Key(namespace: object.metadata.namespace, name: object.metadata.name) }

    /// Takes a change in: among the initial events with what is left of the object, later as an event of its own.
    private mutating func changed(
        _ object: Object,
        leaving rest: Object?,
        _ event: ReflectorEvent<Object>
    ) -> ReflectorEvent<Object>? {
        guard initial == nil else {
            let key = key(object)
            initial?[key] = rest
            return nil
        }
        version = object.metadata.resourceVersion
        return event
    }

    private mutating func bookmark(_ metadata: ObjectMetadata) throws(WatchFault) -> ReflectorEvent<Object>? {
        guard let collected = initial else {
            version = metadata.resourceVersion
            return nil
        }
        guard metadata.annotations["k8s.io/initial-events-end"] == "true" else { throw .noInitialEvents }
        version = metadata.resourceVersion
        initial = nil
        let inOrder = collected.sorted { ($0.key.namespace, $0.key.name) < ($1.key.namespace, $1.key.name) }
        return .synced(inOrder.map(\.value), version: metadata.resourceVersion)
    }
}

/// One line of a watch.
private enum WatchLine<Object: KubernetesObject>: Decodable {
    case applied(Object)
    case deleted(Object)
    case bookmark(ObjectMetadata)
    case error(KubernetesStatus)
    /// A type of a later version of Kubernetes.
    case unknown

    private enum Key: String, CodingKey { case type, object }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func versioned(_ metadata: ObjectMetadata) throws {
            // Without it a watch could not be resumed.
            guard !metadata.resourceVersion.isEmpty else {
                throw DecodingError.valueNotFound(
                    String.self,
                    .init(codingPath: [Key.object], debugDescription: "no resourceVersion")
                )
            }
        }
        switch try container.decode(String.self, forKey: .type) {
        case "ADDED", "MODIFIED":
            let object = try container.decode(Object.self, forKey: .object)
            try versioned(object.metadata)
            self = .applied(object)
        case "DELETED":
            let object = try container.decode(Object.self, forKey: .object)
            try versioned(object.metadata)
            self = .deleted(object)
        case "BOOKMARK":
            let metadata = try container.decode(PartialObject.self, forKey: .object).metadata
            try versioned(metadata)
            self = .bookmark(metadata)
        case "ERROR": self = .error(try container.decode(KubernetesStatus.self, forKey: .object))
        default: self = .unknown
        }
    }
}
