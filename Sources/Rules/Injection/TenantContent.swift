package import Images
internal import Text

/// What a Secret that a namespace brings says: the images that it is for.
package struct TenantContent: Sendable, Hashable {
    /// The texts of the patterns that are used, in the order of the file; far smaller than patterns that are read.
    package let patterns: [String]
    /// Why not all of it is used; nil where all is.
    package let flaw: TenantFlaw?

    /// Holds what was read.
    package init(patterns: [String], flaw: TenantFlaw? = nil) {
        self.patterns = patterns
        self.flaw = flaw
    }

    /// Reads the content of a Secret; takes time that grows with its size, up to 1 MiB.
    ///
    /// A file that the kubelet cannot decode makes no rule at all, since it would stop every pull of the Pod. Of a file with more registries
    /// than the bounds allow the first are used: a Secret that works must not fail for an entry that is added to it.
    package init(reading content: [UInt8]) {
        let all: [String]
        let entryFlaw: DockerConfig.EntryFlaw?
        do {
            let config = try DockerConfig(parsing: content)
            all = config.imagePatterns.map(\.text)
            entryFlaw = config.firstFlaw
        } catch {
            self.init(patterns: [], flaw: .content(error))
            return
        }
        // Nothing matches such patterns, and to inject the Secret would only make Pods' lists longer.
        let readable =
            entryFlaw?.isOfAll ?? false ? [] : all.filter { $0.utf8.count <= TenantBounds.patternBytes }
        let used = Array(readable.prefix(TenantBounds.entries))
        var flaw: TenantFlaw?
        if let entryFlaw, entryFlaw.isOfAll {
            flaw = .entry(entryFlaw)
        } else if all.isEmpty {
            flaw = .noCredential
        } else if readable.count > used.count {
            flaw = .entries(readable.count, firstLeftOut: readable[used.count])
        } else if all.count > readable.count {
            flaw = .longEntry
        } else if let entryFlaw {
            flaw = .entry(entryFlaw)
        }
        self.init(patterns: used, flaw: flaw)
    }
}

/// Why a Secret that a namespace brings is not used, or not all of it.
package enum TenantFlaw: Sendable, Hashable, CustomStringConvertible {
    /// It is no pull Secret.
    case type
    /// The kubelet cannot decode it.
    case content(DockerConfigError)
    /// There is nothing in it to log in with.
    case noCredential
    /// It has more registries than ``TenantBounds/entries``.
    case entries(Int, firstLeftOut: String)
    /// An entry is of no use: no image gets its credential, or no registry takes it.
    case entry(DockerConfig.EntryFlaw)
    /// A registry is longer than ``TenantBounds/patternBytes``.
    case longEntry
    /// Older Secrets of the namespace have reached ``TenantBounds/secrets`` or ``TenantBounds/contentBytes``.
    case beyondSecrets
    /// Older Secrets of the namespace have reached ``TenantBounds/patterns`` or ``TenantBounds/wildcards``.
    case beyondPatterns

    /// What it is about, for counting: without what whoever wrote the Secret can vary.
    package var kind: String {
        switch self {
        case .type: "type"
        case .content: "content"
        case .noCredential: "no credential"
        case .entries: "entries"
        case .entry(let flaw): flaw.isOfKey ? "key" : "credential"
        case .longEntry: "long entry"
        case .beyondSecrets: "secrets"
        case .beyondPatterns: "patterns"
        }
    }

    /// Whether some of the Secret is used all the same.
    package var isPartial: Bool {
        switch self {
        case .type, .content, .noCredential, .beyondSecrets: false
        case .entries, .longEntry, .beyondPatterns: true
        case .entry(let flaw): !flaw.isOfAll
        }
    }

    /// What becomes of the Secret, as the end of a sentence.
    package var outcome: String {
        switch self {
        // What worked before goes on working: it is injected, and the kubelet tries it.
        case .entry(let flaw) where !flaw.isOfKey: "with an entry that no registry can take"
        default: isPartial ? "not all of it is used" : "injected into no Pod"
        }
    }

    /// What is wrong and what to do, for whoever owns the namespace.
    package var description: String {
        switch self {
        case .type: "its type is not kubernetes.io/dockerconfigjson"
        case .content(let error): "its content cannot be used: \(error)"
        case .noCredential: "there is no credential in its auths"
        case .entries(let count, let first):
            "it has \(count) registries and the first \(TenantBounds.entries) are used (\"\(DockerConfigKey.shown(first))\" is the first that is not): "
                + "split it into several Secrets"
        case .entry(let flaw): flaw.text
        case .longEntry:
            "a registry in it is longer than \(TenantBounds.patternBytes) bytes, which no image can be: correct it"
        case .beyondSecrets:
            "the namespace has more than \(TenantBounds.secrets) labelled Secrets, or more than "
                + "\(TenantBounds.contentBytes >> 20) MiB in them, and the oldest are used: put several registries into one Secret, or "
                + "take the label from those that no Pod needs"
        case .beyondPatterns:
            "the namespace's older labelled Secrets name \(TenantBounds.patterns) registries already, or \(TenantBounds.wildcards) "
                + "with a wildcard, and not all of this one's are used: take out those that no Pod needs"
        }
    }
}
