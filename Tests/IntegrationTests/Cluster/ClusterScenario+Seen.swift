import HTTP
import Kubernetes
import Processes
import TestSupport
import Testing

extension ClusterScenario {
    static func see(_ cluster: TestCluster) async throws {
        let pullpass = try await Installation("seen", in: cluster)
        let source = "/api/v1/namespaces/seen/secrets/seen-token"
        let master = "pullpass-master.seen"
        try await cluster.must(.delete, source)
        try await cluster.must(
            .post,
            "/api/v1/namespaces/seen-c/secrets",
            #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"pullpass-seen"},"stringData":{"mine":"1"}}"#
        )
        let server = try await pullpass.serve()

        // A registry that never worked: an empty master says why, and nothing is copied.
        let isSaid = try await eventually(within: .seconds(180)) {
            let annotations = try await cluster.secret("seen", master)?.metadata.annotations
            return annotations?["pullpass.dev/last-error"]?.contains("there is no such Secret") ?? false
        }
        #expect(isSaid)
        let empty = try #require(try await cluster.secret("seen", master))
        #expect(empty.metadata.annotations["pullpass.dev/ready"] == "false")
        #expect(empty.metadata.annotations["pullpass.dev/fetched-at"] == nil)
        #expect(try await shows(server, #"pullpass_credential_ready{registry="seen"} 0"#))
        for reason in [#""no_credential"} 2"#, #""foreign"} 1"#] {
            #expect(
                try await shows(server, #"pullpass_keeper_copies_missing{registry="seen",reason=\#(reason)"#)
            )
        }
        #expect(try await pullpass.copy("seen-a") == nil)

        // It works: the same Secret is the master, and who has his copy is counted.
        try await cluster.must(
            .post,
            "/api/v1/namespaces/seen/secrets",
            #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"seen-token"},"stringData":{"token":"\#(Installation.seed)-1"}}"#
        )
        let first = try await pullpass.waitForCopy("seen-a")
        _ = try await pullpass.waitForCopy("seen-b")
        #expect(try await cluster.secret("seen", master)?.metadata.uid == empty.metadata.uid)
        #expect(try await shows(server, #"pullpass_credential_ready{registry="seen"} 1"#))
        #expect(try await shows(server, #"pullpass_keeper_copies_present{registry="seen"} 2"#))
        #expect(
            try await shows(
                server,
                #"pullpass_keeper_copies_missing{registry="seen",reason="foreign"} 1"#
            )
        )

        // Labels find what is ours, and are brought back as they were.
        #expect(
            first.metadata.labels == [
                "app.kubernetes.io/managed-by": "pullpass", "pullpass.dev/registry": "seen",
            ]
        )
        #expect(first.metadata.annotations["pullpass.dev/note"] == "made by Pullpass; edits are undone")
        let path = "/api/v1/namespaces/seen-a/secrets/pullpass-seen"
        try await cluster.patch(path, #"{"metadata":{"labels":{"pullpass.dev/registry":"other"}}}"#)
        let second = try await pullpass.waitForCopy("seen-a") {
            $0.metadata.labels == first.metadata.labels
        }
        try await cluster.patch(
            path,
            #"{"metadata":{"labels":null,"annotations":{"pullpass.dev/note":null}}}"#
        )
        let third = try await pullpass.waitForCopy("seen-a") {
            $0.metadata.labels == first.metadata.labels
                && $0.metadata.resourceVersion != second.metadata.resourceVersion
        }
        #expect(third.metadata.uid == first.metadata.uid)

        // One that cannot get the new credential is no longer present.
        try await cluster.patch(
            "/api/v1/namespaces/seen-b/secrets/pullpass-seen",
            #"{"immutable":true}"#
        )
        try await pullpass.rotate(to: "hunter2-2")
        _ = try await pullpass.waitForCopy("seen-a") { $0.data != first.data }
        #expect(
            try await shows(
                server,
                #"pullpass_keeper_copies_missing{registry="seen",reason="outdated"} 1"#
            )
        )
        #expect(try await shows(server, #"pullpass_keeper_copies_present{registry="seen"} 1"#))
        #expect(try await cluster.events().contains("ImmutableSecret"))
        try await pullpass.checkLeaks(server)
        #expect(try await server.stop().isSuccess)
    }

    private static func shows(_ server: PullpassServer, _ line: String) async throws -> Bool {
        try await eventually(within: .seconds(180)) { try await server.metrics().contains(line) }
    }
}
