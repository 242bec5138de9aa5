import FoundationEssentials
import KubeletConfiguration
import TestSupport
import Testing

/// Files and directories, as they stand on a node.
struct FolderTests {
    let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func provider(_ name: String) -> String { changed("name: \(name)", "matchImages: [\(name).lab]") }

    private func checkFolder(_ minor: Int = 36, binDir: String? = nil) -> ConfigReport {
        ConfigCheck(Kubelet(KubeletVersion(minor: minor)), folder: binDir).check([folder.path])
    }

    private func make(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: folder.path(name), withIntermediateDirectories: true)
    }

    private func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: folder.path(name), withDestinationPath: target)
    }

    @Test func `a directory is read in the order of names, with hidden files and without what is no file`() throws {
        for name in ["20-b.json", "10-a.yaml", "30-tok.yml", ".hidden.yaml"] {
            try folder.write(name, provider("p\(name.filter(\.isNumber))"))
        }
        for name in ["README.txt", "x.yaml.bak", "yaml", "40.YAML"] { try folder.write(name, "nothing") }
        try make("sub.yaml")
        let report = checkFolder()
        #expect(report.starts)
        #expect(
            report.files.map { $0.split(separator: "/").last } == [
                ".hidden.yaml", "10-a.yaml", "20-b.json", "30-tok.yml",
            ]
        )
        #expect(report.config.providers.map(\.name) == ["p", "p10", "p20", "p30"])
        #expect(
            report.warnings.map { String($0.file.split(separator: "/").last ?? "") } == ["40.YAML", ".hidden.yaml"]
        )
        #expect(checkFolder(33).errors.map(\.words) == ["read \(folder.path): is a directory"])
    }

    @Test func `an empty directory and no file keep it from starting`() throws {
        let empty = checkFolder()
        #expect(empty.errors.map(\.words) == ["no configuration files found in directory \"\(folder.path)\""])
        let path = folder.path("none.yaml")
        let none = ConfigCheck(Kubelet(KubeletVersion(minor: 36))).check([path])
        #expect(none.errors.map(\.words) == ["unable to access path \"\(path)\""])
        let old = ConfigCheck(Kubelet(KubeletVersion(minor: 30))).check([path])
        #expect(
            old.errors[0].words?.hasPrefix("unable to read external registry credential provider configuration from")
                == true
        )
    }

    @Test func `one name in two files, a broken file beside a good one, a link to nothing and one to a directory`()
        throws
    {
        try folder.write("a.yaml", provider("same"))
        try folder.write("b.yaml", provider("same"))
        try folder.write("c.yaml", "kind: [")
        try make("sub")
        try link("d.yaml", to: "none")
        try link("e.yaml", to: "sub")
        try link("..data", to: "sub")
        let report = checkFolder()
        #expect(report.errors.count == 4, "\(report.text)")
        let doubled = report.errors.first { $0.file.hasSuffix("b.yaml") }
        #expect(doubled?.words == "duplicate provider name \"same\" found in configuration file(s)")
        #expect(doubled?.meaning.contains("a.yaml:4") == true)
        for name in ["d.yaml", "e.yaml"] {
            #expect(report.errors.first { $0.file.hasSuffix(name) }?.words?.hasPrefix("unable to read file") == true)
        }
    }

    @Test func `an empty list in one file is none where another has providers`() throws {
        try folder.write("a.yaml", "\(v1)\nproviders: []\n")
        try folder.write("b.yaml", provider("p"))
        #expect(checkFolder().complaints == [])
    }

    @Test func `several paths are the files of one directory`() throws {
        let first = try folder.write("a", provider("one"))
        let second = try folder.write("b", provider("two"))
        let report = ConfigCheck(Kubelet(KubeletVersion(minor: 36))).check([second, first])
        #expect(report.starts && report.config.providers.map(\.name) == ["two", "one"])
        #expect(ConfigCheck(Kubelet(KubeletVersion(minor: 33))).check([first, second]).errors.count == 1)
    }

    @Test func `a second document is told, whatever it holds, and an end or a comment is none`() {
        for rest in ["---\n\(changed("name: b"))", "--- {kind: [\n", "...\n---\n]\n"] {
            let report = check(changed() + rest)
            #expect(report.starts && report.config.providers.map(\.name) == ["rec1"], "\(rest)")
            #expect(report.warnings.count == 1, "\(rest)")
        }
        for rest in ["---\n", "...\n", "---\n# no more\n\n---\n"] {
            #expect(check(changed() + rest).complaints == [], "\(rest)")
        }
        #expect(check("# first\n---\n" + changed()).complaints == [])
        #expect(check("%YAML 1.1\n---\n" + changed()).complaints == [])
    }

    @Test func `programs that are missing, not executable, a directory or none at all`() throws {
        let bin = folder.path("bin")
        try make("bin/dir")
        try folder.write(
            "a.yaml",
            ["gone", "plain", "dir", "html", "empty", "other", "script"].map {
                "- name: \($0)\n  apiVersion: credentialprovider.kubelet.k8s.io/v1\n  matchImages: [\($0).lab]\n  defaultCacheDuration: 0s\n"
            }.reduce("\(v1)\nproviders:\n", +)
        )
        func program(_ name: String, _ bytes: [UInt8], mode: Int = 0o755) throws {
            try folder.write("bin/\(name)", bytes)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(bin)/\(name)")
        }
        try program("plain", [], mode: 0o644)
        try program("html", Array("<!DOCTYPE html><html>not found</html>".utf8))
        try program("empty", [])
        try program(
            "other",
            [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0] + Array(repeating: 0, count: 10) + [0x15, 0] + [0, 0]
        )
        try program("script", Array("#!/bin/sh\n".utf8))
        let report = checkFolder(binDir: bin)
        #expect(
            report.errors.map(\.words) == [
                "plugin binary executable  did not exist",
                "error inspecting binary executable : exec: \"\(bin)/plain\": permission denied",
                "error inspecting binary executable : exec: \"\(bin)/dir\": is a directory",
            ]
        )
        #expect(report.errors.map(\.line) == [4, 8, 12])
        #expect(report.warnings.map(\.words) == Array(repeating: "exec format error", count: 3), "\(report.text)")
        #expect(report.warnings.map(\.line) == [16, 20, 24])
    }

    @Test func `no directory of plugins, and a file in its place`() throws {
        let file = try folder.write("a.yaml", changed())
        let gone = checkFolder(binDir: folder.path("bin"))
        #expect(gone.errors.map(\.words) == ["plugin binary directory \(folder.path("bin")) did not exist"])
        #expect(checkFolder(binDir: file).errors.count == 1)
    }
}
