import FoundationEssentials
import Glibc

/// A file that a command was told to read; `-` is standard input.
struct InputFile {
    /// The path as it was given.
    let name: String

    /// Reads the whole file.
    func read() throws(InputFileError) -> [UInt8] {
        if name == "-" { return try Self.readStandardInput() }
        do {
            return Array(try Data(contentsOf: URL(filePath: name)))
        } catch {
            let cause = (error as? CocoaError)?.underlying as? POSIXError
            throw InputFileError(name: name, code: cause?.code.rawValue ?? EIO)
        }
    }

    /// Reads the descriptor itself: `/dev/stdin` cannot be opened where it is a socket, as it is under some `sshd`.
    private static func readStandardInput() throws(InputFileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            // The pointer is used within the call only.
            let count = unsafe chunk.withUnsafeMutableBytes { space in
                unsafe Glibc.read(STDIN_FILENO, space.baseAddress, space.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw InputFileError(name: "standard input", code: errno) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }
}

/// Why a file cannot be read.
struct InputFileError: Error, CustomStringConvertible {
    /// What was to be read.
    let name: String
    /// The system's number of the error.
    let code: CInt

    var description: String {
        let reason =
            switch code {
            case ENOENT: "there is no such file"
            case EACCES, EPERM: "this user may not read it"
            case EISDIR: "it is a directory; name the files in it"
            case EBADF: "it is closed"
            default: "it cannot be read (system error \(code))"
            }
        return "\(name): \(reason)"
    }
}
