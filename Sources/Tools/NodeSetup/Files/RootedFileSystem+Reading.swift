internal import Files
internal import Glibc
package import Linux

extension RootedFileSystem: NodeFileSystem {
    package func resolved(_ path: String) throws(SystemCallError) -> String { PathInRoot.joined(try follow(path)) }

    package func status(of path: String) throws(SystemCallError) -> NodeFileStatus? {
        var status = stat()
        let found: CInt
        do throws(SystemCallError) {
            let place = try place(path)
            found = unsafe fstatat(place.folder.number, place.name, &status, AT_SYMLINK_NOFOLLOW)
        } catch {
            if error.code == ENOENT || error.code == ENOTDIR { return nil }
            throw error
        }
        guard found == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .last("looking at", subject: path)
        }
        let kind: NodeFileStatus.Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .other
            }
        return NodeFileStatus(
            kind,
            mode: UInt32(status.st_mode & 0o7777),
            user: status.st_uid,
            group: status.st_gid,
            modified: Int64(status.st_mtim.tv_sec)
        )
    }

    package func read(_ path: String, limit: Int) throws(SystemCallError) -> [UInt8] {
        let place = try place(path)
        if let target = Self.target(place.folder.number, place.name) { return target }
        // Without waiting for whoever may write into a pipe.
        let raw = place.open(O_RDONLY | O_NONBLOCK)
        guard raw >= 0 else { throw .last("opening", subject: path) }
        let descriptor = FileDescriptor(owning: raw)
        var status = stat()
        guard unsafe fstat(raw, &status) == 0 else { throw .last("looking at", subject: path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SystemCallError(call: "reading", code: EINVAL, subject: path)
        }
        do throws(DescriptorReader.Failure) {
            return try DescriptorReader(descriptor: descriptor.number).readAll(
                limit: limit,
                expecting: Int(status.st_size)
            )
        } catch {
            throw SystemCallError(call: "reading", code: error.number, subject: path)
        }
    }

    package func names(in folder: String) throws(SystemCallError) -> [String] {
        let place = try place(try resolved(folder))
        let raw = place.open(O_RDONLY | O_DIRECTORY)
        guard raw >= 0 else { throw .last("opening the folder", subject: folder) }
        guard let stream = unsafe fdopendir(raw) else {
            close(raw)
            throw .last("opening the folder", subject: folder)
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
            // Nobody has so many; a hostile root might.
            if names.count == 100_000 { break }
        }
        return names.sorted()
    }
}
