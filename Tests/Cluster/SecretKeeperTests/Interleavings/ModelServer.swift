import Controllers

@testable import SecretKeeper

/// A Secret as the model of an API server keeps it.
struct ModelSecret: Sendable, Hashable {
    var uid: UInt64
    var version: UInt64
    var whose: Ownership.Verdict
    /// Of the master that was copied, or the ``ModelKeys`` that it has; 0 for none.
    var revision = 0
    /// Whether a credential is, or has been, in it: others may have put one there.
    var mayHoldCredential = false
    var isImmutable = false
    var labelling = Ownership.Labelling.intact
    /// Whether another manager has applied the same content, so that a write with force changes nothing.
    var isShared = false
    /// Whether a finalizer keeps it when it is deleted.
    var isKept = false
    var isTerminating = false

    var observed: ObservedCopy {
        ObservedCopy(
            uid: "u\(uid)",
            resourceVersion: "\(version)",
            ownership: whose,
            revision: revision == 0 ? nil : revision < ModelKeys.base ? "r\(revision)" : ModelKeys.revision(revision),
            labelling: labelling,
            isTerminating: isTerminating
        )
    }
}

extension ModelSecret: CustomStringConvertible {
    var description: String {
        "u\(uid) \(whose) r\(revision) at version \(version)" + (labelling == .intact ? "" : ", labels \(labelling)")
            + (isImmutable ? ", immutable" : "")
            + (isShared ? ", shared" : "") + (isTerminating ? ", Terminating" : "")
    }
}

/// What a watch tells of the copy's place.
enum ModelReport: Sendable, Hashable {
    case synced(ModelSecret?, version: UInt64)
    case applied(ModelSecret)
    /// With the version of the deletion, as a real server has it.
    case deleted(ModelSecret)
}

/// As much of an API server as one copy sees: what answers what was recorded of a real one.
struct ModelServer: Sendable {
    private(set) var secret: ModelSecret?
    /// Of the last change.
    private(set) var version: UInt64 = 100
    private var lastUID: UInt64 = 0
    var isTerminating = false
    var heedsPreconditions = true
    /// Whether somebody's webhook takes our labels away from what is written.
    var takesLabels = false
    /// What no watch was told of yet.
    private var news: [ModelReport] = []
    /// Secrets of others that one of our requests has changed or deleted.
    private(set) var harmed = 0
    /// Secrets that may have held a credential and were left with nothing but empty entries.
    private(set) var emptied = 0

    /// What has changed since the last call.
    mutating func takeNews() -> [ModelReport] {
        defer { news = [] }
        return news
    }

    /// What a list tells now.
    var list: ModelReport { .synced(secret, version: version) }

    // MARK: What others do

    mutating func create(
        _ whose: Ownership.Verdict,
        revision: Int = 0,
        _ labelling: Ownership.Labelling = .intact
    ) {
        version += 10
        lastUID += 1
        var new = ModelSecret(uid: lastUID, version: version, whose: whose, revision: revision)
        new.labelling = labelling
        new.mayHoldCredential = revision < ModelKeys.base
        secret = new
        news.append(.applied(new))
    }

    mutating func change(_ body: (inout ModelSecret) -> Void) {
        guard var changed = secret else { return }
        version += 10
        changed.version = version
        body(&changed)
        secret = changed
        news.append(.applied(changed))
    }

    /// Deletes it; with a finalizer it is Terminating until ``finalize()``.
    mutating func delete() {
        if secret?.isKept == true, secret?.isTerminating == false {
            change { $0.isTerminating = true }
        } else {
            finalize()
        }
    }

    mutating func finalize() {
        guard var gone = secret else { return }
        version += 10
        gone.version = version
        secret = nil
        news.append(.deleted(gone))
    }

    /// The server is restored from a backup of what was there at first: versions go back, too, but hardly to the same numbers.
    mutating func restore(_ first: ModelSecret?) {
        secret = first
        version = 113
        news = []
    }

    // MARK: What we ask for

    /// Carries a request out, with the content of a master of this revision.
    mutating func answer(_ kind: PlannedWork.Kind, revision: Int) -> WorkOutcome {
        switch kind {
        // With a version that no Secret has it makes what is absent, and changes nothing.
        case .place where secret != nil && heedsPreconditions: .conflict
        case .place: apply(revision, judged: nil, force: false)
        case .repair(let uid, let version): apply(revision, judged: (uid, version), force: true)
        case .rotate(let uid, let version): apply(revision, judged: (uid, version), force: false)
        case .clear(let uid, let version), .remove(let uid, let version): remove(uid, version)
        }
    }

    private mutating func apply(_ revision: Int, judged: (uid: String, version: String)?, force: Bool) -> WorkOutcome {
        guard let old = secret else {
            // With a uid: "no existing object was found".
            if judged != nil { return .conflict }
            if isTerminating { return .namespaceGone }
            create(.ours, revision: revision, takesLabels ? .missing : .intact)
            return written
        }
        if heedsPreconditions, let judged, judged != ("u\(old.uid)", "\(old.version)") { return .conflict }
        guard force || old.whose == .ours && old.labelling != .edited || !heedsPreconditions else { return .conflict }
        let isChange = old.whose == .foreign || old.whose == .edited && !old.isShared || old.revision != revision
        guard isChange || old.labelling != .intact else { return written }
        // Of one that is immutable the metadata can still be changed.
        guard !old.isImmutable || !isChange else { return .immutable }
        if old.whose == .foreign { harmed += 1 }
        if old.mayHoldCredential, revision >= ModelKeys.base { emptied += 1 }
        let labelling = takesLabels ? Ownership.Labelling.missing : .intact
        change {
            $0.whose = .ours
            $0.revision = revision
            if isChange { $0.isShared = false }
            $0.labelling = labelling
        }
        return written
    }

    private var written: WorkOutcome { secret.map { .written($0.observed) } ?? .refused }

    private mutating func remove(_ uid: String, _ version: String) -> WorkOutcome {
        guard let old = secret else { return .removed }
        guard !heedsPreconditions || (uid, version) == ("u\(old.uid)", "\(old.version)") else { return .conflict }
        if old.whose == .foreign { harmed += 1 }
        delete()
        return secret == nil ? .removed : .kept
    }
}
