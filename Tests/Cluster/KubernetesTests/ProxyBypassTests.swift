import EventLoop
import HTTP
import TestSupport
import Testing
import Text

@testable import Kubernetes

/// An API server that is asked through a proxy which does not let anybody through to it.
@Suite struct ProxyBypassTests {
    private static let request = KubernetesRequest(method: .get, path: "/api/v1/secrets", query: [], accept: nil)

    private static func refusal(
        _ server: String,
        proxy: @escaping @Sendable (String) -> String? = { _ in nil },
        environment: @escaping @Sendable (String) -> [String: String],
        _ answer: String
    ) async throws -> String {
        try await withEventLoop { loop in
            let peer = try RawServer(on: loop)
            let serving = Task(executorPreference: loop) { try await peer.serve { _, _ in answer } }
            let address = peer.url.replacing("http://", with: "")
            var connection = ClusterConnection(server: server, trust: .insecure, user: ClusterUser(.token("hunter2")))
            connection.proxy = proxy(address)
            let transport = try HTTPTransport(
                connection,
                loop: loop,
                environment: environment(address),
                wallClock: .epoch
            )
            let error = await #expect(throws: KubernetesTransportError.self) { try await transport.send(Self.request) }
            let stream = await #expect(throws: KubernetesTransportError.self) {
                _ = try await transport.open(Self.request)
            }
            #expect(stream?.reason == error?.reason)
            transport.shutdown()
            peer.stop()
            try await serving.value
            return (error?.reason ?? "").replacing(address, with: "PROXY")
        }
    }

    private static let unavailable = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"

    @Test(arguments: [
        ("https://10.96.0.1:443", [:], "add 10.96.0.1 (the address of the Service kubernetes) to NO_PROXY"),
        ("https://10.43.0.1", [:], "add 10.43.0.1 (the address of the Service kubernetes) to NO_PROXY"),
        (
            "https://172.20.5.9:6443", ["KUBERNETES_SERVICE_HOST": "172.20.5.9"],
            "add 172.20.5.9 (the address of the Service kubernetes) to NO_PROXY"
        ),
        (
            "https://[fd00:10:96::1]:443", ["KUBERNETES_SERVICE_HOST": "fd00:10:96::1"],
            "add fd00:10:96::1 (the address of the Service kubernetes) to NO_PROXY"
        ),
        (
            "https://api.example.com:6443", ["KUBERNETES_SERVICE_HOST": "10.96.0.1"],
            "add api.example.com to NO_PROXY where it is to be reached without the proxy"
        ),
        ("https://192.0.2.7:6443", [:], "add 192.0.2.7 to NO_PROXY where it is to be reached without the proxy"),
    ])
    func `is told with what to add to NO_PROXY`(server: String, more: [String: String], advice: String) async throws {
        for (variable, answer, says) in [
            ("HTTPS_PROXY", Self.unavailable, "the proxy PROXY answered CONNECT with 503"),
            (
                "https_proxy", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
                "the proxy PROXY answered CONNECT with 403"
            ),
            ("HTTPS_PROXY", "nonsense", "not HTTP/1.1"),
        ] {
            let reason = try await Self.refusal(
                server,
                environment: {
                    more.merging([variable: "http://user:hunter2@\($0)", "NO_PROXY": ".svc,.cluster.local"]) { $1 }
                },
                answer
            )
            #expect(reason.contains(" through the proxy of \(variable): "), "\(reason)")
            #expect(reason.contains(says), "\(reason)")
            #expect(reason.hasSuffix(": " + advice), "\(reason)")
            #expect(!reason.contains("hunter2"))
        }
    }

    @Test func `is told with the kubeconfig's proxy-url where that names the proxy`() async throws {
        let reason = try await Self.refusal(
            "https://10.96.0.1",
            proxy: { "http://user:hunter2@\($0)" },
            environment: { _ in [:] },
            Self.unavailable
        )
        #expect(reason.contains("through the proxy of proxy-url: "), "\(reason)")
        #expect(reason.hasSuffix(": correct or remove proxy-url of the cluster in the kubeconfig"), "\(reason)")
        #expect(!reason.contains("hunter2"))
    }

    @Test func `without TLS is not taken for the proxy's page`() async throws {
        let reason = try await Self.refusal(
            "http://api.example.com:8080",
            environment: { ["http_proxy": $0] },
            "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nno"
        )
        #expect(
            reason
                == "the proxy PROXY of http_proxy answered with status 503 in the place of api.example.com:8080: "
                + "add api.example.com to NO_PROXY where it is to be reached without the proxy"
        )
    }

    @Test(
        arguments: [
            (
                ["HTTPS_PROXY": "p:1"],
                "it is asked through the proxy p:1 of HTTPS_PROXY: add 10.96.0.1 (the address of the Service kubernetes) to NO_PROXY"
            ),
            (["HTTPS_PROXY": "p:1", "NO_PROXY": "10.96.0.0/12"], nil), (["HTTP_PROXY": "p:1"], nil), ([:], nil),
        ] as [([String: String], String?)]
    )
    func `is known before anything is sent`(environment: [String: String], advice: String?) {
        let connection = ClusterConnection(server: "https://10.96.0.1:443", trust: .insecure)
        #expect(connection.proxyAdvice(environment: environment) == advice)
    }
}
