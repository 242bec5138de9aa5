internal import Controllers
internal import EventLoop
internal import Kubernetes
internal import Logging
internal import Logs
internal import Metrics
internal import Names
internal import Status
internal import Text

extension RegistryStatusKeeper {
    /// Does a step; a failure is reported and leads to a pause.
    func take(_ step: RegistryStatusStep) async {
        guard let name = step.name else { return }
        let next = rounds.now + RegistryStatusPlan.interval
        if case .show = step {
            paces[name, default: .init()].status = next
        } else {
            paces[name, default: .init()].object = next
        }
        beingWritten = name
        do throws(KubernetesError) {
            switch step {
            case .wait: break
            case .make: try await make(name)
            case .mend: try await mend(name)
            case .show: try await show(name)
            case .remove: try await remove(name)
            }
            gate.succeeded()
            paces[name]?.refusals = 0
            metrics.writes.child("ok").increment()
            failures.recovered("writing PullRegistries")
            failures.recovered(Self.subject(name))
        } catch {
            await failed(name, error)
        }
        beingWritten = nil
        forgetIfGone(name)
    }

    private func failed(_ name: String, _ error: KubernetesError) async {
        guard error.isConflict || error.isAlreadyExists || error.isNotFound || error.isUIDMismatch else {
            return refused(name, error)
        }
        // Somebody was faster, or it went meanwhile: what there is now says how to go on.
        do throws(KubernetesError) {
            try await read(name)
        } catch {
            // Whether there are such objects at all is for the watch to tell.
            if !error.isNotFound { refused(name, error) }
        }
    }

    /// Reads an object from the API server itself.
    private func read(_ name: String) async throws(KubernetesError) {
        let reports = objects[name]?.reports ?? 0
        let target = WatchTarget.object(at: .pullRegistries(name: name))
        let found = try await client.list(PullRegistryObject.self, target).items.first
        if let found, found.metadata.fault != nil {
            objects[name, default: .init()].take(.applied(found))
        } else {
            objects[name, default: .init()].observe(found, by: .readAfter(reports))
        }
    }

    private func refused(_ name: String, _ error: KubernetesError) {
        guard !error.isCancelled else { return }
        metrics.writes.child("failed").increment()
        guard error.isOfOneObject else {
            failures.report("writing PullRegistries", "how registries stand cannot be shown: \(error)", error.logFields)
            return gate.failed(at: rounds.now, random: client.random())
        }
        // Others are not to suffer.
        failures.report(Self.subject(name), "how registry \(name) stands cannot be shown: \(error)", error.logFields)
        let refusals = min((paces[name]?.refusals ?? 0) + 1, 5)
        let next = rounds.now + RegistryStatusPlan.interval * (1 << refusals)
        paces[name] = ObjectPace(object: next, status: next, refusals: refusals)
    }

    private func make(_ name: String) async throws(KubernetesError) {
        guard let state = states?[name] else { return }
        let manifest = SpecManifest(
            apiVersion: PullRegistryObject.apiVersion,
            kind: PullRegistryObject.kind,
            metadata: ObjectMetadata(name: name, labels: labels(of: name), annotations: options.ownership.annotations),
            spec: content(state).spec
        )
        let made = try await client.create(
            manifest,
            at: .pullRegistries(name: name),
            fieldManager: ClusterNames.fieldManager,
            priority: .events
        )
        observe(PullRegistryObject(metadata: made.metadata, spec: made.spec))
    }

    private func mend(_ name: String) async throws(KubernetesError) {
        guard let state = states?[name], let object = objects[name]?.object else { return }
        func map(_ texts: [String: String]) -> JSONValue { .object(texts.mapValues { .string($0) }) }
        var fields = Self.identity
        fields["metadata"] = .object([
            "labels": map(labels(of: name)), "annotations": map(options.ownership.annotations),
        ])
        fields["spec"] = content(state).spec
        observe(
            try await client.apply(
                fields,
                to: .pullRegistries(name: name),
                judged: object.metadata,
                as: PullRegistryObject.self,
                fieldManager: ClusterNames.fieldManager,
                priority: .events
            )
        )
    }

    private func show(_ name: String) async throws(KubernetesError) {
        guard let state = states?[name], let object = objects[name]?.object else { return }
        let wanted = content(state).status(after: object.status)
        var fields = Self.identity
        if case .surplus(let keys) = PullRegistryContent.difference(object.status, wanted) {
            fields = ["status": .object(Dictionary(keys.map { ($0, .null) }) { $1 })]
            return observe(
                try await client.merge(
                    fields,
                    into: .pullRegistries(name: name),
                    subresource: "status",
                    judged: object.metadata,
                    as: PullRegistryObject.self,
                    fieldManager: ClusterNames.fieldManager,
                    priority: .events
                )
            )
        }
        fields["status"] = wanted
        observe(
            try await client.apply(
                fields,
                to: .pullRegistries(name: name),
                subresource: "status",
                judged: object.metadata,
                as: PullRegistryObject.self,
                fieldManager: ClusterNames.fieldManager,
                priority: .events
            )
        )
    }

    private func remove(_ name: String) async throws(KubernetesError) {
        guard let object = objects[name]?.object else { return }
        try await client.delete(.pullRegistries(name: name), judged: object.metadata, priority: .events)
        objects[name] = nil
        logger.info("PullRegistry \(name) removed, since there is no such registry any more", [.registry: "\(name)"])
    }

    private func content(_ state: RegistryStatus) -> PullRegistryContent {
        PullRegistryContent(state: state, now: wallClock.now())
    }

    private func observe(_ object: PullRegistryObject) {
        objects[object.metadata.name, default: .init()].observe(object, by: .event)
    }

    private static let identity: [String: JSONValue] = [
        "apiVersion": .string(PullRegistryObject.apiVersion), "kind": .string(PullRegistryObject.kind),
    ]
}

extension RegistryStatusStep {
    fileprivate var name: String? {
        switch self {
        case .wait: nil
        case .make(let name), .mend(let name), .show(let name), .remove(let name): name
        }
    }
}

extension KubernetesError {
    /// Whether it is this object that is not taken: it is too large, not as the definition wants it, or somebody's webhook or policy says no.
    fileprivate var isOfOneObject: Bool {
        isAdmissionRefusal || isWebhookFailure || [400, 413, 422].contains(status?.code ?? 0)
            || status?.isTooLarge ?? false
    }
}
