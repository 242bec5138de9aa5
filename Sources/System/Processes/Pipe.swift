internal import Glibc
internal import Linux
internal import Synchronization

/// The two ends of a pipe, both above the standard descriptors and closed in children.
struct Pipe: ~Copyable {
    let reading: FileDescriptor
    let writing: FileDescriptor

    init() throws(SystemCallError) {
        let ends = try pipeCreation.withLock { _ throws(SystemCallError) in try makeEnds() }
        reading = FileDescriptor(owning: ends[0])
        writing = FileDescriptor(owning: ends[1])
    }
}

/// Held while a pipe is made and while a process is started.
///
/// `pipe2`, which makes both ends close-on-exec at once, is not in Swift's Glibc. For a moment new ends would be inherited
/// by a process started just then, which would keep another one's standard input from ever ending.
let pipeCreation = Mutex(())

/// Descriptors 0 to 2 of a child are made by `dup2`, which would overwrite an end that stands there: hence the copies from 3 up.
private func makeEnds() throws(SystemCallError) -> [Int32] {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe(&ends) == 0 else { throw .last("pipe") }
    let raised = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 3) }
    let failure = errno
    for end in ends { close(end) }
    guard raised.contains(-1) else { return raised }
    for end in raised where end >= 0 { close(end) }
    throw SystemCallError(call: "fcntl", code: failure)
}
