import Credentials
import FoundationEssentials
import TestSupport
import Testing

@testable import Configuration
@testable import CredentialsTestSupport
@testable import Providers

/// The list of kinds, and what must know each of them.
@Suite struct `The kinds of credentials` {
    @Test func `have a name each, and no key twice`() {
        let names = CredentialKinds.all.map { $0.kind }
        #expect(Set(names).count == names.count)
        for kind in CredentialKinds.all {
            #expect(Set(kind.keys).count == kind.keys.count, "\(kind)")
            #expect(Set(kind.hints.keys).isDisjoint(with: kind.keys), "\(kind)")
            #expect(Set(kind.misnomers).isDisjoint(with: names), "\(kind)")
        }
    }

    @Test func `are all tested`() {
        for kind in CredentialKinds.all {
            let kinds = (kind as? any KindWithTests.Type)?.underTest ?? []
            #expect(!kinds.isEmpty, "\(kind) has no KindWithTests")
            #expect(kinds.allSatisfy { $0.lines.contains("\(kind.kind):") }, "\(kind)")
        }
    }

    /// What the chart lets people write must be what the program reads, and the other way around.
    @Test func `have the keys of the chart's schema`() throws {
        let schema = try Schema.ofChart()
        let credentials = schema.credentials.properties ?? [:]
        #expect(Set(credentials.keys) == Set(CredentialKinds.all.map { $0.kind }))
        for kind in CredentialKinds.all {
            #expect(
                Set(credentials[kind.kind]?.properties?.keys.map(\.self) ?? [])
                    == Set(kind.keys + (kind.vendorHosts == nil ? [] : ["hosts"])),
                "\(kind)"
            )
        }
    }

    @Test func `stand in a registry with the keys of the chart's schema, as do server and keeper`() throws {
        let config = try Schema.ofChart().config.properties ?? [:]
        func keys(_ schema: Schema?) -> Set<String> { Set(schema?.properties?.keys.map(\.self) ?? []) }
        #expect(keys(config["registries"]?.items) == Set(RegistryReader.keys))
        #expect(keys(config["server"]) == Set(ServerReader.keys))
        #expect(keys(config["keeper"]) == Set(KeeperReader.keys))
    }
}

/// As much of a JSON schema as tells which keys there are.
private final class Schema: Decodable {
    let properties: [String: Schema]?
    let items: Schema?

    /// The two definitions that hold the configuration's keys.
    struct OfChart {
        let credentials: Schema
        let config: Schema
    }

    private struct File: Decodable { let definitions: [String: Schema] }

    static func ofChart() throws -> OfChart {
        let bytes = try Data(contentsOf: URL(filePath: Repository.path("charts/pullpass/values.schema.json")))
        let definitions = try JSONDecoder().decode(File.self, from: bytes).definitions
        return OfChart(
            credentials: try #require(definitions["credentials"]),
            config: try #require(definitions["config"])
        )
    }
}
