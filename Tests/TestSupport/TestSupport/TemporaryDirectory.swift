import FoundationEssentials
import Glibc

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

    /// Writes an executable text file, which may be started at once.
    ///
    /// By another process: a descriptor of this one is also in each process that another test starts just then, until its `exec`, and
    /// a program that anybody has open for writing is not started (`ETXTBSY`).
    @discardableResult
    package func writeProgram(_ name: String, _ text: String) throws -> String {
        let path = path(name)
        guard
            let writer = unsafe popen(
                "cat > '\(path).new' && chmod 755 '\(path).new' && mv '\(path).new' '\(path)'",
                "we"
            )
        else { throw ProgramNotWritten(path: path) }
        let isWritten = unsafe fputs(text, writer) >= 0
        guard unsafe pclose(writer) == 0, isWritten else { throw ProgramNotWritten(path: path) }
        return path
    }

    private struct ProgramNotWritten: Error { let path: String }
}
