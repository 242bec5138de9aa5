import FoundationEssentials
import HTTP
import Kubernetes
import PolicyTestSupport
import Processes
import TestSupport
import Testing

/// Everything that an installation meets between `helm install` and `helm uninstall`, so that each of its rights is used.
struct ChartLife {
    let pullpass: ChartInstallation
    let cluster: TestCluster
    /// The one registry of the rendering, if there is one.
    let registry: JSON?
    /// The Events that were there before.
    private let oldEvents: Set<String>

    /// Times are short, and a lazy Secret shows what a replica does that does not lead.
    init(_ rendering: ChartRendering, in cluster: TestCluster) async throws {
        let isJob = rendering.arguments(of: "CronJob") != nil
        pullpass = try await ChartInstallation(rendering, in: cluster) { configuration in
            let registries = (configuration["registries"]?.array ?? []).map {
                isJob ? $0 : $0.with("placement", .text("lazy"))
            }
            let election = ["leaseDuration": "10s", "renewDeadline": "6s", "retryPeriod": "1s"]
            let keeper = (configuration["keeper"] ?? .object([:]))
                .with("removeAfter", .text(isJob ? "0s" : "1s"))
                .with("leaderElection", .object(election.mapValues { .text($0) }))
            return configuration.with("registries", registries.isEmpty ? nil : .array(registries))
                .with("keeper", keeper).with("server", .object(["drainTime": .text("0s")]))
        }
        self.cluster = cluster
        oldEvents = Set(try await Self.events(in: "", of: cluster).map(\.metadata.name))
        registry = try pullpass.configuration["registries"]?.array.first
    }

    /// Lives it.
    func run() async throws {
        if pullpass.rendering.arguments(of: "Deployment") != nil { try await serve() } else { try await runJobs() }
        for namespace in ChartInstallation.teams + [ChartInstallation.namespace] {
            let left = try await cluster.secrets(in: namespace).filter {
                $0.metadata.annotations["pullpass.dev/owner"] != nil
            }
            #expect(left.isEmpty, "\(left.map(\.metadata.name)) in \(namespace)")
        }
    }

    // MARK: Deployment

    private func serve() async throws {
        let leader = try await pullpass.start()
        _ = await leader.log.firstLine { $0.contains(" leads\"") }
        let follower = try await pullpass.start()
        let arguments = try #require(pullpass.rendering.arguments(of: "Deployment"))
        if arguments.contains("--certificates") { try await disturbCertificate() }
        if registry != nil {
            for team in ChartInstallation.teams {
                // A review alone places nothing.
                let isThere = try await eventually(within: .seconds(180)) {
                    try await cluster.createPod("app-\(secretName)", in: team, naming: secretName)
                }
                #expect(isThere, "no Pod can be made in \(team)")
            }
            for team in ChartInstallation.teams { try await admit(by: follower, in: team, expecting: secretName) }
            _ = try await copy("team-b") { _ in true }
            try await disturbCopy("team-a")
            try await disturbMaster()
            try await refuseChanges("team-a")
            if !arguments.contains("--only-namespaces") { try await leave("team-b") }
            try await loseSource()
        }
        if try pullpass.configuration["keeper"]?["tenantSecrets"]?["enabled"] == .bool(true) {
            try await serveTenant(by: follower)
        }
        try await uninstall()
        for server in [leader, follower] {
            for line in server.log.lines { #expect(!line.contains("needs verb"), "\(line)") }
            #expect(try await server.stop().isSuccess)
        }
    }

    /// The certificate is made and registered; both are repaired.
    private func disturbCertificate() async throws {
        let base = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/pullpass"
        func bundle() async throws -> [UInt8] {
            try await cluster.webhookConfiguration("pullpass")?.webhooks.first?.caBundle ?? []
        }
        #expect(try await eventually(within: .seconds(180)) { try await !bundle().isEmpty })
        let patch = #"{"webhooks":[{"name":"inject.pullpass.dev","clientConfig":{"caBundle":null}}]}"#
        try await cluster.must(.patch, base, patch, type: "application/strategic-merge-patch+json")
        #expect(try await eventually(within: .seconds(180)) { try await !bundle().isEmpty })
        try await cluster.must(.delete, "/api/v1/namespaces/pullpass/secrets/pullpass-webhook-tls")
        let isBack = try await eventually(within: .seconds(180)) {
            try await cluster.secret("pullpass", "pullpass-webhook-tls")?.data["tls.crt"] != nil
        }
        #expect(isBack, "the certificate's Secret does not come back")
    }

    /// A copy that is deleted or edited comes back; a changed credential reaches it in place.
    private func disturbCopy(_ team: String) async throws {
        let path = "/api/v1/namespaces/\(team)/secrets/\(secretName)"
        let first = try await copy(team) { $0.type == "kubernetes.io/dockerconfigjson" }
        try await cluster.must(.delete, path)
        let second = try await copy(team) { $0.metadata.uid != first.metadata.uid }
        try await cluster.patch(path, #"{"data":{".dockerconfigjson":"e30="}}"#)
        _ = try await copy(team) { $0.data == first.data }
        try await rotate(to: "\(Installation.seed)-2")
        #expect(try await copy(team) { $0.data != first.data }.metadata.uid == second.metadata.uid)
    }

    /// A master that somebody has edited, and hidden by taking its label away, is looked at and put right.
    private func disturbMaster() async throws {
        let name = "pullpass-master.\(registry?["name"]?.text ?? "")"
        let before = try #require(try await cluster.secret("pullpass", name))
        try await cluster.patch("/api/v1/namespaces/pullpass/secrets/\(name)", Self.vandalism)
        let isRight = try await eventually(within: .seconds(180)) {
            let now = try await cluster.secret("pullpass", name)
            return now?.data == before.data && now?.metadata.labels == before.metadata.labels
        }
        #expect(isRight, "the master is not put right")
    }

    static let vandalism =
        #"{"metadata":{"labels":{"pullpass.dev/master":null}},"data":{".dockerconfigjson":"e30="}}"#

    /// A copy that cannot be changed is told twice, in one Event.
    private func refuseChanges(_ team: String) async throws {
        let path = "/api/v1/namespaces/\(team)/secrets/\(secretName)"
        for round in 1...2 {
            let known = try await copy(team) { $0.metadata.annotations["pullpass.dev/owner"] != nil }
            try await cluster.patch(path, #"{"immutable":true}"#)
            try await rotate(to: "\(Installation.seed)-immutable-\(round)")
            try await seeEvent("ImmutableSecret", in: team, count: round)
            try await cluster.must(.delete, path)
            _ = try await copy(team) { $0.metadata.uid != known.metadata.uid }
        }
    }

    /// A namespace that is selected no more loses its copy.
    private func leave(_ team: String) async throws {
        _ = try await copy(team) { _ in true }
        try await cluster.patch(
            "/api/v1/namespaces/\(team)",
            #"{"metadata":{"labels":{"pullpass.dev/inject":null}}}"#
        )
        let isGone = try await eventually(within: .seconds(180)) { try await cluster.secret(team, secretName) == nil }
        #expect(isGone, "the copy of \(team) stays")
    }

    /// A source that is gone is told, twice; `pullpass check` reads it in a Pod.
    private func loseSource() async throws {
        for (name, keys) in ChartInstallation.sources(of: try pullpass.configuration) {
            let check = try await pullpass.run(["check", "--no-login", "--config", "/etc/pullpass/config.yaml"])
            #expect(check.status.isSuccess, "\(check.outputText) \(check.errorText)")
            for round in 1...2 {
                try await cluster.must(.delete, "/api/v1/namespaces/pullpass/secrets/\(name)")
                try await seeEvent("CredentialFailed", in: "pullpass", count: round)
                let value = "\(Installation.seed)-again-\(round)"
                try await pullpass.setSource(name, keys, to: value)
                try await seeEvent("CredentialFetched", in: "pullpass", count: round)
                _ = try await copy("team-a") {
                    String(decoding: $0.data[".dockerconfigjson"] ?? [], as: UTF8.self).contains(value)
                }
            }
        }
    }

    /// A Secret that a namespace has labelled is injected there; one that cannot be used is told, twice.
    private func serveTenant(by server: PullpassServer) async throws {
        let path = "/api/v1/namespaces/team-a/secrets"
        func create(_ name: String, _ type: String, _ content: String) async throws {
            try await cluster.must(
                .post,
                path,
                #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"\#(name)","labels":{"pullpass.dev/inject":"true"}},"#
                    + #""type":"\#(type)","stringData":{".dockerconfigjson":"\#(content)"}}"#
            )
        }
        try await create("unusable", "Opaque", "{}")
        try await seeEvent("UnusableSecret", in: "team-a", count: 1)
        try await cluster.patch("\(path)/unusable", #"{"stringData":{"more":"1"}}"#)
        try await seeEvent("UnusableSecret", in: "team-a", count: 2)
        let auths = #"{\"auths\":{\"quay.io/acme/\":{\"username\":\"u\",\"password\":\"p\"}}}"#
        try await create("own", "kubernetes.io/dockerconfigjson", auths)
        try await admit(by: server, in: "team-a", image: "quay.io/acme/app:1", expecting: "own")
    }

    // MARK: Both

    /// The hook of `helm uninstall`, while whoever holds the Lease still does.
    func uninstall() async throws {
        if pullpass.rendering.arguments(of: "CronJob") != nil {
            // Left by the Deployment that this release once was.
            try await cluster.must(
                .post,
                "/apis/coordination.k8s.io/v1/namespaces/pullpass/leases",
                """
                {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"pullpass"},\
                "spec":{"holderIdentity":"gone","leaseDurationSeconds":15,"leaseTransitions":1,\
                "acquireTime":"2026-01-01T00:00:00.000000Z","renewTime":"2026-01-01T00:00:00.000000Z"}}
                """
            )
        }
        let end = try await pullpass.runJob("Job")
        #expect(end.status.isSuccess && end.outputText.contains(" 0 failures"), "\(end.outputText) \(end.errorText)")
    }

    var secretName: String { registry?["secretName"]?.text ?? "pullpass-\(registry?["name"]?.text ?? "")" }

    /// The copy of a namespace once it is as it should be.
    func copy(_ team: String, _ isRight: (SecretObject) -> Bool) async throws -> SecretObject {
        var found: SecretObject?
        let isThere = try await eventually(within: .seconds(180)) {
            guard let copy = try await cluster.secret(team, secretName), isRight(copy) else { return false }
            found = copy
            return true
        }
        guard isThere, let found else { throw ClusterError("the copy in \(team) did not become what it should") }
        return found
    }

    /// Changes the credential where it comes from: its Secret, or the configuration.
    func rotate(to value: String) async throws {
        let sources = ChartInstallation.sources(of: try pullpass.configuration)
        for (name, keys) in sources { try await pullpass.setSource(name, keys, to: value) }
        guard sources.isEmpty, let registry else { return }
        let basic = JSON.object(
            ["username": .text("u"), "password": .text(value)].mapValues { .object(["value": $0]) }
        )
        let changed = registry.with("credentials", .object(["basic": basic]))
        try pullpass.configure(try pullpass.configuration.with("registries", .array([changed])))
    }

    private func admit(
        by server: PullpassServer,
        in namespace: String,
        image: String? = nil,
        expecting secret: String
    ) async throws {
        let pattern = registry?["matchImages"]?[0].text ?? ""
        let image = image ?? (pattern.hasSuffix("/") ? "\(pattern)app:1" : "\(pattern)/app:1")
        let request = PodCreation.request(ofPodWith: image, namespace: namespace).with("dryRun", .bool(false))
        let review = JSON.object([
            "kind": .text("AdmissionReview"), "apiVersion": .text("admission.k8s.io/v1"), "request": request,
        ])
        let isInjected = try await eventually(within: .seconds(180)) {
            // Whose certificate it is does not matter here.
            let answer = try await Tool.run(
                "curl",
                [
                    "--silent", "--insecure", "--header", "Content-Type: application/json", "--data-binary", "@-",
                    server.url(),
                ],
                input: Array(review.compact.utf8)
            )
            return Reviews.injected(answer.outputText)?.contains(secret) ?? false
        }
        #expect(isInjected, "\(image) gets no \(secret) in \(namespace)")
    }

    func seeEvent(_ reason: String, in namespace: String, count: Int) async throws {
        let isThere = try await eventually(within: .seconds(180)) {
            try await Self.events(in: "/namespaces/\(namespace)", of: cluster).contains {
                $0.reason == reason && $0.count ?? 1 >= count && !oldEvents.contains($0.metadata.name)
            }
        }
        #expect(isThere, "no Event \(reason) in \(namespace) counts \(count)")
    }

    private struct Event: Decodable {
        struct Metadata: Decodable { var name: String }
        var metadata: Metadata
        var reason: String
        var count: Int?
    }

    private static func events(in scope: String, of cluster: TestCluster) async throws -> [Event] {
        struct List: Decodable { var items: [Event] }
        return try await cluster.read(List.self, "/api/v1\(scope)/events")?.items ?? []
    }
}
