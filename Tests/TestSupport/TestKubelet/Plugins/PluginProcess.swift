internal import Glibc
internal import Linux
internal import Synchronization

/// Runs a plugin as Go's `exec.CommandContext` does.
///
/// Standard input is given at once and closed. When the time is over the process itself is killed, and nothing that it has started;
/// and it is over only when nobody holds its standard output and standard error any more.
struct PluginProcess: Sendable {
    let path: String
    let arguments: [String]
    /// The whole environment.
    let environment: [String: String]
    let workingDirectory: String
    let limit: Duration

    func run(input: [UInt8]) async -> PluginRun {
        await withCheckedContinuation { continuation in
            do throws(SystemCallError) {
                _ = try OwnThread(blocking: .all) { continuation.resume(returning: runBlocking(input)) }
            } catch {
                continuation.resume(returning: notStarted(error.code))
            }
        }
    }

    private func notStarted(_ code: Int32) -> PluginRun {
        PluginRun(ending: .notStarted(code), standardOutput: [], standardError: [], isOverdue: false)
    }

    private func runBlocking(_ input: [UInt8]) -> PluginRun {
        guard unsafe access(path, X_OK) == 0 else { return notStarted(errno) }
        let deadline = ContinuousClock.now + limit
        do throws(SystemCallError) {
            let given = try NamedPipe()
            defer { close(given.reading) }
            guard given.fill(with: input) else { return notStarted(EMSGSIZE) }
            let output = try NamedPipe()
            defer { close(output.reading) }
            let error = try NamedPipe()
            defer { close(error.reading) }
            let started = Result { () throws(SystemCallError) in
                try spawn(given.reading, output.writing, error.writing)
            }
            for end in [output.writing, error.writing] { close(end) }
            return watch(try started.get(), output.reading, error.reading, until: deadline)
        } catch { return notStarted(error.code) }
    }

    /// By way of `env`, which sets directory and environment and becomes the plugin; posix_spawn itself can set no directory here.
    private func spawn(_ input: Int32, _ output: Int32, _ error: Int32) throws(SystemCallError) -> pid_t {
        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let words = ["env", "-i", "-C", workingDirectory] + variables + [path] + arguments
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in [input, output, error].enumerated() {
            unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
        }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        var pointers: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) } + [nil]
        var nothing: [UnsafeMutablePointer<CChar>?] = unsafe [nil]
        defer { for index in words.indices { unsafe free(pointers[index]) } }
        var pid = pid_t()
        let failure = unsafe posix_spawn(&pid, "/usr/bin/env", &actions, &attributes, &pointers, &nothing)
        guard failure == 0 else { throw SystemCallError(call: "posix_spawn", code: failure) }
        return pid
    }

    /// Reads until both ends are closed, and takes the status.
    private func watch(
        _ pid: pid_t,
        _ output: Int32,
        _ error: Int32,
        until deadline: ContinuousClock.Instant
    ) -> PluginRun {
        var texts: [[UInt8]] = [[], []]
        var events = [output, error].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var status: Int32?
        var wasKilled = false
        while status == nil || events.contains(where: { $0.fd >= 0 }) {
            // Short waits, so that the end of the process is seen without a descriptor for it.
            unsafe poll(&events, nfds_t(events.count), 2)
            for index in events.indices where events[index].fd >= 0 && events[index].revents != 0 {
                guard let bytes = read(events[index].fd) else {
                    events[index].fd = -1
                    continue
                }
                texts[index] += bytes
            }
            var raw: Int32 = 0
            if status == nil, unsafe waitpid(pid, &raw, WNOHANG) == pid { status = raw }
            if status == nil, !wasKilled, ContinuousClock.now >= deadline {
                kill(pid, SIGKILL)
                wasKilled = true
            }
        }
        let raw = status ?? 0
        let ending: PluginRun.Ending = raw & 0x7F == 0 ? .exited((raw >> 8) & 0xFF) : .signalled(raw & 0x7F)
        let isOverdue = ContinuousClock.now >= deadline
        return PluginRun(ending: ending, standardOutput: texts[0], standardError: texts[1], isOverdue: isOverdue)
    }

    private func read(_ descriptor: Int32) -> [UInt8]? {
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            count = unsafe max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
        }
        return bytes.isEmpty ? nil : bytes
    }
}

/// The kernel's own words.
enum SystemWords {
    static func of(_ code: Int32) -> String {
        let words = unsafe String(cString: strerror(code))
        return words.prefix(1).lowercased() + words.dropFirst()
    }
}
