internal import Linux

/// Finds out what has to change; nothing is written here.
package struct Planner: Sendable {
    let files: any NodeFileSystem
    let store: NodeStore

    /// Plans for the files of a node.
    package init(_ files: any NodeFileSystem) {
        self.files = files
        store = NodeStore(files: files)
    }

    /// The unit in which the kubelet runs; nil where none is found.
    func unit(of flavour: Flavour) throws(SystemCallError) -> String? {
        for unit in flavour.units {
            for folder in Flavour.unitFolders where try files.isFile("\(folder)/\(unit).service") { return unit }
        }
        return nil
    }
}

/// A file that is to have something of ours in it.
struct WantedFile {
    let path: String
    let role: NodeRecord.Role
    /// What it becomes, from what it would be without anything of ours.
    let edit: (NodeFile?) throws -> NodeFile
    /// What it would be without anything of ours, from what somebody has made of it since; for files that are not ours as a whole.
    var strip: (NodeFile) throws -> NodeFile? = { $0 }
}

extension Planner {
    /// What one file becomes, and what is recorded of it; nil where it is as wanted though nothing of it was ever ours.
    func plan(
        _ wanted: WantedFile,
        _ known: NodeRecord.Entry?
    ) throws -> (change: FileChange?, entry: NodeRecord.Entry?, copy: NodeFile?) {
        let current = try read(wanted.path)
        var original = known?.original
        var copy: NodeFile?
        let base: NodeFile?
        if known != nil, wanted.role.isWhole {
            base = nil
        } else if let known, Self.isOurs(current, known) {
            base = try known.original.map { try store.original($0, of: known.path) }
        } else {
            base =
                known == nil || current?.digest == known?.original?.digest ? current : try current.flatMap(wanted.strip)
            original = base.map(NodeRecord.Original.init)
            copy = base
        }
        let after = try wanted.edit(base)
        if known == nil, base == after { return (nil, nil, nil) }
        let entry = NodeRecord.Entry(
            path: wanted.path,
            role: wanted.role,
            original: original,
            written: [NodeRecord.digest(after.bytes)]
        )
        let change =
            current == after ? nil : FileChange(path: wanted.path, role: wanted.role, before: current, after: after)
        return (change, entry, copy)
    }

    /// Whether a file holds what we wrote, or were about to write.
    static func isOurs(_ file: NodeFile?, _ entry: NodeRecord.Entry) -> Bool {
        file.map { entry.written.contains($0.digest) } ?? false
    }

    func read(_ path: String) throws(NodeSetupError) -> NodeFile? {
        do throws(SystemCallError) {
            return try files.file(at: path, limit: NodePlan.largestFile)
        } catch {
            throw NodeSetupError(error)
        }
    }
}

extension NodeFile {
    /// The SHA-256 of the content, in hexadecimal digits.
    var digest: String { NodeRecord.digest(bytes) }
}
