import Files
import FoundationEssentials
import Glibc
import Testing

struct DurableFileTests {
    private let files = LocalFileSystem()

    @Test func `a file is replaced whole, with nothing beside it, whatever a killed writer has left`() throws {
        try withFolder { folder in
            let path = folder.appending(path: "config.json").path
            try Data("half".utf8).write(to: URL(filePath: DurableFile.temporary(of: path)))
            try DurableFile.replace(path, with: Array("one".utf8), mode: 0o600, before: nil)
            try DurableFile.replace(path, with: [], mode: 0o640, before: files.status(of: path))
            try DurableFile.replace(path, with: Array("two".utf8), mode: 0o604, before: files.status(of: path))
            #expect(try files.read(path, limit: 9) == Array("two".utf8))
            #expect(try files.status(of: path)?.mode == 0o604)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["config.json"])
        }
    }

    @Test func `a file that somebody else has written meanwhile is left to them`() throws {
        try withFolder { folder in
            let path = folder.appending(path: "config.json").path
            let before = try files.status(of: path)
            #expect(before == nil)
            try Data("theirs".utf8).write(to: URL(filePath: path))
            for known in [before, try files.status(of: path)] {
                try Data("theirs, longer".utf8).write(to: URL(filePath: path))
                let error = #expect(throws: FileError.self) {
                    try DurableFile.replace(path, with: Array("ours".utf8), mode: 0o600, before: known)
                }
                #expect(error?.code == .unstable && error?.description.contains("changed by somebody else") == true)
                if let known { #expect(throws: FileError.self) { try DurableFile.remove(path, before: known) } }
                #expect(try files.read(path, limit: 99) == Array("theirs, longer".utf8))
                try Data("theirs".utf8).write(to: URL(filePath: path))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["config.json"])
        }
    }

    @Test func `a folder that is missing or no folder is named`() throws {
        try withFolder { folder in
            let path = folder.appending(path: "none/config.json").path
            let error = #expect(throws: FileError.self) {
                try DurableFile.replace(path, with: [], mode: 0o600, before: nil)
            }
            #expect(error?.code == .unwritable && error?.description.contains("none/.config.json") == true)
            #expect(throws: FileError.self) { try FolderLock.take(folder.appending(path: "none").path) }
        }
    }

    @Test func `a lock is one process', by whatever path, until it is given back`() throws {
        try withFolder { folder in
            let other = folder.appending(path: "link").path
            #expect(unsafe symlink(folder.path, other) == 0)
            var lock = try FolderLock.take(folder.path)
            #expect(lock != nil)
            #expect(try FolderLock.take(other) == nil)
            lock = nil
            #expect(try FolderLock.take(other) != nil)
        }
    }
}
