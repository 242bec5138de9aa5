import Linux
import NodeSetup
import TestKubelet
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// The real files, in a folder that is taken for the root.
struct RootedFileSystemTests {
    private let outside: TemporaryDirectory
    private let root: String
    private let files: RootedFileSystem

    init() throws {
        outside = try TemporaryDirectory()
        root = outside.path("root")
        #expect(unsafe mkdir(root, 0o755) == 0)
        files = try RootedFileSystem(root: root)
    }

    private func link(_ target: String, at path: String) { #expect(unsafe symlink(target, root + path) == 0) }

    @Test("Links that lead out of the root stay in it")
    func links() throws {
        try outside.write("secret", "theirs")
        try files.makeFolder("/etc", isPrivate: false)
        link("../../../..\(outside.path)", at: "/etc/up")
        link(outside.path, at: "/etc/whole")
        link("/etc", at: "/conf")
        link("loop", at: "/loop")
        #expect(try files.resolved("/etc/up/secret") == "\(outside.path)/secret")
        #expect(try files.status(of: "/etc/up/secret") == nil)
        #expect(try files.status(of: "/etc/whole/secret") == nil)
        #expect(throws: SystemCallError.self) { try files.write(file("ours"), to: "/etc/whole/secret", like: nil) }
        #expect(throws: SystemCallError.self) { try files.read("/etc/up/secret", limit: 100) }
        #expect(throws: SystemCallError.self) { try files.resolved("/loop/a") }
        try files.write(file("ours"), to: "/conf/a", like: nil)
        #expect(try files.read("/etc/a", limit: 100) == Array("ours".utf8))
        #expect(try files.resolved("/conf/a") == "/etc/a")
        #expect(try files.status(of: "/conf")?.kind == .link)
        // A link at the place of a file is replaced and not followed.
        link("\(outside.path)/secret", at: "/etc/b")
        try files.write(file("ours"), to: "/etc/b", like: nil)
        #expect(try String(decoding: Repository.bytesOf(outside.path("secret")), as: UTF8.self) == "theirs")
    }

    @Test("Files are written with their mode, renamed, synced, listed and taken away")
    func writing() throws {
        try files.makeFolder("/a", isPrivate: true)
        #expect(try files.status(of: "/a")?.mode == 0o700)
        try files.write(file("one", mode: 0o755), to: "/a/.x.pullpass-new", like: "/a/x")
        try files.sync("/a/.x.pullpass-new")
        try files.rename("/a/.x.pullpass-new", to: "/a/x")
        try files.sync("/a")
        try files.write(.link(to: "x"), to: "/a/y", like: nil)
        #expect(try files.status(of: "/a/x")?.mode == 0o755)
        #expect(try files.names(in: "/a") == ["x", "y"])
        #expect(try files.read("/a/y", limit: 10) == Array("x".utf8))
        #expect(throws: SystemCallError.self) { try files.read("/a/x", limit: 2) }
        try files.removeFolder("/a")
        #expect(try files.status(of: "/a")?.kind == .folder, "there is something in it")
        try files.remove("/a/x")
        try files.remove("/a/x")
        try files.remove("/a/y")
        try files.removeFolder("/a")
        #expect(try files.status(of: "/a") == nil)
    }

    @Test("Pipes and folders are no files")
    func kinds() throws {
        #expect(unsafe mkfifo(root + "/pipe", 0o600) == 0)
        #expect(try files.status(of: "/pipe")?.kind == .other)
        #expect(throws: SystemCallError.self) { try files.read("/pipe", limit: 10) }
        #expect(throws: SystemCallError.self) { try files.read("/", limit: 10) }
    }

    @Test("Who has the lock keeps others out")
    func locks() throws {
        let lock = try files.lock("/lock")
        #expect(throws: SystemCallError.self) { try files.lock("/lock") }
        withExtendedLifetime(lock) {}
    }

    @Test("Who has opened the lock before an uninstall took it away has locked nothing")
    func lostLock() throws {
        let lock = try files.lock("/lock")
        try files.write(file(""), to: "/other", like: nil)
        try files.rename("/other", to: "/lock")
        let next = try files.lock("/lock")
        #expect(throws: SystemCallError.self) { try files.lock("/lock") }
        withExtendedLifetime((lock, next)) {}
    }

    @Test("Where the folder of records is a link, an uninstall comes to its end")
    func linkedState() async throws {
        try lay(nodes["k3s"] ?? [:])
        for folder in ["/var", "/var/lib", "/data"] { try files.makeFolder(folder, isPrivate: false) }
        link("/data", at: "/var/lib/pullpass")
        let tree = try self.tree("/")
        let installer = NodeInstaller(files, NoHost())
        _ = try await installer.install(request("k3s"), restarts: false)
        _ = try await installer.uninstall(restarts: false)
        #expect(try self.tree("/") == tree)
    }

    @Test("A node in a real folder is installed, and is then byte for byte as before", arguments: flavours)
    func roundTrip(_ flavour: String) async throws {
        let before = try #require(nodes[flavour])
        try lay(before)
        let tree = try self.tree("/")
        let installer = NodeInstaller(files, NoHost())
        _ = try await installer.install(request(flavour), restarts: false)
        #expect(try await installer.install(request(flavour), restarts: false).plan.isEmpty)
        #expect(try self.tree("/") != tree)
        let start = try self.start(flavour)
        #expect(start.config.providers.last?.name == "pullpass")
        _ = try await installer.uninstall(restarts: false)
        #expect(try self.tree("/") == tree)
    }

    @Test(
        "Cut off at any step on real files, a kubelet as it was recorded starts, and it can be taken away",
        arguments: ["eks", "aks"]
    )
    func cutOff(_ flavour: String) async throws {
        let before = try #require(nodes[flavour])
        try lay(before)
        let tree = try self.tree("/")
        for step in 0..<200 {
            let cutting = CuttingFileSystem(files, after: step)
            let installed = try? await NodeInstaller(cutting, NoHost()).install(request(flavour), restarts: false)
            _ = try start(flavour)
            _ = try await NodeInstaller(files, NoHost()).uninstall(restarts: false)
            #expect(try self.tree("/") == tree, "cut at step \(step)")
            if installed != nil { break }
            #expect(step < 199)
        }
    }

    /// A kubelet's start with what is there.
    private func start(_ flavour: String) throws -> KubeletStart {
        let place = try #require(places[flavour])
        return try KubeletStart.check(
            root + place.config,
            binDir: root + place.programs,
            release: KubeletRelease(minor: 34)
        )
    }

    private func lay(_ node: [String: NodeFile]) throws {
        for (path, file) in node {
            var folder = ""
            for part in path.split(separator: "/").dropLast() {
                folder += "/\(part)"
                try files.makeFolder(folder, isPrivate: false)
            }
            try files.write(file, to: path, like: nil)
        }
        // Where every node has one.
        for folder in ["/var", "/var/lib"] { try files.makeFolder(folder, isPrivate: false) }
        try files.write(file("a node"), to: "/var/lib/something", like: nil)
    }

    private func tree(_ folder: String) throws -> [String] {
        try files.names(in: folder).flatMap { name throws -> [String] in
            let path = (folder == "/" ? "" : folder) + "/" + name
            let status = try #require(try files.status(of: path))
            if status.kind == .folder { return [path] + (try tree(path)) }
            return ["\(path) \(status.mode) \(status.user) \(try files.read(path, limit: 1 << 20))"]
        }
    }
}

extension Repository {
    fileprivate static func bytesOf(_ path: String) throws -> [UInt8] {
        try RootedFileSystem(root: "/").read(RootedFileSystem(root: "/").resolved(path), limit: 1 << 20)
    }
}
