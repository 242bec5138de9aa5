internal import Glibc
package import Linux

/// The files below a folder that is taken for the root: of this machine, or of a node whose root is mounted somewhere.
///
/// Links are followed here and not by the kernel, name by name from the root's own descriptor: whatever they say, and whoever swaps folders
/// for links meanwhile, nothing outside of the root is opened.
package struct RootedFileSystem: Sendable {
    private let root: Root

    /// The open folder; a class, since a value that is copied cannot own it.
    private final class Root: Sendable {
        let descriptor: FileDescriptor
        init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }
    }

    /// A name in an open folder, behind all links to that folder.
    struct Place: ~Copyable {
        let folder: FileDescriptor
        let name: String

        /// Opens what has the name, unless it is a link.
        func open(_ flags: CInt) -> CInt { unsafe openat(folder.number, name, flags | O_NOFOLLOW | O_CLOEXEC) }
    }

    /// Opens the root.
    package init(root path: String) throws(SystemCallError) {
        let raw = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard raw >= 0 else { throw .last("opening the root", subject: path) }
        root = Root(FileDescriptor(owning: raw))
    }

    /// The place of a path; links in front of its last name are followed.
    func place(_ path: String) throws(SystemCallError) -> Place {
        let parts = try follow(PathInRoot.folder(of: path))
        let name = PathInRoot.name(of: path)
        return Place(folder: try open(parts), name: name.isEmpty ? "." : name)
    }

    /// Opens a folder by names none of which is a link.
    private func open(_ parts: [String]) throws(SystemCallError) -> FileDescriptor {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let first = unsafe openat(root.descriptor.number, ".", flags)
        guard first >= 0 else { throw .last("opening the root") }
        var current = FileDescriptor(owning: first)
        for part in parts {
            let next = unsafe openat(current.number, part, flags)
            guard next >= 0 else { throw .last("opening the folder", subject: PathInRoot.joined(parts)) }
            current = FileDescriptor(owning: next)
        }
        return current
    }

    /// The names of a path behind all links; from the first that is not there on as they are written.
    func follow(_ path: String) throws(SystemCallError) -> [String] {
        var rest = Array(PathInRoot.parts(path).reversed())
        var done: [String] = []
        var links = 0
        while let part = rest.popLast() {
            if part == "." { continue }
            if part == ".." {
                _ = done.popLast()
                continue
            }
            guard let target = try link(part, in: done) else {
                done.append(part)
                continue
            }
            links += 1
            guard links <= 40 else { throw SystemCallError(call: "following links", code: ELOOP, subject: path) }
            if target.hasPrefix("/") { done = [] }
            rest += PathInRoot.parts(target).reversed()
        }
        return done
    }

    /// Where a link leads to; nil for what is none, or is not there.
    private func link(_ name: String, in parts: [String]) throws(SystemCallError) -> String? {
        let folder: FileDescriptor
        do throws(SystemCallError) {
            folder = try open(parts)
        } catch {
            if error.code == ENOENT || error.code == ENOTDIR { return nil }
            throw error
        }
        return Self.target(folder.number, name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Where a link leads to; nil for what is none.
    static func target(_ folder: CInt, _ name: String) -> [UInt8]? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = unsafe readlinkat(folder, name, &buffer, buffer.count)
        return count < 0 ? nil : buffer.prefix(count).map { UInt8(bitPattern: $0) }
    }
}
