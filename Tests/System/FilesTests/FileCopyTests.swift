import Files
import FoundationEssentials
import Glibc
import Testing

struct FileCopyTests {
    @Test(arguments: [0, 1, 65_536, 65_537, 1_000_003])
    func `a copy has every byte, its own mode, and nothing beside it`(bytes: Int) throws {
        try withFolder { folder in
            let content = (0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let source = folder.appending(path: "program").path
            try FileWriter.write(content, to: source, mode: 0o600)
            // What a copy that was killed left behind, and an older copy.
            try Data("half".utf8).write(to: folder.appending(path: ".copy.new"))
            try Data("old".utf8).write(to: folder.appending(path: "copy"))
            let path = folder.appending(path: "copy").path
            // Every usual mask takes a right away from this; to set one would be for all tests that run beside this one.
            try FileWriter.copy(source, to: path, mode: 0o777)
            #expect(try LocalFileSystem().read(path, limit: bytes) == content)
            var status = stat()
            try #require(unsafe stat(path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o777)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["copy", "program"])
        }
    }

    @Test func `the running program is copied by its name in proc`() throws {
        try withFolder { folder in
            let path = folder.appending(path: "self").path
            try FileWriter.copy("/proc/self/exe", to: path, mode: 0o700)
            let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            #expect(try Data(contentsOf: URL(filePath: path)) == Data(contentsOf: URL(filePath: own)))
        }
    }

    @Test func `what is missing, no file, or in the way is named, and leaves nothing behind`() throws {
        try withFolder { folder in
            let copy = folder.appending(path: "copy").path
            let absent = folder.appending(path: "absent").path
            #expect(throws: FileError.self) { try FileWriter.copy(absent, to: copy, mode: 0o755) }
            let directory = #expect(throws: FileError.self) { try FileWriter.copy(folder.path, to: copy, mode: 0o755) }
            #expect(directory?.description == "\(folder.path) cannot be read: it is a directory")
            let source = folder.appending(path: "program").path
            try FileWriter.write([1], to: source, mode: 0o600)
            let error = #expect(throws: FileError.self) {
                try FileWriter.copy(source, to: "\(absent)/copy", mode: 0o755)
            }
            #expect(error?.description == "cannot create \(absent)/.copy.new: No such file or directory")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["program"])
        }
    }
}
