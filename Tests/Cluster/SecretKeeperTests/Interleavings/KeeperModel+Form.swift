import Controllers
import EventLoop
import TestSupport

@testable import SecretKeeper

extension KeeperModel {
    var form: Form {
        var form = Form()
        form.add(budget)
        form.add(leader)
        form.add(isProven)
        form.add(namespace.isOptedIn)
        form.add(namespace.isTerminating)
        form.add(namespace.hasLabel)
        form.add(master)
        form.add(rule.rawValue)
        form.add(isRemovalForbidden)
        form.add(version: server.version)
        form.add(server.secret)
        form.add(late?.kind)
        form.add(late?.revision ?? 0)
        form.add(until: late?.until, now: now.steady)
        for replica in replicas {
            form.add(replica, now: now.steady)
        }
        return form
    }
}

extension Form {
    mutating func add(_ secret: ModelSecret?) {
        add(name: secret?.uid ?? 0)
        add(version: secret?.version ?? 0)
        guard let secret else { return }
        add(secret.whose.number)
        add(secret.revision)
        add(secret.isImmutable)
        add(secret.isShared)
        add(secret.labelling.number)
        add(secret.isKept)
        add(secret.isTerminating)
        add(secret.mayHoldCredential)
    }

    mutating func add(_ report: ModelReport) {
        switch report {
        case .synced(let secret, let version):
            add(1)
            add(version: version)
            add(secret)
        case .applied(let secret):
            add(2)
            add(secret)
        case .deleted(let secret):
            add(3)
            add(secret)
        }
    }

    mutating func add(_ kind: PlannedWork.Kind?) {
        switch kind {
        case nil: add(0)
        case .place(let asksFirst): add(asksFirst ? 2 : 1)
        case .repair(let uid, let version), .rotate(let uid, let version), .clear(let uid, let version),
            .remove(let uid, let version):
            add(3 + (kind?.right.rawValue ?? 0))
            if case .clear = kind { add(1) } else { add(0) }
            add(uid: uid)
            add(resourceVersion: version)
        }
    }

    mutating func add(_ outcome: WorkOutcome?) {
        switch outcome {
        case nil: add(0)
        case .written(let observed):
            add(1)
            add(observed)
        case .removed: add(2)
        case .kept: add(14)
        case .found: add(3)
        case .conflict: add(4)
        case .namespaceGone: add(5)
        case .immutable: add(6)
        case .refused: add(7)
        case .timedOut: add(15)
        case .forbidden: add(8)
        case .unavailable: add(9)
        case .quotaExceeded: add(12)
        case .unfit: add(13)
        case .notFetched(let isRefused, _): add(isRefused ? 11 : 10)
        }
    }

    mutating func add(_ namespace: ModelReplica.Namespace?) {
        guard let namespace else { return add(0) }
        add(1 + (namespace.isOptedIn ? 1 : 0) + (namespace.isTerminating ? 2 : 0) + (namespace.hasLabel ? 4 : 0))
    }

    mutating func add(_ replica: ModelReplica, now: LoopInstant) {
        add(replica.isWatching)
        add(replica.copyNews.count)
        for report in replica.copyNews { add(report) }
        add(replica.namespaceNews.count)
        for news in replica.namespaceNews { add(news) }
        add(replica.masterNews.count)
        for master in replica.masterNews { add(master) }
        add(replica.configurationNews.count)
        for rule in replica.configurationNews { add(rule.rawValue) }
        add(replica.namespace)
        add(replica.master)
        add(replica.rule.rawValue)
        add(replica.request?.work.kind)
        add(replica.request?.work.level.rawValue ?? 9)
        add(replica.request?.answer)
        add(replica.request?.asksFirst ?? false)
        add(until: replica.request?.until, now: now)
        add(ModelKeys.number(replica.request?.work.target?.revision))
        add(replica.plan, now: now)
    }
}
