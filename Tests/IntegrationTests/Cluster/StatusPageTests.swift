import FoundationEssentials
import HTTP
import Processes
import TestAPIServer
import TestSupport
import Testing

/// The page and `pullpass status` of the built executable, with somebody's hostile words in all that they show.
extension SimulatedClusterTests {
    private static let markup = "<img src=x onerror=alert(1)>"

    /// Rights for the second registry and for healing.
    private static let statusRights = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: { name: NAME-more }
        rules:
          - { apiGroups: [""], resources: [secrets], resourceNames: [pullpass-evil], verbs: [get, list, watch, create, patch, delete] }
          - { apiGroups: [""], resources: [pods], verbs: [list] }
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: { name: NAME-more, namespace: NAME }
        rules:
          - { apiGroups: [""], resources: [secrets], resourceNames: [pullpass-master.evil], verbs: [create, patch, delete] }
        """

    /// An answer of the operators' port, its head and body as they came.
    private static func ask(_ server: PullpassServer, _ path: String, _ arguments: [String] = []) async throws -> String
    {
        let fixed = ["--silent", "--include", "--max-time", "60"]
        return try await Tool.run("curl", fixed + arguments + ["http://127.0.0.1:\(server.metricsPort)\(path)"])
            .outputText
    }

    private static func status(_ kubeconfig: String, _ config: String, _ arguments: String...) async throws
        -> CommandResult
    {
        var command = Command(
            try Repository.executable(),
            ["status", "--kubeconfig", kubeconfig, "--namespace", "shows", "--config", config] + arguments
        )
        command.environment = Tool.environment
        command.timeLimit = .seconds(120)
        return try await Processes.run(command)
    }

    @Test("The page, its JSON and pullpass status tell the same of a cluster, and nobody's words are more than text")
    func statusPage() async throws {
        let cluster = try ClusterTrait.running()
        let pullpass = try await Installation(
            "shows",
            in: cluster,
            rights: Self.statusRights.components(separatedBy: "\n---\n")
        )
        let folder = try TemporaryDirectory()
        let plugin = try folder.write("plugin", "echo '\(Self.markup)' >&2\nprintf '\\033[2J' >&2\nexit 1\n")
        let off =
            pullpass.configuration().replacing(
                "namespaceSelector:",
                with: """
                      - name: evil
                        matchImages: ["evil.example"]
                        credentials: { exec: { command: /bin/sh, args: ['\(plugin)'] } }
                    namespaceSelector:
                    """
                    .replacing("\n  namespaceSelector:", with: "\nnamespaceSelector:")
            ) + "\nheal: { enabled: true, period: 15s }\n"
        let on = off + "status: { page: true }\n"

        // A Pod that was made before anybody asked us.
        try await cluster.must(
            .post,
            "/api/v1/namespaces/shows-a/pods",
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"early"},"spec":{"containers":[{"name":"c","image":"nginx"}]}}"#
        )
        try await cluster.patch(
            "/api/v1/namespaces/shows-a/pods/early",
            #"{"status":{"phase":"Pending","containerStatuses":[{"name":"c","ready":false,"restartCount":0,"image":"","imageID":"","state":{"waiting":{"reason":"ErrImagePull","message":"failed to pull and unpack image: failed to authorize: unexpected status: 401 Unauthorized"}}}]}}"#
        )
        // Events of ours and of another installation.
        for (name, owner) in [("own", "shows/pullpass"), ("other", "elsewhere/pullpass")] {
            try await cluster.must(
                .post,
                "/api/v1/namespaces/shows-b/events",
                #"{"apiVersion":"v1","kind":"Event","metadata":{"name":"\#(name)","annotations":{"pullpass.dev/owner":"\#(owner)"}},"involvedObject":{"kind":"Secret","namespace":"shows-b","name":"\#(name)"},"reason":"ForeignSecret","message":"told by \#(name) \u001b[2J \#(Self.markup)","type":"Warning","reportingComponent":"pullpass","reportingInstance":"p","source":{"component":"pullpass"},"firstTimestamp":"2026-01-01T00:00:00Z","lastTimestamp":"2026-01-01T00:00:00Z","count":1}"#
            )
        }

        let leader = try await pullpass.serve(off)
        for path in ["/", "/status"] {
            let answer = try await Self.ask(leader, path)
            #expect(answer.hasPrefix("HTTP/1.1 404") && answer.contains("status.page: true"), "\(answer)")
        }
        #expect(!answerTellsNames(try await Self.ask(leader, "/")))
        try leader.replaceConfiguration(on)
        let isTold = try await eventually(within: .seconds(120)) {
            let json = try await Self.ask(leader, "/status")
            return json.contains(#""view":"leader""#) && json.contains("img src") && json.contains(#""name":"early""#)
        }
        let json = try await Self.ask(leader, "/status")
        #expect(isTold, "\(json)")
        #expect(json.contains("Content-Type: application/json") || json.contains("content-type: application/json"))
        for piece in [
            #""cause":"missed_admission""#, #""secretName":"pullpass-shows""#, #""fine":false"#, #""further":0"#,
        ] { #expect(json.contains(piece), "\(piece)\n\(json)") }

        let page = try await Self.ask(leader, "/")
        #expect(page.contains("default-src 'none'; style-src 'sha256-"), "\(page.prefix(600))")
        #expect(page.contains("&lt;img src=x onerror=alert(1)&gt;") && !page.contains("<img"), "\(page)")
        #expect(page.contains("Pods that cannot pull") && page.contains("<td>early"), "\(page)")
        #expect(!page.contains(Installation.seed) && !json.contains(Installation.seed))
        let head = try await Self.ask(leader, "/", ["--head"])
        #expect(head.hasPrefix("HTTP/1.1 200") && !head.contains("<"), "\(head)")
        #expect(try await Self.ask(leader, "/status", ["--data", "x"]).hasPrefix("HTTP/1.1 405"))

        // Who does not lead says who does.
        let second = try await pullpass.serve(on)
        let isReferring = try await eventually(within: .seconds(60)) {
            try await Self.ask(second, "/").contains(": ask ")
        }
        let other = try await Self.ask(second, "/status")
        #expect(isReferring && other.contains(#""view":"replica""#) && other.contains(#""pods":null"#), "\(other)")
        #expect(try await second.stop().isSuccess)

        try await commandTells(cluster, on)
        #expect(try await leader.stop().isSuccess)
        try await pullpass.checkLeaks(leader, second)
    }

    private func answerTellsNames(_ answer: String) -> Bool { answer.contains("shows-a") || answer.contains("evil") }

    /// The command, as an administrator and as somebody who may not list Pods.
    private func commandTells(_ cluster: TestCluster, _ configuration: String) async throws {
        let folder = try TemporaryDirectory()
        let config = try folder.write("config.yaml", configuration)
        func kubeconfig(_ token: String) throws -> String {
            try folder.write(
                "kubeconfig-\(token)",
                Installation.kubeconfig(url: cluster.url, authority: cluster.authority, token: token)
            )
        }
        let admin = try kubeconfig(cluster.adminToken)
        let all = try await Self.status(admin, config)
        #expect(all.status == .exited(1), "\(all.errorText)")
        for piece in [
            "early", "it was made without the Secret", "img src=x", "no end known",
        ] { #expect(all.outputText.contains(piece), "\(piece)\n\(all.outputText)") }
        #expect(
            all.outputText.contains("told by own") && !all.outputText.contains("told by other"),
            "\(all.outputText)"
        )
        #expect(!all.outputText.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        #expect(!all.outputText.contains(Installation.seed))
        let json = try await Self.status(admin, config, "--output", "json")
        #expect(json.outputText.contains(#""name":"early","cause":"missed_admission""#), "\(json.outputText)")
        // Reads all that Pullpass reads, but no Pods.
        try #require(cluster.simulation).setUser(
            "shows-visitor",
            token: "shows-visitor",
            rules: ["namespaces", "secrets", "leases", "events", "deployments", "cronjobs"].map { resource in
                AccessRule(
                    verbs: ["get", "list", "watch"],
                    groups: ["", "apps", "batch", "coordination.k8s.io"],
                    resources: [resource]
                )
            }
        )
        let visitor = try await Self.status(try kubeconfig("shows-visitor"), config)
        #expect(visitor.status == .exited(1))
        #expect(
            visitor.outputText.contains("not read: Pods, of which some may wait for an image in vain"),
            "\(visitor.outputText)"
        )
        #expect(!visitor.outputText.contains("WHY IT CANNOT PULL"))
    }
}
