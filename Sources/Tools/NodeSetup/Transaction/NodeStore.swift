internal import Linux

/// The record and the copies, as files.
struct NodeStore {
    let files: any NodeFileSystem

    /// The record; nil where nothing is installed, nor was begun.
    func record() throws -> NodeRecord? {
        let bytes: [UInt8]
        do throws(SystemCallError) {
            guard try files.status(of: NodeSetupPaths.record)?.kind == .file else { return nil }
            bytes = try files.read(NodeSetupPaths.record, limit: NodeRecord.longest)
        } catch {
            throw NodeSetupError(error)
        }
        guard let record = NodeRecord(json: bytes) else {
            throw NodeSetupError.failed(
                "\(NodeSetupPaths.record) is no record of this program, so nobody knows what was changed here: put the files beside it "
                    + "whose names begin with \(NodeSetupPaths.copyPrefix) back by hand, take the record away, and install again"
            )
        }
        return record
    }

    /// The file as it was.
    func original(_ original: NodeRecord.Original, of path: String) throws -> NodeFile {
        let bytes: [UInt8]
        do throws(SystemCallError) {
            bytes = try files.read(original.copy, limit: NodePlan.largestFile)
        } catch {
            throw NodeSetupError.failed("\(path) cannot be put back, since its copy is not there: \(error)")
        }
        guard NodeRecord.digest(bytes) == original.digest else {
            throw NodeSetupError.failed(
                "\(path) cannot be put back: its copy \(original.copy) was changed since; put the right content there, or take the record away"
            )
        }
        return original.file(bytes)
    }

    /// Locks out others, and makes the folder for that.
    func lock() throws -> NodeLock {
        do throws(SystemCallError) {
            try makeFolder()
            return try files.lock(NodeSetupPaths.lock)
        } catch {
            guard error.code == SystemNumbers.busy else { throw NodeSetupError(error) }
            throw NodeSetupError.failed("another 'pullpass node' is at work here: wait for its end")
        }
    }

    /// Remembers a plan that was taken back.
    func refuse(_ plan: NodePlan) throws(SystemCallError) {
        for folder in try missingFolders(above: NodeSetupPaths.refused) {
            try files.makeFolder(folder, isPrivate: false)
        }
        try put(NodeFile(plan.digest, mode: 0o600), at: NodeSetupPaths.refused)
    }

    /// Makes the folder of the record, for root alone.
    func makeFolder() throws(SystemCallError) {
        for folder in try missingFolders(above: NodeSetupPaths.record) {
            try files.makeFolder(folder, isPrivate: folder == NodeSetupPaths.state)
            try files.sync(PathInRoot.folder(of: folder))
        }
    }

    /// The folders of a path that are not there, those above first.
    func missingFolders(above path: String) throws(SystemCallError) -> [String] {
        var folder = PathInRoot.folder(of: path)
        var missing: [String] = []
        while folder != "/", try files.status(of: folder) == nil {
            missing.insert(folder, at: 0)
            folder = PathInRoot.folder(of: folder)
        }
        return missing
    }

    /// Writes beside and renames; whoever looks finds the old file or the new one, also after a power cut.
    func put(_ file: NodeFile, at path: String) throws(SystemCallError) {
        let temporary = PathInRoot.temporary(for: path)
        do throws(SystemCallError) {
            try files.write(file, to: temporary, like: path)
            try files.sync(temporary)
        } catch {
            // A disk that is full has better uses for it.
            try? files.remove(temporary)
            throw error
        }
        try files.rename(temporary, to: path)
        try files.sync(PathInRoot.folder(of: path))
    }

    /// Takes a file away for good.
    func takeAway(_ path: String) throws(SystemCallError) {
        try files.remove(path)
        try files.sync(PathInRoot.folder(of: path))
    }
}
