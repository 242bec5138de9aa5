import Configuration
import Credentials
import EventLoop
import Files
import FoundationEssentials
import Glibc
import Images
import Synchronization
import Testing
import TestSupport
import Text

@testable import NodeDockerConfig

let noon = Timestamp(seconds: 1_795_953_600)

/// An entry that a registry wants.
func wanted(_ key: String, _ login: String = "us:pw", by registry: String = "reg", end: Timestamp? = nil) -> WantedEntry
{
    let parts = login.split(separator: ":", maxSplits: 1).map(String.init)
    return WantedEntry(
        DockerAuths.Entry(
            key: key,
            credential: RegistryCredential(username: parts[0], password: SecretText(parts[1]), fetchedAt: noon)
        ),
        registry: registry,
        expiresAt: end
    )
}

/// The logins of a text by their keys, as the kubelet reads them.
func logins(_ bytes: [UInt8]) throws -> [String: String] {
    var logins: [String: String] = [:]
    for entry in try DockerConfig(parsing: bytes).entries {
        logins[entry.registry] = entry.credential.username + ":" + entry.credential.password
    }
    return logins
}

/// A folder that stands for a node's root.
final class Node: Sendable {
    let folder: TemporaryDirectory
    let path: String

    init() throws {
        folder = try TemporaryDirectory()
        path = folder.path("var/lib/kubelet/config.json")
        for name in ["var/lib/kubelet", "var/lib/pullpass"] {
            try FileManager.default.createDirectory(atPath: folder.path(name), withIntermediateDirectories: true)
        }
    }

    var state: String { folder.path("var/lib/pullpass") }

    func file(_ files: any DurableFileSystem = LocalFileSystem()) -> NodeConfigFile {
        NodeConfigFile(path: path, stateFolder: state, files: files)
    }

    /// What a kubelet reads.
    var bytes: [UInt8]? { try? LocalFileSystem().read(path, limit: 4 << 20) }
    var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    func write(_ text: String, mode: UInt32 = 0o600, at name: String = "var/lib/kubelet/config.json") throws {
        let path = folder.path(name)
        let parent = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path))
        #expect(unsafe chmod(path, mode) == 0)
    }

    var mode: UInt32? { (try? LocalFileSystem().status(of: path))?.flatMap(\.mode) }

    /// All files of the node that hold a text.
    func filesHolding(_ text: String) throws -> [String] {
        let needle = Array(text.utf8)
        return try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { name in
            guard let bytes = FileManager.default.contents(atPath: folder.path(name)).map(Array.init) else {
                return false
            }
            return bytes.indices.contains { bytes[$0...].starts(with: needle) }
        }.sorted()
    }
}

/// The machine's file system, in which a process dies at one of its writes: before it, or as soon as it is done.
final class MortalFileSystem: DurableFileSystem {
    struct Killed: Error {}

    private let steps: Mutex<Int>

    /// Dies at the step; the even ones are before a write, the odd ones after.
    init(dyingAt step: Int) { steps = Mutex(step) }

    private let real = LocalFileSystem()

    /// Whether it lived on.
    var isAlive: Bool { steps.withLock { $0 > 0 } }

    private func step() -> Bool {
        steps.withLock { steps in
            steps -= 1
            return steps < 0
        }
    }

    private func run(_ body: () throws(FileError) -> Void) throws(FileError) {
        if step() { throw .tooLarge(path: "killed", limit: 0) }
        try body()
        if step() { throw .tooLarge(path: "killed", limit: 0) }
    }

    func fingerprint(of path: String) throws(FileError) -> FileFingerprint { try real.fingerprint(of: path) }
    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] { try real.read(path, limit: limit) }
    func status(of path: String) throws(FileError) -> FileStatus? { try real.status(of: path) }
    func target(of path: String) throws(FileError) -> String { try real.target(of: path) }

    func replace(_ path: String, with bytes: [UInt8], mode: UInt32, before: FileStatus?) throws(FileError) {
        try run { () throws(FileError) in try real.replace(path, with: bytes, mode: mode, before: before) }
    }

    func remove(_ path: String, before: FileStatus) throws(FileError) {
        try run { () throws(FileError) in try real.remove(path, before: before) }
    }
}
