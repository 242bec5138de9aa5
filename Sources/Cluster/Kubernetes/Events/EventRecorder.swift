internal import EventLoop
internal import HTTP
internal import Names
package import Text

/// Writes Events: the same thing about the same object within ten minutes counts up instead of adding one, and no object can
/// raise a flood.
///
/// Used on its client's loop only, hence the unchecked conformance.
package final class EventRecorder: @unchecked Sendable {
    private let client: KubernetesClient
    private let component: String
    private let instance: String
    private let wallClock: WallClock
    private var ledger = EventLedger()
    private var sequence: UInt64

    /// Makes a recorder.
    ///
    /// - Parameters:
    ///   - client: writes them.
    ///   - component: who reports: `pullpass`.
    ///   - instance: which one of them: the Pod's name.
    ///   - wallClock: for the times that people read in them.
    package init(client: KubernetesClient, component: String, instance: String, wallClock: WallClock) {
        self.client = client
        self.component = component
        self.instance = instance
        self.wallClock = wallClock
        // Names must differ from those of other replicas and of earlier lives.
        sequence =
            UInt64(min(max(client.random(), 0), 1) * Double(UInt64.max / 4))
            ^ UInt64(min(max(wallClock.now().seconds, 0), 1e12) * 1000) << 12
    }

    /// Writes an Event, or counts one up.
    ///
    /// A failure is not an error: Events are worth no second try.
    package func record(_ event: EventManifest) async {
        let wall = wallClock.now()
        sequence &+= 1
        let name = "\(event.regarding.name.prefix(200)).\(String(sequence, radix: 16))"
        switch ledger.decide(event, now: client.loop.preciseNow(), wall: wall, newName: name) {
        case .hold: return
        case .create(let name):
            client.trail.note(event, at: wall)
            await create(event, name: name, count: 1, first: wall, last: wall)
        case .count(let name, let count, let first):
            client.trail.note(event, at: wall, count: count)
            do throws(KubernetesError) { try await countUp(event, name: name, count: count, last: wall) } catch {
                // The server drops Events after an hour or sooner.
                guard error.isNotFound else { return }
                await create(event, name: name, count: count, first: first, last: wall)
            }
        }
    }

    /// An Event of an object of the cluster stands in `default`.
    private func namespace(_ event: EventManifest) -> String {
        event.regarding.namespace.isEmpty ? "default" : event.regarding.namespace
    }

    private func create(_ event: EventManifest, name: String, count: Int, first: Timestamp, last: Timestamp) async {
        let namespace = namespace(event)
        let body = EventBody(
            metadata: ObjectMetadata(
                name: name,
                namespace: namespace,
                annotations: client.owner.isEmpty ? [:] : [PullpassKey.owner: client.owner]
            ),
            involvedObject: event.regarding,
            reason: event.reason,
            message: Self.shortened(Self.inOneLine(event.message)),
            type: event.kind.rawValue,
            source: EventBody.Source(component: component, host: instance),
            reportingComponent: component,
            reportingInstance: instance,
            firstTimestamp: first.whole,
            lastTimestamp: last.whole,
            count: count
        )
        do throws(KubernetesError) {
            try await write("create", .post, .events(namespace: namespace), MediaType.json) {
                try JSONText.encode(body)
            }
        } catch { ledger.forget(event) }
    }

    private func countUp(_ event: EventManifest, name: String, count: Int, last: Timestamp)
        async throws(KubernetesError)
    {
        let patch = EventPatch(
            count: count,
            lastTimestamp: last.whole,
            message: Self.shortened(Self.inOneLine(event.message))
        )
        let path = ResourcePath.events(namespace: namespace(event), name: name)
        try await write("patch", .patch, path, MediaType.mergePatch) { try JSONText.encode(patch) }
    }

    private func write(
        _ verb: String,
        _ method: HTTPMethod,
        _ path: ResourcePath,
        _ contentType: String,
        _ body: () throws -> [UInt8]
    ) async throws(KubernetesError) {
        let text = path.path
        let body = try client.encode(verb: verb, path: text, body)
        let call = KubernetesCall(
            verb: verb,
            request: KubernetesRequest(method: method, path: text, contentType: contentType, body: body),
            priority: .events,
            repeats: .ifUnprocessed
        )
        _ = try await client.send(call)
    }

    /// `kubectl get events` shows the first line of a message and nothing of the others.
    private static func inOneLine(_ text: String) -> String {
        guard text.contains(where: \.isNewline) else { return text }
        return text.split(whereSeparator: \.isNewline).reduce(into: "") { whole, line in
            let words = line.drop { $0 == " " }
            if let end = whole.last { whole += end == ":" || end == "." ? " " : "; " }
            whole += words
        }
    }

    /// The API server refuses more than 1024 bytes.
    private static func shortened(_ text: String) -> String {
        guard text.utf8.count > 1024 else { return text }
        var kept = text.prefix(1021)
        while kept.utf8.count > 1021 { kept.removeLast() }
        return kept + "…"
    }
}

private struct EventBody: Encodable {
    struct Source: Encodable {
        var component: String
        var host: String
    }

    let apiVersion = "v1"
    let kind = "Event"
    var metadata: ObjectMetadata
    var involvedObject: ObjectReference
    var reason: String
    var message: String
    var type: String
    var source: Source
    var reportingComponent: String
    var reportingInstance: String
    var firstTimestamp: String
    var lastTimestamp: String
    var count: Int
}

private struct EventPatch: Encodable {
    var count: Int
    var lastTimestamp: String
    var message: String
}
