package import Linux

/// The files of a node, all paths beginning at the node's own root.
///
/// Each call that changes something is one step after which the power may be cut. What was written or named anew is sure to be there
/// afterwards only once ``sync(_:)`` has returned, for the file and for the folder that it stands in.
package protocol NodeFileSystem: Sendable {
    /// What stands at a path, a link as itself; nil where nothing does.
    func status(of path: String) throws(SystemCallError) -> NodeFileStatus?
    /// The content of a file of at most `limit` bytes (`EFBIG` otherwise), or where a link leads to.
    func read(_ path: String, limit: Int) throws(SystemCallError) -> [UInt8]
    /// The names in a folder, in order.
    func names(in folder: String) throws(SystemCallError) -> [String]
    /// The path behind all links, none of which leads out of the root; what is not there is taken as it is written.
    func resolved(_ path: String) throws(SystemCallError) -> String
    /// Makes one folder, for everybody to read unless `isPrivate`.
    func makeFolder(_ path: String, isPrivate: Bool) throws(SystemCallError)
    /// Makes a file, in place of one of that name; `model` is a file whose security label it gets.
    func write(_ file: NodeFile, to path: String, like model: String?) throws(SystemCallError)
    /// Has the disk keep what was written into a file, or which names are in a folder.
    func sync(_ path: String) throws(SystemCallError)
    /// Gives a file another name in the same folder, in place of the one that has it.
    func rename(_ path: String, to other: String) throws(SystemCallError)
    /// Takes a file away; one that is not there is no error.
    func remove(_ path: String) throws(SystemCallError)
    /// Takes a folder away where nothing is in it.
    func removeFolder(_ path: String) throws(SystemCallError)
    /// Keeps others out who lock the same file; `EWOULDBLOCK` where somebody holds it.
    func lock(_ path: String) throws(SystemCallError) -> NodeLock
}

/// Keeps others out as long as it lives.
package final class NodeLock: Sendable {
    private let descriptor: FileDescriptor?

    /// Takes the descriptor of a locked file; nil for a lock that keeps nobody out.
    package init(_ descriptor: consuming FileDescriptor?) { self.descriptor = descriptor }
}

extension NodeFileSystem {
    /// The file or link at a path; nil where there is none.
    ///
    /// - Throws: also where it is a folder (`EISDIR`), or neither (`EINVAL`).
    func file(at path: String, limit: Int) throws(SystemCallError) -> NodeFile? {
        guard let status = try status(of: path) else { return nil }
        switch status.kind {
        case .folder: throw SystemCallError(call: "reading", code: SystemNumbers.isFolder, subject: path)
        case .other: throw SystemCallError(call: "reading", code: SystemNumbers.invalid, subject: path)
        case .file, .link: break
        }
        return NodeFile(
            try read(path, limit: limit),
            isLink: status.kind == .link,
            mode: status.mode,
            user: status.user,
            group: status.group
        )
    }

    /// Whether there is a folder at a path, or behind the links there.
    func isFolder(_ path: String) throws(SystemCallError) -> Bool {
        try status(of: resolved(path))?.kind == .folder
    }

    /// Whether there is a file at a path, or behind the links there.
    func isFile(_ path: String) throws(SystemCallError) -> Bool {
        try status(of: resolved(path))?.kind == .file
    }
}
