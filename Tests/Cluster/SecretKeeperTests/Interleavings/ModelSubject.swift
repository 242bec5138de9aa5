import Configuration
import Credentials

@testable import SecretKeeper

/// Whose copy a model is about.
enum ModelSubject: Sendable, Hashable {
    /// That of registry `hub`.
    case credential
    /// The anonymous try of the registries `hub` and `pub`.
    ///
    /// Their own copies are never listed, so that nothing is written of them.
    case anonymousTry

    var secretName: String {
        switch self {
        case .credential: "pullpass-hub"
        case .anonymousTry: "pullpass-anonymous"
        }
    }

    var registries: [String] {
        switch self {
        case .credential: ["hub"]
        case .anonymousTry: ["hub", "pub"]
        }
    }
}

/// What the Secret of the anonymous try may hold, as a number.
enum ModelKeys {
    /// What is added to a set of keys, to tell it from the revision of a master.
    static let base = 1000
    private static let hub = 1
    private static let pub = 2
    /// A key that every other master of `hub` has.
    private static let more = 4
    static let all = base + hub + pub + more

    /// What is right where this is so.
    static func expected(_ namespace: ModelReplica.Namespace?, _ rule: ModelRule, master: Int) -> Int {
        guard let namespace, namespace.isOptedIn, rule != .none else { return base }
        let hasHub = rule == .wide && namespace.hasLabel
        return base + pub + (hasHub ? hub + (master.isMultiple(of: 2) ? more : 0) : 0)
    }

    /// The keys of a registry's master.
    static func keys(of registry: String, master: Int) -> [String] {
        registry == "hub" && master.isMultiple(of: 2) ? ["hub.example", "more.example"] : ["\(registry).example"]
    }

    private static func keys(_ number: Int) -> [String] {
        let all = [(hub, "hub.example"), (pub, "pub.example"), (more, "more.example")]
        return all.filter { (number - base) & $0.0 != 0 }.map(\.1)
    }

    private static let revisions: [String] = (base...all).map {
        AnonymousContent(AnonymousAuths(following: keys($0))).revision
    }

    static func revision(_ number: Int) -> String { revisions[number - base] }

    /// The number of a revision, of a master or of keys.
    static func number(_ revision: String?) -> Int {
        guard let revision else { return 0 }
        return revisions.firstIndex(of: revision).map { base + $0 } ?? Int(revision.dropFirst()) ?? 0
    }
}
