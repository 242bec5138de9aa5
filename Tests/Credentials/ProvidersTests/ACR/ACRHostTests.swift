import Configuration
import Testing

@testable import CredentialsTestSupport
@testable import Providers

@Suite struct `The host of an Azure registry` {
    @Test(
        arguments: [
            ("a.azurecr.io", "a.azurecr.io", nil),
            ("acme-d7ezgzevdwfvc8ht.azurecr.io", "acme-d7ezgzevdwfvc8ht.azurecr.io", nil),
            ("acme.eastus2.geo.azurecr.io", "acme.azurecr.io", "eastus2"),
            ("acme-d7ez.eastus.geo.azurecr.io", "acme-d7ez.azurecr.io", "eastus"),
            ("Acme.EastUS.geo.azurecr.io", "acme.azurecr.io", "eastus"),
            ("a.chinaeast2.geo.azurecr.cn", "a.azurecr.cn", "chinaeast2"),
            ("a.francecentral.geo.azurecr.sovcloud-azure.fr", "a.azurecr.sovcloud-azure.fr", "francecentral"),
        ] as [(String, String, String?)]
    )
    func `is read`(host: String, global: String, region: String?) throws {
        let read = try #require(ACRHost(host))
        #expect(read.global == global && read.region == region)
        #expect(try read.isSameRegistry(as: #require(ACRHost(global))))
        #expect(ACRHost.flaw(of: host) == nil)
    }

    @Test(
        arguments: [
            "registry.example.com", "azurecr.io.example.com", "xazurecr.io", "acme.azurecr.io.evil", "azurecr.iox", "",
        ]
    )
    func `is none of another domain, about which nothing is said`(host: String) {
        #expect(ACRHost(host) == nil && ACRHost.flaw(of: host) == nil)
    }

    @Test(
        arguments: [
            ("azurecr.io", "*.azurecr.io"), ("*.*.azurecr.io", "*.*.geo.azurecr.io"),
            ("acme.eastus.azurecr.io", "NAME.REGION.geo.azurecr.io"), ("*.geo.azurecr.io", "*.*.geo.azurecr.io"),
            ("geo.azurecr.cn", "*.*.geo.azurecr.cn"), ("*.*.*.geo.azurecr.io", "*.*.geo.azurecr.io"),
            ("acme.eastus.data.azurecr.io", "acme.azurecr.io"), ("acme..geo.azurecr.io", "NAME.REGION.geo.azurecr.io"),
            (".azurecr.io", "NAME.azurecr.io"), ("a_b.azurecr.us", "NAME.azurecr.us"),
            ("*.eastus.geo.azurecr.sovcloud-azure.de.azurecr.io", "*.azurecr.io"),
        ]
    )
    func `with parts that none has is refused, with the right pattern`(host: String, advice: String) throws {
        #expect(ACRHost(host) == nil)
        #expect(try #require(ACRHost.flaw(of: host)).contains(advice))
    }

    @Test func `is looked at in matchImages and registries of the kind alone`() {
        func errors(_ credential: String, _ pattern: String, _ mode: Configuration.Mode = .cluster) -> [String] {
            parse(credentials(credential, matchImages: pattern), mode: mode).errors.map(\.description)
        }
        #expect(
            errors("acr: {}", "*.geo.azurecr.io", .node) == [
                "c.yaml:5: registries[0].matchImages[0]: has too few parts for a regional endpoint: write NAME.REGION.geo.azurecr.io, or *.*.geo.azurecr.io for all, since a * never takes a dot"
            ]
        )
        #expect(errors("acr: {}", "*.*.geo.azurecr.io", .node) == [])
        #expect(errors("acr: {}", "acme.eastus.geo.azurecr.io/team") == [])
        #expect(
            errors("acr: { registries: [acme.azurecr.io, acme.eastus.geo.azurecr.io] }", "*.*.geo.azurecr.io") == []
        )
        #expect(
            errors("acr: { registries: [acme.eastus.azurecr.io] }", "*.azurecr.io").first?.hasPrefix(
                "c.yaml:7: registries[0].credentials.acr.registries[0]: is no host of Azure"
            ) == true
        )
        #expect(errors("basic: { username: { env: U }, password: { env: P } }", "*.geo.azurecr.io") == [])
    }
}
