import Admission
import EventLoop
import HTTP
import HTTPClient
import HTTPServer
import Images
import Logging
import Metrics
import Sockets
import TLS
import TestSupport
import Text
import Webhook

/// The webhook's servers of some replicas on a loop with the real time, and API servers that call them.
///
/// Used by one test at a time, hence the unchecked conformance.
final class WebhookCalls: @unchecked Sendable {
    /// An API server, which sees each `caBundle` so late.
    struct Caller: Sendable {
        let name: String
        let delay: Duration
    }

    private let loop: EventLoop
    private var servers: [(server: HTTPServer, task: Task<Void, any Error>)] = []
    private var bundles: [(time: Timestamp, text: [UInt8])] = []
    private let review: [UInt8]
    /// Calls that were answered with an injected Pod.
    private(set) var admissions = 0
    /// What failed, by the caller's name.
    private(set) var failures: [String: [String]] = [:]

    init(_ replicas: [Replica]) throws {
        loop = try EventLoop()
        review = try Reviews.example()
        let metrics = WebhookMetrics(in: MetricsRegistry())
        let rule = InjectionRule(
            name: "hub",
            secretName: "pullpass-hub",
            patterns: [try ImagePattern(parsing: "docker.io")]
        )
        for replica in replicas {
            let server = try HTTPServer(
                address: SocketAddress(parsing: "127.0.0.1:0"),
                loops: [loop],
                credentials: replica.credentials,
                handler: AdmissionEndpoint(
                    rules: WebhookRules(AdmissionRules([rule]), metrics: metrics),
                    metrics: metrics,
                    logger: Logger(label: "webhook") { _ in SwiftLogNoOpLogHandler() },
                    now: { 0 }
                )
            )
            servers.append((server, Task(executorPreference: loop) { try await server.run() }))
        }
    }

    /// Ends the servers and the loop.
    func end() async {
        for (server, task) in servers {
            server.close()
            server.abort()
            _ = await task.result
        }
        loop.stop()
    }

    /// Takes note of the registration's `caBundle` at a time.
    func saw(bundle: String, at now: Timestamp) {
        let text = Array(bundle.utf8)
        if bundles.last?.text != text { bundles.append((now, text)) }
    }

    /// Every caller calls every replica over a connection of its own, so many times at once.
    func call(from callers: [Caller], at now: Timestamp, times: Int = 2) async {
        await withTaskGroup(of: (String, String?).self) { group in
            for caller in callers {
                let seen = bundles.last { $0.time <= now - caller.delay }?.text ?? bundles.first?.text ?? []
                for (server, _) in servers {
                    for _ in 0..<times {
                        group.addTask { [loop, review] in
                            let call = Task(executorPreference: loop) {
                                await Self.post(review, to: server, trusting: seen, on: loop)
                            }
                            return (caller.name, await call.value)
                        }
                    }
                }
            }
            for await (name, failure) in group {
                if let failure {
                    failures[name, default: []].append("\(now.whole): \(failure)")
                } else {
                    admissions += 1
                }
            }
        }
    }

    /// Posts a review as an API server does; tells why it failed.
    private static func post(_ review: [UInt8], to server: HTTPServer, trusting bundle: [UInt8], on loop: EventLoop)
        async
        -> String?
    {
        do {
            let name = "pullpass-webhook.pullpass.svc"
            let client = HTTPClient(
                loop: loop,
                tls: try TLSClientContext(trust: .authorities(bundle), serverName: name)
            )
            defer { client.shutdown() }
            var fields = HTTPFields()
            fields.append(name: "Content-Type", value: "application/json")
            let url = try HTTPURL(parsing: "https://\(server.address)/mutate?timeout=5s")
            let answer = try await client.send(HTTPClientRequest(.post, url, fields: fields, body: review))
            let injected = Reviews.injected(String(decoding: answer.body, as: UTF8.self))
            return injected == ["pullpass-hub"] ? nil : "answer \(answer.status)"
        } catch {
            return "\(error)"
        }
    }
}
