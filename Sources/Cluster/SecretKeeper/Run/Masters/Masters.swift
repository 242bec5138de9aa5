/// The masters as this replica knows them, by registry.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class Masters: @unchecked Sendable {
    var records: [String: MasterRecord] = [:]
    /// Masters that somebody has edited, as they were judged; what we know of them stays.
    var edited: [String: Preconditions] = [:]
    /// Masters of our names that are somebody else's.
    var foreign: Set<String> = []
}

/// The Secrets of our own namespace that masters are kept in.
enum MasterSecret {
    private static let prefix = "pullpass-master."

    /// The name of a registry's master.
    static func name(of registry: String) -> String { prefix + registry }

    /// The registry of a master; nil where the name is not one of ours.
    static func registry(ofSecret name: String) -> String? {
        name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
    }
}
