internal import Linux

/// Carries out a plan so that the power may be cut at any moment.
///
/// First what was there is copied and the record written, then one file after the other gets its new content by a rename, last comes the
/// record without the mark that something is under way. Who finds the mark plans anew, from what is there: the record knows each file for the
/// original or for ours, so that an install or an uninstall comes to its end either way.
struct NodeTransaction {
    let store: NodeStore

    init(_ files: any NodeFileSystem) { store = NodeStore(files: files) }

    private var files: any NodeFileSystem { store.files }

    /// Does it, under a lock that the caller has.
    func carryOut(_ plan: NodePlan) throws(SystemCallError) {
        try store.makeFolder()
        for (path, bytes) in plan.copies.sorted(by: { $0.key < $1.key }) {
            try store.put(NodeFile(bytes, mode: 0o600), at: path)
        }
        if let record = plan.recordMeanwhile, record != plan.recordBefore { try write(record) }
        for change in plan.changes { try carryOut(change) }
        if let record = plan.recordAfter {
            if let cut = plan.recordBefore, cut.pending != nil { try removeTemporaries(of: cut) }
            try write(record)
            // Those of the record before stay until the next change: a roll-back may need them.
            let files = record.files + (plan.recordBefore?.files ?? [])
            try removeCopies(except: Set(files.compactMap(\.original?.digest)))
        } else {
            try end(plan.recordBefore)
        }
    }

    private func carryOut(_ change: FileChange) throws(SystemCallError) {
        guard let file = change.after else { return try store.takeAway(change.path) }
        for folder in try store.missingFolders(above: change.path) {
            try files.makeFolder(folder, isPrivate: false)
            try files.sync(PathInRoot.folder(of: folder))
        }
        try store.put(file, at: change.path)
    }

    private func write(_ record: NodeRecord) throws(SystemCallError) {
        try store.put(NodeFile(record.json, mode: 0o600), at: NodeSetupPaths.record)
    }

    /// Takes away what is ours alone.
    ///
    /// The record goes last, since without it nobody knows the rest; there is none where an install was cut off before it had begun.
    func end(_ record: NodeRecord?) throws(SystemCallError) {
        try removeCopies(except: [])
        if let record { try removeTemporaries(of: record) }
        try files.remove(PathInRoot.temporary(for: NodeSetupPaths.record))
        for folder in (record?.folders ?? []).reversed() where folder != NodeSetupPaths.state {
            try removeFolder(folder)
        }
        try store.takeAway(NodeSetupPaths.record)
        try files.remove(NodeSetupPaths.lock)
        try files.remove(NodeSetupPaths.refused)
        // Only empty ones go, which a node has none of above the first.
        var folder = NodeSetupPaths.state
        while folder != "/" {
            try removeFolder(folder)
            folder = PathInRoot.folder(of: folder)
        }
    }

    /// Takes away what a power cut left half written, in folders that are still there.
    private func removeTemporaries(of record: NodeRecord) throws(SystemCallError) {
        for path in record.files.map(\.path)
        where try files.status(of: PathInRoot.folder(of: path)) != nil {
            try files.remove(PathInRoot.temporary(for: path))
        }
    }

    private func removeFolder(_ path: String) throws(SystemCallError) {
        // Somebody may have put a link to a folder elsewhere there.
        guard try files.status(of: path)?.kind == .folder else { return }
        try files.removeFolder(path)
        try files.sync(PathInRoot.folder(of: path))
    }

    private func removeCopies(except kept: Set<String>) throws(SystemCallError) {
        for name in try files.names(in: NodeSetupPaths.state) where name.contains(NodeSetupPaths.copyPrefix) {
            let isTemporary = name.hasPrefix(".")
            guard isTemporary || !kept.contains(String(name.dropFirst(NodeSetupPaths.copyPrefix.count))) else {
                continue
            }
            try files.remove("\(NodeSetupPaths.state)/\(name)")
        }
    }
}
