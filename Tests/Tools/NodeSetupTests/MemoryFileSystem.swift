import Linux
import NodeSetup
import Synchronization

/// A disk that can lose its power: what was written is there for who looks, and on the disk only once it was synced.
final class MemoryFileSystem: NodeFileSystem {
    /// What a disk may keep of what was not synced.
    enum Loss: CaseIterable {
        /// All was written.
        case nothing
        /// Nothing was written.
        case everything
        /// Names were written, and what the files hold was not.
        case contents
        /// What the files hold was written, and no name.
        case names
    }

    private struct State {
        /// Names of each folder, and which file they mean; folders mean themselves by their path.
        var entries: [String: [String: Int]] = ["/": [:]]
        var synced: [String: [String: Int]] = ["/": [:]]
        var files: [Int: NodeFile] = [:]
        var written: [Int: NodeFile] = [:]
        var next = 1
        /// After so many steps the power is cut; nil for never.
        var stepsLeft: Int?
        var steps = 0
        var modified: Int64 = 0
    }

    private static let folderMark = 0
    private let state: Mutex<State>

    init(_ files: [String: NodeFile] = [:]) {
        var state = State()
        for (path, file) in files {
            var folder = ""
            for part in path.split(separator: "/").dropLast() {
                state.entries[folder.isEmpty ? "/" : folder, default: [:]][String(part)] = Self.folderMark
                folder += "/\(part)"
                state.entries[folder, default: [:]].merge([:]) { $1 }
            }
            let name = String(path.split(separator: "/").last ?? "")
            state.entries[folder.isEmpty ? "/" : folder, default: [:]][name] = state.next
            state.files[state.next] = file
            state.next += 1
        }
        state.synced = state.entries
        state.written = state.files
        self.state = Mutex(state)
    }

    /// All files and links by their paths; folders without anything are left out.
    var files: [String: NodeFile] { state.withLock { Self.files($0.entries, $0.files) } }

    /// All folders.
    var folders: Set<String> { state.withLock { Set(Self.folders($0.entries)) } }

    /// How many steps were made.
    var steps: Int { state.withLock(\.steps) }

    /// Has all files last written at a time.
    func touch(at seconds: Int64) { state.withLock { $0.modified = seconds } }

    /// Cuts the power after so many more steps.
    func cutPower(after steps: Int) { state.withLock { $0.stepsLeft = steps } }

    /// What is found after the power was cut.
    func afterCut(losing loss: Loss) -> MemoryFileSystem {
        state.withLock { state in
            let entries = loss == .everything || loss == .names ? state.synced : state.entries
            let contents = loss == .everything || loss == .contents ? state.written : state.files
            let disk = MemoryFileSystem(Self.files(entries, contents))
            // Folders in which there is nothing, too.
            let folders = Self.folders(entries)
            disk.state.withLock { inner in
                for folder in folders where folder != "/" {
                    inner.entries[folder, default: [:]].merge([:]) { $1 }
                    let (parent, name) = Self.split(folder)
                    inner.entries[parent, default: [:]][name] = Self.folderMark
                }
                inner.synced = inner.entries
            }
            return disk
        }
    }

    private static func folders(_ entries: [String: [String: Int]]) -> [String] {
        var found: [String] = []
        var rest = ["/"]
        while let folder = rest.popLast() {
            found.append(folder)
            for (name, number) in entries[folder] ?? [:] where number == folderMark {
                rest.append((folder == "/" ? "" : folder) + "/" + name)
            }
        }
        return found
    }

    private static func files(_ entries: [String: [String: Int]], _ contents: [Int: NodeFile]) -> [String: NodeFile] {
        var found: [String: NodeFile] = [:]
        for folder in folders(entries) {
            for (name, number) in entries[folder] ?? [:] where number != folderMark {
                // A file whose content never reached the disk is empty.
                found[(folder == "/" ? "" : folder) + "/" + name] =
                    contents[number] ?? NodeFile([], isLink: false, mode: 0o600, user: 0, group: 0)
            }
        }
        return found
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        let parts = path.split(separator: "/")
        return ("/" + parts.dropLast().joined(separator: "/"), String(parts.last ?? ""))
    }

    private func missing(_ path: String) -> SystemCallError { SystemCallError(call: "test", code: 2, subject: path) }

    private func step(_ state: inout State) throws(SystemCallError) {
        if let left = state.stepsLeft {
            guard left > 0 else { throw SystemCallError(call: "power", code: 5) }
            state.stepsLeft = left - 1
        }
        state.steps += 1
    }

    func status(of path: String) throws(SystemCallError) -> NodeFileStatus? {
        state.withLock { state in
            if state.entries[path] != nil { return NodeFileStatus(.folder, mode: 0o755) }
            let (folder, name) = Self.split(path)
            guard let number = state.entries[folder]?[name], let file = state.files[number] else { return nil }
            return NodeFileStatus(
                file.isLink ? .link : .file,
                mode: file.mode,
                user: file.user,
                group: file.group,
                modified: state.modified
            )
        }
    }

    func read(_ path: String, limit: Int) throws(SystemCallError) -> [UInt8] {
        let (folder, name) = Self.split(path)
        let file = state.withLock { state in state.entries[folder]?[name].flatMap { state.files[$0] } }
        guard let file else { throw missing(path) }
        return file.bytes
    }

    func names(in folder: String) throws(SystemCallError) -> [String] {
        guard let names = state.withLock({ $0.entries[folder]?.keys.sorted() }) else { throw missing(folder) }
        return names
    }

    func resolved(_ path: String) throws(SystemCallError) -> String {
        guard let status = try status(of: path), status.kind == .link else { return path }
        let target = String(decoding: try read(path, limit: 1 << 12), as: UTF8.self)
        return target.hasPrefix("/") ? target : Self.split(path).folder + "/" + target
    }

    func makeFolder(_ path: String, isPrivate: Bool) throws(SystemCallError) {
        let (folder, name) = Self.split(path)
        try state.withLock { state throws(SystemCallError) in
            try step(&state)
            guard state.entries[folder] != nil else { throw missing(path) }
            state.entries[folder]?[name] = Self.folderMark
            state.entries[path] = [:]
            state.synced[path] = [:]
        }
    }

    func write(_ file: NodeFile, to path: String, like model: String?) throws(SystemCallError) {
        let (folder, name) = Self.split(path)
        try state.withLock { state throws(SystemCallError) in
            guard state.entries[folder] != nil else { throw missing(path) }
            let number = state.next
            state.next += 1
            // Half of it is there when the power goes in the middle.
            if state.stepsLeft == 0 {
                state.entries[folder]?[name] = number
                state.files[number] = NodeFile(
                    Array(file.bytes.prefix(file.bytes.count / 2)),
                    isLink: false,
                    mode: 0o600,
                    user: file.user,
                    group: file.group
                )
            }
            try step(&state)
            state.entries[folder]?[name] = number
            state.files[number] = file
            if file.isLink { state.written[number] = file }
        }
    }

    func sync(_ path: String) throws(SystemCallError) {
        let (folder, name) = Self.split(path)
        try state.withLock { state throws(SystemCallError) in
            try step(&state)
            if let entries = state.entries[path] { return state.synced[path] = entries }
            guard let number = state.entries[folder]?[name] else { throw missing(path) }
            state.written[number] = state.files[number]
        }
    }

    func rename(_ path: String, to other: String) throws(SystemCallError) {
        let (folder, name) = Self.split(path)
        try state.withLock { state throws(SystemCallError) in
            try step(&state)
            guard let number = state.entries[folder]?[name], Self.split(other).folder == folder else {
                throw missing(path)
            }
            state.entries[folder]?[name] = nil
            state.entries[folder]?[Self.split(other).name] = number
        }
    }

    func remove(_ path: String) throws(SystemCallError) {
        let (folder, name) = Self.split(path)
        try state.withLock { state throws(SystemCallError) in
            try step(&state)
            state.entries[folder]?[name] = nil
        }
    }

    func removeFolder(_ path: String) throws(SystemCallError) {
        let (folder, name) = Self.split(path)
        try state.withLock { state throws(SystemCallError) in
            try step(&state)
            guard state.entries[path]?.isEmpty == true else { return }
            state.entries[path] = nil
            state.entries[folder]?[name] = nil
        }
    }

    func lock(_ path: String) throws(SystemCallError) -> NodeLock {
        let (folder, name) = Self.split(path)
        try state.withLock { state throws(SystemCallError) in
            try step(&state)
            guard state.entries[folder] != nil else { throw missing(path) }
            guard state.entries[folder]?[name] == nil else { return }
            state.entries[folder]?[name] = state.next
            state.files[state.next] = NodeFile([], mode: 0o600)
            state.written[state.next] = NodeFile([], mode: 0o600)
            state.next += 1
        }
        return NodeLock(nil)
    }
}
