import Files
import FoundationEssentials
import Glibc
import Testing

/// The real file system.
struct LocalFileSystemTests {
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
            let missing = #expect(throws: FileError.self) { try system.read("/nowhere/at/all", limit: 1) }
            #expect(missing?.description == "/nowhere/at/all cannot be read: it does not exist")
            let directory = #expect(throws: FileError.self) { try system.read(folder.path, limit: 1 << 30) }
            #expect(directory?.description == "\(folder.path) cannot be read: it is a directory")
            let path = folder.appending(path: "a").path
            try Data("long".utf8).write(to: URL(filePath: path))
            let large = #expect(throws: FileError.self) { try system.read(path, limit: 3) }
            #expect(large?.code == .tooLarge)
        }
    }

    @Test func `What tells no size is read, and no further than the limit`() throws {
        // The files of /proc are such.
        let system = LocalFileSystem()
        let text = try system.read("/proc/self/cmdline", limit: 1 << 20)
        #expect(!text.isEmpty)
        let large = #expect(throws: FileError.self) { try system.read("/proc/self/cmdline", limit: text.count - 1) }
        #expect(large?.code == .tooLarge)
        #expect(throws: FileError.self) { try system.read("/dev/zero", limit: 1 << 20) }
    }

    @Test func `What may keep its reader waiting or never end is refused`() throws {
        try withFolder { folder in
            let pipe = folder.appending(path: "pipe").path
            try #require(unsafe mkfifo(pipe, 0o600) == 0)
            for path in [pipe, "/dev/zero", "/dev/null"] {
                let refused = #expect(throws: FileError.self) { try LocalFileSystem().read(path, limit: 1 << 20) }
                #expect(refused?.description == "\(path) cannot be read: it is no regular file")
            }
        }
    }

    @Test func `Who is missing and who may not be read is told without words, too`() throws {
        try withFolder { folder in
            let missing = #expect(throws: FileError.self) {
                try LocalFileSystem().read(folder.appending(path: "no").path, limit: 1)
            }
            #expect(missing?.isMissing == true)
            #expect(missing?.isForbidden == false)
            #expect(!LocalFileSystem().exists(folder.appending(path: "no").path))
            #expect(LocalFileSystem().exists(folder.path))
        }
    }
}
