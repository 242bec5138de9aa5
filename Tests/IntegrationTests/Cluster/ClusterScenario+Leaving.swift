import HTTP
import Kubernetes
import Processes
import TestSupport
import Testing

extension ClusterScenario {
    /// What `--remove-all` may not do, it lists; and the next installation need not wait for its end.
    static func leave(_ cluster: TestCluster) async throws {
        let pullpass = try await Installation("leaves", in: cluster)
        #expect(try await pullpass.sync().status.isSuccess)
        // A pattern that no kubelet reads, and a registry whose Secrets the role does not know.
        let broken = pullpass.configuration().replacing("[\"docker.io\"]", with: "[\"https://docker.io/\"]")
            .replacing("registries:", with: "registries:\n  - { name: leaves-old, credentials: { nobody: {} } }")
        let end = try await pullpass.sync("--remove-all", configuration: broken)
        #expect(end.status.isSuccess, "\(end.errorText)")
        #expect(
            end.outputText.hasPrefix("7 Secrets removed, 0 left that are not ours, 1 failures"),
            "\(end.outputText)"
        )
        #expect(
            end.outputText.contains("left: Secrets named pullpass-leaves-old, if there are any: cannot list secrets"),
            "\(end.outputText)"
        )
        #expect(
            end.outputText.contains(
                "  kubectl delete secrets --all-namespaces --selector app.kubernetes.io/managed-by=pullpass --field-selector "
                    + "metadata.name=pullpass-leaves-old"
            )
        )
        #expect(
            end.errorText.contains("https://docker.io/") && end.errorText.contains("removed all the same"),
            "\(end.errorText)"
        )
        #expect(try await cluster.events().contains("SecretsLeft"))
        for team in pullpass.teams { #expect(try await pullpass.copy(team) == nil) }
        #expect(try await pullpass.sync("--remove-all", "--strict").status == .exited(1))

        let first = try await pullpass.serve()
        for team in pullpass.teams { _ = try await pullpass.waitForCopy(team) }
        let whole = try await pullpass.sync("--remove-all", "--strict", configuration: pullpass.configuration())
        #expect(whole.status.isSuccess, "\(whole.outputText) \(whole.errorText)")
        let lease = "/apis/coordination.k8s.io/v1/namespaces/leaves/leases/pullpass"
        #expect(try await cluster.read(LeaseObject.self, lease) == nil)
        let line = await first.log.firstLine { $0.contains("waits for the Lease leaves/pullpass: remove-all.") }
        #expect(line?.contains("has all Secrets removed, and until ") == true)

        // Two minutes have not passed; who has seen the removal does nothing, and who has not leads.
        let second = try await pullpass.serve()
        for team in pullpass.teams { _ = try await pullpass.waitForCopy(team) }
        #expect(try await first.metrics().contains("pullpass_keeper_leader 0\n"))
        #expect(try await second.metrics().contains("pullpass_keeper_leader 1\n"))
        try await pullpass.checkLeaks(first, second)
        for server in [first, second] { #expect(try await server.stop().isSuccess) }
    }
}
