import HTTP
import Kubernetes
import Processes
import TestSupport
import Testing

/// What becomes of an installation whose configuration file is bad.
extension ClusterScenario {
    private static let secret = "pullpass-configuration-in-force"

    static func endure(_ cluster: TestCluster) async throws {
        let pullpass = try await Installation("endures", in: cluster)
        let bad = pullpass.configuration().replacing("[\"docker.io\"]", with: "[\"https://docker.io/\"]")
        let first = try await pullpass.serve()
        let isKept = try await eventually(within: .seconds(180)) {
            try await cluster.secret("endures", secret)?.data["config.yaml"] == Array(pullpass.configuration().utf8)
        }
        #expect(isKept)
        let kept = try #require(try await cluster.secret("endures", secret))
        #expect(kept.type == "pullpass.dev/configuration")
        #expect(kept.metadata.annotations["pullpass.dev/owner"]?.hasPrefix("endures/") == true)
        for team in pullpass.teams { _ = try await pullpass.waitForCopy(team) }
        #expect(try await source(of: first) == "file")

        // A bad file changes nothing of what runs, and is told for as long as it is there.
        try first.replaceConfiguration(bad)
        #expect(try await eventually(within: .seconds(60)) { try await source(of: first) == "previous" })
        #expect(try await readiness(of: first).hasPrefix("ok\nthe configuration file has changed and cannot be used"))
        #expect(try await seesEvent("ConfigurationRefused", cluster))
        first.process.kill()

        // All are gone, and the next one starts with the bad file.
        let second = try await pullpass.serve(bad)
        #expect(try await source(of: second) == "stored")
        #expect(try await second.health("readyz") == 200)
        #expect(try await readiness(of: second).contains("the last good one (of "))
        #expect(Reviews.injected(try await second.post(pullpass.review(namespace: "endures-a"))) != nil)
        #expect(await second.log.firstLine { $0.contains("the last good one") && $0.contains("docker.io") } != nil)
        // It leads and keeps the Secrets.
        try await cluster.must(.delete, "/api/v1/namespaces/endures-a/secrets/\(pullpass.secretName)")
        _ = try await pullpass.waitForCopy("endures-a")
        #expect(try await cluster.secret("endures", secret)?.metadata.resourceVersion == kept.metadata.resourceVersion)

        // Mended, it is taken over without a restart, and kept.
        let mended = pullpass.configuration().replacing("removeAfter: 1s", with: "removeAfter: 2s")
        try second.replaceConfiguration(mended)
        #expect(try await eventually(within: .seconds(60)) { try await source(of: second) == "file" })
        let isNew = try await eventually(within: .seconds(60)) {
            try await cluster.secret("endures", secret)?.data["config.yaml"] == Array(mended.utf8)
        }
        #expect(isNew)
        #expect(try await readiness(of: second) == "ok\n")
        try await pullpass.checkLeaks(second)
        #expect(try await second.stop().isSuccess)
    }

    static func refuse(_ cluster: TestCluster) async throws {
        let pullpass = try await Installation("refuses", in: cluster)
        let bad = "registries: 1\n"
        // The first installation: nothing stands in for it.
        let start = try await pullpass.sync(configuration: bad)
        #expect(start.status == .exited(2))
        #expect(start.errorText.contains("there is no last good one"), "\(start.errorText)")
        #expect(start.errorText.contains("refuses/\(secret)"), "\(start.errorText)")
        let end = try await pullpass.serveUntilItEnds()
        #expect(end.status == .exited(2))
        #expect(end.errorText.contains("there is no last good one"), "\(end.errorText)")

        // A round that was done keeps what it was done with.
        #expect(try await pullpass.sync(configuration: pullpass.configuration()).status.isSuccess)
        #expect(try await cluster.secret("refuses", secret) != nil)
        try await cluster.must(.delete, "/api/v1/namespaces/refuses-a/secrets/\(pullpass.secretName)")
        let round = try await pullpass.sync(configuration: bad)
        #expect(round.status == .exited(1))
        #expect(round.outputText.hasPrefix("6 Secrets in place: 1 placed"), "\(round.outputText)")
        #expect(round.outputText.contains("problem: the configuration file cannot be used"), "\(round.outputText)")
        #expect(try await seesEvent("ConfigurationRefused", cluster, in: "refuses"))

        // One that is no good for this version either.
        let other = "e30="
        try await cluster.patch(
            "/api/v1/namespaces/refuses/secrets/\(secret)",
            #"{"data":{"config.yaml":"\#(other)"}}"#
        )
        let both = try await pullpass.sync(configuration: bad)
        #expect(both.status == .exited(2))
        #expect(both.errorText.contains("cannot be used by this version"), "\(both.errorText)")
        #expect(try await pullpass.sync(configuration: pullpass.configuration()).status.isSuccess)

        // What is to go goes by it, and it goes last.
        let removal = try await pullpass.sync("--remove-all", configuration: bad)
        #expect(removal.status.isSuccess, "\(removal.errorText)")
        #expect(removal.outputText.hasPrefix("7 Secrets removed"), "\(removal.outputText)")
        #expect(try await cluster.secret("refuses", secret) == nil)
        for output in [start, end, round, both, removal] {
            #expect(!(output.outputText + output.errorText).contains(Installation.seed))
        }
    }

    /// What a replica says that it works by.
    private static func source(of server: PullpassServer) async throws -> String? {
        let sources = try await server.metrics().split(separator: "\n").filter {
            $0.hasPrefix("pullpass_configuration_in_force{") && $0.hasSuffix("} 1")
        }
        #expect(sources.count == 1)
        return sources.first?.split(separator: "\"").dropFirst().first.map(String.init)
    }

    private static func readiness(of server: PullpassServer) async throws -> String {
        try await Tool.run("curl", ["--silent", "http://127.0.0.1:\(server.metricsPort)/readyz"]).outputText
    }

    private static func seesEvent(_ reason: String, _ cluster: TestCluster, in namespace: String = "endures")
        async throws
        -> Bool
    {
        try await eventually(within: .seconds(60)) {
            let events = try await cluster.must(.get, "/api/v1/namespaces/\(namespace)/events")
            return String(decoding: events, as: UTF8.self).contains("\"\(reason)\"")
        }
    }
}
