internal import Kubernetes

/// What has been seen of one object.
struct PolicyTrack: Sendable {
    /// The object as far as it matters here.
    struct Seen: Sendable {
        var metadata: ObjectMetadata
        /// Of policy and binding the `spec`, of the registration a list: the `matchConditions` of each webhook.
        var value: JSONValue
        /// The webhooks' names; of a registration alone.
        var webhooks: [String] = []
    }

    /// Whether the server has told what there is.
    private(set) var isKnown = false
    private(set) var isUnserved = false
    private(set) var seen: Seen?
    private(set) var absentSince = 0.0
    private(set) var wasThere = false
    /// The greatest resourceVersion that was seen: a watch may show what is older than what was read or written.
    private var version: UInt64 = 0

    /// Takes the object in, unless a later one was seen.
    ///
    /// With `isComplete` it is taken in any case: the versions of an API server that was restored start anew.
    mutating func see(_ object: Seen?, at now: Double, isComplete: Bool) {
        if let object {
            let new = UInt64(object.metadata.resourceVersion)
            if let new, new < version, !isComplete { return }
            version = new ?? version
        } else if !isKnown || seen != nil {
            absentSince = now
        }
        isKnown = true
        isUnserved = false
        seen = object
        if object != nil { wasThere = true }
    }

    /// Takes a deletion in; false where it is of an earlier object.
    mutating func lose(_ metadata: ObjectMetadata, at now: Double) -> Bool {
        guard seen == nil || seen?.metadata.uid == metadata.uid else { return false }
        version = max(version, UInt64(metadata.resourceVersion) ?? 0)
        see(nil, at: now, isComplete: true)
        return true
    }

    /// The cluster does not have such objects.
    mutating func isNotServed() {
        isKnown = false
        isUnserved = true
        seen = nil
    }
}

extension PolicyTrack.Seen {
    init(_ object: SpecObject) { self.init(metadata: object.metadata, value: object.spec) }

    init(_ registration: WebhookConfigurationObject) {
        self.init(
            metadata: registration.metadata,
            value: .array(registration.webhooks.map(\.matchConditions)),
            webhooks: registration.webhooks.map(\.name)
        )
    }
}
