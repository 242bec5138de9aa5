internal import Controllers
internal import Kubernetes
internal import Names

/// The masters as this replica knows them, by registry.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class Masters: @unchecked Sendable {
    /// Why a master does not go.
    enum Obstacle: Sendable {
        /// We are not allowed to delete it.
        case denied(KubernetesError)
        /// A finalizer keeps it.
        case finalizer
    }

    var records: [String: MasterRecord] = [:]
    /// Masters that somebody has edited, as they were judged; what we know of them stays.
    var edited: [String: Preconditions] = [:]
    /// Masters that no copy needs any more and that do not go.
    var undeletable: [String: Obstacle] = [:]
    /// Why a master could last not be written; logged once for each.
    var unwritable: [String: String] = [:]
    /// Those of registries that never had a credential.
    var empty: [String: EmptyMaster] = [:]
    /// Masters of our names that are somebody else's.
    var foreign: Set<String> = []
    /// The greatest version that the watch has told of each: of a Secret or a deletion.
    private var told: [String: UInt64] = [:]
    /// The version of the last list.
    private var listed: UInt64 = 0

    /// The watch tells of a master: of a change or, with the last state, of a deletion.
    func note(_ metadata: ObjectMetadata, of registry: String) {
        guard let version = UInt64(metadata.resourceVersion) else { return }
        told[registry] = max(told[registry] ?? 0, version)
    }

    /// All masters were listed; what was told before is in it, or was of a server that has been restored since.
    func listed(at version: String) {
        told = [:]
        listed = UInt64(version) ?? 0
    }

    /// The Secret of a master is gone; what was in it stays known.
    func isGone(_ registry: String) {
        edited[registry] = nil
        undeletable[registry] = nil
        records[registry]?.uid = ""
        records[registry]?.resourceVersion = ""
    }

    /// A write was answered.
    ///
    /// The watch may have told before what has happened since: that it was changed or deleted again.
    func wrote(_ record: MasterRecord, of registry: String) {
        empty[registry] = nil
        guard let version = UInt64(record.resourceVersion), version < max(told[registry] ?? 0, listed) else {
            records[registry] = record
            return
        }
        let known = records[registry]
        // Somebody else has written a master since, and it is intact.
        if let known, known.exists, edited[registry] == nil { return }
        var record = record
        record.uid = known?.uid ?? ""
        record.resourceVersion = known?.resourceVersion ?? ""
        records[registry] = record
    }
}

/// The Secrets of our own namespace that masters are kept in.
enum MasterSecret {
    private static let prefix = ClusterNames.masterPrefix

    /// The name of a registry's master.
    static func name(of registry: String) -> String { prefix + registry }

    /// Its labels.
    static func labels(of registry: String) -> [String: String] {
        Ownership.labels(ofRegistry: registry).merging([PullpassKey.master: "true"]) { $1 }
    }

    /// The registry of a master; nil where the name is not one of ours.
    static func registry(ofSecret name: String) -> String? {
        name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
    }
}
