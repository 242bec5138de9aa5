import Configuration
import Credentials
import Files
import Synchronization

@testable import Providers

/// Secrets that a test makes, changes and takes away; it notes which were read.
final class FakeSecrets: SecretReader {
    /// What a reader throws that cannot say.
    struct Unreachable: Error, CustomStringConvertible {
        var description: String { "the API server does not answer" }
    }

    private struct State {
        var secrets: [String: SecretData]
        var isReachable = true
        var read: Set<String> = []
    }

    private let state: Mutex<State>

    init(_ secrets: [String: SecretData] = [:]) { state = Mutex(State(secrets: secrets)) }

    func secretData(name: String) async throws -> SecretData? {
        try state.withLock { state in
            state.read.insert(name)
            guard state.isReachable else { throw Unreachable() }
            return state.secrets[name]
        }
    }

    var read: Set<String> { state.withLock(\.read) }
    func set(_ name: String, _ secret: SecretData?) { state.withLock { $0.secrets[name] = secret } }
    func disconnect() { state.withLock { $0.isReachable = false } }
}

/// Files that a test makes, changes and takes away; it notes which were read.
final class FakeFiles: ReloadFileSystem {
    private struct State {
        var files: [String: [UInt8]]
        var read: Set<String> = []
    }

    private let state: Mutex<State>

    init(_ files: [String: String] = [:]) { state = Mutex(State(files: files.mapValues { Array($0.utf8) })) }

    func fingerprint(of path: String) throws(FileError) -> FileFingerprint {
        FileFingerprint(resolvedPath: path, inode: 1, size: UInt64(try read(path, limit: .max).count), modified: 0)
    }

    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        let bytes = state.withLock { state in
            state.read.insert(path)
            return state.files[path]
        }
        guard let bytes else { throw .unreadable(path: path, reason: "it does not exist") }
        guard bytes.count <= limit else { throw .tooLarge(path: path, limit: limit) }
        return bytes
    }

    var read: Set<String> { state.withLock(\.read) }
    func set(_ path: String, _ bytes: [UInt8]?) { state.withLock { $0.files[path] = bytes } }
}

extension SecretData {
    /// A Secret of type Opaque.
    static func opaque(_ data: [String: String]) -> SecretData {
        SecretData(type: "Opaque", data: data.mapValues { Array($0.utf8) })
    }

    /// A pull Secret.
    static func dockerConfig(_ json: String) -> SecretData {
        SecretData(type: "kubernetes.io/dockerconfigjson", data: [".dockerconfigjson": Array(json.utf8)])
    }
}
