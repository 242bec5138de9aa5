import Linux
import NodeSetup
import Synchronization

/// Real files on which nothing can be changed any more after so many steps.
final class CuttingFileSystem: NodeFileSystem {
    private let files: RootedFileSystem
    private let stepsLeft: Mutex<Int>

    init(_ files: RootedFileSystem, after steps: Int) {
        self.files = files
        stepsLeft = Mutex(steps)
    }

    private func step() throws(SystemCallError) {
        try stepsLeft.withLock { left throws(SystemCallError) in
            guard left > 0 else { throw SystemCallError(call: "power", code: 5) }
            left -= 1
        }
    }

    func status(of path: String) throws(SystemCallError) -> NodeFileStatus? { try files.status(of: path) }
    func read(_ path: String, limit: Int) throws(SystemCallError) -> [UInt8] { try files.read(path, limit: limit) }
    func names(in folder: String) throws(SystemCallError) -> [String] { try files.names(in: folder) }
    func resolved(_ path: String) throws(SystemCallError) -> String { try files.resolved(path) }

    func makeFolder(_ path: String, isPrivate: Bool) throws(SystemCallError) {
        try step()
        try files.makeFolder(path, isPrivate: isPrivate)
    }

    func write(_ file: NodeFile, to path: String, like model: String?) throws(SystemCallError) {
        do throws(SystemCallError) {
            try step()
        } catch {
            // Half of it is there.
            let half = Array(file.bytes.prefix(file.bytes.count / 2))
            let part = NodeFile(half, isLink: false, mode: 0o600, user: file.user, group: file.group)
            try files.write(part, to: path, like: nil)
            throw error
        }
        try files.write(file, to: path, like: model)
    }

    func sync(_ path: String) throws(SystemCallError) {
        try step()
        try files.sync(path)
    }

    func rename(_ path: String, to other: String) throws(SystemCallError) {
        try step()
        try files.rename(path, to: other)
    }

    func remove(_ path: String) throws(SystemCallError) {
        try step()
        try files.remove(path)
    }

    func removeFolder(_ path: String) throws(SystemCallError) {
        try step()
        try files.removeFolder(path)
    }

    func lock(_ path: String) throws(SystemCallError) -> NodeLock {
        try step()
        return try files.lock(path)
    }
}
