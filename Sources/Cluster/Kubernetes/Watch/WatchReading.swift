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
///
/// What somebody has put into an object ends no watch: it is told with its fault, and the next line is read.
struct WatchReading<Object: KubernetesObject> {
    /// What a line has led to.
    struct Outcome {
        /// What the consumer is to be told.
        var event: ReflectorEvent<Object>?
        /// The object of the line, where not all of it could be read.
        var unreadable: ObjectMetadata?
    }

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
    mutating func take(_ line: ArraySlice<UInt8>) throws(WatchFault) -> Outcome {
        let event: WatchLine
        do throws(JSONFault) { event = try WatchLine(line) } catch { throw .malformed(error.reason) }
        return try take(event)
    }

    /// Takes the beginning of a line in that has more bytes than any may.
    mutating func take(beginning line: ArraySlice<UInt8>, limit: Int) throws(WatchFault) -> Outcome {
        guard let event = WatchLine(beginning: line) else {
            return Outcome(unreadable: .unknown(ObjectFault("it has more than \(limit) bytes")))
        }
        return try take(event, cutAt: limit)
    }

    private mutating func take(_ line: WatchLine, cutAt limit: Int? = nil) throws(WatchFault) -> Outcome {
        switch line {
        case .applied(let text): return changed(Object.read(text, cutAt: limit), isDeleted: false)
        case .deleted(let text): return changed(Object.read(text, cutAt: limit), isDeleted: true)
        case .bookmark(let text): return Outcome(event: try bookmark(text))
        case .error(let piece):
            let status: KubernetesStatus
            do throws(ObjectFault) { status = try piece.decode() } catch { throw .malformed("\(error)") }
            throw .status(status)
        case .unknown: return Outcome()
        }
    }

    /// Takes a change in: among the initial events with what is left of the object, later as an event of its own.
    private mutating func changed(_ object: Object?, isDeleted: Bool) -> Outcome {
        guard let object else { return Outcome(unreadable: .unknown(ObjectFault("it cannot be read"))) }
        let metadata = object.metadata
        var outcome = Outcome(unreadable: metadata.fault == nil ? nil : metadata)
        // Without a version, the last one that was seen is still right to go on from.
        if initial == nil, !metadata.resourceVersion.isEmpty { version = metadata.resourceVersion }
        guard !metadata.name.isEmpty else { return outcome }
        guard initial == nil else {
            let key = Key(namespace: metadata.namespace, name: metadata.name)
            initial?[key] = isDeleted ? nil : object
            return outcome
        }
        outcome.event = isDeleted ? .deleted(object) : .applied(object)
        return outcome
    }

    private mutating func bookmark(_ text: JSONCursor) throws(WatchFault) -> ReflectorEvent<Object>? {
        guard let metadata = Bookmark.read(text)?.metadata, !metadata.resourceVersion.isEmpty else {
            throw .malformed("a bookmark has no resourceVersion")
        }
        guard let collected = initial else {
            version = metadata.resourceVersion
            return nil
        }
        guard metadata.annotations[Bookmark.initialEventsEnd] == "true" else { throw .noInitialEvents }
        version = metadata.resourceVersion
        initial = nil
        let inOrder = collected.sorted { ($0.key.namespace, $0.key.name) < ($1.key.namespace, $1.key.name) }
        return .synced(inOrder.map(\.value), version: metadata.resourceVersion)
    }
}

/// The object of a BOOKMARK event, which is the server's own.
private struct Bookmark: KubernetesObject {
    static let initialEventsEnd = "k8s.io/initial-events-end"
    static let metadataScope = MetadataScope(labels: nil, annotations: .only([initialEventsEnd], atMost: 16))

    let metadata: ObjectMetadata

    init(metadata: ObjectMetadata, members: ObjectMembers) { self.metadata = metadata }
}

extension ObjectMetadata {
    /// Of an object of which nothing is known but what is wrong with it.
    fileprivate static func unknown(_ fault: ObjectFault) -> ObjectMetadata {
        var metadata = ObjectMetadata(name: "")
        metadata.fault = fault
        return metadata
    }
}
