import Processes
import TestSupport
import Testing

/// What an operator hears who has named the wrong cluster or the wrong namespace.
@Suite(
    .serialized,
    .needs("curl", "openssl"),
    ClusterTrait(start: SimulatedCluster.start)
)
struct WrongClusterTests {
    @Test(arguments: [[], ["--remove-all"]])
    func `a round at an address where nobody answers ends in about half a minute, and says where`(more: [String])
        async throws
    {
        // Nobody listens there as long as it is taken.
        let port = try BlockedPort(listens: false)
        let folder = try TemporaryDirectory()
        let url = "http://127.0.0.1:\(port.number)"
        let config = try folder.write("kubeconfig", Installation.kubeconfig(url: url, authority: nil, token: "t"))
        var command = Command(
            try Repository.executable(),
            [
                "sync", "--once", "--config", try folder.write("config.yaml", PullpassServer.configuration()),
                "--kubeconfig", config,
            ] + more
        )
        command.environment = Tool.environment
        // A fifth of the ten minutes that a whole round may take.
        command.timeLimit = .seconds(120)
        let result = try await Processes.run(command)
        #expect(result.status == .exited(1))
        #expect(result.errorText.contains("127.0.0.1:\(port.number)"), "\(result.errorText)")
        #expect(result.errorText.contains("no answer") || result.errorText.contains("does not answer"))
        withExtendedLifetime(port.number) {}
    }

    @Test func `a replica whose own namespace is not there is not ready, and is once it is made`() async throws {
        let cluster = try ClusterTrait.running()
        let folder = try TemporaryDirectory()
        let certificates = try await CertificateFiles()
        let config = try folder.write(
            "kubeconfig",
            Installation.kubeconfig(url: cluster.url, authority: cluster.authority, token: cluster.adminToken)
        )
        let server = try await PullpassServer.launch(
            [
                "serve", "--config", try folder.write("config.yaml", PullpassServer.configuration()),
                "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", "--kubeconfig", config,
                "--namespace", "misspelt",
                "--tls-cert", certificates.certificate, "--tls-key", certificates.privateKey,
            ],
            certificates: certificates,
            directory: folder,
            waitsForReady: false
        )
        #expect(try await eventually(within: .seconds(60)) { try await server.health("readyz") == 503 })
        #expect(await server.log.firstLine { $0.contains("misspelt: the namespace does not exist") } != nil)
        try await cluster.createNamespace("misspelt")
        #expect(try await eventually(within: .seconds(60)) { try await server.health("readyz") == 200 })
        server.process.send(signal: 2)
        #expect(try await server.process.waitForExit() == .exited(0))
    }
}
