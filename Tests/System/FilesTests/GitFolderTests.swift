import Files
import FoundationEssentials
import Testing

struct GitFolderTests {
    /// A work tree with ignore files, and what a folder in it needs; nil for nothing.
    private func need(
        _ folder: String,
        ignoring files: [String: String] = [:],
        having others: [String] = [],
        isRepository: Bool = true
    ) throws -> String? {
        var lines: String?
        try withFolder { root in
            if isRepository {
                try FileManager.default.createDirectory(
                    at: root.appending(path: ".git/info"),
                    withIntermediateDirectories: true
                )
            }
            try FileWriter.makeFolder(root.appending(path: folder).path)
            for (file, text) in files { try Data(text.utf8).write(to: root.appending(path: file)) }
            for file in others { try Data().write(to: root.appending(path: file)) }
            lines = try GitFolder(
                root.appending(path: folder).path,
                secrets: ["ca.key", "tls.key"],
                others: ["ca.crt", "tls.crt"]
            ).neededIgnoreFile()
        }
        return lines
    }

    @Test func `outside of a work tree nothing is needed`() throws {
        #expect(try need("certs", isRepository: false) == nil)
    }

    @Test func `a folder of our own is ignored whole, of another one the keys`() throws {
        #expect(try need("certs")?.hasSuffix("\n*\n") == true)
        #expect(try need("a/b/certs", having: ["a/b/certs/ca.key", "a/b/certs/tls.crt"])?.hasSuffix("\n*\n") == true)
        for (folder, other) in [("certs", "certs/make.sh"), (".", "README.md"), (".", "ca.key")] {
            let lines = try #require(try need(folder, having: [other]))
            #expect(lines.contains("\n/ca.key\n") && lines.contains("\n/tls.key\n") && !lines.contains("\n*\n"))
        }
    }

    @Test(arguments: [
        (".gitignore", "*.key"), (".gitignore", "certs/"), (".gitignore", "/certs"), (".gitignore", "/certs/*"),
        (".gitignore", "ca.key\ntls.key"), (".gitignore", "**/*.key"), (".gitignore", "certs/*.key  "),
        (".gitignore", "# keys\n\n*.key\n!x.key"), ("certs/.gitignore", "*"), ("certs/.gitignore", "*.key\r\n"),
        (".git/info/exclude", "*.key"), ("certs/.gitignore", "/ca.key\n/tls.key"), (".gitignore", "*.[k]ey"),
    ])
    func `where ignore files have the keys nothing is needed`(file: String, lines: String) throws {
        #expect(try need("certs", ignoring: [file: lines]) == nil)
    }

    @Test(arguments: ["*.pem", "ca.key", "*.key\n!tls.key", "other/", "# *.key", "/x/*.key", "ca.key/\ntls.key/"])
    func `an ignore file above that does not have both keys is of no use`(lines: String) throws {
        #expect(try need("certs", ignoring: [".gitignore": lines]) != nil)
    }

    @Test func `an ignore file of somebody's in the folder is not changed`() throws {
        let error = #expect(throws: FilesInWorkTree.self) {
            try need("certs", ignoring: ["certs/.gitignore": "*.pem\n"])
        }
        #expect(error?.description.contains("add the line *.key to") == true)
    }
}
