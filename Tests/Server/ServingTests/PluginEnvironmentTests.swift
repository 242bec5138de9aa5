import Configuration
import TestSupport
import Testing

@testable import Serving

@Suite struct `The plugin of a kubeconfig` {
    @Test func `gets all of the environment but what the configuration names as a credential`() throws {
        let folder = try TemporaryDirectory()
        let path = try folder.write(
            "pullpass.yaml",
            """
            apiVersion: pullpass.dev/v1alpha1
            kind: Configuration
            registries:
              - name: nexus
                matchImages: [nexus.example.com]
                credentials: { basic: { username: { value: u }, password: { env: NEXUS_PASSWORD } } }
            """
        )
        let context = try CommandContext(
            configuration: path,
            mode: .cluster,
            label: "test",
            version: "0",
            environment: ["NEXUS_PASSWORD": "hunter2", "ANYTHING": "x", "AWS_PROFILE": "p"]
        ) { _ in }
        #expect(context.environmentWithoutCredentials == ["ANYTHING": "x", "AWS_PROFILE": "p"])
    }
}
