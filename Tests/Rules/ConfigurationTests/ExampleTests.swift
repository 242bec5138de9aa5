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
            let reading = Configuration.parse(bytes, file: name, mode: .cluster, kinds: CredentialKinds.all)
            #expect(reading.diagnostics.map(\.description) == [])
            #expect(reading.configuration != nil)
            read.append(name)
        }
        #expect(Set(read).isSuperset(of: ["minimal.yaml", "pullpass.yaml"]))
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
}
