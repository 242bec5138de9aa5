import FoundationEssentials
import TestKubelet
import TestSupport
import Testing

/// B5 of what was recorded.
@Suite struct KubeletDockerConfigTests {
    struct Node: Sendable {
        let directory: TemporaryDirectory
        let clock = HandClock()
        let config: KubeletDockerConfig

        init() throws {
            directory = try TemporaryDirectory()
            for name in ["root", "cwd", "home/.docker", "system/.docker"] {
                try FileManager.default.createDirectory(atPath: directory.path(name), withIntermediateDirectories: true)
            }
            config = KubeletDockerConfig(
                rootDir: directory.path("root"),
                workingDirectory: directory.path("cwd"),
                home: directory.path("home"),
                system: directory.path("system"),
                clock: KubeletClock(clock)
            )
        }

        func write(_ user: String, _ file: String = "root/config.json") throws {
            let entries = #"{"fake.lab":{"username":"\#(user)","password":"p"}}"#
            try directory.write(file, file.hasSuffix("json") ? #"{"auths":\#(entries)}"# : entries)
        }

        func remove(_ file: String) throws { try FileManager.default.removeItem(atPath: directory.path(file)) }

        func tries() async throws -> [String] {
            try await KubeletPulls(dockerConfig: config).tries(pulling: "fake.lab/a").map(\.description)
        }
    }

    @Test("It is read at the first pull, and replaced at +10 s the old credential is used until +300 s")
    func rotation() async throws {
        let node = try Node()
        try node.write("old")
        #expect(try await node.tries() == ["old:p"])
        node.clock.advance(bySeconds: 10)
        try node.write("new")
        #expect(try await node.tries() == ["old:p"])
        node.clock.advance(bySeconds: 289)
        #expect(try await node.tries() == ["old:p"])
        node.clock.advance(bySeconds: 1)
        #expect(try await node.tries() == ["new:p"])
    }

    @Test("Absent at the first pull, the nothing is kept for 300 s")
    func absent() async throws {
        let node = try Node()
        #expect(try await node.tries() == ["ANON"])
        node.clock.advance(bySeconds: 2)
        try node.write("late")
        #expect(try await node.tries() == ["ANON"])
        node.clock.advance(bySeconds: 298)
        #expect(try await node.tries() == ["late:p"])
    }

    @Test(
        "Half-written at the moment of reading is no file for 300 s",
        arguments: ["{\"auths\":{\"fake.lab\":{\"user", "", "[]"]
    )
    func torn(_ text: String) async throws {
        let node = try Node()
        try node.write("old")
        #expect(try await node.tries() == ["old:p"])
        node.clock.advance(bySeconds: 300)
        try node.directory.write("root/config.json", text)
        #expect(try await node.tries() == ["ANON"])
        try node.write("new")
        node.clock.advance(bySeconds: 299)
        #expect(try await node.tries() == ["ANON"])
        node.clock.advance(bySeconds: 1)
        #expect(try await node.tries() == ["new:p"])
    }

    @Test("The next path is taken where one is absent or broken; each in turn")
    func paths() async throws {
        let node = try Node()
        let files = [
            "root/config.json", "cwd/config.json", "home/.docker/config.json", "system/.docker/config.json",
            "root/.dockercfg", "cwd/.dockercfg", "home/.dockercfg", "system/.dockercfg",
        ]
        for (index, file) in files.enumerated() { try node.write("user\(index)", file) }
        for (index, file) in files.enumerated() {
            #expect(try await node.tries() == ["user\(index):p"], "\(file)")
            #expect(node.config.path == node.directory.path(file))
            if index % 2 == 0 { try node.remove(file) } else { try node.directory.write(file, "{") }
            node.clock.advance(bySeconds: 300)
        }
        #expect(try await node.tries() == ["ANON"])
    }

    @Test("A file without entries is taken, and those behind it are not looked at")
    func empty() async throws {
        let node = try Node()
        try node.directory.write("root/config.json", "{}")
        try node.write("other", "home/.docker/config.json")
        #expect(try await node.tries() == ["ANON"])
        #expect(node.config.path == node.directory.path("root/config.json"))
    }
}
