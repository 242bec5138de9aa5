internal import Controllers
internal import EventLoop
internal import Kubernetes
internal import Logs
internal import Metrics
internal import Policy
internal import Text

extension PolicyKeeper {
    /// Does a step; a failure is reported and leads to a pause.
    func take(_ step: PolicyStep) async {
        do throws(KubernetesError) {
            switch step {
            case .wait: return
            case .readOwner: return try await readOwner()
            case .create(let part):
                gate.beginWrite(at: rounds.now)
                try await create(part)
            case .repair(let part):
                gate.beginWrite(at: rounds.now)
                try await repair(part)
            }
            gate.succeeded()
            written += 1
            metrics.writes.child("ok").increment()
            failures.recovered("writing")
        } catch {
            guard !error.isCancelled else { return }
            // Somebody was faster, or it went meanwhile: what there is now says how to go on.
            if error.isConflict || error.isNotFound || error.isUIDMismatch, await read() { return }
            failed(step, error)
        }
    }

    private func failed(_ step: PolicyStep, _ error: KubernetesError) {
        if step != .readOwner { metrics.writes.child("failed").increment() }
        failures.report("writing", "\(words(step)) failed: \(error)", error.logFields)
        gate.failed(at: rounds.now, random: client.random())
    }

    /// Reads every object from the API server itself; false where that fails, which is reported.
    func read() async -> Bool {
        for part in options.parts {
            let target = WatchTarget.object(at: part.path(name: options.name))
            let reports = objects[part]?.reports ?? 0
            do throws(KubernetesError) {
                let object: PolicyObject? =
                    switch part {
                    case .policy, .binding:
                        try await client.list(SpecObject.self, target).items.first.map { PolicyObject($0) }
                    case .registration:
                        try await client.list(WebhookConfigurationObject.self, target).items.first.map {
                            PolicyObject($0)
                        }
                    }
                observe(part, object, by: .readAfter(reports))
            } catch {
                // A watch that shows the collection is the better witness: it ends when that goes, and nothing else tells when it is back.
                let isUnserved = error.isNotFound && objects[part]?.isKnown != true
                if isUnserved {
                    isNotServed(part)
                } else {
                    failures.report("reading", "\(error)", error.logFields)
                }
                return isUnserved
            }
        }
        failures.clear("reading")
        return true
    }

    private func readOwner() async throws(KubernetesError) {
        guard let name = options.ownerRole else { return }
        if let role = try await client.object(PartialObject.self, at: .clusterRoles(name: name)) {
            owner = .known(uid: role.metadata.uid)
            failures.clear("the ClusterRole")
        } else {
            owner = .missing(retryAt: rounds.now + .seconds(10))
            failures.report(
                "the ClusterRole",
                "there is no ClusterRole \(name), with which \(description(of: .policy)) and its binding are to go, so that neither is made: it comes "
                    + "with the chart, and goes when the chart is uninstalled or its engine changed; correct injection.policy.ownerRole, or leave it out",
                [.kind: "ClusterRole", .name: "\(name)"]
            )
        }
        gate.succeeded()
    }

    private func words(_ step: PolicyStep) -> String {
        switch step {
        case .wait: "waiting"
        case .readOwner: "reading the ClusterRole \(options.ownerRole ?? "")"
        case .create(let part): "making \(description(of: part))"
        case .repair(.registration): "setting matchConditions of \(description(of: .registration))"
        case .repair(let part): "setting the rules of \(description(of: part))"
        }
    }
}
