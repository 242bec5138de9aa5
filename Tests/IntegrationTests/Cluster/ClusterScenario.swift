import FoundationEssentials
import HTTP
import Kubernetes
import Processes
import TestSupport
import Testing

/// What the built binary must do in any cluster.
enum ClusterScenario: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case keeps = "a labelled namespace has its Secret, and a deleted, an edited and a new one are right at once"
    case triesAnonymously =
        "the anonymous try stands beside each copy, and is made anew where somebody has edited it, never emptied"
    case rotates = "a changed source reaches all copies under the same UIDs"
    case removes = "a namespace that loses its label loses its Secret after removeAfter, and nobody else's goes"
    case failsOver = "when the leader is killed, another replica takes over and nothing is lost"
    case ignoresForgeries = "a forged review writes nothing, and a true one places a lazy Secret"
    case syncsOnce = "one round makes everything right and says so, and --remove-all leaves nothing"
    case uninstalls = "--remove-all beside a running replica leaves nothing, and nothing comes back"
    case leaves =
        "--remove-all goes on past what it may not remove and a configuration that cannot be used, lists what is left, and keeps no next installation waiting"
    case leavesForeignAlone = "a Secret of our name that is somebody else's stays as it is, and an Event says so"
    case reachesOthers =
        "an entry of also is a Secret for Argo CD, left alone while it is right, put back, made anew with another type, and removed"
    case isSeen =
        "a registry that never worked and namespaces without their Secret are seen, and labels find what is ours"
    case lacksRights = "a missing right is told with its verb and resource, and what is allowed goes on"

    case certifies =
        "a webhook makes its certificate, registers its CA, is called, and what others do to either is repaired"
    case enforces = "an admission policy is made and kept true, and goes with its ClusterRole or by --remove-all"
    case switches = "the first replica of the other engine becomes ready while one of the old engine leads, both ways"
    case matches = "the leader keeps match conditions of the webhook's registration, and the API server calls by them"
    case endures = "a replica goes on, and starts, with the last good configuration, and takes a mended file over"
    case refuses =
        "without a last good configuration a bad file ends the start, and a round goes on with the one of another"
    case guards = "what certificates are written with creates once, changes what was judged, and leaves the rest alone"

    var testDescription: String { rawValue }

    func run(in cluster: TestCluster) async throws {
        switch self {
        case .keeps: try await Self.keep(cluster)
        case .triesAnonymously: try await Self.tryAnonymously(cluster)
        case .rotates: try await Self.rotate(cluster)
        case .removes: try await Self.remove(cluster)
        case .failsOver: try await Self.failOver(cluster)
        case .ignoresForgeries: try await Self.forge(cluster)
        case .syncsOnce: try await Self.syncOnce(cluster)
        case .uninstalls: try await Self.uninstall(cluster)
        case .leaves: try await Self.leave(cluster)
        case .leavesForeignAlone: try await Self.foreign(cluster)
        case .reachesOthers: try await Self.reachOthers(cluster)
        case .isSeen: try await Self.see(cluster)
        case .lacksRights: try await Self.lackRights(cluster)
        case .certifies: try await Self.certify(cluster)
        case .enforces: try await Self.enforce(cluster)
        case .switches: try await Self.switchEngines(cluster)
        case .matches: try await Self.match(cluster)
        case .endures: try await Self.endure(cluster)
        case .refuses: try await Self.refuse(cluster)
        case .guards: try await Self.guardWrites(cluster)
        }
    }

    private static func keep(_ cluster: TestCluster) async throws {
        let pullpass = try await Installation("keeps", in: cluster)
        try await cluster.createNamespace("keeps-unlabelled")
        let server = try await pullpass.serve()
        let first = try await pullpass.waitForCopy("keeps-a")
        #expect(first.type == "kubernetes.io/dockerconfigjson")
        #expect(String(decoding: first.data[".dockerconfigjson"] ?? [], as: UTF8.self).contains("hunter2-1"))
        for team in pullpass.teams { _ = try await pullpass.waitForCopy(team) }

        try await cluster.must(.delete, "/api/v1/namespaces/keeps-a/secrets/pullpass-keeps")
        let second = try await pullpass.waitForCopy("keeps-a") { $0.metadata.uid != first.metadata.uid }
        #expect(second.data == first.data)

        try await cluster.patch(
            "/api/v1/namespaces/keeps-a/secrets/pullpass-keeps",
            #"{"data":{".dockerconfigjson":"e30="}}"#
        )
        let repaired = try await pullpass.waitForCopy("keeps-a") { $0.data == first.data }
        #expect(repaired.metadata.uid == second.metadata.uid)

        try await cluster.createNamespace("keeps-new", labels: pullpass.optedIn)
        #expect(try await pullpass.waitForCopy("keeps-new").data == first.data)
        #expect(try await pullpass.copy("keeps-unlabelled") == nil)
        try await pullpass.checkLeaks(server)
        #expect(try await server.stop().isSuccess)
    }

    private static func tryAnonymously(_ cluster: TestCluster) async throws {
        let pullpass = try await Installation("tries", in: cluster)
        let server = try await pullpass.serve()
        var uids: [String: String] = [:]
        for team in pullpass.teams { uids[team] = try await pullpass.waitForAnonymousTry(team).metadata.uid }
        let copy = try await pullpass.waitForCopy("tries-a").data[".dockerconfigjson"] ?? []
        #expect(String(decoding: copy, as: UTF8.self).hasPrefix(#"{"auths":{"https://index.docker.io/v1/":{"auth":""#))

        let path = "/api/v1/namespaces/tries-a/secrets/pullpass-anonymous"
        let own = Data(#"{"auths":{"a.b":{"auth":"dTpw"}}}"#.utf8).base64EncodedString()
        let edit = #"{"data":{".dockerconfigjson":"\#(own)"}}"#
        try await cluster.patch(path, edit)
        let second = try await pullpass.waitForAnonymousTry("tries-a") { [uids] in
            $0.metadata.uid != uids["tries-a"]
        }
        // A finalizer keeps what was deleted: nothing is written over it, however long that takes.
        try await cluster.patch(path, #"{"metadata":{"finalizers":["example.com/keep"]}}"#)
        try await cluster.patch(path, edit)
        let isTerminating = try await eventually(within: .seconds(180)) {
            try await cluster.secret("tries-a", "pullpass-anonymous")?.metadata.isTerminating ?? false
        }
        #expect(isTerminating)
        try await cluster.must(.delete, "/api/v1/namespaces/tries-b/secrets/pullpass-anonymous")
        _ = try await pullpass.waitForAnonymousTry("tries-b") { [uids] in $0.metadata.uid != uids["tries-b"] }
        let kept = try await cluster.secret("tries-a", "pullpass-anonymous")
        #expect(kept?.metadata.uid == second.metadata.uid)
        #expect(kept?.data[".dockerconfigjson"] == Array(#"{"auths":{"a.b":{"auth":"dTpw"}}}"#.utf8))
        try await cluster.patch(path, #"{"metadata":{"finalizers":null}}"#)
        _ = try await pullpass.waitForAnonymousTry("tries-a") { $0.metadata.uid != second.metadata.uid }

        // Of all this the third namespace has seen nothing.
        #expect(try await pullpass.waitForAnonymousTry("tries-c").metadata.uid == uids["tries-c"])
        try await cluster.patch(
            "/api/v1/namespaces/tries-c",
            #"{"metadata":{"labels":{"pullpass.dev/inject":null}}}"#
        )
        #expect(try await pullpass.copyGoes("tries-c"))
        let isGone = try await eventually(within: .seconds(180)) {
            try await cluster.secret("tries-c", "pullpass-anonymous") == nil
        }
        #expect(isGone)
        try await pullpass.checkLeaks(server)
        #expect(try await server.stop().isSuccess)
    }

    private static func rotate(_ cluster: TestCluster) async throws {
        let pullpass = try await Installation("rotates", in: cluster)
        let server = try await pullpass.serve()
        var uids: [String: String] = [:]
        for team in pullpass.teams { uids[team] = try await pullpass.waitForCopy(team).metadata.uid }
        try await pullpass.rotate(to: "hunter2-2")
        for team in pullpass.teams {
            let copy = try await pullpass.waitForCopy(team) {
                String(decoding: $0.data[".dockerconfigjson"] ?? [], as: UTF8.self).contains("hunter2-2")
            }
            #expect(copy.metadata.uid == uids[team])
        }
        // A source that is gone or empty must not make anything worse.
        try await cluster.must(.delete, "/api/v1/namespaces/rotates/secrets/rotates-token")
        _ = await server.log.firstLine { $0.contains("there is no such Secret") }
        #expect(
            try await pullpass.waitForCopy("rotates-a").data[".dockerconfigjson"].map {
                String(decoding: $0, as: UTF8.self).contains("hunter2-2")
            } == true
        )
        try await pullpass.checkLeaks(server)
        #expect(try await server.stop().isSuccess)
    }

    private static func remove(_ cluster: TestCluster) async throws {
        let pullpass = try await Installation("removes", in: cluster)
        let server = try await pullpass.serve()
        for team in pullpass.teams { _ = try await pullpass.waitForCopy(team) }
        try await cluster.patch(
            "/api/v1/namespaces/removes-a",
            #"{"metadata":{"labels":{"pullpass.dev/inject":null}}}"#
        )
        #expect(try await pullpass.copyGoes("removes-a"))
        #expect(try await pullpass.copy("removes-b") != nil)
        #expect(try await pullpass.copy("removes-c") != nil)
        try await pullpass.checkLeaks(server)
        #expect(try await server.stop().isSuccess)
    }

    private static func failOver(_ cluster: TestCluster) async throws {
        let pullpass = try await Installation("fails", in: cluster)
        let first = try await pullpass.serve()
        _ = await first.log.firstLine { $0.contains(" leads\"") }
        let copy = try await pullpass.waitForCopy("fails-a")
        let second = try await pullpass.serve()
        first.process.kill()
        #expect(try await eventually { try await second.metrics().contains("pullpass_keeper_leader 1\n") })
        try await pullpass.rotate(to: "hunter2-2")
        let rotated = try await pullpass.waitForCopy("fails-a") { $0.data != copy.data }
        #expect(rotated.metadata.uid == copy.metadata.uid)
        try await pullpass.checkLeaks(second)
        #expect(try await second.stop().isSuccess)
    }

    private static func forge(_ cluster: TestCluster) async throws {
        let pullpass = try await Installation("forged", in: cluster, rights: Self.podRights)
        try await cluster.createNamespace("forged-unlabelled")
        let server = try await pullpass.serve(pullpass.configuration(extra: "placement: lazy"))
        for namespace in ["forged-unlabelled", "forged-invented", "default", "forged", "kube-system"] {
            _ = try await server.post(pullpass.review(namespace: namespace))
        }
        _ = try await server.post(pullpass.review(namespace: "forged-b", dryRun: true))
        // A namespace that is allowed, but no Pod in it.
        _ = try await server.post(pullpass.review(namespace: "forged-c"))
        let isThere = try await eventually(within: .seconds(180)) {
            try await cluster.createPod("app", in: "forged-a", naming: pullpass.secretName)
        }
        #expect(isThere)
        // The one that is true comes last: when its Secret is there, the others' would be.
        _ = try await server.post(pullpass.review(namespace: "forged-a"))
        _ = try await pullpass.waitForCopy("forged-a")
        for namespace in [
            "forged-unlabelled", "forged-invented", "default", "forged", "kube-system", "forged-b", "forged-c",
        ] {
            #expect(try await pullpass.copy(namespace) == nil)
        }
        let metrics = try await server.metrics()
        #expect(metrics.contains(#"pullpass_keeper_hints_total{result="accepted"} 1"#), "\(metrics)")
        #expect(metrics.contains(#"pullpass_keeper_hints_total{result="dropped"} 5"#), "\(metrics)")
        try await pullpass.checkLeaks(server)
        #expect(try await server.stop().isSuccess)
    }

    /// What `placement: lazy` needs beside the rights of `examples/rbac.yaml`.
    private static let podRights = [
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: { name: NAME-pods }
        rules:
          - apiGroups: [""]
            resources: [pods]
            verbs: [list]
        """,
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: { name: NAME-pods }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: NAME-pods }
        subjects:
          - { kind: ServiceAccount, name: NAME, namespace: NAME }
        """,
    ]

    private static func syncOnce(_ cluster: TestCluster) async throws {
        let pullpass = try await Installation("once", in: cluster)
        let round = try await pullpass.sync()
        #expect(round.status.isSuccess, "\(round.errorText)")
        #expect(round.outputText.hasPrefix("6 Secrets in place: 6 placed, 0 repaired"), "\(round.outputText)")
        let again = try await pullpass.sync()
        #expect(again.outputText.hasPrefix("6 Secrets in place: 0 placed, 0 repaired, 0 rotated, 0 removed"))
        let end = try await pullpass.sync("--remove-all")
        #expect(
            end.outputText.hasPrefix("7 Secrets removed, 0 left that are not ours, 0 failures"),
            "\(end.outputText)"
        )
        for team in pullpass.teams { #expect(try await pullpass.copy(team) == nil) }
        #expect(try await cluster.secret("once", "pullpass-master.once") == nil)
        #expect(try await cluster.secret("once", "once-token") != nil)
        for output in [round, again, end] {
            #expect(!(output.outputText + output.errorText).contains(Installation.seed))
        }
    }

    private static func uninstall(_ cluster: TestCluster) async throws {
        let pullpass = try await Installation("uninstalls", in: cluster)
        let server = try await pullpass.serve()
        for team in pullpass.teams {
            _ = try await pullpass.waitForCopy(team)
            _ = try await pullpass.waitForAnonymousTry(team)
        }
        let end = try await pullpass.sync("--remove-all")
        #expect(
            end.outputText.hasPrefix("7 Secrets removed, 0 left that are not ours"),
            "\(end.outputText) \(end.errorText)"
        )
        _ = try await server.post(pullpass.review(namespace: "uninstalls-a"))
        let metrics = try await server.metrics()
        #expect(metrics.contains("pullpass_keeper_leader 0\n"))
        #expect(try await server.stop().isSuccess)
        for team in pullpass.teams { #expect(try await pullpass.copy(team) == nil) }
        #expect(try await cluster.secret("uninstalls", "pullpass-master.uninstalls") == nil)
    }

    private static func foreign(_ cluster: TestCluster) async throws {
        let pullpass = try await Installation("foreign", in: cluster)
        try await cluster.must(
            .post,
            "/api/v1/namespaces/foreign-b/secrets",
            #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"pullpass-foreign"},"stringData":{"mine":"1"}}"#
        )
        let round = try await pullpass.sync()
        #expect(round.status == .exited(1))
        #expect(round.outputText.contains("5 placed") && round.outputText.contains("1 not ours"), "\(round.outputText)")
        #expect(try await pullpass.copy("foreign-b")?.data.keys.sorted() == ["mine"])
        #expect(try await cluster.events().contains("ForeignSecret"))
        let end = try await pullpass.sync("--remove-all")
        #expect(end.outputText.hasPrefix("6 Secrets removed, 1 left that are not ours"), "\(end.outputText)")
        #expect(try await pullpass.copy("foreign-b") != nil)
    }

    private static func lackRights(_ cluster: TestCluster) async throws {
        let pullpass = try await Installation("lacks", in: cluster)
        let text = pullpass.configuration().replacing(
            "registries:",
            with: """
                registries:
                  - name: unheard-of
                    matchImages: ["quay.io"]
                    credentials: { basic: { username: { value: u }, password: { value: hunter2-q } } }
                """
        )
        let server = try await pullpass.serve(text)
        for team in pullpass.teams { _ = try await pullpass.waitForCopy(team) }
        let line = await server.log.firstLine { $0.contains("pullpass-unheard-of") && $0.contains("watch") }
        #expect(line?.contains("secrets") == true)
        #expect(try await cluster.secret("lacks-a", "pullpass-unheard-of") == nil)
        try await pullpass.checkLeaks(server)
        #expect(try await server.stop().isSuccess)
    }
}
