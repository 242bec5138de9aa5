internal import Kubernetes
internal import Logging
internal import Metrics
internal import Policy
internal import Text

extension PolicyKeeper {
    static var labels: [String: String] { AdmissionPolicy.labels }

    /// Does a step; a failure is reported and leads to a pause.
    func take(_ step: PolicyStep) async {
        do throws(KubernetesError) {
            switch step {
            case .wait: return
            case .readOwner: return try await readOwner()
            case .create(let part):
                pausedUntil = pace.record(at: steady)
                try await create(part)
            case .repair(let part):
                pausedUntil = pace.record(at: steady)
                try await repair(part)
            }
            failures = 0
            written += 1
            metrics.writes.child("ok").increment()
            if reported.removeValue(forKey: "writing") != nil { logger.notice("writing works again") }
        } catch {
            guard !error.isCancelled else { return }
            // Somebody was faster, or it went meanwhile: what there is now says how to go on.
            if error.isConflict || error.isNotFound || error.isUIDMismatch, await read() { return }
            failed(step, error)
        }
    }

    private func failed(_ step: PolicyStep, _ error: KubernetesError) {
        if step != .readOwner { metrics.writes.child("failed").increment() }
        report("writing", "\(words(step)) failed: \(error)")
        let delay = min(60, Double(1 << min(failures, 6))) * (0.5 + 0.5 * Double.random(in: 0...1))
        failures += 1
        pausedUntil = max(pausedUntil, steady + delay)
    }

    /// Reads every object from the API server itself; false where that fails, which is reported.
    func read() async -> Bool {
        for part in content.parts {
            let target = WatchTarget.object(at: part.path(name: options.name))
            do throws(KubernetesError) {
                let seen: PolicyTrack.Seen? =
                    switch part {
                    case .policy, .binding:
                        try await client.list(SpecObject.self, target).items.first.map { PolicyTrack.Seen($0) }
                    case .registration:
                        try await client.list(WebhookConfigurationObject.self, target).items.first.map {
                            PolicyTrack.Seen($0)
                        }
                    }
                see(part, seen, isComplete: true)
            } catch {
                if error.isNotFound { isNotServed(part) } else { report("reading", "\(error)") }
                return error.isNotFound
            }
        }
        reported["reading"] = nil
        return true
    }

    private func readOwner() async throws(KubernetesError) {
        guard let name = options.ownerRole else { return }
        if let role = try await client.object(PartialObject.self, at: .clusterRoles(name: name)) {
            owner = .known(uid: role.metadata.uid)
            reported["the ClusterRole"] = nil
        } else {
            owner = .missing(retryAt: steady + 10)
            report(
                "the ClusterRole",
                "there is no ClusterRole \(name), with which \(place(.policy)) and its binding are to go, so that neither is made: it comes "
                    + "with the chart, and goes when the chart is uninstalled or its engine changed; correct injection.policy.ownerRole, or leave it out"
            )
        }
        if failures > 0 { failures = 0 }
    }

    private func create(_ part: PolicyPart) async throws(KubernetesError) {
        guard let wanted = content.values[part] else { return }
        let manifest = SpecManifest(
            apiVersion: PolicyPart.apiVersion,
            kind: part.kind,
            metadata: ObjectMetadata(
                name: options.name,
                labels: Self.labels,
                annotations: [Self.ownerMark: options.owner],
                ownerReferences: ownerReference.map { [$0] } ?? []
            ),
            spec: wanted
        )
        let made = try await client.create(
            manifest,
            at: part.path(name: options.name),
            fieldManager: Self.fieldManager,
            priority: .placement
        )
        see(part, PolicyTrack.Seen(made))
        logger.notice("\(place(part)) made")
    }

    private func repair(_ part: PolicyPart) async throws(KubernetesError) {
        guard let seen = tracks[part]?.seen, let wanted = content.values[part] else { return }
        let path = part.path(name: options.name)
        guard part.isMade else {
            let registration = try await client.setMatchConditions(
                wanted,
                of: seen.webhooks,
                judged: seen.metadata,
                fieldManager: Self.fieldManager,
                priority: .placement
            )
            see(part, PolicyTrack.Seen(registration))
            return logger.notice("matchConditions of \(place(part)) set")
        }
        var metadata: [String: JSONValue] = [:]
        let labels = labelChanges(seen.metadata)
        if !labels.isEmpty { metadata["labels"] = .object(labels.mapValues { .string($0) }) }
        if let reference = ownerReference, !hasOwner(seen.metadata) {
            metadata["ownerReferences"] = .array([reference.json])
        }
        var changes: [String: JSONValue] = ["metadata": .object(metadata)]
        if !seen.value.agrees(with: wanted), let change = seen.value.mergePatch(to: wanted) { changes["spec"] = change }
        let changed = try await client.change(
            path,
            judged: seen.metadata,
            by: changes,
            fieldManager: Self.fieldManager,
            priority: .placement
        )
        see(part, PolicyTrack.Seen(changed))
        logger.notice("rules of \(place(part)) set")
    }

    private var ownerReference: OwnerReference? {
        guard case .known(let uid) = owner, let name = options.ownerRole else { return nil }
        return OwnerReference(
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "ClusterRole",
            name: name,
            uid: uid,
            controller: false,
            blockOwnerDeletion: false
        )
    }

    private func words(_ step: PolicyStep) -> String {
        switch step {
        case .wait: "waiting"
        case .readOwner: "reading the ClusterRole \(options.ownerRole ?? "")"
        case .create(let part): "making \(place(part))"
        case .repair(.registration): "setting matchConditions of \(place(.registration))"
        case .repair(let part): "setting the rules of \(place(part))"
        }
    }
}

extension OwnerReference {
    /// As it stands in a patch.
    fileprivate var json: JSONValue {
        .object([
            "apiVersion": .string(apiVersion), "kind": .string(kind), "name": .string(name), "uid": .string(uid),
            "controller": .bool(controller ?? false), "blockOwnerDeletion": .bool(blockOwnerDeletion ?? false),
        ])
    }
}
