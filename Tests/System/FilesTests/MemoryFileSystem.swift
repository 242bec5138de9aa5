import Files
import Synchronization

/// A file system whose files the test changes.
final class MemoryFileSystem: ReloadFileSystem {
    private struct State {
        var files: [String: (bytes: [UInt8], inode: UInt64)] = [:]
        var nextInode: UInt64 = 1
        var reads = 0
        var onRead: (@Sendable (MemoryFileSystem) -> Void)?
    }

    private let state = Mutex(State())

    var reads: Int { state.withLock { $0.reads } }

    func write(_ text: String?, to path: String) {
        state.withLock { state in
            state.files[path] = text.map { (Array($0.utf8), state.nextInode) }
            state.nextInode += 1
        }
    }

    /// Renames a file, which leaves its inode as it was.
    func move(_ path: String, to other: String) {
        state.withLock { $0.files[other] = $0.files.removeValue(forKey: path) }
    }

    /// Runs once in the middle of the next read.
    func onNextRead(_ action: (@Sendable (MemoryFileSystem) -> Void)?) {
        state.withLock { $0.onRead = action }
    }

    func fingerprint(of path: String) throws(FileError) -> FileFingerprint {
        guard let file = state.withLock({ $0.files[path] }) else {
            throw .unreadable(path: path, reason: "it does not exist")
        }
        return FileFingerprint(resolvedPath: path, inode: file.inode, size: UInt64(file.bytes.count), modified: 0)
    }

    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        guard let file = state.withLock({ $0.files[path] }) else {
            throw .unreadable(path: path, reason: "it does not exist")
        }
        if file.bytes.count > limit { throw .tooLarge(path: path, limit: limit) }
        let action = state.withLock { state in
            state.reads += 1
            defer { state.onRead = nil }
            return state.onRead
        }
        action?(self)
        return file.bytes
    }
}
