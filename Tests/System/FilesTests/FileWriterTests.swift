import Files
import FoundationEssentials
import Glibc
import Testing

struct FileWriterTests {
    private func mode(_ path: String) throws -> UInt32 {
        var status = stat()
        try #require(unsafe stat(path, &status) == 0)
        return status.st_mode & 0o777
    }

    @Test(arguments: [0o600, 0o644] as [UInt32])
    func `a file is replaced whole, with its mode and nothing beside it`(mode wanted: UInt32) throws {
        try withFolder { folder in
            let path = folder.appending(path: "tls.key").path
            // What a writer that was killed left behind, and a file that everybody may read.
            try Data("half".utf8).write(to: folder.appending(path: ".tls.key.new"))
            try Data("old".utf8).write(to: folder.appending(path: "tls.key"))
            let before = try LocalFileSystem().fingerprint(of: path)
            try FileWriter.write(Array("new".utf8), to: path, mode: wanted)
            #expect(try LocalFileSystem().read(path, limit: 3) == Array("new".utf8))
            #expect(try LocalFileSystem().fingerprint(of: path).inode != before.inode)
            #expect(try mode(path) == wanted)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["tls.key"])
        }
    }

    @Test func `an empty file can be written`() throws {
        try withFolder { folder in
            let path = folder.appending(path: "a").path
            try FileWriter.write([], to: path, mode: 0o600)
            #expect(try LocalFileSystem().read(path, limit: 0).isEmpty)
        }
    }

    @Test func `a folder that is missing is named, and can be made`() throws {
        try withFolder { folder in
            let inner = folder.appending(path: "a/b").path
            let error = #expect(throws: FileError.self) { try FileWriter.write([1], to: "\(inner)/f", mode: 0o600) }
            #expect(error?.code == .unwritable)
            #expect(error?.description == "cannot create \(inner)/.f.new: No such file or directory")
            try FileWriter.makeFolder(inner)
            try FileWriter.makeFolder(inner)
            try FileWriter.write([1], to: "\(inner)/f", mode: 0o600)
        }
    }

    @Test func `a file in the way of a folder is named`() throws {
        try withFolder { folder in
            let path = folder.appending(path: "f").path
            try FileWriter.write([], to: path, mode: 0o600)
            let error = #expect(throws: FileError.self) { try FileWriter.makeFolder("\(path)/a") }
            #expect(error?.description == "cannot make the folder \(path)/a/: Not a directory")
        }
    }
}
