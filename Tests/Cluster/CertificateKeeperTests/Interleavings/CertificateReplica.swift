import Controllers
import EventLoop
import Kubernetes
import TestSupport

@testable import CertificateKeeper

/// What the model's Secret holds: certificates are numbers.
struct CertificateWords: Sendable, Hashable {
    /// Whether there is content that can be used.
    enum State: Sendable, Hashable { case good, broken, empty }

    var state = State.good
    var authority: UInt64 = 0
    var leaf: UInt64 = 0
    /// 0 for none.
    var next: UInt64 = 0
    var retired: [UInt64] = []
    /// What a person asks for by an annotation, and what was met; 0 for nothing.
    var request = 0
    var metRequest = 0

    var trusted: [UInt64] { [authority] + (next == 0 ? [] : [next]) + retired }

    mutating func retire(_ authority: UInt64) {
        retired.removeAll { $0 == authority }
        retired.insert(authority, at: 0)
    }
}

typealias SecretPlace = ModelPlace<CertificateWords>
/// With the CAs of its one webhook.
typealias RegistrationPlace = ModelPlace<[UInt64]>

/// An object of the model as it is observed.
struct ModelObject<Content: Sendable & Hashable>: HasMetadata {
    var metadata: ObjectMetadata
    var content: Content

    init(_ stored: ModelPlace<Content>.Stored) {
        metadata = ObjectMetadata(name: "o", uid: "\(stored.uid)", resourceVersion: "\(stored.version)")
        content = stored.content
    }

    /// Uid and version, for a write that must concern no other.
    var judged: (uid: UInt64, version: UInt64)? {
        guard let uid = UInt64(metadata.uid), let version = UInt64(metadata.resourceVersion) else { return nil }
        return (uid, version)
    }
}

/// A replica of the model: what it has observed, what it was not told yet, and its request under way.
struct CertificateReplica: Sendable {
    struct Request: Sendable {
        enum Kind: Sendable, Hashable {
            /// Both objects, at the start of a term and after a conflict.
            case read
            case readBack
            case create(CertificateWords)
            case patch(CertificateWords)
            case publish([UInt64])
        }
        enum Answer: Sendable, Hashable {
            case read(SecretPlace.Stored?, RegistrationPlace.Stored?)
            case readBack(RegistrationPlace.Stored?)
            case written(SecretPlace.Stored)
            case published(RegistrationPlace.Stored)
            case conflict
            case failed
        }

        var kind: Kind
        var secretJudged: (uid: UInt64, version: UInt64)?
        var registrationJudged: (uid: UInt64, version: UInt64)?
        var secretReports = 0
        var registrationReports = 0
        var answer: Answer?
    }

    var secret = ObservedObject<ModelObject<CertificateWords>>()
    var registration = ObservedObject<ModelObject<[UInt64]>>()
    var secretNews: [SecretPlace.News] = []
    var registrationNews: [RegistrationPlace.News] = []
    /// The last good content.
    var content: CertificateWords?
    var bundle = ObservedBundle()
    var served: (leaf: UInt64, authority: UInt64)?
    var term = LeaderTerm()
    var gate = WriteGate()
    var recentWrites: [LoopInstant] = []
    var request: Request?

    /// Takes what the Secret holds now, as `CertificateKeeper` does after each change.
    mutating func secretChanged() {
        if let words = secret.object?.content, words.state == .good { content = words }
    }

    mutating func registrationChanged(isRead: Bool, now: LoopInstant) {
        let webhooks = registration.object.map { [$0.content.map { "\($0)" }] } ?? []
        bundle.observe(webhooks, at: now, isRead: isRead)
    }

    mutating func tell(_ news: SecretPlace.News) {
        let counts: Bool
        switch news {
        case .listed(let stored, let version):
            counts = secret.observe(stored.map { ModelObject($0) }, by: .list(version: "\(version)"))
        case .applied(let stored): counts = secret.observe(ModelObject(stored), by: .event)
        case .deleted(let stored): counts = secret.observeDeletion(ModelObject(stored).metadata)
        }
        if counts { secretChanged() }
    }

    mutating func tell(_ news: RegistrationPlace.News, now: LoopInstant) {
        let counts: Bool
        switch news {
        case .listed(let stored, let version):
            counts = registration.observe(stored.map { ModelObject($0) }, by: .list(version: "\(version)"))
        case .applied(let stored): counts = registration.observe(ModelObject(stored), by: .event)
        case .deleted(let stored): counts = registration.observeDeletion(ModelObject(stored).metadata)
        }
        if counts { registrationChanged(isRead: false, now: now) }
    }
}
