import FoundationEssentials

/// A directory that is there as long as this object is.
package final class TemporaryDirectory: Sendable {
    /// Its path.
    package let path: String

    /// Makes an empty one.
    package init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "pullpass-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a file in it.
    package func path(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file in one step: a reader sees the old one or the new one, and never a part.
    @discardableResult
    package func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(filePath: path(name)), options: .atomic)
        return path(name)
    }

    /// Writes a text file in one step.
    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }
}
