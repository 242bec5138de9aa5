internal import Glibc
internal import Text

/// A file that a command was told to read; `-` is standard input.
package struct InputFile {
    /// The path as it was given.
    package let name: String

    /// Takes a path as it was given.
    package init(name: String) { self.name = name }

    /// Reads the whole file, however large: a person has named it.
    ///
    /// A byte order mark in front is left out.
    package func read() throws(InputFileError) -> [UInt8] { SavedText.withoutMark(try readAll()) }

    private func readAll() throws(InputFileError) -> [UInt8] {
        if name == "-" { return try Self.readStandardInput() }
        do throws(FileError) {
            return try LocalFileSystem().read(name, limit: .max, acceptsPipe: true)
        } catch {
            throw InputFileError(name: name, code: error.systemError ?? ENOTSUP)
        }
    }

    /// Reads the descriptor itself: `/dev/stdin` cannot be opened where it is a socket, as it is under some `sshd`.
    private static func readStandardInput() throws(InputFileError) -> [UInt8] {
        do throws(DescriptorReader.Failure) {
            return try DescriptorReader(descriptor: STDIN_FILENO).readAll(limit: .max)
        } catch {
            guard case .system(let code) = error else { throw InputFileError(name: "standard input", code: EFBIG) }
            throw InputFileError(name: "standard input", code: code)
        }
    }
}

/// Why a file cannot be read.
package struct InputFileError: Error, CustomStringConvertible {
    /// What was to be read.
    let name: String
    /// The system's number of the error.
    let code: CInt

    package var description: String {
        let reason =
            switch code {
            case ENOENT: "there is no such file"
            case EACCES, EPERM: "this user may not read it"
            case EISDIR: "it is a directory; name the files in it"
            case EBADF: "it is closed"
            case ENOTSUP: "it is no file and no pipe"
            default: "it cannot be read (system error \(code))"
            }
        return "\(name): \(reason)"
    }
}
