import Controllers
import EventLoop
import Kubernetes
import TestSupport

@testable import PolicyKeeper

extension PolicyModel {
    var form: Form {
        var form = Form()
        form.add(budget)
        form.add(leader)
        form.add(isProven)
        for part in PolicyReplica.parts {
            form.add(version: places[part]?.version ?? 0)
            form.add(places[part]?.stored, Self.add)
        }
        for replica in replicas { add(replica, to: &form) }
        return form
    }

    private static func add(_ form: inout Form, _ words: PolicyWords) {
        form.add(words.isOurs)
        form.add(words.isRight)
    }

    private func add(_ replica: PolicyReplica, to form: inout Form) {
        form.add(replica.term.isLeader)
        form.add(replica.term.mustRead)
        form.add(replica.gate.hasFailed)
        form.add(replica.gate.pausedUntil > now ? Int((replica.gate.pausedUntil - now).components.seconds + 1) : 0)
        form.add(replica.recentWrites.count { $0 + .seconds(300) > now })
        switch replica.request?.step {
        case nil: form.add(replica.request == nil ? 0 : 1)
        case .create(let part): form.add(part == .policy ? 2 : 3)
        case .repair(let part): form.add(part == .policy ? 4 : 5)
        case .wait, .readOwner: form.add(6)
        }
        form.add(name: replica.request?.judged?.uid ?? 0)
        form.add(version: replica.request?.judged?.version ?? 0)
        switch replica.request?.answer {
        case nil: form.add(0)
        case .written(let stored):
            form.add(1)
            form.add(stored, Self.add)
        case .conflict: form.add(2)
        case .failed: form.add(3)
        case .read(let lists):
            form.add(4)
            for part in PolicyReplica.parts { form.add([lists[part]].compactMap(\.self), Self.add) }
        }
        for part in PolicyReplica.parts {
            form.add(replica.news[part] ?? [], Self.add)
            guard let observed = replica.objects[part] else { continue }
            form.add(observed.isKnown)
            form.add(observed.wasThere)
            form.add(min(6, Int((now - observed.absentSince).components.seconds)))
            form.add(name: (observed.object?.metadata.uid).flatMap { UInt64($0) } ?? 0)
            form.add(version: (observed.object?.metadata.resourceVersion).flatMap { UInt64($0) } ?? 0)
            form.add(observed.reports == replica.request?.reports[part] ?? -1)
            let greatest = Mirror(reflecting: observed).descendant("observed", "version") as? UInt64
            form.add(version: greatest ?? 0)
        }
    }
}
