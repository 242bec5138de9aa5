import Admission
import Images
import Injection
import Testing

@testable import SecretKeeper

@Suite struct `The labelled Secrets of a namespace` {
    private func secret(_ index: Int, _ registries: [String]? = nil) -> TenantSecret {
        TenantFixture.secret("s\(index)", age: index, registries ?? ["r\(index).example.com"])
    }

    @Test func `are used up to the bound, the oldest first, whatever order they come in`() {
        for order in [Array(0..<70), Array((0..<70).reversed())] {
            let tenants = TenantFixture.tenants(order.map { secret($0) })
            let compiled = CompiledTenants(tenants)
            #expect(tenants.secrets.map(\.name) == (0..<70).map { "s\($0)" })
            #expect(Set(compiled.rules.rules.map(\.secretName)) == Set((0..<64).map { "s\($0)" }))
            #expect(compiled.reports.map(\.name) == (64..<70).map { "s\($0)" })
            #expect(Set(compiled.reports.map(\.flaw)) == [.beyondSecrets])
            #expect(compiled.used == 64)
        }
    }

    @Test func `keep their places when a newcomer is there, and one that is left out moves up when one goes`() {
        var tenants = TenantFixture.tenants((0..<64).map { secret($0) })
        let result1 = tenants.take(TenantFixture.secret("a-newcomer", age: 100))
        #expect(result1)
        #expect(tenants.selected == 64)
        #expect(!CompiledTenants(tenants).rules.rules.contains { $0.secretName == "a-newcomer" })
        #expect(tenants.missing.isEmpty)
        let result2 = tenants.remove("s5")
        #expect(result2)
        // Its content was not kept, and has to be read again.
        #expect(tenants.missing == ["a-newcomer"])
        let result3 = tenants.take(TenantFixture.secret("a-newcomer", age: 100))
        #expect(result3)
        #expect(tenants.missing.isEmpty)
        #expect(CompiledTenants(tenants).rules.rules.contains { $0.secretName == "a-newcomer" })
    }

    @Test func `have an end in bytes, too`() {
        let padding = String(repeating: " ", count: 900_000)
        let tenants = TenantFixture.tenants(
            (0..<5).map { TenantFixture.secret("s\($0)", age: $0, content: #"{"auths":{}}\#(padding)"#) }
        )
        #expect(tenants.selected == 2)
        #expect(tenants.unreadBytes <= TenantBounds.contentBytes)
    }

    @Test func `name no more registries than the bound in all, of which few may have a wildcard`() {
        let many = (0..<6).map { index in secret(index, (0..<500).map { "r\($0).s\(index).example.com" }) }
        let compiled = CompiledTenants(TenantFixture.tenants(many))
        #expect(compiled.rules.rules.map(\.patterns.count) == [500, 500, 500, 500, 48])
        #expect(compiled.reports.map(\.name) == ["s4", "s5"])
        #expect(Set(compiled.reports.map(\.flaw)) == [.beyondPatterns])

        let wild = CompiledTenants(
            TenantFixture.tenants([secret(0, (0..<100).map { "*.r\($0).example.com" } + ["plain.example.com"])])
        )
        #expect(wild.rules.rules.first?.patterns.count == TenantBounds.wildcards + 1)
        #expect(wild.rules.rules.first?.patterns.last?.text == "plain.example.com")
    }

    @Test func `are remembered by name up to an end`() {
        var tenants = NamespaceTenants()
        for index in 0..<(NamespaceTenants.maximumKnown + 10) {
            _ = tenants.take(TenantFixture.secret("s\(index)", age: index))
        }
        #expect(tenants.secrets.count == NamespaceTenants.maximumKnown)
        let result4 = tenants.take(TenantFixture.secret("late", age: 3000))
        #expect(!result4)
        let result5 = tenants.take(TenantFixture.secret("early", age: -1))
        #expect(result5)
        #expect(tenants.secrets.first?.name == "early")
    }

    @Test func `change only with another version, and what was read of an old one is dropped`() {
        var tenants = TenantFixture.tenants([secret(0)])
        let old = CompiledTenants(tenants)
        let result6 = tenants.take(secret(0))
        #expect(!result6)
        let result7 = tenants.take(TenantFixture.secret("s0", age: 0, version: 2, ["other.example.com"]))
        #expect(result7)
        tenants.note(old.readings)
        #expect(tenants.unreadBytes > 0)
        tenants.note(CompiledTenants(tenants).readings)
        #expect(tenants.unreadBytes == 0)
        #expect(CompiledTenants(tenants).readings.isEmpty)
        #expect(CompiledTenants(tenants).rules.rules.map { $0.patterns.map(\.text) } == [["other.example.com"]])
    }

    @Test func `that are no pull Secrets are told`() {
        let compiled = CompiledTenants(TenantFixture.tenants([TenantFixture.secret("x", content: nil)]))
        #expect(compiled.reports.map(\.flaw) == [.type])
        #expect(compiled.rules.rules.isEmpty)
    }
}
