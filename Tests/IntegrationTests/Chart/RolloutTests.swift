import FoundationEssentials
import HTTP
import Kubernetes
import PolicyTestSupport
import Processes
import TestSupport
import Testing

extension ChartTests.Simulated {
    /// What a Deployment with `maxUnavailable: 0` and `maxSurge: 1` does to two replicas, while API servers call them.
    @Suite(
        "A rolling restart",
        .needs("python3")
    )
    struct RolloutTests {
        @Test func `a rolling restart of both replicas under 200 requests per second loses none`() async throws {
            let cluster = try ClusterTrait.running()
            // Drain and election as the chart has them.
            let pullpass = try await ChartInstallation(try ChartRendering(snapshot: "minimal"), in: cluster)
            let old = [try await pullpass.start(), try await pullpass.start()]
            let folder = try TemporaryDirectory()
            let bundle = try #require(try await cluster.webhookConfiguration("pullpass")?.webhooks.first?.caBundle)
            try folder.write("ca.pem", bundle)
            let endpoints = Endpoints(folder)
            for replica in old { try endpoints.add(replica) }

            let load = try await startLoad(folder, endpoints)
            let log = LogCollector()
            Task { await log.collect(from: load) }
            for replica in old { try await see("\(replica.port) has answered", in: log) }

            var new: [PullpassServer] = []
            for replica in old {
                // The next Pod is made as soon as one is ready and an old one was told to end; none waits for that one's end.
                let successor = try await pullpass.start()
                new.append(successor)
                try endpoints.add(successor)
                try await see("\(successor.port) has answered", in: log)
                replica.process.terminate()
                try await see("\(replica.port) is not ready", in: log)
            }
            for replica in old { #expect(try await replica.process.waitForExit() == .exited(0)) }
            try endpoints.end(after: 400)

            var report: Report?
            for await line in load.standardOutputLines {
                report = try JSONDecoder().decode(Report.self, from: Data(line.utf8))
            }
            let result = try #require(report, "\(log.lines.suffix(20))")
            let pace = "\(result.perSecond) requests per second were sent, the slowest took \(result.slowest) s"
            #expect(result.lost.isEmpty, "\(result.lost.count) lost: \(result.lost.prefix(10)); \(pace); \(log.lines)")
            // Who falls behind sends faster until the rate is right again, so that a moment's delay does not count.
            #expect(result.perSecond >= 190, "this machine did not hold 200 per second, so nothing is shown: \(pace)")
            #expect(result.answered.values.reduce(0, +) == result.sent)
            #expect(Set(result.answered.keys) == ["short", "kept", "HTTP/2"])
            for replica in result.replicas where old.map(\.port).contains(replica.port) {
                #expect(replica.late > 0, "nobody was sent to \(replica.port) after it was told to end")
            }
            #expect(result.replicas.count == 4)
            // SIGINT: nobody has to wait for their drain.
            for replica in new {
                replica.process.send(signal: 2)
                #expect(try await replica.process.waitForExit() == .exited(0))
            }
            try await pullpass.remove()
        }

        private struct Report: Decodable {
            struct Replica: Decodable {
                var port: Int
                var late: Int
            }
            var sent: Int
            var lost: [String]
            var answered: [String: Int]
            var perSecond: Double
            var slowest: Double
            var replicas: [Replica]
        }

        private func startLoad(_ folder: TemporaryDirectory, _ endpoints: Endpoints) async throws -> RunningProcess {
            let python = try #require(Tool("python3"))
            let script = Fixtures(of: "IntegrationTests").path("steady_load.py")
            let image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/app:1"
            return try await RunningProcess.start(
                Command(
                    python.path,
                    [
                        script, folder.path("ca.pem"), "pullpass-webhook.pullpass.svc", endpoints.file, image,
                        "pullpass-ecr", "200",
                    ],
                    outputLimit: 64 << 20,
                    timeLimit: .seconds(900)
                )
            )
        }

        private func see(_ text: String, in log: LogCollector) async throws {
            guard await log.firstLine(where: { $0 == text }) != nil else {
                throw ClusterError("the load ended before \"\(text)\": \(log.lines.joined(separator: "\n"))")
            }
        }
    }
}

/// The file that tells the load which Pods there are.
private final class Endpoints {
    private let folder: TemporaryDirectory
    private var lines: [String] = []

    init(_ folder: TemporaryDirectory) { self.folder = folder }

    var file: String { folder.path("replicas") }

    func add(_ server: PullpassServer) throws {
        lines.append("\(server.port) \(server.metricsPort)")
        try folder.write("replicas", lines.joined(separator: "\n"))
    }

    func end(after count: Int) throws {
        try folder.write("replicas", (lines + ["end \(count)"]).joined(separator: "\n"))
    }
}

extension TestCluster {
    /// A MutatingWebhookConfiguration, or nil.
    func webhookConfiguration(_ name: String) async throws -> WebhookConfigurationObject? {
        let base = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations"
        return try await read(WebhookConfigurationObject.self, "\(base)/\(name)")
    }
}
