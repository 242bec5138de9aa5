import Files
import FoundationEssentials
import Glibc
import Images
import Testing
import TestSupport

@testable import NodeDockerConfig

/// The file on a node, and what may be in its way.
struct NodeConfigFileTests {
    private static let foreign =
        "{\n  \"auths\": {\n    \"o.io\": {\"auth\": \"dG86cA==\"}\n  },\n  \"credsStore\": \"x\"\n}\n"

    @Test func `a file of ours is 0600, and goes with its record`() throws {
        let node = try Node()
        let outcome = try node.file().put([wanted("b.io", "us:s3cret")])
        #expect(outcome.changes == ["b.io of reg added"])
        #expect(node.mode == 0o600)
        #expect(try logins(node.bytes ?? []) == ["b.io": "us:s3cret"])
        #expect(outcome.status == node.file().status)
        // The credential stands there and nowhere else, in no file that others may read.
        #expect(try node.filesHolding("dXM6czNjcmV0") == ["var/lib/kubelet/config.json"])
        #expect(try node.filesHolding("s3cret").isEmpty)
        #expect(try LocalFileSystem().status(of: node.file().recordPath)?.mode == 0o600)
        let before = node.file().status
        #expect(try node.file().put([wanted("b.io", "us:s3cret")]).changes.isEmpty)
        #expect(node.file().status == before)
        #expect(try node.file().takeOut() == ["b.io of reg removed"])
        #expect(node.bytes == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: node.state).isEmpty)
        #expect(try node.file().takeOut() == [])
    }

    @Test(arguments: [0o600, 0o644, 0o400] as [UInt32])
    func `a file of somebody else gets ours, is closed to others meanwhile, and is what it was afterwards`(
        mode: UInt32
    ) throws {
        let node = try Node()
        try node.write(Self.foreign, mode: mode)
        _ = try node.file().put([wanted("b.io"), wanted("https://index.docker.io/v1/")])
        #expect(node.mode == 0o600)
        _ = try node.file().put([wanted("b.io", "us:new")])
        #expect(try logins(node.bytes ?? []) == ["b.io": "us:new", "o.io": "to:p"])
        _ = try node.file().takeOut()
        #expect(node.text == Self.foreign)
        #expect(node.mode == mode)
    }

    @Test func `a file that was opened to others is closed again`() throws {
        let node = try Node()
        _ = try node.file().put([wanted("b.io")])
        #expect(unsafe chmod(node.path, 0o644) == 0)
        #expect(try node.file().put([wanted("b.io")]).changes == ["its mode is 0600 again"])
        #expect(node.mode == 0o600)
    }

    @Test(
        arguments: [
            "{", "{}x", "[]", "null", #"{"auths":{"o.io":{"auth":"%%"}}}"#,
            #"{"auths":{"o.io":{"auth":"bm9jb2xvbg=="}}}"#,
            #"{"auths":{"o.io":"text"}}"#, #"{"auths":{},"auths":{}}"#, #"{"HttpHeaders":3}"#, "\u{FEFF}{}",
            "{\"x\":\"" + String(repeating: "y", count: 1 << 20) + "\"}",
        ]
    )
    func `a broken file is left as it is`(text: String) throws {
        let node = try Node()
        try node.write(text, mode: 0o644)
        let before = node.file().status
        let error = #expect(throws: (any Error).self) { try node.file().put([wanted("b.io", "us:s3cret")]) }
        #expect("\(String(describing: error))".contains("config.json"))
        #expect(node.text == text && node.file().status == before)
        #expect(try node.filesHolding("s3cret").isEmpty)
    }

    @Test(arguments: ["", " \n\t\n"])
    func `an empty file has nothing to lose`(text: String) throws {
        let node = try Node()
        try node.write(text, mode: 0o644)
        _ = try node.file().put([wanted("b.io")])
        #expect(try logins(node.bytes ?? []) == ["b.io": "us:pw"])
        #expect(node.mode == 0o600)
    }

    @Test func `our own entry that makes a file too large is not written`() throws {
        let node = try Node()
        try node.write("{\"x\":\"" + String(repeating: "y", count: (1 << 20) - 40) + "\"}")
        let before = node.file().status
        #expect(throws: (any Error).self) {
            try node.file().put([wanted("b.io", "us:" + String(repeating: "p", count: 99))])
        }
        #expect(node.file().status == before)
    }

    // MARK: Links, owners, folders

    @Test func `a link is followed to a file of the same owner, and stays a link`() throws {
        let node = try Node()
        try node.write(Self.foreign, at: "etc/docker.json")
        let target = node.folder.path("etc/docker.json")
        #expect(unsafe symlink(target, node.path) == 0)
        _ = try node.file().put([wanted("b.io")])
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: node.path) == target)
        #expect(try logins(node.bytes ?? []) == ["b.io": "us:pw", "o.io": "to:p"])
        #expect(try node.filesHolding("dXM6cHc=") == ["etc/docker.json", "var/lib/kubelet/config.json"])
        _ = try node.file().takeOut()
        #expect(node.text == Self.foreign)
    }

    @Test func `a link to nothing, to a folder and to a file of another user are refused`() throws {
        let node = try Node()
        #expect(unsafe symlink(node.folder.path("none"), node.path) == 0)
        func refusal() -> String {
            "\(String(describing: #expect(throws: (any Error).self) { try node.file().put([wanted("b.io")]) }))"
        }
        #expect(refusal().contains("a link to a file that does not exist"))
        #expect(unsafe unlink(node.path) == 0)
        #expect(unsafe symlink(node.folder.path, node.path) == 0)
        #expect(refusal().contains("it is a directory"))
        guard geteuid() == 0 else { return }
        #expect(unsafe unlink(node.path) == 0)
        try node.write("{}", at: "etc/docker.json")
        #expect(unsafe chown(node.folder.path("etc/docker.json"), 4711, 4711) == 0)
        #expect(unsafe symlink(node.folder.path("etc/docker.json"), node.path) == 0)
        #expect(refusal().contains("a link of user 0 to a file of user 4711"))
    }

    @Test(.enabled(if: geteuid() == 0)) func `the owner of a file is kept`() throws {
        let node = try Node()
        try node.write(Self.foreign)
        #expect(unsafe chown(node.path, 4711, 4712) == 0)
        _ = try node.file().put([wanted("b.io")])
        let status = try #require(node.file().status)
        #expect((status.owner, status.group, status.mode) == (4711, 4712, 0o600))
    }

    @Test func `a folder that is missing is made, for root alone`() throws {
        let node = try Node()
        try FileManager.default.removeItem(atPath: node.folder.path("var"))
        let lock = try node.file().lock()
        #expect(lock != nil)
        _ = try node.file().put([wanted("b.io")])
        var status = stat()
        #expect(unsafe stat(node.state, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
    }

    @Test func `one process at a time keeps a file`() throws {
        let node = try Node()
        _ = try node.file().put([wanted("b.io")])
        var lock = try node.file().lock()
        #expect(lock != nil)
        #expect(try node.file().lock() == nil)
        #expect(try node.file().takeOut() == nil)
        lock = nil
        #expect(try node.file().lock() != nil)
    }

    @Test func `a name that a kubelet reads is never that of a file beside`() {
        for path in ["/var/lib/kubelet/config.json", "config.json", "/a/.dockercfg"] {
            let name = DurableFile.temporary(of: path)
            #expect(![".json", ".yaml", ".yml", ".dockercfg"].contains { name.hasSuffix($0) })
        }
    }

    // MARK: The record

    @Test func `a record that cannot be read stops everything`() throws {
        let node = try Node()
        _ = try node.file().put([wanted("b.io")])
        let before = node.text
        try Data("{\"version\":1".utf8).write(to: URL(filePath: node.file().recordPath))
        let error = #expect(throws: NodeConfigFileError.self) { try node.file().put([wanted("b.io", "us:new")]) }
        #expect(error?.description.contains("is no record of entries") == true)
        #expect(node.text == before)
    }

    // MARK: Death at each step

    enum Start: CaseIterable { case nothing, foreign, ours, both }

    @Test(arguments: Start.allCases, 0..<8)
    func `a writer that dies at any step leaves the old file or the new one, and whoever comes next goes on`(
        start: Start,
        step: Int
    ) throws {
        let node = try Node()
        if start == .foreign || start == .both { try node.write(Self.foreign) }
        if start == .ours || start == .both {
            _ = try node.file().put([wanted("b.io", "us:old"), wanted("c.io", "us:old")])
        }
        let before = node.text
        let files = MortalFileSystem(dyingAt: step)
        let died = (try? node.file(files).put([wanted("b.io", "us:new")])) == nil
        #expect(died || step > 2)
        if node.text != before {
            let found = try logins(node.bytes ?? [])
            #expect(found["b.io"] == "us:new" && found["c.io"] == nil)
        }
        // The next one knows what is ours, whichever of both it finds.
        _ = try node.file().put([wanted("b.io", "us:newer")])
        let others = start == .foreign || start == .both ? ["o.io": "to:p"] : [:]
        #expect(try logins(node.bytes ?? []) == ["b.io": "us:newer"].merging(others) { $1 })
        _ = try node.file().takeOut()
        #expect(node.text == (others.isEmpty ? nil : Self.foreign))
    }

    // MARK: The kubelet's other places

    @Test(arguments: ["config.json", ".docker/config.json", ".dockercfg", "var/lib/kubelet/.dockercfg"])
    func `a new file takes nothing away that the kubelet has from elsewhere`(place: String) throws {
        let node = try Node()
        let text = #"{"o.io":{"auth":"dG86cA=="}}"#
        try node.write(place.hasSuffix("cfg") ? text : #"{"auths":\#(text)}"#, at: place)
        let error = #expect(throws: NodeConfigFileError.self) { try node.file().put([wanted("b.io")]) }
        #expect(error?.description.contains("would no longer read \(node.folder.path(place))") == true)
        #expect(node.bytes == nil)
        // One without credentials, and one that is broken, are no loss.
        try node.write(place.hasSuffix("cfg") ? "{}" : #"{"auths":{"o.io":{}},"credsStore":"x"}"#, at: place)
        #expect(try node.file().put([wanted("b.io")]).remarks.isEmpty)
        try node.write(text + "x", at: place)
        #expect(try node.file().put([wanted("b.io")]).remarks.isEmpty)
    }

    @Test func `that of HOME is told, as few kubelets have one`() throws {
        let node = try Node()
        try node.write(#"{"auths":{"o.io":{"auth":"dG86cA=="}}}"#, at: "root/.docker/config.json")
        let outcome = try node.file().put([wanted("b.io")])
        #expect(outcome.remarks.count == 1 && outcome.remarks[0].contains("no longer reads"))
        #expect(node.bytes != nil)
    }

    @Test func `a file that the kubelet never reads is told`() throws {
        let node = try Node()
        try node.write(#"{"auths":{}}"#)
        let file = NodeConfigFile(path: node.folder.path("root/.docker/config.json"), stateFolder: node.state)
        let lock = try file.lock()
        let outcome = try file.put([wanted("b.io")])
        #expect(
            outcome.remarks.count == 1 && outcome.remarks[0].contains("the kubelet never reads"),
            "\(outcome.remarks)"
        )
        withExtendedLifetime(lock) {}
    }

    @Test(
        arguments: [
            ("/var/lib/kubelet/config.json", 0, 6), ("/config.json", 1, 5), ("/root/.docker/config.json", 2, 4),
            ("/.docker/config.json", 3, 3), ("/var/lib/k0s/kubelet/config.json", 0, 6),
            ("/host/var/lib/kubelet/config.json", 0, 6),
        ]
    )
    func `the places around a file are in the kubelet's order`(path: String, before: Int, after: Int) {
        let places = KubeletPaths(around: path)
        #expect((places.earlier.count, places.later.count) == (before, after))
        #expect(!(places.earlier + places.later).contains { $0.path == path })
    }
}
