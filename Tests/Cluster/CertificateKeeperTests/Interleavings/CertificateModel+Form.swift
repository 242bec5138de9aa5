import Controllers
import EventLoop
import Kubernetes
import TestSupport

@testable import CertificateKeeper

extension CertificateModel {
    var form: Form {
        var form = Form()
        form.add(budget)
        form.add(leader)
        form.add(isProven)
        form.add(isBundleDisturbed)
        form.add(version: secret.version)
        form.add(secret.stored, Self.add)
        form.add(version: registration.version)
        form.add(registration.stored, Self.add)
        form.add(now >= startedAt + CertificatePlan.patience)
        for replica in replicas { add(replica, to: &form) }
        return form
    }

    /// Certificates are in an order, since each is made anew; that of uids is another one.
    private static func add(_ form: inout Form, _ words: CertificateWords) {
        form.add(words.state == .good ? 0 : words.state == .broken ? 1 : 2)
        form.add(version: words.authority)
        form.add(version: words.leaf)
        form.add(version: words.next)
        form.add(words.retired.count)
        for retired in words.retired { form.add(version: retired) }
        form.add(words.request)
        form.add(words.metRequest)
    }

    private static func add(_ form: inout Form, _ authorities: [UInt64]) {
        form.add(authorities.count)
        for authority in authorities { form.add(version: authority) }
    }

    private func add(_ replica: CertificateReplica, to form: inout Form) {
        form.add(replica.term.isLeader)
        form.add(replica.term.mustRead)
        form.add(replica.gate.hasFailed)
        form.add(replica.gate.pausedUntil > now ? Int((replica.gate.pausedUntil - now).components.seconds + 1) : 0)
        form.add(replica.recentWrites.count { $0 + .seconds(300) > now })
        form.add(replica.secretNews, Self.add)
        form.add(replica.registrationNews, Self.add)
        add(replica.secret, to: &form, Self.add)
        add(replica.registration, to: &form, Self.add)
        if let content = replica.content { Self.add(&form, content) }
        form.add(version: replica.served?.leaf ?? 0)
        form.add(version: replica.served?.authority ?? 0)
        for authority in 0...made {
            guard let since = replica.bundle.published("\(authority)") else { continue }
            form.add(version: authority)
            form.add(min(301, Int((now - since).components.seconds)))
        }
        form.add(replica.bundle.readAt.map { min(301, Int((now - $0).components.seconds)) } ?? -1)
        guard let request = replica.request else { return form.add(0) }
        add(request, of: replica, to: &form)
    }

    private func add<Content>(
        _ observed: ObservedObject<ModelObject<Content>>,
        to form: inout Form,
        _ body: (inout Form, Content) -> Void
    ) {
        form.add(observed.isKnown)
        form.add(version: Mirror(reflecting: observed).descendant("version") as? UInt64 ?? 0)
        form.add(name: observed.object?.judged?.uid ?? 0)
        form.add(version: observed.object?.judged?.version ?? 0)
        if let object = observed.object { body(&form, object.content) }
    }

    private func add(_ request: CertificateReplica.Request, of replica: CertificateReplica, to form: inout Form) {
        switch request.kind {
        case .read: form.add(1)
        case .readBack: form.add(2)
        case .create(let words):
            form.add(3)
            Self.add(&form, words)
        case .patch(let words):
            form.add(4)
            Self.add(&form, words)
        case .publish(let trusted):
            form.add(5)
            Self.add(&form, trusted)
        }
        form.add(version: request.secretJudged?.version ?? 0)
        form.add(version: request.registrationJudged?.version ?? 0)
        form.add(request.secretReports == replica.secret.reports)
        form.add(request.registrationReports == replica.registration.reports)
        switch request.answer {
        case nil: form.add(0)
        case .read(let secret, let registration):
            form.add(1)
            form.add(secret, Self.add)
            form.add(registration, Self.add)
        case .readBack(let registration):
            form.add(2)
            form.add(registration, Self.add)
        case .written(let secret):
            form.add(3)
            form.add(secret, Self.add)
        case .published(let registration):
            form.add(4)
            form.add(registration, Self.add)
        case .conflict: form.add(5)
        case .failed: form.add(6)
        }
    }
}
