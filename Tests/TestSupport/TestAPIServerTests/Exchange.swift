import EventLoop
import HTTP
import Kubernetes
import TestSupport
import Testing

@testable import TestAPIServer

/// A server on a loop of its own, with a clock that a test moves.
struct ServerUnderTest: Sendable {
    let server: TestAPIServer
    let loop: EventLoop
    let clock: HandClock

    func send(
        _ method: String,
        _ path: String,
        _ body: String? = nil,
        type: String? = nil,
        accept: String? = nil,
        as user: String = TestAPIServer.administrator
    ) async throws -> Answer {
        let answer = try await server.transport(as: user, agent: "curl").send(
            request(method, path, body, type: type, accept: accept)
        )
        return Answer(status: answer.status, fields: answer.fields, json: try JSONReader.read(answer.body))
    }

    func watch(_ path: String, accept: String? = nil, as user: String = TestAPIServer.administrator) async throws
        -> WatchLines
    {
        WatchLines(try await server.transport(as: user).open(request("GET", path, accept: accept)))
    }

    private func request(
        _ method: String,
        _ target: String,
        _ body: String? = nil,
        type: String? = nil,
        accept: String? = nil
    ) -> KubernetesRequest {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        let query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1).map(String.init)
            return (name: halves[0], value: halves.count > 1 ? halves[1] : "")
        }
        let usual = method == "PATCH" ? "application/apply-patch+yaml" : "application/json"
        return KubernetesRequest(
            method: HTTPMethod(method),
            path: parts[0],
            query: query,
            contentType: type ?? usual,
            accept: accept,
            body: body.map { Array($0.utf8) }
        )
    }
}

/// An answer, taken apart.
struct Answer: Sendable {
    let status: Int
    let fields: HTTPFields
    let json: JSON

    var message: String { json["message"]?.string ?? "" }
    var reason: String { json["reason"]?.string ?? "" }
    var uid: String { json["metadata"]?["uid"]?.string ?? "" }
    var version: String { json["metadata"]?["resourceVersion"]?.string ?? "" }

    /// The names of a list.
    var names: [String] { json["items"]?.array?.map { $0["metadata"]?["name"]?.string ?? "" } ?? [] }
}

/// The lines of a watch, one by one.
final class WatchLines {
    private let stream: any KubernetesByteStream
    private var buffer: [UInt8] = []

    var status: Int { stream.status }

    init(_ stream: any KubernetesByteStream) { self.stream = stream }

    /// The next event; nil at the end.
    func next() async throws -> JSON? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                defer { buffer.removeFirst(end + 1) }
                return try JSONReader.read(Array(buffer[..<end]))
            }
            guard let bytes = try await stream.next() else { return nil }
            buffer += bytes
        }
    }

    /// The next event as `TYPE namespace/name`, or `BOOKMARK version`.
    func summary() async throws -> String? {
        guard let event = try await next() else { return nil }
        let metadata = event["object"]?["metadata"]
        let type = event["type"]?.string ?? ""
        if type == "BOOKMARK" {
            let isEnd = metadata?["annotations"]?["k8s.io/initial-events-end"]?.string == "true"
            return isEnd ? "INITIAL-END" : "BOOKMARK"
        }
        if type == "ERROR" {
            return "ERROR \(event["object"]?["code"]?.int ?? 0) \(event["object"]?["reason"]?.string ?? "")"
        }
        let namespace = metadata?["namespace"]?.string.map { $0 + "/" } ?? ""
        return "\(type) \(namespace)\(metadata?["name"]?.string ?? "")"
    }

    func summaries(_ count: Int) async throws -> [String] {
        var lines: [String] = []
        for _ in 0..<count { lines.append(try await summary() ?? "END") }
        return lines
    }
}

/// Runs `body` on the loop of a fresh server.
func withServer<R: Sendable>(_ body: @escaping @Sendable (ServerUnderTest) async throws -> R) async throws -> R {
    let clock = HandClock()
    return try await withEventLoop(clock: clock.clock) { loop in
        try await body(ServerUnderTest(server: TestAPIServer(loop: loop), loop: loop, clock: clock))
    }
}
