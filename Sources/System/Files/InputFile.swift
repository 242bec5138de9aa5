internal import Glibc
internal import Text

/// A file that a command was told to read; `-` is standard input.
package struct InputFile {
    /// The path as it was given.
    package let name: String

    /// Takes a path as it was given.
    package init(name: String) { self.name = name }

    /// Reads the whole file, however large unless a limit in bytes is given: a person has named it.
    ///
    /// A byte order mark in front is left out. From a pipe something must come once in a while, if only its end: one that nobody writes
    /// into is given up after `patience`. Standard input is waited for.
    package func read(
        limit: Int = .max,
        patience: Duration = .seconds(60)
    ) throws(InputFileError) -> [UInt8] {
        SavedText.withoutMark(try readAll(limit, patience))
    }

    private func readAll(_ limit: Int, _ patience: Duration) throws(InputFileError) -> [UInt8] {
        if name == "-" { return try Self.readStandardInput(limit) }
        do throws(FileError) {
            return try LocalFileSystem().read(name, limit: limit, patience: patience)
        } catch {
            let code = error.code == .tooLarge ? EFBIG : error.systemError ?? ENOTSUP
            throw InputFileError(name: name, code: code, limit: limit)
        }
    }

    /// Reads the descriptor itself: `/dev/stdin` cannot be opened where it is a socket, as it is under some `sshd`.
    private static func readStandardInput(_ limit: Int) throws(InputFileError) -> [UInt8] {
        do throws(DescriptorReader.Failure) {
            return try DescriptorReader(descriptor: STDIN_FILENO).readAll(limit: limit)
        } catch {
            throw InputFileError(name: "standard input", code: error.number, limit: limit)
        }
    }
}

/// Why a file cannot be read.
package struct InputFileError: Error, CustomStringConvertible {
    /// What was to be read.
    let name: String
    /// The system's number of the error.
    let code: CInt
    /// The most bytes that were wanted.
    let limit: Int

    /// Whether a person would have to type it.
    package var isTerminal: Bool { code == ENOTTY }

    package var description: String {
        let reason =
            switch code {
            case ENOTTY: "it is a terminal"
            case ENOENT: "there is no such file"
            case EACCES, EPERM: "this user may not read it"
            case EISDIR: "it is a directory; name the files in it"
            case EBADF: "it is closed"
            case ENOTSUP: "it is no file and no pipe"
            case EFBIG: "it has more than \(limit) bytes: is it the right file?"
            case ETIMEDOUT: "nothing came out of the pipe: start what writes into it first"
            default: "it cannot be read (system error \(code))"
            }
        return "\(name): \(reason)"
    }
}
