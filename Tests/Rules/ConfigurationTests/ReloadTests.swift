import Configuration
import Files
import FoundationEssentials
import Providers
import Synchronization
import Testing

struct ReloadTests {
    @Test func `A configuration file is watched with its warnings, and a bad one is refused`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "pullpass-\(UUID().uuidString).yaml").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileWriter.write(
            Array(registry("matchImages: [gcr.io/foo]\ncredentials: { gar: {} }").utf8),
            to: path,
            mode: 0o600
        )
        let file = try ReloadingFile(configuration: path, mode: .cluster, kinds: CredentialKinds.all)
        #expect(file.value.configuration?.registries.count == 1)
        #expect(file.value.warnings.count == 1)
        try FileWriter.write(Array("registries: []".utf8), to: path, mode: 0o600)
        guard case .failed(let error as ConfigurationError) = file.reloadIfChanged() else {
            Issue.record("not failed")
            return
        }
        #expect(error.diagnostics.count == 3)
        #expect(file.value.configuration?.registries.count == 1)
    }
}
