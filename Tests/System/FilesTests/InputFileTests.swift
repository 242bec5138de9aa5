import Files
import FoundationEssentials
import Testing

struct InputFileTests {
    @Test func `a file is read whole`() throws {
        try withFolder { folder in
            let path = folder.appending(path: "a.yaml").path
            try FileWriter.write([UInt8](repeating: 7, count: 200_000), to: path, mode: 0o600)
            #expect(try InputFile(name: path).read().count == 200_000)
        }
    }

    @Test func `what cannot be read is told in words for a person`() throws {
        try withFolder { folder in
            let missing = #expect(throws: InputFileError.self) { try InputFile(name: "/nowhere/at/all").read() }
            #expect(missing?.description == "/nowhere/at/all: there is no such file")
            let directory = #expect(throws: InputFileError.self) { try InputFile(name: folder.path).read() }
            #expect(directory?.description == "\(folder.path): it is a directory; name the files in it")
            let device = #expect(throws: InputFileError.self) { try InputFile(name: "/dev/zero").read() }
            #expect(device?.description == "/dev/zero: it is no file and no pipe")
        }
    }
}
