import HTTP
import Kubernetes
import Processes
import TestSupport
import Testing
import Text

extension ClusterScenario {
    // MARK: enforces

    static func enforce(_ cluster: TestCluster) async throws {
        let pullpass = try await Installation("enforces", in: cluster, rights: try EnginePolicy.rights)
        let policy = EnginePolicy(pullpass)
        try await policy.createRole()

        let round = try await pullpass.sync(configuration: policy.configuration())
        #expect(
            round.outputText.contains("admission policy: 2 objects written"),
            "\(round.outputText) \(round.errorText)"
        )
        #expect(round.status.isSuccess)
        let again = try await pullpass.sync()
        #expect(again.outputText.contains("admission policy: 0 objects written"), "\(again.outputText)")
        // Rules that CEL cannot say have made no policy, and keep none.
        let unsayable = policy.configuration().replacing(#"["docker.io"]"#, with: #"["docker.io", "[::1]"]"#)
        let end = try await pullpass.sync("--remove-all", "--strict", configuration: unsayable)
        #expect(end.status.isSuccess, "\(end.errorText)")
        #expect(end.outputText.contains("admission policy: 2 objects removed"), "\(end.outputText)")
        for path in policy.paths { #expect(try await cluster.call(.get, path).status == 404) }

        let server = try await pullpass.serve(policy.configuration(), hasWebhook: false)
        for path in policy.paths {
            let object = try #require(try await cluster.read(SpecObject.self, path))
            #expect(object.metadata.ownerReferences.map(\.name) == ["enforces-policy"])
        }
        try await policy.checkPods(["enforces-a": true, "enforces-b": true])

        // A change of the file, then one that cannot be used.
        try server.replaceConfiguration(policy.configuration("namespaces: { names: [enforces-b] }"))
        #expect(try await policy.becomes { "\($0)".contains("enforces-b") })
        try await policy.checkPods(["enforces-a": false, "enforces-b": true])
        try server.replaceConfiguration(unsayable)
        let refusal = await server.log.firstLine { $0.contains("not all of them can be said there") }
        #expect(refusal?.contains("[::1]") == true)

        // What others do.
        let right = try await policy.spec()
        for patch in [
            #"{"spec":{"failurePolicy":"Fail"}}"#,
            #"{"spec":{"matchConditions":[{"name":"never","expression":"false"}]}}"#,
            #"{"spec":{"mutations":[{"patchType":"JSONPatch","jsonPatch":{"expression":"[JSONPatch{op: 'test', path: '/kind', value: 'Pod'}]"}}]}}"#,
        ] {
            try await cluster.patch(policy.paths[0], patch)
            #expect(try await policy.becomes { $0 == right }, "\(patch)")
        }
        for path in policy.paths {
            try await cluster.must(.delete, path)
            let isBack = try await eventually(within: .seconds(60)) {
                try await cluster.call(.get, path).status == 200
            }
            #expect(isBack)
        }
        #expect(try await policy.becomes { $0 == right })
        try await policy.checkPods(["enforces-a": false, "enforces-b": true])
        #expect(try await server.health("readyz") == 200)
        for line in server.log.lines { #expect(!line.contains("needs verb"), "\(line)") }

        try await policy.uninstall(beside: server)
        try await pullpass.checkLeaks(server)
        #expect(try await server.stop().isSuccess)
        try await policy.leaveForeignAlone()
    }

    // MARK: switches

    /// A rolling update takes no old replica away before the new one is ready, and none of the new engine leads before.
    static func switchEngines(_ cluster: TestCluster) async throws {
        let rights = try EnginePolicy.rights + certificateRights
        let pullpass = try await Installation("switches", in: cluster, rights: rights)
        let policy = EnginePolicy(pullpass)
        try await policy.createRole()
        // Nobody may lose the Lease on a slow machine.
        func patient(_ text: String) -> String {
            text.replacing("leaseDuration: 3s, renewDeadline: 2s", with: "leaseDuration: 60s, renewDeadline: 50s")
        }
        let first = try await pullpass.serve(patient(pullpass.configuration()))
        _ = await first.log.firstLine { $0.contains(" leads\"") }
        let second = try await pullpass.serve(patient(policy.configuration()), hasWebhook: false)
        #expect(try await second.metrics().contains("pullpass_keeper_leader 0\n"))
        try await policy.checkPods(["switches-a": true])
        #expect(try await first.stop().isSuccess)

        #expect(try await eventually { try await second.metrics().contains("pullpass_keeper_leader 1\n") })
        let own = ["--certificates", "self", "--webhook-name", "switches", "--service-name", "switches-webhook"]
        let third = try await pullpass.serve(patient(pullpass.configuration()), own)
        #expect(try await third.metrics().contains("pullpass_keeper_leader 0\n"))
        #expect(try await second.stop().isSuccess)
        #expect(try await third.stop().isSuccess)
    }

    // MARK: matches

    static func match(_ cluster: TestCluster) async throws {
        let pullpass = try await Installation("matches", in: cluster, rights: try EngineWebhook.rights)
        let webhook = EngineWebhook(pullpass)
        try await webhook.register()
        let server = try await pullpass.serve(webhook.configuration(), ["--webhook-name", "matches"])
        #expect(try await webhook.becomes { $0.contains("some-image-needs-a-secret") && $0.contains("docker.io") })
        try await webhook.checkCalls(["nginx": true, "quay.io/a/b": false])
        // Widened by a reload, with everything else as it was.
        let wider = webhook.configuration().replacing(#"["docker.io"]"#, with: #"["docker.io", "quay.io"]"#)
        try server.replaceConfiguration(wider)
        #expect(try await webhook.becomes { $0.contains("quay.io") })
        try await webhook.checkCalls(["nginx": true, "quay.io/a/b": true, "gcr.io/a/b": false])
        // Somebody closes the door.
        try await webhook.set(#"[{"$patch":"replace"},{"name":"never","expression":"false"}]"#)
        #expect(try await webhook.becomes { $0.contains("quay.io") && !$0.contains("never") })
        try await webhook.upgrade()
        #expect(try await webhook.becomes { $0.contains("quay.io") })
        try await webhook.checkCalls(["nginx": true, "gcr.io/a/b": false])
        for line in server.log.lines { #expect(!line.contains("needs verb"), "\(line)") }
        #expect(try await server.stop().isSuccess)
        try await webhook.remove()
    }
}
