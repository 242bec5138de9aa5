import Configuration
import FoundationEssentials
import Providers
import TestSupport
import Testing

/// The files that people copy.
struct ExampleTests {
    @Test("Every configuration in examples/ is valid and gives no warning")
    func examplesAreValid() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Repository.path("examples")).filter {
            $0.hasSuffix(".yaml")
        }
        var read: [String] = []
        for name in names.sorted() {
            let bytes = try Repository.bytes("examples/\(name)")
            guard Configuration.isConfiguration(bytes) else { continue }
            let mode: Configuration.Mode = name == Self.node ? .node : .cluster
            let reading = Configuration.parse(bytes, file: name, mode: mode, kinds: CredentialKinds.all)
            #expect(reading.diagnostics.map(\.description) == [])
            #expect(reading.configuration != nil)
            read.append(name)
        }
        #expect(Set(read).isSuperset(of: ["minimal.yaml", "pullpass.yaml", Self.node]))
    }

    /// The one that is for nodes.
    private static let node = "node.yaml"

    @Test("Each `# credentials:` of the example for nodes can be put in the place of the one above it")
    func nodeAlternatives() throws {
        let text = String(decoding: try Repository.bytes("examples/\(Self.node)"), as: UTF8.self)
        let all = text.components(separatedBy: "\n")
        let starts = all.indices.filter { all[$0] == "    # credentials:" }
        #expect(starts.count >= 4)
        for start in starts {
            let inner = all[(start + 1)...].prefix { $0.hasPrefix("    #   ") }.map { "    " + $0.dropFirst(6) }
            let above = try #require(all[..<start].lastIndex(of: "    credentials:"))
            let end = all[(above + 1)...].firstIndex { !$0.hasPrefix("      ") } ?? all.endIndex
            var lines = all
            lines.replaceSubrange(above..<end, with: ["    credentials:"] + inner)
            let reading = Configuration.parse(
                Array(lines.joined(separator: "\n").utf8),
                file: "\(Self.node):\(start + 1)",
                mode: .node,
                kinds: CredentialKinds.all
            )
            #expect(reading.diagnostics.map(\.description) == [])
        }
    }

    @Test("What examples/pullpass.yaml calls defaults are the defaults")
    func exampleShowsDefaults() throws {
        let bytes = try Repository.bytes("examples/pullpass.yaml")
        let configuration = try Configuration.parse(
            bytes,
            file: "pullpass.yaml",
            mode: .cluster,
            kinds: CredentialKinds.all
        ).get()
        var server = configuration.server
        #expect(server.tls.certFile == "/etc/pullpass/tls/tls.crt")
        server.tls = TLSFiles()
        #expect(server == ServerSettings())
        #expect(configuration.injection == InjectionSettings())
        #expect(configuration.keeper == KeeperSettings())
        #expect(configuration.namespaceSelector == .optedIn)
        #expect(configuration.log.level == .info)
    }

    @Test(
        "The registries that documents tell people to write are valid and give no warning",
        arguments: ["docs/node-credentials.md", "docs/credentials.md", "docs/secrets.md"]
    )
    func documentsAreValid(file: String) throws {
        let text = String(decoding: try Repository.bytes(file), as: UTF8.self)
        let blocks = text.components(separatedBy: "```yaml\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first
        }
        let registries = blocks.filter { $0.hasPrefix("registries:") }
        #expect(!registries.isEmpty)
        for block in registries {
            // What an example leaves out is not what it is about.
            let isComplete = block.contains("credentials:")
            let head = "apiVersion: \(Configuration.apiVersion)\nkind: \(Configuration.kind)\n"
            let reading = Configuration.parse(
                Array("\(head)\(block)\n".utf8),
                file: file,
                mode: isComplete ? .cluster : .standalone,
                kinds: CredentialKinds.all
            )
            #expect(reading.diagnostics.map(\.description) == [])
        }
    }

    @Test("The documents say what becomes of nodes' credentials and of mirrors, wherever people come from")
    func nodeCredentials() throws {
        func text(_ file: String) throws -> String { String(decoding: try Repository.bytes(file), as: UTF8.self) }
        for file in ["README.md", "docs/k3s.md", "docs/day-2.md", "docs/install.md"] {
            #expect(try text(file).contains("node-credentials.md"), "\(file)")
        }
        #expect(try !text("docs/k3s.md").contains("the kubelet tries the Pod's first"))
        let page = try text("docs/node-credentials.md")
        for words in [
            "**not tried any more**", "the empty entry of `pullpass-anonymous`",
            "to every mirror of the image's registry",
            "Give `docker.io` the mirror's credential", "leave `docker.io` to the nodes",
        ] {
            #expect(page.contains(words), "\(words)")
        }
    }
}
