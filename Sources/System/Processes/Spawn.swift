internal import Glibc
internal import Linux
internal import Synchronization

/// A started process with our ends of its three pipes, all non-blocking.
struct SpawnedProcess: ~Copyable {
    let child: Child
    var input: FileDescriptor?
    var output: FileDescriptor?
    var error: FileDescriptor?

    /// Starts `command` as the leader of a process group of its own, with nothing inherited but the three pipes.
    init(_ command: Command) throws(ProcessError) {
        guard let arguments = CStrings([command.executable] + command.arguments),
            let environment = CStrings(entries: command.environment)
        else { throw ProcessError(code: .unusableArgument, executable: command.executable) }
        do throws(SystemCallError) {
            let input = try Pipe()
            let output = try Pipe()
            let error = try Pipe()
            let streams = [input.reading.number, output.writing.number, error.writing.number]
            let pid = try retryingWhileBusy { () throws(SystemCallError) in
                try spawn(command.executable, arguments, environment, standardStreams: streams)
            }
            child = Child(pid: pid)
            self.input = .some(input.writing)
            self.output = .some(output.reading)
            self.error = .some(error.reading)
        } catch { throw ProcessError(code: .notStarted(errno: error.code), executable: command.executable) }
        input?.makeNonBlocking()
        output?.makeNonBlocking()
        error?.makeNonBlocking()
    }
}

/// Starts an executable, and tries again for half a second while somebody has it open for writing (`ETXTBSY`).
///
/// Who installs a program may not have closed it yet; and where one of several threads writes a program, each process that
/// another thread starts has the descriptor as well, until its own `exec`.
///
/// - Parameters:
///   - pause: What passes a hundredth of a second: it blocks.
///   - start: One attempt.
/// - Returns: What was started.
/// - Throws: What the last attempt failed with.
func retryingWhileBusy<Started>(
    pause: () -> Void = { _ = usleep(10_000) },
    start: () throws(SystemCallError) -> Started
) throws(SystemCallError) -> Started {
    for _ in 0..<50 {
        do throws(SystemCallError) { return try start() } catch {
            guard error.code == ETXTBSY else { throw error }
            pause()
        }
    }
    return try start()
}

/// - Returns: The process identifier.
private func spawn(
    _ path: String,
    _ arguments: borrowing CStrings,
    _ environment: borrowing CStrings,
    standardStreams: [Int32]
) throws(SystemCallError) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in standardStreams.enumerated() {
        unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
    }
    // A library may have opened descriptors without close-on-exec; the child gets none of them.
    for descriptor in openDescriptors() where descriptor > 2 {
        unsafe posix_spawn_file_actions_addclose(&actions, descriptor)
    }

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    // A server ignores SIGPIPE, and ignored signals survive exec: the child would then never end on a broken pipe.
    unsafe sigfillset(&signals)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)

    var pid = pid_t()
    let failure = pipeCreation.withLock { _ in
        unsafe posix_spawn(&pid, path, &actions, &attributes, arguments.pointers, environment.pointers)
    }
    guard failure == 0 else { throw SystemCallError(call: "posix_spawn", code: failure) }
    return pid
}

/// The descriptors that are open now.
///
/// A number that is closed before the child starts does no harm there.
private func openDescriptors() -> [Int32] {
    guard let directory = unsafe opendir("/proc/self/fd") else { return [] }
    defer { unsafe closedir(directory) }
    var found: [Int32] = []
    while let entry = unsafe readdir(directory) {
        // glibc's d_name is an array of 256 characters, of which the record holds only the used ones.
        let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
        let name = unsafe UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
        if let number = unsafe Int32(String(cString: name)) { found.append(number) }
    }
    return found
}

/// An owned, nil-terminated array of C strings.
@safe private struct CStrings: ~Copyable {
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    /// Copies the strings; `nil` when one of them holds a NUL, which would cut it short unnoticed.
    init?(_ strings: [String]) {
        guard !strings.contains(where: { $0.utf8.contains(0) }) else { return nil }
        count = strings.count
        unsafe pointers = .allocate(capacity: strings.count + 1)
        for (index, string) in strings.enumerated() {
            unsafe (pointers + index).initialize(to: strdup(string))
        }
        unsafe (pointers + count).initialize(to: nil)
    }

    init?(entries: [String: String]) {
        guard !entries.keys.contains(where: { $0.isEmpty || $0.utf8.contains(UInt8(ascii: "=")) }) else { return nil }
        self.init(entries.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
    }

    deinit {
        for index in 0..<count { unsafe free(pointers[index]) }
        unsafe pointers.deallocate()
    }
}
