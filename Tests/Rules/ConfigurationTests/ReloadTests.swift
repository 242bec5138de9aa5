import Configuration
import FoundationEssentials
import Providers
import Synchronization
import Testing

/// A file system whose files the test changes.
private final class MemoryFileSystem: ReloadFileSystem {
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

    /// Runs once in the middle of the next read.
    func onNextRead(_ action: (@Sendable (MemoryFileSystem) -> Void)?) {
        state.withLock { $0.onRead = action }
    }

    func fingerprint(of path: String) throws(ConfigurationError) -> FileFingerprint {
        guard let file = state.withLock({ $0.files[path] }) else {
            throw .unreadable(path: path, reason: "it does not exist")
        }
        return FileFingerprint(resolvedPath: path, inode: file.inode, size: UInt64(file.bytes.count), modified: 0)
    }

    func read(_ path: String, limit: Int) throws(ConfigurationError) -> [UInt8] {
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

private struct Refused: Error, CustomStringConvertible { let description: String }

/// Files that change under the process.
struct ReloadTests {
    private let files = MemoryFileSystem()

    /// The texts of both files; one that says `bad` is refused.
    private func pair() throws -> ReloadingFile<String> {
        try ReloadingFile(paths: ["crt", "key"], maximumBytes: 100, fileSystem: files) { contents in
            let text = ["crt", "key"].map { String(decoding: contents[$0] ?? [], as: UTF8.self) }.joined(separator: "+")
            if text.contains("bad") { throw Refused(description: text) }
            return text
        }
    }

    private func write(_ crt: String?, _ key: String?) {
        files.write(crt, to: "crt")
        files.write(key, to: "key")
    }

    @Test func `A change is loaded once`() throws {
        write("c1", "k1")
        let pair = try pair()
        #expect(pair.value == "c1+k1")
        guard case .unchanged = pair.reloadIfChanged() else { throw Refused(description: "not unchanged") }
        #expect(files.reads == 2)
        write("c2", "k2")
        guard case .reloaded("c2+k2") = pair.reloadIfChanged() else { throw Refused(description: "not reloaded") }
        #expect(pair.value == "c2+k2")
        guard case .unchanged = pair.reloadIfChanged() else { throw Refused(description: "not unchanged") }
        #expect(files.reads == 4)
    }

    @Test func `A bad change is reported once and the old value stays`() throws {
        write("c1", "k1")
        let pair = try pair()
        write("bad", "k2")
        guard case .failed(let error) = pair.reloadIfChanged() else { throw Refused(description: "not failed") }
        #expect("\(error)" == "bad+k2")
        guard case .stillFailing = pair.reloadIfChanged() else { throw Refused(description: "not still failing") }
        #expect(files.reads == 4)
        #expect(pair.value == "c1+k1")
        write("bad!", "k2")
        guard case .failed = pair.reloadIfChanged() else { throw Refused(description: "not failed again") }
        write("c3", "k3")
        guard case .reloaded("c3+k3") = pair.reloadIfChanged() else { throw Refused(description: "not reloaded") }
    }

    @Test func `A missing file is looked for again each time, and reported once`() throws {
        write("c1", "k1")
        let pair = try pair()
        files.write(nil, to: "key")
        guard case .failed(let error) = pair.reloadIfChanged() else { throw Refused(description: "not failed") }
        #expect("\(error)" == "key cannot be read: it does not exist")
        guard case .stillFailing = pair.reloadIfChanged() else { throw Refused(description: "not still failing") }
        files.write("k2", to: "key")
        guard case .reloaded("c1+k2") = pair.reloadIfChanged() else { throw Refused(description: "not reloaded") }
    }

    @Test func `Files that change while they are read are read again together`() throws {
        write("c1", "k1")
        let pair = try pair()
        write("c2", "k2")
        files.onNextRead { files in
            files.write("c3", to: "crt")
            files.write("k3", to: "key")
        }
        guard case .reloaded("c3+k3") = pair.reloadIfChanged() else { throw Refused(description: "not reloaded") }
    }

    @Test func `A load that was overtaken by another does not replace its value`() throws {
        write("c1", "k1")
        let target = Mutex<ReloadingFile<String>?>(nil)
        let file = try ReloadingFile(paths: ["crt"], fileSystem: files) { [files] contents in
            let text = String(decoding: contents["crt"] ?? [], as: UTF8.self)
            if text == "c2" {
                files.write("c3", to: "crt")
                _ = target.withLock { $0 }?.reloadIfChanged()
            }
            return text
        }
        target.withLock { $0 = file }
        files.write("c2", to: "crt")
        guard case .unchanged = file.reloadIfChanged() else { throw Refused(description: "the old load won") }
        #expect(file.value == "c3")
        target.withLock { $0 = nil }
    }

    @Test func `The first load fails when a file is missing, too large or refused`() {
        let missing = #expect(throws: ConfigurationError.self) { try pair() }
        #expect(missing?.code == .unreadable)
        write(String(repeating: "x", count: 101), "k")
        let large = #expect(throws: ConfigurationError.self) { try pair() }
        #expect(large?.description == "crt has more than 100 bytes: is it the right file?")
        write("bad", "k")
        #expect(throws: Refused.self) { try pair() }
    }

    @Test func `Each trigger is one look, and only news is reported`() async throws {
        write("c1", "k1")
        let pair = try pair()
        let (triggers, send) = AsyncStream.makeStream(of: Void.self)
        var reported: [String] = []
        for _ in 0..<3 { send.yield() }
        send.finish()
        write("bad", "k2")
        await pair.reload(on: triggers) { outcome in
            switch outcome {
            case .reloaded(let value): reported.append("reloaded \(value)")
            case .failed(let error):
                reported.append("failed \(error)")
                write("c3", "k3")
            case .unchanged, .stillFailing: reported.append("nothing")
            }
        }
        #expect(reported == ["failed bad+k2", "reloaded c3+k3"])
    }

    @Test func `A configuration file is watched with its warnings, and a bad one is refused`() throws {
        files.write(registry("matchImages: [gcr.io/foo]\ncredentials: { gar: {} }"), to: "c.yaml")
        let file = try ReloadingFile(
            configuration: "c.yaml",
            mode: .cluster,
            kinds: CredentialKinds.all,
            fileSystem: files
        )
        #expect(file.value.configuration?.registries.count == 1)
        #expect(file.value.warnings.count == 1)
        files.write("registries: []", to: "c.yaml")
        guard case .failed(let error as ConfigurationError) = file.reloadIfChanged() else {
            throw Refused(description: "not failed")
        }
        #expect(error.code == .invalid)
        #expect(error.diagnostics.count == 3)
        #expect(file.value.configuration?.registries.count == 1)
    }
}

/// The real file system.
struct LocalFileSystemTests {
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "pullpass-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test func `The swap of a mounted ConfigMap's data link is seen`() throws {
        try withFolder { folder in
            let manager = FileManager.default
            for version in ["1", "2"] {
                let data = folder.appending(path: "..\(version)")
                try manager.createDirectory(at: data, withIntermediateDirectories: true)
                try Data("v\(version)".utf8).write(to: data.appending(path: "config.yaml"))
            }
            let link = folder.appending(path: "..data").path
            try manager.createSymbolicLink(atPath: link, withDestinationPath: "..1")
            let path = folder.appending(path: "config.yaml").path
            try manager.createSymbolicLink(atPath: path, withDestinationPath: "..data/config.yaml")
            let file = try ReloadingFile(paths: [path]) { String(decoding: $0[path] ?? [], as: UTF8.self) }
            #expect(file.value == "v1")
            guard case .unchanged = file.reloadIfChanged() else { throw Refused(description: "not unchanged") }
            try manager.removeItem(atPath: link)
            guard case .failed = file.reloadIfChanged() else { throw Refused(description: "not failed") }
            try manager.createSymbolicLink(atPath: link, withDestinationPath: "..2")
            guard case .reloaded("v2") = file.reloadIfChanged() else { throw Refused(description: "not reloaded") }
        }
    }

    @Test func `A file that is replaced by one of the same size is seen`() throws {
        try withFolder { folder in
            let path = folder.appending(path: "a").path
            try Data("one".utf8).write(to: URL(filePath: path))
            let before = try LocalFileSystem().fingerprint(of: path)
            #expect(before.size == 3)
            #expect(before.inode != 0)
            #expect(before.modified > 0)
            #expect(try LocalFileSystem().fingerprint(of: path) == before)
            // Written whole beside the old one, so that it surely is another file.
            try Data("two".utf8).write(to: URL(filePath: path + ".new"))
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.moveItem(atPath: path + ".new", toPath: path)
            #expect(try LocalFileSystem().fingerprint(of: path) != before)
            #expect(try LocalFileSystem().read(path, limit: 3) == Array("two".utf8))
        }
    }

    @Test func `A missing file, a folder and a file too large are told apart`() throws {
        try withFolder { folder in
            let system = LocalFileSystem()
            let missing = #expect(throws: ConfigurationError.self) { try system.read("/nowhere/at/all", limit: 1) }
            #expect(missing?.description == "/nowhere/at/all cannot be read: it does not exist")
            let directory = #expect(throws: ConfigurationError.self) { try system.read(folder.path, limit: 1 << 30) }
            #expect(directory?.description == "\(folder.path) cannot be read: it is a directory")
            let path = folder.appending(path: "a").path
            try Data("long".utf8).write(to: URL(filePath: path))
            let large = #expect(throws: ConfigurationError.self) { try system.read(path, limit: 3) }
            #expect(large?.code == .tooLarge)
        }
    }
}
