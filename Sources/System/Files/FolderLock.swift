internal import Glibc

/// A folder that one process at a time works in; the kernel gives it back when the process ends, however it ends.
///
/// The lock is the folder's own (`flock`), so that nothing is left behind, and so that it holds for whoever sees the same folder under another
/// path, as a container does.
package final class FolderLock: Sendable {
    private let descriptor: CInt

    private init(_ descriptor: CInt) { self.descriptor = descriptor }

    deinit {
        // By itself, for closing leaves it to a child that another thread is about to start.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Takes the lock; nil where another process has it.
    ///
    /// - Throws: `FileError` for a folder that cannot be opened or locked.
    package static func take(_ folder: String) throws(FileError) -> FolderLock? {
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .failed(to: "open the folder \(folder)") }
        let lock = FolderLock(descriptor)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw .failed(to: "lock the folder \(folder)") }
            return nil
        }
        return lock
    }
}
