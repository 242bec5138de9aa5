internal import Controllers
internal import Kubernetes
internal import Logging
internal import Logs
internal import Metrics

extension RegistryStatusKeeper {
    func watch() async {
        let target = WatchTarget(path: ResourcePath.pullRegistries().path)
        await Reflector<PullRegistryObject>(client: client, target: target).run { [self] event in
            switch event {
            case .synced(let all, let version): synced(all, version)
            case .applied(let object): objects[object.metadata.name, default: .init()].take(event)
            case .deleted(let object):
                let name = object.metadata.name
                guard objects[name, default: .init()].observeDeletion(object.metadata) else { break }
                forgetIfGone(name)
                failures.clear(Self.subject(name))
            }
            rounds.wake()
        } report: { [self] state in
            if case .failing(let error) = state, error.isNotFound {
                isNotServed()
            } else {
                failures.watch("PullRegistries", is: state)
            }
        }
    }

    /// Takes in all objects that there are.
    func synced(_ all: [PullRegistryObject], _ version: String) {
        let names = Set(all.map(\.metadata.name))
        objects = objects.filter { names.contains($0.key) }
        if let beingWritten, !names.contains(beingWritten) {
            objects[beingWritten, default: .init()].observe(nil, by: .list(version: version))
        }
        for object in all {
            objects[object.metadata.name, default: .init()].take(.synced([object], version: version))
        }
        areObjectsKnown = true
        if isUnserved {
            isUnserved = false
            logger.notice("this cluster has PullRegistries now")
        }
    }

    /// Forgets an object that is not there, unless it is being written: the answer may be older than its deletion.
    func forgetIfGone(_ name: String) {
        guard name != beingWritten, let observed = objects[name], observed.isKnown, observed.object == nil else {
            return
        }
        objects[name] = nil
    }

    /// The API server answers 404 for the collection: the definition is not installed, or has been taken away with all objects.
    private func isNotServed() {
        objects = [:]
        areObjectsKnown = false
        metrics.foreign.set(0)
        guard !isUnserved else { return }
        isUnserved = true
        // Nobody has to do anything about it: no line of an error's level.
        logger.notice(
            "this cluster has no PullRegistries, so that how registries stand is not shown there: install the definition (charts/pullpass/files/pullregistries.yaml), or leave --pull-registries out"
        )
    }

    /// How failures that are about one object are called.
    static func subject(_ name: String) -> String { "PullRegistry \(name)" }

    /// Tells whose objects have the names of registries, in an Event on each.
    func reportConflicts() {
        var count: Int64 = 0
        for entry in situation.entries where entry.isConfigured && entry.object == .foreign {
            count += 1
            let subject = Self.subject(entry.name)
            let message =
                "\(subject) is not Pullpass' (\(options.ownership.owner)) and is left alone, so that nothing shows how registry \(entry.name) stands. "
                + "Delete it, or give the registry another name."
            failures.report(subject, message, [.registry: "\(entry.name)", .kind: "\(PullRegistryObject.kind)"])
            guard let uid = objects[entry.name]?.object?.metadata.uid, reportedConflicts.count < 1024,
                reportedConflicts.insert(uid).inserted
            else { continue }
            let object = ObjectReference(
                apiVersion: PullRegistryObject.apiVersion,
                kind: PullRegistryObject.kind,
                name: entry.name,
                uid: uid
            )
            events.add(
                EventManifest(regarding: object, kind: .warning, reason: "ForeignPullRegistry", message: message)
            )
        }
        metrics.foreign.set(count)
    }
}
