import Configuration
import FoundationEssentials
import Providers
import TestSupport
import Testing

/// One configuration for each kind of registry, with other ways to authenticate in comments.
struct RegistryExampleTests {
    private static let folder = "examples/registries"

    private static func files() throws -> [(name: String, lines: [String])] {
        try FileManager.default.contentsOfDirectory(atPath: Repository.path(folder)).sorted().map { name in
            let text = try String(decoding: Repository.bytes("\(folder)/\(name)"), as: UTF8.self)
            return (name, text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        }
    }

    private static func kinds(_ lines: [String], file: String) -> [String] {
        let reading = Configuration.parse(
            Array(lines.joined(separator: "\n").utf8),
            file: file,
            mode: .cluster,
            kinds: CredentialKinds.all
        )
        #expect(reading.diagnostics.map(\.description) == [])
        return reading.configuration?.registries.compactMap { $0.credentials?.kind } ?? []
    }

    @Test("Each file in examples/registries is valid without a warning, and together they cover all kinds")
    func examplesCoverAllKinds() throws {
        var covered: Set<String> = []
        for file in try Self.files() {
            let kinds = Self.kinds(file.lines, file: file.name)
            #expect(Set(kinds).count == 1, "\(file.name) is about one kind")
            covered.formUnion(kinds)
        }
        #expect(covered == Set(CredentialKinds.all.map { $0.kind }))
    }

    @Test("Each `# credentials:` in examples/registries can be put in the place of the one above it")
    func alternativesAreValid() throws {
        var count = 0
        for file in try Self.files() {
            let kinds = Set(Self.kinds(file.lines, file: file.name))
            for start in file.lines.indices where file.lines[start] == "    # credentials:" {
                let inner = file.lines[(start + 1)...].prefix { $0.hasPrefix("    #   ") }
                let alternative = ["    credentials:"] + inner.map { "    " + $0.dropFirst(6) }
                let above = try #require(file.lines[..<start].lastIndex(of: "    credentials:"), "\(file.name)")
                let end = file.lines[(above + 1)...].firstIndex { !$0.hasPrefix("      ") } ?? file.lines.endIndex
                var lines = file.lines
                lines.replaceSubrange(above..<end, with: alternative)
                #expect(Set(Self.kinds(lines, file: "\(file.name):\(start + 1)")) == kinds)
                count += 1
            }
        }
        #expect(count > 20)
    }
}
