import Files
import FoundationEssentials
import Testing

/// Files that an editor of Windows has saved.
struct SavedTextFileTests {
    private func withFile<R>(_ bytes: [UInt8], _ body: (String) throws -> R) throws -> R? {
        var result: R?
        try withFolder { folder in
            let path = folder.appending(path: "f").path
            try FileWriter.write(bytes, to: path, mode: 0o600)
            result = try body(path)
        }
        return result
    }

    @Test func `a byte order mark in front is left out`() throws {
        let bytes: [UInt8] = [0xEF, 0xBB, 0xBF, 0x61, 0x0D, 0x0A]
        #expect(try withFile(bytes) { try LocalFileSystem().readText($0, limit: 100) } == [0x61, 0x0D, 0x0A])
        #expect(try withFile(bytes) { try InputFile(name: $0).read() } == [0x61, 0x0D, 0x0A])
    }

    @Test(arguments: [[0xFF, 0xFE, 0x61, 0], [0xFE, 0xFF, 0, 0x61], [0x61, 0, 0x62, 0]] as [[UInt8]])
    func `UTF-16 is named with what to do`(bytes: [UInt8]) throws {
        let error = #expect(throws: FileError.self) {
            try withFile(bytes) { try LocalFileSystem().readText($0, limit: 100) }
        }
        #expect(error?.code == .encoding)
        #expect(
            error?.description.hasSuffix(
                "it is UTF-16: save it as UTF-8 (in Windows PowerShell: Out-File -Encoding utf8)"
            )
                == true
        )
    }

    @Test func `a file that is loaded again when it changes has none either`() throws {
        let files = MemoryFileSystem()
        files.write("\u{FEFF}a", to: "f")
        let file = try ReloadingFile(paths: ["f"], fileSystem: files) { String(decoding: $0["f"] ?? [], as: UTF8.self) }
        #expect(file.value == "a")
    }
}
